"""Grad-CAM and class maps against pytorch-grad-cam."""

import copy

import numpy as np
import pytest
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from nin.codec import loads
from nin.interpret.gradcam import grad_cam
from nin.maps import class_maps
from nin.presets import PRESETS
from tests.support.inside import random_images, random_model

pytestmark = pytest.mark.usefixtures("one_thread")


def theirs(model: nn.Sequential, image: Tensor, layer: str) -> np.ndarray:
    """pytorch-grad-cam's maps for all classes: scaled to 0–1 each, and to the image's size."""
    own = copy.deepcopy(model)  # it leaves gradients behind
    classes = int(model(image).shape[1])
    targets = [ClassifierOutputTarget(index) for index in range(classes)]
    with GradCAM(own, [own.get_submodule(layer)]) as cam:
        cams: np.ndarray = cam(image.repeat(classes, 1, 1, 1), targets)
    return cams


def scaled(maps: Tensor, image: Tensor) -> np.ndarray:
    """As pytorch-grad-cam scales them: to the image's size, and before and after it to 0–1."""
    side = image.shape[-1]
    scaled_maps: np.ndarray = scale_cam_image(scale_cam_image(maps.numpy(), (side, side)))
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
    model, image = random_model(network, 0), random_images(network, 1, 0)
    maps = grad_cam(model, network, image, range(network.num_classes))
    assert maps.min() == 0
    assert (maps.amax((1, 2)) > 0).sum() >= 3
    assert np.allclose(scaled(maps, image), theirs(model, image, layer), atol=1e-5)


@pytest.mark.parametrize("name", ["tiny", "mnist", "cifar10", "svhn", "d2l"])
def test_class_maps_over_their_cells_are_pytorch_grad_cams_up_to_its_scaling(name: str) -> None:
    network = PRESETS[name].network
    model, image = random_model(network, 0), random_images(network, 1, 0)
    last = [layer for layer, module in model.named_children() if isinstance(module, nn.ReLU)][-1]
    maps = class_maps(model, image)[0]
    assert (maps.amax((1, 2)) > 0).sum() >= 5
    over_cells = maps / maps[0].numel()
    assert np.allclose(scaled(over_cells, image), theirs(model, image, last), atol=1e-5)


def test_with_gap_grad_cam_is_the_class_map_over_its_cells() -> None:
    network = PRESETS["tiny"].network
    model, image = random_model(network, 0), random_images(network, 1, 0)
    maps = class_maps(model, image)[0]
    classes = [7, 0, 7]
    assert torch.allclose(grad_cam(model, network, image, classes), maps[classes] / maps[0].numel())


def test_maps_of_a_dense_head_do_not_add_up_to_its_logits_as_class_maps_do() -> None:
    network = loads("1x28x10 n16k5p2-16 m3s2c n32k3p1-32 fc")
    model, image = random_model(network, 0), random_images(network, 1, 0)
    sums = grad_cam(model, network, image, range(10)).sum((1, 2))
    assert not torch.allclose(sums, model(image)[0], atol=0.1)


def test_maps_made_without_gradients_serve_as_well() -> None:
    network = loads("1x12x3 n6k3-4 fc")
    model, image = random_model(network, 0), random_images(network, 1, 0)
    expected = grad_cam(model, network, image, [1])
    with torch.inference_mode():
        inside = image.clone()
    assert torch.equal(grad_cam(model, network, inside, [1]), expected)
    with torch.no_grad():
        assert torch.equal(grad_cam(model, network, image, [1]), expected)
