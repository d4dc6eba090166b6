"""Guess, then see: a figure of any network is covered until a number was entered for it."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace
from nin.lessons import Guess, Judgement, Scene, answer, judge
from nin.lessons.judging import written
from nin.lessons.lesson import Wrong
from nin.spec import Network, SpecError
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import network_state, session
from pages.ui.shell.moved import widget_key

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


def covered(network: Network, term: str | None) -> frozenset[str]:
    """The figures that are not to be shown yet, by their terms."""
    if term is None or isinstance(_judged(network, term), Judgement):
        return frozenset()
    return frozenset({term})


def show_guess(network: Network, term: str) -> None:
    """Where the number is entered, and what is said of it."""
    st.segmented_control(
        "What is guessed",
        list(_GUESSES),
        default="parameters",
        required=True,
        format_func=_LABELS.__getitem__,
        key=_WHAT.name,
        label_visibility="collapsed",
    )
    key = widget_key(f"guess-{term}", _typed(term))
    st.text_input(
        f"Your guess: {_LABELS[term].lower()}",
        key=key,
        max_chars=60,
        on_change=_take,
        args=(term, key),
        width=300,
    )
    judgement = _judged(network, term)
    if judgement is None:
        return
    if isinstance(judgement, SpecError):
        st.warning(plain(sentence(str(judgement))))
        return
    guess = _GUESSES[term]
    right = plain(written(answer(guess, Scene(network, None, None)), guess))
    if judgement.is_right:
        st.markdown(f":material/check: **Right:** {right}.")
    else:
        why = plain(judgement.says) or "The table says where they are."
        st.warning(f"**It is {right}, not {plain(f'{judgement.value:,}')}.** {why}")


def _typed(term: str) -> str:
    """What was typed for this figure of the network that is shown."""
    text, asked, typed = session.GUESSED.get()
    return typed if (text, asked) == (network_state.text(), term) else ""


def _judged(network: Network, term: str) -> Judgement | SpecError | None:
    """What the guess came to, or why it is none; None before there is one."""
    if not (typed := _typed(term)):
        return None
    try:
        return judge(_GUESSES[term], Scene(network, None, None), typed)
    except SpecError as error:
        return error


def _take(term: str, key: str) -> None:
    session.GUESSED.set((network_state.text(), term, session.field(key).get() or ""))
