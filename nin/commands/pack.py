"""`python -m nin pack`: weights in half precision, to be shipped; float32 again when read."""

from __future__ import annotations

import argparse
from pathlib import Path

from nin.commands import checkpoint
from nin.commands.common import DONE, writing


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
    from nin import checkpoints  # PyTorch: not for those who only want help

    network, model, facts = checkpoints.load(checkpoint.find(arguments.weights))
    with writing(arguments.out):
        checkpoints.save(Path(arguments.out), network, model, facts, half=True)
    return DONE
