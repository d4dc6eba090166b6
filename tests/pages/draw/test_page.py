"""What the Draw page says of drawings, samples and uploads, whatever is put into it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from nin import checkpoints
from nin.images.digit import Grey
from nin.images.preparation import Preparation
from nin.interpret.classify import Answer, classify
from nin.limits import MAX_OWN_DIGITS, MAX_UPLOAD_BYTES
from nin.presets import PRESETS
from pages.ui.draw.gallery import MAX_FILES
from pages.ui.shell.session import OWN_DIGITS
from tests.support.drawings import Canvas, draw, written
from tests.support.pages.draw import EMPTY, DrawPage, encoded, on_pad

pytestmark = pytest.mark.usefixtures("root")
TINY = PRESETS["tiny"].network
BLANK = encoded(Image.new("L", (60, 60), 255))


def answer_of(drawing: Grey) -> Answer:
    bundled = checkpoints.read("mnist")
    return classify(bundled.network, bundled.weights, Preparation.INK, drawing)


def test_an_empty_pad_says_the_next_step() -> None:
    page = DrawPage()
    assert page.app.title[0].value == "Draw"
    assert page.said == EMPTY
    assert page.messages() == []


def test_a_drawn_digit_is_named_with_the_networks_own_probabilities() -> None:
    page = DrawPage()
    for label in range(10):
        page.draw(on_pad(label))
        answer = answer_of(on_pad(label))
        assert page.digit == str(label)
        assert page.said == f"{label} with {answer.probability:.0%}"
        assert list(page.bars) == list("0123456789")
        assert np.allclose(list(page.bars.values()), 100 * answer.probabilities, atol=0.051)


def test_the_ten_class_maps_have_the_logits_below_them_and_the_winner_is_marked() -> None:
    page = DrawPage()
    page.draw(on_pad(7))
    answer = answer_of(on_pad(7))
    assert answer.maps is not None
    logits = answer.maps.mean((1, 2))
    maps = page.figures("nin-map")
    assert maps == [
        f"{label} {logits[label]:.2f}" + " *" * (label == answer.best) for label in range(10)
    ]


def test_each_step_has_a_picture_and_a_sentence() -> None:
    page = DrawPage()
    page.draw(on_pad(2))
    steps = answer_of(on_pad(2)).prepared.steps
    assert page.figures("step") == [
        f"{number} {step.name}. {step.sentence}" for number, step in enumerate(steps, 1)
    ]


def test_a_changed_drawing_changes_the_answer_and_a_cleared_pad_ends_it() -> None:
    page = DrawPage()
    page.draw(on_pad(0))
    assert page.digit == "0"
    page.draw(on_pad(1))
    assert page.digit == "1"
    page.send({"png": None, "strokes": [], "reset": 0, "number": 9})
    assert page.said == EMPTY


def test_below_the_threshold_the_page_does_not_know_and_says_what_it_would_guess() -> None:
    page = DrawPage()
    page.draw(on_pad(8))
    sure = answer_of(on_pad(8)).probability
    page.app.slider("threshold").set_value(99)
    page.run()
    assert page.said == f"I don't know best guess 8 with {sure:.0%}, below your 99%"
    page.app.slider("threshold").set_value(0)
    page.run()
    assert page.digit == "8"


def test_two_digits_at_once_are_warned_of() -> None:
    page = DrawPage()
    left, right = (Canvas(side=112, height=40, pen=4, centre=(x, 56)) for x in (22, 90))
    page.draw(draw(written(3, 0), left) | draw(written(5, 0), right))
    assert "⚠ 2 separate shapes are seen as one digit; draw one digit at a time." in page.html


def test_a_speck_of_ink_is_no_digit() -> None:
    page = DrawPage()
    page.draw(np.zeros((112, 112), np.uint8))
    assert page.said == "The drawing is empty; draw one digit, as large as you like."


def test_what_no_pad_sends_is_refused_in_words_and_the_page_goes_on() -> None:
    page = DrawPage()
    for value in (
        "no dictionary",
        {"png": "***", "strokes": [[1, 2, 3]], "reset": 0, "number": 1},
        {"png": "A" * 50_000, "strokes": [[1, 2, 3]], "reset": 0, "number": 1},
        {"png": None, "strokes": [[1, 2, "<script>"]], "reset": 0, "number": 1},
    ):
        page.send(value)
        assert len(page.messages()) == 1
        assert page.messages()[0].startswith("drawing pad: the browser sent ")
        page.draw(on_pad(4))
        assert page.digit == "4"


def test_any_pen_may_be_chosen() -> None:
    page = DrawPage()
    for pen in ("Hairline", "Marker"):
        page.slide("pen", pen)
        page.draw(on_pad(6))
        assert page.digit == "6"


def test_every_sample_is_answered_right_without_a_mouse() -> None:
    page = DrawPage()
    page.choose("source", "Samples")
    for label in range(10):
        page.pick("sample-digits", str(label))
        assert page.digit == str(label)
    assert f'alt="{label}, a sample of MNIST (5,000 digits)"' in page.html


def test_another_writers_digit_is_another_one() -> None:
    page = DrawPage()
    page.choose("source", "Samples")
    before = page.bars
    page.app.button("another").click()
    page.run()
    assert page.bars != before
    assert page.digit == "3"


def test_pictures_are_answered_one_by_one_and_errors_are_said_in_words() -> None:
    page = DrawPage()
    page.choose("source", "Upload")
    assert page.said == "Choose pictures, or drop them here: any size, ink and paper."
    dark = Image.fromarray(draw(written(7, 0), Canvas(side=500, inverted=True))).convert("RGB")
    page.upload(
        ("three <b>.png", encoded(on_pad(3))),
        ("seven.jpg", encoded(dark, "JPEG")),
        ("one.webp", encoded(on_pad(1), "WEBP")),
        ("blank.png", BLANK),
        ("notes.png", b"no picture"),
        ("large.png", bytes(MAX_UPLOAD_BYTES + 1)),
    )
    assert page.digit == "3"  # the first
    for words in (
        "<b>3</b> ",
        "three &lt;b&gt;.png",
        "<b>7</b> ",
        "<b>1</b> ",
        "blank.png: The drawing is empty; draw one digit, as large as you like.",
        "notes.png: This is no PNG, JPEG or WebP picture; save it as one of these.",
        "large.png: 10 MB are more than 10 MB; make the picture smaller.",
    ):
        assert words in page.html
    page.pick("closely", 1)
    assert page.digit == "7"
    page.pick("closely", 4)
    assert page.said == "This is no PNG, JPEG or WebP picture; save it as one of these."


def test_fewer_files_than_before_are_looked_at_without_a_fault() -> None:
    page = DrawPage()
    page.choose("source", "Upload")
    page.upload(*((f"{label}.png", encoded(on_pad(label))) for label in (1, 2, 3)))
    page.pick("closely", 2)
    assert page.digit == "3"
    page.upload(("0.png", encoded(on_pad(0))), ("1.png", encoded(on_pad(1))))
    assert page.digit == "0"
    page.upload()
    assert page.said.startswith("Choose pictures")


def test_too_many_files_are_cut_short_and_that_is_said() -> None:
    page = DrawPage()
    page.choose("source", "Upload")
    page.upload(*((f"{number}.png", BLANK) for number in range(MAX_FILES + 2)))
    assert page.messages() == [f"The first {MAX_FILES} of {MAX_FILES + 2} pictures are shown."]
    assert page.html.count("The drawing is empty") == MAX_FILES + 1  # and one looked at closely


def test_what_it_was_is_kept_corrected_and_removed() -> None:
    page = DrawPage()
    page.draw(on_pad(3))
    page.choose("it-was", 3)
    assert "Kept as a 3." in page.captions
    page.choose("it-was", 5)  # the same drawing: a correction
    assert page.own == ["1: <b>5</b>"]
    page.draw(on_pad(9))
    page.choose("it-was", 9)
    assert page.own == ["1: <b>5</b>", "2: <b>9</b>"]
    assert page.app.button_group("it-was").value is None
    page.pick("remove-own", 0)
    assert page.own == ["1: <b>9</b>"]
    digit = answer_of(on_pad(9)).prepared.pixels
    assert page.app.session_state[OWN_DIGITS.name] == ((9, digit.tobytes()),)


def test_nothing_is_kept_while_nothing_is_drawn() -> None:
    page = DrawPage()
    page.choose("it-was", 3)
    assert "There is no digit yet: draw one first." in page.captions
    page.draw(on_pad(3))
    page.send({"png": None, "strokes": [], "reset": 0, "number": 9})
    page.choose("it-was", 3)
    assert page.own == []


def test_samples_and_uploads_can_be_kept_too_and_all_of_it_survives_a_change_of_page() -> None:
    page = DrawPage()
    page.choose("source", "Samples")
    page.choose("it-was", 3)
    page.choose("source", "Upload")
    page.upload(("six.png", encoded(on_pad(6))))
    page.choose("it-was", 6)
    page.visit("app.py")
    page.visit("pages/draw.py")
    assert page.own == ["1: <b>3</b>", "2: <b>6</b>"]


def test_a_full_set_says_so() -> None:
    page = DrawPage()
    page.app.session_state[OWN_DIGITS.name] = tuple(
        (number % 10, bytes([number]) * 784) for number in range(MAX_OWN_DIGITS)
    )
    page.draw(on_pad(3))
    page.choose("it-was", 3)
    assert f"{MAX_OWN_DIGITS} drawings are kept already; remove one first." in page.captions
    assert len(page.own) == MAX_OWN_DIGITS
