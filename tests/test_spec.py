import pytest

from nin.limits import MAX_LAYERS, MAX_WIDTHS
from nin.spec import Dense, Dropout, Gap, Network, NiNBlock, Pool, SpecError

BLOCK = NiNBlock(10, 3)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0, 3), "out_channels must be from 1 to 1,000,000, got 0"),
        ((1_000_001, 3), "out_channels must be from 1 to 1,000,000, got 1,000,001"),
        ((8, 0), "kernel_size must be from 1 to 1,024, got 0"),
        ((8, 3, 0), "stride must be from 1 to 1,024, got 0"),
        ((8, 3, 1, -1), "padding must be from 0 to 1,024, got -1"),
        ((8, 3, 1, 1025), "padding must be from 0 to 1,024, got 1,025"),
        ((8.0, 3), "out_channels must be a whole number, got 8.0"),
        ((True, 3), "out_channels must be a whole number, got True"),
        ((8, "3"), "kernel_size must be a whole number, got '3'"),
        ((8, 3, 1, 0, [10]), "mlp_channels must be a tuple of widths, got [10]"),
        ((8, 3, 1, 0, (10, 0)), "mlp_channels must be from 1 to 1,000,000, got 0"),
        ((8, 3, 1, 0, (1,) * 9), f"mlp_channels can hold at most {MAX_WIDTHS} widths, got 9"),
    ],
)
def test_a_block_with_a_bad_value_names_it_and_its_range(values: tuple, words: str) -> None:  # type: ignore[type-arg]  # bad values of any type
    with pytest.raises(SpecError) as error:
        NiNBlock(*values)
    assert str(error.value) == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("min", 3, 2), "pool kind must be 'max' or 'avg', got 'min'"),
        (("max", 0, 2), "kernel_size must be from 1 to 1,024, got 0"),
        (("max", 3, 0), "stride must be from 1 to 1,024, got 0"),
        (
            ("avg", 3, 2, 2),
            "pool padding must be at most half the window, 1 for kernel_size 3, got 2",
        ),
    ],
)
def test_a_pool_with_a_bad_value_names_it_and_its_range(values: tuple, words: str) -> None:  # type: ignore[type-arg]  # bad values of any type
    with pytest.raises(SpecError) as error:
        Pool(*values)
    assert str(error.value) == words


@pytest.mark.parametrize("p", [1, 1.5, -0.1, float("nan"), float("inf"), "0.5", None, True])
def test_dropout_takes_a_probability_below_one(p: float) -> None:
    with pytest.raises(SpecError) as error:
        Dropout(p)
    assert str(error.value) == f"dropout p must be in [0, 1), got {p!r}"


def test_a_dense_head_with_a_bad_width_names_it() -> None:
    with pytest.raises(SpecError, match=r"^hidden must be from 1 to 1,000,000, got 0$"):
        Dense((64, 0))
    with pytest.raises(SpecError, match=r"^hidden must be a tuple of widths, got \[64\]$"):
        Dense([64])  # type: ignore[arg-type]  # what a caller without types may pass


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0, 28, 10, (BLOCK,)), "in_channels must be from 1 to 1,000,000, got 0"),
        ((1, 1025, 10, (BLOCK,)), "image_size must be from 1 to 1,024, got 1,025"),
        ((1, 28, 0, (BLOCK,)), "num_classes must be from 1 to 1,000,000, got 0"),
        ((1, 28, 10, ()), "a network needs at least one NiN block, like n96k5p2-64-10"),
        (
            (1, 28, 10, (Pool("max", 2, 2), Dropout(0.5)), Dense()),
            "a network needs at least one NiN block, like n96k5p2-64-10",
        ),
        ((1, 28, 10, (BLOCK,) * 65), f"at most {MAX_LAYERS} layers, got 65"),
        (
            (1, 28, 7, (BLOCK, Pool("max", 2, 2))),
            "with GAP the last block must end in 7 channels, one map for each class, got 10",
        ),
        (
            (1, 28, 10, [Dropout(0.5)]),
            "layers must be a tuple of NiNBlock, Pool and Dropout, got [Dropout(p=0.5)]",
        ),
        (
            (1, 28, 10, ("n10k3",)),
            "layers must be a tuple of NiNBlock, Pool and Dropout, got ('n10k3',)",
        ),
        ((1, 28, 10, (BLOCK,), "gap"), "head must be Gap() or Dense(), got 'gap'"),
        ((1, 28, 10, (BLOCK,), Gap), "head must be Gap() or Dense(), got <class 'nin.spec.Gap'>"),
    ],
)
def test_a_network_that_cannot_exist_says_why(values: tuple, words: str) -> None:  # type: ignore[type-arg]  # bad values of any type
    with pytest.raises(SpecError) as error:
        Network(*values)
    assert str(error.value) == words


def test_a_dense_head_frees_the_last_width_of_the_last_block() -> None:
    network = Network(1, 28, 7, (BLOCK,), Dense())
    assert network.last_block == 0


def test_the_last_block_is_found_before_pools_and_dropout() -> None:
    layers = (BLOCK, Pool("max", 2, 2), BLOCK, Dropout(0.5), Pool("avg", 2, 2))
    assert Network(1, 28, 10, layers).last_block == 2


def test_networks_are_values_that_can_be_keys() -> None:
    assert len({Network(1, 28, 10, (BLOCK,)), Network(1, 28, 10, (NiNBlock(10, 3),))}) == 1
