from nin.analysis import trace
from nin.analysis.dense_bill import KNOWN, Bill, dense_bills
from nin.codec import loads
from nin.presets import PRESETS


def test_the_known_dense_layers_have_their_published_weights() -> None:
    weights = {bill.title.split()[0]: bill.weights for bill in KNOWN}
    assert weights == {"LeNet-5": 48_000, "AlexNet": 26_214_400, "VGG-16": 102_760_448}


def test_d2ls_maps_would_cost_a_dense_layer_more_than_the_whole_network() -> None:
    network = PRESETS["d2l"].network
    table = trace(network)
    in_place, on_top = dense_bills(network, table.rows)
    assert (in_place.maps, in_place.weights) == ((384, 5, 5), 39_321_600)
    assert (on_top.maps, on_top.weights) == ((10, 5, 5), 1_024_000)
    assert in_place.weights > 19 * table.params


def test_the_bill_is_for_the_maps_that_enter_the_last_block_and_the_head() -> None:
    network = loads("1x28x10 n8k5 m2s2 d0.5 n10k3-10 m2s2 fc64")
    maps = [bill.maps for bill in dense_bills(network, trace(network).rows)]
    assert maps == [(8, 12, 12), (10, 5, 5)]


def test_a_bill_leaves_biases_out() -> None:
    assert Bill("", (2, 3, 5), 7).weights == 2 * 3 * 5 * 7
