"""One visitor of the app without a browser: what is entered, and what the page then says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, Selectbox, SelectSlider, Widget

from pages.ui.shell.known_weights import Origin
from tests.support.pages.reading import Table, tables, unmarked
from tests.support.paths import ROOT

W = TypeVar("W", bound=Widget)
MENU = "**NiN Explorer**"  # where it is, all of the page is


def one_of(widgets: Iterable[W], key: str) -> W:
    """The widget of this name; one that something else has moved has a number after it."""
    (widget,) = [widget for widget in widgets if str(widget.key).split("--")[0] == key]
    return widget


class Visitor:
    """A visitor of one page at a time; every run of it must end without an exception."""

    def __init__(self, page: str = "app.py", **query: str) -> None:
        self._gone = 0
        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        if page != "app.py":
            self.app.switch_page(page)
        self.open(**query)

    def run(self) -> None:
        """Run the page; all of it once more where an action redrew a part, for AppTest forgets."""
        self.run_once()
        if not any(text.value == MENU for text in self.app.markdown):
            self.run_once()

    def run_once(self) -> None:
        """Run what an action redraws."""
        self.app.run()
        assert [error.value for error in self.app.exception] == []

    def open(self, **query: str) -> None:
        """Open a link, of which the browser tells with the page."""
        self.app.query_params.clear()
        for name, value in query.items():
            self.app.query_params[name] = value
        self.run()

    def follow(self, **query: str) -> None:
        """Go to a link on the same page, as the browser's Back does."""
        self._gone += 1
        went = [self._gone, f"?{urlencode(query)}"]
        self.app.session_state["back"] = {"gone": went}
        self.run()

    @property
    def address(self) -> dict[str, str]:
        """The words of the browser's address."""
        (history,) = [c for c in self.app.get("bidi_component") if c.proto.id.endswith("history")]
        *_, query = json.loads(history.proto.json)
        return dict(parse_qsl((query or "").removeprefix("?"), keep_blank_values=True))

    def visit(self, page: str) -> None:
        """Go to another page by the menu, which leads there without a link."""
        self.app.switch_page(page)
        self.app.query_params.clear()
        self.run()

    def choose(self, key: str, option: object) -> None:
        """Choose one of a few buttons."""
        self._enter(one_of(self.app.segmented_control, key), option)

    def pick(self, key: str, option: object) -> None:
        """Pick from a list."""
        self._enter(one_of(self.app.selectbox, key), option)

    def slide(self, key: str, option: object) -> None:
        """Move a slider whose stops are words."""
        self._enter(self.app.select_slider(key), option)

    def _enter(
        self, widget: ButtonGroup[Any] | Selectbox[Any] | SelectSlider[Any], option: object
    ) -> None:
        """Choose what is offered: AppTest takes any word and then keeps the old value."""
        assert str(widget.format_func(option)) in widget.options
        widget.set_value(option)
        self.run()

    def look_into(self, origin: Origin) -> None:
        """Choose a network in the bar."""
        self.app.session_state["network-popover"] = True
        self.run()
        self.pick("network-choice", origin)

    def labels(self) -> str:
        """What stands on the buttons of the bar."""
        popovers = self.app.get("popover")
        return "\n".join(unmarked(popover.proto.popover.label) for popover in popovers)

    def click(self, key: str) -> None:
        """Click a button."""
        self.app.button(key).click()
        self.run()

    def has(self, key: str) -> bool:
        """Whether there is a button with this key that can be clicked."""
        return key in {button.key for button in self.app.button if not button.disabled}

    def leads(self, label: str) -> str:
        """Where a link in the page leads: a page, and the words of its address."""
        (link,) = [e.proto for e in self.app.get("page_link") if e.proto.label == label]
        return f"{link.page}?{link.query_string}"

    @property
    def html(self) -> str:
        """The page's own HTML."""
        return "".join(html.value for html in self.app.html)

    def table(self, label: str) -> Table:
        """The table under this name."""
        (table,) = [table for table in tables(self.html) if table.label == label]
        return table

    def messages(self) -> list[str]:
        """What the page says in coloured boxes, as plain words."""
        return [unmarked(e.value) for e in (*self.app.error, *self.app.warning, *self.app.info)]

    def says(self) -> str:
        """All words of the page outside its own HTML, as plain words."""
        words = [unmarked(text.value) for text in (*self.app.markdown, *self.app.caption)]
        return "\n".join([*self.messages(), *words])
