"""Known ways in which a NiN stops learning: how numbers show them, why, and what to try."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite, log
from statistics import fmean

from nin.limits import MAX_SEED
from nin.ops import op_title
from nin.train.config import DEFAULT_LR, TrainConfig
from nin.train.events import Health

STUCK_STEPS = 50
_STUCK_TOLERANCE = 1e-3  # of losses around ln(num_classes)
_DEAD_SHARE = 0.5  # of a layer's channels
_COMPARED_STEPS = 10  # at the beginning and at the end, whose mean losses are compared
_MOVED_SHARE = 0.01  # of ln(num_classes): what a loss falls by even at a fifth of the usual rate
_LOW_SHARE = 0.2  # of the default rate: below, what does not move has too low a rate


class NotFiniteError(Exception):
    """Loss or weights are no finite numbers any more."""

    def __init__(self, health: Health) -> None:
        self.health = health


class Watch:
    """What a run's losses and channels have shown so far; each kind is reported once."""

    def __init__(self, num_classes: int, config: TrainConfig) -> None:
        self._num_classes, self._config = num_classes, config
        self._first = list[float]()
        self._recent = deque[float](maxlen=STUCK_STEPS)
        self._reported = set[str]()

    def losses(self, losses: Sequence[float]) -> tuple[Health, ...]:
        """What is new after these steps."""
        self._first += losses[: _COMPARED_STEPS - len(self._first)]
        self._recent.extend(losses)
        return self._new(stuck(self._recent, self._num_classes, self._config))

    def evaluated(
        self, dead_shares: Mapping[str, float], progress: float, lr: float
    ) -> tuple[Health, ...]:
        """What is new after an evaluation, at this share of the budget and this top rate."""
        health = dead(dead_shares, self._config)
        is_young = progress < 0.5 or len(self._recent) < 2 * _COMPARED_STEPS
        if health is None and not is_young and not self._reported:
            last = list(self._recent)[-_COMPARED_STEPS:]
            health = unmoved((self._first, last), lr, self._num_classes, self._config)
        return self._new(health)

    def _new(self, health: Health | None) -> tuple[Health, ...]:
        if health is None or health.kind in self._reported:
            return ()
        self._reported.add(health.kind)
        return (health,)


def stuck(losses: Iterable[float], num_classes: int, config: TrainConfig) -> Health | None:
    """The best-known failure of NiNs: the last steps' losses are all ln(num_classes).

    Reported for the authors' code, d2l's and Caffe's (mavenlin/cuda-convnet#1,
    jiecaoyu/pytorch-nin-cifar10#1, BVLC/caffe#1475).
    """
    guess = log(num_classes)
    last = list(losses)[-STUCK_STEPS:]
    if len(last) < STUCK_STEPS or any(abs(loss - guess) > _STUCK_TOLERANCE for loss in last):
        return None
    seen = f"the loss has been {guess:.3f} = ln {num_classes} for {STUCK_STEPS} steps"
    if _is_low(config.peak_lr, config):
        return _too_small_steps(seen, config.peak_lr, config)
    return Health(
        "stuck",
        f"{seen}: all classes score the same, as when every class map is 0 after its ReLU; then "
        "no gradient comes back",
        f"start again with another seed and a lower learning rate, {_lower(config.peak_lr):g}",
        {"seed": (config.seed + 1) % MAX_SEED, "lr": _lower(config.peak_lr)},
    )


def unmoved(
    losses: tuple[Sequence[float], Sequence[float]],
    lr: float,
    num_classes: int,
    config: TrainConfig,
) -> Health | None:
    """The loss has hardly moved, and the rate is so low that this is why.

    Args:
        losses: Of a run's first steps and of its last ones.
        lr: The top rate that it had in the end.
        num_classes: How many classes it tells apart.
        config: How it trains.
    """
    if not _is_low(lr, config):
        return None
    before, after = map(fmean, losses)
    if before - after >= _MOVED_SHARE * log(num_classes):
        return None
    return _too_small_steps(
        f"the loss has hardly moved, from {before:.3f} to {after:.3f}", lr, config
    )


def dead(shares: Mapping[str, float], config: TrainConfig) -> Health | None:
    """At least half of the channels after a ReLU are 0 for every image that was tried."""
    name = max(shares, key=lambda name: shares[name], default=None)
    if name is None or shares[name] < _DEAD_SHARE:
        return None
    return Health(
        "dead",
        f"{op_title(name)}: {shares[name]:.0%} of its channels are 0 for every image, so what "
        "comes before them no longer learns",
        f"start again with a lower learning rate, {_lower(config.peak_lr):g}, or fewer channels",
        {"lr": _lower(config.peak_lr)},
    )


def not_finite(losses: Sequence[float], step: int, config: TrainConfig) -> Health | None:
    """One of these losses, the last of which is that of `step`, is not finite."""
    bad = next((index for index, loss in enumerate(losses) if not isfinite(loss)), None)
    if bad is None:
        return None
    return exploded(step - len(losses) + bad + 1, config)


def exploded(step: int, config: TrainConfig) -> Health:
    """Loss or weights were no finite numbers at this step."""
    return Health(
        "not finite",
        f"step {step}: loss or weights grew beyond all numbers at a learning rate of "
        f"{config.peak_lr:g}",
        f"start again with a lower learning rate, {_lower(config.peak_lr):g}",
        {"lr": _lower(config.peak_lr)},
    )


def out_of_memory(fits: int, config: TrainConfig) -> Health:
    """A batch was too large for the device; one of `fits` images should do."""
    return Health(
        "out of memory",
        f"a batch of {config.batch_size} images needs more memory than the device has left",
        f"start again with a batch of {fits}",
        {"batch_size": fits},
    )


def _is_low(lr: float, config: TrainConfig) -> bool:
    return lr < _LOW_SHARE * DEFAULT_LR[config.optimizer]


def _too_small_steps(seen: str, lr: float, config: TrainConfig) -> Health:
    usual = DEFAULT_LR[config.optimizer]
    return Health(
        "unmoved",
        f"{seen}: at a learning rate of {lr:g} the steps are too small",
        f"start again with a higher learning rate, {usual:g}",
        {"lr": usual},
    )


def _lower(lr: float) -> float:
    """A tenth, but no more than a rate at which the presets learn."""
    return min(lr / 10, 0.001) if lr > 0.001 else lr / 10
