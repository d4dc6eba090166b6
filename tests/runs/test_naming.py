"""What runs are called: enough to tell each from all others, and no more."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nin.experiments.axes import vary
from nin.presets import PRESETS
from nin.runs.naming import apart, data_words, in_words
from nin.spec import Dense, Network
from nin.train import TrainConfig

TINY = PRESETS["tiny"].network
TWIN = replace(TINY, head=Dense((128,)))


def test_a_run_alone_is_called_by_its_network_and_its_data() -> None:
    assert in_words({"0001-00000000": (TINY, TrainConfig())}) == {
        "0001-00000000": "Tiny, GAP · MNIST (5,000 digits)"
    }


def test_runs_of_one_network_and_one_data_set_are_told_apart_by_what_was_set() -> None:
    words = in_words(
        {
            "a": (TINY, TrainConfig(seed=1)),
            "b": (TINY, TrainConfig(seed=1, lr=0.02)),
            "c": (TWIN, TrainConfig(seed=2)),
            "d": (TINY, TrainConfig(dataset="fashion-mnist", seconds=60)),
        }
    )
    assert words == {
        "a": "Tiny, GAP · MNIST (5,000 digits) · rate 0.005",
        "b": "Tiny, GAP · MNIST (5,000 digits) · rate 0.02",
        "c": "Tiny, dense head · MNIST (5,000 digits)",
        "d": "Tiny, GAP · Fashion-MNIST",
    }


def test_a_rate_that_is_the_default_is_the_same_whether_it_was_typed_or_not() -> None:
    twins = {"0001-00000000": (TINY, TrainConfig()), "b": (TINY, TrainConfig(lr=0.005))}
    assert list(in_words(twins).values()) == [
        "Tiny, GAP · MNIST (5,000 digits) · run 1",
        "Tiny, GAP · MNIST (5,000 digits) · b",
    ]


def test_beside_each_other_runs_are_called_by_what_differs_alone() -> None:
    pair = {"a": (TINY, TrainConfig()), "b": (TWIN, TrainConfig())}
    assert apart(pair) == {"a": "GAP", "b": "dense head"}
    assert apart({"a": (TINY, TrainConfig())}) == {"a": ""}
    wide = {**pair, "c": (vary(TINY, {"scale": 2.0}), TrainConfig(seed=1))}
    assert apart(wide) == {
        "a": "Tiny · GAP · seed 0",
        "b": "Tiny · dense head · seed 0",
        "c": "NiN 32-64-96 · GAP · seed 1",
    }


def test_ones_own_images_are_called_by_their_folder_and_not_by_the_way_there() -> None:
    assert data_words("folder:/home/me/leaves") == "leaves"


configs = st.builds(
    TrainConfig,
    epochs=st.integers(1, 3),
    seed=st.integers(0, 2),
    lr=st.sampled_from([None, 0.005, 0.1]),
    batch_size=st.sampled_from([32, 64]),
    optimizer=st.sampled_from(["adamw", "sgd"]),
)


@given(st.lists(st.tuples(st.sampled_from([TINY, TWIN]), configs), max_size=8))
def test_no_two_runs_are_called_the_same(described: list[tuple[Network, TrainConfig]]) -> None:
    runs = {f"{number:04}-00000000": run for number, run in enumerate(described)}
    for words in (in_words(runs), apart(runs)):
        assert words.keys() == runs.keys()
        assert len(set(words.values())) == len(runs)
