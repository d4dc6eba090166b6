"""A lesson's file, read and checked: whatever is wrong is said with its step and field.

    title = "What is a class map?"
    for = "who has seen a digit drawn on Start"
    minutes = 3

    [[steps]]
    title = "A sum, and a mean"
    text = "Each class has a map. What is the score of 4?"
    page = "Class maps"
    show = { weights = "mnist", image = "4:1", view = "Scores" }
    point = "class-maps-view"
    hide = ["numbers"]
    then = "It is the mean of its map."

    [steps.guess]
    what = "logit 4"
    tolerance = 0.02
    wrong = [{ is = "{map_sum 4}", says = "That is the sum, not the mean." }]

In place of `guess` stands `choose`, a list of `{ option, says, right }`; `do`, words of a link that
are reached by doing what the text says, with `any`, those of which any other value counts, of a
network any that fits together; or `write = true`; or `run`, an experiment on the bundled digits
whose verdict is predicted first:

    [steps.run]
    question = "depths"
    seeds = 5
    measure = "test_accuracy"
    one = "without 1×1"
    other = "2 1×1"
    recipe = "book"
    epochs = 20

`question` varies the network that is shown; in its place `networks` names any, as in `{ narrow =
"1x28x10 n8k5-10", wide = "1x28x10 n32k5-10" }`. The verdict is on the `measure` of two variants,
`one` and `other`. `recipe` and `epochs` may be left out. A step with no task is there to be read.
What `hide` names is covered until the task is done.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nin.lessons import judging
from nin.lessons.experiment import plan_of
from nin.lessons.fields import FieldError, known, one_of, or_field, text_of, typed, words_of
from nin.lessons.formulas import compute
from nin.lessons.lesson import (
    MAX_FILE_BYTES,
    MAX_STEPS,
    MAX_WORDS,
    Guess,
    Lesson,
    LessonError,
    Look,
    Run,
    Step,
)
from nin.lessons.places import PLACES, layers_on
from nin.lessons.scene import Scene, scene_of, with_words, words_at
from nin.lessons.tasks import TASKS, task_of

_MOST_MINUTES = 120
_STEP = {"title", "text", "page", "show", "point", "hide", "then", "any", *TASKS}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read(path: Path) -> Lesson:
    """The lesson of this file.

    Raises:
        LessonError: it cannot be read, or is no lesson.
    """
    try:
        return _lesson(path.stem, _table(path))
    except FieldError as error:
        raise LessonError(f"{path.name}, {error}") from None


def _table(path: Path) -> dict[str, Any]:
    try:
        if path.is_fifo():  # which nobody may ever write into
            raise LessonError(f"{path.name}: is no file, but a pipe")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise LessonError(f"{path.name}: cannot be read ({error.strerror})") from None
    if len(content) > MAX_FILE_BYTES:
        raise LessonError(f"{path.name}: has more than {MAX_FILE_BYTES:,} bytes")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise LessonError(f"{path.name}: is no UTF-8 text") from None
    except (ValueError, RecursionError) as error:  # a number of too many digits is no TOML error
        raise LessonError(f"{path.name}: is no TOML ({str(error)[:MAX_WORDS]})") from None


def _lesson(name: str, table: dict[str, Any]) -> Lesson:
    if not _NAME.fullmatch(name):
        raise FieldError("name", "a lesson's file is called like what-is-a-map.toml")
    known(table, {"title", "for", "minutes", "steps"})
    minutes = typed(int, table, "minutes", "a whole number")
    if not 1 <= minutes <= _MOST_MINUTES:
        raise FieldError("minutes", f"must be from 1 to {_MOST_MINUTES}")
    entries = typed(list, table, "steps", "a list of steps, each after [[steps]]")
    if not 1 <= len(entries) <= MAX_STEPS:
        raise FieldError("steps", f"there must be from 1 to {MAX_STEPS}, got {len(entries)}")
    title, audience = text_of(table, "title"), text_of(table, "for")
    steps: list[Step] = []
    for number, entry in enumerate(entries, 1):
        try:
            if not isinstance(entry, dict):
                raise FieldError("steps", "each must be a table, after [[steps]]")
            steps.append(_step(entry))
            _check_scene(Lesson(name, title, audience, minutes, tuple(steps)), number)
        except FieldError as error:
            raise FieldError(f"step {number}, {error.field}", error.reason) from None
    return Lesson(name, title, audience, minutes, tuple(steps))


def _step(entry: dict[str, Any]) -> Step:
    known(entry, _STEP)
    page = one_of(text_of(entry, "page"), PLACES, "page")
    point = text_of(entry, "point") if "point" in entry else None
    if point is not None:
        one_of(point, PLACES[page], "point")
    return Step(
        text_of(entry, "title"),
        text_of(entry, "text"),
        page,
        words_of(entry, "show", page),
        point,
        _hidden(entry, page),
        task_of(entry, page),
        text_of(entry, "then") if "then" in entry else "",
    )


def _hidden(entry: dict[str, Any], page: str) -> tuple[str, ...]:
    names = typed(list, entry, "hide", "a list of places") if "hide" in entry else []
    for name in names:
        if not isinstance(name, str):
            raise FieldError("hide", "must be a list of places")
        one_of(name, PLACES[page], "hide")
    return tuple(names)


def _check_layer(step: Step, field: str, words: Mapping[str, str], scene: Scene) -> None:
    if "layer" in words:
        one_of(words["layer"], layers_on(step.page, scene.network), f"{field}.layer")


def _check_scene(lesson: Lesson, number: int) -> None:
    """That what the last step looks at is there, and that what it asks can be computed."""
    task, words = lesson.steps[-1].task, words_at(lesson, number)
    scene = or_field("show", lambda: scene_of(words))
    _check_layer(lesson.steps[-1], "show", words, scene)
    if isinstance(task, Look) and task.do:
        after = or_field("do", lambda: scene_of(with_words(words, task.do)))
        _check_layer(lesson.steps[-1], "do", task.do, after)
    if isinstance(task, Run):
        plan = or_field("run", lambda: plan_of(task, scene))
        names = tuple(variant.name for variant in plan.variants)
        one_of(task.one, names, "run.one")
        one_of(task.other, tuple(name for name in names if name != task.one), "run.other")
    if not isinstance(task, Guess):
        return
    right = or_field("guess.what", lambda: judging.answer(task, scene))
    for place, wrong in enumerate(task.wrong, 1):
        field = f"guess.wrong {place}.is"
        value = or_field(field, lambda wrong=wrong: compute(wrong.formula, scene))  # type: ignore[misc]
        if isinstance(value, tuple) != isinstance(right, tuple):
            raise FieldError(field, "is a shape where the answer is a number, or the reverse")
        if judging.is_same(value, right, task.tolerance):
            raise FieldError(field, "comes to the answer itself, within the tolerance")
