"""What follows from a network by arithmetic alone: shapes, costs, fields, faults.

`trace` walks the ops once (`tracing`) and never raises for a network that exists: where a window
does not fit its map, the rows end there and `doctor` says why and what to change. `shapes` has the
rule of every op, one function a question.

What explains a trace stands beside it: `explain` writes the arithmetic of a row out,
`receptive_field` follows a cell back to the image's pixels, `dense_bill` says
what a dense head would cost.
"""

from nin.analysis.shapes import Row, Shape, last_maps
from nin.analysis.tracing import (
    Fault,
    Fix,
    Trace,
    buildable,
    inference_bytes,
    trace,
    training_bytes,
)

__all__ = [
    "Fault",
    "Fix",
    "Row",
    "Shape",
    "Trace",
    "buildable",
    "inference_bytes",
    "last_maps",
    "trace",
    "training_bytes",
]
