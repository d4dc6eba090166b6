"""Looking inside: class maps come with a forward pass, where Grad-CAM needs one back as well."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from benchmarks.report import Figure, spread
from nin import maps
from nin.model import initial
from nin.presets import PRESETS

_ROUNDS, _WARM_UP = 40, 3
_PRESETS = ("mnist", "d2l")


def class_maps() -> list[Figure]:
    """One image's class maps, against pytorch-grad-cam's of all classes and of one, in turn.

    Floor: one forward pass, which is all that ours is.
    """
    return [_beside(name) for name in _PRESETS]


def _beside(name: str) -> Figure:
    network = PRESETS[name].network
    model = initial(network, 0).eval()
    image = torch.rand(1, network.in_channels, network.image_size, network.image_size)
    every = range(network.num_classes)
    with GradCAM(own := copy.deepcopy(model), [_last_relu(own)]) as cam:
        _check(maps.class_maps(model, image)[0], _cams(cam, image, every))
        times = _in_turn(
            {
                "ours_ms": lambda: maps.class_maps(model, image),
                "theirs_ms": lambda: _cams(cam, image, every),
                "one_class_ms": lambda: _cams(cam, image, every[:1]),
            }
        )
    ours, theirs, one = times.values()
    measured = (
        f"{ours:.1f} ms against {theirs:.1f} ms: {theirs / ours:.1f} times "
        f"(against {one:.1f} ms for one class alone: {one / ours:.1f})"
    )
    what = f"{len(every)} class maps of an image ({name}) against pytorch-grad-cam's, equal to 1e-5"
    details = times | {"ratio": round(theirs / ours, 2)}
    return Figure(what, measured, "≥ 3 times", theirs / ours >= 3, details)


def _in_turn(contenders: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median milliseconds of each job, one of each a round."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(_WARM_UP + _ROUNDS):
        for name, contender in contenders.items():
            begin = time.perf_counter()
            contender()
            times[name].append((time.perf_counter() - begin) * 1e3)
    return {name: spread(seconds[_WARM_UP:])["median"] for name, seconds in times.items()}


def _cams(cam: GradCAM, image: Tensor, classes: Sequence[int]) -> np.ndarray:
    """Its maps of these classes, made in one batch."""
    targets = [ClassifierOutputTarget(index) for index in classes]
    cams: np.ndarray = cam(image.repeat(len(classes), 1, 1, 1), targets)
    return cams


def _check(ours: Tensor, theirs: np.ndarray) -> None:
    """Ours over their cells, scaled as pytorch-grad-cam scales, are its maps to 1e-5."""
    side = theirs.shape[-1]
    scaled = scale_cam_image((ours / ours[0].numel()).numpy(), (side, side))
    np.testing.assert_allclose(scale_cam_image(scaled), theirs, rtol=0, atol=1e-5)


def _last_relu(model: nn.Sequential) -> nn.Module:
    return [module for module in model if isinstance(module, nn.ReLU)][-1]
