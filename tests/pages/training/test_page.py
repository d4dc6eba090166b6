"""The Training page under AppTest: its settings, and how a run is started and shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from nin.bundled import EXAMPLE
from nin.codec import link
from nin.data import SETS
from nin.data.own_digits import from_npz
from nin.presets import PRESETS
from nin.runs import folder
from nin.spec import Dense
from nin.train import Finished, TrainConfig
from nin.train.config import DEFAULT_LR
from nin.train.events import class_maps_json
from pages.ui.shell.session import OWN_DIGITS
from pages.ui.training import no_run
from pages.ui.training.experiments import panel
from tests.support.pages.training import (
    EMPTY,
    TINY,
    TINY_LINK,
    Runs,
    TrainingPage,
    asked,
    epoch_end,
    finished,
    started,
    step,
)

D2L_AT_28 = link(PRESETS["d2l"].text.replace("x224x", "x28x"))


TOO_LARGE = "3x224x1000_n512k3p1-512_m3s2_n1000k3p1-1000"


def test_without_runs_the_page_says_how_to_get_one(runs: Runs) -> None:
    page = TrainingPage()
    assert page.app.title[0].value.startswith("Press Start and watch the network learn")
    assert page.messages() == []
    assert EMPTY in page.says()
    assert "**An example:** Tiny, GAP · MNIST (5,000 digits) · 8 epochs in " in page.says()
    last = folder.events(EXAMPLE)[-1]
    assert isinstance(last, Finished)
    assert page.figure("Test accuracy") == f"{last.test_accuracy:.1%}"
    assert page.charts() == 3  # the run's curves, and two of the experiment
    assert page.html.count('alt="Class map of ') == 30
    assert page.picked is None


def test_where_the_example_is_lost_the_page_is_as_it_is_without(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(no_run, "EXAMPLE", tmp_path / "lost")
    monkeypatch.setattr(panel, "EXAMPLE_EXPERIMENT", tmp_path / "lost")
    page = TrainingPage()
    assert EMPTY in page.says()
    assert page.messages() == []
    assert page.charts() == 0


def test_what_the_controls_say_at_first_is_what_a_run_does_by_default(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.click("start-one")
    assert replace(asked(page, runs), lr=None) == TrainConfig()
    assert asked(page, runs).lr == TrainConfig().peak_lr


def test_start_trains_the_network_that_is_edited_and_shows_the_run(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.click("start-one")
    assert runs.names() == runs.ordered() == [page.picked]
    assert runs.network(runs.names()[0]) == TINY
    assert "Loading PyTorch and the images …" in page.says()
    assert page.has("stop")
    assert page.picked is not None
    assert page.table("Runs").rows[1][:2] == ["Tiny, GAP · MNIST (5,000 digits)", "preparing"]
    assert page.table("Runs")[page.picked][0] == "preparing"


def test_every_setting_reaches_the_run(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.pick("dataset", "fashion-mnist")
    page.choose("budget", "Seconds")
    page.pick("optimizer", "sgd")
    page.app.number_input("batch_size").set_value(32)
    page.app.number_input("seed").set_value(7)
    page.pick("augment", "none")
    page.pick("device", "cpu")
    page.app.number_input("seconds").set_value(90)
    assert page.app.text_input("lr-sgd").value == str(DEFAULT_LR["sgd"])
    page.app.text_input("lr-sgd").set_value("0.01")
    page.run()
    page.click("start-one")
    assert asked(page, runs) == TrainConfig(
        dataset="fashion-mnist",
        download=True,
        seconds=90.0,
        optimizer="sgd",
        lr=0.01,
        batch_size=32,
        seed=7,
        augment="none",
        device="cpu",
    )


def test_each_data_set_has_a_name_for_people(runs: Runs) -> None:
    page = TrainingPage()
    labels = [entry.label for entry in SETS.values()]
    assert page.app.selectbox("dataset").options == [*labels, "Your own …"]


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("epochs", 0, "epochs: must be a whole number from 1 to 1,000, got 0."),
        ("epochs", 1_001, "epochs: must be a whole number from 1 to 1,000, got 1001."),
        ("batch_size", 0, "batch_size: must be a whole number from 1 to 8,192, got 0."),
        ("seed", -1, "seed: must be a whole number from 0 to 2,147,483,647, got -1."),
    ],
)
def test_a_setting_out_of_range_never_reaches_a_run_and_is_said_to_be_so(
    runs: Runs, key: str, value: int, why: str
) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.number_input(key).set_value(value)
    page.click("start-one")  # at once, as Ctrl+Enter does
    assert page.messages() == [f"Not done: {why}", why]
    assert not page.has("start-one")
    assert runs.names() == []


@pytest.mark.parametrize(
    ("typed", "lr"), [("0,01", 0.01), ("0.01", 0.01), (" 1e-3", 0.001), (",5", 0.5)]
)
def test_a_rate_may_be_typed_with_a_comma(runs: Runs, typed: str, lr: float) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.text_input("lr-adamw").set_value(typed)
    page.click("start-one")
    assert asked(page, runs).lr == lr


@pytest.mark.parametrize("typed", ["", "a lot", "-1", "0.0.1", "1 000", "∞", "nan", "٣"])
def test_what_is_no_rate_starts_nothing_and_is_quoted(runs: Runs, typed: str) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.text_input("lr-adamw").set_value(typed)
    page.click("start-one")
    why = f"learning rate: {typed!r} is no decimal number; write one like 0.01 or 0,01."
    assert page.messages() == [f"Not done: {why}", why]
    assert runs.names() == []


def test_a_run_takes_what_the_fields_hold_at_the_click(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.number_input("epochs").set_value(1)
    page.app.number_input("seed").set_value(7)
    page.app.number_input("batch_size").set_value(32)
    page.app.text_input("lr-adamw").set_value("0.002")
    page.app.selectbox("augment").set_value("none")
    page.click("start-one")  # and the page was not drawn since
    expected = TrainConfig(epochs=1, seed=7, batch_size=32, lr=0.002, augment="none")
    assert [runs.config(name) for name in runs.names()] == [expected]


def test_settings_and_the_run_survive_a_visit_to_another_page(runs: Runs) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=name, net=TINY_LINK)
    page.pick("optimizer", "sgd")
    page.app.number_input("seed").set_value(7)
    page.choose("budget", "Seconds")
    page.app.number_input("seconds").set_value(90)
    page.run()
    page.visit("app.py")
    assert page.app.title == []  # its title is the answer
    page.visit("pages/training.py")
    assert page.app.selectbox("optimizer").value == "sgd"
    assert page.app.number_input("seed").value == 7
    assert page.app.number_input("seconds").value == 90
    assert page.figure("Test accuracy") == "95.1%"
    assert page.picked == name
    assert "Tiny" in page.labels()


def test_a_finished_run_shows_figures_curves_class_maps_and_numbers(runs: Runs) -> None:
    name = runs.add(finished(train=0.987, test=0.951), config=TrainConfig(seed=5))
    page = TrainingPage(run=name)
    assert f"**Tiny, GAP · MNIST (5,000 digits)** · CPU · folder {name}" in page.says()
    assert "Finished." in page.says()
    assert page.figure("Test accuracy") == "95.1%"
    assert page.figure("Train accuracy") == "98.7%"
    assert page.figure("Train–test gap") == "3.6%"
    assert page.charts() == 1
    assert page.table("Evaluations").rows == [
        ["Epoch", "Train loss", "Test loss", "Batch loss", "Train", "Test", "Batch"],
        ["1", "0.3000", "0.4000", "0.5750", "70.00%", "60.00%", "50.00%"],
        ["2", "0.0130", "0.0490", "0.2875", "98.70%", "95.10%", "50.00%"],
    ]
    assert page.table("Runs").rows[1:] == [
        [
            "Tiny, GAP · MNIST (5,000 digits)",
            *("finished", "95.1%", "98.7%", "3.6%", "8 s", "20,746"),
            *("8 epochs", "adamw", "0.005", "64", "affine", "5"),
        ]
    ]
    assert "Class maps of one test image" in page.says()
    assert page.html.count('alt="Class map of ') == 20  # of two evaluations
    assert 'alt="Class map of 9, mean 4.50"' in page.html
    assert not page.has("stop")


def test_before_its_first_evaluation_a_run_has_no_figures_yet(runs: Runs) -> None:
    name = runs.add([started(), step(1)], alive=True)
    page = TrainingPage(run=name)
    assert page.figure("Test accuracy") == "–"
    assert "Training." in page.says()
    assert page.charts() == 1
    assert page.html.count("Class map of") == 0


def test_a_run_with_a_dense_head_has_no_class_maps(runs: Runs) -> None:
    dense = replace(TINY, head=Dense((8,)))
    without = structs.replace(epoch_end(1, 0.7, 0.6), class_maps_json=class_maps_json(None))
    name = runs.add([started(dense, film=None), step(1), without], network=dense)
    page = TrainingPage(run=name)
    assert "dense head" in page.says()
    assert "Class maps" not in page.says()


def test_a_network_with_other_classes_than_the_images_cannot_be_started(runs: Runs) -> None:
    page = TrainingPage(net=link("1x28x7 n8k3-7"))
    assert page.messages() == [
        "MNIST, 5,000 digits (bundled) has 10 classes, the network 7; "
        "change its Classes on the Architecture page."
    ]
    assert not page.has("start-one")


def test_a_link_of_the_menu_without_a_network_stands_for_the_one_that_came_along(
    runs: Runs,
) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.visit("app.py")
    page.visit("pages/training.py")
    assert page.address == {"weights": "tiny"}
    page.follow(net=link(PRESETS["d2l"].text))
    assert page.net == link(PRESETS["d2l"].text)


@pytest.mark.parametrize(
    ("net", "why"),
    [
        (D2L_AT_28, "Pool 2: a 3×3 window does not fit"),
        (TOO_LARGE, "82,943,138,368 multiply–accumulates an image are over"),
    ],
)
def test_a_network_that_cannot_be_trained_says_why_instead_of_the_settings(
    runs: Runs, net: str, why: str
) -> None:
    name = runs.add(finished())
    page = TrainingPage(net=net, run=name)
    assert any(why in message for message in page.messages())
    assert not page.has("start-one")
    assert page.figure("Test accuracy") == "95.1%"  # the run is there to be read all the same
    page.click("open-network")
    assert page.has("start-one")


def test_a_wrong_link_to_a_network_is_explained_here_too(runs: Runs) -> None:
    page = TrainingPage(net="<script>")
    assert any(
        message.startswith("This link is not a network: '<script>' is not")
        for message in page.messages()
    )
    page.click("link-error-home")
    assert page.has("start-one")


def test_a_folder_that_cannot_be_made_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("NIN_RUNS", str(tmp_path / "file"))
    page = TrainingPage()
    page.click("start-one")
    assert page.messages()[0].startswith("Not done: run: its folder cannot be made (")


def test_drawings_of_ones_own_go_into_a_run_where_they_are_asked_for(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    assert {toggle.key for toggle in page.app.toggle}.isdisjoint({"drawings"})
    page.app.session_state[OWN_DIGITS.name] = ((3, bytes(range(196)) * 4), (7, b"\x09" * 784))
    page.run()
    assert page.app.toggle("drawings").label == "Add your 2 drawings"
    page.click("start-one")
    assert asked(page, runs).drawings == 0
    page.app.toggle("drawings").set_value(True)
    page.run()
    page.click("start-one")
    assert asked(page, runs).drawings == 2
    assert page.picked is not None
    own = from_npz(folder.drawings(runs.root / page.picked))
    assert own.labels.tolist() == [3, 7]
    assert own.images[0].tobytes() == bytes(range(196)) * 4


def test_drawings_of_digits_are_not_offered_for_clothes(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.session_state[OWN_DIGITS.name] = ((3, bytes(784)),)
    page.run()
    page.app.toggle("drawings").set_value(True)
    page.pick("dataset", "fashion-mnist")
    page.click("start-one")
    assert asked(page, runs).drawings == 0
