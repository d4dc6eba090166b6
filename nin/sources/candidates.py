"""Which network of a source is meant, and the layers that an image goes through in it.

It is what a variable of the source holds; else what is made anywhere in it; else what its classes
and functions make when they are called without a value. What is part of another one is not meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nin.ops import Conv2d, Linear
from nin.sources.applying import is_module
from nin.sources.calls import call
from nin.sources.machine import Halt, Machine
from nin.sources.objects import looked_up
from nin.sources.scopes import Scope
from nin.sources.values import (
    REQUIRED,
    Class,
    Function,
    Instance,
    Layer,
    Refusal,
    Stack,
    Tensor,
    Unknown,
    Value,
)

_USUAL = ("net", "model")  # what a network is called where several are made


def networks(machine: Machine, scope: Scope) -> list[Stack | Instance]:
    """The networks that a source may mean; several if it does not say which.

    Raises:
        Halt: it has none.
    """
    usual = [scope.names.get(name) for name in _USUAL]
    return (
        _whole(usual)
        or _whole(scope.names.values())
        or _whole(machine.made)
        or _whole(_results(machine, scope))
        or _none([*usual, *scope.names.values()])
    )


def _none(values: Iterable[Value]) -> list[Stack | Instance]:
    for value in values:
        if isinstance(value, Unknown):
            raise Halt(value.words, value.line)
    raise Halt("has no network: no nn.Sequential, and no class with layers and a forward", None)


def _whole(values: Iterable[Value]) -> list[Stack | Instance]:
    """The networks among these values that are in no other one of them."""
    found: dict[int, Stack | Instance] = {}
    for value in values:
        if isinstance(value, Stack | Instance) and is_module(value) and _layers(value):
            found[id(value)] = value
    inside = {id(part) for one in found.values() for part in _parts(one) if part is not one}
    return [one for key, one in found.items() if key not in inside]


def _results(machine: Machine, scope: Scope) -> list[Value]:
    """What classes and functions make without a value, but for those that others of them call."""
    made: list[tuple[Value, Value]] = []
    inner: set[Value] = set()
    for value in list(scope.names.values()):
        if not isinstance(value, Function | Class):
            continue
        init = value if isinstance(value, Function) else looked_up(value, "__init__")
        if isinstance(value, Function) and REQUIRED in value.defaults.values():
            continue
        if isinstance(value, Class):
            machine.where = value.line
        before, machine.called = machine.called, set()
        made.append((value, call(machine, value, [], {})))
        inner |= machine.called - {value, init}
        machine.called = before
    results = [result for value, result in made if value not in inner]
    if not _whole(results):
        _refuse_unknown(results)
    return results


def _refuse_unknown(results: Iterable[Value]) -> None:
    for result in results:
        if isinstance(result, Unknown):
            raise Halt(result.words, result.line)


def _layers(network: Value) -> list[Layer | Unknown]:
    return [part for part in _parts(network) if isinstance(part, Layer | Unknown)]


def _parts(network: Value) -> Iterator[Value]:
    """A network and everything in it, each once."""
    waiting, seen = [network], set[int]()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        match value:
            case Stack(children):
                waiting.extend(children.values())
            case Instance():
                waiting.extend([value.stack, *value.attributes.values()])
            case list() | tuple():
                waiting.extend(value)
            case dict():
                waiting.extend(value.values())
            case _:
                pass


def steps(machine: Machine, network: Stack | Instance) -> list[Tensor]:
    """What an image becomes in a network, layer by layer.

    Raises:
        Refusal: it is no straight line, a layer is used twice, or one is not used.
    """
    machine.where = network.line
    flowing = call(machine, network, [Tensor()], {})
    if isinstance(flowing, Unknown):
        raise Refusal(flowing.words, flowing.line)
    if not isinstance(flowing, Tensor):
        raise Refusal("the network's forward returns no tensor", network.line)
    line: list[Tensor] = []
    while flowing.before:
        line.insert(0, flowing)
        flowing = flowing.before
    _check_use(machine, network, line)
    return line


def _check_use(machine: Machine, network: Stack | Instance, line: list[Tensor]) -> None:
    """Refuse weights that are shared or that no image meets."""
    used = set[int]()
    for step in line:
        if not step.layer or not _has_weights(step.layer):
            continue
        if id(step.layer) in used:
            raise Refusal(
                f"the {step.layer.written} of line {step.layer.line} is used a second time, with "
                "the same weights; every layer here has its own",
                step.line,
            )
        used.add(id(step.layer))
    for part in _parts(network):
        if isinstance(part, Layer) and _has_weights(part) and id(part) not in used:
            raise Refusal(f"this {part.written} is never used", part.line)


def _has_weights(layer: Layer) -> bool:
    return isinstance(layer.kind, Conv2d | Linear)
