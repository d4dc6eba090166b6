"""Grad-CAM against autograd, and with class maps against pytorch-grad-cam."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import nn

from nin.analysis import last_maps, trace
from nin.codec import loads
from nin.forward import activations
from nin.interpret.gradcam import grad_cam
from nin.presets import PRESETS
from nin.spec import Network
from nin.weights import Array
from tests.support.inside import model_of, random_images, random_weights
from tests.support.strategies import one_in, sound_networks

pytestmark = pytest.mark.usefixtures("one_thread")


@one_in(3)
@given(sound_networks(), st.integers(0, 2**32))
def test_grad_cam_is_what_autograd_gives(network: Network, seed: int) -> None:
    weights, image = random_weights(network, seed), random_images(network, 1, seed)
    rows = trace(network).rows
    end = 1 + max(i for i, row in enumerate(rows) if row.layer == network.last_block)
    model = model_of(network, weights)
    with torch.no_grad():
        last = model[:end](torch.tensor(image))
    last.requires_grad_()
    logits = model[end:](last)[0]
    ours = grad_cam(network, weights, image, range(network.num_classes))
    for logit, cam in zip(logits, ours, strict=True):
        (gradient,) = torch.autograd.grad(logit, last, retain_graph=True)
        expected = (gradient.mean((2, 3), keepdim=True) * last.detach()).sum(1)[0].relu().numpy()
        assert np.abs(cam - expected).max() <= 1e-5 * (expected.max() + 1e-3)


def theirs(model: nn.Sequential, image: Array, layer: str) -> np.ndarray:
    """pytorch-grad-cam's maps for all classes: scaled to 0–1 each, and to the image's size."""
    images = torch.tensor(image)
    classes = int(model(images).shape[1])
    targets = [ClassifierOutputTarget(index) for index in range(classes)]
    with GradCAM(model, [model.get_submodule(layer)]) as cam:
        cams: np.ndarray = cam(images.repeat(classes, 1, 1, 1), targets)
    return cams


def scaled(maps: Array, image: Array) -> np.ndarray:
    """As pytorch-grad-cam scales them: to the image's size, and before and after it to 0–1."""
    side = image.shape[-1]
    scaled_maps: np.ndarray = scale_cam_image(scale_cam_image(maps, (side, side)))
    return scaled_maps


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("1x28x10 n16k5p2-16 m3s2c n32k3p1-32 m3s2c n48k3p1-10 fc", "block3_mlp1_relu"),
        ("1x28x10 n16k5p2-16 m3s2c n32k3p1-24 fc64-32", "block2_mlp1_relu"),
        ("3x20x7 n12k3-9 m2s2 d0.5 n8k3-6 d0.5 a2s2 fc16", "block2_mlp1_relu"),
        ("3x20x7 n12k3-9 m2s2 n8k3-7 a3s2p1c", "block2_mlp1_relu"),
        ("3x20x7 n12k3-9 m2s2 n8k3-7 d0.5", "block2_mlp1_relu"),
    ],
)
def test_grad_cam_is_pytorch_grad_cams_up_to_its_scaling(text: str, layer: str) -> None:
    network = loads(text)
    weights, image = random_weights(network, 0), random_images(network, 1, 0)
    maps = grad_cam(network, weights, image, range(network.num_classes))
    assert maps.min() == 0
    assert (maps.max((1, 2)) > 0).sum() >= 3
    expected = theirs(model_of(network, weights), image, layer)
    assert np.allclose(scaled(maps, image), expected, atol=1e-5)


def class_maps(network: Network, image: Array) -> Array:
    outputs = activations(network, random_weights(network, 0), image)
    maps: Array = outputs[last_maps(trace(network).rows).name][0]
    return maps


@pytest.mark.parametrize("name", ["tiny", "mnist", "cifar10", "svhn", "d2l"])
def test_class_maps_over_their_cells_are_pytorch_grad_cams_up_to_its_scaling(name: str) -> None:
    network = PRESETS[name].network
    image = random_images(network, 1, 0)
    model = model_of(network, random_weights(network, 0))
    last = [layer for layer, module in model.named_children() if isinstance(module, nn.ReLU)][-1]
    maps = class_maps(network, image)
    assert (maps.max((1, 2)) > 0).sum() >= 5
    over_cells = maps / maps[0].size
    # weak maps are magnified by the scaling, and what float32 sums lose with them
    assert np.allclose(scaled(over_cells, image), theirs(model, image, last), atol=1e-4)


def test_with_gap_grad_cam_is_the_class_map_over_its_cells() -> None:
    network = PRESETS["tiny"].network
    image, classes = random_images(network, 1, 0), [7, 0, 7]
    maps = class_maps(network, image)
    cams = grad_cam(network, random_weights(network, 0), image, classes)
    assert np.allclose(cams, maps[classes] / maps[0].size, rtol=1e-5)


def test_maps_of_a_dense_head_do_not_add_up_to_its_logits_as_class_maps_do() -> None:
    network = loads("1x28x10 n16k5p2-16 m3s2c n32k3p1-32 fc")
    weights, image = random_weights(network, 0), random_images(network, 1, 0)
    sums = grad_cam(network, weights, image, range(10)).sum((1, 2))
    assert not np.allclose(sums, activations(network, weights, image)["fc1"][0], atol=0.1)
