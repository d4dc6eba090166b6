"""From a drawing to an answer: normalised as MNIST's digits are, then through the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.forward import activations
from nin.images import digit as images
from nin.images.digit import Grey, Steps
from nin.images.fitting import fitted
from nin.interpret.logit_ledger import softmax
from nin.spec import Gap, Network
from nin.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network says of one drawing, and how it came to that.

    Attributes:
        steps: The way from the drawing to the network's input.
        probabilities: float64 (num_classes,), their sum is 1.
        maps: float32 (num_classes, H', W'), whose means are the logits; None for a dense head.
    """

    steps: Steps
    probabilities: NDArray[np.float64]
    maps: NDArray[np.float32] | None

    @property
    def best(self) -> int:
        """The class with the highest probability."""
        return int(self.probabilities.argmax())

    @property
    def probability(self) -> float:
        """Of the best class."""
        return float(self.probabilities.max())


def classify(network: Network, weights: Weights, drawing: Grey | Image.Image) -> Answer:
    """What the network says of a drawing.

    Args:
        network: One that reads 1 × 28 × 28.
        weights: Its own.
        drawing: As for `images.to_digit`.

    Raises:
        NoInk: there is nothing on the drawing.
    """
    steps = images.steps(drawing)
    digit = fitted(steps.digit[None, None], network)
    *_, last, logits = activations(network, weights, digit).values()
    maps = last[0] if isinstance(network.head, Gap) else None
    return Answer(steps, softmax(logits[0]), maps)
