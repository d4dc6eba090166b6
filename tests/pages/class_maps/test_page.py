"""What the Class maps page says, against PyTorch's own arithmetic."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from msgspec import structs
from numpy.typing import NDArray

from nin import checkpoints, data
from nin.codec import link, loads
from nin.maps import feature_maps
from nin.model import initial
from nin.presets import PRESETS
from nin.spec import Dense, Network
from nin.train import EpochEnd, Event, Started
from nin.train.events import class_maps_json
from pages.ui.class_maps.views import View
from tests.support.pages.inside import InsidePage, captions, mask, number, run_of
from tests.support.pages.training import finished

TINY = PRESETS["tiny"].network
DENSE = replace(TINY, head=Dense((16,)))
OTHER = loads("1x28x10 n6k5s2p2-6 m3s2c n10k3p1-10")


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs, empty."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    return tmp_path


def first_three() -> torch.Tensor:
    """The image that the page shows at first."""
    digits = data.load("digits")
    index = int(np.flatnonzero(digits.test_labels == 3)[0])
    return torch.from_numpy(digits.test_images[index : index + 1]).float() / 255


def samples_of(label: int) -> NDArray[np.uint8]:
    """The test images of a digit, (N, 1, 28, 28)."""
    digits = data.load("digits")
    images: NDArray[np.uint8] = digits.test_images[digits.test_labels == label]
    return images


def logits_of(network: Network) -> NDArray[np.float32]:
    with torch.inference_mode():
        values: NDArray[np.float32] = initial(network, 0).eval()(first_three())[0].numpy()
    return values


def film(network: Network) -> tuple[Event, ...]:
    """A run's events, with class maps of 7 × 7 in which class e leads after epoch e."""
    planes = np.zeros((10, 7, 7))

    def with_maps(event: Event) -> Event:
        if not isinstance(event, EpochEnd):
            return event
        frame = planes.copy()
        frame[event.epoch] = 49 * event.epoch
        return structs.replace(event, class_maps_json=class_maps_json(frame.tolist()))

    return tuple(map(with_maps, finished()))


def test_the_ledger_adds_up_to_what_the_network_says(root: Path) -> None:
    page = InsidePage("class_maps", run=run_of(root, TINY))
    table = page.table("Logit ledger")
    wanted = logits_of(TINY)
    odds = np.exp(wanted - wanted.max())
    for label in range(10):
        total, logit, _, _, share = (number(text or "0") for text in table[str(label)])
        assert logit == pytest.approx(float(wanted[label]), abs=0.0051)
        assert total / 49 == pytest.approx(float(wanted[label]), abs=0.0002)
        assert share == pytest.approx(float(odds[label] / odds.sum()), abs=0.00051)
    assert f"The mean of its 49 cells makes <b>{wanted.argmax()}</b> lead with" in page.html


def test_the_weights_that_come_along_are_looked_into_at_first_and_know_the_digit() -> None:
    page = InsidePage("class_maps")
    _, model, _ = checkpoints.load("mnist")
    with torch.inference_mode():
        wanted = model(first_three())[0]
    table = page.table("Logit ledger")
    assert [number(table[str(label)][1]) for label in range(10)] == pytest.approx(
        wanted.tolist(), abs=0.0051
    )
    assert int(wanted.argmax()) == 3


def test_another_image_has_another_ledger(root: Path) -> None:
    page = InsidePage("class_maps", run=run_of(root, TINY))
    before = page.table("Logit ledger").rows
    page.look_at("7:1")
    assert page.table("Logit ledger").rows != before


def test_the_largest_values_are_a_tenth_of_all_cells_at_first(root: Path) -> None:
    page = InsidePage("class_maps", run=run_of(root, TINY))
    page.choose("class-maps-view", View.LARGEST)
    kept = [int(number(row[1])) for row in page.table("Cells kept").rows[1:]]
    assert sum(kept) == 49
    page.app.slider("top-share").set_value(100)
    page.run()
    kept = [int(number(row[1])) for row in page.table("Cells kept").rows[1:]]
    assert sum(kept) >= 49


@pytest.mark.parametrize("view", [View.SCORES, View.LARGEST])
def test_a_dense_head_has_grad_cam_and_is_told_why(root: Path, view: View) -> None:
    page = InsidePage("class_maps", run=run_of(root, DENSE))
    page.choose("class-maps-view", view)
    assert "there is no map whose mean is a class's logit" in page.says()
    assert page.table("Maps of Grad-CAM")["0"]


def test_occlusion_shows_how_far_each_logit_falls(root: Path) -> None:
    page = InsidePage("class_maps", run=run_of(root, TINY))
    page.choose("class-maps-view", View.OCCLUSION)
    image = first_three()
    model = initial(TINY, 0).eval()
    covered = image.clone()
    covered[:, :, :7, :7] = 0
    with torch.inference_mode():
        change = (model(covered) - model(image))[0]
    table = page.table("Maps of occlusion")
    for label in range(10):
        _, largest, smallest, _ = table[f"class {label}"]
        assert number(smallest) - 0.01 <= float(change[label]) <= number(largest) + 0.01


