"""What a run came to: figures that follow from its events alone."""

from dataclasses import replace

import pytest
from msgspec import structs

from nin.analysis import trace
from nin.codec import loads
from nin.experiments import Axes, variants_of
from nin.experiments.axes import vary
from nin.presets import PRESETS
from nin.runs.summaries import Summary, summarise
from nin.spec import Dense, Network
from nin.train import Event, Failed, Finished, Health, Stopped, TrainConfig
from tests.support.pages.training import STEPS, TINY, epoch_end, finished, learning, started, step

LIMP = Health("dead", "half of its channels are 0", "start again", {"lr": 0.001})
LOST = Health("not finite", "step 3: beyond all numbers", "start again", {"lr": 0.001})


def of(*events: Event) -> Summary:
    return summarise(TINY, TrainConfig(seed=3), events)


def test_a_run_without_events_has_no_figures_but_those_of_its_network() -> None:
    summary = of()
    assert summary.title == "Tiny, GAP"
    assert summary.config == TrainConfig(seed=3)
    assert summary.network == PRESETS["tiny"].text
    assert summary.params == trace(TINY).params
    assert (summary.progress, summary.seconds, summary.health) == (0.0, 0.0, ())
    figures = (summary.train_accuracy, summary.test_accuracy, summary.gap, summary.reason)
    assert figures == (None, None, None, None)
    assert (summary.images_per_second, summary.eta) == (None, None)


def test_what_is_no_preset_is_named_by_its_widths_and_its_head() -> None:
    def title(network: Network) -> str:
        return summarise(network, TrainConfig(), ()).title

    assert title(replace(TINY, head=Dense((8,)))) == "Tiny, dense head"
    assert title(vary(TINY, {"depth": 0, "scale": 2.0})) == "NiN 32-64-10 without 1×1, GAP"
    assert title(loads("1x28x10" + 7 * " n4k1" + " fc")) == (
        "NiN 4-4-4-4-4-4-… without 1×1, dense head"
    )


def test_the_runs_of_variants_are_told_apart_by_their_titles() -> None:
    axes = Axes(head=("gap", "dense"), depth=(0, 1), scale=(0.5, 1.0, 2.0))
    varied = variants_of([TINY], TrainConfig(), axes)
    titles = {summarise(variant.network, TrainConfig(), ()).title for variant in varied}
    assert len(titles) == len(varied) == 12


def test_the_accuracies_are_those_of_the_last_evaluation() -> None:
    summary = of(*learning(train=0.987, test=0.951))
    assert (summary.train_accuracy, summary.test_accuracy) == (0.987, 0.951)


@pytest.mark.parametrize(
    ("train", "test", "gap"),
    [(0.987, 0.951, 0.036), (0.9, 0.9, 0.0), (0.5, 0.75, -0.25), (1, 0, 1)],
)
def test_the_gap_is_train_less_test_accuracy(train: float, test: float, gap: float) -> None:
    assert of(*finished(train, test)).gap == pytest.approx(gap)


def test_progress_follows_the_events_and_is_whole_at_the_end() -> None:
    events = finished()
    shares = [of(*events[:number]).progress for number in range(len(events) + 1)]
    assert shares == sorted(shares)
    assert shares[0] == shares[1] == 0
    assert shares[-1] == 1
    assert of(*events[:6]).progress == 0.5  # after the first epoch of two


def test_a_stopped_or_failed_run_keeps_the_share_that_it_came_to() -> None:
    steps = [step(number) for number in range(1, STEPS + 1)]
    half: tuple[Event, ...] = (started(), *steps, epoch_end(1, 0.7, 0.6))
    stopped, failed = of(*half, Stopped(1, STEPS, 4.2, 0.6)), of(*half, Failed("no room"))
    assert stopped.progress == failed.progress == 0.5
    assert stopped.test_accuracy == failed.test_accuracy == 0.6
    assert (stopped.seconds, failed.seconds) == (4.2, 4.0)
    assert (stopped.reason, failed.reason) == (None, "no room")


def test_a_run_that_failed_before_it_began_has_its_reason() -> None:
    summary = of(Failed("mnist: cannot be fetched"))
    assert summary.reason == "mnist: cannot be fetched"
    assert summary.test_accuracy is None


def test_the_seconds_are_those_of_the_last_event_that_has_any() -> None:
    assert of(started(), step(1)).seconds == 1
    assert of(*finished()).seconds == 8
    assert of(*learning(), Finished(2, 8, 9.25, 0.951)).seconds == 9.25


def test_speed_and_time_to_go_are_those_of_the_last_step() -> None:
    summary = of(started(), step(1), structs.replace(step(2), images_per_second=128.0))
    assert summary.images_per_second == 128
    assert summary.eta == pytest.approx(6)  # two of eight steps in two seconds


def test_what_is_wrong_is_listed_first_to_last_wherever_it_came_up() -> None:
    summary = of(
        started(),
        step(1, health=(LIMP,)),
        epoch_end(1, 0.1, 0.1, health=(LOST,)),
        Failed(LOST.message, (LIMP, LOST)),
    )
    assert summary.health == (LIMP, LOST, LIMP, LOST)


def test_a_run_that_lives_can_be_summarised_from_a_stream() -> None:
    assert summarise(TINY, TrainConfig(), iter(finished())) == summarise(
        TINY, TrainConfig(), finished()
    )
