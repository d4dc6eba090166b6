"""Code from strangers: it is never run, and ends in one sentence soon, whatever it is."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin import sources
from nin.export.code import to_pytorch
from nin.limits import MAX_SOURCE
from nin.presets import find
from nin.spec import Network
from tests.support.paths import ROOT
from tests.support.strategies import one_in

FOLDER = Path(__file__).parent
SNIPPETS = [file.read_text("utf-8") for file in sorted(FOLDER.glob("*/*.txt"))]
SEEDS = [*SNIPPETS, to_pytorch(find("tiny"))]
MEMORY = 400 * 1024**2  # bytes of address space beyond those of a Python that has read a network

DOUBLING = "a = [1]\n" + "a = [a, a]\n" * 60
HOSTILE = {
    "ten megabytes": "x = 1\n" * 1_700_000,
    "many names": "a\n" * 14_000,
    "brackets": "(" * 29_000,
    "closed brackets": "(" * 14_000 + ")" * 14_000,
    "signs": "x = " + "-" * 29_000 + "1",
    "sums": "x = " + "1+" * 14_000 + "1",
    "attributes": "x = a" + ".a" * 14_000,
    "calls": "x = f" + "()" * 14_000,
    "conditions": "x = " + "1 if 1 else " * 2_000 + "1",
    "blocks": "\n".join(" " * depth + "if 1:" for depth in range(99)) + "\n" + " " * 99 + "x = 1",
    "powers": "x = 9**9**9**9\ny = 2 ** 64\nfor i in range(999):\n    y = y * y\n",
    "shifts": "x = 1 << 10**9\n",
    "digits": "x = " + "9" * 29_000,
    "hexadecimal": "x = 0x" + "f" * 29_000,
    "long text": "x = 'a'\nfor i in range(999):\n    x = x + x\n",
    "repeated text": "x = 'a' * 10**11\n",
    "repeated list": "x = [0] * 10**11\n",
    "long list": "x = [0]\nfor i in range(99):\n    x = x + x\n",
    "growing list": "x = [0]\nfor i in range(9999):\n    x += x\n",
    "list within itself": "x = []\nx.append(x)\nx += x\nnet = nn.Sequential(*x, x)\ny = x == x\n",
    "stack within itself": "net = nn.Sequential(nn.Conv2d(1, 4, 3))\nnet.append(net)\n",
    "doubling": DOUBLING + "y = a == a\nz = a in a\nb = {1: a}\nprint(f'{a}')\n",
    "doubling stacks": "s = nn.Sequential(nn.ReLU())\n"
    + "s = nn.Sequential(s, s)\n" * 60
    + "net = nn.Sequential(nn.Conv2d(1, 4, 3), s)\n",
    "doubling functions": "f0 = lambda: 1\n"
    + "".join(f"f{i + 1} = lambda: (f{i}(), f{i}())\n" for i in range(60))
    + "f60()\n",
    "nested loops": "for a in range(9999):\n for b in range(9999):\n  a\n",
    "nested rounds": "x = [0 for a in range(9999) for b in range(9999) for c in range(9999)]\n",
    "endless loop": "while 1: pass\n",
    "recursion": "def f(x): return f(x)\nf(1)\n",
    "inherits itself": "class A: pass\nclass A(A): pass\nclass B(A, A): pass\nB().x\n",
    "base after base": "class A: pass\n" + "class A(A): pass\n" * 1_600 + "A().x\n",
    "forward calls itself": "class A(nn.Module):\n def forward(self, x): self(x)\nnet = A()\n",
    "object within itself": "class A(nn.Module):\n def __init__(s):\n  s.a = s\nnet = A()\n",
    "many layers": "net = nn.Sequential(*[nn.Conv2d(1, 1, 1) if i % 2 == 0 else nn.ReLU() "
    "for i in range(9998)], nn.Flatten(), nn.Linear(784, 2))\n",
    "unicode": "x = '\ud800'\n",
    "nothing": "",
    "a null": "x = 1\0\n",
    "a directive": "# coding: utf-7\nx = 1\n",
}


def answer(source: str) -> Network | str:
    """The network, or the one sentence."""
    try:
        return sources.read(source, "s", 28, 1)
    except sources.SourceError as error:
        words = str(error)
    assert "\n" not in words
    assert len(words) < 400
    return words


@pytest.mark.parametrize("source", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_code_ends_in_one_sentence(source: str) -> None:
    assert isinstance(answer(source), str)


def test_what_is_too_long_is_refused_before_it_is_parsed() -> None:
    assert answer("(" * (MAX_SOURCE + 1)) == "s: has 30,001 characters; at most 30,000 are read"


def test_all_of_it_takes_little_memory() -> None:
    code = (
        "import resource; from tests.sources import test_hostile as t; "
        f"most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 + {MEMORY}; "
        "resource.setrlimit(resource.RLIMIT_AS, (2 * most, 2 * most)); "
        "[t.answer(source) for source in t.HOSTILE.values()]; "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < most)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"


def test_code_is_never_run(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    source = f"""
open({str(canary)!r}, "w").close()
__import__("pathlib").Path({str(canary)!r}).touch()
eval("open({str(canary)!r}, 'w')")
getattr(__builtins__, "open")({str(canary)!r}, "w")
().__class__.__base__.__subclasses__()
print.__self__.open({str(canary)!r}, "w")
import os
os.system("touch {canary}")

class Net(nn.Module, metaclass=open({str(canary)!r}, "w")):
    def __init__(self, file=open({str(canary)!r}, "w")):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU())
        self.forward.__globals__["x"] = 1

    def forward(self, x):
        os.system("touch {canary}")
        return self.net(x).mean((2, 3))
"""
    assert isinstance(answer(source), Network)
    answer(f"exec(\"open({str(canary)!r}, 'w')\")")
    answer(f"@open({str(canary)!r}, 'w').close\nclass Net: pass")
    assert not canary.exists()


def mutated(source: str, chance: random.Random) -> str:
    """A source with some of its words and lines moved, doubled, or taken from another one."""
    for _ in range(chance.randint(1, 4)):
        parts = source.split(chance.choice(["\n", " ", "(", ",", "."]))
        mark = source[len(parts[0]) : len(parts[0]) + 1] or " "
        place, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        match chance.randrange(5):
            case 0:
                del parts[place]
            case 1:
                parts.insert(place, parts[other])
            case 2:
                parts[place], parts[other] = parts[other], parts[place]
            case 3:
                parts[place] = chance.choice(["0", "-1", "x", "None", "[]", "9**9", "*a", "net"])
            case _:
                strange = chance.choice(SEEDS).split(mark)
                parts.insert(place, chance.choice(strange))
        source = mark.join(parts)
    return source


@given(st.sampled_from(SEEDS), st.integers(0, 2**32))
@one_in(1)
def test_whatever_happens_to_code_only_our_own_error_escapes(source: str, seed: int) -> None:
    answer(mutated(source, random.Random(seed)))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_nothing_else_does_in_many_thousand_tries(part: int) -> None:
    chance = random.Random(part)
    for _ in range(2_000):
        answer(mutated(chance.choice(SEEDS), chance))
