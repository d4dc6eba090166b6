"""The result card: what was answered beside what is right, as JSON and as a page to print."""

from __future__ import annotations

import json
import re
import tomllib

import nin
from nin.lessons import Lesson, find
from nin.lessons.card import as_html, as_json, card, digest
from tests.support.paths import ROOT


def lesson(name: str) -> Lesson:
    one = find(name)
    assert one is not None
    return one


MAPS = lesson("what-is-a-class-map")


def test_right_and_wrong_answers_stand_beside_what_is_right() -> None:
    content = card(MAPS, {1: "The map of 9", 2: "4.8", 3: "no number"}, frozenset({3}))
    steps = content["steps"]
    assert isinstance(steps, list)
    assert [step["answered"] for step in steps] == ["The map of 9", "4.8", "no number"]
    assert [step["is_right"] for step in steps] == [False, True, False]
    assert [step["right"] for step in steps] == ["The map of 4", "4.80", "49 cells"]
    assert [step["was_shown"] for step in steps] == [False, False, True]
    assert {step["weights"] for step in steps} == {"mnist"}
    assert steps[1]["image"] == "4:1"


def test_what_has_no_right_answer_is_neither_right_nor_wrong() -> None:
    family = lesson("7-a-family")
    content = card(family, {len(family.steps): "Deeper is not always better."}, frozenset())
    steps = content["steps"]
    assert isinstance(steps, list)
    assert steps[-1]["is_right"] is None
    assert steps[-1]["right"] is None
    assert steps[0]["is_right"] is False  # nothing was answered


def test_the_digest_is_of_the_words_and_can_be_computed_again() -> None:
    one = card(MAPS, {2: "4.8"}, frozenset())
    read = json.loads(as_json(one))
    assert digest(read) == read["digest"] == one["digest"]
    assert re.fullmatch("[0-9a-f]{64}", str(one["digest"]))
    assert card(MAPS, {2: "4.8"}, frozenset())["digest"] == one["digest"]
    for answers, shown in (({2: "4.9"}, frozenset()), ({2: "4.8"}, frozenset({1}))):
        assert card(MAPS, answers, shown)["digest"] != one["digest"]


def test_a_strangers_answer_is_text_on_the_page_too() -> None:
    page = as_html(card(MAPS, {1: "<script>alert(1)</script>"}, frozenset()))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page  # whole without any other file
    assert page.count("<section>") == len(MAPS.steps)


def test_the_card_names_the_version_that_is_packed() -> None:
    assert card(MAPS, {}, frozenset())["nin_explorer"] == nin.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "nin.__version__"}
