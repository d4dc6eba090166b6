"""All checks by name, and what comes of them as plain data."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from typing import Any

from benchmarks.gpu import driver, learning, memory, pools, speed
from benchmarks.gpu.check import Check, NotShownError, Setting
from nin.train import TrainConfig

CLAIMS: Mapping[str, Check] = {
    "tiny": Check(
        "tiny learns as it does on the CPU", partial(learning.beside_the_cpu, preset="tiny")
    ),
    "mnist": Check(
        "the authors' MNIST network learns as it does on the CPU",
        partial(learning.beside_the_cpu, preset="mnist"),
    ),
    "weights": Check("weights learnt here answer alike on the CPU", learning.kept_weights),
    "pools": Check("pools have the CPU's values and gradients, channels last", pools.pools),
    "seed": Check(
        "same seed, same losses, in float32",
        partial(learning.same_seed_same_losses, precision="float32"),
    ),
    "seed-bfloat16": Check(
        "same seed, same losses, in bfloat16",
        partial(learning.same_seed_same_losses, precision="bfloat16"),
    ),
    "memory": Check(
        "a batch over the device's memory fails with advice that holds", memory.out_of_memory
    ),
    "no-driver": Check(
        "without a driver `auto` takes another device and `cuda` says what to do", driver.absent
    ),
    "failing-driver": Check(
        "with a driver that fails `auto` takes the CPU and `cuda` says what to do", driver.failing
    ),
}

ROWS: Mapping[str, Check] = {
    **{
        f"{preset}-{batch}": Check(
            f"images a second, training {preset} with batches of {batch}",
            partial(speed.images_per_second, preset=preset, batch=batch),
        )
        for preset, batch in (("tiny", 64), ("mnist", 64), ("d2l", 64), ("mnist", 512))
    },
    "digits-98": Check(
        "seconds to 98 % of the bundled test digits",
        partial(speed.seconds_to_enough, dataset=TrainConfig().dataset),
    ),
    "mnist-98": Check(
        "seconds to 98 % of MNIST's test digits",
        partial(speed.seconds_to_enough, dataset="mnist"),
    ),
}


def run(name: str, check: Check, setting: Setting) -> dict[str, Any]:
    """What came of a check; one that breaks has failed, so that the others are still run."""
    print(f"{name} …", file=sys.stderr)
    result: dict[str, Any] = {"name": name, "sentence": check.sentence}
    try:
        outcome = check.measure(setting)
    except NotShownError as error:
        return result | {"not shown here": str(error)}
    except Exception as error:
        return result | {"passed": False, "error": f"{type(error).__name__}: {error}"}
    passed = {} if outcome.passed is None else {"passed": outcome.passed}
    return result | passed | {"figures": dict(outcome.figures)}
