"""Classes and functions as their decorators and bases leave them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from nin.sources.values import Class, External, Function, Unknown, Value

_STATIC = External("builtins.staticmethod")
# What these decorate does the same as without them.
_SAME_FUNCTION = (_STATIC.path, "functools.", "torch.", "abc.", "typing.")
_SAME_CLASS = ("dataclasses.dataclass", "functools.total_ordering", "torch.")


def decorators(node: ast.FunctionDef | ast.ClassDef) -> list[ast.expr]:
    """What decorates a function or class, without its own arguments."""
    return [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]


def decorated_function(function: Function, by: Sequence[Value], line: int) -> Value:
    """A function as these decorators leave it."""
    if not _is_same(by, _SAME_FUNCTION):
        return Unknown(f"the decorator of {function.name} is not followed", line)
    return replace(function, is_static=_STATIC in by)


def decorated_class(kind: Class, by: Sequence[Value]) -> Value:
    """A class as these decorators leave it; Python's order of its bases must be depth first."""
    if not _is_same(by, _SAME_CLASS):
        return Unknown(f"the decorator of {kind.name} is not followed", kind.line)
    if _has_common_base(kind):
        words = f"the bases of {kind.name} have a base in common, which is not followed"
        return Unknown(words, kind.line)
    return kind


def _is_same(by: Sequence[Value], harmless: tuple[str, ...]) -> bool:
    return all(isinstance(one, External) and one.path.startswith(harmless) for one in by)


def _has_common_base(kind: Class) -> bool:
    waiting, seen = [one for one in kind.bases if isinstance(one, Class)], set[Class]()
    if len(waiting) < 2:
        return False
    while waiting:
        base = waiting.pop()
        if base in seen:
            return True
        seen.add(base)
        waiting += [one for one in base.bases if isinstance(one, Class)]
    return False
