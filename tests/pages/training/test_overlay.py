"""Runs beside each other under AppTest, and runs elsewhere: overlays, clusters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nin.runs import delete, queue
from nin.runs.folder import EVENTS
from nin.spec import Dense
from tests.support.pages.training import TINY, TINY_LINK, Runs, TrainingPage, finished
from tests.support.pages.visitor import one_of


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


def test_two_runs_are_overlaid_and_their_trade_off_is_drawn(runs: Runs) -> None:
    other = runs.add(finished(test=0.9), network=replace(TINY, head=Dense((8,))))
    name = runs.add(finished())
    page = TrainingPage(run=name)
    assert page.charts() == 2  # the curves, and accuracy against parameters
    alone = page.curves()
    one_of(page.app.multiselect, "compared-runs").select(other)
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
    one_of(page.app.multiselect, "compared-runs").set_value([second, third])
    page.run()
    assert page.address == {"run": shown, "overlay": f"{second},{third}"}
    other = TrainingPage(**page.address)
    assert one_of(other.app.multiselect, "compared-runs").value == [second, third]
    other.follow(run=second)
    assert one_of(other.app.multiselect, "compared-runs").value == []
    assert "overlay" not in other.address


@pytest.mark.parametrize("overlay", ["", ".", "no run", "../..", "x" * 3_000, "1," * 1_000])
def test_a_link_overlays_no_run_that_there_is_not(runs: Runs, overlay: str) -> None:
    page = TrainingPage(run=runs.add(finished()), overlay=overlay)
    assert one_of(page.app.multiselect, "compared-runs").value == []
    assert page.figure("Test accuracy") == "95.1%"


def test_a_run_that_is_damaged_or_deleted_is_left_out_of_the_overlay(runs: Runs) -> None:
    name, damaged, gone = (runs.add(finished()) for _ in range(3))
    page = TrainingPage(run=name)
    one_of(page.app.multiselect, "compared-runs").set_value([damaged, gone])
    page.run()
    (runs.root / damaged / EVENTS).write_text("{}\n", encoding="utf-8")
    delete(runs.root / gone)
    page.run()
    assert len(page.curves()) == 6
    assert one_of(page.app.multiselect, "compared-runs").value == [damaged]
