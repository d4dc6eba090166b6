"""A row of figures that matter most, as HTML: one element where `st.metric` would be one each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

import streamlit as st

from pages.ui.parts.terms import TERMS


class KeyFigure(NamedTuple):
    """One figure: its label, its value, the term that explains it, and how it changed."""

    label: str
    value: str
    term: str
    change: str = ""


def show_key_figures(figures: Iterable[KeyFigure]) -> None:
    """Show figures as cards of one size; all texts are escaped."""
    st.html(f'<dl class="nin-figures">{"".join(map(_card, figures))}</dl>')


def _card(figure: KeyFigure) -> str:
    label = f'<abbr title="{escape(TERMS[figure.term])}">{escape(figure.label)}</abbr>'
    change = f"<dd>{escape(figure.change)}</dd>" if figure.change else ""
    return f"<div><dt>{label}</dt><dd>{escape(figure.value)}</dd>{change}</div>"
