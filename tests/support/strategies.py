"""Random networks: any order of layers, both heads, windows that fit and windows that do not.

The number of examples follows a profile: `HYPOTHESIS_PROFILE=thorough pytest` tries 2,000 other
networks each time, the default 300 that are always the same ones.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from nin.analysis import trace
from nin.limits import MAX_CHANNELS, MAX_IMAGE_SIZE, MAX_WIDTHS, MAX_WINDOW
from nin.spec import Dense, Dropout, Gap, Head, Layer, Network, NiNBlock, Pool

BUSY = [HealthCheck.too_slow]  # says more about the machine than about a strategy
settings.register_profile(
    "ci", max_examples=300, deadline=None, derandomize=True, suppress_health_check=BUSY
)
settings.register_profile("thorough", max_examples=2_000, deadline=None, suppress_health_check=BUSY)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def one_in(share: int) -> settings:
    """Settings for a costly claim: this share of the profile's examples."""
    return settings(max_examples=settings().max_examples // share)


@st.composite
def pools(
    draw: st.DrawFn, windows: st.SearchStrategy[int], strides: st.SearchStrategy[int]
) -> Pool:
    kernel_size = draw(windows)
    return Pool(
        draw(st.sampled_from(["max", "avg"])),
        kernel_size,
        draw(strides),
        padding=draw(st.integers(0, kernel_size // 2)),
        ceil_mode=draw(st.booleans()),
    )


def widths(most: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.integers(1, 5), max_size=most).map(tuple)


BLOCKS = st.builds(
    NiNBlock,
    out_channels=st.integers(1, 5),
    kernel_size=st.integers(1, 6),
    stride=st.sampled_from([1, 1, 1, 2, 3, 7]),
    padding=st.sampled_from([0, 0, 1, 2, 9]),  # 9: more than any kernel
    mlp_channels=widths(2),
)
POOLS = pools(st.integers(1, 5), st.sampled_from([1, 2, 2, 3, 6]))
DROPOUTS = st.builds(Dropout, st.sampled_from([0, 0.25, 0.5]))
LAYERS: st.SearchStrategy[Layer] = st.one_of(BLOCKS, POOLS, DROPOUTS)
HEADS: st.SearchStrategy[Head] = st.one_of(st.builds(Gap), st.builds(Dense, widths(2)))
CHANNELS, SIZES = st.integers(1, 3), st.integers(1, 32)

_CHANNELS, _WINDOWS = st.integers(1, MAX_CHANNELS), st.integers(1, MAX_WINDOW)
WILD_BLOCKS = st.builds(
    NiNBlock,
    _CHANNELS,
    _WINDOWS,
    _WINDOWS,
    st.integers(0, MAX_WINDOW),
    st.lists(_CHANNELS, max_size=MAX_WIDTHS).map(tuple),
)
WILD_LAYERS: st.SearchStrategy[Layer] = st.one_of(
    WILD_BLOCKS,
    pools(_WINDOWS, _WINDOWS),
    st.builds(Dropout, st.floats(0, 1, exclude_max=True) | st.just(-0.0)),
)


@st.composite
def networks(
    draw: st.DrawFn,
    *,
    channels: st.SearchStrategy[int] = CHANNELS,
    sizes: st.SearchStrategy[int] = SIZES,
    layers: st.SearchStrategy[Layer] = LAYERS,
    blocks: st.SearchStrategy[NiNBlock] = BLOCKS,
    heads: st.SearchStrategy[Head] = HEADS,
) -> Network:
    """Networks that exist, with and without a fault: up to six layers, one a block at least."""
    line = draw(st.lists(layers, max_size=5))
    line.insert(draw(st.integers(0, len(line))), draw(blocks))
    last = [layer for layer in line if isinstance(layer, NiNBlock)][-1]
    head = draw(heads)
    classes = last.widths[-1] if isinstance(head, Gap) else draw(st.integers(1, 5))
    return Network(draw(channels), draw(sizes), classes, tuple(line), head)


def sound_networks() -> st.SearchStrategy[Network]:
    """Networks without a fault, so that they can be built."""
    return networks().filter(lambda network: trace(network).fault is None)


def gap_networks() -> st.SearchStrategy[Network]:
    return networks(heads=st.builds(Gap))


def wild_networks() -> st.SearchStrategy[Network]:
    """Networks with any values that can be described at all."""
    return networks(
        channels=_CHANNELS,
        sizes=st.integers(1, MAX_IMAGE_SIZE),
        layers=WILD_LAYERS,
        blocks=WILD_BLOCKS,
    )
