"""A lesson's file: read as it is written, and what is no lesson at all is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from nin.codec import link
from nin.lessons import Choice, Guess, LessonError, Look, Write, read, scene_of, words_at
from nin.lessons.lesson import MAX_FILE_BYTES, MAX_STEPS, Option, Wrong
from nin.presets import PRESETS
from tests.support.lessons import LESSON, STEP, refused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a-lesson.toml"


def test_a_lesson_is_read_as_it_is_written(file: Path) -> None:
    file.write_text(LESSON, "utf-8")
    lesson = read(file)
    assert (lesson.name, lesson.title) == ("a-lesson", "A lesson")
    assert (lesson.audience, lesson.minutes) == ("whoever reads", 3)
    look, do, guess, choose, write = lesson.steps
    assert (look.title, look.text, look.page) == ("Look", "Here is a digit.", "Class maps")
    assert look.show == {"weights": "mnist", "image": "4:1", "view": "Scores"}
    assert (look.point, look.task, look.then) == ("class-maps-view", Look({}), "")
    assert do.task == Look({"weights": "tiny", "image": "3:1"}, frozenset({"image"}))
    assert (do.point, do.then) == (None, "Others.")
    wrong = (Wrong("biases", "Those are biases."),)
    assert guess.task == Guess("params", 0.01, "numbers", wrong)
    assert choose.task == Choice((Option("One", "Yes.", True), Option("Other", "No.", False)))
    assert write.task == Write()


def test_lines_may_end_as_on_windows_and_texts_are_of_any_language(file: Path) -> None:
    text = LESSON.replace("A lesson", "Über Karten 类图").replace("\n", "\r\n")
    file.write_bytes(text.encode("utf-8"))
    assert read(file).title == "Über Karten 类图"


def test_what_is_looked_at_stays_till_another_step_says_otherwise(file: Path) -> None:
    file.write_text(LESSON, "utf-8")
    lesson = read(file)
    mnist = {"weights": "mnist", "image": "4:1"}
    assert words_at(lesson, 1) == {**mnist, "view": "Scores"}
    assert words_at(lesson, 2) == mnist  # the place on the page was the step's own
    for number in (3, 4, 5):  # a network takes the place of weights
        words = words_at(lesson, number)
        assert words == {"net": link(PRESETS["d2l"].text), "image": "4:1"}  # as links have it
        assert scene_of(words).network == PRESETS["d2l"].network
    assert scene_of({}).weights == "mnist"


def test_as_many_steps_as_are_allowed_are_read(file: Path) -> None:
    file.write_text(LESSON + STEP * (MAX_STEPS - 5), "utf-8")
    assert len(read(file).steps) == MAX_STEPS


def test_weights_to_be_chosen_are_checked_though_a_network_was_shown(file: Path) -> None:
    step = STEP.replace("write = true", 'show = { net = "d2l" }\ndo = { weights = "big" }')
    assert refused(file, LESSON + step).startswith(
        "a-lesson.toml, step 6, do: there are no weights called 'big'; there are: "
    )


@pytest.mark.parametrize(
    ("page", "right", "wrong"),
    [("Feature maps", "block2_relu", "block2"), ("Architecture", "block2", "block2_relu")],
    ids=["maps of an op", "a layer of the diagram"],
)
def test_a_layer_to_be_chosen_is_one_that_its_page_has(
    file: Path, page: str, right: str, wrong: str
) -> None:
    step = STEP.replace("write = true", 'show = { weights = "mnist" }\ndo = { layer = "LAYER" }')
    text = LESSON + step.replace('"Start"', f'"{page}"')
    file.write_text(text.replace("LAYER", right), "utf-8")
    assert read(file).steps[-1].task == Look({"layer": right})
    said = refused(file, text.replace("LAYER", wrong))
    assert said.startswith(f"a-lesson.toml, step 6, do.layer: there is no '{wrong}'; there are: ")
    assert f" {right}, " in said


def test_the_last_of_many_mistakes_is_not_said_before_the_first(file: Path) -> None:
    text = LESSON.replace('"Architecture"', '"Home"').replace("write = true", "write = false")
    assert refused(file, text).startswith("a-lesson.toml, step 3, page: ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ", minutes: is missing"),
        (b"title = ", ": is no TOML (Invalid value (at end of document))"),
        (b'title = "A"\nfor = all\n', ": is no TOML (Invalid value (at line 2, column 7))"),
        (b'title = "A"\ntitle = "B"', ": is no TOML (Cannot overwrite a value (at end of"),
        (b"a = " + b"[" * 50_000, ": is no TOML ("),
        (b"a = " + b"{a = " * 12_000, ": is no TOML ("),
        (b"minutes = " + b"9" * 5_000, ": is no TOML ("),
        (b"\0\1\2", ": is no TOML (Invalid statement (at line 1, column 1))"),
        ("title = 'Übung'".encode("latin-1"), ": is no UTF-8 text"),
        (LESSON.encode("utf-16"), ": is no UTF-8 text"),
        (b"#" * (MAX_FILE_BYTES + 1), ": has more than 64,000 bytes"),
        (LESSON.encode() + b"\n" * 10**7, ": has more than 64,000 bytes"),
    ],
    ids=[
        *("nothing", "half a line", "a bare word", "twice", "deep lists", "deep tables"),
        *("many digits", "bytes", "Latin 1", "UTF-16", "a byte too many", "far too large"),
    ],
)
def test_what_is_no_lesson_is_one_sentence(file: Path, content: bytes, words: str) -> None:
    said = refused(file, content)
    assert said.startswith(f"a-lesson.toml{words}")
    assert "\n" not in said


@pytest.mark.parametrize(
    "name", ["A-lesson", "a_lesson", "a lesson", "a--lesson", "-a", "a-", "é", "a.b"]
)
def test_a_file_is_called_in_small_letters_and_hyphens(name: str, tmp_path: Path) -> None:
    assert refused(tmp_path / f"{name}.toml", LESSON) == (
        f"{name}.toml, name: a lesson's file is called like what-is-a-map.toml"
    )


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"^no\.toml: cannot be read \(No such file or directory"):
        read(tmp_path / "no.toml")
    with pytest.raises(LessonError, match=r": cannot be read \(Is a directory\)$"):
        read(tmp_path)
