"""Layers are applied to what flows, and functions of the source run."""

from __future__ import annotations

from nin.sources.arguments import Arguments, bound
from nin.sources.machine import Input, Machine
from nin.sources.objects import looked_up
from nin.sources.values import (
    External,
    Function,
    Instance,
    Layer,
    Refusal,
    Stack,
    Tensor,
    Unknown,
    Value,
)


def run(
    machine: Machine,
    function: Function,
    args: list[Value],
    keywords: Arguments,
    name: str | None = None,
) -> Value:
    """What a function of the source returns.

    Args:
        machine: The reading.
        function: What runs.
        args: Values without a name.
        keywords: Values with one.
        name: What errors call it; by default by its own name.

    Raises:
        Refusal: it cannot take these arguments.
    """
    called = f"{name or function.name}()"
    values = bound(called, function.defaults, args, keywords, function.several)
    machine.called.add(function)
    return function.invoke(values)


def stacked(machine: Machine, args: list[Value], keywords: Arguments) -> Stack:
    """`nn.Sequential(...)` of modules, or of one dictionary of them."""
    stack = Stack({}, machine.where)
    if len(args) == 1 and isinstance(args[0], dict):
        for name, child in args[0].items():
            stack.add(child, str(name))
    else:
        for child in args:
            stack.add(child)
    machine.spend(len(stack.children))
    machine.made.append(stack)
    return stack


def applied(machine: Machine, module: Value, args: list[Value], keywords: Arguments) -> Value:
    """What a module makes of what flows.

    Raises:
        Refusal: it is no module, or what it does is not followed.
        Halt: the budget is used up.
    """
    line, group = machine.where, machine.group
    if args and isinstance(args[0], Tensor):
        note(machine, args[0].shape)
    machine.enter(line)
    try:
        if not isinstance(module, Instance):
            return _through(machine, module, _flowing(args, keywords))
        forward = looked_up(module.kind, "forward")
        if "forward" in module.attributes or not isinstance(forward, Function | None):
            raise Refusal(f"the forward of {module.kind.name} is not followed", module.kind.line)
        if forward:
            machine.group = module
            return run(machine, forward, [module, *args], keywords)
        return _through(machine, _only_stack(module), _flowing(args, keywords))
    finally:
        machine.leave()
        machine.group = group
        machine.where = line


def _flowing(args: list[Value], keywords: Arguments) -> Tensor:
    """The one tensor that a layer takes."""
    if len(args) == 1 and not keywords:
        if isinstance(args[0], Unknown):
            raise Refusal(args[0].words, args[0].line)
        if isinstance(args[0], Tensor):
            return args[0]
    raise Refusal("a layer takes one tensor, which flows through the network")


def _through(machine: Machine, module: Value, flowing: Value) -> Value:
    if isinstance(module, Layer) and isinstance(flowing, Tensor):
        return Tensor(flowing, module, machine.where, machine.group)
    if isinstance(module, Instance):
        return applied(machine, module, [flowing], {})
    if not isinstance(module, Stack):
        what = module.path if isinstance(module, External) else "this"
        raise Refusal(f"{what} is no layer; a layer is made by a call, as nn.ReLU()")
    for child in list(module.children.values()):
        machine.group = module
        if isinstance(child, Unknown):
            raise Refusal(child.words, child.line)
        flowing = applied(machine, child, [flowing], {})
    return flowing


def _only_stack(instance: Instance) -> Value:
    """What an object without a `forward` of its own goes through."""
    if instance.stack:
        return instance.stack
    modules = [one for one in instance.attributes.values() if is_module(one)]
    if len(modules) == 1:
        return modules[0]
    unknown = [one for one in instance.attributes.values() if isinstance(one, Unknown)]
    if not modules and unknown:
        raise Refusal(unknown[0].words, unknown[0].line)
    raise Refusal(
        f"{instance.kind.name} has no forward and {len(modules)} stacks of layers; it needs one",
        instance.kind.line,
    )


def is_module(value: Value) -> bool:
    """Whether a value is a layer, or is made to be applied as one."""
    if isinstance(value, Instance):
        if value.stack or isinstance(looked_up(value.kind, "forward"), Function):
            return True
        return any(isinstance(one, Layer | Stack) for one in value.attributes.values())
    return isinstance(value, Layer | Stack)


def note(machine: Machine, shape: Value) -> None:
    """Keep what a source says of the images: (…, channels, side, side)."""
    if not isinstance(shape, list | tuple) or not 3 <= len(shape) <= 4:
        return
    channels, height, width = shape[-3:]
    if type(height) is int and type(width) is int and height == width:
        count = channels if type(channels) is int else None
        machine.inputs.append(Input(count, height, machine.where))
