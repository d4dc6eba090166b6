"""The value of an expression: one small function for each kind, and `Unknown` for all others."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from nin.sources import plain
from nin.sources.calls import call
from nin.sources.functions import above_own_class, function
from nin.sources.machine import Machine
from nin.sources.objects import attribute, bind
from nin.sources.scopes import Scope
from nin.sources.values import (
    External,
    Refusal,
    Scalar,
    Unknown,
    Value,
)


def evaluate(machine: Machine, node: ast.expr, scope: Scope) -> Value:
    """The value of an expression.

    Raises:
        Halt: the budget is used up.
    """
    machine.enter(node.lineno)
    try:
        if (how := _KINDS.get(type(node))) is None:
            raise Refusal("this expression is not followed")
        return how(machine, node, scope)
    except Refusal as refusal:
        return Unknown(refusal.words, refusal.line or node.lineno)
    finally:
        machine.leave()


def spread(machine: Machine, nodes: Sequence[ast.expr], scope: Scope) -> list[Value]:
    """The values of a list's parts or of a call's arguments, those with a star spread out."""
    values: list[Value] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            values += plain.items(machine, evaluate(machine, node.value, scope))
        else:
            values.append(evaluate(machine, node, scope))
    return values


def _constant(machine: Machine, node: ast.Constant, scope: Scope) -> Value:
    if isinstance(node.value, str):
        machine.spend(len(node.value) // 100)
        return node.value
    return None if node.value is None else plain.bounded(node.value)


def _name(machine: Machine, node: ast.Name, scope: Scope) -> Value:
    return scope.value(node.id, node.lineno)


def _attribute(machine: Machine, node: ast.Attribute, scope: Scope) -> Value:
    return attribute(evaluate(machine, node.value, scope), node.attr)


def _call(machine: Machine, node: ast.Call, scope: Scope) -> Value:
    callee = evaluate(machine, node.func, scope)
    args = spread(machine, node.args, scope)
    if callee == External("builtins.super"):
        return above_own_class(args, scope, node.lineno)
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg:
            keywords[keyword.arg] = value
        elif isinstance(value, dict):
            keywords |= {name: one for name, one in value.items() if isinstance(name, str)}
    machine.where = node.lineno
    return call(machine, callee, args, keywords)


def _subscript(machine: Machine, node: ast.Subscript, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    if isinstance(node.slice, ast.Slice):
        parts = (node.slice.lower, node.slice.upper, node.slice.step)
        bounds = [part and evaluate(machine, part, scope) for part in parts]
        return plain.sliced(machine, value, bounds, node.lineno)
    return plain.subscript(value, evaluate(machine, node.slice, scope))


def _list(machine: Machine, node: ast.List, scope: Scope) -> Value:
    return spread(machine, node.elts, scope)


def _tuple(machine: Machine, node: ast.Tuple, scope: Scope) -> Value:
    return tuple(spread(machine, node.elts, scope))


def _dict(machine: Machine, node: ast.Dict, scope: Scope) -> Value:
    found: dict[Value, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        one = evaluate(machine, value, scope)
        if key is None and isinstance(one, dict):
            machine.spend(len(one))
            found |= one
        elif key and isinstance(name := evaluate(machine, key, scope), Scalar):
            found[name] = one
        else:
            raise Refusal("this dictionary is not followed")
    return found


def _comprehension(machine: Machine, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Value:
    rounds = _rounds(machine, node.generators, Scope(around=scope))
    return [evaluate(machine, node.elt, inner) for inner in rounds]


def _dict_comprehension(machine: Machine, node: ast.DictComp, scope: Scope) -> Value:
    found: dict[Value, Value] = {}
    for inner in _rounds(machine, node.generators, Scope(around=scope)):
        key = evaluate(machine, node.key, inner)
        if not isinstance(key, Scalar):
            raise Refusal("this dictionary is not followed")
        found[key] = evaluate(machine, node.value, inner)
    return found


def _rounds(machine: Machine, loops: Sequence[ast.comprehension], scope: Scope) -> Iterator[Scope]:
    """The scope in each round of a comprehension's loops."""
    if not loops:
        yield scope
        return
    loop = loops[0]
    for value in plain.items(machine, evaluate(machine, loop.iter, scope)):
        machine.spend(1)
        bind(loop.target, value, scope)
        held = [plain.truth(evaluate(machine, test, scope)) for test in loop.ifs]
        if None in held:
            raise Refusal("the source leaves open what this takes")
        if all(held):
            yield from _rounds(machine, loops[1:], scope)


def _binary(machine: Machine, node: ast.BinOp, scope: Scope) -> Value:
    left = evaluate(machine, node.left, scope)
    right = evaluate(machine, node.right, scope)
    return plain.operated(machine, type(node.op), left, right)


def _unary(machine: Machine, node: ast.UnaryOp, scope: Scope) -> Value:
    value = evaluate(machine, node.operand, scope)
    return value if isinstance(value, Unknown) else plain.unary(type(node.op), value)


def _either(machine: Machine, node: ast.BoolOp, scope: Scope) -> Value:
    value: Value = None
    for part in node.values:
        value = evaluate(machine, part, scope)
        if (is_true := plain.truth(value)) is None:
            raise Refusal("this condition is not followed")
        if is_true == isinstance(node.op, ast.Or):
            break
    return value


def _compare(machine: Machine, node: ast.Compare, scope: Scope) -> Value:
    values = [evaluate(machine, one, scope) for one in (node.left, *node.comparators)]
    held = [
        plain.compared(type(kind), *pair)
        for kind, pair in zip(node.ops, pairwise(values), strict=True)
    ]
    if False in held:
        return False
    if None in held:
        raise Refusal("this comparison is not followed")
    return True


def _conditional(machine: Machine, node: ast.IfExp, scope: Scope) -> Value:
    if (is_true := plain.truth(evaluate(machine, node.test, scope))) is None:
        raise Refusal("the source leaves this condition open")
    return evaluate(machine, node.body if is_true else node.orelse, scope)


def _joined(machine: Machine, node: ast.JoinedStr, scope: Scope) -> Value:
    parts = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue) and part.format_spec:
            raise Refusal("this text is not followed")
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        parts.append(plain.text(evaluate(machine, inner, scope)))
    machine.spend(sum(map(len, parts)) // 100)
    return "".join(parts)


def _lambda(machine: Machine, node: ast.Lambda, scope: Scope) -> Value:
    def value(default: ast.expr) -> Value:
        return evaluate(machine, default, scope)

    def body(inner: Scope) -> Value:
        return evaluate(machine, node.body, inner)

    return function("lambda", node.args, scope, value, body)


_KINDS: Mapping[type[ast.expr], Callable[[Machine, Any, Scope], Value]] = MappingProxyType(
    {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.Subscript: _subscript,
        ast.List: _list,
        ast.Tuple: _tuple,
        ast.Dict: _dict,
        ast.ListComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _dict_comprehension,
        ast.BinOp: _binary,
        ast.UnaryOp: _unary,
        ast.BoolOp: _either,
        ast.Compare: _compare,
        ast.IfExp: _conditional,
        ast.JoinedStr: _joined,
        ast.Lambda: _lambda,
    }
)