def test_the_bundled_pair_is_moved_where_the_network_has_no_counterpart() -> None:
    page = InsidePage("class_maps", image="7:1")
    seven = torch.from_numpy(samples_of(7)[:1]).float() / 255
    page.choose("class-maps-view", View.SHIFTS)
    table = page.table("Maps of shifts")
    for name, weights in (("GAP", "tiny"), ("dense head", "tiny-dense")):
        _, model, _facts = checkpoints.load(weights)
        with torch.inference_mode():
            share = float(model(seven)[0].softmax(0)[7])
        mean, largest, smallest, _ = map(number, table[name])
        assert smallest - 0.001 <= share <= largest + 0.001
        assert smallest <= mean <= largest
    gap, dense = (number(table[name][0]) for name in ("GAP", "dense head"))
    assert gap > dense + 0.2
    assert "Both are the bundled network Tiny, since the one above has no" in page.says()
    assert "the windows of the last maps begin 4 pixels apart" in page.says()


def test_the_network_is_moved_beside_its_counterpart_with_another_head(root: Path) -> None:
    facts = {"dataset": "digits", "classes": [*"0123456789"], "test_accuracy": 0.5}
    run_of(root, OTHER, 1, facts=facts)
    run_of(root, replace(OTHER, head=Dense((16,))), 2, facts=facts)
    page = InsidePage("class_maps", run="0001-00000001")
    page.choose("class-maps-view", View.SHIFTS)
    table = page.table("Maps of shifts")
    assert "Both are the network above, which differ in their heads alone." in page.says()
    networks = (("GAP", OTHER), ("dense head", replace(OTHER, head=Dense((16,)))))
    for name, network in networks:
        logits = logits_of(network)
        odds = np.exp(logits - logits.max())
        mean, largest, smallest, _ = map(number, table[name])
        assert smallest - 0.001 <= odds[3] / odds.sum() <= largest + 0.001
        assert smallest <= mean <= largest


def test_the_pair_of_digits_is_not_asked_about_clothes() -> None:
    page = InsidePage("class_maps", weights="fashion-mnist")
    page.choose("class-maps-view", View.SHIFTS)
    assert "It needs this network with GAP and with a dense head" in page.says()


def test_a_film_needs_a_run_with_frames(root: Path) -> None:
    page = InsidePage("class_maps")
    page.choose("class-maps-view", View.FILM)
    assert "It needs a run with GAP" in page.says()


def with_shape(events: tuple[Event, ...], side: int | None) -> tuple[Event, ...]:
    """The same events with class maps of side × side, or with none and no film."""
    maps = None if side is None else np.zeros((10, side, side)).tolist()

    def changed(event: Event) -> Event:
        if isinstance(event, Started):
            return structs.replace(event, film=None if side is None else 0)
        if isinstance(event, EpochEnd):
            return structs.replace(event, class_maps_json=class_maps_json(maps))
        return event

    return tuple(map(changed, events))


LARGE, WHOLE = loads("1x28x10 n8k5s2p2-10"), loads("1x29x10 n8k3p1-10")  # maps of 14×14 and 29×29


@pytest.mark.parametrize(
    ("network", "happened", "why"),
    [
        (
            replace(TINY, head=Dense((8,))),
            with_shape(finished(), None),
            "It needs a run with GAP; this one has a dense head, which makes no class maps.",
        ),
        (
            WHOLE,
            with_shape(finished(), None),
            "This run kept none: its class maps, 10×29×29, are 8,410 numbers an epoch, and a run "
            "keeps up to 8,000; smaller last maps, by a stride or a pool, have a film.",
        ),
        (
            LARGE,
            with_shape(finished(), None),
            "This run kept none: its class maps, 10×14×14, are 1,960 numbers an epoch, more than "
            "runs kept when it was trained; train it again.",
        ),
        (
            TINY,
            finished()[:6],
            "This run has class maps of one epoch so far; a film begins with two.",
        ),
    ],
)
def test_a_run_without_a_film_says_why_it_has_none(
    root: Path, network: Network, happened: tuple[Event, ...], why: str
) -> None:
    page = InsidePage("class_maps", run=run_of(root, network, happened=happened))
    page.choose("class-maps-view", View.FILM)
    assert why in page.says()


def test_class_maps_of_14_by_14_have_a_film(root: Path) -> None:
    happened = with_shape(finished(), 14)
    page = InsidePage("class_maps", run=run_of(root, LARGE, happened=happened))
    page.choose("class-maps-view", View.FILM)
    assert page.has("play")


def test_the_film_shows_the_logits_of_each_epoch_and_moves_by_the_slider(root: Path) -> None:
    page = InsidePage("class_maps", run=run_of(root, TINY, happened=film(TINY)))
    page.choose("class-maps-view", View.FILM)
    assert page.table("Logits by epoch")["1"] == ["0.00", "49.00"] + ["0.00"] * 8
    assert page.table("Logits by epoch")["2"] == ["0.00", "0.00", "98.00"] + ["0.00"] * 7
    assert "After epoch 1: 60.0%" in page.says()
    page.app.slider("frame").set_value(2)
    page.run()
    assert "After epoch 2: 95.1%" in page.says()


