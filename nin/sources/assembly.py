"""From the layers that an image goes through, one after the other, to a network of NiN blocks.

A convolution begins a block, and a 1×1 convolution that follows in the same stack belongs to it;
each needs its ReLU. What comes after flattening is the head; where nothing does, the maps' means
are the logits, and that is GAP.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import prod

from nin import spec
from nin.analysis.shapes import window_count
from nin.limits import MAX_WIDTHS
from nin.ops import Conv2d, GlobalAvgPool, Linear
from nin.sources.values import Flatten, Layer, Refusal, ReLU, Tensor, Value
from nin.spec import Dense, Dropout, Gap, Head, Network, NiNBlock, Pool, SpecError
from nin.words import counted


@dataclass(frozen=True, slots=True)
class _Step:
    """A layer, and what applies it."""

    layer: Layer
    group: Value


@dataclass(slots=True)
class _Body:
    """The layers so far, and the maps that leave them.

    Attributes:
        side: Pixels a side.
        group: What applied the last block's layers.
    """

    channels: int
    side: int
    layers: list[spec.Layer] = field(default_factory=list)
    group: Value = None


def first_channels(line: list[Tensor]) -> int | None:
    """The channels that the first convolution says come in."""
    layers = [step.layer for step in line if step.layer]
    return next((one.inputs for one in layers if isinstance(one.kind, Conv2d)), None)


def assembled(line: list[Tensor], channels: int, size: int) -> Network:
    """The network that these layers are, for images of so many channels and pixels a side.

    Raises:
        Refusal: it cannot be expressed; with the line.
    """
    _network(channels, size, 1, (NiNBlock(1, 1),), Dense())  # is there any with such images?
    steps = [_Step(step.layer, step.group) for step in line if step.layer]
    kinds = [type(step.layer.kind) for step in steps]
    if Flatten not in kinds:
        end = steps[-1].layer.line if steps else None
        raise Refusal("the network ends in maps; add nn.Flatten() after them", end)
    cut = kinds.index(Flatten)
    is_dense = Linear in kinds[cut:]
    body = _Body(channels, size)
    last = steps[max(cut - 1, 0)].layer
    is_averaged = not is_dense and isinstance(last.kind, Pool | GlobalAvgPool)
    _follow(body, steps[: cut - is_averaged])
    if not is_dense:
        _average(last, body)
    widths = _tail([step.layer for step in steps[cut:]], body)
    head = Dense(tuple(widths[:-1])) if is_dense else Gap()
    return _network(channels, size, [body.channels, *widths][-1], tuple(body.layers), head)


def _network(
    channels: int, size: int, classes: int, layers: tuple[spec.Layer, ...], head: Head
) -> Network:
    try:
        return Network(channels, size, classes, layers, head)
    except SpecError as error:
        raise Refusal(str(error)) from None


def _average(last: Layer, body: _Body) -> None:
    """Average the maps; refuse to take for GAP what is no mean of whole ones."""
    whole = ("avg", body.side, 0)
    match last.kind:
        case GlobalAvgPool():
            body.side = 1
        case Pool(kind, kernel_size, _, padding) if (kind, kernel_size, padding) == whole:
            body.side = 1
        case _:
            raise Refusal(
                f"the {body.side}×{body.side} maps are flattened but not averaged, and no Linear "
                "follows; end in nn.AdaptiveAvgPool2d((1, 1)) and nn.Flatten()",
                last.line,
            )


def _follow(body: _Body, steps: list[_Step]) -> None:
    """Add the layers before the head, and follow the maps through them."""
    waiting = list(reversed(steps))
    while waiting:
        step = waiting.pop()
        try:
            if isinstance(step.layer.kind, Conv2d):
                _convolve(body, step, step.layer.kind, waiting)
            else:
                _add(body, step.layer)
        except SpecError as error:
            raise Refusal(f"{step.layer.written}: {error}", step.layer.line) from None


def _add(body: _Body, layer: Layer) -> None:
    match layer.kind:
        case Pool():
            body.layers.append(layer.kind)
            _shrink(body, layer, layer.kind)
        case GlobalAvgPool():
            body.layers.append(Pool("avg", body.side, body.side))
            body.side = 1
        case Dropout():
            body.layers.append(layer.kind)
        case ReLU():
            raise Refusal(f"{layer.written} follows no convolution", layer.line)
        case Linear():
            raise Refusal("nn.Linear needs flat values; add nn.Flatten() before it", layer.line)
        case Conv2d() | Flatten():
            raise AssertionError("these are no layers of their own")


def _take_relu(layer: Layer, waiting: list[_Step]) -> None:
    """Remove a convolution's ReLU from the steps that wait, the next of them last.

    A max pool or dropout may come before it: the ReLU of a maximum is the maximum of the ReLUs.
    """
    came = ""
    for place in reversed(range(len(waiting))):
        other = waiting[place].layer
        came = came or f"; {other.written} in line {other.line} does"
        match other.kind:
            case ReLU():
                del waiting[place]
                return
            case Dropout() | Pool("max"):
                pass
            case _:
                break
    raise Refusal(f"no ReLU follows this convolution, as one has to{came}", layer.line)


def _convolve(body: _Body, step: _Step, kind: Conv2d, waiting: list[_Step]) -> None:
    """Add a convolution with its ReLU, as a block or to the one before it."""
    layer = step.layer
    _check_inputs(layer, body.channels, "channels")
    _take_relu(layer, waiting)
    block = body.layers[-1] if body.layers else None
    belongs = body.group is step.group and kind == Conv2d(kind.out_channels, 1)
    if belongs and isinstance(block, NiNBlock) and len(block.mlp_channels) < MAX_WIDTHS:
        widths = (*block.mlp_channels, kind.out_channels)
        body.layers[-1] = replace(block, mlp_channels=widths)
    else:
        block = NiNBlock(kind.out_channels, kind.kernel_size, kind.stride, kind.padding)
        body.layers.append(block)
    body.group, body.channels = step.group, kind.out_channels
    _shrink(body, layer, kind)


def _shrink(body: _Body, layer: Layer, kind: Conv2d | Pool) -> None:
    count = window_count(kind, body.side)
    if count < 1:
        k, side = kind.kernel_size, body.side
        raise Refusal(
            f"{layer.written}: a {k}×{k} window does not fit a {side}×{side} map with padding "
            f"{kind.padding}; the network needs larger images",
            layer.line,
        )
    body.side = count


def _check_inputs(layer: Layer, count: int, noun: str) -> None:
    if layer.inputs not in (None, count):
        raise Refusal(
            f"{layer.written} takes {layer.inputs:,} {noun}, but {count:,} come", layer.line
        )


def _tail(layers: list[Layer], body: _Body) -> list[int]:
    """The widths after flattening: none for GAP."""
    count = prod((body.channels, body.side, body.side))
    widths: list[int] = []
    is_dense = any(isinstance(layer.kind, Linear) for layer in layers)
    is_open = True  # whether a dense layer may follow: not right after another one
    for layer in layers:
        match layer.kind:
            case Linear(out_features) if is_open:
                _check_inputs(layer, count, "values")
                widths.append(out_features)
                count, is_open = out_features, False
            case Flatten(features):
                if features not in (None, count):
                    raise Refusal(
                        f"{layer.written} to {features:,} values, but {count:,} come", layer.line
                    )
            case Dropout() if is_dense and not widths:
                body.layers.append(layer.kind)
            case ReLU() if not is_open:
                is_open = True
            case _:
                raise Refusal(_misplaced(layer, len(widths)), layer.line)
    if widths and is_open:
        raise Refusal("ReLU follows the last Linear; logits have none", layers[-1].line)
    return widths


def _misplaced(layer: Layer, dense: int) -> str:
    after = f"after {counted(dense, 'Linear')}" if dense else "after flattening"
    return f"{layer.written} {after} cannot be expressed; a dense head is Linear, ReLU, Linear …"
