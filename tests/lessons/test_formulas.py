"""Formulas: arithmetic as Python's own, and nothing else is understood."""

from __future__ import annotations

import re
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.lessons import scene_of
from nin.lessons.formulas import compute
from nin.spec import SpecError

TINY = scene_of({"net": "tiny"})
NAMES = ("params", "cells", "{params}", "{layer_macs block2_conv}", "{params depth=2}")

Number = int | float


def sums(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas of these leaves, with and without brackets."""
    return st.recursive(
        leaves,
        lambda parts: st.builds(
            str.format,
            st.sampled_from(["{} {} {}", "({} {} {})"]),
            parts,
            st.sampled_from("+-*/"),
            parts,
        ),
        max_leaves=8,
    ).filter(lambda text: len(text) <= 200)


WHOLE = st.integers(0, 10**6).map(str)
DECIMAL = st.floats(0, 1e6, allow_subnormal=False).map("{:.6f}".format)


class Calculator:
    """The oracle: a formula of numbers by the rules of school, without Python's parser."""

    def __init__(self, text: str) -> None:
        self.words = re.findall(r"[\d.]+|[-+*/()]", text)

    def total(self) -> Number:
        value = self.product()
        while self.words and self.words[0] in "+-":
            sign, other = self.words.pop(0), self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> Number:
        value = self.leaf()
        while self.words and self.words[0] in "*/":
            sign, other = self.words.pop(0), self.leaf()
            value = value * other if sign == "*" else value / other
        return value

    def leaf(self) -> Number:
        word = self.words.pop(0)
        if word != "(":
            return float(word) if "." in word else int(word)
        value = self.total()
        self.words.pop(0)  # the bracket's end
        return value


@given(sums(WHOLE | DECIMAL))
def test_arithmetic_of_numbers_is_that_of_school(formula: str) -> None:
    try:
        expected = Calculator(formula).total()
    except ZeroDivisionError:
        with pytest.raises(SpecError, match="divides by 0"):
            compute(formula, TINY)
        return
    value = compute(formula, TINY)
    assert value == expected
    assert type(value) is type(expected)


@given(sums(WHOLE | st.sampled_from(NAMES)))
def test_a_quantity_counts_as_the_number_that_it_comes_to(formula: str) -> None:
    numbers = formula
    for name in sorted(NAMES, key=len, reverse=True):
        numbers = numbers.replace(name, str(compute(name, TINY)))
    try:
        expected = Calculator(numbers).total()
    except ZeroDivisionError:
        return
    assert compute(formula, TINY) == expected


SIGNS = st.sampled_from(
    [*"+-*/(){}.,:;=<>!@#%&|^~'\"\\\0\n \t0123456789eEjxab_", "params", "cells"]
)


@given(st.text(max_size=220) | st.lists(SIGNS, max_size=60).map("".join))
def test_any_text_comes_to_a_number_or_is_refused_in_one_sentence(text: str) -> None:
    try:
        value = compute(text, TINY)
    except SpecError:
        return
    assert isinstance(value, int | float)
    assert isfinite(value)


@pytest.mark.parametrize(
    "formula",
    [
        "params()",
        "print(1)",
        "__import__('os')",
        "params.real",
        "(1).__class__",
        "params[0]",
        "2 ** 3",
        "7 // 2",
        "7 % 2",
        "1 << 9",
        "-params",
        "+1",
        "~1",
        "not 1",
        "params < 3",
        "1 if params else 2",
        "params and 1",
        "lambda: 1",
        "(params, 1)",
        "[params]",
        "[x for x in (1, 2)]",
        "(x := 1)",
        "'1'",
        "f'{params}'",
        "b'1'",
        "True",
        "None + 1",
        "... + 1",
        "1j",
        "await params",
        "(yield)",
    ],
)
def test_nothing_is_understood_but_numbers_quantities_and_four_signs(formula: str) -> None:
    with pytest.raises(SpecError):
        compute(formula, TINY)


@pytest.mark.parametrize(
    "formula",
    ["__class__", "__import__", "os", "q0_", "compute", "{__class__}", "{os.name} + 1", "{x}"],
)
def test_a_name_is_a_quantitys_or_none(formula: str) -> None:
    with pytest.raises(SpecError, match=r"there is no quantity|quantities, numbers"):
        compute(formula, TINY)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("", "is no formula"),
        ("   ", "is no formula"),
        ("1 +", "is no formula"),
        ("(params", "is no formula"),
        ("params biases", "params is of nothing, got biases"),
        ("2 params", "is no formula"),
        ("params = 1", "params is of nothing, got 1"),
        ("1 = params", "is no formula"),
        ("{params", "is no formula"),
        ("{{params}}", "quantities, numbers, + - * / and brackets only"),
        ("{}", "there is no quantity ''"),
        ("{ } + 1", "there is no quantity ''"),
        ("params{cells}", "is no formula"),
        ("{params} {cells}", "is no formula"),
        ("import os", "there is no quantity 'import'"),
        ("params\n- cells", "is no formula"),
        ("params\0", "is no formula"),
        ("\ud800", "is no formula"),
        ("params / 0", "divides by 0"),
        ("1 / (cells - cells)", "divides by 0"),
        ("0.0 / 0.0", "divides by 0"),
        ("{out_shape gap} * 2", "a shape is no part of a formula"),
        ("1 + " * 60 + "1", "a formula has at most 200 characters, this has 241"),
        ("9" * 10**6, "a formula has at most 200 characters, this has 1,000,000"),
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_what_is_no_formula_is_said(formula: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        compute(formula, TINY)
    assert words in str(error.value)


@pytest.mark.parametrize(
    "formula",
    ["1e999", "1e308 * 10", "1e999 - 1e999", "macs*" * 33 + "macs*1.5", "macs*" * 38 + "macs/2"],
    ids=["a literal", "a product", "no number", "whole times broken", "whole over whole"],
)
def test_what_no_float_holds_is_no_answer(formula: str) -> None:
    wide = scene_of({"net": "1x1024x1000000 n1000000k3p1-1000000-1000000"})
    with pytest.raises(SpecError, match="comes to more than can be computed"):
        compute(formula, wide)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("9" * 100 + "*" + "9" * 99, int("9" * 100) * int("9" * 99)),
        ("(" * 99 + "7" + ")" * 99, 7),
        ("+".join("1" * 100), 100),
    ],
    ids=["many digits", "many brackets", "many signs"],
)
def test_the_largest_formulas_are_still_computed(formula: str, value: int) -> None:
    assert compute(formula, TINY) == value


def test_brackets_as_deep_as_a_formula_is_long_are_refused() -> None:
    for sign in "([{":
        with pytest.raises(SpecError):
            compute(sign * 200, TINY)


def test_a_quantity_alone_may_be_a_shape_and_needs_no_braces() -> None:
    assert compute("out_shape block1_conv", TINY) == (16, 28, 28)
    assert compute(" {out_shape block1_conv} ", TINY) == (16, 28, 28)
