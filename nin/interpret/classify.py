"""From a picture to an answer: prepared as the network's data set was, then through the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.forward import activations
from nin.images.digit import Grey
from nin.images.fitting import fitted
from nin.images.preparation import Preparation, Prepared, prepare
from nin.interpret.logit_ledger import softmax
from nin.spec import Gap, Network
from nin.weights import Array, Weights

# The least probability for which a class is named. Of scikit-learn's digits, by which it was
# chosen, no more than one in a hundred is answered wrong with as much.
SURE = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network says of one picture, and how it came to that.

    Attributes:
        prepared: The way from the picture to the data set's kind of images.
        image: float32 (C, S, S) in [0, 1], as the network reads it.
        probabilities: float64 (num_classes,), their sum is 1.
        maps: float32 (num_classes, H', W'), whose means are the logits; None for a dense head.
    """

    prepared: Prepared
    image: Array
    probabilities: NDArray[np.float64]
    maps: Array | None

    @property
    def best(self) -> int:
        """The class with the highest probability."""
        return int(self.probabilities.argmax())

    @property
    def probability(self) -> float:
        """Of the best class."""
        return float(self.probabilities.max())


def classify(
    network: Network, weights: Weights, preparation: Preparation, picture: Grey | Image.Image
) -> Answer:
    """What the network says of a picture.

    Args:
        network: Any.
        weights: Its own.
        preparation: Of the data set that it learnt.
        picture: As for `prepare`.

    Raises:
        NoInk: there is nothing on the picture.
    """
    prepared = prepare(preparation, picture)
    image = fitted(prepared.pixels[None], network)
    *_, last, logits = activations(network, weights, image).values()
    maps = last[0] if isinstance(network.head, Gap) else None
    return Answer(prepared, image[0], softmax(logits[0]), maps)
