"""What is masked on Class maps: in a link, and when something else is looked at."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from nin.lessons import scene_of
from nin.lessons.scene import class_maps
from nin.presets import PRESETS
from pages.ui.subject import link_cells
from tests.support.pages.inside import InsidePage, mask, run_of

TINY = PRESETS["tiny"].network


@pytest.fixture
def scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InsidePage:
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    return InsidePage("class_maps", run=run_of(tmp_path, TINY))


def test_a_link_shows_the_mask_that_its_sender_saw(scored: InsidePage) -> None:
    mask(scored, "0" * 20 + "1" * 5 + "0" * 24)
    scored.app.session_state["link-popover"] = True
    scored.run()
    (sent,) = [block.value for block in scored.app.code if "mask=" in block.value]
    words = dict(parse_qsl(urlsplit(sent).query))
    other = InsidePage("class_maps", **words)
    assert "Clear the mask: 5 cells" in [button.label for button in other.app.button]
    assert other.table("Logit ledger").rows == scored.table("Logit ledger").rows


def test_a_mask_of_cells_that_are_0_in_every_map_is_said_to_change_nothing() -> None:
    page = InsidePage("class_maps", weights="mnist", image="4:1")
    maps = class_maps(scene_of({"weights": "mnist", "image": "4:1"}))
    is_dark = ~maps.any(axis=0).ravel()
    assert is_dark.sum() > 1
    mask(page, "".join("01"[int(cell)] for cell in is_dark))
    assert "What is masked is 0 in every map: nothing changes." in page.html
    assert "Without" not in page.html


def test_another_image_begins_without_a_mask(
    scored: InsidePage,
) -> None:
    mask(scored, "1" * 7 + "0" * 42)
    scored.app.session_state["image-popover"] = True
    scored.run()
    scored.pick("sample-class", "7")
    assert "Clear the mask" in [button.label for button in scored.app.button]
    assert "→" not in scored.table("Logit ledger").rows[1][1]


@given(arrays(bool, st.integers(1, 14).map(lambda side: (side, side))))
def test_a_mask_in_a_link_is_the_mask(cells: NDArray[np.bool_]) -> None:
    read = link_cells.mask_of(link_cells.mask_words(cells))
    assert (read is None) == (not cells.any())
    assert read is None or np.array_equal(read, cells)


@pytest.mark.parametrize(
    "text", ["7", "7.", "7.0", "7.g", "7.2000000000000", "0.1", "-7.1", "9999.1"]
)
def test_what_is_no_mask_in_a_link_masks_nothing(text: str) -> None:
    assert link_cells.mask_of(text) is None