def test_play_and_pause_are_one_button(root: Path) -> None:
    page = InsidePage("class_maps", run=run_of(root, TINY, happened=film(TINY)))
    page.choose("class-maps-view", View.FILM)
    assert page.app.button("play").label == "Play"
    page.click("play")
    assert page.app.button("play").label == "Pause"
    page.click("play")
    assert page.app.button("play").label == "Play"


def test_an_untrained_network_is_looked_into_as_it_is() -> None:
    page = InsidePage("class_maps", net=link("1x28x10 n8k5p2-10"))
    logits = logits_of(loads("1x28x10 n8k5p2-10"))
    table = page.table("Logit ledger")
    assert [number(table[str(label)][1]) for label in range(10)] == pytest.approx(
        logits.tolist(), abs=0.0051
    )
    assert "untrained: train it" in page.labels()


def test_without_a_drawing_the_page_leads_to_the_pad() -> None:
    page = InsidePage("class_maps", image="pad")
    page.app.session_state["digit"] = {
        "drawing": {"png": None, "strokes": [], "reset": 0, "number": 1}
    }
    page.run()
    assert "Nothing is drawn yet." in page.says()


def test_a_run_that_is_not_there_or_has_no_weights_is_said(root: Path) -> None:
    name = run_of(root, TINY)
    (root / name / "weights.safetensors").unlink()
    page = InsidePage("class_maps", run=name)
    assert "training, no epoch yet" in page.labels()
    assert page.table("Logit ledger")["3"]


@pytest.fixture
def scored(root: Path) -> InsidePage:
    return InsidePage("class_maps", run=run_of(root, TINY))


def test_a_masked_cell_changes_the_ledger_and_what_was_stands_before_it(
    scored: InsidePage,
) -> None:
    mask(scored, "1" * 7 + "0" * 42)
    with torch.inference_mode():
        maps = feature_maps(initial(TINY, 0).eval(), first_three())["block3_mlp1_relu"][0].numpy()
    table = scored.table("Logit ledger")
    for label, plane in enumerate(maps):
        before, after = plane.sum(), plane[1:].sum()
        assert number(table[str(label)][0].split("→ ")[-1]) == pytest.approx(after, abs=0.0051)
        assert number(table[str(label)][1]) == pytest.approx(after / 49, abs=0.0051)
        if abs(before - after) > 0.01:
            was = number(table[str(label)][0].split(" →")[0])
            assert was == pytest.approx(before, abs=0.0051)
    assert captions(scored) == [
        *"012",
        "3 ✓",
        *"456789",
    ]  # the scores stand in the ledger, with both
    assert "Clear the mask: 7 cells" in [button.label for button in scored.app.button]
    scored.choose("class-maps-mode", "Read")
    assert "Without the masked cells" in scored.html
    scored.click("clear-mask")
    assert "→" not in scored.html
    assert all(re.fullmatch(r"\d( ✓)?   −?\d+\.\d\d", words) for words in captions(scored))


def test_the_cell_that_was_just_masked_is_the_one_that_is_looked_at(scored: InsidePage) -> None:
    for cells, place in (({8}, "row 1, column 1"), ({8, 24}, "row 3, column 3")):
        mask(scored, "".join("01"[at in cells] for at in range(49)))
        assert f"The masked cell: {place}" in scored.html
    mask(scored, "".join("01"[at == 8] for at in range(49)))  # the other is seen again
    assert "The cell: row 3, column 3" in scored.html


def test_the_chosen_map_is_written_in_numbers_that_add_up_to_its_score(
    scored: InsidePage,
) -> None:
    scored.app.session_state["class-cells"] = {"answer": {"order": 1, "cell": [4, 3, 2]}}
    scored.run()
    with torch.inference_mode():
        maps = feature_maps(initial(TINY, 0).eval(), first_three())["block3_mlp1_relu"][0].numpy()
    rows = scored.table("The cells of the map of 4").rows
    assert len(rows) == 7
    for shown, values in zip(rows, maps[4], strict=True):
        assert list(map(number, shown)) == pytest.approx(values.tolist(), abs=0.051)
    assert "The cell: row 3, column 2" in scored.html
    assert scored.leads("X-ray this cell") == "feature_maps?layer=block3_mlp1_relu&cell=4.3.2"


def test_damaged_weights_are_a_sentence(root: Path) -> None:
    name = run_of(root, TINY)
    (root / name / "weights.safetensors").write_bytes(b"PK\x03\x04 a pickle")
    page = InsidePage("class_maps", run=name)
    assert "is a pickle" in page.says()


def test_epochs_without_maps_are_no_frames(root: Path) -> None:
    happened = tuple(
        structs.replace(event, class_maps_json=class_maps_json(None))
        if isinstance(event, EpochEnd)
        else event
        for event in finished()
    )
    page = InsidePage("class_maps", run=run_of(root, TINY, happened=happened))
    page.choose("class-maps-view", View.FILM)
    assert "This run has class maps of no epoch yet; a film begins with two." in page.says()
