"""All that is kept of one network on one data set, and how it is computed and written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from nin import codec
from nin.analysis import trace
from nin.checkpoint_header import learnt_classes
from nin.checkpoints import Checkpoint
from nin.data import Dataset
from nin.interpret.many_images import Progress, no_progress
from nin.results.answers import Answers, answers
from nin.results.calibration import calibration
from nin.results.robustness import SHIFTS, STROKES, Robustness, looks, robustness
from nin.spec import Network

# Of one core of an AMD EPYC in 2026: small networks wait for memory, large ones for arithmetic.
_MACS_A_SECOND, _BYTES_A_SECOND = 6e10, 1e9


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a network answered to the test images of a data set.

    Attributes:
        dataset: Its name.
        network: The network's text.
        answers: To every test image.
        robustness: On changed images; None where that was not asked for.
        date: When it was computed, in ISO 8601.
        versions: Of what computed it, by name.
    """

    dataset: str
    network: str
    answers: Answers
    robustness: Robustness | None
    date: str
    versions: dict[str, str]


def evaluated(checkpoint: Checkpoint, dataset: Dataset, progress: Progress = no_progress) -> Result:
    """Ask the network about all test images, and about some of them again that are changed.

    Args:
        checkpoint: The network and its weights.
        dataset: What it is asked about.
        progress: Told how many images were looked at, and how many there are, changed ones too.

    Raises:
        EvaluationError: network and data set do not belong together.
    """
    network, weights = checkpoint.network, checkpoint.weights
    own = len(dataset.test_labels)
    total = own + looks(dataset)
    last: Answers | None = None
    for last in answers(network, weights, dataset, learnt_classes(network, checkpoint.facts)):
        progress(last.images, total)
    assert last is not None  # a data set has test images
    changed = robustness(network, weights, dataset, lambda done, _: progress(own + done, total))
    return result_of(checkpoint, dataset, last, changed)


def seconds(network: Network, dataset: Dataset) -> float:
    """About how long `evaluated` takes one core that has nothing else to do."""
    images, table = len(dataset.test_labels) + looks(dataset), trace(network)
    an_image = table.macs / _MACS_A_SECOND + table.activation_bytes / _BYTES_A_SECOND
    return images * an_image


def result_of(
    checkpoint: Checkpoint, dataset: Dataset, answers: Answers, changed: Robustness | None
) -> Result:
    """These answers, with when and by what they were computed."""
    return Result(
        dataset.name,
        codec.dumps(checkpoint.network),
        answers,
        changed,
        datetime.now(UTC).isoformat(timespec="seconds"),
        {"numpy": version("numpy")},
    )


def as_json(result: Result) -> dict[str, Any]:
    """What programs read of a result, as plain values; shares and intervals in [0, 1]."""
    confusion, sureness = result.answers.confusion, calibration(result.answers)
    changed = result.robustness
    return {
        "images": confusion.images,
        "wrong": confusion.wrong,
        "error": confusion.error,
        "interval": confusion.interval,
        "largest_class": dict(zip(("class", "share"), confusion.largest_class, strict=True)),
        "classes": confusion.classes,
        "accuracies": confusion.accuracies,
        "confusion": confusion.counts.tolist(),
        "calibration": asdict(sureness),
        "robustness": changed
        and {
            "images": changed.images,
            "moved": dict(zip(map(str, SHIFTS), changed.moved, strict=True)),
            "strokes": dict(zip(map(str, STROKES), changed.strokes, strict=False)),
        },
    }
