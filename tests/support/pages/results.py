"""The Results page without a browser, and results as their processes leave them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np

from nin import bundled, checkpoints, data
from nin.checkpoints import Checkpoint
from nin.data import Dataset
from nin.results import Answers, folder
from nin.results.evaluation import result_of
from nin.runs.evaluator import orders
from nin.runs.folder import LOCK, WEIGHTS
from tests.support.gone import leave
from tests.support.pages.inside import run_of
from tests.support.pages.training import TINY, finished
from tests.support.pages.visitor import Visitor

FACTS: Mapping[str, object] = {
    "dataset": "digits",
    "classes": list("0123456789"),
    "preparation": "ink",
    "test_accuracy": 0.9,
    "tested": 1_000,
}


class ResultsPage(Visitor):
    """The page of one visitor."""

    def __init__(self, **query: str) -> None:
        super().__init__("pages/results.py", **query)
        self._chosen = 0

    @property
    def heading(self) -> str:
        """What the page says in its title."""
        (title,) = self.app.title
        return str(title.value)

    def press(self, truth: object, answer: object) -> None:
        """Choose a cell of the confusion, as the browser tells it."""
        self._chosen += 1
        self.app.session_state["confusion"] = {"chosen": [self._chosen, truth, answer]}
        self.run()

    def view(self, name: str) -> None:
        """Choose what stands below."""
        self.choose("results-view", name)


def trained_run(root: Path, number: int = 1) -> Path:
    """A run's folder with weights that say that they learnt the bundled digits."""
    return root / run_of(root, TINY, number, finished(), dict(FACTS))


def place_of(run: Path, dataset: Dataset) -> tuple[Path, str, str]:
    """Where the result of a run's weights is kept, and its two digests."""
    weights = folder.digest((run / WEIGHTS).read_bytes())
    images = folder.fingerprint(dataset)
    return orders.place_of(run.parent, weights, images), weights, images


def order(run: Path) -> Path:
    """The folder of an order to evaluate a run's weights, whose process never began."""
    place, weights, images = place_of(run, data.load("digits"))
    place.mkdir(parents=True)
    (place / orders.ORDER).write_bytes(msgspec.json.encode(orders.Order("digits", weights, images)))
    leave(place / LOCK)
    return place


def keep(run: Path, wrong: Mapping[int, int], name: str = "digits") -> Path:
    """A result of a run's weights, all right but these images; nothing of changed ones.

    Args:
        run: With weights.
        wrong: The answers to the images that are answered wrong, by their places.
        name: Of the data set.
    """
    dataset = data.load(name)
    place, weights, images = place_of(run, dataset)
    chosen = dataset.test_labels.copy()
    for image, answer in wrong.items():
        chosen[image] = answer
    sure = np.full(len(chosen), 0.9, np.float32)
    answers = Answers(dataset.classes, dataset.test_labels, chosen, sure)
    checkpoint: Checkpoint = checkpoints.read(run / WEIGHTS)
    folder.write(place, result_of(checkpoint, dataset, answers, None), weights, images)
    return place


def shipped_answers(name: str) -> Answers:
    """What bundled weights answer to the bundled digits."""
    weights = folder.digest(bundled.shipped(name).read_bytes())
    images = folder.fingerprint(data.load("digits"))
    return folder.read(folder.shipped(folder.key(weights, images)), weights, images).answers
