"""The Training page without a browser, and folders as the processes of runs leave them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from nin.codec import dumps, link
from nin.files import locks
from nin.presets import PRESETS
from nin.runs import folder
from nin.runs.folder import CONFIG, EVENTS, LOCK, WEIGHTS
from nin.runs.spawn import IDLE, ORDER, WARM
from nin.spec import Network
from nin.train import EpochEnd, Event, Finished, Health, Started, Step, TrainConfig, events
from nin.train.events import ClassMaps, class_maps_json
from tests.support.gone import leave
from tests.support.pages.reading import key_figures
from tests.support.pages.visitor import Visitor

TINY = PRESETS["tiny"].network
TINY_LINK = link(PRESETS["tiny"].text)
EMPTY = "No run yet. Choose how to train and press **Start**."
NOT_PICKED = "Choose how to train and press **Start**, or a run below."
STEPS = 4  # of an epoch
MAPS: ClassMaps = tuple(((float(number), 0.0), (0.0, float(number))) for number in range(10))


def started(network: Network = TINY, film: int | None = 0) -> Started:
    """The first event of a run on the bundled digits."""
    return Started(
        network=PRESETS["tiny"].text if network == TINY else "another",
        dataset="digits",
        classes=tuple("0123456789"),
        train_size=256,
        test_size=1_000,
        batch_size=64,
        steps_per_epoch=STEPS,
        device="CPU",
        precision="float32",
        threads=2,
        film=film,
        largest_class=("0", 0.1),
    )


def step(number: int, *, of: int = 2 * STEPS, health: tuple[Health, ...] = ()) -> Step:
    """One training step of a run with `of` of them, a second each."""
    return Step(
        number, (2.3 / number,), 0.5, 0.001, number / of, float(number), 64.0, health=health
    )


def epoch_end(
    epoch: int, train: float, test: float, *, of: int = 2, health: tuple[Health, ...] = ()
) -> EpochEnd:
    """An evaluation with these accuracies, at the end of an epoch out of `of`."""
    return EpochEnd(
        epoch=epoch,
        step=epoch * STEPS,
        progress=epoch / of,
        seconds=float(epoch * STEPS),
        train_loss=1 - train,
        train_accuracy=train,
        test_loss=1 - test,
        test_accuracy=test,
        tested=1_000,
        dead={},
        accuracies=(1.0, *[test] * 8, None),
        class_maps_json=class_maps_json(MAPS),
        health=health,
    )


def learning(train: float = 0.987, test: float = 0.951) -> tuple[Event, ...]:
    """A run of two epochs, all but its last event."""
    first, second = ([step(number) for number in range(e * 4 + 1, e * 4 + 5)] for e in (0, 1))
    return (started(), *first, epoch_end(1, 0.7, 0.6), *second, epoch_end(2, train, test))


def finished(train: float = 0.987, test: float = 0.951) -> tuple[Event, ...]:
    """All events of a run that came to its end."""
    return (*learning(train, test), Finished(2, 2 * STEPS, 8.0, test))


class Runs:
    """A folder of runs in which this object stands in for the processes: none is started.

    A process shows that it lives by holding a lock, and a warm one takes its order from a file.
    Both are done here.
    """

    def __init__(self, root: Path, warm: int = 3) -> None:
        self.root = root
        self._held = ExitStack()
        for number in range(warm):
            place = root / WARM / str(number)
            place.mkdir(parents=True)
            (place / IDLE).touch()
            self._held.enter_context(locks.holding(place / LOCK))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.close()

    def add(
        self,
        happened: Iterable[Event] = (),
        *,
        network: Network = TINY,
        config: TrainConfig | None = None,
        alive: bool = False,
    ) -> str:
        """A run to which this has happened; its name."""
        number = 1 + len(self.names())
        run = self.root / f"{number:04}-{number:08x}"
        folder.create(run, network, config or TrainConfig())
        self.happens(run.name, *happened)
        leave(run / LOCK)
        if alive:
            self._held.enter_context(locks.holding(run / LOCK))
        return run.name

    def happens(self, name: str, *more: Event) -> None:
        """The run's process writes these events."""
        if any(isinstance(event, EpochEnd) for event in more):
            (self.root / name / WEIGHTS).write_bytes(_no_tensors(self.network(name)))
        if more:
            with (self.root / name / EVENTS).open("a", encoding="utf-8") as file:
                file.writelines(events.to_json(event) + "\n" for event in more)

    def names(self) -> list[str]:
        """The runs that are there, oldest first."""
        return sorted(config.parent.name for config in self.root.glob(f"[!.]*/{CONFIG}"))

    def ordered(self) -> list[str]:
        """The runs that warm processes were told to train."""
        orders = (self.root / WARM).glob(f"*/{ORDER}")
        return sorted(order.read_text(encoding="utf-8") for order in orders)

    def network(self, name: str) -> Network:
        """What a run trains."""
        return folder.network(self.root / name)

    def config(self, name: str) -> TrainConfig:
        """How a run trains it."""
        return folder.configuration(self.root / name)


def _no_tensors(network: Network) -> bytes:
    """A checkpoint by its header alone, which is all that the Training page looks at."""
    header = {"__metadata__": {"network": dumps(network), "facts": "{}"}}
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text


class TrainingPage(Visitor):
    """The Training page of one visitor."""

    def __init__(self, **query: str) -> None:
        super().__init__("pages/training.py", **query)

    @property
    def net(self) -> str | None:
        """The network in the address."""
        return self.address.get("net")

    @property
    def picked(self) -> str | None:
        """The run in the address."""
        return self.address.get("run")

    def figure(self, label: str) -> str:
        """A figure of the run that is shown."""
        return key_figures(self.html)[label][0]

    def charts(self) -> int:
        """How many charts there are."""
        return len(self.app.get("plotly_chart"))

    def curves(self) -> list[str]:
        """The names of the lines in the run's chart."""
        chart = next(c for c in self.app.get("plotly_chart") if c.proto.id.endswith("curves"))
        return [line["name"] for line in json.loads(chart.proto.spec)["data"]]


def asked(page: TrainingPage, runs: Runs) -> TrainConfig:
    """What the run that is shown was asked to do."""
    assert page.picked is not None
    return runs.config(page.picked)
