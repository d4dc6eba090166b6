"""Guess, then see: a figure of any network is covered until a number was entered for it."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace
from nin.lessons import Guess, Scene, answer, judge
from nin.lessons.judging import written
from nin.lessons.lesson import Wrong
from nin.spec import Network, SpecError
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import network_state, session

_GUESSES = {  # by the term that explains the figure
    "parameters": Guess(
        "params",
        0.0,
        "",
        (
            Wrong("params - biases", "The biases are missing: one for each channel."),
            Wrong("{params in_channels=3}", "That is for images with three colours."),
            Wrong("biases", "These are the biases alone."),
        ),
    ),
    "macs": Guess(
        "macs",
        0.001,
        "",
        (
            Wrong("2 * macs", "You counted products and sums apart; a MAC is both together."),
            Wrong("{macs in_channels=3}", "That is for images with three colours."),
            Wrong("{macs ceil_mode=1}", "You rounded the sides up after each pool."),
        ),
    ),
    "receptive_field": Guess("receptive_field", 0.0, "", ()),
}
_SWITCH, _WHAT = session.field("guess-first"), session.field("guess-what")
_LABELS = {
    "parameters": "Parameters",
    "macs": "MACs",
    "receptive_field": "Receptive field",
}


def asked(trace: Trace) -> str | None:
    """The term of the figure that is to be guessed; None where nothing is."""
    if not _SWITCH.get() or trace.fault is not None:
        return None
    term = _WHAT.get()
    return term if term in _GUESSES else "parameters"


def show_switch() -> None:
    """The switch, in a row with others."""
    st.toggle("Guess, then see", key=_SWITCH.name, help=TERMS["guess_first"])


def covered(term: str | None) -> frozenset[str]:
    """The figures that are not to be shown yet, by their terms."""
    if term is None or session.GUESSED.get()[:2] == (network_state.text(), term):
        return frozenset()
    return frozenset({term})


def show_guess(network: Network, term: str) -> None:
    """Where the number is entered, and what is said of it."""
    guess, scene = _GUESSES[term], Scene(network, None, None)
    st.segmented_control(
        "What is guessed",
        list(_GUESSES),
        default="parameters",
        required=True,
        format_func=_LABELS.__getitem__,
        key=_WHAT.name,
        label_visibility="collapsed",
    )
    st.text_input(
        f"Your guess: {_LABELS[term].lower()}",
        key=f"guess-{term}",
        max_chars=60,
        on_change=_take,
        args=(term,),
        width=300,
    )
    text, asked, typed = session.GUESSED.get()
    if (text, asked) != (network_state.text(), term):
        return
    try:
        judgement = judge(guess, scene, typed)
    except SpecError as error:
        st.warning(plain(sentence(str(error))))
        return
    right = plain(written(answer(guess, scene), guess))
    if judgement.is_right:
        st.markdown(f":material/check: **Right:** {right}.")
    else:
        why = plain(judgement.says) or "The table says where they are."
        st.warning(f"**It is {right}, not {plain(f'{judgement.value:,}')}.** {why}")


def _take(term: str) -> None:
    typed = session.field(f"guess-{term}").get()
    if typed:
        session.GUESSED.set((network_state.text(), term, typed))
