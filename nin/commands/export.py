"""`python -m nin export`: a network, with its weights where it has some, for other programs.

Code and ONNX are for computing, so an untrained network is said to be one; a drawing and a table
are the same with any weights.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from nin import checkpoints
from nin.analysis import trace
from nin.bundled import names
from nin.commands import checkpoint, network
from nin.commands.common import DOES_NOT_FIT, DONE, UsageError, writing
from nin.export.code import to_csv, to_pytorch
from nin.export.diagram import to_svg
from nin.files.paths import expanded
from nin.presets import PRESETS
from nin.spec import Network
from nin.weights import Weights


class _Source(NamedTuple):
    """What is exported; without weights where no training has been."""

    network: Network
    weights: Weights | None = None
    file: Path | None = None  # of the weights


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    parser.add_argument(
        "source",
        metavar="NETWORK|CHECKPOINT",
        help=f"{checkpoint.description()}; or {network.description()}",
    )
    network.add_input(parser)
    parser.add_argument(
        "--to",
        required=True,
        choices=list(_EXPORTS),
        help="onnx holds the weights, pytorch loads them; svg and csv have none",
    )
    parser.add_argument("--out", metavar="FILE", help="where to write; standard output if left out")


def run(arguments: argparse.Namespace) -> int:
    """Write the network in one of the formats; 1 where a layer does not fit.

    Raises:
        UsageError: there is no such network, binary data would go to a terminal, or the file
            cannot be written.
        SpecError: it is no network's text, or a layer does not fit.
        CheckpointError: the weights are none of ours.
    """
    if arguments.to == "onnx" and arguments.out is None and sys.stdout.isatty():
        raise UsageError("ONNX is binary and this is a terminal; name a file with --out FILE")
    source = _source(arguments.source, arguments.input)
    data = _EXPORTS[arguments.to](source)
    if arguments.out is None:
        sys.stdout.buffer.write(data)
    else:
        with writing(arguments.out):
            expanded(arguments.out).write_bytes(data)
    if note := _note(source, arguments.to):
        print(f"nin: {note}", file=sys.stderr)
    return DOES_NOT_FIT if trace(source.network).fault else DONE


def _source(text: str, images: network.Images | None) -> _Source:
    """A name that has bundled weights means these; another preset's name means the preset."""
    if network.is_code(text) or images:
        return _Source(network.find(text, images))
    if text in names() or (text not in PRESETS and checkpoint.is_there(text)):
        file = checkpoint.find(text).resolve()
        trained = checkpoints.read(file)
        return _Source(trained.network, trained.weights, file)
    try:
        return _Source(network.find(text))
    except UsageError as error:
        raise UsageError(f"{error}, nor a run's folder or a file of weights") from None


def _note(source: _Source, form: str) -> str:
    """What one has to know about the weights of what was written; empty where nothing."""
    if form not in _COMPUTING:
        return ""
    if source.file is None:
        bundled = " or ".join(names()) or "a bundled name"
        return f"untrained weights; for trained ones name {bundled}, a run's folder or a file"
    if form == "pytorch":
        return f"the code loads {source.file}; take that file along and change the path"
    return ""


def _onnx(source: _Source) -> bytes:
    from nin.export.onnx_model import to_onnx  # onnx: not for those who want the table

    return to_onnx(source.network, source.weights)


_COMPUTING = ("pytorch", "onnx")
_EXPORTS: Mapping[str, Callable[[_Source], bytes]] = MappingProxyType(
    {
        "pytorch": lambda source: to_pytorch(source.network, source.file).encode(),
        "onnx": _onnx,
        "svg": lambda source: to_svg(source.network).encode(),
        "csv": lambda source: to_csv(source.network).encode(),
    }
)
