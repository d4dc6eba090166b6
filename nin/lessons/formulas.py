"""Formulas over quantities: `params - biases`, `{logit 4} * cells`, `2 * macs`.

A quantity of a layer, of a class or after a change stands in braces. Between quantities and
numbers stand +, -, *, / and brackets; nothing else is understood, and nothing is executed.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from math import isfinite

from nin.lessons.quantities import Value, unit_of, value_of
from nin.lessons.scene import Scene
from nin.spec import SpecError

_MOST = 200  # characters
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def compute(formula: str, scene: Scene) -> Value:
    """What a formula comes to.

    Raises:
        SpecError: it is none, or a quantity in it is not there.
    """
    if len(formula) > _MOST:
        raise SpecError(f"a formula has at most {_MOST} characters, this has {len(formula):,}")
    if (alone := _alone(formula)) is not None:
        return value_of(alone, scene)
    quantities: list[str] = []

    def place(match: re.Match[str]) -> str:
        quantities.append(match[1])
        return f" q{len(quantities) - 1}_ "

    text = re.sub(r"\{([^{}]*)\}", place, formula)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise SpecError(f"{formula!r} is no formula") from None
    names = {f"q{place}_": quantity for place, quantity in enumerate(quantities)}
    try:
        value = _value(tree.body, names, scene)
        if not isfinite(value):  # every guess would be near enough to infinity
            raise OverflowError
    except ZeroDivisionError:
        raise SpecError(f"{formula!r} divides by 0") from None
    except OverflowError:
        raise SpecError(f"{formula!r} comes to more than can be computed") from None
    return value


def unit(formula: str) -> str:
    """What stands behind the number of a formula that is one quantity; nothing of another."""
    alone = _alone(formula)
    return "" if alone is None else unit_of(alone)


def _alone(formula: str) -> str | None:
    """The quantity that a formula is, where it is one alone, with or without its braces."""
    text = formula.strip()
    if re.fullmatch(r"\{[^{}]*\}", text):
        text = text[1:-1]
    return text if re.fullmatch(r"[a-z_]+( [\w=]+)*", text) else None


def _value(node: ast.expr, names: dict[str, str], scene: Scene) -> int | float:
    match node:
        case ast.BinOp(left, kind, right) if type(kind) in _OPERATORS:
            return _OPERATORS[type(kind)](_value(left, names, scene), _value(right, names, scene))
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(name):
            value = value_of(names.get(name, name), scene)
            if isinstance(value, tuple):
                raise SpecError("a shape is no part of a formula")
            return value
        case _:
            raise SpecError("a formula has quantities, numbers, + - * / and brackets only")
