"""PyTorch's layers as values, from the arguments of their calls.

Each is one function from its arguments to layers, shared by the module (`nn.MaxPool2d`) and the
function (`F.max_pool2d`), whose arguments have the same names. What a network cannot express is
refused in words; PyTorch's defaults stand in the signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from nin.ops import Conv2d, GlobalAvgPool, Linear
from nin.sources.arguments import Arguments, known, shown, side, whole
from nin.sources.values import (
    REQUIRED,
    Dim,
    Flatten,
    Instance,
    Layer,
    OutsideMethod,
    Refusal,
    ReLU,
    Value,
)
from nin.spec import Dropout, Pool, SpecError


class Signature(NamedTuple):
    """The parameters of what PyTorch defines, in order, and the layers that a call makes."""

    parameters: Arguments
    layers: Callable[[str, int, Arguments], list[Layer]]


def _only(arguments: Arguments, **allowed: Value) -> None:
    """Refuse each argument that is not what it has to be."""
    for name, right in allowed.items():
        value = known(arguments[name])
        if isinstance(value, list | tuple):
            value = side(arguments, name)
        if value != right:
            raise Refusal(f"{name}={shown(value)} cannot be expressed; only {name}={right!r} can")


def _conv(written: str, line: int, arguments: Arguments) -> list[Layer]:
    _only(arguments, dilation=1, groups=1, bias=True, padding_mode="zeros")
    kernel_size, stride = side(arguments, "kernel_size"), side(arguments, "stride")
    match arguments["padding"]:
        case "valid":
            padding = 0
        case "same":
            padding = _same(kernel_size, stride)
        case _:
            padding = side(arguments, "padding")
    kind = Conv2d(whole(arguments, "out_channels"), kernel_size, stride, padding)
    return [Layer(kind, written, line, _inputs(arguments, "in_channels"))]


def _same(kernel_size: int, stride: int) -> int:
    if stride != 1:
        raise Refusal("padding='same' needs stride 1, in PyTorch too")
    if kernel_size % 2 == 0:
        raise Refusal(
            f"padding='same' of a {kernel_size}×{kernel_size} window pads one side more than the "
            "other; take an odd one"
        )
    return kernel_size // 2


def _inputs(arguments: Arguments, name: str) -> int | None:
    """What comes in, by the source; lazy layers do not say."""
    return whole(arguments, name) if name in arguments else None


def _linear(written: str, line: int, arguments: Arguments) -> list[Layer]:
    _only(arguments, bias=True)
    kind = Linear(whole(arguments, "out_features"))
    return [Layer(kind, written, line, _inputs(arguments, "in_features"))]


def _max_pool(written: str, line: int, arguments: Arguments) -> list[Layer]:
    _only(arguments, dilation=1, return_indices=False)
    return [Layer(_pool("max", arguments), written, line)]


def _avg_pool(written: str, line: int, arguments: Arguments) -> list[Layer]:
    kernel = arguments["kernel_size"]
    if kernel in ((Dim(2), Dim(3)), Dim(2), Dim(3)):
        return [Layer(GlobalAvgPool(), written, line)]
    _only(arguments, divisor_override=None)
    pool = _pool("avg", arguments)
    if pool.padding:
        _only(arguments, count_include_pad=True)
    return [Layer(pool, written, line)]


def _pool(kind: str, arguments: Arguments) -> Pool:
    kernel_size = side(arguments, "kernel_size")
    stride = arguments["stride"]
    ceil_mode = known(arguments["ceil_mode"])
    if not isinstance(ceil_mode, bool):
        raise Refusal(f"ceil_mode must be True or False, got {shown(ceil_mode)}")
    return Pool(
        "max" if kind == "max" else "avg",
        kernel_size,
        kernel_size if stride is None else side(arguments, "stride"),
        side(arguments, "padding"),
        ceil_mode,
    )


def _global_pool(written: str, line: int, arguments: Arguments) -> list[Layer]:
    size = side(arguments, "output_size")
    if size != 1:
        raise Refusal(f"an output of {size}×{size} cannot be expressed; only (1, 1), GAP, can")
    return [Layer(GlobalAvgPool(), written, line)]


def _dropout(written: str, line: int, arguments: Arguments) -> list[Layer]:
    p = known(arguments["p"])
    if not isinstance(p, int | float):
        raise Refusal(f"p must be a number, got {shown(p)}")
    return [Layer(Dropout(p), written, line)]


def _dropout_in_training(written: str, line: int, arguments: Arguments) -> list[Layer]:
    """`F.dropout`, which by itself goes on while the network is used."""
    match arguments["training"]:
        case OutsideMethod(Instance(), "training"):
            return _dropout(written, line, arguments)
        case _:
            raise Refusal("drops values in use as well; add training=self.training")


def _flatten(written: str, line: int, arguments: Arguments) -> list[Layer]:
    start, end = known(arguments["start_dim"]), known(arguments["end_dim"])
    if start not in (1, -3) or end not in (3, -1):
        raise Refusal(
            f"flattening from axis {shown(start)} to {shown(end)} cannot be expressed; "
            "write torch.flatten(x, 1)"
        )
    return [Layer(Flatten(), written, line)]


def _relu(written: str, line: int, arguments: Arguments) -> list[Layer]:
    return [Layer(ReLU(), written, line)]


def _mean(written: str, line: int, arguments: Arguments) -> list[Layer]:
    axes = known(arguments["dim"])
    axes = axes if isinstance(axes, list | tuple) else [axes]
    if sorted(axis % 4 for axis in axes if type(axis) is int) != [2, 3]:
        raise Refusal("this mean cannot be expressed; only that of the maps, x.mean((2, 3)), can")
    pooled = Layer(GlobalAvgPool(), written, line)
    kept = known(arguments["keepdim"]) is True
    return [pooled] if kept else [pooled, Layer(Flatten(), written, line)]


_WINDOW = {"kernel_size": REQUIRED, "stride": None, "padding": 0}
_AVERAGE = {**_WINDOW, "ceil_mode": False, "count_include_pad": True, "divisor_override": None}
_CONV: dict[str, Value] = {"out_channels": REQUIRED, **_WINDOW, "stride": 1, "dilation": 1}
_CONV |= {"groups": 1, "bias": True, "padding_mode": "zeros", "device": None, "dtype": None}
_LINEAR: dict[str, Value] = {"out_features": REQUIRED, "bias": True, "device": None, "dtype": None}

MODULES: Mapping[str, Signature] = MappingProxyType(
    {
        "Conv2d": Signature({"in_channels": REQUIRED, **_CONV}, _conv),
        "LazyConv2d": Signature(_CONV, _conv),
        "Linear": Signature({"in_features": REQUIRED, **_LINEAR}, _linear),
        "LazyLinear": Signature(_LINEAR, _linear),
        "ReLU": Signature({"inplace": False}, _relu),
        "MaxPool2d": Signature(
            {**_WINDOW, "dilation": 1, "return_indices": False, "ceil_mode": False}, _max_pool
        ),
        "AvgPool2d": Signature(_AVERAGE, _avg_pool),
        "AdaptiveAvgPool2d": Signature({"output_size": REQUIRED}, _global_pool),
        "Dropout": Signature({"p": 0.5, "inplace": False}, _dropout),
        "Flatten": Signature({"start_dim": 1, "end_dim": -1}, _flatten),
    }
)

FUNCTIONS: Mapping[str, Signature] = MappingProxyType(
    {
        "relu": Signature({"inplace": False}, _relu),
        "relu_": Signature({}, _relu),
        "max_pool2d": Signature(
            {**_WINDOW, "dilation": 1, "ceil_mode": False, "return_indices": False}, _max_pool
        ),
        "avg_pool2d": Signature(_AVERAGE, _avg_pool),
        "adaptive_avg_pool2d": Signature({"output_size": REQUIRED}, _global_pool),
        "dropout": Signature({"p": 0.5, "training": True, "inplace": False}, _dropout_in_training),
        "flatten": Signature({"start_dim": 0, "end_dim": -1}, _flatten),
        "mean": Signature({"dim": None, "keepdim": False}, _mean),
    }
)


def made(written: str, line: int, signature: Signature, arguments: Arguments) -> list[Layer]:
    """The layers that a call makes.

    Raises:
        Refusal: a network cannot express them.
    """
    try:
        return signature.layers(written, line, arguments)
    except SpecError as error:
        raise Refusal(f"{written}: {error}") from None
    except Refusal as refusal:
        words = refusal.words if refusal.line else f"{written}: {refusal.words}"
        raise Refusal(words, refusal.line) from None


def inexpressible(name: str) -> str:
    """Why one of PyTorch's other modules or functions is in no network here."""
    word = name.rpartition(".")[2].lower().replace("_", "")
    if word in ("softmax", "logsoftmax"):
        return f"{name} is left out here: a network ends in logits, and the loss does the rest"
    if word in _ACTIVATIONS:
        return f"{name} cannot be expressed; every activation here is ReLU"
    return (
        f"{name} cannot be expressed; a network here has Conv2d with ReLU, MaxPool2d, AvgPool2d, "
        "Dropout, and a head of GAP or of Linear"
    )


_ACTIVATIONS = frozenset(
    {"celu", "elu", "gelu", "hardsigmoid", "hardswish", "hardtanh", "leakyrelu", "mish", "prelu"}
    | {"relu6", "rrelu", "selu", "sigmoid", "silu", "softplus", "softsign", "tanh"}
)
