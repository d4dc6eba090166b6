"""What Start says of drawings, samples and uploads, whatever is put into it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from nin import checkpoints
from nin.forward import activations
from nin.images.digit import Grey
from nin.images.preparation import Preparation
from nin.interpret.classify import Answer, classify
from nin.limits import MAX_OWN_DIGITS, MAX_UPLOAD_BYTES
from nin.presets import PRESETS
from pages.ui.shell.session import OWN_DIGITS
from pages.ui.start.gallery import MAX_FILES
from tests.support.drawings import Canvas, draw, written
from tests.support.pages.start import EMPTY, StartPage, encoded, on_pad

pytestmark = pytest.mark.usefixtures("root")
TINY = PRESETS["tiny"].network
BLANK = encoded(Image.new("L", (60, 60), 255))


def answer_of(drawing: Grey) -> Answer:
    bundled = checkpoints.read("mnist")
    return classify(bundled.network, bundled.weights, Preparation.INK, drawing)


def test_a_4_that_nearly_is_a_9_is_there_at_first_and_the_page_says_what_to_try() -> None:
    page = StartPage()
    assert page.digit == "4"
    assert "Close the gap at its top and watch" in page.html
    assert page.messages() == []


def test_an_empty_pad_says_the_next_step() -> None:
    page = StartPage()
    page.send({"png": None, "strokes": [], "reset": 0, "number": 1})
    assert page.said == EMPTY


def test_a_drawn_digit_is_named_with_the_networks_own_probabilities() -> None:
    page = StartPage()
    for label in range(10):
        page.draw(on_pad(label))
        answer = answer_of(on_pad(label))
        assert page.digit == str(label)
        article = "an" if label == 8 else "a"
        assert page.said == f"This is {article} {label}: {answer.probability:.0%} sure."
        assert list(page.bars) == list("0123456789")
        assert np.allclose(list(page.bars.values()), 100 * answer.probabilities, atol=0.051)


def test_the_flow_ends_in_the_class_maps_whose_means_are_the_scores() -> None:
    page = StartPage()
    page.draw(on_pad(7))
    answer = answer_of(on_pad(7))
    assert answer.maps is not None
    flow = page.flow
    logits = answer.maps.mean((1, 2))
    assert [score["score"] for score in flow.header["scores"]] == [f"{x:.2f}" for x in logits]
    assert flow.header["best"] == answer.best == 7
    shown = flow.maps["block3_mlp2_relu"] / 255 * answer.maps.max()
    assert np.allclose(shown, answer.maps.clip(0), atol=answer.maps.max() / 255)


def test_every_layer_of_the_flow_shows_the_mean_of_its_maps_and_the_most_varied() -> None:
    page = StartPage()
    page.draw(on_pad(2))
    mnist = checkpoints.read("mnist")
    maps = activations(mnist.network, mnist.weights, answer_of(on_pad(2)).image[None])
    columns = page.flow.header["columns"]
    assert [column["title"] for column in columns][:4] == [
        "conv 5×5", "conv 1×1 #1", "conv 1×1 #2", "max pool",
    ]  # fmt: skip
    for column in columns[:-1]:
        values = maps[column["name"]][0]
        first, *others = page.flow.maps[column["name"]]
        assert np.allclose(first / 255, values.mean(0) / values.mean(0).max(), atol=1 / 255)
        assert column["more"] == len(values) - len(others)
        varied = np.sort(values.std((1, 2)))[-4:].sum()
        limit = max(values[np.argsort(values.std((1, 2)))[-4:]].max(), 1e-9)
        shown = sum((other / 255 * limit).std() for other in others)
        assert shown == pytest.approx(varied, rel=0.02)


def test_which_maps_are_shown_stays_while_the_pen_is_down() -> None:
    page = StartPage()
    page.draw(on_pad(1))
    before = page.flow.maps["block1_relu"]
    page.draw(on_pad(8), down=True)
    during = page.flow.maps["block1_relu"]
    page.draw(on_pad(8))
    after = page.flow.maps["block1_relu"]
    assert not np.array_equal(before, during)
    assert not np.array_equal(during[1:], after[1:])
    assert np.array_equal(during[0], after[0])  # the mean is of all


def test_a_layer_that_is_chosen_is_told_of_and_leads_inside() -> None:
    page = StartPage()
    page.app.session_state["flow"] = {"chosen": "block2_mlp1_relu"}
    page.run()
    assert "<b>Block 2, conv 1×1 #1</b>: 96 maps of 14×14 · 12,384 parameters" in page.html
    page.app.session_state["flow"] = {"chosen": "no such layer"}
    page.run()
    assert "<b>Block 1, conv 1×1 #1</b>" in page.html
    assert page.leads("Look inside") == "feature_maps?layer=block1_mlp1_relu"
    assert page.leads("Change it") == "architecture?layer=block1_mlp1_relu"


def test_each_step_has_a_picture_and_a_sentence() -> None:
    page = StartPage()
    page.draw(on_pad(2))
    steps = answer_of(on_pad(2)).prepared.steps
    assert page.figures("step") == [
        f"{number} {step.name}. {step.sentence}" for number, step in enumerate(steps, 1)
    ]


def test_a_changed_drawing_changes_the_answer_and_a_cleared_pad_ends_it() -> None:
    page = StartPage()
    page.draw(on_pad(0))
    assert page.digit == "0"
    page.draw(on_pad(1))
    assert page.digit == "1"
    page.send({"png": None, "strokes": [], "reset": 0, "number": 9})
    assert page.said == EMPTY
    assert not any("flow" in c.proto.id for c in page.app.get("bidi_component"))


def test_below_the_threshold_the_page_does_not_know_and_says_what_it_would_guess() -> None:
    page = StartPage()
    page.draw(on_pad(8))
    sure = answer_of(on_pad(8)).probability
    page.app.slider("threshold").set_value(99)
    page.run()
    assert page.said == f"I don't know: perhaps 8, {sure:.0%} sure."
    page.app.slider("threshold").set_value(0)
    page.run()
    assert page.digit == "8"


def test_two_digits_at_once_are_warned_of() -> None:
    page = StartPage()
    left, right = (Canvas(side=112, height=40, pen=4, centre=(x, 56)) for x in (22, 90))
    page.draw(draw(written(3, 0), left) | draw(written(5, 0), right))
    assert page.doubt == "⚠ 2 separate shapes are seen as one digit; draw one digit at a time."


def test_a_speck_of_ink_is_no_digit() -> None:
    page = StartPage()
    page.draw(np.zeros((112, 112), np.uint8))
    assert page.said == "The drawing is empty; draw one digit, as large as you like."


def test_what_no_pad_sends_is_refused_in_words_and_the_page_goes_on() -> None:
    page = StartPage()
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
    page = StartPage()
    for pen in (8, 170):
        page.slide("pen", pen)
        page.draw(on_pad(6))
        assert page.digit == "6"


def test_every_sample_is_answered_right_without_a_mouse() -> None:
    page = StartPage()
    page.choose("source", "Samples")
    named = 0
    for label in range(10):
        page.pick("sample-class", str(label))
        assert page.guess == str(label)
        named += page.digit == str(label)
    assert named >= 9  # of a 3 it is not sure, and says so
    assert 'alt="9, MNIST (5,000 digits), as the network gets it"' in page.html


def test_another_writers_digit_is_another_one() -> None:
    page = StartPage()
    page.choose("source", "Samples")
    page.pick("sample-class", "3")
    before = page.bars
    page.app.number_input("sample-number").set_value(2)
    page.run()
    assert page.bars != before
    assert page.digit == "3"


def test_pictures_are_answered_one_by_one_and_errors_are_said_in_words() -> None:
    page = StartPage()
    page.choose("source", "Upload")
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
    assert page.digit == "7"  # what is no picture is not looked at


def test_fewer_files_than_before_are_looked_at_without_a_fault() -> None:
    page = StartPage()
    page.choose("source", "Upload")
    page.upload(*((f"{label}.png", encoded(on_pad(label))) for label in (1, 2, 3)))
    page.pick("closely", 2)
    assert page.digit == "3"
    page.upload(("0.png", encoded(on_pad(0))), ("1.png", encoded(on_pad(1))))
    assert page.digit == "0"
    page.upload()
    assert page.digit == "0"


def test_what_is_added_to_files_is_what_is_looked_at() -> None:
    page = StartPage()
    page.choose("source", "Upload")
    files = [(f"{label}.png", encoded(on_pad(label))) for label in (1, 2, 7, 3)]
    for count, digit in ((1, "1"), (2, "2"), (4, "7")):  # of two that came at once the first
        page.upload(*files[:count])
        assert page.digit == digit


def test_too_many_files_are_cut_short_and_that_is_said() -> None:
    page = StartPage()
    page.choose("source", "Upload")
    page.upload(*((f"{number}.png", BLANK) for number in range(MAX_FILES + 2)))
    assert page.messages() == [f"The first {MAX_FILES} of {MAX_FILES + 2} pictures are shown."]
    assert page.html.count("The drawing is empty") == MAX_FILES


def test_what_it_was_is_kept_corrected_and_removed() -> None:
    page = StartPage()
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


def test_what_is_kept_is_what_is_drawn_at_the_click() -> None:
    page = StartPage()
    page.draw(on_pad(3))
    # the question is still of the last drawing when it is answered
    page.app.session_state["digit"] = {"drawing": page.drawing(on_pad(9))}
    page.choose("it-was", 9)
    digit = answer_of(on_pad(9)).prepared.pixels
    assert page.app.session_state[OWN_DIGITS.name] == ((9, digit.tobytes()),)


def test_nothing_can_be_kept_while_nothing_is_drawn() -> None:
    page = StartPage()
    page.send({"png": None, "strokes": [], "reset": 0, "number": 9})
    assert "It was a …" not in [group.label for group in page.app.button_group]


def test_samples_and_uploads_can_be_kept_too_and_all_of_it_survives_a_change_of_page() -> None:
    page = StartPage()
    page.choose("source", "Samples")
    page.pick("sample-class", "3")
    page.choose("it-was", 3)
    page.choose("source", "Upload")
    page.upload(("six.png", encoded(on_pad(6))))
    page.choose("it-was", 6)
    page.visit("pages/class_maps.py")
    page.visit("app.py")
    assert page.own == ["1: <b>3</b>", "2: <b>6</b>"]


def test_a_full_set_says_so() -> None:
    page = StartPage()
    page.app.session_state[OWN_DIGITS.name] = tuple(
        (number % 10, bytes([number]) * 784) for number in range(MAX_OWN_DIGITS)
    )
    page.draw(on_pad(3))
    page.choose("it-was", 3)
    assert f"{MAX_OWN_DIGITS} drawings are kept already; remove one first." in page.captions
    assert len(page.own) == MAX_OWN_DIGITS


def test_one_s_own_drawings_lead_to_a_training_with_them() -> None:
    page = StartPage()
    page.draw(on_pad(3))
    page.choose("it-was", 3)
    assert "Train with your 1 drawing" in [button.label for button in page.app.button]
    page.click("train-own")
    assert page.app.session_state["drawings"] is True
