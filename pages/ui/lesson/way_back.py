"""Where the page has come to show something else than a step asks about: that it does."""

from __future__ import annotations

import streamlit as st

from nin.codec import dumps
from nin.lessons import Guess, Scene, scene_of, words_at
from nin.lessons.judging import asks_the_image
from pages.ui.shell import network_state
from pages.ui.shell.known_weights import Origin
from pages.ui.subject import link
from pages.ui.subject.lesson_place import Place


def show_way_back(place: Place, guess: Guess | None = None) -> None:
    """Say which of network and image is another one than the task is about, and lead back to it.

    Args:
        place: The step.
        guess: What is asked, which may depend on weights and image.
    """
    scene = scene_of(words_at(place.lesson, place.number))
    with_image = guess is not None and asks_the_image(guess, scene)
    others = []
    if not _is_shown(scene, with_weights=with_image):
        others.append("network")
    if with_image and link.here()["image"] != scene.image:
        others.append("image")
    if not others:
        return
    st.caption(f"The page shows another {' and '.join(others)} than this is about.")
    if st.button(
        "Show what it is about", key="lesson-scene", icon=":material/undo:", type="tertiary"
    ):
        network = {"net": dumps(scene.network)} if scene.weights is None else {}
        words = network | {"weights": scene.weights, "image": scene.image if with_image else None}
        link.show({name: word for name, word in words.items() if word})
        st.rerun()


def _is_shown(scene: Scene, *, with_weights: bool) -> bool:
    is_network = network_state.text() == dumps(scene.network)
    is_from = not with_weights or network_state.origin() == Origin.bundled(scene.weights or "")
    return is_network and is_from
