"""`python -m nin table`: every layer's row, the totals, and the memory for a batch."""

from __future__ import annotations

import argparse
import json

from nin.analysis import trace
from nin.commands.common import DOES_NOT_FIT, DONE, UsageError
from nin.export.table import as_json, as_text
from nin.limits import MAX_BATCH
from nin.spec import Network


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes beside NETWORK."""
    parser.add_argument(
        "--batch", type=int, metavar="N", help="say also what memory a batch of N images takes"
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON, for programs")


def run(network: Network, arguments: argparse.Namespace) -> int:
    """Print the table; 1 where a layer does not fit.

    Raises:
        UsageError: no batch has this size.
    """
    batch_size = arguments.batch
    if batch_size is not None and not 1 <= batch_size <= MAX_BATCH:
        raise UsageError(f"--batch: must be from 1 to {MAX_BATCH:,} images, got {batch_size}")
    if arguments.json:
        print(json.dumps(as_json(network, batch_size), indent=2, ensure_ascii=False))
    else:
        print(as_text(network, batch_size))
    return DOES_NOT_FIT if trace(network).fault else DONE
