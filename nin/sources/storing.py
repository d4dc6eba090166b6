"""What an assignment changes, and what statements that are not followed may have changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nin.sources.effects import left_unsure
from nin.sources.expressions import evaluate
from nin.sources.machine import Halt, Machine
from nin.sources.objects import bind, members, unpacked
from nin.sources.scopes import Scope
from nin.sources.spoiling import is_spoilt, spoil
from nin.sources.values import (
    Class,
    External,
    Instance,
    Layer,
    OutsideMethod,
    Stack,
    Tensor,
    Unknown,
    Value,
)

_HARMLESS = ("weight", "requires_grad", "training", "inplace")  # of a layer, for its shape
_JUMPS = (ast.Break, ast.Continue)
_CLOSED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def store(machine: Machine, target: ast.expr, value: Value, scope: Scope) -> None:
    """Assign a value to a name, an attribute, an item, or its parts to those of a tuple."""
    match target:
        case ast.Attribute(of, name):
            owner = evaluate(machine, of, scope)
            _store_attribute(machine, owner, name, machine.unsure or value)
        case ast.Subscript(of, place):
            _store_item(machine, evaluate(machine, of, scope), place, value, scope)
        case ast.Tuple(parts) | ast.List(parts):
            for part, one in zip(parts, unpacked(value, len(parts), target.lineno), strict=True):
                store(machine, part, one, scope)
        case _:
            bind(target, value, scope)


def _store_attribute(machine: Machine, owner: Value, name: str, value: Value) -> None:
    match owner:
        case Instance() | Stack():
            members(owner)[name] = value
        case Class():
            owner.attributes[name] = value
        case Layer() if name not in _HARMLESS or isinstance(value, OutsideMethod):
            raise Halt(f"a change of a layer's {name} is not followed", machine.where)
        case Tensor(shape=()):
            raise Halt(f"a change of the {name} of what flows is not followed", machine.where)
        case External(path) if path.startswith("torch.nn"):
            raise Halt(f"a change of {path}.{name} is not followed", machine.where)
        case _:
            pass


def _store_item(
    machine: Machine, owner: Value, place: ast.expr, value: Value, scope: Scope
) -> None:
    if isinstance(owner, OutsideMethod) and owner.name in ("__dict__", "_modules"):
        raise Halt("a change of attributes by their dictionary is not followed", place.lineno)
    if isinstance(owner, Tensor) and not owner.shape:
        raise Halt("a change of a part of what flows is not followed", place.lineno)
    value = machine.unsure or value
    index = None if isinstance(place, ast.Slice) else evaluate(machine, place, scope)
    match owner, index:
        case list(), _ if is_spoilt(owner):
            pass
        case dict(), bool() | int() | float() | str():
            owner[index] = value
        case list(), int() if -len(owner) <= index < len(owner):
            owner[index] = value
        case _:
            spoil(owner, Unknown("this change is not followed", place.lineno))


def condition(line: int) -> Unknown:
    """Why a branch is left open."""
    return Unknown("the source leaves this condition open", line)


def left_open(
    machine: Machine, body: Sequence[ast.stmt], why: Unknown, scope: Scope
) -> Unknown | None:
    """Whatever these statements may change is unknown; so is, where it is, whether they end."""
    for node in _parts(body):
        machine.spend(1)
        match node:
            case ast.Name(name, ast.Store()):
                scope.names[name] = why
            case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                store(machine, node, why, scope)
            case ast.Global(names):
                scope.outermost.names.update(dict.fromkeys(names, why))
            case ast.FunctionDef(name) | ast.ClassDef(name) | ast.AsyncFunctionDef(name):
                scope.names[name] = why
                left_open(machine, node.body, why, Scope(around=scope))
            case _:
                pass
    with left_unsure(machine, body[0], why) as is_first:
        for node in _parts(body, ast.Call) if is_first else ():
            if isinstance(node, ast.Call):
                evaluate(machine, node, scope)
    returns = any(isinstance(node, ast.Return) for node in _parts(body))
    jumps = any(isinstance(node, _JUMPS) for node in _parts(body, ast.For, ast.While))
    return why if returns or jumps else None


def _parts(body: Sequence[ast.stmt], *closed: type[ast.AST]) -> Iterator[ast.AST]:
    """All that statements consist of, but for what stands in functions, classes and `closed`."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_CLOSED, *closed)):
            waiting.extend(ast.iter_child_nodes(node))
