"""What is asked most of a NiN, as experiments that are ready: a question, and what it varies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nin import data
from nin.experiments.axes import Axes, steps_a_pass, variants_of
from nin.experiments.plan import Plan, PlanError
from nin.limits import MAX_EPOCHS, MAX_PLANNED_RUNS
from nin.spec import Network
from nin.train import TrainConfig

_COUNTS = (100, 1_000, 10_000)  # of images to learn from, as many as a set has
_RATES = (0.2, 1.0, 5.0)  # times the learning rate


@dataclass(frozen=True, slots=True)
class Question:
    """An experiment that is ready but for the network, and how it is trained.

    Attributes:
        title: What is asked.
        axes: What is varied.
        augment: How the images should be for the answer to show; None where it does not matter.
    """

    title: str
    axes: Callable[[TrainConfig], Axes]
    augment: str | None = None

    def plan(self, network: Network, config: TrainConfig, seeds: int) -> Plan:
        """The experiment: the question asked of a network.

        Args:
            network: What is varied.
            config: How it is trained; its seed is the first.
            seeds: How many runs of each variant there are to be.

        Raises:
            PlanError: fewer than two variants can be built, or there would be too many runs.
            ConfigError: nothing can be trained with a value of an axis.
        """
        if seeds > MAX_PLANNED_RUNS:  # before any list is as long
            raise PlanError(
                f"experiment: {seeds:,} runs of each are more than {MAX_PLANNED_RUNS:,}; take fewer"
            )
        variants = variants_of([network], config, self.axes(config))
        if len(variants) < 2:
            raise PlanError(f"{self.title} of this network there are no two variants to compare")
        return Plan(variants, tuple(range(config.seed, config.seed + seeds)), self.title)


def _counts(config: TrainConfig) -> Axes:
    """As many as a set has, and those from which as many steps can be taken."""
    sizes = data.sizes(config.dataset)
    if sizes is None:
        return Axes(images=(*_COUNTS, 0))
    every, _ = sizes
    steps = config.epochs * steps_a_pass(every, config.batch_size)
    fewer = [
        count
        for count in _COUNTS
        if count < every and steps <= MAX_EPOCHS * steps_a_pass(count, config.batch_size)
    ]
    return Axes(images=(*fewer, 0))


def _rates(config: TrainConfig) -> Axes:
    return Axes(rate=tuple(float(f"{config.peak_lr * factor:.2g}") for factor in _RATES))


def _always(axes: Axes) -> Callable[[TrainConfig], Axes]:
    return lambda config: axes


# Moved images tell GAP from dense layers only where the images that were learnt had one place.
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "heads": Question("GAP or dense?", _always(Axes(head=("gap", "dense"))), "none"),
        "instead": Question(
            "Dense in place of the last block?",
            _always(Axes(head=("gap", "dense", "instead"))),
            "none",
        ),
        "depths": Question("How many 1×1?", _always(Axes(depth=(0, 1, 2, 3)))),
        "kernels": Question("1×1 or 3×3?", _always(Axes(kernel=(1, 3)))),
        "widths": Question("How wide?", _always(Axes(scale=(0.5, 1.0, 2.0)))),
        "images": Question("How few training images?", _counts),
        "augment": Question("Distorted images or not?", _always(Axes(augment=("none", "affine")))),
        "dropout": Question("With dropout or without?", _always(Axes(dropout=(0.0, 0.5)))),
        "rates": Question("Which learning rate?", _rates),
    }
)
