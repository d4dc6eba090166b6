"""`python -m nin evaluate`: error and confusion of a checkpoint on a test set."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from nin import bundled, data
from nin.commands import checkpoint, progress
from nin.commands.checkpoint import WeightsError
from nin.data import DataError

if TYPE_CHECKING:
    from nin.train.measure import Confusion

_DONE, _NOT_DONE = 0, 2
_MISTAKES = 5  # of the commonest ones, that are put into words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    names = ", ".join(data.SETS)
    add = parser.add_argument
    add("checkpoint", metavar="CHECKPOINT", help=checkpoint_help())
    add(
        "--dataset",
        default="mnist",
        help=f"{names} or folder:PATH, each also with :validation; default %(default)s",
    )
    add("--download", action="store_true", help="fetch the data set if it is not there")
    add("--json", action="store_true", help="print it as JSON, for programs")


def checkpoint_help() -> str:
    """What CHECKPOINT may be."""
    names = " or ".join(bundled.names()) or "a name"
    return f"{names} for the bundled weights, a run's folder or a file"


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, progress on stderr; 0, or 2 with a line on stderr that says why not."""
    from nin.checkpoints import CheckpointError, load  # PyTorch
    from nin.train.measure import EvaluationError, confusions

    try:
        network, model, _ = load(checkpoint.find(arguments.checkpoint))
        shown = partial(progress.download, sys.stderr)
        dataset = data.load(arguments.dataset, download=arguments.download, progress=shown)
        found = _shown(confusions(network, model, dataset), len(dataset.test_labels))
    except (WeightsError, CheckpointError, DataError, EvaluationError) as error:
        print(f"nin: {error}", file=sys.stderr)
        return _NOT_DONE
    print(_as_json(arguments, found) if arguments.json else _as_text(dataset.name, found))
    return _DONE


def _shown(confusions: Iterator[Confusion], images: int) -> Confusion:
    """The last of them; how far it is moves on one line of a terminal."""
    *_, last = progress.counted(confusions, lambda part: part.images, images, sys.stderr)
    return last


def _as_json(arguments: argparse.Namespace, found: Confusion) -> str:
    return json.dumps(
        {
            "checkpoint": arguments.checkpoint,
            "dataset": arguments.dataset,
            "images": found.images,
            "wrong": found.wrong,
            "error": found.error,
            "classes": found.classes,
            "confusion": found.counts.tolist(),
        },
        ensure_ascii=False,
    )


def _as_text(dataset: str, found: Confusion) -> str:
    wide = max(len(f"{found.counts.max():,}"), *map(len, found.classes))
    head = "".join(f" {name:>{wide}}" for name in found.classes)
    rows = (
        f"{name:>{wide}}" + "".join(f" {count or '·':>{wide}}" for count in row)
        for name, row in zip(found.classes, found.counts.tolist(), strict=True)
    )
    mistakes = (
        f"  {true} taken for {answer}: {count}"
        for true, answer, count in found.most_frequent(_MISTAKES)
    )
    return "\n".join(
        [
            f"{dataset}: {found.wrong:,} of {found.images:,} test images wrong, "
            f"{found.error:.2%} error",
            "",
            "A row for each true class, a column for each answer:",
            " " * wide + head,
            *rows,
            *(["", "Most frequent mistakes:", *mistakes] if found.wrong else []),
        ]
    )
