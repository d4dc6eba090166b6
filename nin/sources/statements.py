"""Statements, followed one after the other as Python would; nothing of them is run.

What a condition or a loop leaves open is left open here too: whatever it would change is unknown
from there on, and only a network that depends on it is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from nin.sources import plain
from nin.sources.decorators import decorated_class, decorated_function, decorators
from nin.sources.expressions import evaluate
from nin.sources.functions import CLASS, function
from nin.sources.machine import Machine
from nin.sources.objects import bind
from nin.sources.scopes import Scope
from nin.sources.spoiling import spoil
from nin.sources.storing import condition, left_open, store
from nin.sources.values import Class, External, Refusal, Unknown, Value

_BREAK, _CONTINUE = "break", "continue"


@dataclass(frozen=True, slots=True)
class _Returned:
    value: Value


_Outcome = _Returned | Unknown | str | None  # why a body ended early; Unknown: whether it did


def run(machine: Machine, body: Sequence[ast.stmt], scope: Scope) -> _Outcome:
    """Follow statements up to the first that ends them.

    Raises:
        Halt: the budget is used up.
    """
    for statement in body:
        machine.enter(statement.lineno)
        try:
            outcome = _KINDS.get(type(statement), _other)(machine, statement, scope)
        finally:
            machine.leave()
        if outcome is not None:
            return outcome
    return None


def _other(machine: Machine, node: ast.stmt, scope: Scope) -> _Outcome:
    return left_open(machine, [node], Unknown("this is not followed", node.lineno), scope)


def _global(machine: Machine, node: ast.Global, scope: Scope) -> None:
    for name in node.names:
        scope.outermost.names[name] = Unknown("global is not followed", node.lineno)


def _nonlocal(machine: Machine, node: ast.Nonlocal, scope: Scope) -> None:
    for name in node.names:
        around = scope.around
        while around:
            if name in around.names:
                around.names[name] = Unknown("nonlocal is not followed", node.lineno)
            around = around.around


def _expression(machine: Machine, node: ast.Expr, scope: Scope) -> None:
    evaluate(machine, node.value, scope)


def _return(machine: Machine, node: ast.Return, scope: Scope) -> _Outcome:
    return _Returned(evaluate(machine, node.value, scope) if node.value else None)


def _raise(machine: Machine, node: ast.Raise, scope: Scope) -> _Outcome:
    return _Returned(Unknown("the source raises an error here", node.lineno))


def _assign(machine: Machine, node: ast.Assign, scope: Scope) -> None:
    value = evaluate(machine, node.value, scope)
    for target in node.targets:
        store(machine, target, value, scope)


def _annotated(machine: Machine, node: ast.AnnAssign, scope: Scope) -> None:
    if node.value:
        store(machine, node.target, evaluate(machine, node.value, scope), scope)


def _augmented(machine: Machine, node: ast.AugAssign, scope: Scope) -> None:
    target = node.target
    before = evaluate(machine, target, scope)
    value = evaluate(machine, node.value, scope)
    try:
        if isinstance(before, list) and isinstance(node.op, ast.Add):
            value = plain.items(machine, value)
        after = plain.operated(machine, type(node.op), before, value)
    except Refusal as refusal:
        after = Unknown(refusal.words, refusal.line or node.lineno)
    why = machine.unsure or after
    if isinstance(why, Unknown):
        spoil(before, why)
    elif isinstance(before, list) and isinstance(after, list):
        before[:] = after  # itself, whatever else it is called
        return
    store(machine, target, after, scope)


def _delete(machine: Machine, node: ast.Delete, scope: Scope) -> None:
    why = Unknown("this change is not followed", node.lineno)
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            spoil(evaluate(machine, target.value, scope), why)
        else:
            store(machine, target, why, scope)


def _import(machine: Machine, node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        whole, first = alias.name, alias.name.partition(".")[0]
        scope.names[alias.asname or first] = External(whole if alias.asname else first)


def _import_from(machine: Machine, node: ast.ImportFrom, scope: Scope) -> None:
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*":
            scope.take_all(module)
        else:
            scope.names[alias.asname or alias.name] = External(f"{module}.{alias.name}")


def _function(machine: Machine, node: ast.FunctionDef, scope: Scope) -> None:
    def body(inner: Scope) -> Value:
        match run(machine, node.body, inner):
            case _Returned(value):
                return value
            case Unknown() as open_:
                return open_
            case _:
                return None

    def value(default: ast.expr) -> Value:
        return evaluate(machine, default, scope)

    made = function(node.name, node.args, scope, value, body)
    scope.names[node.name] = decorated_function(
        made, [evaluate(machine, one, scope) for one in decorators(node)], node.lineno
    )


def _class(machine: Machine, node: ast.ClassDef, scope: Scope) -> None:
    bases = tuple(evaluate(machine, base, scope) for base in node.bases)
    made = Class(node.name, bases, node.lineno)
    inside = Scope({CLASS: made}, scope.closure)
    run(machine, node.body, Scope(made.attributes, inside, is_class=True))
    applied = [evaluate(machine, one, scope) for one in decorators(node)]
    scope.names[node.name] = decorated_class(made, applied)


def _for(machine: Machine, node: ast.For, scope: Scope) -> _Outcome:
    try:
        values = plain.items(machine, evaluate(machine, node.iter, scope))
    except Refusal as refusal:
        why = Unknown(refusal.words, refusal.line or node.lineno)
        return left_open(machine, [node], why, scope)
    for value in values:
        bind(node.target, value, scope)
        outcome = run(machine, node.body, scope)
        if outcome == _BREAK:
            return None
        if isinstance(outcome, Unknown):
            return left_open(machine, [node], outcome, scope)
        if isinstance(outcome, _Returned):
            return outcome
    return run(machine, node.orelse, scope)


def _while(machine: Machine, node: ast.While, scope: Scope) -> _Outcome:
    while is_true := plain.truth(evaluate(machine, node.test, scope)):
        outcome = run(machine, node.body, scope)
        if outcome == _BREAK:
            return None
        if isinstance(outcome, Unknown):
            return left_open(machine, [node], outcome, scope)
        if isinstance(outcome, _Returned):
            return outcome
    if is_true is None:
        return left_open(machine, [node], condition(node.lineno), scope)
    return run(machine, node.orelse, scope)


def _if(machine: Machine, node: ast.If, scope: Scope) -> _Outcome:
    is_true = plain.truth(evaluate(machine, node.test, scope))
    if is_true is None:
        both = [*node.body, *node.orelse]
        return left_open(machine, both, condition(node.lineno), scope)
    return run(machine, node.body if is_true else node.orelse, scope)


def _with(machine: Machine, node: ast.With, scope: Scope) -> _Outcome:
    for item in node.items:
        value = evaluate(machine, item.context_expr, scope)
        if item.optional_vars:
            store(machine, item.optional_vars, value, scope)
    return run(machine, node.body, scope)


def _try(machine: Machine, node: ast.Try, scope: Scope) -> _Outcome:
    if not node.handlers:
        return run(machine, [*node.body, *node.finalbody], scope)
    kept = [one for one in node.body if isinstance(one, ast.Import | ast.ImportFrom)]
    run(machine, kept, scope)
    handled = [one for handler in node.handlers for one in handler.body]
    other = [one for one in node.body if one not in kept]
    why = Unknown("this may raise an error", node.lineno)
    return left_open(machine, [*other, *node.orelse, *handled, *node.finalbody], why, scope)


_KINDS: Mapping[type[ast.stmt], Callable[[Machine, Any, Scope], _Outcome]] = MappingProxyType(
    {
        ast.Expr: _expression,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Delete: _delete,
        ast.Global: _global,
        ast.Nonlocal: _nonlocal,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.FunctionDef: _function,
        ast.ClassDef: _class,
        ast.For: _for,
        ast.While: _while,
        ast.If: _if,
        ast.With: _with,
        ast.Try: _try,
        ast.Break: lambda machine, node, scope: _BREAK,
        ast.Continue: lambda machine, node, scope: _CONTINUE,
    }
)
