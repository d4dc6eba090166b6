import pytest
import torch
from hypothesis import given
from torch.nn import functional as F

from nin.analysis import trace
from nin.codec import loads
from nin.maps import MapError, class_maps, feature_maps
from nin.model import build
from nin.presets import PRESETS
from nin.spec import Network
from tests.support.inside import model_of, random_images, random_weights
from tests.support.strategies import gap_networks, networks, one_in

pytestmark = pytest.mark.usefixtures("one_thread")


@one_in(6)
@given(networks())
def test_feature_maps_are_the_tables_rows_and_end_in_the_logits(network: Network) -> None:
    table = trace(network)
    if table.fault:
        return
    model = build(network).eval()
    images = torch.rand(2, network.in_channels, network.image_size, network.image_size)
    maps = feature_maps(model, images)
    assert {name: tuple(value.shape) for name, value in maps.items()} == {
        row.name: (2, *row.out_shape) for row in table.rows
    }
    assert torch.equal(list(maps.values())[-1], model(images))


@one_in(6)
@given(gap_networks())
def test_the_means_of_the_class_maps_are_the_logits(network: Network) -> None:
    if trace(network).fault:
        return
    model = build(network).eval()
    images = torch.rand(2, network.in_channels, network.image_size, network.image_size)
    maps = class_maps(model, images)
    assert maps.shape[:2] == (2, network.num_classes)
    assert torch.allclose(maps.mean((2, 3)), model(images), atol=1e-6)


@pytest.mark.parametrize("name", PRESETS)
def test_the_means_of_every_presets_class_maps_are_its_logits(name: str) -> None:
    network = PRESETS[name].network
    model = model_of(network, random_weights(network, 0))
    images = torch.tensor(random_images(network, 1, 0))
    logits = model(images)
    assert logits.std() > 1e-3
    assert torch.allclose(class_maps(model, images).mean((2, 3)), logits, rtol=0, atol=1e-5)


def test_a_dense_head_has_no_class_maps_and_the_words_say_what_to_do() -> None:
    model = build(loads("1x8x3 n4k3 fc5")).eval()
    with pytest.raises(MapError, match=r"^class maps: a dense head mixes all places.* use a GAP"):
        class_maps(model, torch.rand(1, 1, 8, 8))


def test_looking_changes_nothing_and_keeps_no_gradients() -> None:
    model = build(loads("1x8x3 n4k3-3 d0.5")).eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    images = torch.rand(1, 1, 8, 8)
    shown = feature_maps(model, images)
    assert torch.equal(shown["block1_relu"], F.relu(shown["block1_conv"]))
    assert not any(value.requires_grad for value in shown.values())
    assert not model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not any(module._forward_hooks for module in model)
