"""Known ways in which a NiN stops learning: how numbers show them, why, and what to try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite, log

from nin.limits import MAX_SEED
from nin.train.config import TrainConfig
from nin.train.events import Health

STUCK_STEPS = 50
_STUCK_TOLERANCE = 1e-3  # of losses around ln(num_classes)
_DEAD_SHARE = 0.5  # of a layer's channels


def stuck(losses: Iterable[float], num_classes: int, config: TrainConfig) -> Health | None:
    """The best-known failure of NiNs: the last steps' losses are all ln(num_classes).

    Reported for the authors' code, d2l's and Caffe's (mavenlin/cuda-convnet#1,
    jiecaoyu/pytorch-nin-cifar10#1, BVLC/caffe#1475).
    """
    guess = log(num_classes)
    last = list(losses)[-STUCK_STEPS:]
    if len(last) < STUCK_STEPS or any(abs(loss - guess) > _STUCK_TOLERANCE for loss in last):
        return None
    return Health(
        "stuck",
        f"the loss has been {guess:.3f} = ln {num_classes} for {STUCK_STEPS} steps: all classes "
        "score the same, as when every class map is 0 after its ReLU; then no gradient comes back",
        f"start again with another seed and a lower learning rate, {_lower(config.peak_lr):g}",
        {"seed": (config.seed + 1) % MAX_SEED, "lr": _lower(config.peak_lr)},
    )


def dead(shares: Mapping[str, float], config: TrainConfig) -> Health | None:
    """At least half of the channels after a ReLU are 0 for every image that was tried."""
    name = max(shares, key=lambda name: shares[name], default=None)
    if name is None or shares[name] < _DEAD_SHARE:
        return None
    return Health(
        "dead",
        f"{name}: {shares[name]:.0%} of its channels are 0 for every image, so what comes before "
        "them no longer learns",
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


def _lower(lr: float) -> float:
    """A tenth, but no more than a rate at which the presets learn."""
    return min(lr / 10, 0.001) if lr > 0.001 else lr / 10
