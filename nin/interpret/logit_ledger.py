"""The logit ledger: how class maps become logits and probabilities, and cells left out of them.

With global average pooling a logit is the mean of its class map, so what a cell adds to a logit
is its value over the number of cells, and leaving cells out needs no forward pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Cells → sums → logits → probabilities, each number of the way.

    Attributes:
        cells: (num_classes, H, W), the class maps with masked cells at 0.
        sums: (num_classes,), each map's cells added up.
        logits: (num_classes,), the sums over `count`.
        probabilities: (num_classes,), the softmax of the logits.
    """

    cells: Sums
    sums: Sums
    logits: Sums
    probabilities: Sums

    @property
    def count(self) -> int:
        """H · W: what a sum is divided by, masked cells included."""
        return int(self.cells[0].size)


def ledger(class_maps: NDArray[np.floating], masked: Mask | None = None) -> Ledger:
    """The ledger of one image's class maps, in float64.

    A masked cell counts as 0 in every map and still counts among the cells, as if no class had
    seen anything there: so each logit loses just what its masked cells had added to it, and
    masking everything leaves logits of 0, all classes alike.

    Args:
        class_maps: (num_classes, H, W), what GAP takes the means of.
        masked: (H, W), True for cells to leave out; none where not given.
    """
    cells = class_maps.astype(np.float64)
    if masked is not None:
        cells[:, masked] = 0
    sums = cells.sum((1, 2))
    logits = sums / cells[0].size
    return Ledger(cells, sums, logits, softmax(logits))


def softmax(logits: NDArray[np.floating]) -> Sums:
    """Probabilities of (…, num_classes) logits, in float64."""
    odds = np.exp(logits.astype(np.float64) - logits.max(-1, keepdims=True))
    shares: Sums = odds / odds.sum(-1, keepdims=True)
    return shares


def share_of(count: int, share: float) -> int:
    """The number of values that are a share of `count`, at least one."""
    return max(1, round(share * count))


def top_share(class_maps: NDArray[np.floating], share: float = 0.1) -> NDArray[np.floating]:
    """The class maps with only their largest values kept, all others 0.

    The filter of Fig. 4 in Lin, Chen & Yan (2013), which shows the largest tenth. The share is
    of all maps of the image together, so that classes can be compared: the class that the
    network sees keeps most. Of values that are equal at the border all are kept.

    Args:
        class_maps: (num_classes, H, W).
        share: Over 0, up to 1; at least one value is kept.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share must be over 0 and at most 1, got {share}")
    count = share_of(class_maps.size, share)
    border = np.partition(class_maps, -count, axis=None)[-count]
    return np.where(class_maps >= border, class_maps, class_maps.dtype.type(0))
