"""The functions that Python brings, as far as networks are made with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from nin.sources.machine import Machine
from nin.sources.objects import attribute, members
from nin.sources.plain import bounded, items, text
from nin.sources.values import Dim, Instance, Refusal, Stack, Tensor, Value

_MAX_RANGE = 10_000  # a longer loop builds no network


def _range(machine: Machine, args: list[Value]) -> Value:
    numbers = [one for one in args if type(one) is int]
    if len(numbers) != len(args) or not 1 <= len(args) <= 3 or numbers[2:] == [0]:
        raise Refusal("this range is not followed")
    steps = range(*numbers)
    if len(steps) > _MAX_RANGE:
        raise Refusal(f"a range of more than {_MAX_RANGE:,} is not followed")
    machine.spend(len(steps))
    return list(steps)


def _zip(machine: Machine, args: list[Value]) -> Value:
    return list(zip(*(items(machine, one) for one in args), strict=False))


def _enumerate(machine: Machine, args: list[Value]) -> Value:
    first = args[1] if len(args) > 1 else 0
    if not isinstance(first, int):
        raise Refusal("this count is not followed")
    return [(place, one) for place, one in enumerate(items(machine, args[0]), first)]


def _len(machine: Machine, args: list[Value]) -> Value:
    return Dim(0) if isinstance(args[0], Tensor) else len(items(machine, args[0]))


def _reversed(machine: Machine, args: list[Value]) -> Value:
    return items(machine, args[0])[::-1]


def _int(machine: Machine, args: list[Value]) -> Value:
    if isinstance(args[0], int | float):
        return int(args[0])
    raise Refusal("this number is not followed")


def _str(machine: Machine, args: list[Value]) -> Value:
    return text(args[0])


def _getattr(machine: Machine, args: list[Value]) -> Value:
    match args:
        case [owner, str(name)]:
            return attribute(owner, name)
        case _:
            raise Refusal("this attribute is not followed")


def _setattr(machine: Machine, args: list[Value]) -> Value:
    match args:
        case [(Instance() | Stack()) as owner, str(name), value]:
            members(owner)[name] = machine.unsure or value
            return None
        case _:
            raise Refusal("this attribute is not followed")


def _most(choose: Callable[[list[float]], float]) -> Callable[[Machine, list[Value]], Value]:
    def chosen(machine: Machine, args: list[Value]) -> Value:
        values = items(machine, args[0] if len(args) == 1 else args)
        numbers = [one for one in values if isinstance(one, int | float)]
        if not numbers or len(numbers) < len(values):
            raise Refusal("this number is not followed")
        return bounded(choose(numbers))

    return chosen


BUILTINS: Mapping[str, Callable[[Machine, list[Value]], Value]] = MappingProxyType(
    {
        "range": _range,
        "zip": _zip,
        "enumerate": _enumerate,
        "reversed": _reversed,
        "len": _len,
        "list": lambda machine, args: items(machine, args[0]) if args else [],
        "tuple": lambda machine, args: tuple(items(machine, args[0])) if args else (),
        "int": _int,
        "str": _str,
        "min": _most(min),
        "max": _most(max),
        "sum": _most(sum),
        "getattr": _getattr,
        "setattr": _setattr,
        "print": lambda machine, args: None,
    }
)
