"""Calls of what PyTorch and Python define, by name."""

from __future__ import annotations

from nin.sources import methods
from nin.sources.applying import note, stacked
from nin.sources.arguments import Arguments, bound
from nin.sources.layers import FUNCTIONS, MODULES, inexpressible, made
from nin.sources.machine import Halt, Machine
from nin.sources.plain import items
from nin.sources.python_names import BUILTINS
from nin.sources.values import External, Refusal, Stack, Tensor, Unknown, Value

_NN, _FUNCTIONAL, _BUILTINS = "torch.nn.", "torch.nn.functional.", "builtins."
_DICTIONARIES = ("collections.OrderedDict", "builtins.dict", "torch.nn.ModuleDict")
_LAST = {"start"}  # of `enumerate`: by name as good as by place
_SAME = ("torch.compile", "torch.nn.DataParallel", "torch.jit.script")
_INPUTS = [f"torch.{name}" for name in ("rand", "randn", "zeros", "ones", "empty")]


def outside(machine: Machine, callee: External, args: list[Value], keywords: Arguments) -> Value:
    """The value of such a call.

    Raises:
        Refusal: it is not followed, or no network can have it.
    """
    path, name = callee.path, callee.name
    if path.startswith(_BUILTINS) and name in BUILTINS and not keywords.keys() - _LAST:
        return _builtin(machine, name, [*args, *keywords.values()])
    if path in _DICTIONARIES:
        return methods.dictionary(machine, args, keywords)
    if path in _SAME and args:
        return args[0]
    if path in _INPUTS:
        shape = keywords.get("size", args[0] if len(args) == 1 else args)
        return Tensor(shape=tuple(shape) if isinstance(shape, list | tuple) else ())
    if path.startswith("torch."):
        return _torch(machine, callee, args, keywords)
    _note_size(machine, name, args, keywords)
    raise Refusal(f"{path.removeprefix(_BUILTINS)} is not followed")


def _builtin(machine: Machine, name: str, args: list[Value]) -> Value:
    try:
        return BUILTINS[name](machine, args)
    except IndexError:
        raise Refusal(f"{name}() needs an argument") from None


def _note_size(machine: Machine, name: str, args: list[Value], keywords: Arguments) -> None:
    """`load_data(…, resize=224)` and `summary(net, (1, 28, 28))` tell how large images are."""
    size = keywords.get("resize")
    note(machine, (None, None, size, size) if isinstance(size, int) else [None, *_pair(size)])
    if name == "summary":
        note(machine, keywords.get("input_size", args[1] if len(args) > 1 else None))


def _pair(size: Value) -> list[Value]:
    return list(size) if isinstance(size, list | tuple) and len(size) == 2 else []


def _torch(machine: Machine, callee: External, args: list[Value], keywords: Arguments) -> Value:
    path, name = callee.path, callee.name
    if path == f"{_NN}{name}":
        return _module(machine, name, args, keywords)
    flowing, *rest = args or [keywords.get("input")]
    if isinstance(flowing, Unknown):
        raise Refusal(flowing.words, flowing.line)
    if "out" in keywords:
        raise Halt(f"{path} with out= changes what flows in its place", machine.where)
    if isinstance(flowing, Tensor) and path in (f"torch.{name}", f"{_FUNCTIONAL}{name}"):
        named = {word: value for word, value in keywords.items() if word != "input"}
        return flowed(machine, flowing, name, rest, named)
    if name in ("cat", "concat", "stack"):
        raise Refusal(f"torch.{name} joins branches; a network here is one straight line")
    raise Refusal(f"{path} is not followed")


def _module(machine: Machine, name: str, args: list[Value], keywords: Arguments) -> Value:
    """`nn.name(...)`."""
    written = f"nn.{name}"
    match name:
        case "Sequential":
            return stacked(machine, args, keywords)
        case "ModuleList":
            return items(machine, args[0]) if args else []
        case "Identity":
            return Stack({}, machine.where)
        case _ if name in MODULES:
            arguments = bound(written, MODULES[name].parameters, args, keywords)
            return made(written, machine.where, MODULES[name], arguments)[0]
        case _:
            raise Refusal(inexpressible(written))


def flowed(
    machine: Machine, flowing: Tensor, name: str, args: list[Value], keywords: Arguments
) -> Value:
    """What a function of PyTorch, or a tensor's method, makes of what flows.

    Raises:
        Refusal: no network can have it.
    """
    line = machine.where
    if name in ("view", "reshape"):
        layers = [methods.viewed(name, line, args, keywords)]
    elif name in FUNCTIONS:
        arguments = bound(name, FUNCTIONS[name].parameters, args, keywords)
        layers = made(name, line, FUNCTIONS[name], arguments)
    else:
        raise Refusal(inexpressible(name))
    for layer in layers:
        flowing = Tensor(flowing, layer, line, machine.group)
    return flowing
