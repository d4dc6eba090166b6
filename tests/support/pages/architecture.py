"""The Architecture page without a browser: what is entered, and what the page then says."""

from __future__ import annotations

import re

from streamlit.testing.v1.element_tree import Button, NumberInput, TextInput

from nin.analysis import Row, trace
from nin.analysis.explain import op_text, shape_text
from nin.codec import loads
from nin.limits import MAX_LAYERS
from nin.ops import ReLU
from nin.presets import PRESETS
from pages.ui.architecture import chosen
from pages.ui.shell import known_weights
from pages.ui.shell.known_weights import Origin
from tests.support.pages.reading import Table, key_figures, tables, without_tags
from tests.support.pages.visitor import MENU, Visitor, one_of

MNIST = "1x28x10 n96k5p2-64-48 m3s2c d0.5 n128k5p2-96-48 m3s2c d0.5 n128k5p2-96-10"
D2L_AT_28 = PRESETS["d2l"].text.replace("x224x", "x28x")
# A link of exactly as many characters as one may have.
FULL = (
    "1x28x10_n10000k9-999999-999999-999999"
    + "_n999999k1-999999-999999-999999" * (MAX_LAYERS - 2)
    + "-999999" * 5
    + "_n10k1"
)


class ArchitecturePage(Visitor):
    """The Architecture page of one visitor."""

    def __init__(self, net: str | None = None, **link: str) -> None:
        super().__init__("pages/architecture.py", **({} if net is None else {"net": net}), **link)

    def run(self) -> None:
        """Run the page with what was entered since the last run.

        Some edits rerun a part of the page only, and AppTest then forgets the rest, which a
        browser keeps: so run all of it, and insist that this changes nothing that was shown.
        """
        self.run_once()
        if not any(text.value == MENU for text in self.app.markdown):
            at_once = self._results()
            self.run_once()
            assert self._results() == at_once

    def _results(self) -> object:
        return tables(self.html), self.totals(), self.text

    def open_card(self, layer: int) -> None:
        """Choose a layer, as the diagram does: -1 is the image, after the last comes the head."""
        if self.app.session_state["card"] != layer:
            self.app.session_state["card"] = layer
            self.run()

    def _open_card_of(self, key: str) -> None:
        kind = key.split("-")[0]
        if kind == "input":
            self.open_card(chosen.IMAGE)
        elif kind == "head":
            self.open_card(len(loads(self.text).layers))
        elif kind.startswith("layer"):
            self.open_card(int(kind.removeprefix("layer")))

    @property
    def text(self) -> str:
        """The text of the network in the address; of bundled weights, that of theirs."""
        net = self.address.get("net")
        if net is None:
            return known_weights.network_text(Origin.bundled(self.address["weights"]))
        return net.replace("_", " ")

    def field(self, key: str) -> NumberInput | TextInput:
        """The field of this name, on its layer's card."""
        self._open_card_of(key)
        fields: list[NumberInput | TextInput] = [*self.app.number_input, *self.app.text_input]
        return one_of(fields, key)

    def picked(self, key: str) -> object:
        """What is picked from a list."""
        return one_of(self.app.selectbox, key).value

    def enter(self, key: str, value: float | str) -> None:
        """Enter a number into a field."""
        self.type(key, value)
        self.run()

    def type(self, key: str, value: float | str) -> None:
        """The same, while the page was not drawn again yet."""
        field = self.field(key)
        if isinstance(field, TextInput):
            field.set_value(str(value))
        else:
            assert not isinstance(value, str)
            field.set_value(value)

    def choose(self, key: str, option: object) -> None:
        """Choose one of a few buttons."""
        self._open_card_of(key)
        super().choose(key, option)

    def act(self, layer: int, action: str) -> None:
        """Press a button of a layer's card."""
        self.open_card(layer)
        self.click(action)

    def insert(self, layer: int, kind: str) -> None:
        """Insert a layer after another."""
        self.open_card(layer)
        menu = self.app.menu_button("insert")
        assert kind in menu.options
        menu.click(kind)
        self.run()

    def open_popover(self, key: str) -> None:
        """Open what is made only while it is open."""
        self.app.session_state[f"{key}-popover"] = True
        self.run()

    def card(self) -> str:
        """What the card of the chosen layer says above its fields."""
        (card,) = [html.value for html in self.app.html if 'class="nin-card"' in html.value]
        return without_tags(card)

    def table(self, label: str = "Table of layers") -> Table:
        """The table under this name."""
        return super().table(label)

    def number(self, key: str) -> float:
        """What a field shows."""
        value = self.field(key).value
        assert value is not None
        return float(value)

    def downloads(self) -> list[Button]:
        """The buttons for files to take away."""
        return [button for button in self.app.button if str(button.key).startswith("download-")]

    def totals(self) -> dict[str, tuple[str, str]]:
        """The totals, each with its change."""
        return key_figures(self.html)

    def notes(self) -> list[str]:
        """What the page says in small print."""
        notes = [html.value for html in self.app.html if "<table" not in html.value]
        return [*(caption.value for caption in self.app.caption), *map(without_tags, notes)]


def figures(text: str) -> list[tuple[str, str, str]]:
    """Names, shape and parameters of each row that the page should show for a network."""
    return [
        (names_of(row), shape_text(row.out_shape), f"{row.params:,}" if row.params else "–")
        for row in trace(loads(text)).rows
        if not isinstance(row.op, ReLU)
    ]


def names_of(row: Row) -> str:
    """What the page calls a row: its layer and what the op does."""
    what = row.name.split("_")[0]
    layer = "Head" if what.startswith(("gap", "fc")) else re.sub(r"(\d)", r" \1", what, count=1)
    number = re.search(r"_mlp(\d+)$", row.name)
    return f"{layer.capitalize()}: {op_text(row.op)}{f' #{number[1]}' if number else ''}"


def shown(page: ArchitecturePage) -> list[tuple[str, str, str]]:
    """The same as the page shows it, between the headings and the total."""
    return [(f"{row[0]}: {row[1]}", row[2], row[5]) for row in page.table().rows[1:-1]]


def assert_shows(page: ArchitecturePage, text: str) -> None:
    """The network is the one that is shown, in the link, the fields and the table."""
    assert page.text == text
    assert shown(page) == figures(text)
