"""Measure what the README claims: `python -m benchmarks [ROW…] [--json] [--readme]`.

Rows are run one after the other, on a machine that should have nothing else to do. Each states
its budget and says where it is missed; the exit status is 0 either way, since speed differs from
machine to machine. `make bench` installs what some rows compare with, apart from the app.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks import readme, report
from benchmarks.architecture import edit, table
from benchmarks.drawing import stroke
from benchmarks.hostile import stalls
from benchmarks.inside import layer_change
from benchmarks.live import edit_while_training, first_point
from benchmarks.load import drawing, editing, looking
from benchmarks.maps import class_maps, forward_pass
from benchmarks.seeds import a_minute
from benchmarks.server import memory, start
from benchmarks.sessions import come_and_go
from benchmarks.training import against_a_bare_loop, against_the_book

ROWS = {
    "table": table,
    "start": start,
    "edit": edit,
    "first-point": first_point,
    "edit-while-training": edit_while_training,
    "stroke": stroke,
    "layer": layer_change,
    "forward": forward_pass,
    "class-maps": class_maps,
    "load-edit": editing,
    "load-draw": drawing,
    "load-look": looking,
    "memory": memory,
    "sessions": come_and_go,
    "hostile": stalls,
    "bare-loop": against_a_bare_loop,
    "book-loop": against_the_book,
    "seeds": a_minute,
}


def main() -> int:
    """Run the rows asked for and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all if none")
    parser.add_argument("--json", action="store_true", help="details for programs")
    parser.add_argument("--readme", action="store_true", help="put the rows into the README too")
    arguments = parser.parse_args()
    if unknown := set(arguments.rows) - set(ROWS):
        parser.error(f"unknown rows: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    measured = {}
    for name in arguments.rows or ROWS:
        print(f"Measuring {name} …", file=sys.stderr)
        measured[name] = report.taken_now(ROWS[name]())
        if arguments.readme:  # at once: hours of measuring must not be lost with the last row
            readme.keep(measured, ROWS)
    print(report.to_json(measured) if arguments.json else report.as_text(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
