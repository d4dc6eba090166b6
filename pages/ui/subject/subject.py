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
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import network_state
from pages.ui.subject.loading import Loaded, load
from pages.ui.subject.picture import Picture, picture


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


def subject() -> Subject | None:
    """What is looked at; None where there is nothing to look at, and the page says why."""
    loaded = loaded_or_why()
    if loaded is None:
        return None
    seen = picture(loaded)
    if isinstance(seen, str):
        st.info(f"{plain(seen)} Draw one, or choose a sample above.", icon=":material/draw:")
        st.page_link("app.py", label="Draw a digit", icon=":material/draw:")
        return None
    if seen.warning:
        st.warning(plain(sentence(seen.warning)), icon=":material/warning:")
    return subject_of(loaded, seen)


def loaded_or_why() -> Loaded | None:
    """The network; None where it cannot be looked into, and the page says why."""
    loaded = load(network_state.step_shown())
    if isinstance(loaded, Loaded):
        return loaded
    st.error(loaded, icon=":material/healing:")
    st.page_link("pages/architecture.py", label="Mend it", icon=":material/account_tree:")
    return None


def subject_of(loaded: Loaded, seen: Picture) -> Subject:
    """This image in this network."""
    image, maps = _maps(loaded.key, seen.key, loaded, seen)
    return Subject(loaded, seen, image, maps)


# A drawing or an upload is a new image every time: old ones must go. An image of d2l's network
# keeps 12 MB.
@st.cache_resource(max_entries=6, show_spinner=False)
def _maps(
    network: str, image: tuple[tuple[int, ...], bytes], _loaded: Loaded, _picture: Picture
) -> tuple[Array, Mapping[str, Array]]:
    pixels = fitted(_picture.pixels[None], _loaded.network)
    return pixels, activations(_loaded.network, _loaded.weights, pixels)
