"""`python -m nin compare`: variants of networks with several seeds, and what the seeds decide.

The runs are the engine's, as those that a page starts: they wait for each other, or spread over
a cluster, and go on if this command is killed. `--continue` then takes the experiment up.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from math import isfinite
from pathlib import Path

from nin import experiments, runs
from nin.commands import train
from nin.commands.common import DONE, NOT_DONE, UsageError, network_of, network_words
from nin.experiments import Plan, folder
from nin.experiments.summary import Outcome, Summary, plain, runs_of_each, sentence
from nin.experiments.verdict import Sample
from nin.limits import MAX_SEED, MAX_WIDTHS
from nin.runs.variants import HEADS
from nin.train import TrainConfig

_MAX_SCALE = 100
_POLL_SECONDS = 0.2
_HEADS = dict(zip(("gap", "dense"), HEADS, strict=True))
_SEEDS = 5
_COLUMNS = "{:36}  {:>12}  {:>15}  {:>15}  {:>15}  {:>15}  {:>9}"
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
    add("--continue", metavar="EXPERIMENT", dest="name", help="take one up, by its folder's name")
    add("--json", action="store_true", help="print what came of it as JSON, for programs")


def run(arguments: argparse.Namespace) -> int:
    """Start the runs one after the other, wait, compare; Ctrl+C stops those that are not over.

    Returns:
        0 if every run finished and was measured; else 2.

    Raises:
        UsageError: no variant can be built, or neither networks nor an experiment were named.
        PlanError: it makes no experiment, or there is none of this name.
        SpecError: a network's text is none.
        ConfigError: a setting is out of range or unknown.
        OwnDigitsError: the drawings cannot be read.
        RunError: a run cannot be started.
        NoPyTorchError: PyTorch is not installed.
    """
    runs.require_trainer()
    if arguments.name:
        experiment = folder.find(arguments.runs, arguments.name)
        experiments.take_up(experiment)
    else:
        config, drawings = train.settings(arguments)
        experiment = experiments.start(_plan(arguments, config), arguments.runs, drawings)
    print(f"experiment {experiment.name}, in {experiment}", file=sys.stderr, flush=True)
    with experiments.carrying_out(experiment):
        _carry_out(experiment)
    summary = experiments.summary(experiment)
    if arguments.json:
        print(json.dumps(plain(summary), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_table(summary)))
    return DONE if _is_whole(experiment) else NOT_DONE


def _plan(arguments: argparse.Namespace, config: TrainConfig) -> Plan:
    if not arguments.networks:
        raise UsageError("name a network, or --continue an experiment")
    if not 1 <= arguments.seeds <= MAX_SEED - config.seed:
        raise UsageError(f"seeds: must be a whole number from 1, got {arguments.seeds}")
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


def _carry_out(experiment: Path) -> None:
    """Until all runs are over; the first Ctrl+C is an order to stop, a second one leaves them."""
    plan, printed = folder.plan(experiment), dict[str, str]()
    try:
        while not experiments.advance(experiment):
            _report(experiment, plan, printed)
            time.sleep(_POLL_SECONDS)
    except KeyboardInterrupt:
        experiments.stop(experiment)
        how = f"python -m nin compare --continue {experiment.name}"
        print(f"stopped; {how} takes it up", file=sys.stderr)
    _report(experiment, plan, printed)


def _report(experiment: Path, plan: Plan, printed: dict[str, str]) -> None:
    """A line for each change of a run."""
    for entry in folder.entries(experiment):
        state = runs.status(experiment.parents[1] / entry.run).state
        words = "measured" if entry.measures else state
        name = plan.variants[entry.variant].name
        line = f"{entry.run}  {name}, seed {entry.seed}: {words}"
        if printed.get(entry.run) != line:
            print(line, file=sys.stderr, flush=True)
        printed[entry.run] = line


def _is_whole(experiment: Path) -> bool:
    entries = folder.entries(experiment)
    return len(entries) == len(folder.plan(experiment).runs()) and all(
        entry.measures for entry in entries
    )


def _table(summary: Summary) -> list[str]:
    """Mean and standard deviation of each variant, and a sentence for each verdict."""
    heads = ("variant", "parameters", "test", "train", "gap", "moved 4 px", "seconds")
    rows = [_COLUMNS.format(*heads), *map(_row, summary.outcomes), ""]
    n = runs_of_each(summary)
    return [*rows, *(sentence(verdict, n) for verdict in summary.verdicts)]


def _row(one: Outcome) -> str:
    shares = (_share(one.measures.get(name)) for name in _SHOWN)
    seconds = one.measures.get("seconds")
    took = f"{seconds.mean:.0f}" if seconds else "–"
    return _COLUMNS.format(one.variant.name, f"{one.params:,}", *shares, took)


def _share(sample: Sample | None) -> str:
    if sample is None:
        return "–"
    spread = f" ± {100 * sample.sd:.1f}" if isfinite(sample.sd) else ""
    return f"{100 * sample.mean:.1f}{spread} %".replace("-", "−")
