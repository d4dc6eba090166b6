"""What calls that are not followed may have changed, so that no wrong network is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from nin.sources.applying import run
from nin.sources.machine import Halt, Machine
from nin.sources.spoiling import spoil
from nin.sources.values import (
    REQUIRED,
    External,
    Function,
    Instance,
    Layer,
    Method,
    OutsideMethod,
    Refusal,
    Stack,
    Tensor,
    Unknown,
    Value,
)

# They can change any name or attribute, so that nothing of the source is sure after them.
_ANYTHING = frozenset(
    f"builtins.{name}" for name in ("exec", "globals", "locals", "vars", "delattr")
)
_HOOKS = frozenset(
    {"register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook"}
    | {"__setattr__", "__delattr__", "__setitem__", "__delitem__"}
)
_MODULE_TOOLS = "torch.nn.utils."  # of which some change the layer that they are given
_READERS = ("builtins.", "torch.", "math.", "numpy.")  # leave lists as they are


def follow_effects(machine: Machine, callee: Value, args: Sequence[Value], why: Unknown) -> None:
    """Make unknown what a call that is not followed may have changed.

    Raises:
        Halt: it may have changed anything, or a layer.
    """
    _refuse_changes(machine, callee, args)
    path = callee.path if isinstance(callee, External) else ""
    for value in args:
        match value:
            case Function() | Method():
                call_back(machine, value, why)
            case OutsideMethod(owner):
                spoil(owner, why)
            case list() | dict() if not path.startswith(_READERS):
                spoil(value, why)
            case _:
                pass


def _refuse_changes(machine: Machine, callee: Value, args: Sequence[Value]) -> None:
    match callee:
        case External(path) if path in _ANYTHING:
            words = f"{callee.name}() can change anything"
        case External(path) if path.startswith(_MODULE_TOOLS) and _holds_module(args):
            words = f"{path} may change a layer"
        case OutsideMethod(Layer() | Stack() | Instance(), name) if name in _HOOKS:
            words = f".{name} changes what a layer does"
        case OutsideMethod(Tensor(shape=()), name) if name.endswith("_"):
            words = f".{name} changes what flows in its place"
        case OutsideMethod(OutsideMethod(_, "__dict__" | "_modules")):
            words = "a change of attributes by their dictionary"
        case _:
            return
    raise Halt(f"{words}, which is not followed", machine.where)


def _holds_module(args: Sequence[Value]) -> bool:
    return any(isinstance(value, Layer | Stack | Instance) for value in args)


def call_back(machine: Machine, function: Function | Method, why: Unknown) -> None:
    """A function of the source may be called by others, any number of times, with any values."""
    target = function.function if isinstance(function, Method) else function
    owner = [function.owner] if isinstance(function, Method) else []
    missing = [name for name, value in target.defaults.items() if value is REQUIRED][len(owner) :]
    with left_unsure(machine, target, why) as is_first:
        if is_first:
            try:
                run(machine, target, owner, dict.fromkeys(missing, why))
            except Refusal:
                return


@contextmanager
def left_unsure(machine: Machine, key: object, why: Unknown) -> Iterator[bool]:
    """While something is followed of which nobody knows whether it happens; tells if it is new.

    What is changed meanwhile becomes unknown; what is made or shown to a network is nothing.
    """
    before = machine.unsure, machine.made, machine.inputs, machine.called
    is_first = id(key) not in machine.within
    machine.unsure = why
    machine.made, machine.inputs, machine.called = [], [], set()
    if is_first:
        machine.within.add(id(key))
    try:
        yield is_first
    finally:
        machine.unsure, machine.made, machine.inputs, machine.called = before
        if is_first:
            machine.within.discard(id(key))
