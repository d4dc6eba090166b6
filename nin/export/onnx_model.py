"""A network with its weights as an ONNX model, written node by node from the table's rows.

Nodes are named as `ops.lower` names the ops, weights as in a checkpoint. The graph
takes `images`, float32 (N, C, H, W) in [0, 1], and gives `logits`, (N, num_classes), for any N.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from nin.analysis import Row, buildable
from nin.codec import dumps
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.presets import title
from nin.spec import Dropout, Network, Pool
from nin.weights import Weights, initial_weights

# Of 2021 and 2022, so that old runtimes read the file too. Ceil mode is never used: shapes and
# averages under it differ from PyTorch's by opset and runtime (onnxruntime issues 16203, 24681).
OPSET, IR_VERSION = 17, 8

Part = onnx.NodeProto | TensorProto  # TensorProto: a constant that a node takes as an input


def to_onnx(network: Network, weights: Weights | None = None) -> bytes:
    """The ONNX file of a network with these weights, or with those that seed 0 starts from.

    It computes what `nin.forward` does, and carries every value's shape and the network's text,
    as metadata `network`.

    Args:
        network: What to write.
        weights: Its own.

    Raises:
        SpecError: a layer does not fit, or the network is over a limit.
    """
    rows = buildable(network).rows
    weights = initial_weights(network, 0) if weights is None else weights
    parts = list(_parts(rows))
    graph = helper.make_graph(
        [part for part in parts if isinstance(part, onnx.NodeProto)],
        title(network),
        [_value("images", rows[0].in_shape)],
        [_value("logits", rows[-1].out_shape)],
        [
            *(numpy_helper.from_array(values, name) for name, values in weights.items()),
            *(part for part in parts if isinstance(part, TensorProto)),
        ],
    )
    data: bytes = _checked(graph, dumps(network)).SerializeToString()
    return data


def _checked(graph: onnx.GraphProto, text: str) -> onnx.ModelProto:
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(
        graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="NiN Explorer"
    )
    helper.set_model_props(model, {"network": text})
    model = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    onnx.checker.check_model(model, full_check=True)
    return model


def _value(name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ("N", *shape))


def _parts(rows: tuple[Row, ...]) -> Iterator[Part]:
    """Each value is called after the op that makes it, the last one `logits`."""
    before = "images"
    for row in rows:
        after = "logits" if row is rows[-1] else row.name
        yield from _op(row, before, after)
        before = after


def _op(row: Row, before: str, after: str) -> Iterator[Part]:
    name, weights = row.name, [f"{row.name}.weight", f"{row.name}.bias"]
    match row.op:
        case Conv2d(_, kernel_size, stride, padding):
            window = _window(kernel_size, stride, [padding] * 4)
            yield helper.make_node("Conv", [before, *weights], [after], name, **window)
        case ReLU():
            yield helper.make_node("Relu", [before], [after], name)
        case Pool():
            yield from _pool(row, row.op, before, after)
        case Dropout(p):
            yield numpy_helper.from_array(np.array(p, np.float32), f"{name}.ratio")
            yield helper.make_node("Dropout", [before, f"{name}.ratio"], [after], name)
        case GlobalAvgPool():
            yield helper.make_node("GlobalAveragePool", [before], [f"{name}_maps"], name)
            yield helper.make_node("Flatten", [f"{name}_maps"], [after], f"{name}_flatten")
        case Linear():
            if len(row.in_shape) == 3:
                yield helper.make_node("Flatten", [before], [f"{name}_in"], f"{name}_flatten")
                before = f"{name}_in"
            yield helper.make_node("Gemm", [before, *weights], [after], name, transB=1)


def _pool(row: Row, op: Pool, before: str, after: str) -> Iterator[Part]:
    """A pool, its ceil mode written out as padding at the bottom and right.

    There the last window may hang over even the padded map. A maximum ignores all padding. An
    average divides, in PyTorch, by the cells on the padded map: padding counts, what hangs over
    does not. ONNX counts all padding or none, so where both occur the zeros are put there first.
    """
    name, p = row.name, op.padding
    reach = (row.out_shape[1] - 1) * op.stride + op.kernel_size
    over = max(0, reach - row.in_shape[1] - 2 * p)
    if op.kind == "max":
        window = _window(op.kernel_size, op.stride, [p, p, p + over, p + over])
        yield helper.make_node("MaxPool", [before], [after], name, **window)
        return
    if p and over:
        yield numpy_helper.from_array(np.array([0, 0, p, p] * 2), f"{name}.pads")
        yield helper.make_node("Pad", [before, f"{name}.pads"], [f"{name}_in"], f"{name}_pad")
        before, p = f"{name}_in", 0
    window = _window(op.kernel_size, op.stride, [p, p, p + over, p + over])
    counted = int(over == 0)
    yield helper.make_node(
        "AveragePool", [before], [after], name, **window, count_include_pad=counted
    )


def _window(kernel_size: int, stride: int, pads: list[int]) -> dict[str, Any]:
    """A window's attributes; `pads` are top, left, bottom, right."""
    return {"kernel_shape": [kernel_size] * 2, "strides": [stride] * 2, "pads": pads}
