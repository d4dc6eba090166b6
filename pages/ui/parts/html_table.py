"""Tables as HTML: numbers aligned, terms explained, shares as bars, scrolling where wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain, repeat
from typing import NamedTuple

import streamlit as st

from pages.ui.parts.terms import TERMS


class Cell(NamedTuple):
    """One cell: its text, a tooltip, the share of the whole that its bar shows, if changed."""

    text: str
    tooltip: str = ""
    share: float = 0.0
    is_changed: bool = False


class Column(NamedTuple):
    """One column: its title, the term that explains it, and whether it holds words or numbers."""

    title: str
    term: str = ""
    words: bool = False


class Mark(NamedTuple):
    """What is said of a row: whether a group begins with it, of which layer it is, if chosen."""

    begins_group: bool = False
    layer: int | None = None
    is_chosen: bool = False


def show_html_table(
    label: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    marks: Sequence[Mark] = (),
    last_is_total: bool = False,
) -> None:
    """Show a table under an accessible name; all texts are escaped.

    Args:
        label: What the table holds, for screen readers.
        columns: The columns; the first names the rows.
        rows: A cell for each column.
        marks: Of the first rows, or of all.
        last_is_total: Whether the last row is a sum of the others.
    """
    head = "".join(map(_heading, columns))
    pairs = zip(rows, chain(marks, repeat(Mark())), strict=False)
    body = [_row(columns, row, mark) for row, mark in pairs]
    foot = f"<tfoot>{body.pop()}</tfoot>" if last_is_total else ""
    st.html(
        f'<div class="nin-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table class="nin-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody>{foot}</table></div>"
    )


def _heading(column: Column) -> str:
    title = escape(column.title)
    if column.term:
        title = f'<abbr title="{escape(TERMS[column.term])}">{title}</abbr>'
    return f'<th scope="col"{_kind(column)}>{title}</th>'


def _row(columns: Sequence[Column], cells: Sequence[Cell], mark: Mark) -> str:
    name, *figures = (_cell(column, cell) for column, cell in zip(columns, cells, strict=True))
    first = name.replace("<td", '<th scope="row"', 1).replace("</td>", "</th>")
    kinds = ["break"] * mark.begins_group + ["chosen"] * mark.is_chosen
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    layer = "" if mark.layer is None else f' data-layer="{mark.layer}"'
    return f"<tr{kind}{layer}>{first}{''.join(figures)}</tr>"


def _cell(column: Column, cell: Cell) -> str:
    title = f' title="{escape(cell.tooltip)}"' if cell.tooltip else ""
    share = f' style="--share: {cell.share:.4f}"' if cell.share else ""
    kind = _kind(column, is_changed=cell.is_changed)
    return f"<td{kind}{title}{share}>{escape(cell.text)}</td>"


def _kind(column: Column, *, is_changed: bool = False) -> str:
    kinds = ["words"] * column.words + ["changed"] * is_changed
    return f' class="{" ".join(kinds)}"' if kinds else ""
