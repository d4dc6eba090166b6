"""The pages on the inside of a network without a browser, and runs with fresh weights for them."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from nin import checkpoints
from nin.model import initial
from nin.runs import folder
from nin.runs.folder import EVENTS, WEIGHTS
from nin.spec import Network
from nin.train import Event, TrainConfig, events
from tests.support.pages.architecture import one_of
from tests.support.pages.reading import Table, tables, unmarked
from tests.support.paths import ROOT


def run_of(root: Path, network: Network, number: int = 1, happened: tuple[Event, ...] = ()) -> str:
    """A run with the weights that its network starts with, and this said of it; its name."""
    run = root / f"{number:04}-{number:08x}"
    folder.create(run, network, TrainConfig())
    checkpoints.save(run / WEIGHTS, network, initial(network, 0), {})
    lines = "".join(events.to_json(event) + "\n" for event in happened)
    (run / EVENTS).write_text(lines, encoding="utf-8")
    return run.name


class InsidePage:
    """One visitor's page; every run of it must end without an exception."""

    def __init__(self, page: str, **query: str) -> None:
        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        self.app.switch_page(f"pages/{page}.py")
        for name, value in query.items():
            self.app.query_params[name] = value
        self.run()

    def run(self) -> None:
        """Run the page with what was entered; all of it, for AppTest forgets the rest."""
        self.app.run()
        self._check()
        if not self.app.title:
            self.app.run()
            self._check()

    def _check(self) -> None:
        assert [error.value for error in self.app.exception] == []

    def choose(self, key: str, option: object) -> None:
        """Choose one of a few buttons."""
        one_of(self.app.segmented_control, key).select(option)
        self.run()

    def pick(self, key: str, option: object) -> None:
        """Pick from a list."""
        one_of(self.app.selectbox, key).select(option)
        self.run()

    def click(self, key: str) -> None:
        """Click a button."""
        self.app.button(key).click()
        self.run()

    def has(self, key: str) -> bool:
        """Whether there is a button with this key that can be clicked."""
        return key in {button.key for button in self.app.button if not button.disabled}

    def table(self, label: str) -> Table:
        """The table under this name."""
        html = "".join(element.value for element in self.app.html)
        (found,) = [table for table in tables(html) if table.label == label]
        return found

    def says(self) -> str:
        """All words of the page outside tables."""
        shown = (*self.app.markdown, *self.app.caption, *self.app.info, *self.app.warning)
        return "\n".join(unmarked(element.value) for element in (*shown, *self.app.error))


def number(text: str) -> float:
    """A figure as the page writes it: with a real minus sign, commas, perhaps a percent sign.

    >>> number("−1,234.5"), number("12.5%")
    (-1234.5, 0.125)
    """
    plain = text.replace("−", "-").replace(",", "")
    return float(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
