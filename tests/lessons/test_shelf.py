"""The shelf: lessons that come along, and a teacher's own beside them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nin.lessons import Damaged, Guess, Lesson, answer, find, scene_of, shelf, words_at
from nin.lessons.formulas import compute
from nin.lessons.judging import is_same, judge, written
from nin.lessons.shelf import BUNDLED
from tests.support.lessons import LESSON

OURS = sorted(path.stem for path in BUNDLED.glob("*.toml"))


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own lessons, still empty."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    monkeypatch.setenv("NIN_LESSONS", str(folder))
    return folder


def names() -> list[str]:
    return [one.name for one in shelf()]


def test_every_lesson_that_comes_along_is_whole_and_in_order() -> None:
    assert OURS
    assert names() == OURS
    assert [one for one in shelf() if isinstance(one, Damaged)] == []


def test_every_answer_of_every_lesson_is_computed_and_no_known_mistake_is_right() -> None:
    guesses = 0
    for lesson in shelf():
        assert isinstance(lesson, Lesson)
        for number, step in enumerate(lesson.steps, 1):
            if not isinstance(task := step.task, Guess):
                continue
            guesses += 1
            scene = scene_of(words_at(lesson, number))
            right = answer(task, scene)
            for wrong in task.wrong:
                value = compute(wrong.formula, scene)
                assert not is_same(value, right, task.tolerance)
                judgement = judge(task, scene, typed(written(value, task)))
                assert (judgement.is_right, judgement.says) == (False, wrong.says)
            assert judge(task, scene, typed(written(right, task))).is_right
    assert guesses


def typed(shown: str) -> str:
    """A value as it is shown, without its unit."""
    return shown.partition(" ")[0]


def test_an_own_lesson_stands_after_those_that_come_along(own: Path) -> None:
    (own / "a-lesson.toml").write_text(LESSON, "utf-8")
    assert names() == [*OURS, "a-lesson"]
    found = find("a-lesson")
    assert found is not None
    assert found.title == "A lesson"


def test_a_damaged_lesson_says_why_and_harms_no_other(own: Path) -> None:
    (own / "a-lesson.toml").write_text(LESSON, "utf-8")
    (own / "damaged.toml").write_text(LESSON.replace("minutes = 3", "minutes = 0"), "utf-8")
    (own / "nothing.toml").mkdir()
    assert names() == [*OURS, "a-lesson", "damaged", "nothing"]
    assert shelf()[-2:] == [
        Damaged("damaged", "damaged.toml, minutes: must be from 1 to 120"),
        Damaged("nothing", "nothing.toml: cannot be read (Is a directory)"),
    ]
    assert find("damaged") is None
    assert find(OURS[0]) is not None


def test_an_own_lesson_of_the_name_of_one_that_comes_along_does_not_hide_it(own: Path) -> None:
    before = find(OURS[0])
    (own / f"{OURS[0]}.toml").write_text(LESSON, "utf-8")
    assert names() == OURS
    assert find(OURS[0]) == before


def test_other_files_and_hidden_ones_are_no_lessons(own: Path) -> None:
    for name in ("._a-lesson.toml", "a-lesson.toml~", "notes.txt", "a-lesson.TOML.bak"):
        (own / name).write_text(LESSON, "utf-8")
    assert names() == OURS


def test_a_shelf_has_a_hundred_own_lessons_at_most(own: Path) -> None:
    for number in range(103):
        (own / f"a-{number:03}.toml").touch()
    assert names() == [*OURS, *(f"a-{number:03}" for number in range(100))]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "../a-lesson",
        "a-lesson.toml",
        "",
        ".",
        "*",
        "a\0b",
        "A-LESSON",
    ],
)
def test_a_strangers_name_is_looked_up_and_is_no_path(name: str, own: Path) -> None:
    (own / "a-lesson.toml").write_text(LESSON, "utf-8")
    (own.parent / "a-lesson.toml").write_text(LESSON, "utf-8")
    assert find(name) is None


@pytest.mark.parametrize(
    "folder",
    ["/nowhere/at/all", "~nobody-of-this-name/x", "", os.devnull, __file__, "x" * 5_000],
    ids=["not there", "no such home", "empty", "a device", "a file", "too long"],
)
def test_a_folder_that_is_none_harms_nobody(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIN_LESSONS", folder)
    assert names() == OURS


def test_a_folder_in_ones_home_is_found(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "a-lesson.toml").write_text(LESSON, "utf-8")
    monkeypatch.setenv("HOME", str(own.parent))
    monkeypatch.setenv("NIN_LESSONS", "~/lessons")
    assert names() == [*OURS, "a-lesson"]


def test_a_pipe_is_no_lesson_and_is_not_waited_for(own: Path) -> None:
    os.mkfifo(own / "pipe.toml")
    assert Damaged("pipe", "pipe.toml: is no file, but a pipe") in shelf()
