"""Which of `make test` and `make test-slow` makes a test, and on which worker.

A test is made by `make test` unless it has the marker `slow`, and then by `make test-slow`. A test
in a browser gets that marker here, but for the journeys in Chromium. Both commands have two
workers with fixtures of their own; tests that share a costly one form a group, which one worker
makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pytest

FAST, SLOW = "make test", "make test-slow"
COSTLY = ("cluster", "trained")  # fixtures of the session that take many seconds

_COLLECTED: pytest.StashKey[Mapping[str, set[str]]] = pytest.StashKey()


def divide(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    """Give each test the markers that say where it belongs, and note its command."""
    collected = defaultdict(set)
    for item in items:
        if item.get_closest_marker("browser"):
            _mark_browser_test(item)
        for fixture in COSTLY:
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(fixture))
        command = SLOW if item.get_closest_marker("slow") else FAST
        collected[getattr(item, "originalname", item.name)].add(command)
    config.stash[_COLLECTED] = collected


def commands_of(config: pytest.Config) -> Mapping[str, set[str]]:
    """The commands that make each test of this session, by the name of its function."""
    return config.stash[_COLLECTED]


def _mark_browser_test(item: pytest.Item) -> None:
    if item.get_closest_marker("journey") and not item.get_closest_marker("firefox"):
        item.add_marker(pytest.mark.xdist_group("journeys"))
    else:
        item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
