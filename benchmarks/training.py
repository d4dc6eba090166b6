"""Training, beside the book's loop and beside a bare one. Contenders take turns; medians are told.

The book's loop is our restatement of what `train_ch6` of Dive into Deep Learning does with its
`DataLoader`: every image is resized in Pillow every time, four workers, float32, plain SGD, two
readings of the loss a step. It starts from our initial weights and has the learning rate that
serves it best here; with the book's own start it stays near ln 10 for longer. Both race until
enough of the test images are right, and all that is waited for is counted: loading the data set,
evaluating it after each epoch, what PyTorch does at the first step. A step of ours is faster by
what bfloat16 and the memory layout give; the rest of the gain is that fewer epochs are needed.

The bare loop has the images on the device and our network, precision, memory layout, optimiser
(PyTorch's own fused AdamW), batch and threads. It does nothing but forward, backward and step: no
schedule, augmentation, metrics, health or film, and no evaluation. Ours does all of that and is
timed with it. Both run in a process that keeps the memory it frees, as our training does.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms  # type: ignore[import-untyped]  # it has no types

from benchmarks import report
from benchmarks.report import Figure
from nin import data
from nin.model import initial
from nin.presets import PRESETS
from nin.spec import Network
from nin.train import EpochEnd, TrainConfig, devices, train
from nin.train.config import DEFAULT_LR

_ROUNDS = 3
_BATCH = 64
_WORKERS = 4  # the book's
_MOST_EPOCHS = 40  # of the book's loop
_ENOUGH = 0.9  # of the test images
_TINY, _MNIST = PRESETS["tiny"].network, PRESETS["mnist"].network
_D2L = replace(PRESETS["d2l"].network, image_size=96)  # at 224 a round takes minutes on two cores

Loop = Callable[[Network, data.Dataset, int, int], Iterator[float]]
"""Network, images, epochs, seed; yields each epoch's test accuracy, or the bare loop its loss."""

Result = TypeVar("Result")


class Pictures(Dataset[tuple[Tensor, int]]):
    """Images as torchvision's data sets give them to a loader: through Pillow, one by one."""

    def __init__(self, images: Any, labels: Any, side: int) -> None:
        self._images, self._labels = images, labels
        self._transform = transforms.Compose([transforms.Resize(side), transforms.ToTensor()])

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        picture = Image.fromarray(self._images[index, 0])
        return self._transform(picture), int(self._labels[index])


