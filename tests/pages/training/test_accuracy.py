"""What stands beside the accuracy of a run."""

from __future__ import annotations

import pytest
from msgspec import structs

from nin.train import EpochEnd, Event, Started
from tests.support.pages.reading import key_figures
from tests.support.pages.training import Runs, TrainingPage, finished, learning


def beside(page: TrainingPage) -> str:
    """What stands under the test accuracy."""
    return key_figures(page.html)["Test accuracy"][1]


def test_the_share_of_the_largest_class_stands_beside_the_accuracy(runs: Runs) -> None:
    page = TrainingPage(run=runs.add(learning(), alive=True))
    assert page.figure("Test accuracy") == "95.1%"
    assert beside(page) == "always saying 0 gives 10.0%"
    assert "Accuracy per class" not in page.html


def test_a_run_that_is_over_has_the_accuracy_of_each_class(runs: Runs) -> None:
    page = TrainingPage(run=runs.add(finished()))
    rows = page.table("Accuracy per class").rows
    assert rows[0] == ["Class", "Test"]
    assert rows[1:] == [["0", "100.0%"], *[[str(n), "95.1%"] for n in range(1, 9)], ["9", "–"]]


def older(event: Event) -> Event:
    """The event as it was before classes were counted."""
    if isinstance(event, Started):
        return structs.replace(event, largest_class=None)
    return structs.replace(event, accuracies=()) if isinstance(event, EpochEnd) else event


@pytest.mark.parametrize("accuracies", [(), (0.5,), (0.5,) * 11])
def test_a_run_without_an_accuracy_for_each_of_its_classes_shows_none(
    runs: Runs, accuracies: tuple[float, ...]
) -> None:
    happened = [
        structs.replace(event, accuracies=accuracies) if isinstance(event, EpochEnd) else event
        for event in map(older, finished())
    ]
    page = TrainingPage(run=runs.add(happened))
    assert page.figure("Test accuracy") == "95.1%"
    assert beside(page) == ""
    assert "Accuracy per class" not in page.html
