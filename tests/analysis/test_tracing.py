"""The table against PyTorch: names, shapes, parameters, costs, memory, and who fails."""

from collections.abc import Callable
from dataclasses import replace
from math import prod

import pytest
import torch
from hypothesis import Phase, find, given, settings
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from nin.analysis import Trace, buildable, inference_bytes, trace, training_bytes
from nin.analysis.shapes import window_count
from nin.analysis.tracing import kept_bytes
from nin.codec import loads
from nin.model import build
from nin.ops import Conv2d, GlobalAvgPool, Linear, Op, ReLU, lower
from nin.presets import PRESETS
from nin.spec import Dropout, Network, Pool, SpecError
from tests.support.strategies import networks, one_in, wild_networks

pytestmark = pytest.mark.usefixtures("one_thread")


def torch_module(op: Op, x: Tensor) -> nn.Module:
    match op:
        case Conv2d(out_channels, kernel_size, stride, padding):
            return nn.Conv2d(x.shape[1], out_channels, kernel_size, stride, padding)
        case ReLU():
            return nn.ReLU()
        case Pool("max", kernel_size, stride, padding, ceil_mode):
            return nn.MaxPool2d(kernel_size, stride, padding, ceil_mode=ceil_mode)
        case Pool(_, kernel_size, stride, padding, ceil_mode):
            return nn.AvgPool2d(kernel_size, stride, padding, ceil_mode)
        case Dropout(p):
            return nn.Dropout(p)
        case GlobalAvgPool():
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        case Linear(out_features):
            return nn.Sequential(nn.Flatten(), nn.Linear(x[0].numel(), out_features))


Ran = list[tuple[str, tuple[int, ...], int]]


def run_in_torch(network: Network) -> tuple[Ran, str | None]:
    """(name, shape, params) of every op that PyTorch runs, and the name of the one it refuses."""
    ran: Ran = []
    with torch.device("meta"):
        x = torch.empty(2, network.in_channels, network.image_size, network.image_size)
        for name, op in lower(network).items():
            module = torch_module(op, x)
            try:
                x = module(x)
            except RuntimeError:
                return ran, name
            params = sum(parameter.numel() for parameter in module.parameters())
            ran.append((name, tuple(x.shape[1:]), params))
    return ran, None


@given(networks())
def test_names_shapes_params_and_who_fails_agree_with_torch(network: Network) -> None:
    result = trace(network)
    ran, refused = run_in_torch(network)
    assert [(row.name, row.out_shape, row.params) for row in result.rows] == ran
    assert (result.fault and result.fault.name) == refused
    assert result.params == sum(params for _, _, params in ran)
    assert result.weights_bytes == 4 * result.params


def fitting_windows(network: Network) -> list[tuple[Conv2d | Pool, int]]:
    """The convolutions and pools that fit, each with the side of its map."""
    rows = trace(network).rows
    return [(row.op, row.in_shape[1]) for row in rows if isinstance(row.op, Conv2d | Pool)]


def rounds_up(op: Conv2d | Pool, side: int) -> bool:
    if not isinstance(op, Pool):
        return False
    return window_count(op, side) > window_count(replace(op, ceil_mode=False), side)


@pytest.mark.parametrize(
    "reaches",
    [
        lambda network: trace(network).fault is None,
        lambda network: "pool" in str(trace(network).fault),
        lambda network: any(rounds_up(op, side) for op, side in fitting_windows(network)),
        lambda network: any(op.stride > op.kernel_size for op, _ in fitting_windows(network)),
        lambda network: any(op.padding > op.kernel_size for op, _ in fitting_windows(network)),
    ],
    ids=["fits", "fails at a pool", "rounds up", "stride over kernel", "padding over kernel"],
)
def test_the_random_networks_reach_every_rule(reaches: Callable[[Network], bool]) -> None:
    assert find(networks(), reaches, settings=settings(phases=[Phase.generate]))


