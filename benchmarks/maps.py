"""Looking inside: our forward pass beside PyTorch's, and class maps, which come with it.

Grad-CAM needs a pass back as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types
from torch import Tensor

from benchmarks.report import Figure, spread
from nin import maps
from nin.analysis import last_maps, trace
from nin.forward import activations
from nin.model import with_weights
from nin.presets import PRESETS
from nin.spec import Network
from nin.weights import Array, initial_weights

_ROUNDS, _WARM_UP = 40, 3


def forward_pass() -> list[Figure]:
    """One image through the network in NumPy, as pages look, beside PyTorch on one thread.

    Floor: PyTorch's own, whose kernels are written for these shapes; NumPy has a matrix product.
    """
    return [_beside_pytorch(name) for name in ("mnist", "cifar10", "d2l")]


def _beside_pytorch(name: str) -> Figure:
    network = PRESETS[name].network
    weights, image = initial_weights(network, 0), _image(network)
    model, tensor = with_weights(network, weights).eval(), torch.from_numpy(image)
    with _one_thread():
        times = _in_turn(
            {
                "ours_ms": lambda: activations(network, weights, image),
                "theirs_ms": lambda: maps.feature_maps(model, tensor),
            }
        )
    ours, theirs = times.values()
    measured = f"{ours:.1f} ms against {theirs:.1f} ms: {ours / theirs:.2f} times its time"
    what = f"one image through all layers in NumPy ({name}), against PyTorch on one thread"
    return Figure(what, measured, "≤ 2 times", ours <= 2 * theirs, times)


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1, user_api="blas"):
        yield
    torch.set_num_threads(threads)


def _image(network: Network) -> Array:
    shape = (1, network.in_channels, network.image_size, network.image_size)
    return np.random.default_rng(0).random(shape, np.float32)


def class_maps() -> list[Figure]:
    """One image's class maps, against pytorch-grad-cam's of all classes and of one, in turn.

    Floor: one forward pass, which is all that ours is; PyTorch takes as many threads as it likes.
    """
    return [_beside_grad_cam(name) for name in ("mnist", "d2l")]


def _beside_grad_cam(name: str) -> Figure:
    network = PRESETS[name].network
    weights, image = initial_weights(network, 0), _image(network)
    model, tensor = with_weights(network, weights).eval(), torch.from_numpy(image)
    last, every = last_maps(trace(network).rows).name, range(network.num_classes)
    with GradCAM(model, [model.get_submodule(last)]) as cam:
        _check(activations(network, weights, image)[last][0], _cams(cam, tensor, every))
        times = _in_turn(
            {
                "ours_ms": lambda: activations(network, weights, image),
                "theirs_ms": lambda: _cams(cam, tensor, every),
                "one_class_ms": lambda: _cams(cam, tensor, every[:1]),
            }
        )
    ours, theirs, one = times.values()
    measured = (
        f"{ours:.1f} ms against {theirs:.1f} ms: {theirs / ours:.1f} times "
        f"(against {one:.1f} ms for one class alone: {one / ours:.1f})"
    )
    what = f"{len(every)} class maps of an image ({name}) against pytorch-grad-cam's, equal to 1e-4"
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


def _check(ours: Array, theirs: np.ndarray) -> None:
    """Ours over their cells, scaled as pytorch-grad-cam scales to 0–1, are its maps to 1e-4."""
    side = theirs.shape[-1]
    scaled = scale_cam_image(ours / ours[0].size, (side, side))
    np.testing.assert_allclose(scale_cam_image(scaled), theirs, rtol=0, atol=1e-4)
