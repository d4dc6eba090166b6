"""Training, beside the book's loop and beside a bare one.

The book's loop is our restatement of what `train_ch6` of Dive into Deep Learning does with its
`DataLoader`: every image is resized in Pillow every time, four workers, float32, plain SGD, two
readings of the loss a step. It starts from our initial weights and has the learning rate that
serves it best here; with the book's own start it stays near ln 10 for longer. The bare loop has the
images on the device, our precision and memory layout, and nothing else: no augmentation, no
metrics, no dead channels, no film. All evaluate the test images after each epoch, and all that is
waited for is counted. Contenders take turns; what is told are medians of their rounds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms  # type: ignore[import-untyped]  # it has no types

from benchmarks import report
from benchmarks.report import Figure
from nin import data, devices
from nin.config import TrainConfig
from nin.events import EpochEnd
from nin.model import initial
from nin.presets import PRESETS
from nin.spec import Network
from nin.train import train

_ROUNDS = 3
_BATCH = 64
_WORKERS = 4  # the book's
_BOOK_LR = 0.1
_ENOUGH = 0.9  # of the test images, for the time to equal accuracy
_MOST_EPOCHS = 40
_TINY, _MNIST = PRESETS["tiny"].network, PRESETS["mnist"].network
_D2L = replace(PRESETS["d2l"].network, image_size=96)  # at 224 a round takes minutes on two cores

Contender = Callable[
    [Network, data.Dataset, int], Iterator[float]
]  # yields a test accuracy an epoch


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


def book(network: Network, dataset: data.Dataset, epochs: int) -> Iterator[float]:
    """The book's loop."""
    model, side = initial(network, 0), network.image_size
    optimizer = torch.optim.SGD(model.parameters(), lr=_BOOK_LR)
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
            total += float(loss) * len(labels)
            hits += float((logits.argmax(1) == labels).sum())
        model.eval()
        with torch.no_grad():
            right = sum(float((model(x).argmax(1) == y).sum()) for x, y in test_loader)
        yield right / len(sets[1])


def bare(network: Network, dataset: data.Dataset, epochs: int) -> Iterator[float]:
    """The least that trains: resident images, batches by index, a step."""
    low = devices.faster_in_bfloat16(torch.device("cpu"))
    model = initial(network, 0).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    images, labels = (torch.from_numpy(x) for x in (dataset.train_images, dataset.train_labels))
    tests, wanted = (torch.from_numpy(x) for x in (dataset.test_images, dataset.test_labels))
    for _ in range(epochs):
        model.train()
        for index in torch.randperm(len(labels)).split(_BATCH)[: len(labels) // _BATCH]:
            with torch.autocast("cpu", torch.bfloat16, enabled=low):
                loss = F.cross_entropy(model(_floats(images[index])), labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=low):
            chunks = zip(tests.split(250), wanted.split(250), strict=True)
            hits = sum(int((model(_floats(x)).argmax(1) == y).sum()) for x, y in chunks)
        yield hits / len(wanted)


def ours(network: Network, dataset: data.Dataset, epochs: int) -> Iterator[float]:
    """`nin.train` with its defaults: augmentation, metrics, health, film."""
    config = TrainConfig(epochs=epochs, batch_size=_BATCH, device="cpu")
    for event in train(network, config, dataset=dataset):
        if isinstance(event, EpochEnd):
            yield event.test_accuracy


def _floats(images: Tensor) -> Tensor:
    return (images.float() / 255).contiguous(memory_format=torch.channels_last)


def against_the_book() -> list[Figure]:
    """Images a second on d2l's network, and the time to equal accuracy on a small one."""
    speeds = _interleaved({"ours": ours, "book": book}, _D2L, _half(), epochs=1)
    load_and_learn = {"ours": lambda: _learn(ours, 4), "book": lambda: _learn(book, _MOST_EPOCHS)}
    times = _take_turns(load_and_learn)
    return [
        _figure("training d2l's network at 96×96, images/s, against the book's loop", speeds, 3),
        _figure(f"tiny to {_ENOUGH:.0%} of the bundled test digits, seconds, against it", times, 3),
    ]


def against_a_bare_loop() -> list[Figure]:
    """Images a second, evaluation counted, for a small and for the authors' network."""
    contenders: dict[str, Contender] = {"ours": ours, "bare": bare}
    whole = data.load("mnist5k")
    tiny = _interleaved(contenders, _TINY, whole, epochs=3)
    mnist = _interleaved(contenders, _MNIST, _half(), epochs=1)
    return [
        _figure("training tiny, images/s, against a bare loop", tiny, 1 / 1.25),
        _figure("training the authors' MNIST network, images/s, against it", mnist, 1 / 1.25),
    ]


def _interleaved(
    contenders: dict[str, Contender],
    network: Network,
    dataset: data.Dataset,
    epochs: int,
) -> dict[str, list[float]]:
    """Images a second of each contender in each round."""
    images = epochs * len(dataset.train_labels)
    seconds = _take_turns(
        {
            name: lambda trained=trained: _seconds(lambda: list(trained(network, dataset, epochs)))  # type: ignore[misc]  # bound now
            for name, trained in contenders.items()
        },
    )
    return {name: [images / took for took in times] for name, times in seconds.items()}


def _take_turns(jobs: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """What each job gives in each round: A B, B A, A B …."""
    results: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(_ROUNDS):
        for name in list(jobs) if number % 2 == 0 else reversed(jobs):
            results[name].append(jobs[name]())
            print(f"  {name} {results[name][-1]:,.1f}", file=sys.stderr)
    return results


def _learn(contender: Contender, epochs: int) -> float:
    """Seconds, loading counted, until enough test images are right; all epochs' if never."""

    def learn() -> None:
        accuracies = contender(_TINY, data.load("mnist5k"), epochs)
        if not any(accuracy >= _ENOUGH for accuracy in accuracies):
            print(f"  {_ENOUGH:.0%} not reached in {epochs} epochs", file=sys.stderr)

    return _seconds(learn)


def _seconds(job: Callable[[], object]) -> float:
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def _half() -> data.Dataset:
    """Every second of the bundled digits."""
    whole = data.load("mnist5k")
    return replace(
        whole,
        train_images=whole.train_images[::2],
        train_labels=whole.train_labels[::2],
        test_images=whole.test_images[::2],
        test_labels=whole.test_labels[::2],
    )


def _figure(what: str, measured: dict[str, list[float]], least: float) -> Figure:
    """Ours against the other's; a ratio above 1 is to our advantage."""
    (_, mine), (_name, theirs) = ((k, statistics.median(v)) for k, v in measured.items())
    ratio = theirs / mine if "seconds" in what else mine / theirs
    details = {
        f"{k}_{part}": v
        for k, values in measured.items()
        for part, v in report.spread(values).items()
    }
    if least < 1:
        told, budget = f"{1 / ratio:.2f} times its time", f"≤ {1 / least:.2f} times"
    else:
        told, budget = f"{ratio:.1f} times faster", f"≥ {least:.0f} times"
    shown = f"{_short(mine)} against {_short(theirs)}: {told}"
    return Figure(what, shown, budget, ratio >= least, details | {"ratio": round(ratio, 3)})


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
