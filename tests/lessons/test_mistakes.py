"""Each mistake in a lesson's file is refused with its step and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from nin.lessons.lesson import MAX_WORDS
from tests.support.lessons import LESSON, STEP, refused

LONG = "x" * (MAX_WORDS + 1)
OPTION = '{ option = "Other", says = "No." },'
WRONG = '{ is = "biases", says = "Those are biases." }'
A_TEXT, NO_FIELD = "must be a text", "is no field; there are"
GUESS, SHOW = "step 3, guess", 'show = { weights = "mnist", image = "4:1", view = "Scores" }'

# In the lesson: what stands there, what is written in its place, and what is said of it.
MISTAKES = {
    "top: unknown": ("minutes", 'author = "I"\nminutes', f"author: {NO_FIELD} for, minutes, "),
    "title: missing": ('title = "A lesson"\n', "", "title: is missing; it is a text"),
    "title: a number": ('"A lesson"', "7", f"title: {A_TEXT}"),
    "title: empty": ('"A lesson"', '" \\t"', "title: is empty"),
    "title: too long": ("A lesson", LONG, "title: has 601 characters, more than 600"),
    "for: missing": ('for = "whoever reads"\n', "", "for: is missing; it is a text"),
    "for: a list": ('"whoever reads"', '["all"]', f"for: {A_TEXT}"),
    "minutes: missing": ("minutes = 3\n", "", "minutes: is missing; it is a whole number"),
    "minutes: 0": ("minutes = 3", "minutes = 0", "minutes: must be from 1 to 120"),
    "minutes: 999": ("minutes = 3", "minutes = 999", "minutes: must be from 1 to 120"),
    "minutes: true": ("minutes = 3", "minutes = true", "minutes: must be a whole number"),
    "minutes: 2.5": ("minutes = 3", "minutes = 2.5", "minutes: must be a whole number"),
    "minutes: 0xf…f": ("minutes = 3", f"minutes = 0x{'f' * 9_000}", "minutes: must be from 1"),
    "step: unknown": ('text = "Why?"', 'body = "Why?"', f"step 5, body: {NO_FIELD} any, "),
    "step: without a title": ('title = "Look"\n', "", "step 1, title: is missing; it is a text"),
    "step: without a text": ('text = "Why?"\n', "", "step 5, text: is missing; it is a text"),
    "step: without a page": ('page = "Architecture"\n', "", "step 3, page: is missing; it is a"),
    "text: a number": ('"Why?"', "1", f"step 5, text: {A_TEXT}"),
    "text: empty": ('"Why?"', '""', "step 5, text: is empty"),
    "text: too long": ("Why?", LONG, "step 5, text: has 601 characters, more than 600"),
    "then: too long": ("Others.", LONG, "step 2, then: has 601 characters, more than 600"),
    "then: false": ('"Others."', "false", f"step 2, then: {A_TEXT}"),
    "page: unknown": (
        '"Architecture"',
        '"Home"',
        "step 3, page: there is no 'Home'; there are: St",
    ),
    "page: a number": ('"Architecture"', "3", f"step 3, page: {A_TEXT}"),
    "point: of another": (
        '"class-maps-view"',
        '"cards"',
        "step 1, point: there is no 'cards'; the",
    ),
    "point: a number": ('"class-maps-view"', "1", f"step 1, point: {A_TEXT}"),
    "view: unknown": (
        '"Scores"',
        '"X-ray"',
        "step 1, show.view: there is no 'X-ray'; there are: Sc",
    ),
    "view: of no page": (
        '{ net = "d2l" }',
        '{ view = "Scores" }',
        "step 3, show.view: there is no 'Scores'; there are: none on this page",
    ),
    "show: a text": (SHOW, 'show = "mnist"', "step 1, show: must be a table"),
    "show: unknown": (SHOW, 'show = { color = "red" }', f"step 1, show.color: {NO_FIELD} cell, "),
    "show: a number": (SHOW, "show = { layer = 1 }", f"step 1, show.layer: {A_TEXT}"),
    "show: empty word": (SHOW, 'show = { image = "" }', "step 1, show.image: is empty"),
    "show: net and weights": (
        '{ net = "d2l" }',
        '{ net = "d2l", weights = "tiny" }',
        "step 3, show.net: stands in place of weights; take one of them",
    ),
    "weights: unknown": (
        'weights = "mnist"',
        'weights = "../x"',
        "step 1, show: there are no weigh",
    ),
    "net: no text": ('net = "d2l"', 'net = "resnet"', "step 3, show.net: 'resnet' is not CHANNELS"),
    "net: does not fit": (
        '"d2l"',
        '"1x9x10 n10k30"',
        "step 3, guess.what: params: Block 1: a 30×30 window does not fit",
    ),
    "layer: of no page": (
        SHOW,
        'show = { layer = "block2" }',
        "step 1, show.layer: there is no 'block2'; there are: none on this page",
    ),
    "layer: an op in a diagram": (
        '{ net = "d2l" }',
        '{ net = "d2l", layer = "block2_relu" }',
        "step 3, show.layer: there is no 'block2_relu'; there are: image, block1, pool1, block2, ",
    ),
    "do: a layer of no page": (
        'do = { weights = "tiny", image = "3:1" }',
        'do = { layer = "block2", image = "3:1" }',
        "step 2, do.layer: there is no 'block2'; there are: none on this page",
    ),
    "do: a text": (
        'do = { weights = "tiny", image = "3:1" }',
        'do = "x"',
        "step 2, do: must be a t",
    ),
    "do: unknown": ("do = { weights", "do = { seed", f"step 2, do.seed: {NO_FIELD}"),
    "do: unknown weights": ('"tiny"', '"big"', "step 2, do: there are no weights called 'big'; th"),
    "any: without do": (
        'do = { weights = "tiny", image = "3:1" }\n',
        "",
        "step 2, any: belongs to do, which this step has not",
    ),
    "any: not in do": ('["image"]', '["cell"]', "step 2, any: 'cell' is not among the words of do"),
    "any: a number": ('["image"]', "[7]", "step 2, any: '7' is not among the words of do"),
    "any: a list in it": ('["image"]', '[["image"]]', "step 2, any: \"['image']\" is not among"),
    "any: a text": ('["image"]', '"image"', "step 2, any: must be a list of words of do"),
    "two tasks": (
        "write = true",
        'write = true\ndo = { image = "1:1" }',
        "step 5, write: a step has",
    ),
    "write: false": ("write = true", "write = false", "step 5, write: must be true; what is asked"),
    "write: a text": ("write = true", 'write = "Why?"', "step 5, write: must be true; what is ask"),
    "guess: unknown": ("tolerance", "tolerant", f"{GUESS}.tolerant: {NO_FIELD} tolerance, unit, "),
    "guess: without what": ('what = "params"\n', "", f"{GUESS}.what: is missing; it is a text"),
    "what: a number": ('what = "params"', "what = 7", f"{GUESS}.what: {A_TEXT}"),
    "what: unknown": ('"params"', '"flops"', f"{GUESS}.what: there is no quantity 'flops'; there"),
    "what: no such layer": (
        '"params"',
        '"layer_macs x"',
        f"{GUESS}.what: there is no layer 'x'; t",
    ),
    "what: no weights": ('"params"', '"logit 4"', f"{GUESS}.what: asks what an image comes to: th"),
    "what: no formula": ('"params"', '"params +"', f"{GUESS}.what: 'params +' is no formula"),
    "what: infinite": ('"params"', '"1e999 * 1"', f"{GUESS}.what: '1e999 * 1' comes to more than"),
    "tolerance: -1": ("0.01", "-1", f"{GUESS}.tolerance: must be from 0 to 0.5, a share"),
    "tolerance: 2": ("0.01", "2", f"{GUESS}.tolerance: must be from 0 to 0.5, a share"),
    "tolerance: true": ("0.01", "true", f"{GUESS}.tolerance: must be from 0 to 0.5, a share"),
    "tolerance: nan": ("0.01", "nan", f"{GUESS}.tolerance: must be from 0 to 0.5, a share"),
    "tolerance: a text": ("0.01", '"1 %"', f"{GUESS}.tolerance: must be from 0 to 0.5, a share"),
    "unit: empty": ('"numbers"', '""', f"{GUESS}.unit: is empty"),
    "wrong: a table": (f"[{WRONG}]", WRONG, f"{GUESS}.wrong: must be a list"),
    "wrong: 13": (WRONG, ", ".join([WRONG] * 13), f"{GUESS}.wrong: must be at most 12, got 13"),
    "wrong: a text": (WRONG, '"biases"', f"{GUESS}.wrong 1: must be a table of is and says"),
    "wrong: unknown": ("{ is =", "{ was =", f"{GUESS}.wrong 1.was: {NO_FIELD} is, says"),
    "wrong: without says": (WRONG, '{ is = "1" }', f"{GUESS}.wrong 1.says: is missing; it is a te"),
    "wrong: a number": ('is = "biases"', "is = 3", f"{GUESS}.wrong 1.is: {A_TEXT}"),
    "wrong: unknown name": (
        '"biases"',
        '"bias"',
        f"{GUESS}.wrong 1.is: there is no quantity 'bias",
    ),
    "wrong: the answer": ('"biases"', '"2 * params / 2"', f"{GUESS}.wrong 1.is: comes to the answ"),
    "wrong: near it": ('"biases"', '"params - biases"', f"{GUESS}.wrong 1.is: comes to the answ"),
    "wrong: a shape": ('"biases"', '"out_shape gap"', f"{GUESS}.wrong 1.is: is a shape where the"),
    "wrong: no shape": ('"params"', '"out_shape gap"', f"{GUESS}.wrong 1.is: is a shape where the"),
    "guess: a text": (
        LESSON[LESSON.index("\n[steps.guess]") : LESSON.index('[[steps]]\ntitle = "Choose"')],
        'guess = "params"\n',
        "step 3, guess: must be a table",
    ),
    "choose: one": (OPTION, "", "step 4, choose: must be from 2 to 6 options, got 1"),
    "choose: seven": (OPTION, OPTION * 6, "step 4, choose: must be from 2 to 6 options, got 7"),
    "choose: a text": (OPTION, '"Other",', "step 4, choose 2: must be a table of option, says and"),
    "choose: unknown": ("{ option =", "{ text =", f"step 4, choose 1.text: {NO_FIELD} option, rig"),
    "choose: no says": (', says = "No."', "", "step 4, choose 2.says: is missing; it is a text"),
    "choose: none right": (
        ", right = true",
        "",
        "step 4, choose: one option must have right = tru",
    ),
    "choose: two right": (
        '"No." }',
        '"No.", right = true }',
        "step 4, choose: one option must have",
    ),
    "choose: right: 1": (
        "right = true",
        "right = 1",
        "step 4, choose 1.right: must be true or fal",
    ),
    "choose: two equal": ('"Other"', '" One "', "step 4, choose: two options are the same"),
    "steps: none": (
        LESSON[LESSON.index("[[") :],
        "steps = []",
        "steps: there must be from 1 to 40,",
    ),
    "steps: missing": (
        LESSON[LESSON.index("[[") :],
        "",
        "steps: is missing; it is a list of steps",
    ),
    "steps: a table": (
        LESSON[LESSON.index("[[") :],
        "[steps]",
        "steps: must be a list of steps, e",
    ),
    "steps: a number": (
        LESSON[LESSON.index("[[") :],
        "steps = [7]",
        "step 1, steps: each must be a",
    ),
    "steps: 41": (STEP, STEP * 37, "steps: there must be from 1 to 40, got 41"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_its_step_and_field(mistake: str, tmp_path: Path) -> None:
    there, instead, words = MISTAKES[mistake]
    assert there in LESSON
    said = refused(tmp_path / "a-lesson.toml", LESSON.replace(there, instead, 1))
    assert said.startswith(f"a-lesson.toml, {words}")
    assert "\n" not in said
