"""`python -m nin sweep`: variants of a network, each a run in the app's list, compared at the end.

The runs are the engine's, as those that a page starts: they wait for each other, or spread over
a cluster, and go on if this command is killed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from nin import runs
from nin.analysis import trace
from nin.commands import train
from nin.commands.common import DONE, NOT_DONE, UsageError
from nin.runs import State
from nin.runs.summaries import summarise
from nin.runs.variants import HEADS, SCALES, Variant, variants
from nin.spec import Network

_MAX_SCALE = 100
_POLL_SECONDS = 0.2
_HEADS = dict(zip(("gap", "dense"), HEADS, strict=True))
_MLPS = {"with": True, "without": False}
_COLUMNS = "{:13}  {:36}  {:>12}  {:>8}  {:>8}  {:>8}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a variant came to; accuracies in [0, 1], None before an evaluation."""

    run: str
    variant: str
    parameters: int
    state: State
    seconds: float
    train_accuracy: float | None
    test_accuracy: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes beside NETWORK."""
    add = parser.add_argument
    add("--heads", nargs="+", choices=_HEADS, default=list(_HEADS), help="default both")
    add(
        "--mlp",
        nargs="+",
        choices=_MLPS,
        default=list(_MLPS),
        help="1×1 convolutions; default both",
    )
    add(
        "--widths",
        nargs="+",
        type=_scale,
        default=list(SCALES),
        help="what to multiply all widths by; default 0.5 1 2",
    )
    train.add_settings(parser)
    add("--runs", metavar="DIR", type=Path, default=runs.home(), help="default %(default)s")
    add("--detach", action="store_true", help="start the runs and return")
    add("--json", action="store_true", help="print the comparison as JSON, for programs")


def run(network: Network, arguments: argparse.Namespace) -> int:
    """Start a run for each variant, wait for them, compare; Ctrl+C stops those that are not over.

    Returns:
        0 if all were started and came to an end, as finished or as stopped; else 2.

    Raises:
        UsageError: no variant can be built.
        ConfigError: a setting is out of range or unknown.
        OwnDigitsError: the drawings cannot be read.
        NoPyTorchError: PyTorch is not installed.
    """
    runs.require_trainer()
    chosen = variants(
        network,
        [_HEADS[name] for name in arguments.heads],
        [_MLPS[name] for name in arguments.mlp],
        arguments.widths,
    )
    if not chosen:
        raise UsageError("none of these variants can be built; try other widths")
    started = _start(chosen, arguments)
    if started and not arguments.detach:
        _wait(started)
    outcomes = [_outcome(variant, folder) for folder, variant in started.items()]
    if arguments.json:
        print(json.dumps([asdict(outcome) for outcome in outcomes], indent=2, ensure_ascii=False))
    else:
        print(_table(outcomes))
    bad = any(outcome.state in ("failed", "killed", "damaged") for outcome in outcomes)
    return NOT_DONE if bad or len(started) < len(chosen) else DONE


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0  # refused below, in the same words
    if not 0 < scale <= _MAX_SCALE:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0 and up to {_MAX_SCALE}")
    return scale


def _start(chosen: tuple[Variant, ...], arguments: argparse.Namespace) -> dict[Path, Variant]:
    """The runs that could be started.

    Where one cannot, a line on stderr says why and the command goes on with those before it.
    """
    config, drawings = train.settings(arguments)
    started: dict[Path, Variant] = {}
    for variant in chosen:
        try:
            started[runs.start(variant.network, config, arguments.runs, drawings)] = variant
        except runs.RunError as error:
            print(f"nin: {variant.name}: {error}", file=sys.stderr)
            break
    return started


def _wait(started: dict[Path, Variant]) -> None:
    """Until all runs are over; the first Ctrl+C is an order to stop, a second one leaves them."""
    try:
        _watch(started)
    except KeyboardInterrupt:
        for folder in started:
            if not runs.status(folder).is_over:
                runs.stop(folder)
        _watch(started)


def _watch(started: dict[Path, Variant]) -> None:
    """Until all runs are over, with a line for each change."""
    printed: dict[Path, str] = {}
    going = True
    while going:
        time.sleep(_POLL_SECONDS)
        statuses = {folder: runs.status(folder) for folder in started}
        for folder, status in statuses.items():
            line = f"{folder.name}  {started[folder].name}: {status.state}"
            if printed.get(folder) != line:
                print(line, file=sys.stderr, flush=True)
            printed[folder] = line
        going = any(not status.is_over for status in statuses.values())


def _outcome(variant: Variant, folder: Path) -> Outcome:
    state, params = runs.status(folder).state, trace(variant.network).params
    try:
        summary = summarise(variant.network, runs.configuration(folder), runs.events(folder))
    except runs.RunError:  # damaged meanwhile
        return Outcome(folder.name, variant.name, params, state, 0.0, None, None)
    accuracies = summary.train_accuracy, summary.test_accuracy
    return Outcome(folder.name, variant.name, params, state, summary.seconds, *accuracies)


def _table(outcomes: list[Outcome]) -> str:
    heading = _COLUMNS.format("run", "variant", "parameters", "test", "train", "seconds")
    return "\n".join([heading, *map(_row, outcomes)])


def _row(outcome: Outcome) -> str:
    accuracies = (
        outcome.state if share is None else f"{share:.2%}"
        for share in (outcome.test_accuracy, outcome.train_accuracy)
    )
    return _COLUMNS.format(
        outcome.run,
        outcome.variant,
        f"{outcome.parameters:,}",
        *accuracies,
        f"{outcome.seconds:.0f}",
    )
