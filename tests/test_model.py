import re
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode

from nin.analysis import trace
from nin.codec import loads
from nin.model import build, initial, with_weights
from nin.presets import PRESETS
from nin.spec import Network, SpecError
from nin.weights import initial_weights
from tests.support.strategies import networks, one_in

pytestmark = pytest.mark.usefixtures("one_thread")


def random_images(network: Network, batch_size: int) -> Tensor:
    return torch.rand(batch_size, network.in_channels, network.image_size, network.image_size)


class Recorder(TorchDispatchMode):
    """Notes every operation that PyTorch is asked for, allocations among them."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # PyTorch's
        self.operations: list[str] = []

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:  # PyTorch's own signature
        self.operations.append(str(func))
        return func(*args, **kwargs or {})


@settings(one_in(3))
@given(networks())
def test_the_module_is_its_table_or_is_refused_in_the_words_of_the_fault(network: Network) -> None:
    result = trace(network)
    if result.fault:
        with pytest.raises(SpecError, match=f"^{re.escape(result.fault.message)}$"):
            build(network)
        return
    model = build(network)
    x = random_images(network, 2)
    for row, (name, child) in zip(result.rows, model.named_children(), strict=True):
        x = child(x)
        params = sum(parameter.numel() for parameter in child.parameters())
        assert (name, tuple(x.shape), params) == (row.name, (2, *row.out_shape), row.params)
    assert x.shape == (2, network.num_classes)
    assert sum(parameter.numel() for parameter in model.parameters()) == result.params


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_builds_and_returns_one_logit_for_each_class(name: str) -> None:
    network = PRESETS[name].network
    images = random_images(network, 2).to("meta")
    assert build(network).to("meta")(images).shape == (2, network.num_classes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "1x28x10 n1000000k5-1000000-10",
            "1,000,037,000,010 parameters are over the limit of 50,000,000; use fewer channels",
        ),
        (
            "1000000x1024x1000000 n1000000k1024p1024-1000000 fc1000000",
            "5,246,979,000,004,000,000 parameters are over the limit of 50,000,000; "
            "use fewer channels",
        ),
        (
            "1x1024x10 n64k5p2-64-10",
            "6,643,777,536 multiply–accumulates an image are over the limit of 5,000,000,000; "
            "use fewer channels",
        ),
        (
            "1x28x10 n96k11s4-96-96 m3s2 n256k5 m3s2 n10k3",
            "Block 2: a 5×5 window does not fit a 2×2 map with padding 0; "
            "shrink the kernel, add padding or pool less before it",
        ),
    ],
)
def test_a_million_channels_get_a_table_but_nothing_is_allocated_for_them(
    text: str, words: str
) -> None:
    network = loads(text)
    assert all(type(row.params) is int for row in trace(network).rows)
    with Recorder() as recorder, pytest.raises(SpecError) as error:
        build(network)
    assert str(error.value) == words
    assert recorder.operations == []


def test_the_recorder_would_have_seen_an_allocation() -> None:
    with Recorder() as recorder:
        build(loads("1x28x10 n10k3"))
    assert any("empty" in operation for operation in recorder.operations)


def test_the_means_of_the_last_maps_are_the_logits() -> None:
    network = PRESETS["mnist"].network
    model = build(network).eval()
    images = random_images(network, 2)
    class_maps = model[:-1](images)
    assert class_maps.shape == (2, 10, 7, 7)
    torch.testing.assert_close(class_maps.mean((2, 3)), model(images))


def test_the_module_computes_what_plain_functions_compute() -> None:
    network = loads("2x17x7 n4k5s2p3-6 m3s2c d0.5 n5k3p1 a3s2p1c fc8")
    model = build(network).eval()
    weights = model.state_dict()

    def conv(x: Tensor, name: str, **window: int) -> Tensor:
        return F.relu(F.conv2d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], **window))

    images = random_images(network, 3)
    x = conv(images, "block1_conv", stride=2, padding=3)
    x = conv(x, "block1_mlp1")
    x = F.max_pool2d(x, 3, 2, ceil_mode=True)
    x = conv(x, "block2_conv", padding=1)
    x = F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=True)
    x = F.relu(F.linear(x.flatten(1), weights["fc1.weight"], weights["fc1.bias"]))
    x = F.linear(x, weights["fc2.weight"], weights["fc2.bias"])
    torch.testing.assert_close(model(images), x)


@pytest.mark.parametrize("p", [0, 0.25, 0.9])
def test_dropout_drops_its_share_and_raises_the_rest_while_training_only(p: float) -> None:
    torch.manual_seed(0)
    dropout = build(loads(f"1x64x10 n10k1 d{p}")).get_submodule("dropout1")
    ones = torch.ones(8, 10, 64, 64, dtype=torch.bfloat16, requires_grad=True)
    ones = ones.to(memory_format=torch.channels_last)
    out = dropout.train()(ones)
    theirs = F.dropout(ones, p)
    assert out.unique().tolist() == theirs.unique().tolist()
    assert (out == 0).float().mean().item() == pytest.approx(p, abs=0.005)
    assert out.is_contiguous(memory_format=torch.channels_last)
    (gradient,) = torch.autograd.grad(out.sum(), ones)
    assert torch.equal(gradient, out)
    assert torch.equal(dropout.eval()(ones), ones)


def test_a_model_starts_with_the_weights_of_its_seed_and_its_random_numbers_with_the_seed() -> None:
    network = loads("2x9x4 n6k3-5 m2s2 d0.5 n7k2-4 fc8")
    model = initial(network, 3)
    drawn = torch.rand(4)
    for name, values in initial_weights(network, 3).items():
        assert np.array_equal(model.state_dict()[name], values)
    torch.manual_seed(3)
    assert torch.equal(drawn, torch.rand(4))
    first, second = (build(network).state_dict()["block1_conv.weight"] for _ in "ab")
    assert not torch.equal(first, second)
    torch.manual_seed(3)
    again = build(network).state_dict()["block1_conv.weight"]
    torch.manual_seed(3)
    assert torch.equal(again, build(network).state_dict()["block1_conv.weight"])


def test_a_model_can_be_trained_and_the_arrays_that_it_was_made_of_stay() -> None:
    network = loads("1x9x4 n6k3-4")
    weights = initial_weights(network, 0)
    model = with_weights(network, weights)
    with torch.no_grad():
        for parameter in model.parameters():
            assert parameter.requires_grad
            parameter.add_(1)
    assert all(np.array_equal(w, initial_weights(network, 0)[name]) for name, w in weights.items())


def test_the_books_weights_are_xaviers_and_its_biases_pytorchs() -> None:
    network = loads("8x9x64 n64k5p2-64 fc256")
    weights = initial_weights(network, 0, "book")
    for name, layer in build(network).named_children():
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            continue
        layer.reset_parameters()  # PyTorch's own, for the biases
        nn.init.xavier_uniform_(layer.weight)
        for kind, theirs in layer.state_dict().items():
            ours = torch.tensor(weights[f"{name}.{kind}"])
            torch.testing.assert_close(ours.std(), theirs.std(), rtol=0.2, atol=0)
            torch.testing.assert_close(ours.abs().max(), theirs.abs().max(), rtol=0.1, atol=0)
