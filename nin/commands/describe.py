"""`python -m nin table` and `python -m nin export`: what needs no weights."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from nin.analysis import trace
from nin.commands.common import DOES_NOT_FIT, DONE, UsageError
from nin.export.code import to_csv, to_pytorch
from nin.export.diagram import to_svg
from nin.export.table import as_json, as_text
from nin.spec import Network


def add_table_arguments(parser: argparse.ArgumentParser) -> None:
    """All that `table` takes beside the network."""
    parser.add_argument("--json", action="store_true", help="print it as JSON, for programs")


def table(network: Network, arguments: argparse.Namespace) -> int:
    """Print every layer's row; 1 where a layer does not fit."""
    if arguments.json:
        print(json.dumps(as_json(network), indent=2, ensure_ascii=False))
    else:
        print(as_text(network))
    return DOES_NOT_FIT if trace(network).fault else DONE


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """All that `export` takes beside the network."""
    parser.add_argument(
        "--to", required=True, choices=list(_EXPORTS), help="onnx has fresh, untrained weights"
    )
    parser.add_argument("--out", metavar="FILE", help="where to write; standard output if left out")


def export(network: Network, arguments: argparse.Namespace) -> int:
    """Write the network in one of the formats; 1 where a layer does not fit.

    Raises:
        UsageError: binary data would go to a terminal, or the file cannot be written.
    """
    if arguments.to == "onnx" and arguments.out is None and sys.stdout.isatty():
        raise UsageError("ONNX is binary and this is a terminal; name a file with --out FILE")
    data = _EXPORTS[arguments.to](network)
    if arguments.out is None:
        sys.stdout.buffer.write(data)
    else:
        _write(Path(arguments.out), data)
    return DOES_NOT_FIT if trace(network).fault else DONE


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot write {str(path)!r}: {error.strerror}") from None


def _onnx(network: Network) -> bytes:
    from nin.export.onnx_model import to_onnx  # onnx: not for those who want the table

    return to_onnx(network)


_EXPORTS: Mapping[str, Callable[[Network], bytes]] = MappingProxyType(
    {
        "pytorch": lambda network: to_pytorch(network).encode(),
        "onnx": _onnx,
        "svg": lambda network: to_svg(network).encode(),
        "csv": lambda network: to_csv(network).encode(),
    }
)
