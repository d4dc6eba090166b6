"""Functions of the source as values: their parameters, and what their bodies see."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nin.sources.scopes import Scope
from nin.sources.values import REQUIRED, Class, Function, Instance, Refusal, Super, Value

CLASS = "__class__"
_SELF = "(first)"  # no name of a source: the first argument of a method, for `super()`


def function(
    name: str,
    arguments: ast.arguments,
    scope: Scope,
    value: Callable[[ast.expr], Value],
    body: Callable[[Scope], Value],
) -> Function:
    """A function or lambda.

    Args:
        name: What errors call it.
        arguments: Its parameters.
        scope: Where it is written.
        value: Evaluates the defaults there.
        body: What it returns, from the scope of a call.
    """
    places = [*arguments.posonlyargs, *arguments.args]
    defaults: dict[str, Value] = {argument.arg: REQUIRED for argument in places}
    given = places[len(places) - len(arguments.defaults) :]
    for argument, default in zip(given, arguments.defaults, strict=True):
        defaults[argument.arg] = value(default)
    for argument, named in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        defaults[argument.arg] = value(named) if named else REQUIRED
    first = places[0].arg if places else None

    def invoke(values: dict[str, Value]) -> Value:
        own = values | ({_SELF: values[first]} if first else {})
        return body(Scope(own, scope.closure))

    rest = arguments.vararg.arg if arguments.vararg else None
    others = arguments.kwarg.arg if arguments.kwarg else None
    return Function(name, defaults, (rest, others), invoke)


def above_own_class(args: list[Value], scope: Scope, line: int) -> Super:
    """`super()` in a method, or `super(Class, self)`.

    Raises:
        Refusal: it is neither.
    """
    kind, instance = (
        args if len(args) == 2 else (scope.value(CLASS, line), scope.value(_SELF, line))
    )
    if isinstance(kind, Class) and isinstance(instance, Instance):
        return Super(instance, kind)
    raise Refusal("this super() is not followed")
