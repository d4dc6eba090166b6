"""A short round of the fuzzer; a long one is `python -m tests.support.fuzz --seconds 300`."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.support import fuzz


@pytest.mark.parametrize("parser", fuzz.TARGETS)
def test_what_fuzzing_begins_with_is_accepted(parser: str) -> None:
    target = fuzz.TARGETS[parser]()
    for seed in target.seeds:
        target.parse(seed)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this system")
@pytest.mark.parametrize("parser", fuzz.TARGETS)
def test_some_seconds_of_fuzzing_find_nothing(parser: str) -> None:
    assert fuzz.main([parser, "--seconds", "2"]) == 0
