"""What the pages on the inside look at: a network with weights, and one image fitted to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from nin.analysis import Row, last_maps
from nin.forward import activations
from nin.images.fitting import fitted
from nin.spec import Gap
from nin.weights import Array
from pages.ui.parts.words import plain
from pages.ui.subject import image_choice, network_choice
from pages.ui.subject.image_choice import Picture
from pages.ui.subject.loading import Loaded, credit, load


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
    image: Array
    maps: Mapping[str, Array]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The network's table."""
        return self.loaded.trace.rows

    @property
    def has_class_maps(self) -> bool:
        """Whether the head is GAP, so that the last maps are the class maps."""
        return isinstance(self.loaded.network.head, Gap)

    @property
    def logits(self) -> Array:
        """float32 (num_classes,)."""
        return self.output(self.rows[-1].name)

    def output(self, name: str) -> Array:
        """The output of an op for the image, (C, H, W) or (C,)."""
        values: Array = self.maps[name][0]
        return values

    def class_maps(self) -> Array:
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
    image, maps = _maps(loaded.key, picture.key, loaded, picture)
    return Subject(loaded, picture, image, maps)


# A drawing or an upload is a new image every time: old ones must go. An image of d2l's network
# keeps 12 MB.
@st.cache_resource(max_entries=6, show_spinner=False)
def _maps(
    network: str, image: tuple[tuple[int, ...], bytes], _loaded: Loaded, _picture: Picture
) -> tuple[Array, Mapping[str, Array]]:
    pixels = fitted(_picture.pixels[None], _loaded.network)
    return pixels, activations(_loaded.network, _loaded.weights, pixels)
