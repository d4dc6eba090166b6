"""Weights as safetensors files that carry their network's text and the facts of their run.

A file from elsewhere is a stranger's: it is never unpickled, its header is measured before it is
parsed, and what it claims is compared with the network before a tensor is made of it. The format
is 8 bytes with the header's length, a JSON header, and the numbers.
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

from nin import atomic, codec, weights
from nin.analysis import buildable
from nin.limits import MAX_CHECKPOINT_BYTES, MAX_CHECKPOINT_HEADER, MAX_CHECKPOINT_TENSORS
from nin.model import build
from nin.spec import Network, SpecError

_KINDS = {"F32", "F16"}
_PICKLES = (b"PK", b"\x80")  # PyTorch's zip archives, and bare pickles


class CheckpointError(ValueError):
    """A file that is no checkpoint of ours, in words that say why."""


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

    Raises:
        CheckpointError: the facts are too long to be read back.
        OSError: it cannot be written; a file that was there before stays as it was.
    """
    tensors = {
        name: value.detach().to("cpu", torch.float16 if half else torch.float32).contiguous()
        for name, value in model.state_dict().items()
    }
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
    network, facts, shapes = _described(data)
    with torch.device("meta"):  # no weights are drawn only to be replaced
        model = build(network)
    wanted = {name: list(value.shape) for name, value in model.state_dict().items()}
    if shapes != wanted:
        raise CheckpointError(f"checkpoint: {_difference(shapes, wanted)}")
    model.load_state_dict(_tensors(data, wanted), assign=True)
    return network, model.eval(), facts


def _read(source: Path | str) -> bytes:
    path = source if isinstance(source, Path) else weights.shipped(source)
    try:
        if path.stat().st_size > MAX_CHECKPOINT_BYTES:
            raise CheckpointError(f"checkpoint: is over {MAX_CHECKPOINT_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(
            f"checkpoint: {path.name} cannot be read ({error.strerror})"
        ) from None


def _described(data: bytes) -> tuple[Network, dict[str, Any], dict[str, list[int]]]:
    """What the header says: network, facts, and the shape of each tensor by its name."""
    header = _header(data)
    try:
        metadata = header.pop("__metadata__")
        network = codec.loads(metadata["network"])
        buildable(network)
        facts = dict(json.loads(metadata["facts"]).items())
        kinds = {str(tensor["dtype"]) for tensor in header.values()}
        shapes = {name: list(tensor["shape"]) for name, tensor in header.items()}
    except SpecError as error:
        raise CheckpointError(f"checkpoint: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise CheckpointError(
            "checkpoint: has no network's text; save it with NiN Explorer"
        ) from None
    if not kinds <= _KINDS:
        raise CheckpointError(f"checkpoint: holds {', '.join(sorted(kinds))}, not F32 or F16")
    return network, facts, shapes


def _header(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_CHECKPOINT_BYTES:
        raise CheckpointError(f"checkpoint: is over {MAX_CHECKPOINT_BYTES:,} bytes")
    if data[8:9] != b"{" and data.startswith(_PICKLES):
        raise CheckpointError(
            "checkpoint: is a pickle (.pt, .pth, .pkl), which can run code; use .safetensors"
        )
    length = int.from_bytes(data[:8], "little")
    if length > MAX_CHECKPOINT_HEADER:
        raise CheckpointError(
            f"checkpoint: its header is {length:,} bytes long, over {MAX_CHECKPOINT_HEADER:,}"
        )
    try:
        header = json.loads(data[8 : 8 + length])
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or len(data) < 8 + length:
        raise CheckpointError("checkpoint: is no safetensors file, or a part of one")
    if len(header) > MAX_CHECKPOINT_TENSORS:
        raise CheckpointError(f"checkpoint: has over {MAX_CHECKPOINT_TENSORS} tensors")
    return header


def _tensors(data: bytes, wanted: Mapping[str, list[int]]) -> dict[str, Tensor]:
    try:
        tensors = safetensors.torch.load(data)
    except (SafetensorError, ValueError, TypeError, RuntimeError, KeyError):
        raise CheckpointError("checkpoint: is damaged or cut short") from None
    # Two readers of one header may differ, as over a name that is there twice.
    if {name: list(value.shape) for name, value in tensors.items()} != wanted:
        raise CheckpointError("checkpoint: its header contradicts itself")
    tensors = {name: value.float() for name, value in tensors.items()}
    for name, value in tensors.items():
        if not value.isfinite().all():
            raise CheckpointError(f"checkpoint: {name} has values that are no finite numbers")
    return tensors


def _difference(shapes: Mapping[str, list[int]], wanted: Mapping[str, list[int]]) -> str:
    """The first tensor in which a file and its network differ."""
    for name, shape in wanted.items():
        if name not in shapes:
            return f"{name} is missing"
        if shapes[name] != shape:
            return f"{name} is {shapes[name]}, its network needs {shape}"
    return f"{min(set(shapes) - set(wanted))[:40]} is not in its network"
