"""The oracle of windows: which input pixels the gradient of one cell reaches.

It is linear: averages for maxima, no ReLU, every weight 1. A maximum sends its gradient to one
pixel only and a closed ReLU to none, so the network itself would show too little. Spans do not
depend on widths, so one channel does.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from nin.analysis import Row
from nin.analysis.receptive_field import Span
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Pool


def gradient_spans(
    rows: Sequence[Row], side: int, y: int, x: int
) -> tuple[Span | None, Span | None]:
    """Rows and columns of the image on which cell (y, x) of the last row depends."""
    image = torch.ones(1, 1, side, side, dtype=torch.float64, requires_grad=True)
    out = image
    for row in rows:
        out = _linear(row, out)
    (gradient,) = torch.autograd.grad(out[0, 0, y, x], image)
    touched = gradient[0, 0].nonzero()
    if not len(touched):
        return None, None
    (top, left), (bottom, right) = touched.amin(0).tolist(), touched.amax(0).tolist()
    return (top, bottom + 1), (left, right + 1)


def _linear(row: Row, x: Tensor) -> Tensor:
    match row.op:
        case Conv2d(_, kernel_size, stride, padding):
            ones = torch.ones(1, 1, kernel_size, kernel_size, dtype=torch.float64)
            return F.conv2d(x, ones, stride=stride, padding=padding)
        case Pool(_, kernel_size, stride, padding, ceil_mode):
            return F.avg_pool2d(x, kernel_size, stride, padding, ceil_mode)
        case GlobalAvgPool() | Linear():
            return x.sum().reshape(1, 1, 1, 1)
        case ReLU() | Dropout():
            return x
