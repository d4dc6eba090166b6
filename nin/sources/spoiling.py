"""Lists, dictionaries, stacks and objects that were changed in a way that is not followed."""

from __future__ import annotations

from collections.abc import Iterator

from nin.sources.values import Instance, Refusal, Spoilt, Stack, Unknown, Value


def spoil(value: Value, why: Unknown) -> None:
    """Make all that it holds unknown, and how much that is."""
    mark = Spoilt(why.words, why.line)
    if isinstance(value, Instance):
        value.attributes.update(dict.fromkeys(value.attributes, mark))
    held = _held(value)
    if isinstance(held, list):
        held[:] = [mark]
    elif isinstance(held, dict):
        held.clear()
        held["…"] = mark


def is_spoilt(value: Value) -> bool:
    """Whether nobody knows what else it holds."""
    return any(True for _ in _marks(value))


def check_whole(value: Value) -> None:
    """Nothing, if all that it holds is known to be in it.

    Raises:
        Refusal: it is not.
    """
    for mark in _marks(value):
        raise Refusal(mark.words, mark.line)


def _marks(value: Value) -> Iterator[Spoilt]:
    held = _held(value)
    parts = held.values() if isinstance(held, dict) else held
    return (one for one in parts if isinstance(one, Spoilt))


def _held(value: Value) -> list[Value] | tuple[Value, ...] | dict[Value, Value] | dict[str, Value]:
    match value:
        case list() | tuple() | dict():
            return value
        case Stack(children) | Instance(stack=Stack(children)):
            return children
        case _:
            return ()
