"""What a page's own HTML says: its tables and its key figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class Table:
    """An HTML table as rows of texts, the headings first; `titles` are of the rows' first cells."""

    label: str
    rows: list[list[str]]
    titles: list[str | None]

    def __getitem__(self, name: str) -> list[str]:
        """The figures of the row whose first cell is this, or has this title."""
        pairs = zip(self.rows, self.titles, strict=True)
        (row,) = [row for row, title in pairs if name in (row[0], title)]
        return row[1:]


class _Tables(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Table] = []
        self.label = ""
        self.in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.label = dict(attributes).get("aria-label") or self.label
        self.in_cell |= tag in ("th", "td")
        if tag == "table":
            self.found.append(Table(self.label, [], []))
        elif tag == "tr":
            self.found[-1].rows.append([])
        elif tag in ("th", "td"):
            if not self.found[-1].rows[-1]:
                self.found[-1].titles.append(dict(attributes).get("title"))
            self.found[-1].rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_cell &= tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.found[-1].rows[-1][-1] += data


def tables(html: str) -> list[Table]:
    """The tables of a piece of HTML."""
    return _Tables(html).found


def key_figures(html: str) -> dict[str, tuple[str, str]]:
    """The key figures, each with its change ("" for none)."""
    cards = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd>(?:<dd>(.*?)</dd>)?</div>", html)
    return {without_tags(label): (value, change) for label, value, change in cards}


def without_tags(html: str) -> str:
    """The words of a piece of HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def unmarked(markdown: str) -> str:
    """The words of a sentence in which nothing was left for Markdown to interpret."""
    return re.sub(r"\\([\W_])", r"\1", markdown)
