"""Decimal numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.parts.decimals import read, written


@given(st.floats(1e-6, 1e9))
def test_what_is_written_is_read_back_with_a_point_and_with_a_comma(value: float) -> None:
    for text in (written(value), written(value).replace(".", ",")):
        assert read(text) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "value"), [("0,01", 0.01), ("0,5", 0.5), ("1,5", 1.5), ("1,", 1.0), ("5E-3", 0.005)]
)
def test_a_comma_is_a_point(text: str, value: float) -> None:
    assert read(text) == value


@given(st.text())
def test_any_other_text_is_refused_by_quoting_it(text: str) -> None:
    if set(text.strip()) & set("0123456789") and set(text.strip()) <= set("0123456789.,eE+-"):
        return  # it may be a number
    with pytest.raises(ValueError, match="is no decimal number; write one") as refused:
        read(text)
    assert str(refused.value).startswith(repr(text.strip()[:40]))
