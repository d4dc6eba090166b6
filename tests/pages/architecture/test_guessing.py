"""Guess, then see: any network's figures are covered until a number was entered."""

from __future__ import annotations

import pytest

from nin.codec import link
from nin.presets import PRESETS
from tests.support.pages.architecture import ArchitecturePage
from tests.support.pages.visitor import one_of

pytestmark = pytest.mark.usefixtures("root")


class GuessingPage(ArchitecturePage):
    """A visitor who guesses first."""

    def switch(self) -> None:
        """Have the figures covered."""
        self.app.toggle("guess-first").set_value(True)
        self.run()

    def guess(self, term: str, typed: str) -> None:
        """Enter a number."""
        one_of(self.app.text_input, f"guess-{term}").set_value(typed)
        self.run()

    def column(self, title: str) -> list[str]:
        """What a column of the table says, without its head."""
        head, *rows = self.table("Table of layers").rows
        return [row[head.index(title)] for row in rows]


def test_the_chosen_figure_alone_is_covered_until_a_number_is_entered() -> None:
    page = GuessingPage(net=link(PRESETS["d2l"].text))
    page.switch()
    assert set(page.column("Parameters")) == {"?"}
    assert "762,297,352" in page.column("MACs")
    assert "1,992,166" not in page.html
    page.guess("parameters", "1989928")
    assert page.column("Parameters")[-1] == "1,992,166"
    (said,) = page.messages()
    assert said.startswith("**It is 1,992,166 parameters, not 1,989,928.**")
    assert said.endswith("The biases are missing: one for each channel.")
    page.choose("guess-what", "macs")
    assert set(page.column("MACs")) == {"?"}
    page.guess("macs", "762.3 M")
    assert "Right:" in page.says()
    assert page.column("MACs")[-1] == "762,297,352"


def test_another_network_is_covered_again_and_what_a_value_sees_too() -> None:
    page = GuessingPage(net=link(PRESETS["tiny"].text))
    page.switch()
    page.choose("guess-what", "receptive_field")
    assert "sees 23×23" not in page.html
    page.guess("receptive_field", "23")
    assert "sees 23×23" in page.html
    page.follow(net=link(PRESETS["mnist"].text))
    assert set(page.column("Sees")) == {"?", ""}
    assert one_of(page.app.text_input, "guess-receptive_field").value == ""  # the same may be typed


def test_what_is_no_number_is_said_and_a_network_that_does_not_fit_hides_nothing() -> None:
    page = GuessingPage(net=link(PRESETS["tiny"].text))
    page.switch()
    page.guess("parameters", "many")
    assert page.messages()[0].startswith("'many' is no number")
    assert set(page.column("Parameters")) == {"?"}
    broken = GuessingPage(net="1x28x10_n10k30")
    broken.switch()
    assert "?" not in broken.column("Parameters")