def book(
    network: Network, dataset: data.Dataset, epochs: int, seed: int, *, lr: float
) -> Iterator[float]:
    """The book's loop."""
    model, side = initial(network, seed), network.image_size
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    sets = [
        Pictures(dataset.train_images, dataset.train_labels, side),
        Pictures(dataset.test_images, dataset.test_labels, side),
    ]
    train_loader, test_loader = (
        DataLoader(pictures, _BATCH, shuffle=first, num_workers=_WORKERS)
        for first, pictures in zip((True, False), sets, strict=True)
    )
    for _ in range(epochs):
        model.train()
        total, hits = 0.0, 0.0
        for images, labels in train_loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = F.cross_entropy(logits, labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            hits += float((logits.argmax(1) == labels).sum())
        model.eval()
        with torch.no_grad():
            right = sum(float((model(x).argmax(1) == y).sum()) for x, y in test_loader)
        yield right / len(sets[1])


def bare(network: Network, dataset: data.Dataset, epochs: int, seed: int) -> Iterator[float]:
    """The least that trains: resident images, batches by index, forward, backward, step."""
    low = devices.faster_in_bfloat16(torch.device("cpu"))
    model = initial(network, seed).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=DEFAULT_LR["adamw"], fused=True)
    images, labels = (torch.from_numpy(x) for x in (dataset.train_images, dataset.train_labels))
    loss = torch.zeros(())
    for _ in range(epochs):
        for index in torch.randperm(len(labels)).split(_BATCH)[: len(labels) // _BATCH]:
            batch = images[index].float().div_(255).contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16, enabled=low):
                logits = model(batch)
            loss = F.cross_entropy(logits.float(), labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        yield loss.item()


def ours(network: Network, dataset: data.Dataset, epochs: int, seed: int) -> Iterator[float]:
    """`nin.train.training` with its defaults: schedule, augmentation, metrics, health, film."""
    config = TrainConfig(epochs=epochs, batch_size=_BATCH, seed=seed, device="cpu")
    for event in train(network, config, dataset=dataset):
        if isinstance(event, EpochEnd):
            yield event.test_accuracy


@dataclass(frozen=True, slots=True)
class Learnt:
    """How long it took until enough of the test images were right, if they ever were."""

    seconds: float
    images_per_second: float
    enough: bool


@dataclass(frozen=True, slots=True)
class Race:
    """A network that both learn until enough of the test images are right.

    Attributes:
        every: One image in this many of the bundled digits.
        epochs: Those that our learning rate's cycle is laid over.
        book_lr: The learning rate that takes the book's loop there soonest, of those tried: 0.05
            to 0.8 for `tiny`, 0.01 to 0.1 for d2l's.
        rounds: Of both; one, where the book's loop needs minutes.
    """

    title: str
    network: Network
    every: int
    epochs: int
    book_lr: float
    rounds: int


_RACES = (
    Race("tiny", _TINY, every=1, epochs=4, book_lr=0.1, rounds=_ROUNDS),
    Race("d2l's network at 96×96", _D2L, every=2, epochs=4, book_lr=0.01, rounds=1),
)


def against_the_book() -> list[Figure]:
    """The time to equal accuracy, and images a second on the way there."""
    return [_raced(race) for race in _RACES]


def against_a_bare_loop() -> list[Figure]:
    """Images a second for a small and for the authors' network."""
    for loop in (ours, bare):
        list(loop(_TINY, _bundled(every=10), 1, 0))  # what PyTorch loads at the first step
    return [
        _beside_bare("tiny", _TINY, epochs=8),
        _beside_bare("the authors' MNIST network", _MNIST, epochs=4),
    ]


def _raced(race: Race) -> Figure:
    book_loop = partial(book, lr=race.book_lr)
    runs = _take_turns(
        {
            "ours": lambda seed: _learn(ours, race, race.epochs, seed),
            "book": lambda seed: _learn(book_loop, race, _MOST_EPOCHS, seed),
        },
        race.rounds,
    )
    mine, theirs = (statistics.median(run.seconds for run in of_one) for of_one in runs.values())
    rates = " against ".join(f"{_median_rate(of_one):,.0f}" for of_one in runs.values())
    details = {
        f"{name}_{part}": value
        for name, of_one in runs.items()
        for part, value in report.spread([run.seconds for run in of_one]).items()
    }
    return Figure(
        f"training {race.title} to {_ENOUGH:.0%} of the test digits, against the book's loop",
        f"{mine:.1f} s against {theirs:.1f} s: {theirs / mine:.1f} times faster ({rates} images/s)",
        "≥ 3 times",
        theirs / mine >= 3 and all(run.enough for run in runs["ours"]),
        details | {"ratio": round(theirs / mine, 3)},
    )


def _beside_bare(title: str, network: Network, epochs: int) -> Figure:
    dataset = _bundled(every=1)

    def rate(loop: Loop, seed: int) -> float:
        begin = time.perf_counter()
        list(loop(network, dataset, epochs, seed))
        return epochs * len(dataset.train_labels) / (time.perf_counter() - begin)

    rates = _take_turns({"ours": partial(rate, ours), "bare": partial(rate, bare)})
    mine, theirs = (statistics.median(of_one) for of_one in rates.values())
    details = {
        f"{name}_{part}": value
        for name, of_one in rates.items()
        for part, value in report.spread(of_one).items()
    }
    return Figure(
        f"training {title}, images/s, against a bare loop",
        f"{mine:,.0f} against {theirs:,.0f}: {theirs / mine:.2f} times its time",
        "≤ 1.25 times",
        theirs / mine <= 1.25,
        details | {"ratio": round(theirs / mine, 3)},
    )


def _take_turns(
    contenders: dict[str, Callable[[int], Result]], rounds: int = _ROUNDS
) -> dict[str, list[Result]]:
    """What each contender gives for the seed of each round: A B, B A, A B …."""
    results: dict[str, list[Result]] = {name: [] for name in contenders}
    for seed in range(rounds):
        for name in list(contenders) if seed % 2 == 0 else reversed(contenders):
            results[name].append(contenders[name](seed))
            print(f"  {name} {results[name][-1]}", file=sys.stderr)
    return results


def _learn(loop: Loop, race: Race, epochs: int, seed: int) -> Learnt:
    begin = time.perf_counter()
    dataset = _bundled(race.every)
    images, accuracy = 0, 0.0
    for accuracy in loop(race.network, dataset, epochs, seed):
        images += len(dataset.train_labels)
        if accuracy >= _ENOUGH:
            break
    seconds = time.perf_counter() - begin
    return Learnt(seconds, images / seconds, accuracy >= _ENOUGH)


def _median_rate(runs: list[Learnt]) -> float:
    return statistics.median(run.images_per_second for run in runs)


def _bundled(every: int) -> data.Dataset:
    """Every so many of the bundled digits."""
    whole = data.load("digits")
    return replace(
        whole,
        train_images=whole.train_images[::every],
        train_labels=whole.train_labels[::every],
        test_images=whole.test_images[::every],
        test_labels=whole.test_labels[::every],
    )
