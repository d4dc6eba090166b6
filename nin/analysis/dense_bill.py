"""The bill of a dense head: what the layer that global average pooling replaced would cost.

The paper's argument: in AlexNet and VGG most weights sit in the first dense layer after the
last maps, and they are what overfits. GAP has none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nin.analysis.shapes import Row, Shape, follow, last_maps
from nin.spec import Dense, Network

USUAL_WIDTH = 4_096  # of the first dense layer in AlexNet and VGG


@dataclass(frozen=True, slots=True)
class Bill:
    """A first dense layer on maps of shape (C, H, W), and its weights, biases left out."""

    title: str
    maps: Shape
    width: int

    @property
    def weights(self) -> int:
        """C · H · W · width."""
        channels, height, width = self.maps
        return channels * height * width * self.width


KNOWN = (
    Bill("LeNet-5 (LeCun et al., 1998), as in Dive into Deep Learning", (16, 5, 5), 120),
    Bill("AlexNet (Krizhevsky et al., 2012)", (256, 5, 5), USUAL_WIDTH),
    Bill("VGG-16 (Simonyan & Zisserman, 2014)", (512, 7, 7), USUAL_WIDTH),
)


def dense_bills(network: Network, rows: tuple[Row, ...]) -> tuple[Bill, ...]:
    """What a dense layer of the usual width would cost on this network, at two places.

    On the maps that go into the last block, in whose stead AlexNet and VGG have dense layers;
    and on the last maps, where this network has its head. Only for rows without a fault.
    """
    into_block = next(row.in_shape for row in rows if row.layer == network.last_block)
    return (
        Bill("This network, in place of its last block and head", into_block, USUAL_WIDTH),
        Bill("This network, on its last maps", last_maps(rows).out_shape, USUAL_WIDTH),
    )


def head_params(network: Network, head: Dense) -> int:
    """Weights and biases of these dense layers on the last maps of a network that fits."""
    rows, _ = follow(replace(network, head=head))
    return sum(row.params for row in rows if row.layer == len(network.layers))
