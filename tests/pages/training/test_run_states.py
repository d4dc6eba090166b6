"""The Training page under AppTest: runs in every state, and what can be done to them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from nin.runs import delete, folder
from nin.runs.folder import CONFIG, END, EVENTS, LOG, STOP
from nin.train import EpochEnd, Event, Failed, Health, Stopped, TrainConfig
from nin.train.health import stuck
from tests.support.pages.training import (
    EMPTY,
    NOT_PICKED,
    STEPS,
    TINY,
    Runs,
    TrainingPage,
    asked,
    epoch_end,
    finished,
    learning,
    started,
    step,
)
from tests.support.pages.visitor import one_of


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
    assert page.table("Runs")[name][0] == state
    assert not page.has("stop")


def test_what_a_killed_process_said_last_is_quoted_as_it_is(runs: Runs) -> None:
    name = runs.add(learning())
    (runs.root / name / LOG).write_text("a\n![x](http://example.org/x.png) <b>gone</b>\n")
    page = TrainingPage(run=name)
    (box,) = page.app.error
    assert "its log ends: ![x](http://example.org/x.png) <b>gone</b>" in page.messages()[0]
    assert "![" not in box.value
    assert "<b>" not in box.value


def test_a_run_that_waits_says_for_how_many(runs: Runs) -> None:
    runs.add(learning(), alive=True)
    name = runs.add(alive=True)
    page = TrainingPage(run=name)
    assert "Waiting for 1 other run on this device." in page.says()
    assert page.table("Runs")[name][0] == "queued"


def test_a_run_that_was_stopped_while_it_waited_says_so(runs: Runs) -> None:
    runs.add(learning(), alive=True)
    name = runs.add(alive=False)
    (runs.root / name / STOP).touch()
    page = TrainingPage(run=name)
    assert page.table("Runs")[name][0] == "stopped"
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
    assert f"Damaged: run {name}: {what}" in "".join(page.messages())
    assert page.table("Runs")[name][0] == "damaged"
    assert page.table("Runs")[good][0] == "finished"
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


def test_the_remedy_of_a_run_that_learns_nothing_stops_it_and_fills_in_the_form(
    runs: Runs,
) -> None:
    before = TrainConfig(epochs=5, lr=0.05, seed=2, augment="none")
    found, happened = ill(before)
    name = runs.add(happened, config=before, alive=True)
    page = TrainingPage(run=name)
    assert any(found.message[1:] in message for message in page.messages())
    assert f"Try: {found.remedy}." in page.says()
    assert page.app.button("remedy-0").label == "Stop, and fill in the form"
    page.click("remedy-0")
    assert page.picked == name
    assert runs.names() == [name]
    assert (runs.root / name / STOP).exists()
    assert page.app.text_input("lr-adamw").value == "0.001"
    assert page.app.number_input("seed").value == 3
    assert not page.has("remedy-0")
    assert "The form says so now: press **Start**." in page.says()
    page.click("start-one")
    assert page.picked is not None
    assert page.picked != name
    assert asked(page, runs) == replace(before, lr=0.001, seed=3)
    assert runs.network(page.picked) == TINY
    assert page.table("Runs").titles[1:] == [page.picked, name]


def test_what_is_changed_in_the_form_after_a_remedy_offers_the_remedy_again(runs: Runs) -> None:
    found, happened = ill(TrainConfig(lr=0.05))
    page = TrainingPage(run=runs.add((*happened, Failed(found.message, (found,)))))
    page.click("remedy-0")
    page.app.number_input("seed").set_value(8)
    page.run()
    assert page.app.button("remedy-0").label == "Fill in the form"


def test_the_remedy_of_a_run_on_images_that_the_form_does_not_offer_is_words_alone(
    runs: Runs,
) -> None:
    found, happened = ill(TrainConfig())
    own = TrainConfig(dataset="folder:/leaves")
    page = TrainingPage(run=runs.add((*happened, Failed(found.message, (found,))), config=own))
    assert f"Try: {found.remedy}." in page.says()
    assert not page.has("remedy-0")


def test_the_remedy_of_a_run_that_is_over_leaves_that_run_as_it_is(runs: Runs) -> None:
    found, happened = ill(TrainConfig())
    name = runs.add((*happened, Failed(found.message, (found,))))
    before = {file.name for file in (runs.root / name).iterdir()}
    page = TrainingPage(run=name)
    assert page.has("remedy-0")
    assert not page.has("remedy-1")  # the same finding twice is said once
    assert sum(found.message[1:] in message for message in page.messages()) == 1
    page.click("remedy-0")
    assert page.picked == name
    assert {file.name for file in (runs.root / name).iterdir()} == before


def test_stop_asks_the_run_to_stop_and_the_page_says_so_at_once_and_when_it_has(
    runs: Runs,
) -> None:
    name = runs.add(learning(), alive=True)
    page = TrainingPage(run=name)
    page.click("stop")
    assert (runs.root / name / STOP).exists()
    assert "Stopping after the step in hand." in page.says()
    assert page.table("Runs")[name][0] == "stopping"
    assert page.app.button("stop").disabled
    assert not page.has("end")
    runs.happens(name, Stopped(2, 2 * STEPS, 8.5, 0.951))
    page.run()
    assert "Stopped; the weights were kept." in page.says()
    assert not page.has("stop")


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        ((started(), structs.replace(step(1), images_per_second=8.0)), "A step takes 8 s."),
        ((started(),), "The first step is not over."),
        ((), "The first step is not over."),
    ],
)
def test_a_stop_that_a_slow_step_holds_up_says_so_and_offers_to_end_now(
    runs: Runs, happened: tuple[Event, ...], why: str
) -> None:
    name = runs.add(happened, alive=True)
    page = TrainingPage(run=name)
    assert not page.has("end")
    page.click("stop")
    assert f"{why} Ending now keeps the weights of the last evaluation." in page.says()
    page.click("end")
    assert (runs.root / name / END).exists()


def test_a_run_that_was_ended_at_once_says_what_is_left_of_it(runs: Runs) -> None:
    for happened, left in (
        (learning(), "The weights of its last evaluation were kept."),
        ([started()], "It was not evaluated yet, so it has no weights."),
    ):
        name = runs.add(happened)
        (runs.root / name / STOP).touch()
        (runs.root / name / END).touch()
        page = TrainingPage(run=name)
        assert "Stopped: it was ended at once, in the middle of a step." in page.says()
        assert left in page.says()


def test_an_accuracy_of_a_part_of_the_test_images_is_said_to_be_one(runs: Runs) -> None:
    whole = runs.add((*learning(), Stopped(2, 8, 8.5, 0.951)))
    assert "Tested on" not in TrainingPage(run=whole).says()
    *before, last = learning()
    assert isinstance(last, EpochEnd)
    part = runs.add((*before, structs.replace(last, tested=30), Stopped(2, 8, 8.5, 0.951)))
    assert "Tested on 30 of 1,000 images: as many as there was time for after the stop." in (
        TrainingPage(run=part).says()
    )


def test_where_a_run_computes_is_said_beside_its_name(runs: Runs) -> None:
    fault = "CPU; cuda does not work here: CUDA error: no kernel image is available"
    name = runs.add([structs.replace(started(), device=fault), step(1)], alive=True)
    assert f"** · {fault} · folder" in TrainingPage(run=name).says()


def test_the_learning_rate_can_be_changed_while_it_runs(runs: Runs) -> None:
    name = runs.add(learning(), config=TrainConfig(lr=0.02), alive=True)
    page = TrainingPage(run=name)
    rate = page.app.text_input(f"live-lr-{name}")
    assert rate.value == "0.02"
    rate.set_value("0,003")
    page.run()
    assert folder.orders(runs.root / name).lr == 0.003
    assert page.app.text_input(f"live-lr-{name}").value == "0,003"


@pytest.mark.parametrize("typed", ["much", "0", "1,5,0"])
def test_what_is_no_rate_leaves_the_run_as_it_is_and_is_said(runs: Runs, typed: str) -> None:
    name = runs.add(learning(), config=TrainConfig(lr=0.02), alive=True)
    page = TrainingPage(run=name)
    page.app.text_input(f"live-lr-{name}").set_value(typed)
    page.run()
    assert page.messages()[0].startswith("Not done: learning rate: ")
    assert folder.orders(runs.root / name).lr is None
    assert page.app.text_input(f"live-lr-{name}").value == "0.02"


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
    page.pick("shown-run", kept)
    page.click("delete-run")
    assert runs.names() == []
    assert EMPTY in page.says()


def test_a_deleted_run_can_be_brought_back_until_another_is_deleted(runs: Runs) -> None:
    first, second = runs.add(finished(), config=TrainConfig(seed=4)), runs.add(finished())
    page = TrainingPage(run=first)
    assert not page.has("restore-run")
    page.click("delete-run")
    assert "Deleted: **Tiny, GAP · MNIST (5,000 digits) · seed 4**" in page.says()
    page.click("restore-run")
    assert runs.names() == [first, second]
    assert page.picked == first
    assert page.figure("Test accuracy") == "95.1%"
    assert not page.has("restore-run")
    page.click("delete-run")
    delete(runs.root / second)  # in another tab
    page.click("restore-run")
    assert page.messages()[0] == (
        f"Not done: run {first}: is gone for good; another one was deleted after it."
    )
    assert runs.names() == []


def test_a_run_deleted_elsewhere_is_no_longer_shown(runs: Runs) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=name)
    delete(runs.root / name)
    page.click("delete-run")
    assert page.messages()[0] == "Not done: the run is not there any more."
    assert EMPTY in page.says()


def test_delete_takes_the_run_that_was_chosen_last(runs: Runs) -> None:
    chosen, name = runs.add(finished()), runs.add(finished())
    page = TrainingPage(run=name)
    one_of(page.app.selectbox, "shown-run").set_value(chosen)
    page.click("delete-run")  # and the page was not drawn since
    assert runs.names() == [name]


def test_open_its_network_makes_the_run_what_all_pages_look_at_and_undo_takes_it_back(
    runs: Runs,
) -> None:
    name, edited = runs.add(finished()), "1x28x10_n10k3"
    page = TrainingPage(net=edited, run=name)
    assert page.address == {"net": edited, "run": name}
    page.click("open-network")
    assert page.address == {"run": name}
    assert "**Tiny** · 20,746 parameters" in page.says()
    assert page.app.button("open-network").disabled
    page.visit("pages/architecture.py")
    assert page.address == {"run": name}
    page.click("undo")
    assert page.address == {"net": edited, "run": name}


def test_choosing_a_run_shows_it_and_gives_its_link(runs: Runs) -> None:
    first, second = runs.add(finished(test=0.9)), runs.add(finished())
    page = TrainingPage()
    assert NOT_PICKED in page.says()
    assert one_of(page.app.selectbox, "shown-run").options == [
        f"Tiny, GAP · MNIST (5,000 digits) · run {number}" for number in (2, 1)
    ]
    page.pick("shown-run", first)
    assert page.picked == first != second
    assert page.figure("Test accuracy") == "90.0%"
    other = TrainingPage(run=first)
    assert other.figure("Test accuracy") == "90.0%"
    assert one_of(other.app.selectbox, "shown-run").value == first


def test_the_list_of_runs_gets_a_new_key_where_something_else_moves_it(runs: Runs) -> None:
    """So what a browser still says of the old one is no choice; and a choice keeps the focus."""
    first, second = runs.add(finished()), runs.add(finished())
    page = TrainingPage(run=first)
    shown = one_of(page.app.selectbox, "shown-run")
    page.pick("shown-run", second)
    chosen = one_of(page.app.selectbox, "shown-run")
    assert (chosen.key, chosen.value) == (shown.key, second)
    page.click("delete-run")
    moved = one_of(page.app.selectbox, "shown-run")
    assert moved.key != chosen.key
    assert moved.value is None


def test_a_link_within_the_session_changes_the_run(runs: Runs) -> None:
    first, second = runs.add(finished(test=0.9)), runs.add(finished())
    page = TrainingPage(run=first)
    page.follow(run=second)
    assert page.figure("Test accuracy") == "95.1%"


LINKS_TO_NO_RUN = (
    "",
    ".",
    "..",
    "../..",
    "/",
    "/etc/passwd",
    "0001-00000001/",
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
)


def test_a_link_to_no_run_shows_none_and_harms_nothing(runs: Runs) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=LINKS_TO_NO_RUN[0])
    for run in LINKS_TO_NO_RUN:
        page.follow(run=run)
        sentence = f"Not done: there is no run {run[:40]} here; choose one below."
        assert page.messages() == ([sentence] if run else [])
        assert NOT_PICKED in page.says()
        assert page.app.button("delete-run").disabled
        assert page.app.button("open-network").disabled
        assert runs.names() == [name]
    page.pick("shown-run", name)
    assert page.picked == name
    assert page.figure("Test accuracy") == "95.1%"
