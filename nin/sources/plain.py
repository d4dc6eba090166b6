"""Python's own operations on plain values, bounded: none can take long or grow large."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

from nin.limits import MAX_SOURCE_NUMBER
from nin.sources.machine import Machine
from nin.sources.objects import looked_up
from nin.sources.spoiling import check_whole, is_spoilt
from nin.sources.values import (
    Dim,
    External,
    Instance,
    Refusal,
    Scalar,
    Stack,
    Tensor,
    Unknown,
    Value,
)

_MAX_EXPONENT = 64

_BINARY: Mapping[type[ast.operator], Callable[[float, float], Value]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
        ast.Pow: operator.pow,
    }
)
_ORDER: Mapping[type[ast.cmpop], Callable[[float, float], bool]] = MappingProxyType(
    {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
)


def _binary(machine: Machine, kind: type[ast.operator], left: Value, right: Value) -> Value:
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        raise Refusal(
            "arithmetic on what flows, as of a branch or a residual connection, cannot be "
            "expressed; a network here is one straight line"
        )
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _number(kind, left, right)
    match left, right:
        case list(), list() if kind is ast.Add:
            return items(machine, left) + items(machine, right)
        case tuple(), tuple() if kind is ast.Add:
            return (*items(machine, left), *items(machine, right))
        case str(), str() if kind is ast.Add:
            machine.spend(len(left) + len(right))
            return left + right
        case ((list() | tuple() | str()), int()) if kind is ast.Mult:
            machine.spend(len(left) * max(right, 0))
            return left * right
        case (int(), (list() | tuple() | str())) if kind is ast.Mult:
            return _binary(machine, kind, right, left)
        case _:
            raise Refusal("this arithmetic is not followed")


def _number(kind: type[ast.operator], left: float, right: float) -> Value:
    if kind not in _BINARY or (kind is ast.Pow and abs(right) > _MAX_EXPONENT):
        raise Refusal("this arithmetic is not followed")
    try:
        return bounded(_BINARY[kind](left, right))
    except ArithmeticError:
        raise Refusal("this arithmetic has no result") from None


def bounded(value: Value) -> Value:
    """A number, unless it is too large for anything in a network.

    Raises:
        Refusal: it is, or it is no number.
    """
    if isinstance(value, int | float) and abs(value) <= MAX_SOURCE_NUMBER:
        return value
    raise Refusal(f"a number here is at most {MAX_SOURCE_NUMBER:,}")


def operated(machine: Machine, kind: type[ast.operator], left: Value, right: Value) -> Value:
    """`left + right` and the like; what is unknown stays so.

    Raises:
        Refusal: it has no value here.
    """
    for side in (left, right):
        if isinstance(side, Unknown):
            return side
        check_whole(side)
    return _binary(machine, kind, left, right)


def unary(kind: type[ast.unaryop], value: Value) -> Value:
    """`-value` and the like.

    Raises:
        Refusal: it has no value here.
    """
    if kind is ast.Not and (is_true := truth(value)) is not None:
        return not is_true
    if isinstance(value, int | float) and kind in (ast.USub, ast.UAdd):
        return -value if kind is ast.USub else +value
    raise Refusal("this arithmetic is not followed")


def compared(kind: type[ast.cmpop], left: Value, right: Value) -> bool | None:
    """Whether a comparison holds; None where the source does not say."""
    if kind in (ast.Is, ast.IsNot) and None in (left, right) and _is_definite(left, right):
        return (left is right) == (kind is ast.Is)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return None  # whose class may say when it is equal
    if kind in (ast.In, ast.NotIn) and isinstance(right, list | tuple | dict):
        if is_spoilt(right):
            return None
        same = [compared(ast.Eq, left, one) for one in right]
        return None if None in same else (True in same) == (kind is ast.In)
    if not isinstance(left, Scalar) or not isinstance(right, Scalar):
        return None
    if kind in (ast.Eq, ast.NotEq):
        return (left == right) == (kind is ast.Eq)
    if kind in _ORDER and isinstance(left, int | float) and isinstance(right, int | float):
        return _ORDER[kind](left, right)
    return None


def truth(value: Value) -> bool | None:
    """Whether a value counts as true; None where the source does not say."""
    if not _is_definite(value):
        return None
    if is_spoilt(value):
        return None
    if isinstance(value, Stack):
        value = value.children
    if isinstance(value, Instance):
        own = value.stack or any(looked_up(value.kind, name) for name in ("__bool__", "__len__"))
        return None if own else True
    return bool(value) if isinstance(value, Scalar | list | tuple | dict) else True


def _is_definite(*values: Value) -> bool:
    return not any(isinstance(value, Unknown | Tensor | Dim | External) for value in values)


def items(machine: Machine, value: Value) -> list[Value]:
    """What a loop over a value goes through.

    Raises:
        Refusal: the source does not say.
    """
    check_whole(value)
    found: list[Value]
    match value:
        case list() | tuple() | dict() | str():
            found = list(value)
        case Stack(children) | Instance(stack=Stack(children)):
            found = list(children.values())
        case Unknown(words, line):
            raise Refusal(words, line)
        case _:
            raise Refusal("what this goes through is not followed")
    machine.spend(len(found))
    return found


def subscript(value: Value, index: Value) -> Value:
    """`value[index]`.

    Raises:
        Refusal: it has no value here.
    """
    if isinstance(value, Unknown):
        raise Refusal(value.words, value.line)
    if isinstance(value, Instance) and value.stack:
        value = value.stack
    if isinstance(value, Stack):
        value = list(value.children.values())
    if isinstance(value, dict) and isinstance(index, Scalar) and index in value:
        return value[index]
    if isinstance(value, list | tuple | str) and isinstance(index, int):
        if -len(value) <= index < len(value):
            return value[index]
        raise Refusal(f"there is no item {index} among {len(value)}")
    raise Refusal("this item is not followed")


def sliced(machine: Machine, value: Value, bounds: list[Value], line: int) -> Value:
    """`value[start:stop:step]`; of a stack, a stack.

    Raises:
        Refusal: it has no value here.
    """
    check_whole(value)
    numbers = [one for one in bounds if one is None or isinstance(one, int)]
    if len(numbers) < len(bounds) or numbers[2] == 0:
        raise Refusal("this slice is not followed")
    where = slice(*numbers)
    if isinstance(value, Instance) and value.stack:
        value = value.stack
    if isinstance(value, Stack):
        children = list(value.children.items())[where]
        stack = Stack(dict(children), line)
        machine.spend(len(children))
        machine.made.append(stack)
        return stack
    if isinstance(value, list | tuple | str):
        part = value[where]
        machine.spend(len(part))
        return part
    raise Refusal("this slice is not followed")


def text(value: Value) -> str:
    """A plain value as text.

    Raises:
        Refusal: it is none.
    """
    if not isinstance(value, Scalar):
        raise Refusal("this text is not followed")
    return str(value)
