"""The Training page under AppTest: runs in every state, links of every kind, every button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nin import config, jobs, run_folder
from nin.analysis import trace
from nin.codec import dumps, link, loads
from nin.config import DEFAULT_LR, TrainConfig
from nin.events import Event, Failed, Health, Stopped
from nin.figures import COLOURS
from nin.health import stuck
from nin.own_digits import from_npz
from nin.presets import PRESETS
from nin.run_folder import CONFIG, EVENTS, LOG, STOP
from nin.spec import Dense, Gap
from nin.variants import DENSE, variants
from tests.pages.training import (
    STEPS,
    TINY,
    Runs,
    TrainingPage,
    epoch_end,
    finished,
    learning,
    started,
    step,
)

TINY_LINK = link(PRESETS["tiny"].text)
D2L_AT_28 = link(PRESETS["d2l"].text.replace("x224x", "x28x"))
TOO_LARGE = "3x224x1000_n512k3p1-512_m3s2_n1000k3p1-1000"
EMPTY = "No run yet. Choose how to train and press **Start**."
NOT_PICKED = "Choose how to train and press **Start**, or a run below."


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    with Runs(tmp_path) as folder:
        yield folder


def asked(page: TrainingPage, runs: Runs) -> TrainConfig:
    """What the run that is shown was asked to do."""
    assert page.picked is not None
    return runs.config(page.picked)


def test_without_runs_the_page_says_how_to_get_one(runs: Runs) -> None:
    page = TrainingPage()
    assert page.app.title[0].value == "Training"
    assert page.messages() == []
    assert EMPTY in page.says()
    assert page.charts() == 1  # an empty one
    assert page.picked is None


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
    assert page.table("Runs").rows[1][:4] == [
        page.picked,
        "Tiny: learns digits in seconds, GAP",
        "mnist5k",
        "preparing",
    ]


def test_every_setting_reaches_the_run(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.selectbox("dataset").select("fashion-mnist")
    page.app.segmented_control("budget").select("Seconds")
    page.app.selectbox("optimizer").select("sgd")
    page.app.number_input("batch_size").set_value(32)
    page.app.number_input("seed").set_value(7)
    page.app.selectbox("augment").select("none")
    page.app.selectbox("device").select("cpu")
    page.run()
    page.app.number_input("seconds").set_value(90)
    assert page.app.number_input("lr-sgd").value == DEFAULT_LR["sgd"]
    page.app.number_input("lr-sgd").set_value(0.01)
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
    options = page.app.selectbox("dataset").options
    assert len(options) == len(config.DATASETS)
    assert not set(options) & set(config.DATASETS)


@pytest.mark.parametrize(
    ("key", "value"),
    [("epochs", 0), ("epochs", 1_001), ("batch_size", 0), ("seed", -1), ("lr-adamw", 0.0)],
)
def test_a_setting_out_of_range_never_reaches_a_run(runs: Runs, key: str, value: float) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.number_input(key).set_value(value)
    page.run()
    page.click("start-one")
    assert replace(asked(page, runs), lr=None) == TrainConfig()
    assert asked(page, runs).lr == TrainConfig().peak_lr


def test_settings_and_the_run_survive_a_visit_to_another_page(runs: Runs) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=name, net=TINY_LINK)
    page.app.selectbox("optimizer").select("sgd")
    page.app.number_input("seed").set_value(7)
    page.app.segmented_control("budget").select("Seconds")
    page.run()
    page.app.number_input("seconds").set_value(90)
    page.run()
    page.visit("app.py")
    assert page.app.title[0].value == "Architecture"
    page.visit("pages/training.py")
    assert page.app.selectbox("optimizer").value == "sgd"
    assert page.app.number_input("seed").value == 7
    assert page.app.number_input("seconds").value == 90
    assert page.figure("Test accuracy") == "95.1%"
    assert page.picked == name
    assert page.app.query_params["net"] == TINY_LINK


def test_one_click_trains_gap_and_a_dense_head_from_one_seed(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.number_input("seed").set_value(3)
    page.run()
    page.click("start-pair")
    first, second = runs.names()
    assert runs.network(first) == TINY
    assert runs.network(second) == replace(TINY, head=DENSE)
    assert runs.config(first) == runs.config(second)
    assert runs.config(first).seed == 3
    assert page.picked == first
    assert page.app.multiselect("compared-runs").value == [second]
    assert [row[3] for row in page.table("Runs").rows[1:]] == ["queued", "preparing"]


def test_a_dense_network_is_paired_with_the_same_layers_and_gap(runs: Runs) -> None:
    dense = loads("1x28x10 n16k5p2-16 m3s2c n24k3p1 fc32")
    page = TrainingPage(net=link(dumps(dense)))
    page.click("start-pair")
    first, second = runs.names()
    assert dumps(runs.network(first)) == "1x28x10 n16k5p2-16 m3s2c n10k3p1"
    assert runs.network(second) == dense


def test_of_a_pair_the_run_that_can_be_started_is_shown(runs: Runs) -> None:
    page = TrainingPage(net="1x1024x10_n16k1-10")
    page.click("start-pair")
    assert runs.names() == [page.picked]
    assert isinstance(runs.network(runs.names()[0]).head, Gap)
    assert page.messages()[0].startswith("Not done: ")


def test_the_variants_that_are_chosen_are_listed_and_trained_from_one_seed(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.number_input("seed").set_value(3)
    page.app.button_group("scales").set_value(["×0.5", "×1"])
    page.app.button_group("mlps").set_value(["Without"])
    page.run()
    found = variants(TINY, mlps=[False], scales=[0.5, 1])
    assert page.table("Variants").rows[1:] == [
        [variant.name, f"{trace(variant.network).params:,}"] for variant in found
    ]
    assert page.app.button("start-variants").label == "Train these 4 variants"
    page.click("start-variants")
    names = runs.names()
    assert [runs.network(name) for name in names] == [variant.network for variant in found]
    assert {runs.config(name).seed for name in names} == {3}
    assert page.picked == names[0]
    assert page.app.multiselect("compared-runs").value == names[1:]
    assert len({row[1] for row in page.table("Runs").rows[1:]}) == 4


def test_of_many_variants_as_many_are_overlaid_as_there_are_colours(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.button_group("scales").set_value(["×0.5", "×1", "×2"])
    page.run()
    page.click("start-variants")
    assert len(runs.names()) == 12
    assert page.app.multiselect("compared-runs").value == runs.names()[1 : len(COLOURS)]


def test_variants_that_cannot_be_built_are_left_out_and_said_to_be(runs: Runs) -> None:
    page = TrainingPage(net="1x1024x10_n16k1-10")
    assert "Left out: 2 that cannot be built or would come twice." in page.says()
    assert [row[0] for row in page.table("Variants").rows[1:]] == [
        "GAP, with 1×1, ×1",
        "GAP, without 1×1, ×1",
    ]
    page.app.button_group("heads").set_value([])
    page.run()
    assert page.app.button("start-variants").disabled


def test_a_run_that_waits_for_a_cluster_says_so(runs: Runs) -> None:
    name = runs.add(alive=True)
    run_folder.settle(runs.root / name, "")
    page = TrainingPage(run=name)
    assert "Waiting for a place on the cluster." in page.says()
    run_folder.settle(runs.root / name, "a-machine")
    page.run()
    assert "Loading PyTorch and the images …" in page.says()


def test_an_engine_that_there_is_not_is_named(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIN_ENGINE", "steam")
    page = TrainingPage(net=TINY_LINK)
    page.click("start-one")
    assert page.messages()[0] == "Not done: NIN_ENGINE: 'steam' is not one of process, ray."
    assert runs.names() == []


def test_a_finished_run_shows_figures_curves_class_maps_and_numbers(runs: Runs) -> None:
    name = runs.add(finished(train=0.987, test=0.951), config=TrainConfig(seed=5))
    page = TrainingPage(run=name)
    assert f"Run {name} · Tiny: learns digits in seconds, GAP · mnist5k · seed 5" in (
        page.says().replace("**", "")
    )
    assert "Finished." in page.says()
    assert page.figure("Test accuracy") == "95.1%"
    assert page.figure("Train accuracy") == "98.7%"
    assert page.figure("Train–test gap") == "3.6%"
    assert page.charts() == 1
    assert page.table("Evaluations").rows == [
        ["Epoch", "Train loss", "Test loss", "Train", "Test"],
        ["1", "0.3000", "0.4000", "70.00%", "60.00%"],
        ["2", "0.0130", "0.0490", "98.70%", "95.10%"],
    ]
    assert page.table("Runs").rows[1:] == [
        [
            name,
            "Tiny: learns digits in seconds, GAP",
            "mnist5k",
            "finished",
            "95.1%",
            "98.7%",
            "3.6%",
            "20,746",
            "8",
        ]
    ]
    assert "Class maps of one test image" in page.says()
    assert page.html().count('alt="Class map of ') == 10
    assert 'alt="Class map of 9, mean 4.50"' in page.html()
    assert not page.has("stop")


def test_before_its_first_evaluation_a_run_has_no_figures_yet(runs: Runs) -> None:
    name = runs.add([started(), step(1)], alive=True)
    page = TrainingPage(run=name)
    assert page.figure("Test accuracy") == "–"
    assert "Training." in page.says()
    assert page.charts() == 1
    assert page.html().count("Class map of") == 0


def test_a_run_with_a_dense_head_has_no_class_maps(runs: Runs) -> None:
    dense = replace(TINY, head=Dense((8,)))
    without = replace(epoch_end(1, 0.7, 0.6), class_maps=None)
    name = runs.add([started(dense, film=None), step(1), without], network=dense)
    page = TrainingPage(run=name)
    assert "dense head" in page.says()
    assert "Class maps" not in page.says()


@pytest.mark.parametrize(
    ("happened", "state", "sentence"),
    [
        (finished(), "finished", "Finished."),
        ((*learning(), Stopped(2, 8, 8.5, 0.951)), "stopped", "Stopped; the weights were kept."),
        (
            (*learning(), Failed("the *disk* is full; make room there")),
            "failed",
            "Failed: the *disk* is full; make room there.",
        ),
        ((Failed("mnist: cannot be fetched"),), "failed", "Failed: mnist: cannot be fetched."),
        (learning(), "killed", "Interrupted: the process ended without a last word"),
        ((), "killed", "Interrupted: the process ended without a last word"),
    ],
)
def test_how_a_run_that_is_over_ended_is_said_in_words(
    runs: Runs, happened: tuple[Event, ...], state: str, sentence: str
) -> None:
    name = runs.add(happened)
    page = TrainingPage(run=name)
    assert sentence in page.says()
    assert page.table("Runs")[name][2] == state
    assert not page.has("stop")


def test_what_a_killed_process_said_last_is_quoted_as_it_is(runs: Runs) -> None:
    name = runs.add(learning())
    (runs.root / name / LOG).write_text("a\n![x](http://example.org/x.png) <b>gone</b>\n")
    page = TrainingPage(run=name)
    (box,) = page.app.error
    assert "its log ends: ![x](http://example.org/x.png) <b>gone</b>" in page.messages()[0]
    assert "![" not in box.value
    assert "<b>" not in box.value


def test_a_network_with_other_classes_than_the_images_cannot_be_started(runs: Runs) -> None:
    page = TrainingPage(net=link("1x28x7 n8k3-7"))
    assert page.messages() == [
        "MNIST, 5,000 digits (bundled) has 10 classes, the network 7. "
        "Change its Classes on the Architecture page."
    ]
    assert not page.has("start-one")


def test_a_link_of_the_menu_without_a_network_stands_for_the_one_that_came_along(
    runs: Runs,
) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.visit("app.py")
    page.visit("pages/training.py")
    assert page.net == TINY_LINK
    page.app.query_params.clear()  # Back, to the moment before the link was completed
    page.run()
    assert page.net == TINY_LINK
    page.follow(net=link(PRESETS["d2l"].text))
    assert page.net == link(PRESETS["d2l"].text)


def test_a_run_that_waits_says_for_how_many(runs: Runs) -> None:
    runs.add(learning(), alive=True)
    name = runs.add(alive=True)
    page = TrainingPage(run=name)
    assert "Waiting for 1 other run on this device." in page.says()
    assert page.table("Runs")[name][2] == "queued"


def test_a_run_that_was_stopped_while_it_waited_says_so(runs: Runs) -> None:
    runs.add(learning(), alive=True)
    name = runs.add(alive=False)
    (runs.root / name / STOP).touch()
    page = TrainingPage(run=name)
    assert page.table("Runs")[name][2] == "stopped"
    assert "Stopped" in page.says()


@pytest.mark.parametrize(
    ("file", "content", "what"),
    [
        (CONFIG, "{", "config.json is damaged"),
        (CONFIG, '{"lr": -1}', "config.json is damaged"),
        ("network.txt", "<script>", "network.txt is damaged"),
        (EVENTS, "{}\n", "events.jsonl is damaged"),
        (EVENTS, "\n\n", "events.jsonl is damaged"),
    ],
)
def test_a_damaged_run_says_what_is_damaged(runs: Runs, file: str, content: str, what: str) -> None:
    good, name = runs.add(finished()), runs.add(finished())
    (runs.root / name / file).write_text(content, encoding="utf-8")
    page = TrainingPage(run=name)
    assert f"Damaged: run {name}: {what}" in page.messages()[0]
    assert page.table("Runs")[name][2] == "damaged"
    assert page.table("Runs")[good][2] == "finished"
    page.click("delete-run")
    assert runs.names() == [good]


def test_a_line_that_is_no_event_in_the_middle_is_found_too(runs: Runs) -> None:
    name = runs.add(learning())
    with (runs.root / name / EVENTS).open("a", encoding="utf-8") as file:
        file.write("half a li\n")
    runs.happens(name, finished()[-1])
    page = TrainingPage(run=name)
    assert "Damaged: " in page.messages()[0]
    assert "'half a li'" in page.messages()[0]


def test_a_line_that_is_being_written_disturbs_nobody(runs: Runs) -> None:
    name = runs.add(learning(), alive=True)
    with (runs.root / name / EVENTS).open("a", encoding="utf-8") as file:
        file.write('{"event": "Fini')
    page = TrainingPage(run=name)
    assert "Training." in page.says()
    assert page.figure("Test accuracy") == "95.1%"


def ill(kind: TrainConfig) -> tuple[Health, tuple[Event, ...]]:
    """A run whose loss stayed at ln 10."""
    found = stuck([2.302585] * 50, 10, kind)
    assert found is not None
    return found, (started(), step(1, health=(found,)), epoch_end(1, 0.1, 0.1))


def test_a_run_that_learns_nothing_is_told_why_and_starts_again_with_the_remedy(
    runs: Runs,
) -> None:
    before = TrainConfig(epochs=5, lr=0.05, seed=2)
    found, happened = ill(before)
    name = runs.add(happened, config=before, alive=True)
    page = TrainingPage(run=name)
    assert any(found.message[1:] in message for message in page.messages())
    assert f"Try: {found.remedy}." in page.says()
    page.click("remedy-0")
    assert page.picked is not None
    assert page.picked != name
    assert asked(page, runs) == replace(before, lr=0.001, seed=3)
    assert runs.network(page.picked) == TINY
    assert (runs.root / name / STOP).exists()
    assert [row[0] for row in page.table("Runs").rows[1:]] == [page.picked, name]


def test_the_remedy_of_a_run_that_is_over_leaves_that_run_as_it_is(runs: Runs) -> None:
    found, happened = ill(TrainConfig())
    name = runs.add((*happened, Failed(found.message, (found,))))
    before = {file.name for file in (runs.root / name).iterdir()}
    page = TrainingPage(run=name)
    assert page.has("remedy-0")
    assert not page.has("remedy-1")  # the same finding twice is said once
    assert sum(found.message[1:] in message for message in page.messages()) == 1
    page.click("remedy-0")
    assert page.picked != name
    assert {file.name for file in (runs.root / name).iterdir()} == before


def test_stop_asks_the_run_to_stop_and_the_page_says_when_it_has(runs: Runs) -> None:
    name = runs.add(learning(), alive=True)
    page = TrainingPage(run=name)
    page.click("stop")
    assert (runs.root / name / STOP).exists()
    runs.happens(name, Stopped(2, 2 * STEPS, 8.5, 0.951))
    page.run()
    assert "Stopped; the weights were kept." in page.says()
    assert not page.has("stop")


def test_the_learning_rate_can_be_changed_while_it_runs(runs: Runs) -> None:
    name = runs.add(learning(), config=TrainConfig(lr=0.02), alive=True)
    page = TrainingPage(run=name)
    rate = page.app.number_input(f"live-lr-{name}")
    assert rate.value == 0.02
    rate.set_value(0.003)
    page.run()
    assert run_folder.orders(runs.root / name).lr == 0.003
    assert page.app.number_input(f"live-lr-{name}").value == 0.003


def test_a_run_that_is_not_over_cannot_be_deleted(runs: Runs) -> None:
    name = runs.add(learning(), alive=True)
    page = TrainingPage(run=name)
    page.click("delete-run")
    assert runs.names() == [name]
    assert page.messages()[0] == f"Not done: run {name}: is not over; stop it first."
    page.run()
    assert not any(message.startswith("Not done") for message in page.messages())


def test_delete_removes_the_run_that_is_shown(runs: Runs) -> None:
    kept, name = runs.add(finished()), runs.add(finished())
    page = TrainingPage(run=name)
    page.click("delete-run")
    assert runs.names() == [kept]
    assert page.picked is None
    assert NOT_PICKED in page.says()
    assert page.app.button("delete-run").disabled
    page.app.selectbox("shown-run").select(kept)
    page.run()
    page.click("delete-run")
    assert runs.names() == []
    assert EMPTY in page.says()


def test_a_run_deleted_elsewhere_is_no_longer_shown(runs: Runs) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=name)
    jobs.delete(runs.root / name)
    page.click("delete-run")
    assert page.messages()[0] == "Not done: the run is not there any more."
    assert EMPTY in page.says()


def test_open_its_network_makes_the_runs_network_the_edited_one(runs: Runs) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=name)
    assert "net" not in page.app.query_params
    page.click("open-network")
    assert page.app.query_params["net"] == TINY_LINK
    assert "**Tiny: learns digits in seconds** · 20,746 parameters" in page.says()
    page.visit("app.py")
    assert page.app.query_params["net"] == TINY_LINK
    page.click("undo")
    assert "net" not in page.app.query_params


def test_two_runs_are_overlaid_and_their_trade_off_is_drawn(runs: Runs) -> None:
    other = runs.add(finished(test=0.9), network=replace(TINY, head=Dense((8,))))
    name = runs.add(finished())
    page = TrainingPage(run=name)
    assert page.charts() == 2  # the curves, and accuracy against parameters
    alone = page.curves()
    page.app.multiselect("compared-runs").select(other)
    page.run()
    assert len(alone) == 4
    assert page.curves() == [
        f"{run[:4]} {part}" for run in (name, other) for _ in range(2) for part in ("train", "test")
    ]


def test_a_run_that_is_damaged_or_deleted_is_left_out_of_the_overlay(runs: Runs) -> None:
    name, damaged, gone = (runs.add(finished()) for _ in range(3))
    page = TrainingPage(run=name)
    page.app.multiselect("compared-runs").set_value([damaged, gone])
    page.run()
    (runs.root / damaged / EVENTS).write_text("{}\n", encoding="utf-8")
    jobs.delete(runs.root / gone)
    page.run()
    assert len(page.curves()) == 4
    assert page.app.multiselect("compared-runs").value == [damaged]


def test_choosing_a_run_shows_it_and_gives_its_link(runs: Runs) -> None:
    first, second = runs.add(finished(test=0.9)), runs.add(finished())
    page = TrainingPage()
    assert NOT_PICKED in page.says()
    assert page.app.selectbox("shown-run").options == [second, first]
    page.app.selectbox("shown-run").select(first)
    page.run()
    assert page.picked == first
    assert page.figure("Test accuracy") == "90.0%"
    other = TrainingPage(run=first)
    assert other.figure("Test accuracy") == "90.0%"
    assert other.app.selectbox("shown-run").value == first


def test_a_link_within_the_session_changes_the_run(runs: Runs) -> None:
    first, second = runs.add(finished(test=0.9)), runs.add(finished())
    page = TrainingPage(run=first)
    page.follow(run=second)
    assert page.figure("Test accuracy") == "95.1%"


@pytest.mark.parametrize(
    "run",
    [
        "",
        ".",
        "..",
        "../..",
        "/",
        "/etc/passwd",
        "0001-00000001/..",
        "0001-00000001/../0001-00000001",
        "~",
        ".warm",
        "9999-00000000",
        "<script>alert(1)</script>",
        "**b**",
        "\0",
        "%2e%2e%2f",
        "x" * 10_000,
        "\N{ARABIC-INDIC DIGIT ONE}",
    ],
)
def test_a_link_to_no_run_shows_none_and_harms_nothing(runs: Runs, run: str) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=run)
    said = f"Not done: there is no run {run[:40]} here; choose one below."
    assert page.messages() == ([said] if run else [])
    assert NOT_PICKED in page.says()
    assert page.app.button("delete-run").disabled
    assert page.app.button("open-network").disabled
    assert runs.names() == [name]
    page.app.selectbox("shown-run").select(name)
    page.run()
    assert page.picked == name
    assert page.figure("Test accuracy") == "95.1%"


@pytest.mark.parametrize(
    ("net", "why"),
    [
        (D2L_AT_28, "pool2: a 3×3 window does not fit"),
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
        message.startswith("This link is not a network. '<script>' is not")
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
    page.app.session_state["own_digits"] = [(3, bytes(range(196)) * 4), (7, b"\x09" * 784)]
    page.run()
    assert page.app.toggle("drawings").label == "Add your 2 drawings"
    page.click("start-one")
    assert asked(page, runs).drawings == 0
    page.app.toggle("drawings").set_value(True)
    page.run()
    page.click("start-one")
    assert asked(page, runs).drawings == 2
    assert page.picked is not None
    own = from_npz(run_folder.drawings(runs.root / page.picked))
    assert own.labels.tolist() == [3, 7]
    assert own.images[0].tobytes() == bytes(range(196)) * 4


def test_drawings_of_digits_are_not_offered_for_clothes(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.session_state["own_digits"] = [(3, bytes(784))]
    page.run()
    page.app.toggle("drawings").set_value(True)
    page.app.selectbox("dataset").set_value("fashion-mnist")
    page.run()
    page.click("start-one")
    assert asked(page, runs).drawings == 0
