"""From a drawing to an answer: normalised as MNIST's digits are, then through the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from nin import maps
from nin.images import digit as images
from nin.images.digit import Grey, Steps
from nin.maps import MapError


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network says of one drawing, and how it came to that.

    Attributes:
        steps: The way from the drawing to the network's input.
        probabilities: float32 (num_classes,), their sum is 1.
        maps: float32 (num_classes, H', W'), whose means are the logits; None for a dense head.
    """

    steps: Steps
    probabilities: NDArray[np.float32]
    maps: NDArray[np.float32] | None

    @property
    def best(self) -> int:
        """The class with the highest probability."""
        return int(self.probabilities.argmax())

    @property
    def probability(self) -> float:
        """Of the best class."""
        return float(self.probabilities.max())


def classify(model: nn.Sequential, drawing: Grey | Image.Image) -> Answer:
    """What the network says of a drawing.

    Args:
        model: Of a network that reads 1 × 28 × 28, in `eval` mode; nothing is written to it.
        drawing: As for `images.to_digit`.

    Raises:
        NoInk: there is nothing on the drawing.
    """
    steps = images.steps(drawing)
    digit = torch.from_numpy(steps.digit)[None, None].float() / 255
    logits, class_maps = _logits(model, digit)
    probabilities = logits.softmax(1)[0].numpy()
    return Answer(steps, probabilities, None if class_maps is None else class_maps[0].numpy())


@torch.inference_mode()
def _logits(model: nn.Sequential, digit: Tensor) -> tuple[Tensor, Tensor | None]:
    """Logits and, where there are any, the class maps that they are the means of."""
    try:
        class_maps = maps.class_maps(model, digit)
    except MapError:
        return model(digit), None
    return class_maps.mean((2, 3)), class_maps
