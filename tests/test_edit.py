from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.analysis import trace
from nin.codec import loads
from nin.edit import (
    changes,
    insert,
    move,
    nearest,
    nin_block,
    put,
    remove,
    revise,
    set_depth,
    with_3x3,
)
from nin.limits import MAX_LAYERS
from nin.presets import PRESETS
from nin.spec import Dense, Dropout, Gap, Network, NiNBlock, Pool, SpecError
from tests.support.strategies import HEADS, LAYERS, gap_networks, networks

EDITS = ["put", "insert", "remove", "move", "duplicate", "head", "classes", "input"]


def edit(network: Network, data: st.DataObject) -> Network:
    """One random edit, as the editor offers them."""
    index = data.draw(st.integers(0, len(network.layers) - 1))
    match data.draw(st.sampled_from(EDITS)):
        case "put":
            return put(network, index, data.draw(LAYERS))
        case "insert":
            return insert(
                network, data.draw(st.integers(0, len(network.layers))), data.draw(LAYERS)
            )
        case "remove":
            return remove(network, index)
        case "move":
            return move(network, index, data.draw(st.integers(-7, 7)))
        case "duplicate":
            return insert(network, index + 1, network.layers[index])
        case "head":
            return revise(network, head=data.draw(HEADS))
        case "classes":
            return revise(network, num_classes=data.draw(st.integers(1, 9)))
        case _:
            return revise(
                network,
                image_size=data.draw(st.integers(1, 40)),
                in_channels=data.draw(st.integers(1, 4)),
            )


@given(gap_networks(), st.data())
def test_every_edit_leaves_one_map_for_each_class(network: Network, data: st.DataObject) -> None:
    for _ in range(4):
        try:
            network = edit(network, data)
        except SpecError as error:
            # A GAP head is never what fails; a network with no block left is.
            assert str(error).startswith("a network needs at least one NiN block")  # noqa: PT017
            return
        last = network.layers[network.last_block]
        assert isinstance(last, NiNBlock)
        if isinstance(network.head, Gap):
            assert last.widths[-1] == network.num_classes


@given(gap_networks(), st.data(), st.integers(1, 99))
def test_every_edit_of_a_block_leaves_one_map_for_each_class(
    network: Network, data: st.DataObject, channels: int
) -> None:
    index = data.draw(st.sampled_from(blocks(network)))
    try:
        edited = (
            nin_block(network, index, channels),
            with_3x3(network, index),
            *(set_depth(network, index, depth) for depth in range(5)),
        )
    except SpecError as error:
        assert str(error).startswith("at most 64 layers")  # noqa: PT017
        return
    for one in edited:
        last = one.layers[one.last_block]
        assert isinstance(last, NiNBlock)
        assert last.widths[-1] == network.num_classes


def blocks(network: Network) -> list[int]:
    return [i for i, layer in enumerate(network.layers) if isinstance(layer, NiNBlock)]


@given(networks())
def test_nothing_differs_between_a_network_and_itself(network: Network) -> None:
    assert changes(network, network) == []


@given(networks(), st.data())
def test_something_is_said_exactly_where_something_differs(
    network: Network, data: st.DataObject
) -> None:
    try:
        edited = edit(network, data)
    except SpecError:
        return
    assert (changes(network, edited) == []) == (network == edited)
    assert all(changes(network, edited))


MNIST = PRESETS["mnist"].network


def test_another_layer_is_put_in_place_and_said() -> None:
    edited = put(MNIST, 0, NiNBlock(96, 7, 2, 3, (64,)))
    assert edited.layers == (NiNBlock(96, 7, 2, 3, (64,)), *MNIST.layers[1:])
    assert changes(MNIST, edited) == [
        "Block 1: kernel 5 → 7",
        "Block 1: stride 1 → 2",
        "Block 1: padding 2 → 3",
        "Block 1: 1×1 widths 64-48 → 64",
    ]


def test_a_layer_in_front_does_not_rename_what_follows() -> None:
    assert changes(MNIST, insert(MNIST, 0, Dropout(0.1))) == ["add Dropout 1"]
    assert changes(MNIST, insert(MNIST, 0, NiNBlock(8, 3))) == ["add Block 1"]


def test_a_layer_gone_is_named_by_its_old_name() -> None:
    assert changes(MNIST, remove(MNIST, 1)) == ["remove Pool 1"]
    assert changes(MNIST, remove(MNIST, 3)) == ["remove Block 2"]
    mixed = loads("1x28x10 m3s2 m2s2 n10k3")
    assert changes(mixed, remove(mixed, 0)) == ["remove Pool 1"]


def test_changes_of_the_same_kinds_of_layers_are_said_pair_by_pair() -> None:
    assert changes(loads("1x28x10 m3s2 m2s2 n10k3"), loads("1x28x10 m2s2 a2s3p1c n10k3")) == [
        "Pool 1: kernel 3 → 2",
        "Pool 2: kind max → avg",
        "Pool 2: stride 2 → 3",
        "Pool 2: padding 0 → 1",
        "Pool 2: round side down → up",
    ]


def test_a_layer_of_another_kind_is_removed_and_added() -> None:
    assert changes(MNIST, put(MNIST, 2, Pool("avg", 2, 2))) == ["remove Dropout 1", "add Pool 2"]


def test_the_input_the_classes_and_the_head_are_named() -> None:
    edited = revise(MNIST, in_channels=3, image_size=32, num_classes=7, head=Dense((64, 32)))
    assert changes(MNIST, edited) == [
        "input channels 1 → 3",
        "input 28×28 → 32×32",
        "classes 10 → 7",
        "head GAP → dense 64 32",
    ]
    assert changes(edited, revise(edited, head=Dense())) == ["head dense 64 32 → dense"]


