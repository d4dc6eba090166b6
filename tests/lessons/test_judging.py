"""What is typed, and what it came to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.lessons import Guess, Lesson, answer, judge, scene_of, shelf, words_at
from nin.lessons.judging import written
from nin.lessons.lesson import Wrong
from nin.spec import SpecError

D2L = scene_of({"net": "d2l"})
PARAMS = Guess("params", 0.0, "", ())  # 1,992,166
SHAPE = Guess("out_shape pool3", 0.0, "", ())  # 384×5×5


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", 0),
        ("1234", 1_234),
        ("1,234", 1_234),
        ("1 234", 1_234),
        ("1\u202f234", 1_234),
        ("1'234", 1_234),
        ("1_234", 1_234),
        (" 1,234,567 ", 1_234_567),
        ("1,234.5", 1_234.5),
        ("4.8", 4.8),
        ("4,8", 4.8),
        ("0,125", 0.125),
        ("-0,125", -0.125),
        ("1,2345", 1.2345),
        ("1234,567", 1_234.567),
        (".5", 0.5),
        (",5", 0.5),
        ("-3", -3),
        ("−3", -3),
        ("+3", 3),
        ("− 1,234", -1_234),
        ("1.5 M", 1_500_000),
        ("1,5 M", 1_500_000),
        ("1.5MB", 1_500_000),
        ("2k", 2_000),
        ("2 K", 2_000),
        ("0.8 G", 800_000_000),
        ("35 px", 35),
        ("35 pixels", 35),
        ("8 bytes", 8),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, value: float) -> None:
    assert judge(PARAMS, D2L, typed).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("what", "unit", "typed"),
    [
        ("cells", "", "25 cells"),
        ("cells", "", "25cells"),
        ("cells", "", "25 Cell "),
        ("params", "", "1,992,166 parameters"),
        ("params", "", "1.992166 M parameters"),
        ("macs", "", "762,297,352 MACs"),
        ("macs", "", "762.297352 MMACs"),
        ("100 * cells / cells", "%", "100 %"),
        ("params / 1000000", "M", "1.99 M"),
        ("out_shape pool3", "numbers", "384×5×5 numbers"),
    ],
)
def test_the_unit_of_the_answer_may_stand_behind_it(what: str, unit: str, typed: str) -> None:
    assert judge(Guess(what, 0.0, unit, ()), D2L, typed).is_right


def test_every_answer_of_the_lessons_is_right_as_it_is_shown() -> None:
    for lesson in shelf():
        assert isinstance(lesson, Lesson)
        for number, step in enumerate(lesson.steps, 1):
            if isinstance(step.task, Guess):
                scene = scene_of(words_at(lesson, number))
                shown = written(answer(step.task, scene), step.task)
                assert judge(step.task, scene, shown).is_right, shown


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_read_with_its_thousands_apart_or_not(number: int) -> None:
    for typed in (f"{number}", f"{number:,}", f"{number:_}", f"{number:,}".replace(",", " ")):
        assert judge(PARAMS, D2L, typed).value == number


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "abc", "nan", "inf", "1e400", "1e3", "--3", "+-3", "-", ",", ".", "M"),
        *("1.234.567", "1.234,5", "12,34,567", "1,,5", "1,234,56", "0,123,456"),
        *("1 m", "3 cm", "3 cells", "1/2", "2*3", "0x10", "params", "5\0", "∞", "²", "parameters"),
        *("16×14×14", "16x14x14", "16, 14, 14"),
    ],
)
def test_what_is_no_number_is_refused_and_an_example_given(typed: str) -> None:
    with pytest.raises(SpecError) as error:
        judge(PARAMS, D2L, typed)
    assert str(error.value) == f"{typed!r} is no number; write one like 1,234 or 1.2 M"


@pytest.mark.parametrize("guess", [PARAMS, SHAPE], ids=["a number", "a shape"])
@pytest.mark.parametrize(
    "typed",
    ["9" * 10_000, "5" + " " * 60, "x" * 61],
    ids=["10,000 digits", "a digit and spaces", "a character too many"],
)
def test_a_long_text_is_refused_whole_and_never_cut(guess: Guess, typed: str) -> None:
    with pytest.raises(SpecError, match=f"at most 60 characters, this has {len(typed):,}$"):
        judge(guess, D2L, typed)


@given(st.text(max_size=70))
def test_whatever_is_typed_is_judged_or_refused_in_one_sentence(typed: str) -> None:
    for guess in (PARAMS, SHAPE):
        try:
            judgement = judge(guess, D2L, typed)
        except SpecError:
            continue
        assert isinstance(judgement.value, tuple) == (guess is SHAPE)


@pytest.mark.parametrize(
    "typed",
    [
        "384×5×5",
        "384x5x5",
        "384 × 5 × 5",
        "384, 5, 5",
        "384,5,5",
        "384 5 5",
        "(384, 5, 5)",
        "384*5*5",
    ],
)
def test_a_shape_is_read_as_people_write_it(typed: str) -> None:
    judgement = judge(SHAPE, D2L, typed)
    assert (judgement.is_right, judgement.value) == (True, (384, 5, 5))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5×5×384", (5, 5, 384)),
        ("384×5", (384, 5)),
        ("9600", (9_600,)),
        ("3845500000000", (3_845_500_000_000,)),
    ],
)
def test_another_shape_or_a_number_in_its_place_is_wrong(typed: str, value: tuple[int]) -> None:
    judgement = judge(SHAPE, D2L, typed)
    assert (judgement.is_right, judgement.value) == (False, value)


@pytest.mark.parametrize("typed", ["", "×", "-384×5×5", "384×5.0×5", "C×H×W", "384×5×5 maps"])
def test_what_is_no_shape_is_refused_and_an_example_given(typed: str) -> None:
    with pytest.raises(SpecError) as error:
        judge(SHAPE, D2L, typed)
    assert str(error.value) == f"{typed!r} is no shape; write one like 16×14×14"


@pytest.mark.parametrize(
    ("tolerance", "typed", "is_right"),
    [
        (0.0, "1,992,166", True),
        (0.0, "1,992,165", False),
        (0.0, "2 M", False),
        (0.01, "2 M", True),
        (0.01, "1.98 M", True),
        (0.01, "1.97 M", False),
        (0.01, "2.02 M", False),
        (0.01, "-1,992,166", False),
    ],
)
def test_a_guess_is_right_within_its_share_of_the_answer(
    tolerance: float, typed: str, is_right: bool
) -> None:
    assert judge(Guess("params", tolerance, "", ()), D2L, typed).is_right == is_right


def test_an_answer_below_0_has_a_tolerance_of_its_size() -> None:
    guess = Guess("cells - params", 0.01, "", ())
    assert judge(guess, D2L, "−2 M").is_right
    assert not judge(guess, D2L, "2 M").is_right


def test_a_broken_answer_is_right_as_it_is_shown() -> None:
    guess = Guess("cells / 7", 0.0, "", ())  # 3.571428…
    assert written(answer(guess, D2L), guess) == "3.57"
    assert judge(guess, D2L, "3.57").is_right
    assert not judge(guess, D2L, "3.6").is_right


KNOWN = Guess(
    "params",
    0.0,
    "",
    (Wrong("params - biases", "The biases are missing."), Wrong("cells", "Those are cells.")),
)


@pytest.mark.parametrize(
    ("typed", "is_right", "says"),
    [
        ("1,992,166", True, ""),
        ("1,989,928", False, "The biases are missing."),
        ("25", False, "Those are cells."),
        ("26", False, ""),
    ],
)
def test_a_known_mistake_says_what_was_forgotten(typed: str, is_right: bool, says: str) -> None:
    judgement = judge(KNOWN, D2L, typed)
    assert (judgement.is_right, judgement.says) == (is_right, says)


def test_what_is_right_is_no_mistake_though_one_lies_within_its_tolerance() -> None:
    guess = Guess("params", 0.01, "", KNOWN.wrong)
    judgement = judge(guess, D2L, "1,989,928")
    assert (judgement.is_right, judgement.says) == (True, "")


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        (PARAMS, "1,992,166 parameters"),
        (Guess("{params}", 0.0, "", ()), "1,992,166 parameters"),
        (Guess("params", 0.0, "weights", ()), "1,992,166 weights"),
        (Guess("params - biases", 0.0, "", ()), "1,989,928"),
        (SHAPE, "384×5×5"),
    ],
    ids=["of a quantity", "in braces", "of the lesson", "of a formula", "of a shape"],
)
def test_an_answer_is_shown_with_its_unit(guess: Guess, words: str) -> None:
    assert written(answer(guess, D2L), guess) == words
