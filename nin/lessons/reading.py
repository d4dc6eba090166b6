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
are reached by doing what the text says, with `any`, those of which any other value counts; or
`write = true`. A step with none of them is there to be read. What `hide` names is covered until the
task is done.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from nin.checkpoint_header import CheckpointError
from nin.codec import dumps, link
from nin.lessons import judging
from nin.lessons.fields import FieldError, known, one_of, text_of, typed
from nin.lessons.formulas import compute
from nin.lessons.lesson import (
    MAX_FILE_BYTES,
    MAX_STEPS,
    MAX_WORDS,
    Choice,
    Guess,
    Lesson,
    LessonError,
    Look,
    Option,
    Step,
    Task,
    Write,
    Wrong,
)
from nin.lessons.places import PLACES, VIEWS
from nin.lessons.scene import WORDS, scene_of, with_words, words_at
from nin.presets import find
from nin.spec import SpecError

_MOST_MINUTES, _MOST_OPTIONS, _MOST_WRONG = 120, 6, 12
_MOST_TOLERANCE = 0.5
_TASKS = ("guess", "choose", "do", "write")
_STEP = {"title", "text", "page", "show", "point", "hide", "then", "any", *_TASKS}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

T = TypeVar("T")


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
        _words(entry, "show", page),
        point,
        _hidden(entry, page),
        _task(entry, page),
        text_of(entry, "then") if "then" in entry else "",
    )


def _hidden(entry: dict[str, Any], page: str) -> tuple[str, ...]:
    names = typed(list, entry, "hide", "a list of places") if "hide" in entry else []
    for name in names:
        if not isinstance(name, str):
            raise FieldError("hide", "must be a list of places")
        one_of(name, PLACES[page], "hide")
    return tuple(names)


def _task(entry: dict[str, Any], page: str) -> Task:
    kinds = [kind for kind in _TASKS if kind in entry]
    if len(kinds) > 1:
        raise FieldError(kinds[1], f"a step has one task, and this has {kinds[0]} already")
    if "any" in entry and kinds != ["do"]:
        raise FieldError("any", "belongs to do, which this step has not")
    match kinds:
        case ["guess"]:
            return _guess(typed(dict, entry, "guess", "a table"))
        case ["choose"]:
            return _choice(typed(list, entry, "choose", "a list of options"))
        case ["write"]:
            if entry["write"] is not True:
                raise FieldError("write", "must be true; what is asked stands in the text")
            return Write()
        case _:
            return _look(entry, page)


def _look(entry: dict[str, Any], page: str) -> Look:
    do = _words(entry, "do", page)
    names = typed(list, entry, "any", "a list of words of do") if "any" in entry else []
    for name in names:
        if not isinstance(name, str) or name not in do:
            raise FieldError("any", f"{str(name)[:40]!r} is not among the words of do")
    return Look(do, frozenset(names))


def _guess(table: dict[str, Any]) -> Guess:
    known(table, {"what", "tolerance", "unit", "wrong"}, "guess.")
    tolerance = table.get("tolerance", 0)
    is_number = isinstance(tolerance, int | float) and not isinstance(tolerance, bool)
    if not (is_number and 0 <= tolerance <= _MOST_TOLERANCE):
        raise FieldError("guess.tolerance", f"must be from 0 to {_MOST_TOLERANCE}, a share")
    entries = typed(list, table, "wrong", "a list", "guess.") if "wrong" in table else []
    if len(entries) > _MOST_WRONG:
        raise FieldError("guess.wrong", f"must be at most {_MOST_WRONG}, got {len(entries)}")
    wrong = []
    for place, entry in enumerate(entries, 1):
        field = f"guess.wrong {place}"
        if not isinstance(entry, dict):
            raise FieldError(field, "must be a table of is and says")
        known(entry, {"is", "says"}, f"{field}.")
        wrong.append(Wrong(text_of(entry, "is", f"{field}."), text_of(entry, "says", f"{field}.")))
    unit = text_of(table, "unit", "guess.") if "unit" in table else ""
    return Guess(text_of(table, "what", "guess."), float(tolerance), unit, tuple(wrong))


def _choice(entries: list[Any]) -> Choice:
    if not 2 <= len(entries) <= _MOST_OPTIONS:
        raise FieldError("choose", f"must be from 2 to {_MOST_OPTIONS} options, got {len(entries)}")
    options = []
    for place, entry in enumerate(entries, 1):
        field = f"choose {place}"
        if not isinstance(entry, dict):
            raise FieldError(field, "must be a table of option, says and right")
        known(entry, {"option", "says", "right"}, f"{field}.")
        text, says = (text_of(entry, name, f"{field}.") for name in ("option", "says"))
        is_right = entry.get("right", False)
        if not isinstance(is_right, bool):
            raise FieldError(f"{field}.right", "must be true or false")
        options.append(Option(text, says, is_right))
    if len({option.text for option in options}) < len(options):
        raise FieldError("choose", "two options are the same")
    right = sum(option.is_right for option in options)
    if right != 1:
        raise FieldError("choose", f"one option must have right = true, got {right}")
    return Choice(tuple(options))


def _check_scene(lesson: Lesson, number: int) -> None:
    """That what the last step looks at is there, and that what it asks can be computed."""
    task, words = lesson.steps[-1].task, words_at(lesson, number)
    scene = _or_field("show", lambda: scene_of(words))
    if isinstance(task, Look) and task.do:
        after = with_words(words, task.do)
        _or_field("do", lambda: scene_of(after))
    if not isinstance(task, Guess):
        return
    right = _or_field("guess.what", lambda: judging.answer(task, scene))
    for place, wrong in enumerate(task.wrong, 1):
        field = f"guess.wrong {place}.is"
        value = _or_field(field, lambda wrong=wrong: compute(wrong.formula, scene))  # type: ignore[misc]
        if isinstance(value, tuple) != isinstance(right, tuple):
            raise FieldError(field, "is a shape where the answer is a number, or the reverse")
        if judging.is_same(value, right, task.tolerance):
            raise FieldError(field, "comes to the answer itself, within the tolerance")


def _or_field(field: str, compute: Callable[[], T]) -> T:
    try:
        return compute()
    except (SpecError, CheckpointError) as error:
        raise FieldError(field, str(error)) from None


def _words(entry: dict[str, Any], field: str, page: str) -> dict[str, str]:
    table = typed(dict, entry, field, "a table") if field in entry else {}
    known(table, set(WORDS), f"{field}.")
    for name in table:
        text_of(table, name, f"{field}.")
    if "net" in table and "weights" in table:
        raise FieldError(f"{field}.net", "stands in place of weights; take one of them")
    if "view" in table:
        one_of(table["view"], VIEWS.get(page, ()), f"{field}.view")
    if "net" in table:  # as links and the session write it
        text = _or_field(f"{field}.net", lambda: link(dumps(find(table["net"]))))
        table = {**table, "net": text}
    return dict(table)
