"""Methods that Python and PyTorch define, on the values of a source."""

from __future__ import annotations

from collections.abc import Mapping

from nin.sources.machine import Machine
from nin.sources.objects import members
from nin.sources.plain import items, subscript
from nin.sources.spoiling import check_whole, spoil
from nin.sources.values import (
    Dim,
    Flatten,
    Instance,
    Layer,
    Refusal,
    Scalar,
    Stack,
    Unknown,
    Value,
)

# What changes neither layers nor what flows.
SAME = frozenset(
    {"to", "cuda", "cpu", "eval", "train", "apply", "float", "half", "double", "bfloat16"}
    | {"contiguous", "detach", "clone", "requires_grad_", "share_memory", "compile"}
)
_READERS = frozenset({"items", "keys", "values", "get", "index", "count", "copy"})
_MUTATORS = frozenset(
    {"append", "extend", "insert", "add_module", "register_module", "pop", "popitem", "remove"}
    | {"clear", "update", "setdefault", "reverse", "sort"}
)


def called(
    machine: Machine, owner: Value, name: str, args: list[Value], keywords: Mapping[str, Value]
) -> Value:
    """The value of a method's call; what cannot be followed spoils its owner if it changes it.

    Raises:
        Refusal: it is not followed.
    """
    changes = name in _MUTATORS or (isinstance(owner, list | dict) and name not in _READERS)
    try:
        if changes and machine.unsure:
            raise Refusal(machine.unsure.words, machine.unsure.line)
        return _called(machine, owner, name, [*args, *keywords.values()])
    except Refusal as refusal:
        if changes:
            spoil(owner, Unknown(refusal.words, refusal.line or machine.where))
        raise


def _called(machine: Machine, owner: Value, name: str, args: list[Value]) -> Value:
    if isinstance(owner, Instance) and owner.stack and name != "add_module":
        owner = owner.stack
    match owner:
        case list():
            return _of_list(machine, owner, name, args)
        case dict():
            return _of_dictionary(machine, owner, name, args)
        case Stack() | Instance() | Layer():
            return _of_module(machine, owner, name, args)
        case _:
            raise Refusal(f".{name} is not followed")


def _of_list(machine: Machine, owner: list[Value], name: str, args: list[Value]) -> Value:
    match name, args:
        case "append", [value]:
            owner.append(value)
        case "extend", [values]:
            owner.extend(items(machine, values))
        case "insert", [int(place), value]:
            owner.insert(place, value)
            machine.spend(len(owner))
        case _:
            raise Refusal(f".{name} of a list is not followed")
    return None


def _of_dictionary(
    machine: Machine, owner: dict[Value, Value], name: str, args: list[Value]
) -> Value:
    machine.spend(len(owner))
    if name != "update":
        check_whole(owner)
    match name, args:
        case "items", []:
            return list(owner.items())
        case "keys", []:
            return list(owner)
        case "values", []:
            return list(owner.values())
        case "get", [key, *rest] if isinstance(key, Scalar):
            return owner.get(key, rest[0] if rest else None)
        case "update", [dict(more)]:
            owner.update(more)
            return None
        case _:
            raise Refusal(f".{name} of a dictionary is not followed")


def _of_module(
    machine: Machine, owner: Stack | Instance | Layer, name: str, args: list[Value]
) -> Value:
    if name in SAME:
        return owner
    children = {} if isinstance(owner, Layer) else members(owner)
    match name, args:
        case "save_hyperparameters", _:
            return None
        case "children", []:
            return list(children.values())
        case "named_children", []:
            return list(children.items())
        case (("add_module" | "register_module"), [key, child]):
            # A name that is not followed is some name of its own.
            children[key if isinstance(key, str) else f"…{len(children)}"] = child
            return None
        case (("append" | "extend"), [more]) if isinstance(owner, Stack):
            for child in [more] if name == "append" else items(machine, more):
                owner.add(child)
            return owner
        case _:
            raise Refusal(f".{name} of a network is not followed")


def dictionary(machine: Machine, args: list[Value], keywords: Mapping[str, Value]) -> Value:
    """`dict(...)` or `OrderedDict(...)`: of pairs, of another one, or of names.

    Raises:
        Refusal: what it is made of is not followed.
    """
    found: dict[Value, Value] = {}
    if args and isinstance(args[0], dict):
        found.update(args[0])
    elif args:
        for pair in items(machine, args[0]):
            key, value = pair if isinstance(pair, list | tuple) and len(pair) == 2 else (pair, pair)
            if key is value or not isinstance(key, Scalar):
                raise Refusal("this dictionary is not followed")
            found[key] = value
    found.update(keywords)
    machine.spend(len(found))
    return found


def sizes(args: list[Value]) -> Value:
    """`x.size()` or `x.size(axis)`: all lengths of a tensor, or one."""
    axes = [Dim(axis) for axis in range(4)]
    return subscript(axes, args[0]) if args else tuple(axes)


def viewed(name: str, line: int, args: list[Value], keywords: Mapping[str, Value]) -> Layer:
    """`x.view(x.size(0), -1)`, `x.view(-1, 400)`, `torch.reshape(x, (len(x), -1))`: flattened.

    Raises:
        Refusal: it makes something else of the tensor.
    """
    shape = [*args, *keywords.values()]
    if len(shape) == 1 and isinstance(shape[0], list | tuple):
        shape = list(shape[0])
    match shape:
        case [Dim(0), -1]:
            return Layer(Flatten(), name, line)
        case [Dim(0) | -1, int(features)] if features > 0:
            return Layer(Flatten(features), name, line)
        case _:
            raise Refusal(f"this {name} cannot be expressed; write torch.flatten(x, 1)")