def test_more_classes_widen_the_last_block_of_a_gap_network_only() -> None:
    assert revise(MNIST, num_classes=7).layers[-1] == NiNBlock(128, 5, 1, 2, (96, 7))
    dense = replace(MNIST, head=Dense())
    assert revise(dense, num_classes=7).layers == MNIST.layers


def test_a_block_without_1x1s_gets_its_classes_as_channels() -> None:
    assert put(MNIST, 6, NiNBlock(5, 3)).layers[-1] == NiNBlock(10, 3)


def test_a_new_last_block_makes_the_class_maps_and_the_old_one_gets_a_width_back() -> None:
    edited = insert(MNIST, 7, NiNBlock(5, 3))
    assert edited.layers[-2:] == (NiNBlock(128, 5, 1, 2, (96, 96)), NiNBlock(10, 3))
    bare = insert(loads("1x28x10 n10k3"), 1, NiNBlock(5, 3))
    assert bare == loads("1x28x10 n64k3 n10k3")


def test_of_a_doubled_last_block_the_second_makes_the_class_maps() -> None:
    edited = insert(MNIST, 7, MNIST.layers[-1])
    assert edited.layers[-2:] == (NiNBlock(128, 5, 1, 2, (96, 96)), MNIST.layers[-1])


def test_a_last_block_that_is_moved_away_and_back_is_as_before() -> None:
    tiny = PRESETS["tiny"].network
    away = move(tiny, 4, -2)
    assert away == loads("1x28x10 n16k5p2-16 m3s2c n48k3p1-48 n32k3p1-10 m3s2c")
    assert move(away, 2, 2) == tiny


def test_with_a_dense_head_no_block_is_fitted() -> None:
    dense = loads("1x28x10 n8k3-7 fc64")
    assert insert(dense, 1, NiNBlock(5, 3)) == loads("1x28x10 n8k3-7 n5k3 fc64")


@pytest.mark.parametrize(
    ("name", "depth", "params"),
    [("mnist", 1, 322_090), ("mnist", 3, 372_458), ("d2l", 1, 1_769_112), ("d2l", 3, 2_215_220)],
)
def test_one_1x1_fewer_is_the_first_and_one_more_repeats_it(
    name: str, depth: int, params: int
) -> None:
    network = PRESETS[name].network
    for index, layer in enumerate(network.layers):
        if isinstance(layer, NiNBlock):
            network = set_depth(network, index, depth)
    assert trace(network).params == params


def test_3x3_for_1x1_costs_what_the_books_exercise_says() -> None:
    network = PRESETS["d2l"].network
    for index in reversed(range(len(network.layers))):
        if isinstance(network.layers[index], NiNBlock):
            network = with_3x3(network, index)
    result = trace(network)
    assert (result.params, result.macs) == (5_549_094, 2_240_895_048)
    assert max(row.receptive_field for row in result.rows if len(row.out_shape) == 3) == 435


def test_a_block_in_the_books_way_has_one_width_but_for_the_classes() -> None:
    network = loads("1x28x10 n8k3-7 n5k3-4-10")
    assert nin_block(network, 0, 96) == loads("1x28x10 n96k3-96-96 n5k3-4-10")
    assert nin_block(network, 1, 96) == loads("1x28x10 n8k3-7 n96k3-96-10")


def test_a_new_layer_is_like_the_last_of_its_kind_before_it() -> None:
    network = loads("1x28x10 m3s2c n8k3 a2s2 n10k3")
    assert nearest(network, 4, Pool("max", 2, 2)) == Pool("max", 3, 2, ceil_mode=True)
    assert nearest(network, 4, Pool("avg", 5, 5)) == Pool("avg", 2, 2)
    assert nearest(network, 0, Pool("max", 2, 2)) == Pool("max", 2, 2)
    assert nearest(network, 3, NiNBlock(64, 5)) == NiNBlock(8, 3)
    assert nearest(network, 4, Dropout(0.5)) == Dropout(0.5)


def test_removing_the_last_block_hands_its_task_to_the_block_before() -> None:
    edited = remove(MNIST, 6)
    assert edited.layers[3] == NiNBlock(128, 5, 1, 2, (96, 10))
    assert edited.last_block == 3


def test_going_from_dense_to_gap_fits_the_last_block() -> None:
    dense = loads("1x28x10 n8k3-7 fc64")
    assert revise(dense, head=Gap()) == loads("1x28x10 n8k3-10")


def test_a_layer_moved_past_an_end_stays_there() -> None:
    network = loads("1x28x10 d0.1 d0.2 n10k3")
    assert move(network, 1, -9) == loads("1x28x10 d0.2 d0.1 n10k3")
    assert move(network, 0, -1) == network
    assert move(network, 0, 9) == loads("1x28x10 d0.2 n10k3 d0.1")
    assert move(network, 1, 0) == network


def test_the_only_block_cannot_be_removed() -> None:
    with pytest.raises(SpecError, match=r"^a network needs at least one NiN block, like "):
        remove(loads("1x28x10 m2s2 n10k3"), 1)


def test_a_layer_too_many_is_refused() -> None:
    full = Network(1, 28, 10, (*[Dropout(0.5)] * (MAX_LAYERS - 1), NiNBlock(10, 3)))
    with pytest.raises(SpecError, match=r"^at most 64 layers, got 65$"):
        insert(full, 0, Dropout(0.5))
