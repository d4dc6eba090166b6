"""The presets against the literature, and against golden tables that are read in review."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from nin.analysis import Trace, trace
from nin.codec import loads
from nin.presets import PRESETS, find
from nin.spec import Dropout, Network, Pool, SpecError

# Totals of the authors' definition files (CIFAR-10, CIFAR-100, MNIST, SVHN), of the Caffe model
# zoo's ImageNet NiN and of Dive into Deep Learning's, biases left out of the MACs.
TOTALS = {
    "d2l": (1_992_166, 762_297_352),
    "mnist": (349_674, 50_699_712),
    "cifar10": (966_986, 222_486_528),
    "cifar100": (984_356, 223_592_448),
    "svhn": (1_986_026, 274_235_392),
    "imagenet": (7_595_176, 1_100_188_800),
}

# name, channels × side², params, MACs, receptive field, jump, first
TABLES = {
    "cifar10": """
        block1_conv 192×32² 14,592  14,745,600  5  1 -2
        block1_mlp1 160×32² 30,880  31,457,280  5  1 -2
        block1_mlp2  96×32² 15,456  15,728,640  5  1 -2
        pool1        96×16² 0       0           7  2 -2
        block2_conv 192×16² 460,992 117,964,800 15 2 -6
        block2_mlp1 192×16² 37,056  9,437,184   15 2 -6
        block2_mlp2 192×16² 37,056  9,437,184   15 2 -6
        pool2       192×8²  0       0           19 4 -6
        block3_conv 192×8²  331,968 21,233,664  27 4 -10
        block3_mlp1 192×8²  37,056  2,359,296   27 4 -10
        block3_mlp2  10×8²  1,930   122,880     27 4 -10""",
    "mnist": """
        block1_conv  96×28² 2,496   1,881,600   5  1 -2
        block1_mlp1  64×28² 6,208   4,816,896   5  1 -2
        block1_mlp2  48×28² 3,120   2,408,448   5  1 -2
        pool1        48×14² 0       0           7  2 -2
        block2_conv 128×14² 153,728 30,105,600  15 2 -6
        block2_mlp1  96×14² 12,384  2,408,448   15 2 -6
        block2_mlp2  48×14² 4,656   903,168     15 2 -6
        pool2        48×7²  0       0           19 4 -6
        block3_conv 128×7²  153,728 7,526,400   35 4 -14
        block3_mlp1  96×7²  12,384  602,112     35 4 -14
        block3_mlp2  10×7²  970     47,040      35 4 -14""",
    "svhn": """
        block1_conv 128×32² 9,728     9,830,400   5  1 -2
        block1_mlp1  96×32² 12,384    12,582,912  5  1 -2
        block1_mlp2  64×32² 6,208     6,291,456   5  1 -2
        pool1        64×16² 0         0           7  2 -2
        block2_conv 320×16² 512,320   131,072,000 15 2 -6
        block2_mlp1 256×16² 82,176    20,971,520  15 2 -6
        block2_mlp2 128×16² 32,896    8,388,608   15 2 -6
        pool2       128×8²  0         0           19 4 -6
        block3_conv 384×8²  1,229,184 78,643,200  35 4 -14
        block3_mlp1 256×8²  98,560    6,291,456   35 4 -14
        block3_mlp2  10×8²  2,570     163,840     35 4 -14""",
    "d2l": """
        block1_conv  96×54² 11,712  33,872,256  11  4  0
        block1_mlp1  96×54² 9,312   26,873,856  11  4  0
        block1_mlp2  96×54² 9,312   26,873,856  11  4  0
        pool1        96×26² 0       0           19  8  0
        block2_conv 256×26² 614,656 415,334,400 51  8  -16
        block2_mlp1 256×26² 65,792  44,302,336  51  8  -16
        block2_mlp2 256×26² 65,792  44,302,336  51  8  -16
        pool2       256×12² 0       0           67  16 -16
        block3_conv 384×12² 885,120 127,401,984 99  16 -32
        block3_mlp1 384×12² 147,840 21,233,664  99  16 -32
        block3_mlp2 384×12² 147,840 21,233,664  99  16 -32
        pool3       384×5²  0       0           131 32 -32
        block4_conv  10×5²  34,570  864,000     195 32 -64
        block4_mlp1  10×5²  110     2,500       195 32 -64
        block4_mlp2  10×5²  110     2,500       195 32 -64""",
    "imagenet": """
        block1_conv   96×54² 34,944    101,616,768 11  4  0
        block1_mlp1   96×54² 9,312     26,873,856  11  4  0
        block1_mlp2   96×54² 9,312     26,873,856  11  4  0
        pool1         96×27² 0         0           19  8  0
        block2_conv  256×27² 614,656   447,897,600 51  8  -16
        block2_mlp1  256×27² 65,792    47,775,744  51  8  -16
        block2_mlp2  256×27² 65,792    47,775,744  51  8  -16
        pool2        256×13² 0         0           67  16 -16
        block3_conv  384×13² 885,120   149,520,384 99  16 -32
        block3_mlp1  384×13² 147,840   24,920,064  99  16 -32
        block3_mlp2  384×13² 147,840   24,920,064  99  16 -32
        pool3        384×6²  0         0           131 32 -32
        block4_conv 1024×6²  3,539,968 127,401,984 195 32 -64
        block4_mlp1 1024×6²  1,049,600 37,748,736  195 32 -64
        block4_mlp2 1000×6²  1,025,000 36,864,000  195 32 -64""",
}
TABLES["cifar100"] = re.sub(
    r"block3_mlp2  10×8²  1,930   122,880", "block3_mlp2 100×8² 19,300 1,228,800", TABLES["cifar10"]
)


@pytest.mark.parametrize("name", TOTALS)
def test_a_preset_has_the_published_parameters_and_macs(name: str) -> None:
    result = trace(PRESETS[name].network)
    assert (result.params, result.macs) == TOTALS[name]
    assert result.fault is None


@pytest.mark.parametrize("name", TABLES)
def test_every_layer_of_a_preset_is_as_in_the_literature(name: str) -> None:
    rows = [
        f"{row.name} {row.out_shape[0]}×{row.out_shape[1]}² {row.params:,} {row.macs:,} "
        f"{row.receptive_field} {row.jump} {row.first}"
        for row in trace(PRESETS[name].network).rows
        if not row.name.endswith("_relu") and row.name.startswith(("block", "pool"))
    ]
    assert rows == [" ".join(line.split()) for line in TABLES[name].split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("name", "dropouts"),
    [("cifar10", 2), ("cifar100", 2), ("mnist", 2), ("svhn", 2), ("d2l", 1), ("imagenet", 1)],
)
def test_a_preset_pools_maxima_of_3_by_2_and_drops_half(name: str, dropouts: int) -> None:
    layers = PRESETS[name].network.layers
    pools = {layer for layer in layers if isinstance(layer, Pool)}
    assert pools == {Pool("max", 3, 2, ceil_mode=name != "d2l")}
    assert [layer.p for layer in layers if isinstance(layer, Dropout)] == [0.5] * dropouts


HEADINGS = ("name", "shape", "params", "macs", "bytes", "field", "jump", "first")


def table(result: Trace) -> str:
    """All rows and their totals as text, one line each."""
    lines: list[tuple[str, ...]] = [HEADINGS]
    for row in result.rows:
        shape = "×".join(map(str, row.out_shape))
        numbers = (row.params, row.macs, row.activation_bytes, row.receptive_field, row.jump)
        lines.append((row.name, shape, *(f"{number:,}" for number in (*numbers, row.first))))
    totals = (result.params, result.macs, result.activation_bytes)
    lines.append(("total", "", *(f"{total:,}" for total in totals), "", "", ""))
    sizes = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join([line[0].ljust(sizes[0]), *map(str.rjust, line[1:], sizes[1:])]).rstrip() + "\n"
        for line in lines
    )


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_its_golden_table_whose_totals_add_up(
    name: str, golden: Callable[[str, str], str]
) -> None:
    output = table(trace(PRESETS[name].network))
    expected = golden(f"{name}.txt", output)
    assert output == expected
    _, *rows, total = [line.split() for line in expected.replace(",", "").splitlines()]
    for column in (2, 3, 4):
        assert sum(int(row[column]) for row in rows) == int(total[column - 1])


def with_pools(network: Network, **values: Any) -> Network:
    layers = tuple(
        replace(layer, **values) if isinstance(layer, Pool) else layer for layer in network.layers
    )
    return replace(network, layers=layers)


def last_maps(network: Network) -> tuple[int, int]:
    """Side of the last maps and their first pixel."""
    row = trace(network).rows[-2]
    return row.out_shape[1], row.first


@pytest.mark.parametrize(
    ("name", "side", "macs"), [("cifar10", 7, 200_357_760), ("mnist", 6, 43_927_296)]
)
def test_rounding_pools_down_gives_other_maps_and_other_macs(
    name: str, side: int, macs: int
) -> None:
    network = PRESETS[name].network
    floored = with_pools(network, ceil_mode=False)
    assert last_maps(floored) == (side, last_maps(network)[1])
    assert trace(floored).macs == macs
    assert trace(floored).params == trace(network).params


@pytest.mark.parametrize(("name", "first"), [("cifar10", -13), ("mnist", -17), ("svhn", -17)])
def test_padded_pools_give_the_right_maps_but_shift_every_window(name: str, first: int) -> None:
    network = PRESETS[name].network
    padded = with_pools(network, ceil_mode=False, padding=1)
    assert last_maps(padded) == (last_maps(network)[0], first)
    assert trace(padded).macs == trace(network).macs


def test_imagenet_with_a_227_crop_starts_at_55_and_costs_more() -> None:
    result = trace(replace(PRESETS["imagenet"].network, image_size=227))
    assert result.rows[0].out_shape == (96, 55, 55)
    assert result.macs == 1_105_996_320


def test_the_mnist_network_sees_more_than_its_image() -> None:
    rows = {row.name: row for row in trace(PRESETS["mnist"].network).rows}
    assert rows["block3_conv"].receptive_field == 35 > PRESETS["mnist"].network.image_size


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_a_title_and_a_source(name: str) -> None:
    assert PRESETS[name].title
    assert PRESETS[name].source
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)


def test_a_network_is_found_by_a_presets_name_or_by_its_text() -> None:
    assert find("d2l") == PRESETS["d2l"].network
    assert find("1x28x10_n10k3") == loads("1x28x10 n10k3")
    with pytest.raises(SpecError, match=r"^'resnet' is not CHANNELSxSIZExCLASSES; start with, "):
        find("resnet")
