"""The task of a step, read and checked: what is guessed, chosen, done, tried or written."""

from __future__ import annotations

from typing import Any

from nin.experiments import QUESTIONS
from nin.experiments.measures import TESTED
from nin.lessons.fields import FieldError, known, one_of, text_of, typed, words_of
from nin.lessons.lesson import Choice, Guess, Look, Option, Run, Task, Write, Wrong

TASKS = ("guess", "choose", "do", "run", "write")
_MOST_OPTIONS, _MOST_WRONG, _MOST_SEEDS = 6, 12, 10
_MOST_TOLERANCE = 0.5
_LEAST_SEEDS = 3  # below which nothing is decided


def task_of(entry: dict[str, Any], page: str) -> Task:
    """The task of a step on this page; of a step with none, to look."""
    kinds = [kind for kind in TASKS if kind in entry]
    if len(kinds) > 1:
        raise FieldError(kinds[1], f"a step has one task, and this has {kinds[0]} already")
    if "any" in entry and kinds != ["do"]:
        raise FieldError("any", "belongs to do, which this step has not")
    match kinds:
        case ["guess"]:
            return _guess(typed(dict, entry, "guess", "a table"))
        case ["choose"]:
            return _choice(typed(list, entry, "choose", "a list of options"))
        case ["run"]:
            return _run(typed(dict, entry, "run", "a table"))
        case ["write"]:
            if entry["write"] is not True:
                raise FieldError("write", "must be true; what is asked stands in the text")
            return Write()
        case _:
            return _look(entry, page)


def _look(entry: dict[str, Any], page: str) -> Look:
    do = words_of(entry, "do", page)
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


def _run(table: dict[str, Any]) -> Run:
    known(table, {"question", "seeds", "measure", "one", "other"}, "run.")
    seeds = typed(int, table, "seeds", "a whole number", "run.")
    if not _LEAST_SEEDS <= seeds <= _MOST_SEEDS:
        raise FieldError("run.seeds", f"must be from {_LEAST_SEEDS} to {_MOST_SEEDS}, got {seeds}")
    question = one_of(text_of(table, "question", "run."), QUESTIONS, "run.question")
    measure = one_of(text_of(table, "measure", "run."), TESTED, "run.measure")
    one, other = (text_of(table, name, "run.") for name in ("one", "other"))
    return Run(question, seeds, measure, one, other)
