"""`python -m nin pack`: weights in half precision, to be shipped; float32 again when read."""

from __future__ import annotations

import argparse

from nin import checkpoints
from nin.commands import checkpoint
from nin.commands.common import DONE, writing
from nin.files.paths import expanded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    parser.add_argument("weights", metavar="CHECKPOINT", help="a file or a run's folder")
    parser.add_argument("--out", metavar="FILE", required=True, help="where to write")


def run(arguments: argparse.Namespace) -> int:
    """Write the file.

    Raises:
        UsageError: there are no such weights, or the file cannot be written.
        CheckpointError: the weights are none of ours.
    """
    whole = checkpoints.read(checkpoint.find(arguments.weights))
    with writing(arguments.out):
        out = expanded(arguments.out)
        checkpoints.write(out, whole.network, whole.weights, whole.facts, half=True)
    return DONE
