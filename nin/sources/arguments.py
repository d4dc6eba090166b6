"""The arguments of a call: which parameter each is for, and what kind of value it has to be."""

from __future__ import annotations

from collections.abc import Mapping

from nin.limits import MAX_SOURCE_NUMBER
from nin.sources.values import REQUIRED, Refusal, Unknown, Value

Arguments = Mapping[str, Value]


def bound(
    name: str,
    parameters: Arguments,
    args: list[Value],
    keywords: Arguments,
    several: tuple[str | None, str | None] = (None, None),
) -> dict[str, Value]:
    """Each parameter's value in a call, by Python's rules.

    Args:
        name: What is called, for the words of an error.
        parameters: Their defaults, or `REQUIRED`.
        args: The values without a name.
        keywords: The values with one.
        several: The names of what takes all other values: without a name, and with one.

    Raises:
        Refusal: a value is missing, or there are too many.
    """
    rest, others = several
    values = dict(zip(parameters, args, strict=False))
    extra: dict[str, Value] = {}
    for word, value in keywords.items():
        if word in values or (word not in parameters and others is None):
            raise Refusal(f"{name} cannot take {word}= here")
        (values if word in parameters else extra)[word] = value
    if len(args) > len(parameters) and rest is None:
        raise Refusal(f"{name} takes {len(parameters)} values, got {len(args)}")
    for word, default in parameters.items():
        if values.setdefault(word, default) is REQUIRED:
            raise Refusal(f"{name} needs {word}")
    if rest is not None:
        values[rest] = tuple(args[len(parameters) :])
    if others is not None:
        values[others] = extra
    return values


def whole(arguments: Arguments, name: str) -> int:
    """A whole number.

    Raises:
        Refusal: it is none.
    """
    value = known(arguments[name])
    if type(value) is not int:
        raise Refusal(f"{name} must be a whole number, got {shown(value)}")
    return value


def known(value: Value) -> Value:
    """The value itself, and that of a pair or list whose parts are known.

    Raises:
        Refusal: it or a part of it is not known.
    """
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, Unknown):
            raise Refusal(one.words, one.line)
    return value


def side(arguments: Arguments, name: str) -> int:
    """A whole number, or the equal ones of a pair.

    Raises:
        Refusal: it is neither.
    """
    value = known(arguments[name])
    if isinstance(value, list | tuple) and value:
        if any(one != value[0] for one in value if not isinstance(one, list | tuple)):
            sizes = "×".join(shown(one) for one in value[:4])
            raise Refusal(f"{name} {sizes} cannot be expressed; windows here are square")
        value = value[0]
    return whole({name: value}, name)


def shown(value: Value) -> str:
    """A value in the words of an error."""
    match value:
        case bool() | float() | None:
            return repr(value)
        case int():
            return f"{value}" if abs(value) <= MAX_SOURCE_NUMBER else "a huge number"
        case str():
            return repr(value if len(value) <= 40 else value[:40] + "…")
        case list() | tuple():
            return f"{len(value)} values"
        case _:
            return "something else"
