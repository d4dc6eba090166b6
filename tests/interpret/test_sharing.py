"""Several readers share weights and maps: whoever looks inside leaves them as they were."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nin.codec import loads
from nin.forward import activations
from nin.interpret.channels import dead_channels, mixing_matrix, strongest_images
from nin.interpret.gradcam import grad_cam
from nin.interpret.logit_ledger import ledger, top_share
from nin.interpret.muting import muted
from nin.interpret.occlusion import occlusion
from nin.interpret.shifts import shifted_logits
from nin.interpret.xray import xray
from nin.interpret.xray_steps import Cell, LinearStep
from nin.spec import Network
from nin.weights import Array
from tests.support.inside import random_images, random_weights

NETWORK = loads("1x16x5 n8k5p2-6 m3s2c d0.5 n8k3p1-5")
DENSE = loads("1x16x5 n8k5p2-6 m3s2c d0.5 n8k3p1-5 fc12")

Arrays = dict[str, Array]


def looks(network: Network, weights: Arrays, image: Array, maps: Arrays) -> dict[str, object]:
    """What everything that looks inside sees, as something that can be compared."""
    seen = xray(network, weights, image, maps, "block2_mlp1", Cell(3, 2, 7))
    last = maps["block2_mlp1_relu"][0]
    every: dict[str, Callable[[], object]] = {
        "activations": lambda: list(activations(network, weights, image).values()),
        "xray": lambda: [(s.sums, s.outputs) for s in seen.steps if isinstance(s, LinearStep)],
        "muted": lambda: list(muted(network, weights, maps, {"block1_relu": [1]}).values()),
        "grad_cam": lambda: grad_cam(network, weights, image, [0, 3]),
        "mixing": lambda: mixing_matrix(network, weights, "block1_mlp1").weight,
        "dead": lambda: list(dead_channels(network, weights, image).values()),
        "strongest": lambda: strongest_images(network, weights, image, "pool1", 1).values,
        "occlusion": lambda: occlusion(network, weights, image, 4, 4).logits,
        "shifts": lambda: shifted_logits(network, weights, image, [(0, 0), (1, -2)]),
        "ledger": lambda: ledger(last, np.eye(8, dtype=np.bool_)).cells,
        "top": lambda: top_share(last),
    }
    return {name: look() for name, look in every.items()}


def same(one: object, other: object) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    return np.array_equal(np.asarray(one), np.asarray(other))


@pytest.mark.parametrize("network", [NETWORK, DENSE], ids=["gap", "dense"])
def test_looking_leaves_everything_as_it_was_and_two_threads_see_the_same(network: Network) -> None:
    weights, image = random_weights(network, 0), random_images(network, 1, 0)
    maps = activations(network, weights, image)
    shared = [*weights.values(), *maps.values(), image]
    before = [values.copy() for values in shared]
    alone = looks(network, weights, image, maps)
    assert same(before, shared)
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(looks, network, weights, image, maps) for _ in range(20)]
        for job in jobs:
            for name, seen in job.result().items():
                assert same(seen, alone[name]), name
    assert same(before, shared)
