"""What the map view answers, and what only pretends to be its answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from pages.ui.components.map_view.values import Answer, MapViewError, mask_array, mask_text, read
from tests.support.pages.map_view import MapPage

STATE = {"masking": False, "order": 0, "ordered": None}


def some_maps(shape: tuple[int, ...] = (5, 6, 7)) -> NDArray[np.float32]:
    return np.random.default_rng(3).normal(0, 2, shape).astype(np.float32)


def test_a_chosen_cell_reaches_python() -> None:
    page = MapPage()
    assert page.got() is None
    page.choose(2, 1, 3)
    assert page.got() == (2, 1, 3)
    assert page.warnings == []


def test_a_choice_does_not_change_the_bytes_so_that_they_are_not_sent_again() -> None:
    page = MapPage()
    before = page.bytes
    page.choose(0, 0, 0)
    page.choose(2, 1, 3)
    assert page.bytes == before


def test_a_choice_survives_another_image_and_another_page() -> None:
    page = MapPage()
    page.choose(2, 1, 3)
    page.app.number_input("image").set_value(4)
    page.run()
    assert page.got() == (2, 1, 3)
    page.go(elsewhere=True)
    assert "m" not in page.app.session_state
    page.go(elsewhere=False)
    assert page.got() == (2, 1, 3)
    assert page.packet.header["ordered"] == [2, 1, 3]  # the browser has forgotten
    page.choose(0, 0, 1)
    assert page.got() == (0, 0, 1)


def test_a_choice_belongs_to_its_op() -> None:
    page = MapPage()
    page.choose(2, 1, 3)
    page.show("relu")
    assert page.got() is None
    assert page.packet.header["ordered"] is None
    page.choose(1, 1, 1)
    page.show("pool")  # of another shape, where the last answer would be outside
    assert page.got() is None
    assert page.warnings == []


def test_an_order_from_python_beats_answers_that_were_under_way() -> None:
    page = MapPage()
    page.choose(0, 0, 0)
    late = {"order": page.packet.header["order"], "cell": [1, 0, 1]}
    page.press("order")
    assert page.got() == (2, 1, 3)
    assert page.packet.header["ordered"] == [2, 1, 3]
    page.send(late)
    assert page.got() == (2, 1, 3)
    page.choose(1, 0, 1)
    assert page.got() == (1, 0, 1)
    page.press("none")
    assert page.got() is None


def test_an_order_may_be_for_the_maps_that_come_next() -> None:
    page = MapPage()
    page.app.selectbox("op").set_value("relu")
    page.press("order")
    assert page.got() == (2, 1, 3)
    page.app.selectbox("op").set_value("pool")
    page.press("order")
    assert page.got() is None  # it has no such cell


def test_masked_cells_reach_python_and_python_can_set_them() -> None:
    page = MapPage(masking=True)
    assert page.got() == [[0, 0, 0, 0], [0, 0, 0, 0]]
    page.send({"order": page.packet.header["order"], "mask": "01000001"})
    assert page.got() == [[0, 1, 0, 0], [0, 0, 0, 1]]
    page.press("mask")
    assert page.got() == [[1, 0, 0, 0], [0, 1, 0, 0]]
    assert page.packet.header["ordered"] == "10000100"
    page.press("clear")
    assert page.got() == [[0, 0, 0, 0], [0, 0, 0, 0]]
    page.send({"order": page.packet.header["order"], "mask": "11111111"})
    page.show("pool")
    assert page.got() == [[0, 0, 0, 0]]


def reply(**parts: object) -> dict[str, object]:
    return {"order": 1, "cell": [0, 1, 2], **parts}


NO_CELL = "a cell that is no list of channel, row and column"


OUTSIDE = "a cell outside the 3 maps of 2 × 4"


HOSTILE = {
    "text": ("hello" * 200, "a value of type str instead of an answer"),
    "a number": (7, "a value of type int instead of an answer"),
    "a list": ([[[[[]]]]], "a value of type list instead of an answer"),
    "no number": ({"cell": [0, 0, 0]}, "an answer without its number"),
    "a flag for a number": (reply(order=True), "an answer without its number"),
    "another kind of cell": (reply(cell="0,1,2"), NO_CELL),
    "a short cell": (reply(cell=[0, 1]), NO_CELL),
    "a long cell": (reply(cell=[0, 1, 2, 3]), NO_CELL),
    "a fraction": (reply(cell=[0, 1, 2.0]), NO_CELL),
    "a flag": (reply(cell=[0, 1, True]), NO_CELL),
    "a list inside": (reply(cell=[0, 1, [2]]), NO_CELL),
    "below": (reply(cell=[-1, 1, 2]), OUTSIDE),
    "above": (reply(cell=[3, 1, 2]), OUTSIDE),
    "far off": (reply(cell=[0, 10**30, 2]), OUTSIDE),
}


@pytest.mark.parametrize(("value", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_no_view_sends_changes_nothing_and_a_sentence_says_so(
    value: object, words: str
) -> None:
    page = MapPage()
    page.choose(2, 1, 3)
    assert page.packet.header["order"] == 1
    page.send(value)
    assert page.got() == (2, 1, 3)
    assert page.warnings == [f"maps: the browser sent {words}; choose again."]
    page.choose(0, 0, 0)
    assert page.got() == (0, 0, 0)
    assert page.warnings == []


@pytest.mark.parametrize("mask", [None, 7, "", "0000000", "000000000", "0000000x", "²" * 8, ["0"]])
def test_what_is_no_mask_changes_nothing_and_a_sentence_says_so(mask: object) -> None:
    page = MapPage(masking=True)
    page.send({"order": 1, "mask": "01000001"})
    page.send({"order": 1, "mask": mask})
    assert page.got() == [[0, 1, 0, 0], [0, 0, 0, 1]]
    assert page.warnings == ["maps: the browser sent no mask of 2 × 4 cells; choose again."]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


NEARLY = st.fixed_dictionaries(
    {
        "order": st.integers(0, 2) | JSON,
        "cell": st.lists(st.integers(-1, 4), min_size=2, max_size=4) | JSON,
        "mask": st.text("01", max_size=9) | JSON,
    }
)


@given(JSON | NEARLY, st.booleans())
def test_only_our_own_error_escapes_from_any_value(value: object, masking: bool) -> None:
    try:
        answer = read(value, (3, 2, 4), masking=masking)
    except MapViewError:
        return
    assert isinstance(answer, Answer)
    if isinstance(answer.value, str):
        assert mask_array(answer.value, (3, 2, 4)).shape == (2, 4)
    elif answer.value is not None:
        assert some_maps((3, 2, 4))[answer.value] is not None


@given(arrays.arrays(bool, arrays.array_shapes(min_dims=2, max_dims=2)))
def test_a_mask_is_read_as_it_was_written(mask: NDArray[np.bool_]) -> None:
    assert np.array_equal(mask_array(mask_text(mask), (1, *mask.shape)), mask)
