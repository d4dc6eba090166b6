from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.analysis import Fault, trace
from nin.codec import dumps, loads
from nin.presets import PRESETS
from nin.spec import Network
from tests.support.strategies import networks, wild_networks


def fault_of(network: Network) -> Fault:
    fault = trace(network).fault
    assert fault is not None
    return fault


def labels(text: str) -> dict[str, str]:
    return {fix.label: dumps(fix.network) for fix in fault_of(loads(text)).fixes}


@given(networks(sizes=st.integers(1, 9)) | wild_networks())
def test_every_fault_has_a_fix_and_every_fix_works(network: Network) -> None:
    fault = trace(network).fault
    if fault is None:
        return
    assert fault.fixes
    for fix in fault.fixes:
        assert trace(fix.network).fault is None
        assert loads(dumps(fix.network)) == fix.network
        assert fix.label
    assert len({fix.label for fix in fault.fixes}) == len(fault.fixes)
    assert len({fix.network for fix in fault.fixes}) == len(fault.fixes)


def test_d2l_on_mnist_names_the_pool_that_breaks_and_the_image_that_would_do() -> None:
    fault = fault_of(replace(PRESETS["d2l"].network, image_size=28))
    assert fault.name == "pool2"
    assert fault.message == (
        "Pool 2: a 3×3 window does not fit a 2×2 map with padding 0; "
        "shrink the kernel, add padding or pool less before it"
    )
    mended = {fix.label: fix.network for fix in fault.fixes}
    assert mended["input 28×28 → 67×67"] == replace(PRESETS["d2l"].network, image_size=67)


@pytest.mark.parametrize(
    ("size", "name"), [(28, "pool2"), (32, "pool2"), (64, "pool3"), (66, "pool3")]
)
def test_d2l_needs_67_pixels_a_side(size: int, name: str) -> None:
    assert fault_of(replace(PRESETS["d2l"].network, image_size=size)).name == name
    assert trace(replace(PRESETS["d2l"].network, image_size=67)).fault is None


def test_each_remedy_says_what_it_changed() -> None:
    assert labels("1x7x10 n4k3s2 m2s2 n10k3") == {
        "Block 2: padding 0 → 1": "1x7x10 n4k3s2 m2s2 n10k3p1",
        "Block 2: kernel 3 → 1": "1x7x10 n4k3s2 m2s2 n10k1",
        "Block 1: stride 2 → 1; Pool 1: stride 2 → 1": "1x7x10 n4k3 m2s1 n10k3",
        "remove Pool 1": "1x7x10 n4k3s2 n10k3",
        "input 7×7 → 13×13": "1x13x10 n4k3s2 m2s2 n10k3",
    }


def test_a_pool_that_fails_is_mended_itself_by_the_largest_window_that_fits() -> None:
    fixed = labels("1x4x10 n10k1 m2s2 m3s2")
    assert fixed["Pool 2: padding 0 → 1"] == "1x4x10 n10k1 m2s2 m3s2p1"
    assert fixed["Pool 2: kernel 3 → 2"] == "1x4x10 n10k1 m2s2 m2s2"
    assert fixed["remove Pool 2"] == "1x4x10 n10k1 m2s2"


def test_rounding_up_mends_pools_that_lost_a_pixel() -> None:
    before = labels("1x6x10 n4k1 m3s2 n10k3")
    assert before["Pool 1: round side down → up"] == "1x6x10 n4k1 m3s2c n10k3"
    itself = labels("1x4x10 n10k1 m2s2c m3s2")
    assert itself["Pool 2: round side down → up"] == "1x4x10 n10k1 m2s2c m3s2c"


def test_a_remedy_is_repeated_on_what_fails_next() -> None:
    fixed = labels("1x4x10 n4k5 n10k5")
    assert fixed["Block 1: padding 0 → 1; Block 2: padding 0 → 2"] == "1x4x10 n4k5p1 n10k5p2"


def test_a_long_list_of_changes_is_cut_in_the_label() -> None:
    fixed = labels("1x1x10 " + "n4k3 " * 5 + "n10k3")
    assert "Block 1: kernel 3 → 1; Block 2: kernel 3 → 1; Block 3: kernel 3 → 1 and 3 more" in fixed


def test_an_image_is_not_enlarged_past_the_limit() -> None:
    assert not any("input" in label for label in labels("1x9x10 n4k1s1024 n10k9"))
