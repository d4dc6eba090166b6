"""`make test` and `make test-slow` between them make every test once."""

from __future__ import annotations

import re

from tests.support.paths import ROOT


def test_the_two_commands_share_the_tests_out_by_one_marker() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    selections = re.findall(
        r'^(test\S*):.*\n(?:\t@echo.*\n)*\t@\$\(PYTEST\) -m ("[^"]+"|\S+)', makefile, re.M
    )
    assert selections == [("test", '"not slow"'), ("test-slow", "slow")]


def test_what_must_pass_before_a_change_lands_is_both() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert commands[-2:] == ["make test", "make test-slow"]
