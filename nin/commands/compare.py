"""`python -m nin compare`: variants of networks with several seeds, and what the seeds decide.

The runs are the engine's, as those that a page starts: they wait for each other, or spread over
a cluster, and go on if this command is killed. `--continue` then takes the experiment up.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import isfinite
from pathlib import Path
from threading import Event
from types import FrameType

from nin import experiments, runs
from nin.commands import train
from nin.commands.common import DONE, NOT_DONE, UsageError, network_of, network_words
from nin.experiments import Plan, folder
from nin.experiments.summary import Outcome, Summary, plain, sentence
from nin.experiments.verdict import Sample
from nin.limits import MAX_PLANNED_RUNS, MAX_SEED, MAX_WIDTHS
from nin.runs import RunError, spawn
from nin.runs.variants import HEADS
from nin.train import TrainConfig, pytorch

_MAX_SCALE = 100
_POLL_SECONDS = 0.2
_HEADS = dict(zip(("gap", "dense"), HEADS, strict=True))
_SEEDS = 5
_COLUMNS = "{:28}  {:>10}  {:>13}  {:>13}  {:>13}  {:>13}  {:>7}  {:>6}"
_SHOWN = ("test_accuracy", "train_accuracy", "train_test_gap", "shifted_4_accuracy")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    add = parser.add_argument
    add("networks", metavar="NETWORK", nargs="*", help=network_words())
    add("--heads", nargs="+", choices=_HEADS, default=list(_HEADS), help="default both")
    add(
        "--mlp",
        nargs="+",
        type=int,
        choices=range(MAX_WIDTHS + 1),
        metavar="N",
        default=[None],
        help="1×1 convolutions a block; default as many as there are",
    )
    add(
        "--widths",
        nargs="+",
        type=_scale,
        metavar="X",
        default=[1.0],
        help="what to multiply all widths by; default 1",
    )
    add("--seeds", type=int, metavar="N", default=_SEEDS, help="runs of each; default %(default)s")
    train.add_settings(parser)
    add("--runs", metavar="DIR", type=Path, default=runs.home(), help="default %(default)s")
    add(
        "--continue",
        metavar="EXPERIMENT",
        dest="name",
        help="take one up as it was planned, by its folder's name",
    )
    add("--json", action="store_true", help="print what came of it as JSON, for programs")


def run(arguments: argparse.Namespace) -> int:
    """Start the runs two by two, wait, compare; Ctrl+C stops those that are not over.

    Returns:
        0 if every run finished and was measured; else 2.

    Raises:
        UsageError: no variant can be built, or not one of networks and an experiment is named.
        PlanError: it makes no experiment, or there is none of this name.
        SpecError: a network's text is none.
        ConfigError: a setting is out of range or unknown.
        OwnDigitsError: the drawings cannot be read.
        RunError: there is no such engine.
        NoPyTorchError: PyTorch is not installed.
    """
    pytorch.require("training")
    os.environ.setdefault("GOMP_SPINCOUNT", spawn.SPIN)  # read when PyTorch is loaded, to measure
    experiment = _experiment(arguments)
    print(f"experiment {experiment.name}, in {experiment}", file=sys.stderr, flush=True)
    with experiments.carrying_out(experiment):
        if arguments.name:
            experiments.take_up(experiment)
        is_whole = _carry_out(experiment)
    summary = experiments.summary(experiment)
    if arguments.json:
        print(json.dumps(plain(summary), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_table(summary, len(folder.plan(experiment).seeds))))
    return DONE if is_whole else NOT_DONE


def _experiment(arguments: argparse.Namespace) -> Path:
    """A new one, or the one that is to be taken up."""
    root: Path = arguments.runs
    if bool(arguments.networks) == bool(arguments.name):
        raise UsageError("name networks, or --continue an experiment, which is as it was planned")
    if arguments.name:
        return folder.find(root, arguments.name)
    config, drawings = train.settings(arguments)
    return experiments.start(_plan(arguments, config), root, drawings)


def _plan(arguments: argparse.Namespace, config: TrainConfig) -> Plan:
    most = min(MAX_PLANNED_RUNS, MAX_SEED + 1 - config.seed)
    if not 1 <= arguments.seeds <= most:
        raise UsageError(
            f"seeds: must be a whole number from 1 to {most:,}, got {arguments.seeds:,}"
        )
    variants = experiments.variants_of(
        map(network_of, arguments.networks),
        [_HEADS[name] for name in arguments.heads],
        arguments.mlp,
        arguments.widths,
    )
    if not variants:
        raise UsageError("none of these variants can be built; try other widths")
    seeds = range(config.seed, config.seed + arguments.seeds)
    return Plan(variants, tuple(seeds), config)


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0  # refused below, in the same words
    if not 0 < scale <= _MAX_SCALE:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0 and up to {_MAX_SCALE}")
    return scale


def _carry_out(experiment: Path) -> bool:
    """Until all runs are over; whether each finished and was measured.

    The first Ctrl+C is an order to stop, a second one leaves what is under way.
    """
    plan, printed, is_done = folder.plan(experiment), dict[str, str](), False
    with _noting_interrupt() as interrupted, suppress(KeyboardInterrupt):
        try:
            while not interrupted.is_set() and not (is_done := experiments.advance(experiment)):
                _report(experiment, plan, printed)
                runs.keep_warm(experiment.parents[1])
                time.sleep(_POLL_SECONDS)
        except RunError as error:
            print(f"nin: {error}", file=sys.stderr)
        if not is_done:
            experiments.stop(experiment)
    _report(experiment, plan, printed)
    is_whole = is_done and all(entry.measures for entry in folder.entries(experiment))
    if not is_whole:
        how = f"python -m nin compare --continue {experiment.name}"
        print(f"not complete; {how} takes it up", file=sys.stderr)
    return is_whole


@contextmanager
def _noting_interrupt() -> Iterator[Event]:
    """The first Ctrl+C is noted, so that it never comes between a run's start and its note."""
    noted = Event()

    def note(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        noted.set()

    before = signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _report(experiment: Path, plan: Plan, printed: dict[str, str]) -> None:
    """A line for each change of a run."""
    for entry in folder.entries(experiment):
        state = "measured"
        if not entry.measures:
            status = runs.status(experiment.parents[1] / entry.run)
            state = ": ".join(filter(None, (status.state, entry.reason or status.detail)))
        name = plan.variants[entry.variant].name
        line = f"{entry.run}  {name}, seed {entry.seed}: {state}"
        if printed.get(entry.run) != line:
            print(line, file=sys.stderr, flush=True)
        printed[entry.run] = line


def _table(summary: Summary, seeds: int) -> list[str]:
    """Mean and standard deviation of each variant, and a sentence for each verdict."""
    heads = ("variant", "parameters", "test", "train", "gap", "moved 4 px", "seconds", "runs")
    rows = [_COLUMNS.format(*heads), *(_row(one, seeds) for one in summary.outcomes), ""]
    return [*rows, *map(sentence, summary.verdicts)]


def _row(one: Outcome, seeds: int) -> str:
    shares = (_share(one.measures.get(name)) for name in _SHOWN)
    seconds = one.measures.get("seconds")
    took = f"{seconds.mean:.0f}" if seconds else "–"
    many = f"{one.runs}" if one.runs == seeds else f"{one.runs} of {seeds}"
    return _COLUMNS.format(one.variant.name, f"{one.params:,}", *shares, took, many)


def _share(sample: Sample | None) -> str:
    if sample is None:
        return "–"
    spread = f" ± {100 * sample.sd:.1f}" if isfinite(sample.sd) else ""
    return f"{100 * sample.mean:.1f}{spread} %".replace("-", "−")
