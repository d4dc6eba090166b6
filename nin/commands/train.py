"""`python -m nin train`: a run by hand, in the folder that is named, with its progress shown."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from nin import data, runs
from nin.commands import progress
from nin.commands.common import DONE, NOT_DONE, writing
from nin.data.own_digits import OwnDigitsError, from_npz
from nin.files import locks
from nin.files.paths import expanded
from nin.runs import folder, spawn, worker
from nin.spec import Network
from nin.train import Failed, Started, TrainConfig, config, pytorch
from nin.train.events import to_json

_SEED = (
    "the same seed and settings give the same losses on one machine, threads included, where "
    "epochs end the run; default %(default)s"
)
_NAMES = [field.name for field in fields(TrainConfig)]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes beside NETWORK."""
    add = parser.add_argument
    add("--out", metavar="RUN_DIR", required=True, help="folder to make for weights and events")
    add_settings(parser)
    add("--json", action="store_true", help="print the events as JSON lines, for programs")


def add_settings(parser: argparse.ArgumentParser, several: Collection[str] = ()) -> None:
    """How to train, for `settings` to read.

    Args:
        parser: What takes them.
        several: The settings that take more than one value, as a list.
    """
    usual, book = TrainConfig(), config.BOOK

    def add(option: str, **kind: Any) -> None:
        is_list = option.removeprefix("--").replace("-", "_") in several
        parser.add_argument(option, nargs="+" if is_list else None, **kind)

    add(
        "--recipe",
        choices=config.RECIPES,
        default=usual.recipe,
        help="book: as Dive into Deep Learning trains, with Xavier's initial weights and plain SGD "
        "at one rate, and its defaults for what follows; default %(default)s",
    )
    names = ", ".join(data.SETS)
    add(
        "--dataset",
        default=usual.dataset,
        help=f"{names} or folder:PATH, each also with :validation; default %(default)s",
    )
    add("--epochs", type=int, default=usual.epochs, help="passes; default %(default)s")
    add("--seconds", type=float, help="time to train for, in place of epochs")
    add(
        "--until-accuracy",
        type=float,
        metavar="SHARE",
        help="end once so many of some training images are right that are held out, 0.99 for one",
    )

    def add_of_recipe(option: str, name: str, words: str = "", **kind: Any) -> None:
        ours, theirs = getattr(usual, name), book[name]
        default = f"default {ours}, of the book {theirs}"
        add(option, dest=name, help=f"{words}; {default}" if words else default, **kind)

    add_of_recipe("--batch-size", "batch_size", "images a step", type=int)
    add_of_recipe("--optimizer", "optimizer", choices=config.OPTIMIZERS)
    rates = " and ".join(f"{lr:g} for {name}" for name, lr in config.DEFAULT_LR.items())
    add("--lr", type=float, help=f"highest learning rate; default {rates}")
    add_of_recipe("--weight-decay", "weight_decay", type=float)
    add_of_recipe("--augment", "augment", choices=config.AUGMENTATIONS)
    add_of_recipe("--label-smoothing", "label_smoothing", type=float)
    add("--seed", type=int, default=usual.seed, help=_SEED)
    add("--device", default=usual.device, help="auto, cpu, cuda, cuda:N, mps; default %(default)s")
    add(
        "--precision",
        choices=config.PRECISIONS,
        default=usual.precision,
        help="default %(default)s",
    )
    add("--threads", type=int, default=usual.threads, help="default one a core, as on the page")
    add("--drawings", metavar="FILE", help="your own, from Start (.npz), to learn as well")
    add(
        "--strangers",
        type=int,
        default=usual.strangers,
        help="digits written by a program and coarse copies, to learn as well",
    )
    add(
        "--images",
        type=int,
        help="training images to learn from, drawn by the seed; default all",
    )
    parser.add_argument(
        "--download", action="store_true", help="fetch the data set if it is not there"
    )


def run(network: Network, arguments: argparse.Namespace) -> int:
    """Train; Ctrl+C ends it with a last evaluation, and the weights are kept.

    Returns:
        0 if the run finished or was stopped; 2 if it failed, which its last event says.

    Raises:
        SpecError: the network cannot be built.
        ConfigError: a setting is out of range or unknown.
        OwnDigitsError: the drawings cannot be read.
        RunError: there is a run in this folder already.
        UsageError: the folder cannot be written.
        NoPyTorchError: PyTorch is not installed.
    """
    pytorch.require("training")
    how, drawings = settings(arguments)
    run_dir = expanded(arguments.out)
    with writing(arguments.out):
        folder.create(run_dir, network, how, drawings)
        return _train(run_dir, arguments.json)


def settings(arguments: argparse.Namespace) -> tuple[TrainConfig, bytes | None]:
    """How to train, and the drawings to learn from as well.

    Raises:
        ConfigError: a value is out of range or unknown.
        OwnDigitsError: the drawings cannot be read.
    """
    values = {name: getattr(arguments, name) for name in _NAMES}
    is_book, usual = arguments.recipe == "book", TrainConfig()
    for name in [name for name in _NAMES if values[name] is None]:
        values[name] = (
            config.BOOK[name] if is_book and name in config.BOOK else getattr(usual, name)
        )
    drawings = _drawings(expanded(arguments.drawings)) if arguments.drawings else None
    values["drawings"] = len(from_npz(drawings).labels) if drawings else 0
    return TrainConfig(**values), drawings


def _drawings(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(folder.MAX_DRAWINGS_BYTES + 1)  # enough to be refused
    except OSError as error:
        raise OwnDigitsError(f"drawings: {file} cannot be read ({error.strerror})") from None


def _train(run_dir: Path, as_json: bool) -> int:
    os.environ.setdefault("GOMP_SPINCOUNT", spawn.SPIN)  # read when PyTorch is loaded

    download = partial(progress.download, sys.stderr)
    started, last = False, None
    with locks.holding(run_dir / folder.LOCK), _stopping_on_interrupt(run_dir):
        for last in progress.shown(worker.record(run_dir, download), sys.stderr):
            started = started or isinstance(last, Started)
            if as_json:
                print(to_json(last), flush=True)
    if not started:  # so that the same command can be given again, mended
        shutil.rmtree(run_dir)
    return NOT_DONE if isinstance(last, Failed) else DONE


@contextmanager
def _stopping_on_interrupt(run_dir: Path) -> Iterator[None]:
    """The first Ctrl+C is an order to stop; a second one interrupts as usual."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        runs.stop(run_dir)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
