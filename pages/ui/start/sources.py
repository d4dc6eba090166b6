"""Where the image comes from: the pad, the samples, files; and what follows from it, at once."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from html import escape
from threading import Lock

import streamlit as st

from pages.ui.components.echo.echo import echo
from pages.ui.components.flow.flow import show_flow
from pages.ui.components.pad import Pad, draw_pad, read_pad
from pages.ui.parts.data_urls import upright, url
from pages.ui.shell import session
from pages.ui.shell.network_state import everywhere
from pages.ui.start.answer import doubt_html, headline_html, waiting_html
from pages.ui.start.gallery import show_gallery
from pages.ui.start.network_flow import FLOW, channels_shown, chosen_layer, network_flow
from pages.ui.start.settings import threshold
from pages.ui.subject import picture
from pages.ui.subject.image_choice import show_sample_choice
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import (
    ANY,
    FIRST,
    OWN_SOURCE,
    PAD,
    PAD_SOURCE,
    SAMPLE_SOURCE,
    Picture,
)
from pages.ui.subject.subject import Subject, subject_of

_LIVE_MACS = 300_000_000  # of a network that answers while the pen moves
_HINT = "Close the gap at its top and watch, or clear the pad and draw your own digit."
_EMPTY = "Draw a digit: the whole network follows the pen."

# Fifty people who draw at once are fifty threads that want the interpreter, and the one that sends
# their answers would wait behind them all: one after the other they wait three quarters as long.
_ONE_BY_ONE = Lock()


class Source(StrEnum):
    """Where the image comes from."""

    PAD = "Draw"
    SAMPLES = "Samples"
    FILES = "Upload"


_OF_IMAGE = {PAD_SOURCE: Source.PAD, SAMPLE_SOURCE: Source.SAMPLES, OWN_SOURCE: Source.FILES}


@st.fragment
def show_start(loaded: Loaded) -> None:
    """The image, the answer and the network; what follows from a stroke runs alone."""
    pad = read_pad(PAD, FIRST)
    is_drawn = picture.source()[0] == PAD_SOURCE and pad.drawing is not None
    # who only opens the page waits for nobody
    with _ONE_BY_ONE if is_drawn and not pad.is_first else nullcontext():
        seen = picture.picture(loaded)
        subject = subject_of(loaded, seen) if isinstance(seen, Picture) else None
        # Written once, before all that stands below it: else the pad would move under the pen.
        if subject is not None:
            hint = _HINT if is_drawn and pad.is_first else ""
            st.html(headline_html(subject, threshold(), hint))
        else:
            st.html(waiting_html(_EMPTY if pad.drawing is None else str(seen)))
        source = _source(loaded)
        left, right = st.columns([220, 1140], gap="small")
        if subject is not None:
            with right:
                _show_flow(subject, is_down=pad.value is not None and pad.value.is_down)
        with left:
            _show_source(source, loaded, pad, seen)
    echo("echo-pad", _lifted(pad))


def _show_flow(subject: Subject, *, is_down: bool) -> None:
    """The network with this image in it."""
    channels = channels_shown(subject, is_drawing=is_down)
    flow = network_flow(subject, chosen_layer(subject), channels)
    show_flow(FLOW, flow, on_chosen=st.rerun)  # what is said of the layer stands below


def _source(loaded: Loaded) -> str:
    """The choice of where the image comes from; it follows what is chosen in the bar."""
    offered = list(Source) if loaded.network.in_channels == 1 else list(Source)[1:]
    kind, _ = picture.source()
    if session.SOURCE_OF.get() != kind or session.SOURCE.get() not in offered:
        session.SOURCE_OF.set(kind)
        now = _OF_IMAGE[kind]
        session.SOURCE.set(now if now in offered else offered[0])
    st.segmented_control(
        "Where the image comes from",
        offered,
        required=True,
        key=session.SOURCE.name,
        label_visibility="collapsed",
        on_change=everywhere,
        args=(_turn_to,),
    )
    return session.SOURCE.get() or offered[0]


def _turn_to() -> None:
    match session.SOURCE.get():
        case Source.PAD:
            picture.look_at_pad()
        case Source.SAMPLES:
            picture.look_at_sample(ANY, 1)
        case _:  # what is looked at stays until there is a file
            return


def _lifted(pad: Pad) -> str:
    """The number of what was drawn; nothing before the first stroke, and while the pen is down."""
    if pad.value is None or pad.is_first or pad.value.is_down:
        return ""
    return str(pad.value.number)


def _show_source(source: str, loaded: Loaded, pad: Pad, seen: Picture | str) -> None:
    """What the image is drawn on or chosen from, and what the network gets of it."""
    if source == Source.PAD:
        is_live = loaded.trace.macs <= _LIVE_MACS
        draw_pad(pad, pen=session.PEN.get(), live=is_live)
    elif source == Source.SAMPLES:
        show_sample_choice(loaded)
    else:
        show_gallery(loaded)
    if isinstance(seen, Picture):
        # In one element: a stroke waits for each.
        st.html(_seen_html(seen, is_large=source != Source.PAD) + doubt_html(seen.warning))


def _seen_html(seen: Picture, *, is_large: bool) -> str:
    pixels = upright(seen.pixels)
    height, width = pixels.shape[:2]
    words = f"What the network gets: {height}×{width} pixels."
    kind = "large" if is_large else ""
    return (
        f'<figure class="nin-seen {kind}"><img src="{url(pixels)}" alt="{escape(seen.name)}, as '
        f'the network gets it"><figcaption>{escape(words)}</figcaption></figure>'
    )
