"""Session state is one module: every value has one name and one owner."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.ui.shell import session
from pages.ui.shell.session import Key
from tests.support.paths import ROOT

SESSION = ROOT / "pages" / "ui" / "shell" / "session.py"
OTHERS = [ROOT / "app.py", *sorted(set((ROOT / "pages").rglob("*.py")) - {SESSION})]
KEYS = {name: key for name, key in vars(session).items() if isinstance(key, Key)}


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_only_the_session_module_knows_session_state_or_a_key_by_its_text(path: Path) -> None:
    names = {key.name for key in KEYS.values()}
    for node in nodes(path):
        assert getattr(node, "attr", None) != "session_state"
        if isinstance(node, ast.keyword) and node.arg == "key":
            assert getattr(node.value, "value", None) not in names


def test_no_two_values_have_one_name() -> None:
    assert len({key.name for key in KEYS.values()}) == len(KEYS)


def test_every_value_is_used_and_set_by_one_module() -> None:
    owners = defaultdict(set)
    for path in OTHERS:
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and node.attr in ("set", "pop"):
                match node.value:
                    case ast.Attribute(ast.Name("session"), name):
                        owners[name].add(path)
                    case _:
                        pass
    experiment = {"QUESTION", "RUNS_OF_EACH"}
    start = {"PEN", "THRESHOLD", "FILES", "ALL_WEIGHTS"}
    paste = {"PASTE_SIDE", "PASTE_CHANNELS"}
    widgets = {"TRADE_OFF", "SURE_FROM", *experiment, *start, *paste}  # only the browser sets them
    assert owners.keys() == KEYS.keys() - widgets
    assert {name: paths for name, paths in owners.items() if len(paths) > 1} == {}
