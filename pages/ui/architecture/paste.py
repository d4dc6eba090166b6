"""Paste a network: its text, a link of ours, or PyTorch code, which is read and never run."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from nin.checkpoint_header import CheckpointError
from nin.codec import dumps
from nin.limits import MAX_CHANNELS, MAX_IMAGE_SIZE
from nin.presets import PRESETS, find
from nin.runs import RunError
from nin.sources import InputError, SourceError, read
from nin.spec import Network, SpecError
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice, session
from pages.ui.subject import link

_MAX_PASTED = 200_000  # characters; what is over `MAX_SOURCE` is refused in words, and not cut
_TEXT = re.compile(r"\s*[0-9]+x[0-9]")  # how a network's text begins, and no code
_NAMED = ("net", "weights", "run")  # what a link says of its network


def show_paste() -> None:
    """One field for all that makes a network, and why what stands in it does not."""
    with st.container(width=560):
        _show_field()
        if session.PASTE_ASKS.get():
            _show_input()
        if fault := session.PASTE_FAULT.get():
            st.warning(plain(fault), icon=":material/block:")
        st.button("Show this network", key="paste-it", type="primary", on_click=_take)


def _show_field() -> None:
    st.text_area(
        "A network's text, a link to NiN Explorer, or PyTorch code",
        key=session.PASTED.name,
        height=220,
        max_chars=_MAX_PASTED,
        placeholder="net = nn.Sequential(nn.Conv2d(1, 96, 5, padding=2), nn.ReLU(), …",
        help="Code is read and never run: nn.Sequential, functions, classes and loops that make "
        "one straight line of layers.",
        on_change="ignore",
        persist_state="session",
    )


def _show_input() -> None:
    """What the images are, where the code does not say it."""
    with st.container(horizontal=True):
        _number("Pixels a side", session.PASTE_SIDE, MAX_IMAGE_SIZE)
        _number("Channels, if the code has none", session.PASTE_CHANNELS, MAX_CHANNELS)


def _number(label: str, key: session.Key[int | None], most: int) -> None:
    st.number_input(
        label, 1, most, key.default, step=1, key=key.name, on_change="ignore", width=230
    )


def _take() -> None:
    """Show the network; where that fails, all stays as it is and a sentence says why."""
    pasted, fault, asks = session.PASTED.get(), None, False
    try:
        if words := _link_words(pasted):
            _follow(words)
        else:
            network = _network(pasted)
            text = dumps(network)
            network_state.show(text, network_state.known(text))
    except InputError:
        asks = True
        fault = "The code does not say what its images are: enter it here."
    except (SourceError, SpecError, CheckpointError, RunError) as error:
        fault = f"Not shown: {error}."
        asks = session.PASTE_ASKS.get()
    session.PASTE_ASKS.set(asks)
    session.PASTE_FAULT.set(fault)
    if fault is None:
        session.PASTED.set("")
        session.field("paste-popover").set(False)
        st.rerun()


def _link_words(pasted: str) -> dict[str, str]:
    """What a link says, its place included; empty if this is none, or names no network."""
    if len(pasted.split()) != 1:
        return {}
    try:
        words = dict(parse_qsl(urlsplit(pasted.strip()).query))
    except ValueError:  # an address that is none
        return {}
    return words if any(name in words for name in _NAMED) else {}


def _follow(words: dict[str, str]) -> None:
    """Look at what a link says.

    Raises:
        SpecError: it names weights or a run that are not here, or is no network.
        CheckpointError: the weights cannot be read.
        RunError: the run cannot be read.
    """
    if (run := words.get("run")) and not run_choice.is_there(run):
        raise SpecError(f"there is no run {run[:40]} here")
    try:
        link.show(words)
    except KeyError:
        raise SpecError("there are no weights of that name here") from None


def _network(pasted: str) -> Network:
    """The network of a text, a preset's name or code.

    Raises:
        SpecError: it is no network's text.
        InputError: the code does not say what its images are, nor do the fields.
        SourceError: the code makes no network.
    """
    if _TEXT.match(pasted) or pasted.strip() in PRESETS:
        return find(pasted.strip())
    if not session.PASTE_ASKS.get():
        return read(pasted, "your code")
    side, channels = session.PASTE_SIDE.get(), session.PASTE_CHANNELS.get()
    try:
        return read(pasted, "your code", side)
    except InputError:  # nor does it say the channels
        return read(pasted, "your code", side, channels)
