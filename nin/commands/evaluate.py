"""`python -m nin evaluate`: error and confusion of a checkpoint on a test set."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from nin import data
from nin.checkpoint_header import learnt_classes
from nin.commands import checkpoint, progress
from nin.commands.common import DONE, UsageError
from nin.train import pytorch

if TYPE_CHECKING:
    from nin.train.measure import Confusion

_WORDED_MISTAKES = 5  # the most frequent ones, which are put into words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    names = ", ".join(data.SETS)
    add = parser.add_argument
    add("checkpoint", metavar="CHECKPOINT", help=checkpoint.description())
    add(
        "--dataset",
        default="mnist",
        help=f"{names} or folder:PATH, each also with :validation; default %(default)s",
    )
    add("--download", action="store_true", help="fetch the data set if it is not there")
    add("--json", action="store_true", help="print it as JSON, for programs")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, with progress on stderr.

    Raises:
        UsageError: there are no such weights, or they do not fit the data set.
        CheckpointError: the weights are none of ours.
        DataError: there is no such data set.
        NoPyTorchError: PyTorch is not installed.
    """
    pytorch.require("evaluate")
    from nin.checkpoints import load  # PyTorch
    from nin.train.measure import EvaluationError, confusions

    network, model, facts = load(checkpoint.find(arguments.checkpoint))
    shown = partial(progress.download, sys.stderr)
    dataset = data.load(arguments.dataset, download=arguments.download, progress=shown)
    try:
        parts = confusions(network, model, dataset, learnt_classes(network, facts))
        confusion = _last(parts, len(dataset.test_labels))
    except EvaluationError as error:  # of a module with PyTorch, which `__main__` does without
        raise UsageError(str(error)) from None
    print(_as_json(arguments, confusion) if arguments.json else _as_text(dataset.name, confusion))
    return DONE


def _last(confusions: Iterator[Confusion], images: int) -> Confusion:
    """The last of them; how far it is moves on one line of a terminal."""
    *_, last = progress.counted(confusions, lambda part: part.images, images, sys.stderr)
    return last


def _as_json(arguments: argparse.Namespace, confusion: Confusion) -> str:
    return json.dumps(
        {
            "checkpoint": arguments.checkpoint,
            "dataset": arguments.dataset,
            "images": confusion.images,
            "wrong": confusion.wrong,
            "error": confusion.error,
            "largest_class": dict(zip(("class", "share"), confusion.largest_class, strict=True)),
            "classes": confusion.classes,
            "accuracies": confusion.accuracies,
            "confusion": confusion.counts.tolist(),
        },
        ensure_ascii=False,
    )


def _as_text(dataset: str, confusion: Confusion) -> str:
    wide = max(len(f"{confusion.counts.max():,}"), *map(len, confusion.classes))
    head = "".join(f" {name:>{wide}}" for name in (*confusion.classes, "right"))
    rows = (
        f"{name:>{wide}}"
        + "".join(f" {count or '·':>{wide}}" for count in row)
        + f" {'–' if right is None else f'{right:.1%}':>{wide}}"
        for name, row, right in zip(
            confusion.classes, confusion.counts.tolist(), confusion.accuracies, strict=True
        )
    )
    mistakes = (
        f"  {true} taken for {answer}: {count}"
        for true, answer, count in confusion.most_frequent(_WORDED_MISTAKES)
    )
    largest, share = confusion.largest_class
    return "\n".join(
        [
            f"{dataset}: {confusion.wrong:,} of {confusion.images:,} test images wrong, "
            f"{confusion.error:.2%} error",
            f"To say {largest} each time would be {1 - share:.2%} error",
            "",
            "A row for each true class, a column for each answer, and the share that is right:",
            " " * wide + head,
            *rows,
            *(["", "Most frequent mistakes:", *mistakes] if confusion.wrong else []),
        ]
    )
