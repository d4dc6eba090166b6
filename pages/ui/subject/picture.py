"""The image that all pages look at: the drawing on the pad, a sample of the data, or a picture.

The session holds which it is, and the pixels of a picture; a drawing is its pad's, and is prepared
anew for each network, as the images were that it learnt from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from nin import data
from nin.data import Dataset
from nin.data.samples import fingerprint, member
from nin.data.samples import samples as dataset_samples
from nin.images.digit import Grey, Step
from nin.images.planes import NoInk
from nin.images.preparation import prepare
from pages.ui.components.pad import read_pad
from pages.ui.components.pad.values import Strokes
from pages.ui.parts.words import sentence
from pages.ui.shell import session
from pages.ui.subject.loading import Loaded
from pages.ui.subject.private import may_see

PAD = "digit"  # the one pad of the app
PAD_SOURCE, SAMPLE_SOURCE, OWN_SOURCE = "pad", "sample", "own"
ANY = "any"  # class of a sample
# A 4 whose gap nearly closes to a 9: two class maps argue about it.
FIRST: Strokes = [
    [64, 530, 205, 485, 255, 435, 320, 390, 385, 370, 440, 390, 500, 450, 520, 460, 528, 548, 520,
     622, 508],
    [64, 650, 200, 642, 330, 630, 470, 616, 620, 604, 812],
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image before it is fitted to a network.

    Attributes:
        pixels: uint8 (C, H, W).
        name: What to call it.
        truth: Index of its class; None where nobody has said.
        steps: How it came from a drawing or a file to these pixels; none for a sample.
        warning: One sentence where this may not be what the network knows, else None.
    """

    pixels: NDArray[np.uint8]
    name: str
    truth: int | None = None
    steps: tuple[Step, ...] = ()
    warning: str | None = None

    @property
    def key(self) -> tuple[tuple[int, ...], bytes]:
        """The same for images that are the same."""
        return self.pixels.shape, self.pixels.tobytes()


def picture(loaded: Loaded) -> Picture | str:
    """The image that is looked at, as this network takes it; or one sentence on why there is none.

    Colour networks have no use for the pad, and get a sample in its place.
    """
    source, *parts = session.IMAGE.get()
    if source == OWN_SOURCE:
        shape, levels, name, warning, label = parts
        truth = loaded.classes.index(label) if label in loaded.classes else None
        pixels = np.frombuffer(levels, np.uint8).reshape(shape)
        return Picture(pixels, name, truth, warning=warning)
    if source == PAD_SOURCE and loaded.network.in_channels == 1:
        drawing = read_pad(PAD, FIRST).drawing
        if drawing is None:
            return "Nothing is drawn yet."
        return prepared(loaded, drawing.picture, "Your drawing")
    name, number = parts if source == SAMPLE_SOURCE else (ANY, 1)
    return sample(loaded, name, number)


def prepared(loaded: Loaded, drawing: Grey | Image.Image, name: str) -> Picture | str:
    """A drawing or a file's image as the network takes it, or why it cannot be asked about it."""
    try:
        ready = prepare(loaded.preparation, drawing)
    except NoInk as error:
        return sentence(str(error))
    return Picture(ready.pixels, name, steps=ready.steps, warning=ready.warning)


def sample(loaded: Loaded, name: str, number: int) -> Picture | str:
    """A sample of the data that the network learnt from.

    Args:
        loaded: The network.
        name: Of the class; another word, as of another network's class, means any.
        number: Which of its test images, from 1; beyond the last it begins again.
    """
    dataset = samples(loaded)
    index = member(dataset, name, number)
    if index is None:
        return "There is no image of this class to look at."
    label = int(dataset.test_labels[index])
    truth = label if tuple(dataset.classes) == loaded.classes else None
    what = f"{dataset.classes[label]}, {data.title(dataset.name)}"
    return Picture(dataset.test_images[index], what, truth)


def samples(loaded: Loaded) -> Dataset:
    """Images as the network learnt from, as far as there are any."""
    return _samples(_dataset(loaded), samples_key(loaded))


def samples_key(loaded: Loaded) -> str:
    """Tells apart what `samples` returns: another key once a data set was fetched or changed."""
    return fingerprint(_dataset(loaded))


def _dataset(loaded: Loaded) -> str:
    """What the network learnt from; nothing where this visitor may not see it."""
    name = str(loaded.facts.get("dataset"))
    return name if may_see(name) else ""


@st.cache_resource(max_entries=3, show_spinner=False)
def _samples(name: str, state: str) -> Dataset:
    return dataset_samples(name)


def look_at_pad() -> None:
    """Look at what is on the pad."""
    session.IMAGE.set((PAD_SOURCE,))


def look_at_sample(name: str, number: int) -> None:
    """Look at a sample, by its class and its number in it."""
    session.IMAGE.set((SAMPLE_SOURCE, name, number))


def look_at(seen: Picture, label: str | None = None) -> None:
    """Look at a picture of one's own, or at one image of a data set.

    Args:
        seen: The picture; its `truth` counts for one network only and is not kept.
        label: The name of its class, by which any network with such a class knows the truth.
    """
    parts = seen.pixels.shape, seen.pixels.tobytes(), seen.name, seen.warning, label
    session.IMAGE.set((OWN_SOURCE, *parts))


def now() -> tuple[object, ...]:
    """The choice of the image, for `look_again`."""
    return session.IMAGE.get()


def look_again(chosen: tuple[object, ...]) -> None:
    """Look at what `now` was told of; the pad may show another drawing by now."""
    session.IMAGE.set(chosen)


def drawing_word() -> str:
    """A word for the drawing on the pad, another after each stroke; nothing while it is empty."""
    pad = read_pad(PAD, FIRST)
    number = pad.value.number if pad.value else 0
    return f"{PAD_SOURCE}.{number}" if pad.drawing else ""


def source() -> tuple[str, tuple[str, int] | None]:
    """Where the image comes from, and of a sample its class and its number in it."""
    kind, *parts = session.IMAGE.get()
    return kind, (parts[0], parts[1]) if kind == SAMPLE_SOURCE else None
