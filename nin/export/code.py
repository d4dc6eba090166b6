"""A network to take away as text: PyTorch code and a CSV table. ONNX is in `onnx_model`.

Nothing is allocated here, so a network over our own limits can be taken to a larger machine.
One whose layers do not fit cannot: a file that ends early would look whole to a program.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import prod
from pathlib import Path

from nin.analysis import Row, Shape, Trace, trace
from nin.analysis.explain import shape_text
from nin.codec import dumps
from nin.export.table import operation, record
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU, layer_names
from nin.presets import title
from nin.spec import Dropout, Layer, Network, NiNBlock, Pool, SpecError

_LINE = 100  # characters of a line of code

_MODULE = '''\
{header}

import math
from collections import OrderedDict

import torch
from torch import nn


def nin_block(in_channels, out_channels, kernel_size, strides, padding, mlp_channels):
    """A convolution, then 1×1 convolutions (a perceptron at every pixel), each with ReLU."""
    layers = OrderedDict(conv=nn.Conv2d(in_channels, out_channels, kernel_size, strides, padding))
    layers["relu"] = nn.ReLU()
    for depth, width in enumerate(mlp_channels, 1):
        layers[f"mlp{{depth}}"] = nn.Conv2d(out_channels, width, kernel_size=1)
        layers[f"mlp{{depth}}_relu"] = nn.ReLU()
        out_channels = width
    return nn.Sequential(layers)


@torch.no_grad()
def init_weights(net):
    """He et al., 2015; what reads ReLUs sums to 0 (Brock et al., 2021); the last starts small."""
    layers = [module for module in net.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    for depth, layer in enumerate(layers):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
        if depth:
            axes = tuple(range(1, layer.weight.dim()))
            layer.weight -= layer.weight.mean(axes, keepdim=True)
            layer.weight *= (1 - 1 / math.pi) ** -0.5
    layers[-1].weight *= 0.2
    layers[-1].bias += 0.5


def load_weights(net, path):
    """A run's weights.safetensors, for images in [0, 1]; its block1_conv is block1.conv here."""
    from safetensors.torch import load_file

    weights = load_file(path)
    net.load_state_dict({{name.replace("_", ".", 1): values for name, values in weights.items()}})


net = nn.Sequential(
    OrderedDict(
{stages}
    )
)
{start}

if __name__ == "__main__":
    x = torch.rand(1, {in_channels}, {image_size}, {image_size})
    for stage in net:
        x = stage(x)
        print(type(stage).__name__, "output shape:", *x.shape)
'''


_FRESH = 'init_weights(net)  # or, once trained: load_weights(net, "weights.safetensors")'


def to_pytorch(network: Network, weights: Path | None = None) -> str:
    """A PyTorch file in the manner of Dive into Deep Learning, with one `nin_block` a block.

    Run, it prints each stage's output shape. Its modules are named as `ops.lower` names the ops,
    those of a block within it: `block1.conv` is block1_conv.

    Args:
        network: What to write.
        weights: A checkpoint of it, which the file then loads from there; by default it stands
            alone, with fresh weights.

    Raises:
        SpecError: a layer does not fit.
    """
    rows = _whole_trace(network).rows
    return _MODULE.format(
        header="\n".join(_header(network)),
        stages="\n".join(_line(*stage) for stage in _stages(network, rows)),
        start=_FRESH if weights is None else f"load_weights(net, {str(weights)!r})",
        in_channels=network.in_channels,
        image_size=network.image_size,
    )


def to_csv(network: Network) -> str:
    """The table with one line an op and a last line of totals; shapes are written 96x54x54.

    Raises:
        SpecError: a layer does not fit.
    """
    result = _whole_trace(network)
    records = [record(row) for row in result.rows]
    file = io.StringIO()
    writer = csv.DictWriter(file, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for row, cells in zip(result.rows, records, strict=True):
        writer.writerow(cells | {"output_shape": "x".join(map(str, row.out_shape))})
    totals = ("params", "macs", "activation_bytes")
    writer.writerow({"name": "total"} | {name: getattr(result, name) for name in totals})
    return file.getvalue()


def _whole_trace(network: Network) -> Trace:
    result = trace(network)
    if result.fault:
        raise SpecError(result.fault.message)
    return result


def _header(network: Network) -> Iterator[str]:
    """Comments: what this is; then the network's text, broken only between its words."""
    yield f"# {title(network)}"
    yield "# after Lin, Chen & Yan, Network In Network, 2013 (arXiv:1312.4400)."
    yield from textwrap.wrap(
        dumps(network),
        _LINE,
        initial_indent="# NiN Explorer: ",
        subsequent_indent="#   ",
    )


Stage = tuple[str, str, list[str], Shape]  # a module's name, class, arguments and output shape


def _stages(network: Network, rows: tuple[Row, ...]) -> Iterator[Stage]:
    """The children of the `nn.Sequential`, each block as one."""
    names = layer_names(network)
    for index, group in groupby(rows, key=lambda row: row.layer):
        stage = list(group)
        if index == len(network.layers):
            yield from _head(stage)
        else:
            kind, arguments = _layer(network.layers[index], stage[0].in_shape[0])
            yield names[index], kind, arguments, stage[-1].out_shape


def _layer(layer: Layer, in_channels: int) -> tuple[str, list[str]]:
    match layer:
        case NiNBlock(out_channels, kernel_size, stride, padding, mlp_channels):
            channels = [f"{in_channels}", f"{out_channels}"]
            window = [f"kernel_size={kernel_size}", f"strides={stride}", f"padding={padding}"]
            return "nin_block", [*channels, *window, f"mlp_channels={list(mlp_channels)}"]
        case Pool(_, kernel_size, stride, padding, ceil_mode):
            window = [f"kernel_size={kernel_size}", f"stride={stride}"]
            unusual = [f"padding={padding}"] * (padding > 0) + ["ceil_mode=True"] * ceil_mode
            return f"nn.{operation(layer)}", window + unusual
        case Dropout(p):
            return "nn.Dropout", [f"{p}"]


def _head(rows: Sequence[Row]) -> Iterator[Stage]:
    maps = rows[0].in_shape
    if not isinstance(rows[0].op, GlobalAvgPool):
        yield "flatten", "nn.Flatten", [], (prod(maps),)
    for row in rows:
        match row.op:
            case GlobalAvgPool():
                yield row.name, "nn.AdaptiveAvgPool2d", ["(1, 1)"], (maps[0], 1, 1)
                yield "flatten", "nn.Flatten", [], row.out_shape
            case Linear(features):
                arguments = [f"{prod(row.in_shape)}", f"{features}"]
                yield row.name, "nn.Linear", arguments, row.out_shape
            case ReLU():
                yield row.name, "nn.ReLU", [], row.out_shape
            case Conv2d() | Pool() | Dropout():
                raise AssertionError("a head has none")


def _line(name: str, kind: str, arguments: Sequence[str], shape: Shape) -> str:
    """One argument of `OrderedDict`, broken where the formatter Black would break it."""
    comment = f"  # {shape_text(shape)}"
    inline = ", ".join(arguments)
    if len(line := f"        {name}={kind}({inline}),{comment}") <= _LINE:
        return line
    if len(line := f"            {inline}") > _LINE:
        line = "\n".join(f"            {argument}," for argument in arguments)
    return f"        {name}={kind}(\n{line}\n        ),{comment}"
