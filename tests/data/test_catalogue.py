"""The table of the known sets is whole, and all lists of names follow from it."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import nin.data
from nin.data import SETS, classes, title
from nin.data.known_set import KnownSet


def test_every_set_that_a_module_describes_is_in_the_table() -> None:
    modules = [
        importlib.import_module(f"nin.data.{module.name}")
        for module in pkgutil.iter_modules(nin.data.__path__)
    ]
    described = {
        id(value) for module in modules for value in vars(module).values() if _is_known_set(value)
    }
    assert described == {id(entry) for entry in SETS.values()}


def _is_known_set(value: object) -> bool:
    return isinstance(value, KnownSet)


@pytest.mark.parametrize("name", SETS)
def test_every_set_has_a_title_a_label_classes_and_a_shape(name: str) -> None:
    entry = SETS[name]
    assert entry.name == name
    assert entry.title
    assert entry.label
    assert len(entry.classes) == len(set(entry.classes)) >= 2
    assert entry.shape[0] in (1, 3)
    assert title(name) == entry.title
    assert classes(name) == classes(f"{name}:validation") == entry.classes


def test_no_two_sets_share_what_people_call_them() -> None:
    for told_apart_by in ("title", "label"):
        assert len({getattr(entry, told_apart_by) for entry in SETS.values()}) == len(SETS)


def test_a_name_that_is_in_no_table_has_no_classes_and_is_called_as_it_is() -> None:
    assert classes("folder:x") is None
    assert title("folder:" + "x" * 99) == "folder:" + "x" * 33
