"""The command line: `python -m nin table d2l`, `python -m nin export tiny --to onnx --out a.onnx`.

NETWORK is a preset's name or a network's text. Exit status: 0 done; 1 shown, but a layer of the
network does not fit; 2 not done, and one line on stderr says why.

A subcommand is two small functions: one that adds its parser and is listed in `_COMMANDS`, and
one from the parsed arguments to the exit status, its parser's default for `run`. What needs
PyTorch is imported where it is used, so that the table comes at once.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from nin import classify_command, evaluate_command, pack_command, sweep_command, train_command
from nin.analysis import trace
from nin.diagram import to_svg
from nin.export import to_csv, to_pytorch
from nin.presets import PRESETS, find
from nin.spec import Network, SpecError
from nin.table import as_json, as_text

_DONE, _DOES_NOT_FIT, _NOT_DONE = 0, 1, 2
_PIPE_CLOSED = 141  # what a shell reports of a program that writes to a closed pipe

_STATUS = "Exit status: 0, or 1 where a layer does not fit, or 2 for bad input."


class UsageError(Exception):
    """A command that cannot be carried out as given, said in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Raises:
        SystemExit: argparse's, after `--help` or arguments that it cannot parse.
    """
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
    except (SpecError, UsageError) as error:
        print(f"nin: {error}", file=sys.stderr)
        return _NOT_DONE
    return status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, where argparse would print the usage as well."""
        self.exit(_NOT_DONE, f"nin: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m nin",
        description="describe, count and take away Networks in Networks",
        epilog=_STATUS,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in _COMMANDS:
        add(commands.add_parser)
    return parser


_AddParser = Callable[..., argparse.ArgumentParser]


def _add_network(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(PRESETS)
    parser.add_argument(
        "network",
        metavar="NETWORK",
        help=f"a preset ({names}) or a text like '1x28x10 n96k5p2-64-10'",
    )


def _network(text: str) -> Network:
    """What NETWORK names. Whatever starts with a digit was meant as a text, all else as a name."""
    try:
        return find(text)
    except SpecError:
        if text[:1].isdecimal():
            raise
    names = ", ".join(PRESETS)
    raise UsageError(
        f"{text[:40]!r} is neither a preset ({names}) nor a network's text, "
        "like '1x28x10 n96k5p2-64-10'"
    )


def _add_table(add_parser: _AddParser) -> None:
    words = "print every layer's shape, parameters, cost and receptive field"
    parser = add_parser("table", help=words, description=words, epilog=_STATUS)
    _add_network(parser)
    parser.add_argument("--json", action="store_true", help="print it as JSON, for programs")
    parser.set_defaults(run=_table)


def _table(arguments: argparse.Namespace) -> int:
    network = _network(arguments.network)
    if arguments.json:
        print(json.dumps(as_json(network), indent=2, ensure_ascii=False))
    else:
        print(as_text(network))
    return _DOES_NOT_FIT if trace(network).fault else _DONE


def _add_export(add_parser: _AddParser) -> None:
    words = "write a network as PyTorch code, ONNX, SVG or CSV"
    parser = add_parser("export", help=words, description=words, epilog=_STATUS)
    _add_network(parser)
    parser.add_argument(
        "--to", required=True, choices=list(_EXPORTS), help="onnx has fresh, untrained weights"
    )
    parser.add_argument("--out", metavar="FILE", help="where to write; standard output if left out")
    parser.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> int:
    network = _network(arguments.network)
    if arguments.to == "onnx" and arguments.out is None and sys.stdout.isatty():
        raise UsageError("ONNX is binary and this is a terminal; name a file with --out FILE")
    data = _EXPORTS[arguments.to](network)
    if arguments.out is None:
        sys.stdout.buffer.write(data)
    else:
        _write(Path(arguments.out), data)
    return _DOES_NOT_FIT if trace(network).fault else _DONE


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot write {str(path)!r}: {error.strerror}") from None


def _onnx(network: Network) -> bytes:
    from nin.onnx_export import to_onnx

    return to_onnx(network)


_EXPORTS: Mapping[str, Callable[[Network], bytes]] = MappingProxyType(
    {
        "pytorch": lambda network: to_pytorch(network).encode(),
        "onnx": _onnx,
        "svg": lambda network: to_svg(network).encode(),
        "csv": lambda network: to_csv(network).encode(),
    }
)


def _command(
    name: str,
    words: str,
    add_arguments: Callable[[argparse.ArgumentParser], None],
    run: Callable[[argparse.Namespace], int],
) -> Callable[[_AddParser], None]:
    """A command whose arguments and work are a module's."""

    def add(add_parser: _AddParser) -> None:
        parser = add_parser(name, help=words, description=words)
        add_arguments(parser)
        parser.set_defaults(run=run)

    return add


def _network_command(
    name: str,
    words: str,
    add_arguments: Callable[[argparse.ArgumentParser], None],
    run: Callable[[Network, argparse.Namespace], int],
) -> Callable[[_AddParser], None]:
    """The same for a command that is given a network first."""

    def add(parser: argparse.ArgumentParser) -> None:
        _add_network(parser)
        add_arguments(parser)

    return _command(name, words, add, lambda asked: run(_network(asked.network), asked))


_COMMANDS: tuple[Callable[[_AddParser], None], ...] = (
    _add_table,
    _add_export,
    _network_command(
        "train",
        "train a network, with its progress shown, into a folder",
        train_command.add_arguments,
        train_command.run,
    ),
    _network_command(
        "sweep",
        "train variants of a network side by side, as runs of the app, and compare them",
        sweep_command.add_arguments,
        sweep_command.run,
    ),
    _command(
        "evaluate",
        "print a trained network's error on a test set, and what it takes for what",
        evaluate_command.add_arguments,
        evaluate_command.run,
    ),
    _command(
        "classify",
        "say which digit is on each image, of any size, ink colour and place",
        classify_command.add_arguments,
        classify_command.run,
    ),
    _command(
        "pack",
        "write trained weights in half precision: half the bytes, to be shipped",
        pack_command.add_arguments,
        pack_command.run,
    ),
)


def _process() -> int:
    """`main` as a process: UTF-8 whatever the locale, and no traceback when a pipe closes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more on exit; there is nobody left to read it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return status


if __name__ == "__main__":
    sys.exit(_process())
