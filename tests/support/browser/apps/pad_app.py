"""Two pages: the drawing pad with what Python has of it, and another one to go to."""

import numpy as np
import streamlit as st

from pages.ui.components.pad import Drawing, clear_pad, draw_pad, read_pad


def said(drawing: Drawing | None) -> str:
    """What the tests read."""
    if drawing is None:
        return "Nothing is drawn"
    ys, xs = np.nonzero(drawing.picture > 127)
    box = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1) if len(xs) else (0, 0, 0, 0)
    return f"Strokes {drawing.strokes}, pixels {len(xs)}, box {' '.join(map(str, box))}"


@st.fragment
def pad_and_result(pen: int, live: bool) -> None:
    """Runs alone, as a page should do it."""
    pad = read_pad("pad")
    draw_pad(pad, pen=pen, live=live)
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.text(said(pad.drawing))
    st.text(f"Run {st.session_state.runs}")


def pad_page() -> None:
    st.title("Pad")
    pen = st.number_input("Pen", 4, 250, 64, key="pen")
    live = st.toggle("Live", value=True, key="live")
    st.button("Reset from Python", on_click=clear_pad, args=("pad",))
    pad_and_result(pen, live)
    st.text(f"Pen {pen}, live {live}")
    st.text("A long page. " * 300)


def other_page() -> None:
    st.title("Another page")


pages = [st.Page(pad_page, title="Pad"), st.Page(other_page, title="Another", url_path="another")]
st.navigation(pages, position="top").run()
