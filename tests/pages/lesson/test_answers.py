"""Answers: what is kept of them, and what is shown of what was kept."""

from __future__ import annotations

import json

import pytest

from tests.support.pages.lesson import LessonPage

pytestmark = pytest.mark.usefixtures("runs")

MAPS, FAMILY = "what-is-a-class-map", "7-a-family"


def test_what_the_browser_has_kept_stands_in_the_fields_though_it_comes_after_them() -> None:
    kept = json.dumps(
        {f"{MAPS}/1": "All alike", f"{MAPS}/2": "4.7", f"{FAMILY}/10": "My own words"}
    )

    def opened(lesson: str, step: int, page: str) -> LessonPage:
        visitor = LessonPage(lesson, step, page)
        visitor.app.session_state["lesson-guide"] = {"kept": kept}
        visitor.run()
        return visitor

    assert opened(MAPS, 1, "pages/class_maps.py").app.radio[0].value == "All alike"
    assert opened(MAPS, 2, "pages/class_maps.py").app.text_input[0].value == "4.7"
    page = opened(FAMILY, 10, "pages/training.py")
    assert [field.value for field in page.app.text_area] == ["My own words"]


def test_words_that_are_erased_are_kept_nowhere() -> None:
    page = LessonPage(FAMILY, 10, "pages/training.py")
    for words in ("My own words", ""):
        page.app.text_area[0].set_value(words)
        page.run()
    assert "My own words" not in str(page.app.session_state["lesson-answers"])
    assert page.done() == []