def meta_macs(network: Network, batch_size: int = 1) -> dict[str, float]:
    """Half of PyTorch's count of floating-point operations, by op."""
    macs = {}
    with torch.device("meta"):
        x = torch.empty(batch_size, network.in_channels, network.image_size, network.image_size)
        for name, module in build(network).to("meta").named_children():
            with FlopCounterMode(display=False) as counter:
                x = module(x)
            macs[name] = counter.get_total_flops() / 2
    return macs


@pytest.mark.parametrize("name", PRESETS)
def test_macs_of_every_row_of_a_preset_are_half_of_torchs_flops(name: str) -> None:
    rows = trace(PRESETS[name].network).rows
    assert {row.name: row.macs for row in rows} == meta_macs(PRESETS[name].network)


@settings(one_in(5))
@given(networks())
def test_macs_of_random_networks_are_half_of_torchs_flops(network: Network) -> None:
    result = trace(network)
    if result.fault is None:
        counted = meta_macs(network)
        assert {row.name: row.macs for row in result.rows} == counted
        assert result.macs == sum(counted.values())


def test_macs_are_counted_for_one_image() -> None:
    network = PRESETS["tiny"].network
    assert sum(meta_macs(network, batch_size=8).values()) == 8 * trace(network).macs


def random_images(network: Network, batch_size: int) -> Tensor:
    return torch.rand(batch_size, network.in_channels, network.image_size, network.image_size)


