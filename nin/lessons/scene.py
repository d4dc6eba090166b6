"""What a step looks at: the network, its weights, the image; from the words of a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nin import bundled, checkpoints
from nin.data.samples import member, samples
from nin.forward import activations
from nin.images.fitting import fitted
from nin.lessons.lesson import Lesson
from nin.presets import find
from nin.spec import Network, SpecError

NETWORK, PLACE = ("net", "weights"), ("layer", "cell", "view", "mode", "mask", "data", "taken")
WORDS = (*NETWORK, "image", *PLACE)  # what a step may say of what is looked at


@dataclass(frozen=True, slots=True)
class Scene:
    """A network, and the weights and the image that quantities may ask for.

    Attributes:
        weights: Name of bundled weights; None of a network without.
        image: A sample, as a link has it: class and number; None without.
    """

    network: Network
    weights: str | None
    image: str | None


def words_at(lesson: Lesson, number: int) -> dict[str, str]:
    """All that is looked at in a step, counted from 1: its own words, and those of steps before.

    The place on a page is a step's own: it ends where the next begins.
    """
    words: dict[str, str] = {}
    for step in lesson.steps[:number]:
        words = {name: value for name, value in words.items() if name not in PLACE}
        words = with_words(words, step.show)
    return words


def with_words(words: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """These words and more, where another network takes the place of the one before."""
    replaced = NETWORK if any(name in more for name in NETWORK) else ()
    return {name: value for name, value in words.items() if name not in replaced} | dict(more)


def scene_of(words: Mapping[str, str]) -> Scene:
    """What these words look at; the authors' network on MNIST where they name none.

    Raises:
        SpecError: `net` is no network's text.
        CheckpointError: there are no bundled weights of the name.
    """
    image = words.get("image")
    if (text := words.get("net")) is not None:
        return Scene(find(text), None, image)
    name = words.get("weights", "mnist")
    if name not in bundled.names():
        raise SpecError(f"there are no weights called {name[:40]!r}; there are: " + _listed())
    return Scene(_network(name), name, image)


@lru_cache(maxsize=16)  # a lesson's card asks for it a dozen times a run
def _network(bundled_name: str) -> Network:
    return checkpoints.read(bundled_name).network


def logits(scene: Scene) -> NDArray[np.float32]:
    """float32 (num_classes,): what the network answers to the image.

    Raises:
        SpecError: there are no weights, or no image.
    """
    return _activations(scene)[-1]


def class_maps(scene: Scene) -> NDArray[np.float32]:
    """float32 (num_classes, H, W): what GAP takes the means of.

    Raises:
        SpecError: there are no weights, no image, or no class maps.
    """
    maps = _activations(scene)[-2]
    if maps.ndim != 3 or len(maps) != scene.network.num_classes:
        raise SpecError("this network has no class maps; take one with GAP")
    return maps


@lru_cache(maxsize=16)
def _activations(scene: Scene) -> tuple[NDArray[np.float32], ...]:
    if scene.weights is None or scene.image is None:
        raise SpecError(
            "asks what an image comes to: the step must show weights and an image, "
            "and the network stays as it is"
        )
    checkpoint = checkpoints.read(scene.weights)
    dataset = samples(str(checkpoint.facts.get("dataset", "")))
    name, _, number = scene.image.rpartition(":")
    index = member(dataset, name, int(number)) if number.isdecimal() else None
    if index is None:
        raise SpecError(f"there is no image {scene.image[:40]!r} to look at")
    images = fitted(dataset.test_images[index : index + 1], checkpoint.network)
    all_of_it = activations(checkpoint.network, checkpoint.weights, images)
    return tuple(maps[0] for maps in all_of_it.values())


def _listed() -> str:
    return ", ".join(bundled.names())
