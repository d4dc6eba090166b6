"""What an assignment changes, and what statements that are not followed may have changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nin.sources import plain
from nin.sources.expressions import evaluate
from nin.sources.machine import Machine
from nin.sources.methods import MUTATORS
from nin.sources.objects import bind, members, unpacked
from nin.sources.scopes import Scope
from nin.sources.values import Instance, Layer, Stack, Unknown, Value

_JUMPS = (ast.Break, ast.Continue)
_CLOSED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def store(machine: Machine, target: ast.expr, value: Value, scope: Scope) -> None:
    """Assign a value to a name, an attribute, an item, or its parts to those of a tuple."""
    match target:
        case ast.Attribute(of, name):
            owner = evaluate(machine, of, scope)
            if isinstance(owner, Instance | Stack):
                members(owner)[name] = value
            elif isinstance(owner, Layer) and name not in ("weight", "inplace", "training"):
                machine.changed.setdefault(owner, target.lineno)
        case ast.Subscript(of, place):
            _store_item(machine, evaluate(machine, of, scope), place, value, scope)
        case ast.Tuple(parts) | ast.List(parts):
            for part, one in zip(parts, unpacked(value, len(parts), target.lineno), strict=True):
                store(machine, part, one, scope)
        case _:
            bind(target, value, scope)


def _store_item(
    machine: Machine, owner: Value, place: ast.expr, value: Value, scope: Scope
) -> None:
    index = None if isinstance(place, ast.Slice) else evaluate(machine, place, scope)
    match owner, index:
        case dict(), bool() | int() | float() | str():
            owner[index] = value
        case list(), int() if -len(owner) <= index < len(owner):
            owner[index] = value
        case _:
            plain.spoil(owner, Unknown("this change is not followed", place.lineno))


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
            case ast.Call(ast.Attribute(of, name)) if name in MUTATORS:
                plain.spoil(evaluate(machine, of, scope), why)
            case ast.FunctionDef(name) | ast.ClassDef(name) | ast.AsyncFunctionDef(name):
                scope.names[name] = why
            case _:
                pass
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