def torch_kept_bytes(network: Network, batch_size: int) -> int:
    """Bytes of the storages, parameters aside, that autograd keeps for the backward pass."""
    model = build(network).train()
    parameters = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    kept: dict[int, Tensor] = {}  # the tensors stay alive here, so no address is used twice

    def pack(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        model(random_images(network, batch_size))
    return sum(
        tensor.untyped_storage().nbytes()
        for address, tensor in kept.items()
        if address not in parameters
    )


@pytest.mark.parametrize("name", PRESETS)
def test_kept_bytes_of_a_preset_are_what_autograd_keeps(name: str) -> None:
    network = PRESETS[name].network
    batch_size = 1 if network.image_size > 100 else 3
    assert batch_size * kept_bytes(trace(network)) == torch_kept_bytes(network, batch_size)


@pytest.mark.parametrize(
    "layers",
    [
        *("m2s2 n4k3-10", "d0.5 n4k3-10", "n4k3-10 m3s2", "n4k3-10 a3s2", "n4k3-10 d0.5"),
        *(
            "n4k3-10 d0 d0.5 d0",
            "n4k3 m2s2 d0.5 n10k3 fc64",
            "n10k3 d0.5 d0.5 m2s2 a2s2 fc",
            "n4k3 d0 n4k3 m2s2 d0 n10k3",
        ),
    ],
)
def test_kept_bytes_count_each_tensor_once_and_only_where_it_is_needed(layers: str) -> None:
    network = loads(f"1x28x10 {layers}")
    assert kept_bytes(trace(network)) == torch_kept_bytes(network, 1)


@settings(one_in(3))
@given(networks())
def test_kept_bytes_of_random_networks_are_what_autograd_keeps(network: Network) -> None:
    result = trace(network)
    if result.fault is None:
        assert 2 * kept_bytes(result) == torch_kept_bytes(network, 2)


@settings(one_in(5))
@given(networks())
def test_activation_bytes_are_all_outputs_in_float32(network: Network) -> None:
    result = trace(network)
    if result.fault is None:
        sizes = []
        x = random_images(network, 1)
        with torch.no_grad():
            for module in build(network):
                x = module(x)
                sizes.append(x.numel() * x.element_size())
        assert [row.activation_bytes for row in result.rows] == sizes
        assert result.activation_bytes == sum(sizes)


def test_inference_needs_the_weights_and_the_largest_pair_of_maps() -> None:
    result = trace(loads("1x8x10 n4k3-10"))
    largest = 10 * 6 * 6 + 10 * 6 * 6  # into and out of block1_mlp1_relu
    params = 4 * 9 + 4 + 4 * 10 + 10
    assert inference_bytes(result) == 4 * (params + largest)
    assert inference_bytes(result, batch_size=3) == 4 * (params + 3 * largest)


def test_training_needs_four_times_the_weights_and_what_a_batch_keeps() -> None:
    result = trace(loads("1x8x10 n4k3-10"))
    kept = 1 * 8 * 8 + 4 * 6 * 6 + 10 * 6 * 6  # the image and the outputs of two ReLUs
    largest = 10 * 6 * 6 + 10 * 6 * 6
    params = 4 * 9 + 4 + 4 * 10 + 10
    assert training_bytes(result, 3) == 4 * (4 * params + 3 * (kept + largest))


def test_after_a_step_torchs_adamw_holds_four_times_the_weights() -> None:
    network = loads("1x8x10 n4k3-10 fc6")
    model = build(network)
    optimizer = torch.optim.AdamW(model.parameters())
    model(random_images(network, 2)).sum().backward()
    optimizer.step()
    held = sum(
        tensor.nbytes
        for weight in model.parameters()
        for tensor in (weight, weight.grad, *optimizer.state[weight].values())
        if tensor is not None and tensor.shape == weight.shape
    )
    assert training_bytes(trace(network), 0) == held


@settings(one_in(3))
@given(wild_networks())
def test_any_network_that_exists_has_a_table_of_whole_numbers(network: Network) -> None:
    result = trace(network)
    for row in result.rows:
        numbers = (*row[3:9], *row.out_shape, *row.in_shape)
        assert {type(number) for number in numbers} == {int}
        assert row.activation_bytes == 4 * prod(row.out_shape)
    assert (result.fault is None) == (len(result.rows) == len(lower(network)))


def test_a_kernel_larger_than_its_map_names_the_layer() -> None:
    result = trace(loads("1x8x10 n96k11s4-96 m3s2 n10k3"))
    assert result.rows == ()
    assert result.fault is not None
    assert result.fault.name == "block1_conv"
    assert result.fault.message == (
        "Block 1: a 11×11 window does not fit a 8×8 map with padding 0; "
        "shrink the kernel, add padding or pool less before it"
    )


def test_rows_before_a_fault_stay_and_are_added_up() -> None:
    network = loads("1x8x10 n4k3 m3s2 n10k5")
    result = trace(network)
    assert [row.name for row in result.rows] == ["block1_conv", "block1_relu", "pool1"]
    assert result.params == 40
    assert result.macs == 4 * 6 * 6 * 9
    assert result.activation_bytes == 4 * (144 + 144 + 16)
    assert kept_bytes(Trace((), result.fault)) == 0


def test_every_row_knows_its_layer_and_the_shape_it_is_given() -> None:
    network = loads("1x8x10 d0.5 n4k3-5 m3s2 fc7")
    rows = trace(network).rows
    assert [row.layer for row in rows] == [0, 1, 1, 1, 1, 2, 3, 3, 3]
    assert [row.in_shape for row in rows] == [(1, 8, 8), *(row.out_shape for row in rows[:-1])]


def test_a_ceil_pool_may_be_larger_than_its_map() -> None:
    network = Network(1, 2, 1, (Pool("max", 3, 2, ceil_mode=True), *loads("1x2x1 n1k1").layers))
    assert trace(network).rows[0].out_shape == (1, 1, 1)
    assert run_in_torch(network)[1] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "1x28x10 n10000k5-10000-10",
            "100,370,010 parameters are over the limit of 50,000,000; use fewer channels",
        ),
        (
            "1x1024x10 n64k5p2-64-10",
            "6,643,777,536 multiply–accumulates an image are over the limit of 5,000,000,000; "
            "use fewer channels",
        ),
        (
            "1x1024x10 n64k1 n10k1",
            "620,757,032 bytes of activations an image are over the limit of 268,435,456; "
            "use fewer channels",
        ),
        (
            "1x8x10 n10k9",
            "Block 1: a 9×9 window does not fit a 8×8 map with padding 0; "
            "shrink the kernel, add padding or pool less before it",
        ),
    ],
)
def test_what_is_too_large_or_does_not_fit_is_not_buildable(text: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        buildable(loads(text))
    assert str(error.value) == words


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_buildable(name: str) -> None:
    assert buildable(PRESETS[name].network).excess is None
