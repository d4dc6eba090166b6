"""Measure what the README claims: `python -m benchmarks [ROW…] [--json]`.

Rows are run one after the other, on a machine that should have nothing else to do. Each states
its budget and says where it is missed; the exit status is 0 either way, since speed differs from
machine to machine.
"""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks import report
from benchmarks.architecture import edit, start, table
from benchmarks.drawing import stroke
from benchmarks.inside import layer_change
from benchmarks.live import edit_while_training, first_point
from benchmarks.load import editing
from benchmarks.maps import class_maps
from benchmarks.training import against_a_bare_loop, against_the_book

ROWS = {
    "table": table,
    "start": start,
    "edit": edit,
    "first-point": first_point,
    "edit-while-training": edit_while_training,
    "stroke": stroke,
    "layer": layer_change,
    "class-maps": class_maps,
    "load": editing,
    "bare-loop": against_a_bare_loop,
    "book-loop": against_the_book,
}


def main() -> int:
    """Run the rows asked for and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all if none")
    parser.add_argument("--json", action="store_true", help="details for programs")
    arguments = parser.parse_args()
    if unknown := set(arguments.rows) - set(ROWS):
        parser.error(f"unknown rows: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    figures = []
    for name in arguments.rows or ROWS:
        print(f"Measuring {name} …", file=sys.stderr)
        figures += ROWS[name]()
    print(
        json.dumps(report.as_json(figures), indent=1) if arguments.json else report.as_text(figures)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
