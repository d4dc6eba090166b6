"""`SECURITY.md` names a test beside each promise; this holds it to that."""

from __future__ import annotations

import re

from tests.support.paths import ROOT


def promises() -> list[tuple[str, list[str]]]:
    """Each row of the table of promises, with the tests that it names."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition("| promise | test |")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return [(promise, re.findall(r"`(test_\w+)`", tests)) for promise, tests in rows]


def test_every_promise_names_a_test_that_is_there() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    found = promises()
    assert len(found) > 10
    assert [promise for promise, tests in found if not tests] == []
    named = [test for _, tests in found for test in tests]
    assert [test for test in named if f"def {test}(" not in code] == []
