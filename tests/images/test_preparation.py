"""A picture becomes what the data set's own images are, whatever kind of set that is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from nin import checkpoints
from nin.data import SETS
from nin.data.samples import samples
from nin.images import to_digit
from nin.images.planes import NoInk
from nin.images.preparation import Preparation, prepare, squared
from nin.limits import MAX_DRAWING_SIDE
from tests.support.digits import DIGITS
from tests.support.likeness import THREE
from tests.support.robustness import answers

CLOTHES = samples("fashion-mnist")
GARMENTS = CLOTHES.test_images[:, 0]


def things(pictures: list[Image.Image]) -> np.ndarray:
    return np.stack([prepare(Preparation.THING, picture).pixels[0] for picture in pictures])


def test_every_set_says_how_other_images_are_made_like_its_own() -> None:
    ways = {name: entry.preparation for name, entry in SETS.items()}
    assert ways == {
        "digits": Preparation.INK,
        "mnist": Preparation.INK,
        "fashion-mnist": Preparation.THING,
        "cifar10": Preparation.WHOLE,
    }


def test_a_digit_goes_the_way_of_ink() -> None:
    prepared = prepare(Preparation.INK, THREE)
    assert np.array_equal(prepared.pixels[0], to_digit(THREE))
    assert [step.name for step in prepared.steps] == ["Ink", "Crop", "Stroke", "Fit", "Centre"]


def test_a_sets_own_images_go_in_as_they_are() -> None:
    assert np.array_equal(things([*map(Image.fromarray, GARMENTS)]), GARMENTS)
    digits = DIGITS.test_images[::100]
    changed = [
        np.abs(prepare(Preparation.INK, digit[0]).pixels.astype(int) - digit).max()
        for digit in digits
    ]
    assert np.median(changed) == 0
    photo = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    whole = prepare(Preparation.WHOLE, Image.fromarray(photo)).pixels
    assert np.array_equal(whole, photo.transpose(2, 0, 1))


@pytest.mark.parametrize("side", [28, 280])
@pytest.mark.parametrize("dark", [False, True])
def test_clothes_are_right_as_small_large_light_or_dark_as_they_come(side: int, dark: bool) -> None:
    trained = checkpoints.read("fashion-mnist")
    labels = CLOTHES.test_labels
    at_best = np.mean(answers(trained, GARMENTS) == labels)
    pictures = [
        Image.fromarray(255 - garment if dark else garment).resize((side, side))
        for garment in GARMENTS
    ]
    assert np.mean(answers(trained, things(pictures)) == labels) >= at_best - 0.02


def test_clothes_on_a_larger_plain_ground_are_found() -> None:
    trained = checkpoints.read("fashion-mnist")
    pictures = []
    for garment in GARMENTS:
        ground = Image.new("L", (600, 400), 230)
        large = np.asarray(Image.fromarray(garment).resize((300, 300)))
        ground.paste(Image.fromarray((230 * (1 - large / 255)).astype(np.uint8)), (100, 40))
        pictures.append(ground)
    assert np.mean(answers(trained, things(pictures)) == CLOTHES.test_labels) >= 0.9


def test_a_ground_that_is_not_plain_is_reported_and_an_empty_one_refused() -> None:
    uneven = np.tile(np.linspace(20, 230, 200).astype(np.uint8), (200, 1))
    assert "not plain" in (prepare(Preparation.THING, uneven).warning or "")
    with pytest.raises(NoInk, match=r"^the picture is empty; take one thing on a plain ground$"):
        prepare(Preparation.THING, np.full((90, 90), 200, np.uint8))


@pytest.mark.parametrize("size", [(60, 28), (28, 60), (900, 300), (1, 1)])
def test_of_a_whole_image_nothing_is_cut_off(size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, (10, 200, 30))
    prepared = prepare(Preparation.WHOLE, image)
    side = min(max(size), MAX_DRAWING_SIDE)
    assert prepared.pixels.shape == (3, side, side)
    assert (prepared.pixels == np.array([10, 200, 30]).reshape(3, 1, 1)).all()
    (step,) = prepared.steps
    assert step.sentence.startswith(f"Nothing is cut off: {size[0]} × {size[1]} pixels")


def test_margins_have_the_colour_of_the_border() -> None:
    image = Image.new("L", (40, 20), 90)
    image.paste(255, (10, 5, 30, 15))
    square = np.asarray(squared(image, 40))
    assert (square[:10] == 90).all()
    assert (square[30:] == 90).all()
    assert square[20, 20] == 255
