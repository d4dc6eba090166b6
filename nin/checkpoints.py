"""Weights as safetensors files that carry their network's text and the facts of their run.

A file may come from anywhere: it is never unpickled, and what its header claims (see
`nin.checkpoint_header`) is compared with the network before a tensor is made of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from nin import bundled, codec
from nin.checkpoint_header import CheckpointError, read_header
from nin.files import atomic
from nin.limits import MAX_CHECKPOINT_BYTES, MAX_CHECKPOINT_HEADER
from nin.model import build
from nin.spec import Network

__all__ = ["CheckpointError", "load", "save"]


def save(
    path: Path,
    network: Network,
    model: nn.Sequential,
    facts: Mapping[str, Any],
    *,
    half: bool = False,
) -> None:
    """Write the weights, with the network's text and `facts` (plain JSON) beside them.

    In float32, or with `half` in float16: half the bytes, to be shipped rather than trained on.
    The file holds floating-point tensors only: a model that counts anything cannot be saved.

    Raises:
        CheckpointError: the facts are too long to be read back.
        TypeError: the model holds a tensor of another type.
        OSError: it cannot be written; a file that was there before stays as it was.
    """
    dtype = torch.float16 if half else torch.float32
    tensors = {name: _cast(value, dtype) for name, value in model.state_dict().items()}
    metadata = {"network": codec.dumps(network), "facts": json.dumps(facts, allow_nan=False)}
    data = safetensors.torch.save(tensors, metadata)
    if int.from_bytes(data[:8], "little") > MAX_CHECKPOINT_HEADER:
        raise CheckpointError(f"checkpoint: its header is over {MAX_CHECKPOINT_HEADER:,} bytes")
    atomic.write(path, data)


def load(source: Path | str | bytes) -> tuple[Network, nn.Sequential, dict[str, Any]]:
    """The network, the model in `eval` mode on the CPU, and the facts.

    Args:
        source: A file; the name of weights that come with NiN Explorer; or a file's bytes.

    Raises:
        CheckpointError: there is none, or it is not one of ours.
    """
    data = source if isinstance(source, bytes) else _read(source)
    header = read_header(data, len(data))
    with torch.device("meta"):  # no weights are drawn only to be replaced
        model = build(header.network)
    shapes = {name: list(value.shape) for name, value in model.state_dict().items()}
    if header.shapes != shapes:
        raise CheckpointError(f"checkpoint: {_difference(header.shapes, shapes)}")
    model.load_state_dict(_tensors(data, shapes), assign=True)
    return header.network, model.eval(), header.facts


def _read(source: Path | str) -> bytes:
    path = source if isinstance(source, Path) else bundled.shipped(source)
    try:
        if path.stat().st_size > MAX_CHECKPOINT_BYTES:
            raise CheckpointError(f"checkpoint: is over {MAX_CHECKPOINT_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(
            f"checkpoint: {path.name} cannot be read ({error.strerror})"
        ) from None


def _cast(value: Tensor, dtype: torch.dtype) -> Tensor:
    if not value.is_floating_point():
        raise TypeError(f"a checkpoint holds floating-point tensors, not {value.dtype}")
    return value.detach().to("cpu", dtype).contiguous()


def _tensors(data: bytes, shapes: Mapping[str, list[int]]) -> dict[str, Tensor]:
    """The tensors in float32; the header let through no other types than F32 and F16."""
    try:
        tensors = safetensors.torch.load(data)
    except (SafetensorError, ValueError, TypeError, RuntimeError, KeyError):
        raise CheckpointError("checkpoint: is damaged or cut short") from None
    # Two readers of one header may differ, as over a name that is there twice.
    if {name: list(value.shape) for name, value in tensors.items()} != shapes:
        raise CheckpointError("checkpoint: its header contradicts itself")
    tensors = {name: _cast(value, torch.float32) for name, value in tensors.items()}
    for name, value in tensors.items():
        if not value.isfinite().all():
            raise CheckpointError(f"checkpoint: {name} has values that are no finite numbers")
    return tensors


def _difference(shapes: Mapping[str, list[int]], needed: Mapping[str, list[int]]) -> str:
    """The first tensor in which a file and its network differ."""
    for name, shape in needed.items():
        if name not in shapes:
            return f"{name} is missing"
        if shapes[name] != shape:
            return f"{name} is {shapes[name]}, its network needs {shape}"
    return f"{min(set(shapes) - set(needed))[:40]} is not in its network"
