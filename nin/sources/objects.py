"""The attributes of values, and the names that a loop or an assignment gives them."""

from __future__ import annotations

import ast

from nin.sources.scopes import Scope
from nin.sources.values import (
    Class,
    Dim,
    External,
    Function,
    Instance,
    Method,
    OutsideMethod,
    Stack,
    Super,
    Tensor,
    Unknown,
    Value,
)


def looked_up(kind: Class, name: str) -> Value:
    """What a class or the first of its bases calls so; None where none of them does."""
    if name in kind.attributes:
        return kind.attributes[name]
    return above(kind, name)


def above(kind: Class, name: str) -> Value:
    """What the first of a class's bases calls so; None where none of them does."""
    for base in kind.bases:
        if isinstance(base, Class) and (found := looked_up(base, name)) is not None:
            return found
    return None


def is_sequential(kind: Class) -> bool:
    """Whether a class is an `nn.Sequential`."""
    return any(
        is_sequential(base) if isinstance(base, Class) else base == External("torch.nn.Sequential")
        for base in kind.bases
    )


def attribute(value: Value, name: str) -> Value:
    """`value.name`."""
    match value:
        case Unknown():
            return value
        case External(path):
            return External(f"{path}.{name}")
        case Tensor() if name == "shape":
            return tuple(Dim(axis) for axis in range(4))
        case Stack(children) if name in children:
            return children[name]
        case Instance():
            return _of_instance(value, name)
        case Super(instance, kind):
            return _of_class(above(kind, name), instance, OutsideMethod(value, name))
        case Class():
            return looked_up(value, name)
        case _:
            return OutsideMethod(value, name)


def _of_instance(instance: Instance, name: str) -> Value:
    if name in instance.attributes:
        return instance.attributes[name]
    if instance.stack and name in instance.stack.children:
        return instance.stack.children[name]
    outside = OutsideMethod(instance, name)
    return _of_class(looked_up(instance.kind, name), instance, outside)


def _of_class(found: Value, owner: Instance, outside: OutsideMethod) -> Value:
    """What a class calls so, bound to an object; what is outside of the source if it has none."""
    if isinstance(found, Function):
        return found if found.is_static else Method(found, owner)
    return outside if found is None else found


def members(owner: Instance | Stack) -> dict[str, Value]:
    """What `owner.name = …` changes."""
    return owner.attributes if isinstance(owner, Instance) else owner.children


def bind(target: ast.expr, value: Value, scope: Scope) -> None:
    """Give a name of a loop its value, and the names of a tuple theirs."""
    match target:
        case ast.Name(name):
            scope.names[name] = value
        case ast.Tuple(parts) | ast.List(parts):
            for part, one in zip(parts, unpacked(value, len(parts), target.lineno), strict=True):
                bind(part, one, scope)
        case _:
            pass


def unpacked(value: Value, count: int, line: int) -> list[Value]:
    """So many values out of one; unknown ones where it has not so many."""
    if isinstance(value, list | tuple) and len(value) == count:
        return list(value)
    if not isinstance(value, Unknown):
        value = Unknown("this unpacking is not followed", line)
    return [value] * count
