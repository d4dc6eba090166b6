"""The task of a step, read and checked: what is guessed, chosen, done, tried or written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nin.analysis import buildable
from nin.experiments import QUESTIONS
from nin.experiments.measures import TESTED
from nin.lessons.fields import FieldError, known, one_of, or_field, text_of, typed, words_of
from nin.lessons.lesson import Choice, Guess, Look, Networks, Option, Run, Task, Write, Wrong
from nin.presets import find
from nin.spec import Network, SpecError
from nin.train import TrainConfig
from nin.train.config import BOOK, RECIPES

TASKS = ("guess", "choose", "do", "run", "write")
_MOST_OPTIONS, _MOST_WRONG, _MOST_SEEDS = 6, 12, 10
_MOST_TOLERANCE = 0.5
_MOST_NETWORKS, _MOST_EPOCHS = 6, 100
_LEAST_SEEDS = 3  # below which nothing is decided
_NAME = re.compile(r"[\w×][\w×.,+ −-]{0,39}")  # of a network, which charts and tables show


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
    wrong = tuple(
        Wrong(text_of(one, "is", before), text_of(one, "says", before))
        for before, one in _tables(entries, "guess.wrong", ("is", "says"))
    )
    unit = text_of(table, "unit", "guess.") if "unit" in table else ""
    return Guess(text_of(table, "what", "guess."), float(tolerance), unit, wrong)


def _choice(entries: list[Any]) -> Choice:
    if not 2 <= len(entries) <= _MOST_OPTIONS:
        raise FieldError("choose", f"must be from 2 to {_MOST_OPTIONS} options, got {len(entries)}")
    options = tuple(
        Option(text_of(one, "option", before), text_of(one, "says", before), _is_right(one, before))
        for before, one in _tables(entries, "choose", ("option", "says", "right"))
    )
    if len({option.text for option in options}) < len(options):
        raise FieldError("choose", "two options are the same")
    right = sum(option.is_right for option in options)
    if right != 1:
        raise FieldError("choose", f"one option must have right = true, got {right}")
    return Choice(options)


def _is_right(option: dict[str, Any], before: str) -> bool:
    return typed(bool, option, "right", "true or false", before) if "right" in option else False


def _tables(
    entries: list[Any], field: str, names: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry of a list, a table of these fields, and what stands before a field's name."""
    for place, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            *others, last = names
            words = f"must be a table of {', '.join(others)} and {last}"
            raise FieldError(f"{field} {place}", words)
        known(entry, set(names), f"{field} {place}.")
        yield f"{field} {place}.", entry


def _run(table: dict[str, Any]) -> Run:
    names = {"question", "networks", "seeds", "measure", "one", "other", "recipe", "epochs"}
    known(table, names, "run.")
    if "question" in table and "networks" in table:
        raise FieldError("run.networks", "stand in place of question; take one of them")
    seeds = typed(int, table, "seeds", "a whole number", "run.")
    if not _LEAST_SEEDS <= seeds <= _MOST_SEEDS:
        raise FieldError("run.seeds", f"must be from {_LEAST_SEEDS} to {_MOST_SEEDS}, got {seeds}")
    if "networks" in table:
        variants: str | Networks = _networks(typed(dict, table, "networks", "a table", "run."))
    else:
        variants = one_of(text_of(table, "question", "run."), QUESTIONS, "run.question")
    measure = one_of(text_of(table, "measure", "run."), TESTED, "run.measure")
    one, other = (text_of(table, name, "run.") for name in ("one", "other"))
    return Run(variants, seeds, measure, one, other, _training(table))


def _networks(table: dict[str, Any]) -> Networks:
    """Networks that can learn the bundled digits, by what they are called."""
    if not 2 <= len(table) <= _MOST_NETWORKS:
        raise FieldError("run.networks", f"must be from 2 to {_MOST_NETWORKS}, got {len(table)}")
    networks = []
    for name in table:
        if not _NAME.fullmatch(name):
            words = f"a network is called by up to 40 letters, digits and spaces, got {name[:40]!r}"
            raise FieldError("run.networks", words)
        text = text_of(table, name, "run.networks.")
        networks.append((name, or_field(f"run.networks.{name}", lambda text=text: _learner(text))))  # type: ignore[misc]
    return tuple(networks)


def _learner(text: str) -> Network:
    network = find(text)
    buildable(network)
    if (network.in_channels, network.num_classes) != (1, 10):
        raise SpecError("learns the bundled digits, so it must read 1 channel and have 10 classes")
    return network


def _training(table: dict[str, Any]) -> TrainConfig:
    """How the networks are trained: by a recipe, for so many epochs."""
    config = TrainConfig()
    if "recipe" in table:
        recipe = one_of(text_of(table, "recipe", "run."), RECIPES, "run.recipe")
        config = TrainConfig(recipe=recipe, **BOOK) if recipe == "book" else config
    if "epochs" not in table:
        return config
    epochs = typed(int, table, "epochs", "a whole number", "run.")
    if not 1 <= epochs <= _MOST_EPOCHS:
        raise FieldError("run.epochs", f"must be from 1 to {_MOST_EPOCHS}, got {epochs}")
    return replace(config, epochs=epochs)
