"""`python -m nin pack`: weights in half precision, to be shipped; float32 again when read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nin.commands import checkpoint
from nin.commands.checkpoint import WeightsError

_DONE, _NOT_DONE = 0, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    parser.add_argument("weights", metavar="CHECKPOINT", help="a file or a run's folder")
    parser.add_argument("--out", metavar="FILE", required=True, help="where to write")


def run(arguments: argparse.Namespace) -> int:
    """Write the file; 2 and one line on stderr where that cannot be done."""
    from nin import checkpoints  # PyTorch: not for those who only want help
    from nin.checkpoints import CheckpointError

    try:
        network, model, facts = checkpoints.load(checkpoint.find(arguments.weights))
        checkpoints.save(Path(arguments.out), network, model, facts, half=True)
    except (WeightsError, CheckpointError) as error:
        print(f"nin: {error}", file=sys.stderr)
    except OSError as error:
        print(f"nin: {arguments.out}: cannot be written ({error.strerror})", file=sys.stderr)
    else:
        return _DONE
    return _NOT_DONE
