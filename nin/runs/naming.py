"""Runs in words: the network, its data, and what tells a run from the others of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from nin import data
from nin.data.names import FOLDER, folder_path
from nin.presets import relative
from nin.runs import queue
from nin.spec import Dense, Gap, Head, Network, NiNBlock
from nin.train import TrainConfig

Runs = Mapping[str, tuple[Network, TrainConfig]]  # by the names of their folders

GAP_HEAD, DENSE_HEAD = "GAP", "dense head"

_MAX_WIDTHS = 6  # of blocks


def head_name(head: Head) -> str:
    """What to call a head of this kind."""
    match head:
        case Gap():
            return GAP_HEAD
        case Dense():
            return DENSE_HEAD


def network_words(network: Network) -> str:
    """The network's name and its head."""
    return f"{network_name(network)}, {head_name(network.head)}"


def network_name(network: Network) -> str:
    """The preset's name, or what tells one variant of a network from another."""
    preset = relative(network)
    if preset:
        return preset.name
    blocks = [layer for layer in network.layers if isinstance(layer, NiNBlock)]
    shown = "-".join(str(block.out_channels) for block in blocks[:_MAX_WIDTHS])
    more = "-…" * (len(blocks) > _MAX_WIDTHS)
    plain = "" if any(block.mlp_channels for block in blocks) else " without 1×1"
    return f"NiN {shown}{more}{plain}"


def data_words(dataset: str) -> str:
    """The title of a data set; of one's own images the name of their folder."""
    return folder_path(dataset).name if dataset.startswith(FOLDER) else data.title(dataset)


def run_title(network: Network, config: TrainConfig) -> str:
    """The network and the data set of a run."""
    return f"{network_words(network)} · {data_words(config.dataset)}"


def in_words(runs: Runs) -> dict[str, str]:
    """What to call each run in a list of all: `Tiny, GAP · MNIST · seed 1`.

    Args:
        runs: What each trains and how, by the name of its folder.

    Returns:
        The words by the same names. Two runs that differ in nothing get numbers as well.
    """
    groups: defaultdict[str, dict[str, tuple[Network, TrainConfig]]] = defaultdict(dict)
    for name, (network, config) in runs.items():
        groups[run_title(network, config)][name] = network, config
    return {
        name: " · ".join(filter(None, (group, words)))
        for group, members in groups.items()
        for name, words in apart(members).items()
    }


def apart(runs: Runs) -> dict[str, str]:
    """What tells these runs from each other: `GAP` and `dense head`; nothing of one alone.

    Args:
        runs: As for `in_words`.
    """
    settings = {name: _settings(*run) for name, run in runs.items()}
    differing = _differing(settings.values())
    words = {
        name: " · ".join(setting[key] for key in differing) for name, setting in settings.items()
    }
    twins = Counter(words.values())
    return {
        name: told if twins[told] == 1 else " · ".join(filter(None, (told, _call(name))))
        for name, told in words.items()
    }


def images_words(count: int) -> str:
    """How many images a run learns from."""
    return f"{count:,} images" if count else "all images"


def augmentation_words(augment: str) -> str:
    """How the images are that it learns from."""
    return "as they are" if augment == "none" else augment


def rate_words(lr: float) -> str:
    """A learning rate."""
    return f"rate {lr:g}"


def _settings(network: Network, config: TrainConfig) -> dict[str, str]:
    """All that a person may have set, in words."""
    length = f"{config.seconds:g} s" if config.seconds else f"{config.epochs} epochs"
    return {
        "network": network_name(network),
        "head": head_name(network.head),
        "data": data_words(config.dataset),
        "length": length,
        "optimizer": config.optimizer,
        "recipe": "the book's recipe" if config.recipe == "book" else "our recipe",
        "lr": rate_words(config.peak_lr),
        "batch_size": f"batches of {config.batch_size}",
        "images": images_words(config.images),
        "augment": augmentation_words(config.augment),
        "weight_decay": f"weight decay {config.weight_decay:g}",
        "label_smoothing": f"smoothing {config.label_smoothing:g}",
        "drawings": f"{config.drawings} own drawings",
        "seed": f"seed {config.seed}",
        "device": config.device,
    }


def _differing(settings: Iterable[Mapping[str, str]]) -> list[str]:
    values: defaultdict[str, set[str]] = defaultdict(set)
    for setting in settings:
        for key, value in setting.items():
            values[key].add(value)
    return [key for key, each in values.items() if len(each) > 1]


def _call(name: str) -> str:
    """The number of a run, or its folder where that has none."""
    return f"run {int(name.partition('-')[0])}" if queue.is_numbered(name) else name
