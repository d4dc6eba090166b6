"""`python -m nin evaluate`: error and confusion of a checkpoint on a test set."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import partial

from nin import checkpoints, data
from nin.checkpoint_header import learnt_classes
from nin.commands import checkpoint, progress
from nin.commands.common import DONE, UsageError
from nin.results import Answers, EvaluationError, Robustness, answers, calibration, robustness
from nin.results.evaluation import as_json, result_of
from nin.results.robustness import SHIFTS, STROKES

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
    add(
        "--robustness",
        action="store_true",
        help="ask about a thousand moved images as well, and of digits thinner and thicker ones",
    )
    add("--json", action="store_true", help="print it as JSON, for programs")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, with progress on stderr.

    Raises:
        UsageError: there are no such weights, or they do not fit the data set.
        CheckpointError: the weights are none of ours.
        DataError: there is no such data set.
    """
    trained = checkpoints.read(checkpoint.find(arguments.checkpoint))
    network, weights = trained.network, trained.weights
    shown = partial(progress.download, sys.stderr)
    dataset = data.load(arguments.dataset, download=arguments.download, progress=shown)
    try:
        parts = answers(network, weights, dataset, learnt_classes(network, trained.facts))
        last = _last(parts, len(dataset.test_labels))
    except EvaluationError as error:
        raise UsageError(str(error)) from None
    changed = robustness(network, weights, dataset) if arguments.robustness else None
    if arguments.json:
        subject = {"checkpoint": arguments.checkpoint, "dataset": arguments.dataset}
        result = as_json(result_of(trained, dataset, last, changed))
        print(json.dumps(subject | result, ensure_ascii=False))
    else:
        print(_as_text(dataset.name, last, changed))
    return DONE


def _last(parts: Iterator[Answers], images: int) -> Answers:
    """The last of them; how far it is moves on one line of a terminal."""
    *_, last = progress.counted(parts, lambda part: part.images, images, sys.stderr)
    return last


def _as_text(dataset: str, last: Answers, changed: Robustness | None) -> str:
    confusion = last.confusion
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
            "",
            *_sureness(last),
            *(_on_changed_images(changed) if changed else []),
        ]
    )


def _sureness(last: Answers) -> list[str]:
    low, high = last.confusion.interval
    return [
        f"On all such images {low:.2%} to {high:.2%} would be right, with 95% certainty (Wilson, "
        "1927)",
        f"Sure and right are {calibration(last).error:.2%} apart, the expected calibration error "
        "(Guo et al., 2017)",
    ]


def _on_changed_images(changed: Robustness) -> list[str]:
    """How right it is about moved images, and with other pens."""
    return [
        "",
        f"Right of {changed.images:,} test images",
        *(
            f"  moved by {by} pixels: {share:.1%}"
            for by, share in zip(SHIFTS, changed.moved, strict=True)
        ),
        *(
            f"  with strokes {by:+} pixels wide: {share:.1%}"
            for by, share in zip(STROKES, changed.strokes, strict=False)
        ),
    ]
