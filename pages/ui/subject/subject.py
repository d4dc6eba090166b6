"""What the pages on the inside look at: a network with weights, and one image fitted to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.analysis import Row, last_maps
from nin.spec import Gap, Network
from pages.ui.parts.words import plain
from pages.ui.subject import image_choice, network_choice
from pages.ui.subject.image_choice import Picture
from pages.ui.subject.loading import Loaded, credit, load

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """One image in one network; the network is shared by all visitors and never changed.

    Attributes:
        loaded: The network and its weights.
        picture: Where the image comes from, and its class where that is known.
        image: float32 (1, C, H, W) in [0, 1], as the network takes it.
        maps: The output of every op, by its name.
    """

    loaded: Loaded
    picture: Picture
    image: Tensor
    maps: Mapping[str, Tensor]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The network's table."""
        return self.loaded.trace.rows

    @property
    def has_class_maps(self) -> bool:
        """Whether the head is GAP, so that the last maps are the class maps."""
        return isinstance(self.loaded.network.head, Gap)

    @property
    def logits(self) -> NDArray[np.float32]:
        """float32 (num_classes,)."""
        return self.output(self.rows[-1].name)

    def output(self, name: str) -> NDArray[np.float32]:
        """The output of an op for the image, (C, H, W) or (C,)."""
        values: NDArray[np.float32] = self.maps[name][0].numpy()
        return values

    def class_maps(self) -> NDArray[np.float32]:
        """(num_classes, H, W): what GAP takes the means of."""
        return self.output(last_maps(self.rows).name)


def choose() -> Subject | None:
    """Show the choice of network and image; None while there is nothing to look at, and why."""
    chosen = network_choice.chosen_network()
    if chosen.problem:
        st.warning(f"{plain(chosen.problem)}. The bundled weights are shown instead.")
    network_choice.show_choice(chosen)
    loaded = load(chosen)
    if isinstance(loaded, str):
        st.error(loaded, icon=":material/cloud_off:")
        return None
    st.caption(plain(credit(loaded, chosen)))
    picture = image_choice.choose(loaded)
    return None if picture is None else _subject(loaded, picture)


def _subject(loaded: Loaded, picture: Picture) -> Subject:
    pixels = picture.pixels
    image, maps = _maps(loaded.key, pixels.shape, pixels.tobytes(), loaded, pixels)
    return Subject(loaded, picture, image, maps)


# A drawing or an upload is a new image every time: old ones must go. An image of d2l's network
# keeps 7 MB.
@st.cache_resource(max_entries=24, show_spinner=False)
def _maps(
    network: str,
    shape: tuple[int, ...],
    levels: bytes,
    _loaded: Loaded,
    _pixels: NDArray[np.uint8],
) -> tuple[Tensor, Mapping[str, Tensor]]:
    from nin.maps import feature_maps

    image = fitted(_pixels, _loaded.network)
    return image, feature_maps(_loaded.model, image)


def fitted(pixels: NDArray[np.uint8], network: Network) -> Tensor:
    """An image, uint8 (C, H, W), as the network takes it: float32 (1, C', H', W') in [0, 1]."""
    return fitted_all(pixels[None], network)


def fitted_all(images: NDArray[np.uint8], network: Network) -> Tensor:
    """Images, uint8 (N, C, H, W), as the network takes them."""
    import torch

    from nin.train.resident import Resident

    labels = np.zeros(len(images), np.int64)
    resident = Resident(images, labels, network, torch.device("cpu"))
    return resident.plain(torch.arange(len(images))).contiguous()
