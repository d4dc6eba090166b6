"""A page that shows something else than its step asks about says so, and leads back to it."""

from __future__ import annotations

import pytest

from nin.codec import link
from nin.presets import PRESETS
from tests.support.pages.lesson import LessonPage

pytestmark = pytest.mark.usefixtures("runs")

MAPS, COSTS, HEADS = "what-is-a-class-map", "5-what-it-costs", "4-dense-for-gap"
SAYS = "The page shows another {} than this is about."


def test_a_guess_is_about_the_lessons_network_whatever_the_page_has_come_to_show() -> None:
    page = LessonPage(COSTS, 2, "pages/architecture.py")
    assert not page.has("lesson-scene")
    page.pick("preset", "tiny")
    assert SAYS.format("network") in page.says()
    page.guess("1,992,166")
    assert "Right: it is 1,992,166 parameters." in page.says()
    page.click("lesson-scene")
    assert page.address["net"] == link(PRESETS["d2l"].text)
    assert not page.has("lesson-scene")


def test_a_guess_about_an_image_is_about_the_lessons_image_and_weights() -> None:
    page = LessonPage(MAPS, 2)
    page.app.session_state["image"] = ("sample", "7", 2)
    page.run()
    assert SAYS.format("image") in page.says()
    page.click("lesson-scene")
    assert not page.has("lesson-scene")
    page.follow(weights="tiny", lesson=MAPS, step="2", image="3:1")
    assert SAYS.format("network and image") in page.says()
    page.click("lesson-scene")
    assert page.address["weights"] == "mnist"
    assert not page.has("lesson-scene")


def test_another_image_makes_no_difference_to_what_asks_for_none() -> None:
    page = LessonPage(MAPS, 3, "pages/architecture.py")
    page.app.session_state["image"] = ("sample", "7", 2)
    page.run()
    assert not page.has("lesson-scene")


def test_runs_are_of_the_lessons_network_too() -> None:
    page = LessonPage(HEADS, 8, "pages/training.py")
    assert not page.has("lesson-scene")
    page.follow(net=link(PRESETS["mnist"].text), lesson=HEADS, step="8")
    assert SAYS.format("network") in page.says()
    page.click("lesson-scene")
    assert not page.has("lesson-scene")
