"""`python -m nin compare`: variants of networks with several seeds, and what the seeds decide.

The experiment is a process of its own, as one that a page starts: it goes on if this command is
killed, and `--continue` follows it again, or takes it up.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from math import isfinite
from pathlib import Path

from nin import experiments, runs
from nin.commands import network, train
from nin.commands.common import DONE, NOT_DONE, UsageError
from nin.experiments import Axes, Plan, Progress, folder
from nin.experiments.axes import HEADS, HIDDEN
from nin.experiments.summary import Outcome, Summary, plain, sentences
from nin.experiments.verdict import Sample
from nin.limits import MAX_CHANNELS, MAX_PLANNED_RUNS, MAX_SEED, MAX_WIDTHS
from nin.train import TrainConfig
from nin.words import counted

_MAX_SCALE = 100
_POLL_SECONDS = 0.2
_SEEDS = 5
_OF_TRAINING = {"augment": "augment", "images": "images", "rate": "lr"}  # axes: settings
_COLUMNS = "{:28}  {:>10}  {:>13}  {:>13}  {:>13}  {:>13}  {:>7}  {:>6}"
_SHOWN = ("test_accuracy", "train_accuracy", "train_test_gap", "shifted_4_accuracy")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    add = parser.add_argument
    add("networks", metavar="NETWORK", nargs="*", help=network.description())
    network.add_input(parser)
    _add_axes(parser)
    add("--seeds", type=int, metavar="N", default=_SEEDS, help="runs of each; default %(default)s")
    train.add_settings(parser, several=_OF_TRAINING.values())
    add("--runs", metavar="DIR", type=Path, default=runs.home(), help="default %(default)s")
    add(
        "--continue",
        metavar="EXPERIMENT",
        dest="name",
        help="follow one, or take it up as it was planned, by its folder's name",
    )
    add("--json", action="store_true", help="print what came of it as JSON, for programs")


def _add_axes(parser: argparse.ArgumentParser) -> None:
    """What is varied of the networks; an axis that is not named stays as it is."""
    add = parser.add_argument
    add(
        "--heads",
        dest="head",
        nargs="+",
        choices=HEADS,
        help="GAP, a dense layer after its maps, or one in place of the last block; gap and dense "
        "where nothing else is varied",
    )
    add("--hidden", type=_width, default=HIDDEN, help="of that layer; default %(default)s neurons")
    add(
        "--mlp",
        dest="depth",
        nargs="+",
        type=int,
        choices=range(MAX_WIDTHS + 1),
        metavar="N",
        help="1×1 convolutions a block",
    )
    add("--kernels", dest="kernel", nargs="+", type=int, choices=(1, 3), help="of these: 1 or 3")
    add("--widths", dest="scale", nargs="+", type=_scale, metavar="X", help="times all widths")
    add("--dropout", nargs="+", type=_probability, metavar="P", help="probability; 0 for none")


def run(arguments: argparse.Namespace) -> int:
    """Start the experiment, follow it, compare; Ctrl+C stops those of its runs that are not over.

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
    experiment = _experiment(arguments)
    print(f"experiment {experiment.name}, in {experiment}", file=sys.stderr, flush=True)
    is_whole = _follow(experiment)
    summary = experiments.summary(experiment)
    if arguments.json:
        print(json.dumps(plain(summary), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_table(summary, len(folder.plan(experiment).seeds))))
    return DONE if is_whole else NOT_DONE


def _experiment(arguments: argparse.Namespace) -> Path:
    """A new one, or the one that is to be followed or taken up."""
    root: Path = arguments.runs
    if bool(arguments.networks) == bool(arguments.name):
        raise UsageError("name networks, or --continue an experiment, which is as it was planned")
    if arguments.name:
        experiment = folder.find(root, arguments.name)
        experiments.go_on(experiment)
        return experiment
    axes = _axes(arguments)
    how, drawings = train.settings(arguments)
    return experiments.start(_plan(arguments, axes, how), root, drawings)


def _axes(arguments: argparse.Namespace) -> Axes:
    """What is varied; a setting with one value is one of all runs, and stays among them."""
    values = {name: getattr(arguments, name) for name in ("depth", "kernel", "scale", "dropout")}
    for axis, setting in _OF_TRAINING.items():
        several = getattr(arguments, setting) or []
        setattr(arguments, setting, several[0] if several else None)
        values[axis] = several if len(several) > 1 else None
    varied = {axis: tuple(several) for axis, several in values.items() if several}
    heads = arguments.head or (("gap", "dense") if not varied else None)
    return Axes(**varied, head=tuple(heads)) if heads else Axes(**varied)


def _plan(arguments: argparse.Namespace, axes: Axes, how: TrainConfig) -> Plan:
    most = min(MAX_PLANNED_RUNS, MAX_SEED + 1 - how.seed)
    if not 1 <= arguments.seeds <= most:
        raise UsageError(
            f"seeds: must be a whole number from 1 to {most:,}, got {arguments.seeds:,}"
        )
    networks = network.find_all(arguments.networks, arguments.input)
    variants = experiments.variants_of(networks, how, axes, arguments.hidden)
    if not variants:
        raise UsageError("none of these variants can be built; try other widths")
    title = f"{' or '.join(one.name for one in variants)}?"
    return Plan(variants, tuple(range(how.seed, how.seed + arguments.seeds)), title)


def _scale(text: str) -> float:
    return _number(text, 0, _MAX_SCALE, f"no number above 0 and up to {_MAX_SCALE}")


def _probability(text: str) -> float:
    return 0.0 if text == "0" else _number(text, 0, 0.99, "no probability below 1")


def _width(text: str) -> int:
    return int(_number(text, 0, MAX_CHANNELS, f"no width from 1 to {MAX_CHANNELS:,}"))


def _number(text: str, above: float, most: float, otherwise: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = above  # refused below, in the same words
    if not above < value <= most:
        raise argparse.ArgumentTypeError(f"{text} is {otherwise}")
    return value


def _follow(experiment: Path) -> bool:
    """Until all runs are over; whether each finished and was measured.

    The first Ctrl+C stops the experiment, a second one leaves what is under way.
    """
    printed = dict[str, str]()
    try:
        progress = _wait(experiment, printed)
    except KeyboardInterrupt:
        experiments.stop(experiment)
        progress = _wait(experiment, printed)
    if progress.fault:
        print(f"nin: {progress.fault}", file=sys.stderr)
    if progress.failed:
        print(f"{counted(progress.failed, 'run')} came to nothing", file=sys.stderr)
    is_whole = progress.is_done and not progress.failed
    if progress.can_go_on:
        how = f"python -m nin compare --continue {experiment.name}"
        print(f"not complete; {how} takes it up", file=sys.stderr)
    return is_whole


def _wait(experiment: Path, printed: dict[str, str]) -> Progress:
    """Until no process carries it out; the runs that it left behind may still be stopping."""
    plan = folder.plan(experiment)
    while (progress := experiments.progress(experiment)).is_alive:
        _report(experiment, plan, printed)
        time.sleep(_POLL_SECONDS)
    _report(experiment, plan, printed)
    return progress


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
    return [*rows, *sentences(summary)]


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
