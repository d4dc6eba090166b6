"""The command line: `python -m nin table d2l`, `python -m nin export tiny --to onnx --out a.onnx`.

NETWORK is a preset's name, a network's text or a file of PyTorch code, CHECKPOINT the name of
bundled weights, a run's folder or a file. Exit status: 0 done; 1 shown, but a layer of the network
does not fit; 2 not done, and one line on stderr says why.

This module only parses. A command is a module of `nin.commands` with two functions, one that adds
its arguments and one that carries it out, and a line in `_COMMANDS`. A command that cannot be
carried out raises `UsageError` or an error of the library's own, which is printed here. A command
that goes on after a part of it failed prints that part's line itself.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

from nin.checkpoint_header import CheckpointError
from nin.commands import classify, compare, evaluate, export, lessons, network, pack, table, train
from nin.commands.common import NOT_DONE, UsageError
from nin.data import DataError
from nin.data.own_digits import OwnDigitsError
from nin.experiments import PlanError
from nin.lessons import LessonError
from nin.runs import RunError
from nin.sources import SourceError
from nin.spec import Network, SpecError
from nin.train import ConfigError
from nin.train.pytorch import NoPyTorchError

_ERRORS = (
    UsageError,
    SpecError,
    SourceError,
    ConfigError,
    CheckpointError,
    DataError,
    OwnDigitsError,
    RunError,
    PlanError,
    LessonError,
    NoPyTorchError,
)

_PIPE_CLOSED = 141  # what a shell reports of a program that writes to a closed pipe

_STATUS = "Exit status: 0, or 1 where a layer does not fit, or 2 for bad input."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Raises:
        SystemExit: argparse's, after `--help` or arguments that it cannot parse.
    """
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
    except _ERRORS as error:
        print(f"nin: {error}", file=sys.stderr)
        return NOT_DONE
    return status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, where argparse would print the usage as well."""
        self.exit(NOT_DONE, f"nin: {message}; see {self.prog} --help\n")


class _Command(NamedTuple):
    """A command as the parser needs it.

    Attributes:
        words: What it does, for its help.
        add_arguments: Adds all that it takes, but for NETWORK.
        epilog: The last line of its help.
    """

    name: str
    words: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    epilog: str | None = None


def _of_network(
    run: Callable[[Network, argparse.Namespace], int],
) -> Callable[[argparse.Namespace], int]:
    return lambda arguments: run(network.find(arguments.network, arguments.input), arguments)


def _with_network(
    add_arguments: Callable[[argparse.ArgumentParser], None],
) -> Callable[[argparse.ArgumentParser], None]:
    def add(parser: argparse.ArgumentParser) -> None:
        network.add_arguments(parser)
        add_arguments(parser)

    return add


_COMMANDS = (
    _Command(
        "table",
        "print every layer's shape, parameters, cost and receptive field",
        _with_network(table.add_arguments),
        _of_network(table.run),
        _STATUS,
    ),
    _Command(
        "export",
        "write a network as PyTorch code, ONNX, SVG or CSV, trained where it has weights",
        export.add_arguments,
        export.run,
        _STATUS,
    ),
    _Command(
        "train",
        "train a network, with its progress shown, into a folder",
        _with_network(train.add_arguments),
        _of_network(train.run),
    ),
    _Command(
        "compare",
        "train variants of networks with several seeds, and say what the seeds decide",
        compare.add_arguments,
        compare.run,
    ),
    _Command(
        "evaluate",
        "print a trained network's error on a test set, and what it takes for what",
        evaluate.add_arguments,
        evaluate.run,
    ),
    _Command(
        "classify",
        "say which digit is on each image, of any size, ink colour and place",
        classify.add_arguments,
        classify.run,
    ),
    _Command(
        "pack",
        "write trained weights in half precision: half the bytes, to be shipped",
        pack.add_arguments,
        pack.run,
    ),
    _Command(
        "lessons",
        "print the lessons with every answer, computed; or check a lesson's file",
        lessons.add_arguments,
        lessons.run,
    ),
)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m nin",
        description="describe, count and take away Networks in Networks",
        epilog=_STATUS,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, words, add_arguments, run, epilog in _COMMANDS:
        command = commands.add_parser(name, help=words, description=words, epilog=epilog)
        add_arguments(command)
        command.set_defaults(run=run)
    return parser


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
