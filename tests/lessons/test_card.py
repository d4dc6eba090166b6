"""The result card: what was answered beside what is right, as JSON and as a page to print."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from dataclasses import replace
from html import escape
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest

import nin
from nin.bundled import EXAMPLE_EXPERIMENT
from nin.codec import dumps
from nin.experiments import folder
from nin.experiments.reading import described
from nin.experiments.summary import sentences
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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of runs, with the bundled experiment as one's own."""
    shutil.copytree(EXAMPLE_EXPERIMENT, tmp_path / folder.EXPERIMENTS / "0007-00000001")
    return tmp_path


DENSE, MOVED = lesson("4-dense-for-gap"), 9


def entry(content: dict[str, object], step: int = MOVED) -> dict[str, Any]:
    """What a card says of a step."""
    steps = content["steps"]
    assert isinstance(steps, list)
    return steps[step - 1]  # type: ignore[no-any-return]


def test_an_experiment_stands_there_with_what_was_predicted_and_what_came_out() -> None:
    step = entry(card(DENSE, {MOVED: "other"}, frozenset({MOVED})))
    assert step["answered"] == "dense head is above GAP"
    assert (step["is_right"], step["right"]) == (None, None)  # nothing is, before it is measured
    found, (plan, entries, summary) = step["experiment"], described(EXAMPLE_EXPERIMENT)
    assert (found["name"], found["is_bundled"]) == (EXAMPLE_EXPERIMENT.name, True)
    assert (found["measure"], found["asks"]) == ("shifted_4_accuracy", plan.title)
    assert found["outcome"] == "GAP is above dense head"
    assert found["as_predicted"] is False
    assert found["verdict"] in sentences(summary)
    assert found["torch"] == sorted({one.torch for one in entries})
    for place, (said, variant) in enumerate(zip(found["variants"], plan.variants, strict=True)):
        values = [e.measures["shifted_4_accuracy"] for e in entries if e.variant == place]  # type: ignore[index]
        assert (said["name"], said["network"]) == (variant.name, dumps(variant.network))
        assert said["seeds"] == [e.seed for e in entries if e.variant == place] == [*range(5)]
        assert said["n"] == len(values)
        assert (said["mean"], said["sd"]) == (fmean(values), stdev(values))
        assert said["training"]["augment"] == "none"


def test_ones_own_experiment_goes_before_the_bundled_one(root: Path) -> None:
    own = entry(card(DENSE, {MOVED: "one"}, frozenset({MOVED}), root))["experiment"]
    assert (own["name"], own["is_bundled"], own["as_predicted"]) == ("0007-00000001", False, True)


def test_of_an_experiment_that_nobody_looked_at_nothing_is_told(root: Path) -> None:
    assert entry(card(DENSE, {}, frozenset(), root))["experiment"] is None  # it was not predicted
    assert entry(card(DENSE, {MOVED: "one"}, frozenset()))["experiment"] is None
    hostile = entry(card(DENSE, {MOVED: "<b>"}, frozenset(), root))
    assert (hostile["answered"], hostile["experiment"]) == ("", None)
    assert "experiment" not in entry(card(DENSE, {}, frozenset()), 1)


def test_runs_that_came_to_nothing_have_no_mean_and_the_card_is_json_all_the_same(
    root: Path,
) -> None:
    place = root / folder.EXPERIMENTS / "0007-00000001"
    kept = folder.entries(place)
    folder.keep(place, tuple(replace(e, measures={} if e.seed else e.measures) for e in kept))
    content = card(DENSE, {MOVED: "one"}, frozenset(), root)
    found = entry(json.loads(as_json(content)))["experiment"]
    assert found["outcome"] == "These runs do not decide it"
    assert [(one["n"], one["sd"], one["seeds"]) for one in found["variants"]] == [
        (1, None, [0])
    ] * 2
    assert "NaN" not in as_json(content)


def test_an_experiment_is_printed_with_its_networks_and_seeds() -> None:
    content = card(DENSE, {MOVED: "other"}, frozenset({MOVED}))
    page, found = as_html(content), entry(content)["experiment"]
    assert "Measured: GAP is above dense head, not as predicted." in page
    assert escape(found["verdict"]) in page
    for one in found["variants"]:
        assert f"<li>{escape(one['words'])}<br><small>seeds 0, 1, 2, 3, 4 · " in page
        assert one["network"] in page
    assert f"{found['asks']} · an example that comes along · PyTorch {found['torch'][0]}" in page
    assert "Predicted: dense head is above GAP" in page


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
