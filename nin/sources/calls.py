"""Calls of all kinds: of classes and functions of the source, of modules, of methods.

What a call cannot be followed through has an `Unknown` as value, with the reason and its line.
"""

from __future__ import annotations

from nin.sources import methods
from nin.sources.applying import applied, note, run, stacked
from nin.sources.arguments import Arguments
from nin.sources.effects import follow_effects
from nin.sources.machine import Machine
from nin.sources.objects import is_sequential, looked_up
from nin.sources.outside import flowed, outside
from nin.sources.values import (
    Class,
    External,
    Function,
    Instance,
    Layer,
    Method,
    OutsideMethod,
    Refusal,
    Stack,
    Super,
    Tensor,
    Unknown,
    Value,
)

_OWN_RULES = ("__new__", "__call__", "__getattr__", "__getattribute__", "__setattr__")


def call(machine: Machine, callee: Value, args: list[Value], keywords: Arguments) -> Value:
    """The value of a call on the line that the machine reads."""
    line = machine.where
    try:
        return _called(machine, callee, args, keywords)
    except Refusal as refusal:
        why = Unknown(refusal.words, refusal.line or line)
        if isinstance(callee, External | OutsideMethod | Unknown):
            follow_effects(machine, callee, [*args, *keywords.values()], why)
        return why
    finally:
        machine.where = line


def _called(machine: Machine, callee: Value, args: list[Value], keywords: Arguments) -> Value:
    match callee:
        case Function():
            return run(machine, callee, args, keywords)
        case Method(function, owner):
            return run(machine, function, [owner, *args], keywords)
        case Class():
            return _instance(machine, callee, args, keywords)
        case Layer() | Stack() | Instance():
            return applied(machine, callee, args, keywords)
        case External():
            return outside(machine, callee, args, keywords)
        case OutsideMethod():
            return _method(machine, callee, args, keywords)
        case Unknown(words, line):
            raise Refusal(words, line)
        case _:
            raise Refusal("this call is not followed")


def _instance(machine: Machine, kind: Class, args: list[Value], keywords: Arguments) -> Value:
    machine.called.add(kind)
    instance = Instance(kind, machine.where)
    if is_sequential(kind):
        instance.stack = Stack({}, machine.where)
    machine.made.append(instance)
    _check_rules(kind)
    init = looked_up(kind, "__init__")
    if isinstance(init, Function):
        outcome = run(machine, init, [instance, *args], keywords, kind.name)
        if isinstance(outcome, Unknown):
            raise Refusal(outcome.words, outcome.line)
    elif init is not None:
        raise Refusal(f"the __init__ of {kind.name} is not followed", kind.line)
    elif instance.stack:
        instance.stack = stacked(machine, args, keywords)
    elif args or keywords:
        raise Refusal(f"{kind.name} has no __init__ that takes values")
    return instance


def _check_rules(kind: Class) -> None:
    for name in _OWN_RULES:
        if looked_up(kind, name) is not None:
            raise Refusal(f"{kind.name} has a {name}, which is not followed", kind.line)


def _method(
    machine: Machine, method: OutsideMethod, args: list[Value], keywords: Arguments
) -> Value:
    owner, name = method.owner, method.name
    if isinstance(owner, Super):
        return _above(machine, owner, name, args, keywords)
    if isinstance(owner, Tensor):
        if name in methods.SAME:
            return owner
        if name == "size":
            return methods.sizes(args)
        return flowed(machine, owner, name, args, keywords)
    if name in ("summary", "layer_summary") and args:
        note(machine, args[0])
    if name in ("forward", "__call__") and isinstance(owner, Layer | Stack | Instance):
        return applied(machine, owner, args, keywords)
    return methods.called(machine, owner, name, args, keywords)


def _above(
    machine: Machine, owner: Super, name: str, args: list[Value], keywords: Arguments
) -> Value:
    """`super().name(...)` of a class outside of the source."""
    instance = owner.instance
    if name == "__init__":
        if instance.stack:
            instance.stack = stacked(machine, args, keywords)
        return None
    if name == "forward" and instance.stack:
        return applied(machine, instance.stack, args, keywords)
    raise Refusal(f"super().{name} is not followed")
