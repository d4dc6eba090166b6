"""What a guess came to: right, a known mistake, or wrong; and whether a thing to do is done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from nin.analysis import trace
from nin.codec import loads
from nin.lessons.formulas import compute, unit
from nin.lessons.lesson import Guess, Look
from nin.lessons.quantities import Value
from nin.lessons.scene import Scene
from nin.spec import SpecError

_EXACT = 1e-9  # share by which numbers that are computed alike may differ
_SHOWN = 0.005  # half of the last place of a number that is shown with two decimals
_TYPED = 60  # characters of a guess
_NUMBER = re.compile(
    r"([-+−]?)(?:([1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?)|(\d*[.,]?\d+))([kKMG]?)(?:B|bytes|pixels|px)?"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a guess came to.

    Attributes:
        is_right: Whether it counts as right.
        value: The number or shape that was guessed.
        says: What was forgotten, of a known mistake; else nothing.
    """

    is_right: bool
    value: Value
    says: str = ""


def answer(guess: Guess, scene: Scene) -> Value:
    """What is to be guessed.

    Raises:
        SpecError: a quantity is not there.
    """
    return compute(guess.what, scene)


def judge(guess: Guess, scene: Scene, typed: str) -> Judgement:
    """What this guess came to.

    Raises:
        SpecError: it is no number, or no shape where one is asked for.
    """
    if len(typed) > _TYPED:
        raise SpecError(f"a guess has at most {_TYPED} characters, this has {len(typed):,}")
    right = answer(guess, scene)
    bare = _without_unit(typed, _unit(guess))
    try:
        value: Value = _shape(bare) if isinstance(right, tuple) else _number(bare)
    except ValueError as error:
        raise SpecError(f"{typed!r} is no {error}") from None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if is_same(value, right, guess.tolerance):
        return Judgement(True, value)
    for wrong in guess.wrong:
        with suppress(SpecError):  # which this network may not have
            if is_same(value, compute(wrong.formula, scene), guess.tolerance):
                return Judgement(False, value, wrong.says)
    return Judgement(False, value)


def asks_the_image(guess: Guess, scene: Scene) -> bool:
    """Whether the answer depends on the image, and on the weights that look at it."""
    try:
        answer(guess, replace(scene, image=None))
    except SpecError:
        return True
    return False


def is_reached(look: Look, before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether what was to be done is done, by the words of a link to what is looked at.

    Of a word in `any` every other value counts, of a network each that fits together.

    Args:
        look: What was to be done.
        before: Where it began.
        now: Where it came to.
    """
    return all(
        _is_another(name, before.get(name, ""), now.get(name, ""))
        if name in look.any
        else now.get(name) == value
        for name, value in look.do.items()
    )


def _is_another(name: str, before: str, now: str) -> bool:
    return now not in ("", before) and (name != "net" or trace(loads(now)).fault is None)


def is_same(value: Value, other: Value, tolerance: float) -> bool:
    """Whether two values count as the same: exactly, or within a share of the second."""
    if isinstance(value, tuple) or isinstance(other, tuple):
        return value == other
    shown = _SHOWN if isinstance(other, float) else 0.0
    return abs(value - other) <= max(shown, (tolerance or _EXACT) * abs(other)) + 1e-12


def written(value: Value, guess: Guess) -> str:
    """A value as it is shown, with its unit."""
    match value:
        case tuple():
            return "×".join(map(str, value))
        case int():
            number = f"{value:,}"
        case _:
            number = f"{value:,.2f}"
    return f"{number} {_unit(guess)}".rstrip()


def _unit(guess: Guess) -> str:
    return guess.unit or unit(guess.what)


def _without_unit(typed: str, own: str) -> str:
    """What is typed, without the answer's own unit behind it: `25 cells`, `1 cell`."""
    words = typed.rstrip()
    for ending in filter(None, (own, own.removesuffix("s"))):
        if words.lower().endswith(ending.lower()):
            return words[: -len(ending)]
    return typed


def _number(typed: str) -> float:
    """A number with its thousands apart or not, with a suffix k, M or G or not.

    A comma stands before thousands where it can, as in 1,234, else before decimals: 4,8 and 0,125.
    """
    number = _NUMBER.fullmatch(re.sub(r"[\s_']", "", typed))
    if number is None:
        raise ValueError("number; write one like 1,234 or 1.2 M")
    sign, thousands, plain, suffix = number.groups()
    digits = plain.replace(",", ".") if thousands is None else thousands.replace(",", "")
    value = float(digits) * {"": 1, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9}[suffix]
    return -value if sign in ("-", "−") else value


def _shape(typed: str) -> tuple[int, ...]:
    """Whole numbers, apart by ×, x, commas or spaces."""
    parts = re.findall(r"\d+", typed)
    if not parts or re.sub(r"[\d\s×x,()*]", "", typed):
        raise ValueError("shape; write one like 16×14×14")
    return tuple(map(int, parts))
