"""Digits to train on, many and few, and networks for which few are enough."""

from dataclasses import replace

from nin import data
from nin.codec import loads
from nin.data import Dataset
from nin.presets import PRESETS

DIGITS = data.load("digits")
FEW = Dataset(
    "few",
    DIGITS.train_images[::20],
    DIGITS.train_labels[::20],
    DIGITS.test_images[::20],
    DIGITS.test_labels[::20],
    DIGITS.classes,
    DIGITS.preparation,
)
SMALL = loads("1x14x10 n8k5p2-8 m2s2 d0.25 n12k3p1-10")
D2L = replace(PRESETS["d2l"].network, image_size=67)  # the smallest image that its layers take
