"""X-rays against PyTorch: the numbers that they show add up to what the network computed."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nin.analysis import Row, trace
from nin.codec import loads
from nin.forward import activations
from nin.interpret.xray import XRay, xray
from nin.interpret.xray_steps import Cell, LinearStep, PoolStep
from nin.ops import ReLU
from nin.presets import PRESETS
from nin.spec import Network, Pool
from nin.weights import Array
from tests.support.gradients import gradient_spans
from tests.support.inside import model_of, random_images, random_weights, torch_maps
from tests.support.strategies import one_in, pools, sound_networks

pytestmark = pytest.mark.usefixtures("one_thread")

CELLS = 20  # of each network; with 50 networks 1,000 pairs
FLOAT = 1e-5  # of the size of the terms: what float32 sums lose


class Scene:
    """Random weights, an image, and its maps."""

    def __init__(self, network: Network, seed: int, image: Array | None = None) -> None:
        self.network, self.rows = network, trace(network).rows
        self.weights = random_weights(network, seed)
        self.image = random_images(network, 1, seed) if image is None else image
        self.maps = activations(network, self.weights, self.image)

    def cells(self, seed: int, count: int = CELLS) -> Iterator[tuple[str, Cell]]:
        """Cells of any op with its name, half of them at borders."""
        random = Random(seed)
        for _ in range(count):
            row = random.choice(self.rows)
            side = row.out_shape[-1] if len(row.out_shape) == 3 else 1
            y, x = (random.choice([0, side - 1, *random.choices(range(side), k=2)]) for _ in "yx")
            yield row.name, Cell(random.randrange(row.out_shape[0]), y, x)

    def xray(self, name: str, cell: Cell) -> XRay:
        return xray(self.network, self.weights, self.image, self.maps, name, cell)

    def pixel(self, name: str, cell: Cell) -> Array:
        """All channels of an op's maps at the cell's place."""
        maps: Array = self.maps[name][0]
        return maps[:, cell.row, cell.column] if maps.ndim == 3 else maps

    def source(self, name: str | None) -> Array:
        maps: Array = self.image[0] if name is None else self.maps[name][0]
        return maps


def check_step(scene: Scene, step: LinearStep, cell: Cell) -> None:
    before = scene.pixel(step.name, cell)
    after = scene.pixel(step.relu, cell) if step.relu else before
    for channel in range(len(before)):
        made = step.sum(channel)
        size = np.abs(made.products).sum() + abs(made.bias) + 1e-3
        assert made.products.sum() + made.bias == made.total
        assert made.total == pytest.approx(before[channel].item(), abs=FLOAT * size)
        assert made.output == pytest.approx(after[channel].item(), abs=FLOAT * size)
    assert step.sums.tolist() == before.tolist()
    assert step.outputs.tolist() == after.tolist()


def check_patch(scene: Scene, step: LinearStep | PoolStep) -> None:
    """Each value is where its place says, and what has no place is 0."""
    maps = scene.source(step.patch.source)
    maps = maps if maps.ndim == 3 else maps[:, None, None]
    own = maps if isinstance(step, LinearStep) else maps[step.channel][None]
    for y, x in np.ndindex(step.patch.inside.shape):
        place = step.patch.cell(0, y, x)
        values = step.patch.values[:, y, x].tolist()
        assert values == (own[:, *place[1:]].tolist() if place else [0.0] * len(own))


@settings(one_in(6))
@given(sound_networks(), st.integers(0, 2**32))
def test_the_terms_of_every_step_add_up_to_the_maps(network: Network, seed: int) -> None:
    scene = Scene(network, seed)
    for name, cell in scene.cells(seed):
        seen = scene.xray(name, cell)
        step = seen.steps[seen.focus]
        assert seen.value == scene.pixel(name, cell)[cell.channel].item()
        if isinstance(step, PoolStep):
            assert step.value == pytest.approx(seen.value, rel=FLOAT, abs=FLOAT)
        else:
            assert name in (step.name, step.relu)
        for step in seen.steps:
            check_patch(scene, step)
            if isinstance(step, LinearStep):
                check_step(scene, step, cell)


@settings(one_in(6))
@given(sound_networks(), st.integers(0, 2**32))
def test_steps_are_the_layers_with_weights_each_fed_by_the_one_before(
    network: Network, seed: int
) -> None:
    scene = Scene(network, seed)
    for name, cell in scene.cells(seed):
        (row,) = (row for row in scene.rows if row.name == name)
        steps = scene.xray(name, cell).steps
        layer = [other for other in scene.rows if other.layer == row.layer]
        assert [s.name for s in steps] == [r.name for r in layer if not isinstance(r.op, ReLU)]
        assert steps[0].patch.source == name_before(scene.rows, layer[0])
        for before, step in pairwise(steps):
            assert isinstance(before, LinearStep)
            assert step.patch.values.ravel().tolist() == before.outputs.tolist()
            assert step.patch.source == before.relu
            assert step.patch.cell(cell.channel, 0, 0) == cell


def name_before(rows: Sequence[Row], row: Row) -> str | None:
    index = rows.index(row)
    return rows[index - 1].name if index else None


@settings(one_in(6))
@given(sound_networks(), st.integers(0, 2**32))
def test_the_window_is_the_support_of_the_input_gradient(network: Network, seed: int) -> None:
    scene = Scene(network, seed)
    names = [row.name for row in scene.rows]
    for name, cell in scene.cells(seed, 5):
        rows = scene.rows[: names.index(name) + 1]
        window = scene.xray(name, cell).window
        expected = gradient_spans(rows, network.image_size, cell.row, cell.column)
        assert (window.seen or (None, None)) == expected


@settings(one_in(2))
@given(
    pools(st.integers(1, 5), st.integers(1, 6)),
    st.integers(1, 7),
    st.integers(1, 4),
    st.integers(0, 2**32),
)
def test_a_pools_shares_are_the_gradient_of_pytorchs_pool(
    pool: Pool, side: int, levels: int, seed: int
) -> None:
    network = Network(1, side, 1, (pool, loads("1x1x1 n1k1").layers[0]))
    if trace(network).fault:
        return
    # Few levels make equal cells, of which a maximum must choose as PyTorch does.
    scene = Scene(network, seed, np.floor(random_images(network, 1, seed) * levels) - 1)
    image = torch.tensor(scene.image, requires_grad=True)
    pooled = model_of(network, scene.weights)[0](image)
    for y, x in np.ndindex(*pooled.shape[2:]):
        (gradient,) = torch.autograd.grad(pooled[0, 0, y, x], image, retain_graph=True)
        step = scene.xray("pool1", Cell(0, y, x)).steps[0]
        assert isinstance(step, PoolStep)
        shares = torch.zeros_like(gradient[0, 0])
        for place in np.ndindex(step.shares.shape):
            if at := step.patch.cell(0, *place):
                shares[at.row, at.column] = float(step.shares[place])
        assert torch.allclose(shares, gradient[0, 0])
        assert step.value == pytest.approx(pooled[0, 0, y, x].item(), abs=1e-6)
        assert step.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("name", ["mnist", "d2l", "cifar10"])
def test_presets_add_up_at_their_corners_too(name: str) -> None:
    scene = Scene(PRESETS[name].network, 0)
    for row in scene.rows:
        last = row.out_shape[-1] - 1 if len(row.out_shape) == 3 else 0
        for y, x in ((0, 0), (last, last), (last // 2, 0)):
            seen = scene.xray(row.name, Cell(row.out_shape[0] - 1, y, x))
            step = seen.steps[seen.focus]
            if isinstance(step, PoolStep):
                assert step.value == pytest.approx(seen.value, abs=FLOAT)
                continue
            made = step.sum(seen.cell.channel)
            shown = made.total if row.name == step.name else made.output
            assert shown == pytest.approx(seen.value, abs=FLOAT * np.abs(made.products).sum())


def test_the_largest_terms_the_rest_and_the_bias_are_the_total() -> None:
    scene = Scene(loads("2x9x3 n6k3p1-5 m2s2 n4k3-3"), 1)
    seen = scene.xray("block2_conv", Cell(1, 0, 1))
    step = seen.steps[0]
    assert isinstance(step, LinearStep)
    made = step.sum(1)
    terms, rest = step.largest(1, 7)
    assert sum(term.product for term in terms) + rest + made.bias == pytest.approx(made.total)
    sizes = np.sort(np.abs(made.products), axis=None)[::-1]
    assert [abs(term.product) for term in terms] == sizes[:7].tolist()
    for term in terms:
        assert term.product == pytest.approx(term.value * term.weight)
        assert term.product == made.products[term.cell]
    everything, nothing = step.largest(1, 10_000)
    assert (len(everything), nothing) == (made.products.size, 0)


def test_a_maximum_names_its_winner_and_an_average_has_none() -> None:
    image = np.zeros((1, 1, 4, 4), np.float32)
    image[0, 0, 1, 2] = 3
    for kind, winner in (("m", Cell(0, 1, 2)), ("a", None)):
        scene = Scene(loads(f"1x4x1 {kind}3s3p1 n1k1"), 0, image)
        step = scene.xray("pool1", Cell(0, 0, 1)).steps[0]
        assert isinstance(step, PoolStep)
        assert (step.winner, step.patch.cell(0, 2, 0)) == (winner, Cell(0, 1, 2))


def test_an_average_shares_with_its_padding_but_not_with_what_ceil_mode_has_beyond() -> None:
    scene = Scene(loads("1x6x1 a3s2p1c n1k1"), 0)
    first, last = (scene.xray("pool1", Cell(0, at, at)).steps[0] for at in (0, 3))
    assert isinstance(first, PoolStep)
    assert isinstance(last, PoolStep)
    assert first.patch.inside.tolist() == [[False] * 3, [False, True, True], [False, True, True]]
    assert first.shares.tolist() == [[1 / 9] * 3] * 3
    assert last.patch.inside.tolist() == [[True, False, False], [False] * 3, [False] * 3]
    assert last.shares.tolist() == [[0.25, 0.25, 0], [0.25, 0.25, 0], [0, 0, 0]]


def test_gap_shares_alike_and_dropout_hands_on() -> None:
    scene = Scene(loads("1x6x2 n2k3 d0.5"), 0)
    gap, dropout = (scene.xray(name, Cell(1)).steps[0] for name in ("gap", "dropout1"))
    assert isinstance(gap, PoolStep)
    assert isinstance(dropout, PoolStep)
    assert gap.shares.tolist() == [[1 / 16] * 4] * 4
    assert gap.patch.values[0].tolist() == scene.maps["dropout1"][0, 1].tolist()
    assert (dropout.shares.tolist(), dropout.winner) == ([[1]], None)
    assert dropout.value == scene.maps["block1_relu"][0, 1, 0, 0].item()


def test_what_is_not_there_is_refused() -> None:
    scene = Scene(loads("1x6x2 n2k3"), 0)
    with pytest.raises(KeyError, match="block9_conv"):
        scene.xray("block9_conv", Cell(0, 0, 0))
    with pytest.raises(IndexError, match=r"^block1_conv has channels 0 to 1, got 2$"):
        scene.xray("block1_conv", Cell(2, 0, 0))
    with pytest.raises(IndexError, match=r"^block1_relu has cells 0 to 3, got -1$"):
        scene.xray("block1_relu", Cell(0, 0, -1))
    with pytest.raises(IndexError, match=r"^gap has cells 0 to 0, got 1$"):
        scene.xray("gap", Cell(0, 1, 0))


@settings(one_in(6))
@given(sound_networks(), st.integers(0, 2**32))
def test_a_steps_sums_are_what_pytorch_computes(network: Network, seed: int) -> None:
    scene = Scene(network, seed)
    theirs = torch_maps(network, scene.weights, scene.image)
    for name, cell in scene.cells(seed, 5):
        for step in scene.xray(name, cell).steps:
            expected = theirs[step.name][0]
            expected = expected[:, cell.row, cell.column] if expected.ndim == 3 else expected
            tolerance = 1e-5 * (float(theirs[step.name].abs().max()) + 1e-3)
            if isinstance(step, LinearStep):
                sums = [step.sum(channel).total for channel in range(len(expected))]
                assert np.abs(np.array(sums) - expected.numpy()).max() <= tolerance
            else:
                assert abs(step.value - expected[step.channel].item()) <= tolerance


def test_an_xray_cannot_be_used_to_change_the_weights() -> None:
    step = Scene(loads("1x6x2 n2k3"), 0).xray("block1_conv", Cell(0, 1, 1)).steps[0]
    assert isinstance(step, LinearStep)
    with pytest.raises(ValueError, match="read-only"):
        step.weight[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        step.bias[0] = 0
