"""Quantities against published totals, PyTorch, and the weights that come along."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nin import checkpoints
from nin.data.samples import member, samples
from nin.images.fitting import fitted
from nin.lessons import Scene, scene_of
from nin.lessons.formulas import compute, unit
from nin.lessons.quantities import QUANTITIES, unit_of, value_of
from nin.model import build, with_weights
from nin.ops import lower
from nin.presets import PRESETS
from nin.spec import Network, SpecError
from tests.support.strategies import networks, wild_networks

pytestmark = pytest.mark.usefixtures("one_thread")

D2L = scene_of({"net": "d2l"})
DIGIT = "4:1"

# Of Dive into Deep Learning's network as in the book, and after changes that were counted by hand.
OF_D2L = {
    "params": 1_992_166,
    "params depth=0": 1_546_058,
    "params depth=1": 1_769_112,
    "params depth=3": 2_215_220,
    "params mlp_kernel=1": 1_992_166,
    "params mlp_kernel=3": 5_549_094,
    "params in_channels=3": 2_015_398,
    "params dense=0": 1_994_676,
    "macs": 762_297_352,
    "macs depth=0": 577_472_640,
    "macs depth=1": 669_884_996,
    "macs depth=3": 854_709_708,
    "macs mlp_kernel=3": 2_240_895_048,
    "macs in_channels=3": 830_041_864,
    "receptive_field": 195,
    "receptive_field mlp_kernel=3": 435,
    "cells": 25,
    "weight_bytes": 4 * 1_992_166,
    "training_bytes batch=128": 1_301_297_760,
    "inference_bytes batch=128": 294_623_128,
    "inference_bytes": 10_208_152,
    "dense_weights": 39_321_600,
    "head_params": 2_510,
    "out_shape pool3": (384, 5, 5),
    "out_shape pool1 ceil_mode=1": (96, 27, 27),
    "out_shape block1_conv padding=2": (96, 55, 55),
    "out_shape block1_conv image_size=227": (96, 55, 55),
    "layer_params block2_conv": 614_656,
    "layer_macs block2_conv": 415_334_400,
    "layer_field block2_conv": 51,
    "params - biases": 1_989_928,
    "{params in_channels=3} - {biases in_channels=3}": 2_013_160,
    "2 * macs": 1_524_594_704,
}

OF_MNIST = {
    "params": 349_674,
    "params depth=1": 322_090,
    "params depth=3": 372_458,
    "params mlp_kernel=3": 664_554,
    "receptive_field": 35,
    "receptive_field mlp_kernel=3": 63,
}


@pytest.mark.parametrize("formula", OF_D2L)
def test_what_is_asked_of_the_books_network_is_what_the_book_or_a_hand_counts(formula: str) -> None:
    assert compute(formula, D2L) == OF_D2L[formula]


@pytest.mark.parametrize("formula", OF_MNIST)
def test_what_is_asked_of_the_authors_network_is_what_a_hand_counts(formula: str) -> None:
    assert compute(formula, scene_of({"net": "mnist"})) == OF_MNIST[formula]


@pytest.mark.parametrize("name", PRESETS)
def test_parameters_and_biases_are_those_of_the_module(name: str) -> None:
    scene = scene_of({"net": name})
    with torch.device("meta"):  # numbers of values are asked for, not the values
        values = dict(build(scene.network).named_parameters())
    assert value_of("params", scene) == sum(value.numel() for value in values.values())
    biases = (value.numel() for name, value in values.items() if name.endswith(".bias"))
    assert value_of("biases", scene) == sum(biases)


def test_shapes_and_parameters_of_layers_are_those_of_the_module() -> None:
    scene = scene_of({"net": "tiny"})
    x = torch.zeros(1, 1, 28, 28)
    for name, child in build(scene.network).named_children():
        x = child(x)
        assert value_of(f"out_shape {name}", scene) == tuple(x.shape[1:])
        params = sum(parameter.numel() for parameter in child.parameters())
        assert value_of(f"layer_params {name}", scene) == params


@pytest.mark.parametrize("name", ["mnist", "tiny"])
def test_a_logit_is_the_mean_of_its_class_map_and_what_pytorch_computes(name: str) -> None:
    scene = scene_of({"weights": name, "image": DIGIT})
    trained = checkpoints.read(name)
    dataset = samples(name)
    index = member(dataset, "4", 1)
    assert index is not None
    image = fitted(dataset.test_images[index : index + 1], trained.network)
    model = with_weights(trained.network, trained.weights).eval()
    with torch.no_grad():
        theirs = model(torch.tensor(image))[0].numpy()
    logits = [value_of(f"logit {number}", scene) for number in range(10)]
    means = [compute(f"{{map_sum {number}}} / cells", scene) for number in range(10)]
    assert logits == pytest.approx(theirs, abs=1e-4)
    assert means == pytest.approx(logits, abs=1e-4)
    assert value_of("answer", scene) == theirs.argmax()


def test_every_quantity_can_be_computed_and_has_words_and_a_unit() -> None:
    scene = scene_of({"weights": "mnist", "image": DIGIT})
    things = {"": "", "layer": " block2_conv", "class": " 4"}
    for name, quantity in QUANTITIES.items():
        text = f"{name}{things[quantity.takes]}"
        value = value_of(text, scene)
        assert isinstance(value, int | float | tuple)
        assert quantity.words
        assert unit(text) == unit(f"{{{text}}}") == unit_of(text) == quantity.unit
    assert unit("params - biases") == ""


CHANGES = {
    "in_channels": 3,
    "image_size": 31,
    "padding": 1,
    "ceil_mode": 1,
    "depth": 2,
    "mlp_kernel": 3,
    "dense": 8,
}


@given(networks() | wild_networks(), st.sampled_from([*QUANTITIES]), st.sampled_from([*CHANGES]))
def test_what_is_asked_of_any_network_is_a_value_or_one_sentence(
    network: Network, name: str, change: str
) -> None:
    things = {"": "", "layer": f" {next(iter(lower(network)))}", "class": " 0"}
    text = f"{name}{things[QUANTITIES[name].takes]} {change}={CHANGES[change]}"
    try:
        value = value_of(text, Scene(network, None, None))
    except SpecError:
        return
    assert isinstance(value, int | float | tuple)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no quantity ''; there are: params, biases, "),
        ("flops", "there is no quantity 'flops'; there are: params, biases, "),
        ("x" * 99, f"there is no quantity '{'x' * 40}'; there are: params"),
        ("params block1_conv", "params is of nothing, got block1_conv"),
        ("out_shape", "out_shape is of one layer, got nothing"),
        ("out_shape pool1 pool2", "out_shape is of one layer, got pool1 pool2"),
        ("out_shape block9_conv", "there is no layer 'block9_conv'; there are: block1_conv, "),
        ("logit 10", "there is no class '10'; classes are 0 to 9"),
        ("logit four", "there is no class 'four'; classes are 0 to 9"),
        ("logit -1", "there is no class '-1'; classes are 0 to 9"),
        ("params width=3", "there is no change 'width'; there are: batch, in_channels, "),
        ("params depth=", "depth must be a whole number, got ''"),
        ("params depth=-1", "depth must be a whole number, got '-1'"),
        ("params depth=1.5", "depth must be a whole number, got '1.5'"),
        ("params depth=1000000", "depth must be a whole number, got '1000000'"),
        ("params depth=999999", "mlp_channels can hold at most 8 widths, got 999999"),
        ("params mlp_kernel=2", "mlp_kernel must be 1 or 3, got 2"),
        ("params padding=2000", "padding must be from 0 to 1,024, got 2,000"),
        ("training_bytes batch=0", "batch must be from 1 to 8,192, got 0"),
        ("training_bytes batch=8193", "batch must be from 1 to 8,192, got 8193"),
        ("logit 4 depth=1", "and the network stays as it is"),
        ("answer in_channels=3", "and the network stays as it is"),
    ],
    ids=lambda text: text[:24] or "nothing",
)
def test_what_is_not_there_is_refused_with_what_there_is(text: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        value_of(text, scene_of({"weights": "mnist", "image": DIGIT}))
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("scene", "text", "words"),
    [
        ({"net": "tiny", "image": DIGIT}, "logit 4", "must show weights and an image"),
        ({"weights": "tiny"}, "answer", "must show weights and an image"),
        ({"weights": "tiny-dense", "image": DIGIT}, "map_sum 4", "has no class maps; take one"),
        ({"weights": "tiny", "image": "4:first"}, "logit 4", "there is no image '4:first'"),
        ({"weights": "tiny", "image": "../4"}, "logit 4", "there is no image '../4'"),
    ],
    ids=["no weights", "no image", "a dense head", "no number", "a path"],
)
def test_a_score_needs_weights_and_an_image(scene: dict[str, str], text: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        value_of(text, scene_of(scene))
    assert words in str(error.value)


def test_a_network_of_which_a_layer_does_not_fit_has_no_quantities() -> None:
    with pytest.raises(SpecError, match=r"^params: Block 1: a 30×30 window does not fit"):
        value_of("params", scene_of({"net": "1x28x10 n10k30"}))
    with pytest.raises(SpecError, match=r"^cells image_size=4: Block 1: a 11×11 window does not"):
        value_of("cells image_size=4", D2L)
