"""What a checkpoint's header says, without PyTorch: untrusted until validated.

The header is measured before it is parsed. The format, safetensors, is 8 bytes with the header's
length, a JSON header, and the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nin import codec
from nin.analysis import buildable
from nin.images.preparation import Preparation
from nin.limits import MAX_CHECKPOINT_BYTES, MAX_CHECKPOINT_HEADER, MAX_CHECKPOINT_TENSORS
from nin.spec import Network, SpecError

_MAX_CLASS_NAME = 40  # characters of a class's name in untrusted facts
_DTYPES = {"F32", "F16"}
_PICKLES = (b"PK", b"\x80")  # PyTorch's zip archives, and bare pickles


class CheckpointError(ValueError):
    """A file that is no checkpoint of ours, in words that say why."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a checkpoint holds: the network, the facts of its run, each tensor's shape."""

    network: Network
    facts: dict[str, Any]
    shapes: dict[str, list[int]]


def read_header(start: bytes, size: int) -> Header:
    """The header of a file that is as long as the header promises.

    Args:
        start: The file's first bytes: all, or as many as a header may have and 8 more.
        size: Bytes of the whole file.

    Raises:
        CheckpointError: it is no checkpoint, or not all of one.
    """
    length, header = _parse(start, size)
    try:
        metadata = header.pop("__metadata__")
        network = codec.loads(metadata["network"])
        buildable(network)
        facts = dict(json.loads(metadata["facts"]).items())
        json.dumps(facts, ensure_ascii=False).encode()  # else it cannot be shown
        dtypes = {str(tensor["dtype"]) for tensor in header.values()}
        shapes = {name: list(tensor["shape"]) for name, tensor in header.items()}
        ends = [tensor["data_offsets"][1] for tensor in header.values()]
    except SpecError as error:
        raise CheckpointError(f"checkpoint: {error}") from None
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError):
        raise CheckpointError(
            "checkpoint: has no network's text; save it with NiN Explorer"
        ) from None
    if not dtypes <= _DTYPES:
        raise CheckpointError(f"checkpoint: holds {', '.join(sorted(dtypes))}, not F32 or F16")
    if [end for end in ends if type(end) is not int] or size != 8 + length + max(ends, default=0):
        raise CheckpointError("checkpoint: is damaged or cut short")
    return Header(network, facts, shapes)


def fault(path: Path, network: Network) -> str | None:
    """Why a file cannot be the weights of this network; None where its header promises them.

    The numbers themselves are not looked at.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8 + MAX_CHECKPOINT_HEADER)
            header = read_header(start, path.stat().st_size)
    except OSError as error:
        return f"{path.name} cannot be read ({error.strerror})"
    except CheckpointError as error:
        return str(error)
    return None if header.network == network else f"{path.name} is of another network"


def class_names(network: Network, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The classes in the order of the logits: as a checkpoint's facts have them, else numbers."""
    return learnt_classes(network, facts) or tuple(map(str, range(network.num_classes)))


def learnt_classes(network: Network, facts: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The classes that weights learnt, in the order of the logits; None where nothing says so."""
    names = facts.get("classes")
    if not isinstance(names, list) or len(names) != network.num_classes:
        return None
    return tuple(str(name)[:_MAX_CLASS_NAME] for name in names)


def preparation(network: Network, facts: Mapping[str, Any]) -> Preparation:
    """How an image is prepared for these weights: as their facts say.

    Weights that do not say so, as those of a network that was never trained, take digits where
    they read one channel and tell ten nameless classes apart, else the whole image.
    """
    with suppress(ValueError):
        return Preparation(str(facts.get("preparation")))
    takes_digits = network.in_channels == 1 and class_names(network, facts) == tuple("0123456789")
    return Preparation.INK if takes_digits else Preparation.WHOLE


def _parse(start: bytes, size: int) -> tuple[int, dict[str, Any]]:
    """The header's length in bytes, and its JSON."""
    if size > MAX_CHECKPOINT_BYTES:
        raise CheckpointError(f"checkpoint: is over {MAX_CHECKPOINT_BYTES:,} bytes")
    if start[8:9] != b"{" and start.startswith(_PICKLES):
        raise CheckpointError(
            "checkpoint: is a pickle (.pt, .pth, .pkl), which can run code; use .safetensors"
        )
    length = int.from_bytes(start[:8], "little")
    if length > MAX_CHECKPOINT_HEADER:
        raise CheckpointError(
            f"checkpoint: its header is {length:,} bytes long, over {MAX_CHECKPOINT_HEADER:,}"
        )
    try:
        header = json.loads(start[8 : 8 + length])
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or size < 8 + length:
        raise CheckpointError("checkpoint: is no safetensors file, or a part of one")
    if len(header) > MAX_CHECKPOINT_TENSORS:
        raise CheckpointError(f"checkpoint: has over {MAX_CHECKPOINT_TENSORS} tensors")
    return length, header
