"""`SECURITY.md` names a test beside each promise, and the command that makes it."""

from __future__ import annotations

import re

import pytest

from tests.support import targets
from tests.support.paths import ROOT

HEADING = f"| promise | `{targets.FAST}` | `{targets.SLOW}` |"


def promises() -> dict[str, list[tuple[str, str]]]:
    """Each promise of the table, with its tests and the command that makes each."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition(HEADING)[2].partition("\n\n")[0]
    return dict(map(_row, table.splitlines()[2:]))


def _row(line: str) -> tuple[str, list[tuple[str, str]]]:
    promise, *cells = (cell.strip() for cell in line.strip("|").split("|"))
    return promise, [
        (test, command)
        for cell, command in zip(cells, (targets.FAST, targets.SLOW), strict=True)
        for test in re.findall(r"`(test_\w+)`", cell)
    ]


def test_every_promise_names_a_test_that_is_there() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    assert len(promises()) > 10
    assert [promise for promise, tests in promises().items() if not tests] == []
    named = [test for tests in promises().values() for test, _ in tests]
    assert [test for test in named if f"def {test}(" not in code] == []


def test_each_of_them_is_made_by_the_command_that_is_named(pytestconfig: pytest.Config) -> None:
    """Of those that were collected: with either command, all."""
    commands = targets.commands_of(pytestconfig)
    named = {pair for tests in promises().values() for pair in tests}
    assert [
        (test, command)
        for test, command in sorted(named)
        if test in commands and command not in commands[test]
    ] == []
