"""Networks of the literature, by the numbers that everybody knows of them."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from nin.analysis import trace
from nin.codec import loads
from nin.export.onnx_model import to_onnx
from nin.forward import activations
from nin.interpret.xray import xray
from nin.interpret.xray_steps import Cell
from tests.support.inside import model_of

VGG16 = (
    "3x224x1000 n64k3p1 n64k3p1 m2s2 n128k3p1 n128k3p1 m2s2 n256k3p1 n256k3p1 n256k3p1 m2s2 "
    "n512k3p1 n512k3p1 n512k3p1 m2s2 n512k3p1 n512k3p1 n512k3p1 m2s2 fc4096-4096"
)
ALEXNET = "3x224x1000 n64k11s4p2 m3s2 n192k5p2 m3s2 n384k3p1 n256k3p1 n256k3p1 m3s2 fc4096-4096"
LENET5 = "1x28x10 n6k5p2 a2s2 n16k5 a2s2 fc120-84"


@pytest.mark.parametrize(
    ("text", "params", "macs"),
    [
        (VGG16, 138_357_544, 15_470_264_320),  # Simonyan and Zisserman, 2014
        (ALEXNET, 61_100_840, 714_188_480),  # Krizhevsky, 2014, as torchvision has it
        (LENET5, 61_706, 416_520),  # LeCun et al., 1998, as Dive into Deep Learning has it
    ],
)
def test_parameters_and_macs_are_those_of_the_literature(text: str, params: int, macs: int) -> None:
    table = trace(loads(text))
    assert (table.params, table.macs) == (params, macs)


def test_vgg16s_receptive_fields_after_its_pools() -> None:
    rows = trace(loads(VGG16)).rows
    assert [row.receptive_field for row in rows if row.name.startswith("pool")] == [
        6, 16, 44, 100, 212,
    ]  # fmt: skip


def test_an_average_over_the_edge_is_one_number_in_all_that_compute_it() -> None:
    """A window that hangs over the border counts its padding, and not what lies beyond."""
    network = loads("1x4x1 n1k1 a3s2p1c")
    weights = {
        "block1_conv.weight": np.ones((1, 1, 1, 1), np.float32),
        "block1_conv.bias": np.zeros(1, np.float32),
    }
    image = np.arange(1, 17, dtype=np.float32).reshape(1, 1, 4, 4)
    maps = activations(network, weights, image)
    session = onnxruntime.InferenceSession(
        to_onnx(network, weights), providers=["CPUExecutionProvider"]
    )
    with torch.inference_mode():
        pytorch = model_of(network, weights)(torch.from_numpy(image))
    logits = {
        "NumPy": float(maps["gap"][0, 0]),
        "PyTorch": float(pytorch),
        "ONNX": session.run(["logits"], {"images": image})[0].item(),
        "X-ray": xray(network, weights, image, maps, "gap", Cell(0)).value,
    }
    assert logits == pytest.approx(dict.fromkeys(logits, 5.1358), abs=5e-5)
