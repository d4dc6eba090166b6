"""What `make` installs and which tests it makes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_one_marker_divides_the_tests_between_two_commands() -> None:
    recipe = re.compile(r'^(test\S*):.*\n(?:\t@echo .*\n)*\t@\$\(PYTEST\) -m ("[^"]+"|\S+) ', re.M)
    assert recipe.findall(read("Makefile")) == [("test", '"not slow"'), ("test-slow", "slow")]


GROUPED = """
import pytest

@pytest.mark.xdist_group("shared")
@pytest.mark.parametrize("number", range(6))
def test_of_the_group(number):
    pass
"""


def test_what_shares_a_costly_fixture_stays_with_one_worker(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"test_{name}.py").write_text(GROUPED, encoding="utf-8")
    (flags,) = re.findall(r"^PYTEST := \S+ -m pytest (.*)$", read("Makefile"), re.M)
    command = [sys.executable, "-m", "pytest", "-v", *flags.split(), str(tmp_path)]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    workers = re.findall(r"^\[(gw\d)\] .* PASSED ", output.stdout, re.M)
    assert len(workers) == 12
    assert len(set(workers)) == 1


def test_both_must_pass_before_a_change_lands() -> None:
    assert read(".ci/run").splitlines()[-2:] == ["make test", "make test-slow"]


def test_the_lock_names_a_version_of_each_requirement_and_no_place() -> None:
    _comment, *lines = read("constraints.txt").splitlines()
    versions = dict(line.split("==") for line in lines)
    assert all(re.fullmatch(r"[\w.-]+==\d[\w.]*", line) for line in lines)
    kinds = ("-look", "-train", "-dev", "-ray")
    requirements = "".join(read(f"requirements{kind}.txt") for kind in kinds)
    names = re.findall(r"^\w[\w.-]*", requirements, re.M)
    assert len(names) > 20
    assert set(names) <= set(versions)


def test_the_app_installs_what_looks_and_what_trains_and_only_the_latter_is_pytorch() -> None:
    included = re.findall(r"^-r (\S+)$", read("requirements.txt"), re.M)
    assert included == ["requirements-look.txt", "requirements-train.txt"]
    look, train = (re.findall(r"^\w[\w.-]*", read(file), re.M) for file in included)
    assert train == ["torch", "torchvision"]
    assert "numpy" in look
    assert not {"torch", "torchvision"} & set(look)
