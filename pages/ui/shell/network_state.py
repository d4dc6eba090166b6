"""The network that all pages show, and where its weights come from: one step of a list, for undo.

A step is a network's text, the preset that its changes are counted against, and the origin of the
weights that belong to exactly this network. An edit leads to a network that nobody has trained,
unless one of the same text was shown with weights before: so undoing an edit, by whatever means,
brings the weights back. The session holds text and no objects: it stays readable after the code is
reloaded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from nin.analysis import Trace, trace
from nin.codec import dumps, loads
from nin.edit import changes
from nin.presets import PRESETS
from nin.spec import Network, SpecError
from pages.ui.shell import known_weights, run_choice, session
from pages.ui.shell.known_weights import UNTRAINED, Origin

HOME = Origin.bundled("mnist")  # what is shown to who comes without a link
MAX_STEPS = 200  # that can be undone


class Step(NamedTuple):
    """What is shown: the network's text, the preset it is compared with, its weights' origin."""

    text: str
    preset: str
    kind: str
    name: str

    @property
    def origin(self) -> Origin:
        """Where the weights come from."""
        return Origin(self.kind, self.name)


def text() -> str:
    """The text of the network that all pages show."""
    return step_shown().text


def network() -> Network:
    """The network that all pages show."""
    return network_of(text())


def origin() -> Origin:
    """Where the weights of the network come from that all pages show."""
    return step_shown().origin


def edit(change: Callable[[Network], Network]) -> bool:
    """Apply a change as one undo step; one that cannot be is explained, and nothing is lost.

    For callbacks only: they run before the page does. Returns whether the change was made.
    """
    try:
        _check_places()
        changed = dumps(change(network()))
    except SpecError as error:
        session.REFUSED_EDIT.set(str(error))
        return False
    show(changed, known(changed), baseline())
    return True


def offer_edits() -> None:
    """Note what the controls that are now complete stand for; an editor ends with it."""
    session.OFFERED.set(text())


def show(new: str, origin: Origin, preset: str | None = None) -> None:
    """Show a network with weights as one undo step.

    Args:
        new: The network's text.
        origin: Of its weights.
        preset: What changes are counted against; the nearest one if None.
    """
    set_link_error(None)
    step = Step(new, preset or nearest(new), *origin)
    steps, position = session.STEPS.get(), session.POSITION.get()
    if steps and step == step_shown():
        return
    steps = (*steps[: position + 1], (new, step.preset, step.kind, step.name))[-MAX_STEPS:]
    session.STEPS.set(steps)
    session.POSITION.set(len(steps) - 1)


def known(text: str) -> Origin:
    """The weights that a network of this text was shown with last, or that are bundled for it."""
    before = (Step(*step) for step in reversed(session.STEPS.get()))
    shown = (s.origin for s in before if s.text == text and s.origin != UNTRAINED)
    return next(shown, None) or known_weights.bundled_for(text)


def nearest(text: str) -> str:
    """The preset from which a network differs in the fewest things."""
    shown = network_of(text)
    return min(PRESETS, key=lambda name: len(changes(PRESETS[name].network, shown)))


def show_weights(origin: Origin) -> None:
    """Show the network that bundled weights or a run belong to; where that fails, say why."""
    if origin.run_name:
        run_choice.pick(origin.run_name)
    with run_choice.explained():
        show(known_weights.network_text(origin), origin)


def show_home() -> None:
    """Show what stands at the beginning, whether its weights can be read or not."""
    show(PRESETS[HOME.name].text, HOME, HOME.name)


def load_preset(name: str) -> None:
    """Show a preset, which becomes what changes are counted against. For callbacks."""
    preset = PRESETS[name].text
    show(preset, known(preset), name)


def reset() -> None:
    """Go back to the preset that changes are counted against. For callbacks."""
    load_preset(baseline())


def step(by: int) -> None:
    """Undo (-1) or redo (1), where there is something left to. For callbacks."""
    if can_step(by):  # a second click may come before the page could disable the button
        session.POSITION.set(session.POSITION.get() + by)
        set_link_error(None)


def can_step(by: int) -> bool:
    """Whether there is something to undo (-1) or redo (1)."""
    return 0 <= session.POSITION.get() + by < len(session.STEPS.get())


def baseline() -> str:
    """Name of the preset that changes are counted against: the chosen one, or the nearest."""
    return step_shown().preset


def changes_from_baseline() -> list[str]:
    """What is different from the baseline, a phrase for each change."""
    return changes(PRESETS[baseline()].network, network())


def notice() -> str | None:
    """Why the last edit was refused, once."""
    return session.REFUSED_EDIT.pop()


def link_error() -> str | None:
    """What is wrong with the link that led here, until something else is shown."""
    return session.LINK_ERROR.get()


def set_link_error(sentence: str | None) -> None:
    """Note what is wrong with a link; None once something else is shown."""
    session.LINK_ERROR.set(sentence)


network_of = lru_cache(maxsize=64)(loads)  # of its text, asked for some ten times a run


@lru_cache(maxsize=64)
def traced(text: str) -> Trace:
    """The trace of a network's text, made once for all parts of a page."""
    return trace(network_of(text))


def step_shown() -> Step:
    """What is shown now."""
    return Step(*session.STEPS.get()[session.POSITION.get()])


def everywhere(act: Callable[..., object], *values: object) -> None:
    """For callbacks inside a fragment: all of the page follows, not the fragment alone."""
    act(*values)
    st.rerun()


def _check_places() -> None:
    """A control names its layer by its place: refuse one that was used before layers moved."""
    offered = network_of(session.OFFERED.get() or text())
    if [type(layer) for layer in offered.layers] != [type(layer) for layer in network().layers]:
        raise SpecError("the layers had just moved; look where they are now and try again")
