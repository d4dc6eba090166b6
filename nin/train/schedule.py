"""How far a run has come, in epochs or in seconds, and what follows from that."""

from __future__ import annotations

import time

from nin.train.config import TrainConfig

_WARM_UP_SHARE = 0.2  # of the budget
_LOWEST_RATE = 0.01  # of the top rate
_STEPS_BETWEEN_EVALUATIONS, _SECONDS_BETWEEN_EVALUATIONS = 32, 2.0  # at least, within an epoch


class Budget:
    """How much of a run's epochs or seconds is used."""

    def __init__(self, config: TrainConfig, steps_per_epoch: int) -> None:
        self._limit = config.seconds
        self._steps = config.epochs * steps_per_epoch
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Since the start of the run."""
        return round(time.perf_counter() - self._start, 3)

    def progress(self, step: int) -> float:
        """The share that is used after this step."""
        return step / self._steps if self._limit is None else min(1.0, self.seconds / self._limit)


def rate(progress: float) -> float:
    """The one-cycle schedule (Smith, 2018, arXiv:1803.09820), as a factor of the top rate.

    Up in a straight line over the first fifth of the budget, then down in a straight line.

    >>> rate(0.1), rate(0.2), rate(0.6), rate(1)
    (0.5, 1.0, 0.5, 0.01)
    """
    if progress < _WARM_UP_SHARE:
        return max(_LOWEST_RATE, progress / _WARM_UP_SHARE)
    return max(_LOWEST_RATE, (1 - progress) / (1 - _WARM_UP_SHARE))


def is_evaluation_due(step: int, steps_per_epoch: int, seconds: float) -> bool:
    """Whether to evaluate within an epoch, after its step of this number.

    At the quarters of an epoch, or at fewer places where an epoch is short or quick.

    Args:
        step: From 1.
        steps_per_epoch: Of all epochs.
        seconds: Since the evaluation before.
    """
    interval = max(_STEPS_BETWEEN_EVALUATIONS, steps_per_epoch // 4)
    fits = step % interval == 0 and step + interval // 2 <= steps_per_epoch
    return fits and seconds >= _SECONDS_BETWEEN_EVALUATIONS
