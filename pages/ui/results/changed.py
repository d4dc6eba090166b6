"""How right the network stays while images move, and while strokes become thinner or thicker."""

from __future__ import annotations

import streamlit as st

from nin.results import Result
from nin.results.robustness import SHIFTS, STROKES
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.results.figures import CHART, changed_figure


def show_changed(shown: Result) -> None:
    """A curve over the shifts, another over the strokes, and both in numbers."""
    changed = shown.robustness
    if changed is None:
        st.caption("This result says nothing about changed images.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        fallen = changed.moved[0] - changed.moved[2]
        st.markdown(f"**Moved by {SHIFTS[2]} pixels it is {fallen:.1%} less often right**")
        st.plotly_chart(
            changed_figure(SHIFTS, changed.moved, "pixels moved"),
            key="moved",
            config=CHART,
            alt="Accuracy over pixels moved; the numbers follow below",
        )
        st.caption(
            f"{changed.images:,} test images, always the same, moved to each of four sides; the "
            "mean. What leaves the image is lost."
        )
    with right:
        if not changed.strokes:
            st.caption("Strokes are drawn thinner and thicker for digits only: light ink on dark.")
        else:
            st.markdown("**Thinner and thicker strokes**")
            st.plotly_chart(
                changed_figure(STROKES, changed.strokes, "pixels wider"),
                key="strokes",
                config=CHART,
                alt="Accuracy over the width of strokes; the numbers follow below",
            )
            st.caption(
                "The same images with strokes so many pixels wider, or thinner: grey-scale "
                "dilation and erosion (Serra, 1982)."
            )
    with st.expander("The same in numbers"):
        _show_numbers("Moved images", "Pixels moved", SHIFTS, changed.moved)
        if changed.strokes:
            _show_numbers("Strokes", "Pixels wider", STROKES, changed.strokes)


def _show_numbers(
    label: str, title: str, steps: tuple[int, ...], shares: tuple[float, ...]
) -> None:
    show_html_table(
        label,
        (Column(title), Column("Right", "test_accuracy")),
        (
            (Cell(f"{step}".replace("-", "−")), Cell(f"{share:.1%}"))
            for step, share in zip(steps, shares, strict=True)
        ),
    )
