"""Which runs the Training page shows: one picked, and some to compare it with.

The session holds names of run folders only; what a run has done stands in its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nin import experiments, runs
from nin.experiments import PlanError
from nin.runs import queue
from nin.spec import SpecError
from nin.train import ConfigError
from nin.train.pytorch import NoPyTorchError
from pages.ui.shell import session

root = runs.home


def names() -> list[str]:
    """All runs, the newest first."""
    return [run.name for run in runs.runs(root())]


def folder(name: str) -> Path:
    """The folder of a run; a name from a link is looked up, never used as a path.

    Raises:
        KeyError: there is no such run.
    """
    return runs.find(root(), name)


def is_there(name: str) -> bool:
    """Whether there is a run of this name."""
    try:
        folder(name)
    except KeyError:
        return False
    return True


def unfinished(names: Iterable[str]) -> frozenset[str]:
    """Those of these runs that are there and not over."""
    return frozenset(
        name for name in names if is_there(name) and not runs.status(folder(name)).is_over
    )


def picked() -> str | None:
    """The run that the Training page shows; None if there is none, or not any more."""
    name = session.RUN.get()
    if name is not None and not is_there(name):
        name = None
        pick(name)
    return name


def pick(name: str | None) -> None:
    """Have the Training page show this run."""
    session.RUN.set(name)
    session.EXPERIMENT.set(None)


def experiment() -> str | None:
    """The experiment that the Training page shows in place of a run."""
    name = session.EXPERIMENT.get()
    if name is not None and name not in experiment_names():
        name = None
        session.EXPERIMENT.set(name)
    return name


def experiment_names() -> list[str]:
    """All experiments, the newest first."""
    return [one.name for one in experiments.every(root())]


def of_experiments() -> frozenset[str]:
    """All runs of experiments, which lists of single runs leave out."""
    there = set(experiment_names())
    return frozenset(
        run.name for run in runs.runs(root()) if queue.experiment_of(run).partition(" ")[0] in there
    )


def show_experiment(name: str | None) -> None:
    """Have the Training page show this experiment, or runs again."""
    session.EXPERIMENT.set(name)


def compared() -> list[str]:
    """The runs that are overlaid on the picked one."""
    return [name for name in session.COMPARED.get() if name != session.RUN.get() and is_there(name)]


def compare(names: Sequence[str]) -> None:
    """Overlay these runs on the picked one."""
    session.COMPARED.set(tuple(names))


@contextmanager
def explained() -> Iterator[None]:
    """For callbacks: what cannot be done to a run is said on the page instead."""
    try:
        yield
    except (SpecError, ConfigError, PlanError, runs.RunError, NoPyTorchError) as error:
        refuse(str(error))
    except KeyError:
        refuse("the run is not there any more")


def why_none() -> str | None:
    """Why no run can be started here, whatever the network; None where runs can be."""
    try:
        runs.require_trainer()
    except (NoPyTorchError, runs.RunError) as error:
        return str(error)
    return None


def notice() -> str | None:
    """Why the last order was refused, once."""
    return session.REFUSED_ORDER.pop()


def refuse(sentence: str) -> None:
    """Note why an order was refused; the page says it once."""
    session.REFUSED_ORDER.set(sentence)
