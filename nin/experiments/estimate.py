"""How long an experiment will take on this machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nin import data
from nin.experiments.measures import SHIFTS
from nin.experiments.plan import Plan, Variant
from nin.results.robustness import MOST_IMAGES
from nin.runs import queue, speed

_DIRECTIONS = 4  # in which test images are moved


def seconds(plan: Plan, root: Path) -> float | None:
    """How long all runs and their measurement take; None before it was tried how fast they are.

    Args:
        plan: The experiment; its images are of a set whose size is known.
        root: The folder of all runs, where the speeds are kept.
    """
    took = [_seconds(variant, len(plan.seeds), root) for variant in plan.variants]
    return None if None in took else sum(filter(None, took))


def _seconds(variant: Variant, runs: int, root: Path) -> float | None:
    """Of all runs of a variant: two at a time where that was seen, else one after the other."""
    config, network = variant.config, variant.network
    sizes = data.sizes(config.dataset)
    if sizes is None:
        return None
    train_size, test_size = sizes
    half = replace(config, threads=queue.half_of_cores())
    alone, beside = (speed.known(root, network, how) for how in (config, half))
    if not (pace := 2 * beside if beside else alone):
        return None
    moved = len(SHIFTS) * _DIRECTIONS * min(MOST_IMAGES, test_size)
    measuring = speed.FORWARD_SHARE * moved / (alone or pace)
    if config.seconds:
        at_once = 2 if queue.device_of(config) == "cpu" else 1
        return runs * (config.seconds / at_once + measuring)
    run = speed.seconds(pace, config, config.images or train_size, test_size)
    return runs * (run + measuring)
