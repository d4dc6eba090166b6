"""Runs to compare, under AppTest: pairs, variants, overlays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nin.analysis import trace
from nin.codec import dumps, link, loads
from nin.runs import delete, queue
from nin.runs.folder import EVENTS
from nin.runs.variants import DENSE, variants
from nin.spec import Dense, Gap
from pages.ui.training.figures import COLOURS
from tests.support.pages.training import TINY, TINY_LINK, Runs, TrainingPage, finished


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
    assert [row[1] for row in page.table("Runs").rows[1:]] == ["queued", "preparing"]


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
    found = variants(TINY, depths=[0], scales=[0.5, 1])
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
    assert len({row[0] for row in page.table("Runs").rows[1:]}) == 4


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
    queue.note_machine(runs.root / name, "")
    page = TrainingPage(run=name)
    assert "Waiting for a place on the cluster." in page.says()
    queue.note_machine(runs.root / name, "a-machine")
    page.run()
    assert "Loading PyTorch and the images …" in page.says()


def test_an_engine_that_there_is_not_is_named(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIN_ENGINE", "steam")
    page = TrainingPage(net=TINY_LINK)
    (message,) = page.messages()
    assert message.startswith(
        "Nothing can be trained here: NIN_ENGINE: 'steam' is not one of process, ray."
    )
    assert not page.has("start-one")
    assert runs.names() == []


def test_variants_are_of_what_is_chosen_at_the_click(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    page.app.button_group("heads").set_value(["GAP"])
    page.app.button_group("mlps").set_value(["With"])
    page.app.number_input("seed").set_value(3)
    page.click("start-variants")  # and the page was not drawn since
    (name,) = runs.names()
    assert runs.network(name) == TINY
    assert runs.config(name).seed == 3


def test_two_runs_are_overlaid_and_their_trade_off_is_drawn(runs: Runs) -> None:
    other = runs.add(finished(test=0.9), network=replace(TINY, head=Dense((8,))))
    name = runs.add(finished())
    page = TrainingPage(run=name)
    assert page.charts() == 2  # the curves, and accuracy against parameters
    alone = page.curves()
    page.app.multiselect("compared-runs").select(other)
    page.run()
    assert len(alone) == 6
    assert page.curves() == [
        f"{head} {part}"
        for head in ("GAP", "dense head")
        for _ in range(2)
        for part in ("batch", "train", "test")
    ]
    for head in ("GAP", "dense head"):
        assert page.table(f"Evaluations {head}").rows[-1][0] == "2"


def test_what_is_overlaid_stands_in_the_address_and_opens_with_it(runs: Runs) -> None:
    shown, second, third = (runs.add(finished()) for _ in range(3))
    page = TrainingPage(run=shown)
    page.app.multiselect("compared-runs").set_value([second, third])
    page.run()
    assert page.address == {"run": shown, "overlay": f"{second},{third}"}
    other = TrainingPage(**page.address)
    assert other.app.multiselect("compared-runs").value == [second, third]
    other.follow(run=second)
    assert other.app.multiselect("compared-runs").value == []
    assert "overlay" not in other.address


@pytest.mark.parametrize("overlay", ["", ".", "no run", "../..", "x" * 3_000, "1," * 1_000])
def test_a_link_overlays_no_run_that_there_is_not(runs: Runs, overlay: str) -> None:
    page = TrainingPage(run=runs.add(finished()), overlay=overlay)
    assert page.app.multiselect("compared-runs").value == []
    assert page.figure("Test accuracy") == "95.1%"


def test_a_run_that_is_damaged_or_deleted_is_left_out_of_the_overlay(runs: Runs) -> None:
    name, damaged, gone = (runs.add(finished()) for _ in range(3))
    page = TrainingPage(run=name)
    page.app.multiselect("compared-runs").set_value([damaged, gone])
    page.run()
    (runs.root / damaged / EVENTS).write_text("{}\n", encoding="utf-8")
    delete(runs.root / gone)
    page.run()
    assert len(page.curves()) == 6
    assert page.app.multiselect("compared-runs").value == [damaged]
