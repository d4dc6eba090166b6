"""Every formula that a learner can see is worked out: its left side gives its right side."""

import math
import re
from fractions import Fraction
from math import prod

import pytest
from hypothesis import example, given

from nin.analysis import Row, trace
from nin.analysis.explain import Figure, Formula, explain, layer_text, op_text
from nin.codec import loads
from nin.ops import Conv2d, Linear, ReLU
from nin.presets import PRESETS
from nin.spec import Network, Pool
from tests.support.strategies import networks, wild_networks

TOKEN = re.compile(r"\s*([0-9][0-9,]*|[-+−·/()⌊⌋⌈⌉])")
CLOSING = {"(": ")", "⌊": "⌋", "⌈": "⌉"}


class Sum:
    """The value of what a formula writes, by its usual rules; anything else is an error."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        assert "".join(self.tokens) == re.sub(r"\s", "", text), f"unreadable: {text}"
        self.value = self._sum()
        assert not self.tokens, f"left over: {self.tokens}"

    def _sum(self) -> Fraction:
        value = self._product()
        while self._next_is("+−"):
            sign = 1 if self.tokens.pop(0) == "+" else -1
            value += sign * self._product()
        return value

    def _product(self) -> Fraction:
        value = self._atom()
        while self._next_is("·/"):
            if self.tokens.pop(0) == "·":
                value *= self._atom()
            else:
                value /= self._atom()
        return value

    def _atom(self) -> Fraction:
        token = self.tokens.pop(0)
        if token not in CLOSING:
            assert re.fullmatch(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+", token), token
            return Fraction(token.replace(",", ""))
        value = self._sum()
        assert self.tokens.pop(0) == CLOSING[token]
        if token == "(":
            return value
        return Fraction(math.floor(value) if token == "⌊" else math.ceil(value))

    def _next_is(self, signs: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in signs


def holds(formula: Formula) -> bool:
    left, right = formula.numbers.split(" = ")
    return Sum(left).value == Sum(right).value


def value(row: Row, figure: Figure) -> int:
    """The row's own value of this figure."""
    return {
        Figure.SIDE: row.out_shape[-1],
        Figure.VALUES: prod(row.out_shape),
        Figure.PARAMS: row.params,
        Figure.MACS: row.macs,
        Figure.MEMORY: row.activation_bytes,
        Figure.RECEPTIVE_FIELD: row.receptive_field,
        Figure.JUMP: row.jump,
    }[figure]


@given(networks() | wild_networks())
@example(PRESETS["mnist"].network)
@example(PRESETS["d2l"].network)
@example(PRESETS["imagenet"].network)
@example(loads("1x5x10 n4k2 m2s3p1c n10k1 fc4096-4096"))  # a last window left out by the clamp
def test_every_formula_of_every_row_is_true_and_gives_the_rows_figure(network: Network) -> None:
    for row in trace(network).rows:
        for formula in explain(row):
            assert holds(formula), formula
            assert Sum(formula.numbers.split(" = ")[1]).value == value(row, formula.figure)
            assert formula.rule


@given(networks())
def test_no_figure_is_left_without_its_formula(network: Network) -> None:
    before = 1
    for row in trace(network).rows:
        explained = {formula.figure for formula in explain(row)}
        assert Figure.MEMORY in explained
        assert (Figure.PARAMS in explained) == (Figure.MACS in explained) == bool(row.params)
        assert (Figure.SIDE in explained) == isinstance(row.op, Conv2d | Pool)
        assert row.receptive_field == before or Figure.RECEPTIVE_FIELD in explained
        before = row.receptive_field


@pytest.mark.parametrize(
    "numbers", ["⌊(224 + 2·0 − 11) / 4⌋ + 1 = 55", "⌈5 / 2⌉ = 2", "2·(3 + 1) = 7", "1,000 = 100"]
)
def test_a_false_formula_is_found_out(numbers: str) -> None:
    assert not holds(Formula(Figure.SIDE, "", numbers))


@pytest.mark.parametrize(
    "numbers", ["2 × 3 = 6", "1,00 = 100", "⌊5 / 2) = 2", "2 + = 2", "2 3 = 6"]
)
def test_a_formula_that_cannot_be_read_is_found_out(numbers: str) -> None:
    with pytest.raises((AssertionError, IndexError)):
        holds(Formula(Figure.SIDE, "", numbers))


def test_the_first_shape_of_d2l_is_written_out_in_its_own_numbers() -> None:
    written = {
        formula.figure: formula for formula in explain(trace(PRESETS["d2l"].network).rows[0])
    }
    assert written[Figure.SIDE] == Formula(
        Figure.SIDE,
        "⌊(side + 2·padding − kernel) / stride⌋ + 1",
        "⌊(224 + 2·0 − 11) / 4⌋ + 1 = 54",
    )
    assert written[Figure.PARAMS].numbers == "96·(1·11·11 + 1) = 11,712"
    assert written[Figure.MACS].numbers == "96·54·54 · 1·11·11 = 33,872,256"
    assert written[Figure.MEMORY].numbers == "96·54·54 · 4 = 1,119,744"
    assert written[Figure.RECEPTIVE_FIELD].numbers == "1 + (11 − 1)·1 = 11"
    assert written[Figure.JUMP].numbers == "1·4 = 4"


def test_a_pool_that_rounds_up_says_so_and_names_a_window_that_is_left_out() -> None:
    (pool,) = (row for row in trace(loads("1x5x10 m2s3p1c n10k1")).rows if row.name == "pool1")
    (side, *_) = explain(pool)
    assert side.numbers == "⌈(5 + 2·1 − 2) / 3⌉ + 1 − 1 = 2"
    assert side.rule.endswith(", less a last window that would start beyond the map")


@given(networks())
def test_ops_are_named_in_words_short_enough_for_the_figure(network: Network) -> None:
    for row in trace(network).rows:
        text = op_text(row.op)
        assert 0 < len(text) <= len("conv 11×11 /4")
        assert (text == "ReLU") == isinstance(row.op, ReLU)
        assert (text == "dense") == isinstance(row.op, Linear)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "1x28x10 n96k5p2-64-48 m3s2c d0.5 n10k3",
            [
                "Makes 48 maps from 1 map and keeps 28×28.",
                "Shrinks each of the 48 maps from 28×28 to 14×14.",
                "Leaves the shape alone; while training it zeroes 50% of the values.",
                "Makes 10 maps from 48 maps and turns 14×14 into 12×12.",
            ],
        ),
        (
            "1x4x1 m1s1 a2s1p1 n1k1",
            [
                "Keeps the map at 4×4.",
                "Grows the map from 4×4 to 5×5.",
                "Makes 1 map from 1 map and keeps 5×5.",
            ],
        ),
    ],
)
def test_what_a_layer_does_is_said_in_a_sentence(text: str, sentences: list[str]) -> None:
    network = loads(text)
    rows = trace(network).rows
    texts = [
        layer_text(layer, [row for row in rows if row.layer == index])
        for index, layer in enumerate(network.layers)
    ]
    assert texts == sentences
