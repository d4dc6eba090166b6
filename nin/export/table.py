"""The table of a network for a terminal and for programs, in words and plain values.

Both end where a layer does not fit and then say why and what would mend it; totals are over the
rows shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nin.analysis import Fault, Fix, Row, Trace, inference_bytes, trace, training_bytes
from nin.analysis.explain import shape_text
from nin.codec import dumps
from nin.ops import Op, windowed
from nin.presets import title
from nin.spec import Network, Pool, SpecError

_HEADINGS = (
    "layer",
    "output",
    "kernel/stride/padding",
    "params",
    "MACs",
    "activation bytes",
    "receptive field",
)
_WORD_COLUMNS = 3  # the first, aligned to the left; numbers are aligned to the right


def as_text(network: Network, batch_size: int | None = None) -> str:
    """The table in aligned columns, its totals and, where a layer does not fit, fault and fixes.

    MACs and activations are for one image, `receptive field` is a side in input pixels. With a
    batch's size, the memory for it follows the totals of a network that fits.
    """
    result = trace(network)
    side = network.image_size
    image = ("image", shape_text((network.in_channels, side, side)), *[""] * 5)
    lines = [title(network), _text(network), ""]
    lines += _aligned([_HEADINGS, image, *map(_cells, result.rows)])
    lines += ["", *_closing(result)]
    if memory := _memory(result, batch_size):
        lines.append(
            f"memory for a batch of {batch_size:,}: {memory['weights_bytes']:,} bytes of weights, "
            f"{memory['inference_bytes']:,} bytes to predict, "
            f"{memory['training_bytes']:,} bytes for a training step with AdamW"
        )
    return "\n".join(lines)


def as_json(network: Network, batch_size: int | None = None) -> dict[str, object]:
    """The same table as a dict that `json.dumps` takes.

    Its keys: title, network (the text), rows, totals, memory (null without a batch's size or
    where a layer does not fit), fault (null where all layers fit; else name, message and fixes)
    and excess (null, or why this is too large to build here).
    """
    result = trace(network)
    totals = ("params", "macs", "activation_bytes", "weights_bytes")
    return {
        "title": title(network),
        "network": _text(network),
        "rows": [record(row) for row in result.rows],
        "totals": {name: getattr(result, name) for name in totals},
        "memory": _memory(result, batch_size),
        "fault": result.fault and _fault_record(result.fault),
        "excess": result.excess,
    }


def record(row: Row) -> dict[str, object]:
    """A row as plain values by column; None where an op has no window."""
    op = windowed(row.op)
    return {
        "name": row.name,
        "operation": operation(row.op),
        "output_shape": list(row.out_shape),
        "kernel_size": op and op.kernel_size,
        "stride": op and op.stride,
        "padding": op and op.padding,
        "ceil_mode": op.ceil_mode if isinstance(op, Pool) else None,
        "params": row.params,
        "macs": row.macs,
        "activation_bytes": row.activation_bytes,
        "receptive_field": row.receptive_field,
        "jump": row.jump,
    }


def operation(op: Op) -> str:
    """What an op is called, as in PyTorch where it has a name for it.

    >>> operation(Pool("avg", 3, 2))
    'AvgPool2d'
    """
    return f"{op.kind.title()}Pool2d" if isinstance(op, Pool) else type(op).__name__


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.params, row.macs, row.activation_bytes, row.receptive_field)
    return (row.name, shape_text(row.out_shape), _window(row.op), *(f"{n:,}" for n in numbers))


def _window(op: Op) -> str:
    if (sliding := windowed(op)) is None:
        return ""
    ceil = " ceil" if isinstance(sliding, Pool) and sliding.ceil_mode else ""
    return f"{sliding.kernel_size}/{sliding.stride}/{sliding.padding}{ceil}"


def _aligned(table: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        padded = [
            cell.ljust(width) if column < _WORD_COLUMNS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        yield "  ".join(padded).rstrip()


def _closing(result: Trace) -> Iterable[str]:
    yield (
        f"total{' so far' if result.fault else ''}: {result.params:,} parameters, "
        f"{result.macs:,} MACs, {result.activation_bytes:,} activation bytes"
    )
    if result.excess:
        yield f"too large to build here: {result.excess}"
    if result.fault:
        yield from ("", result.fault.message, "to mend it:")
        for fix in result.fault.fixes:
            yield from (f"  {fix.label}", f"    {_text(fix.network)}")


def _memory(result: Trace, batch_size: int | None) -> dict[str, int] | None:
    if batch_size is None or result.fault:
        return None
    return {
        "batch_size": batch_size,
        "weights_bytes": result.weights_bytes,
        "inference_bytes": inference_bytes(result, batch_size),
        "training_bytes": training_bytes(result, batch_size),
    }


def _fault_record(fault: Fault) -> dict[str, object]:
    return {
        "name": fault.name,
        "message": fault.message,
        "fixes": [_fix_record(fix) for fix in fault.fixes],
    }


def _fix_record(fix: Fix) -> dict[str, object]:
    return {"label": fix.label, "network": _text(fix.network)}


def _text(network: Network) -> str:
    """The network's text; empty where it is too long for one, since the table still stands."""
    try:
        return dumps(network)
    except SpecError:
        return ""
