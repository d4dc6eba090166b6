"""The page objects of the tests: what a page does not offer cannot be chosen in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.pages.architecture import ArchitecturePage
from tests.support.pages.inside import InsidePage
from tests.support.pages.map_view import MapPage
from tests.support.pages.start import StartPage

CHOICES: dict[str, Callable[[], None]] = {
    "buttons": lambda: InsidePage("class_maps").choose("class-maps-view", "Ledger"),
    "list": lambda: ArchitecturePage().pick("preset", "alexnet"),
    "menu": lambda: ArchitecturePage().insert(0, "Paint"),
    "stops": lambda: StartPage().slide("pen", "Invisible"),
    "maps": lambda: MapPage().show("norm"),
}


@pytest.mark.parametrize("kind", CHOICES)
def test_choosing_what_is_not_offered_fails(kind: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        CHOICES[kind]()
