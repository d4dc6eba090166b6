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

from nin.analysis import Row, Shape, Trace, trace
from nin.analysis.explain import shape_text
from nin.codec import dumps
from nin.export.table import operation, record
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.presets import title
from nin.spec import Dropout, Layer, Network, NiNBlock, Pool, SpecError

_LINE = 100  # characters of a line of code

_MODULE = '''\
{header}

import math

import torch
from torch import nn


def nin_block(in_channels, out_channels, kernel_size, strides, padding, mlp_channels):
    """A convolution, then 1×1 convolutions (a perceptron at every pixel), each with ReLU."""
    layers = [nn.Conv2d(in_channels, out_channels, kernel_size, strides, padding), nn.ReLU()]
    for width in mlp_channels:
        layers += [nn.Conv2d(out_channels, width, kernel_size=1), nn.ReLU()]
        out_channels = width
    return nn.Sequential(*layers)


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


net = nn.Sequential(
{stages}
)
init_weights(net)

if __name__ == "__main__":
    x = torch.rand(1, {in_channels}, {image_size}, {image_size})
    for stage in net:
        x = stage(x)
        print(type(stage).__name__, "output shape:", *x.shape)
'''


def to_pytorch(network: Network) -> str:
    """A PyTorch file in the manner of Dive into Deep Learning, with one `nin_block` a block.

    It stands alone; run, it prints each stage's output shape. Its parameters come in the order
    of `model.build`'s, so the values of one's state dict can be copied to the other's in order.

    Raises:
        SpecError: a layer does not fit.
    """
    rows = _whole_trace(network).rows
    return _MODULE.format(
        header="\n".join(_header(network)),
        stages="\n".join(_line(*stage) for stage in _stages(network, rows)),
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


Stage = tuple[str, list[str], Shape]  # a module's class, its arguments and its output shape


def _stages(network: Network, rows: tuple[Row, ...]) -> Iterator[Stage]:
    """The children of the `nn.Sequential`, each block as one."""
    for index, group in groupby(rows, key=lambda row: row.layer):
        stage = list(group)
        if index == len(network.layers):
            yield from _head(stage)
        else:
            name, arguments = _layer(network.layers[index], stage[0].in_shape[0])
            yield name, arguments, stage[-1].out_shape


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
        yield "nn.Flatten", [], (prod(maps),)
    for row in rows:
        match row.op:
            case GlobalAvgPool():
                yield "nn.AdaptiveAvgPool2d", ["(1, 1)"], (maps[0], 1, 1)
                yield "nn.Flatten", [], row.out_shape
            case Linear(features):
                yield "nn.Linear", [f"{prod(row.in_shape)}", f"{features}"], row.out_shape
            case ReLU():
                yield "nn.ReLU", [], row.out_shape
            case Conv2d() | Pool() | Dropout():
                raise AssertionError("a head has none")


def _line(name: str, arguments: Sequence[str], shape: Shape) -> str:
    """One argument of `nn.Sequential`, broken where the formatter Black would break it."""
    comment = f"  # {shape_text(shape)}"
    inline = ", ".join(arguments)
    if len(line := f"    {name}({inline}),{comment}") <= _LINE:
        return line
    if len(line := f"        {inline}") > _LINE:
        line = "\n".join(f"        {argument}," for argument in arguments)
    return f"    {name}(\n{line}\n    ),{comment}"
