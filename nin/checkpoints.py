"""Weights as safetensors files that carry their network's text and the facts of their run.

A file may come from anywhere: it is never unpickled, and what its header claims (see
`nin.checkpoint_header`) is compared with the network before an array is made of it. `read` and
`write` need no PyTorch; `load` and `save` do the same for PyTorch's modules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from nin import bundled, codec
from nin.checkpoint_header import CheckpointError, read_header
from nin.files import atomic
from nin.files.paths import expanded
from nin.limits import MAX_CHECKPOINT_BYTES, MAX_CHECKPOINT_HEADER
from nin.spec import Network
from nin.weights import Array, Weights, arranged, shapes

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Checkpoint", "CheckpointError", "load", "read", "save", "write"]


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A network, its weights as `forward` takes them, and the facts of their run.

    Attributes:
        weights: float32, finite, read-only.
    """

    network: Network
    weights: Weights
    facts: dict[str, Any]


def read(source: Path | str | bytes) -> Checkpoint:
    """The network with its weights and facts.

    Args:
        source: A file's path; the name of weights that come with NiN Explorer; or a file's bytes.
            A text with a separator or that ends in `.safetensors` is a path.

    Raises:
        CheckpointError: there is none, or it is not one of ours.
    """
    data = source if isinstance(source, bytes) else _read(source)
    header = read_header(data, len(data))
    needed = {name: list(shape) for name, shape in shapes(header.network).items()}
    if header.shapes != needed:
        raise CheckpointError(f"checkpoint: {_difference(header.shapes, needed)}")
    return Checkpoint(header.network, arranged(_arrays(data, needed)), header.facts)


def write(
    path: Path,
    network: Network,
    weights: Weights,
    facts: Mapping[str, Any],
    *,
    half: bool = False,
) -> None:
    """Write the weights, with the network's text and `facts` (plain JSON) beside them.

    In float32, or with `half` in float16: half the bytes, to be shipped rather than trained on.

    Raises:
        CheckpointError: the facts are too long to be read back.
        OSError: it cannot be written; a file that was there before stays as it was.
    """
    dtype = np.float16 if half else np.float32
    arrays = {name: np.ascontiguousarray(values, dtype) for name, values in weights.items()}
    metadata = {"network": codec.dumps(network), "facts": json.dumps(facts, allow_nan=False)}
    data = safetensors.numpy.save(arrays, metadata)
    if int.from_bytes(data[:8], "little") > MAX_CHECKPOINT_HEADER:
        raise CheckpointError(f"checkpoint: its header is over {MAX_CHECKPOINT_HEADER:,} bytes")
    atomic.write(path, data)


def load(source: Path | str | bytes) -> tuple[Network, nn.Sequential, dict[str, Any]]:
    """What `read` returns, with the weights as a model in `eval` mode on the CPU.

    Raises:
        CheckpointError: as for `read`.
    """
    from nin.model import with_weights  # PyTorch

    checkpoint = read(source)
    model = with_weights(checkpoint.network, checkpoint.weights)
    return checkpoint.network, model.eval(), checkpoint.facts


def save(path: Path, network: Network, model: nn.Sequential, facts: Mapping[str, Any]) -> None:
    """Write a model's weights, on whatever device and in whatever precision, as `write` does.

    The file holds floating-point tensors only: a model that counts anything cannot be saved.

    Raises:
        CheckpointError: as for `write`.
        TypeError: the model holds a tensor of another type.
        OSError: as for `write`.
    """
    import torch

    weights = {}
    for name, value in model.state_dict().items():
        if not value.is_floating_point():
            raise TypeError(f"a checkpoint holds floating-point tensors, not {value.dtype}")
        weights[name] = value.detach().to("cpu", torch.float32).numpy()
    write(path, network, weights, facts)


def _read(source: Path | str) -> bytes:
    path = source if isinstance(source, Path) else _path(source)
    try:
        if path.stat().st_size > MAX_CHECKPOINT_BYTES:
            raise CheckpointError(f"checkpoint: is over {MAX_CHECKPOINT_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(
            f"checkpoint: {path.name} cannot be read ({error.strerror})"
        ) from None


def _path(text: str) -> Path:
    """The file that a text means: a path has a separator or our ending, a name has neither."""
    is_path = text.endswith(bundled.ENDING) or any(mark in text for mark in "/\\")
    return expanded(text) if is_path else bundled.shipped(text)


def _arrays(data: bytes, shapes: Mapping[str, list[int]]) -> dict[str, Array]:
    """The arrays in float32, first op to last; the header let no types through but F32 and F16."""
    try:
        arrays: dict[str, NDArray[np.floating]] = safetensors.numpy.load(data)
    except (SafetensorError, ValueError, TypeError, RuntimeError, KeyError):
        raise CheckpointError("checkpoint: is damaged or cut short") from None
    # Two readers of one header may differ, as over a name that is there twice.
    if {name: list(values.shape) for name, values in arrays.items()} != shapes:
        raise CheckpointError("checkpoint: its header contradicts itself")
    for name, values in arrays.items():
        if not np.isfinite(values).all():
            raise CheckpointError(f"checkpoint: {name} has values that are no finite numbers")
    return {name: arrays[name].astype(np.float32) for name in shapes}


def _difference(shapes: Mapping[str, list[int]], needed: Mapping[str, list[int]]) -> str:
    """The first tensor in which a file and its network differ."""
    for name, shape in needed.items():
        if name not in shapes:
            return f"{name} is missing"
        if shapes[name] != shape:
            return f"{name} is {shapes[name]}, its network needs {shape}"
    return f"{min(set(shapes) - set(needed))[:40]} is not in its network"
