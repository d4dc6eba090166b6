"""Several readers share one model: whoever looks inside leaves it, and its maps, as they were."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from nin.codec import loads
from nin.interpret.channels import dead_channels, mixing_matrix, strongest_images
from nin.interpret.gradcam import grad_cam
from nin.interpret.logit_ledger import ledger, top_share
from nin.interpret.muting import muted
from nin.interpret.occlusion import occlusion
from nin.interpret.shifts import shifted_logits
from nin.interpret.xray import xray
from nin.interpret.xray_steps import Cell, LinearStep
from nin.maps import class_maps, feature_maps
from nin.spec import Network
from tests.support.inside import random_images, random_model

pytestmark = pytest.mark.usefixtures("one_thread")
NETWORK = loads("1x16x5 n8k5p2-6 m3s2c d0.5 n8k3p1-5")
DENSE = loads("1x16x5 n8k5p2-6 m3s2c d0.5 n8k3p1-5 fc12")

Look = Callable[[nn.Sequential, Tensor, dict[str, Tensor]], object]


def looks(network: Network) -> dict[str, Look]:
    """Everything that looks inside, each giving something that can be compared."""

    def through(model: nn.Sequential, images: Tensor, maps: dict[str, Tensor]) -> object:
        seen = xray(model, network, images, maps, "block2_mlp1", Cell(3, 2, 7))
        return [(s.sums, s.outputs) for s in seen.steps if isinstance(s, LinearStep)]

    return {
        "feature_maps": lambda model, images, _: list(feature_maps(model, images).values()),
        "xray": through,
        "muted": lambda model, _, maps: list(muted(model, maps, {"block1_relu": [1]}).values()),
        "grad_cam": lambda model, images, _: grad_cam(model, network, images, [0, 3]),
        "mixing": lambda model, *_: mixing_matrix(model, "block1_mlp1").weight,
        "dead": lambda model, images, _: list(dead_channels(model, images).values()),
        "strongest": lambda model, images, _: strongest_images(model, images, "pool1", 1).values,
        "occlusion": lambda model, images, _: occlusion(model, images, 4, 4).logits,
        "shifts": lambda model, images, _: shifted_logits(model, images, [(0, 0), (1, -2)]),
        "ledger": lambda _model, _, maps: (
            ledger(maps["block2_mlp1_relu"][0].numpy(), np.eye(8, dtype=np.bool_)).cells
        ),
        "top": lambda _model, _, maps: top_share(maps["block2_mlp1_relu"][0].numpy()),
    }


def same(one: object, other: object) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    return np.array_equal(np.asarray(one), np.asarray(other))


def state(model: nn.Sequential, images: Tensor, maps: dict[str, Tensor]) -> list[object]:
    """All that a reader could have changed."""
    return [
        [value.clone() for value in (*model.state_dict().values(), *maps.values(), images)],
        [parameter.grad is None for parameter in model.parameters()],
        [parameter.requires_grad for parameter in model.parameters()],
        [module.training for module in model.modules()],
        [len(m._forward_hooks) + len(m._backward_hooks) for m in model.modules()],
    ]


@pytest.mark.parametrize("network", [NETWORK, DENSE], ids=["gap", "dense"])
def test_looking_leaves_model_and_maps_as_they_were_and_two_threads_see_the_same(
    network: Network,
) -> None:
    model, images = random_model(network, 0), random_images(network, 1, 0)
    maps = feature_maps(model, images)
    before = state(model, images, maps)
    alone = {name: look(model, images, maps) for name, look in looks(network).items()}
    assert same(before, state(model, images, maps))
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            (name, pool.submit(look, model, images, maps))
            for _ in range(20)
            for name, look in looks(network).items()
        ]
        for name, job in jobs:
            assert same(job.result(), alone[name]), name
    assert same(before, state(model, images, maps))


def test_class_maps_too() -> None:
    model, images = random_model(NETWORK, 0), random_images(NETWORK, 1, 0)
    before = state(model, images, {})
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: class_maps(model, images), range(20)))
    assert all(torch.equal(result, results[0]) for result in results)
    assert same(before, state(model, images, {}))
