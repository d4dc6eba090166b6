"""The experiment of a lesson's step: its plan, those that are of it, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from nin import experiments
from nin.bundled import EXPERIMENTS
from nin.experiments import QUESTIONS, Plan, PlanError, Progress, Variant
from nin.experiments.reading import Described, described
from nin.experiments.summary import Outcome as VariantOutcome
from nin.experiments.summary import sentence
from nin.lessons.lesson import Run
from nin.lessons.scene import Scene
from nin.words import counted


class Outcome(StrEnum):
    """What is predicted, and what a verdict comes to."""

    ONE = "one"  # the first is above the other
    OTHER = "other"
    UNDECIDED = "undecided"


class Finding(NamedTuple):
    """What an experiment that is over says to a step.

    Attributes:
        name: Of its folder.
        is_bundled: Whether it comes along, and was not made here.
        outcome: What its runs decide of the two.
        sentence: The verdict in words.
    """

    name: str
    is_bundled: bool
    experiment: Described
    outcome: Outcome
    sentence: str


def plan_of(task: Run, scene: Scene) -> Plan:
    """The experiment, on the bundled digits.

    Raises:
        PlanError: this network makes none.
    """
    if isinstance(task.variants, str):
        question = QUESTIONS[task.variants]
        augment = question.augment or task.config.augment
        return question.plan(scene.network, replace(task.config, augment=augment), task.seeds)
    variants = tuple(Variant(name, network, task.config) for name, network in task.variants)
    title = f"{' or '.join(one.name for one in variants)}?"
    return Plan(variants, tuple(range(task.seeds)), title)


def asked(plan: Plan) -> dict[str, tuple[object, ...]]:
    """What tells the question of a plan: networks by their names, and the recipe.

    How long they are trained and with how many seeds makes it no other question.
    """
    return {one.name: (one.network, one.config.recipe) for one in plan.variants}


def own_experiments(task: Run, scene: Scene, root: Path) -> Iterator[tuple[Path, Progress]]:
    """The experiments under the folder of all runs that ask the same, and how they stand.

    The newest come first; damaged ones are left out.
    """
    for experiment in _that_ask(plan_of(task, scene), experiments.every(root)):
        try:
            progress = experiments.progress(experiment)
        except PlanError:  # deleted meanwhile
            continue
        yield experiment, progress


def own_finding(task: Run, scene: Scene, root: Path) -> Finding | None:
    """What the last of one's own that asks the same says; None where none is over."""
    for experiment, progress in own_experiments(task, scene, root):
        if progress.is_done and not progress.is_alive:
            return _finding(task, experiment, is_bundled=False)
    return None


def bundled_finding(task: Run, scene: Scene) -> Finding | None:
    """What the experiment says that comes along; None where none asks the same."""
    for experiment in _that_ask(plan_of(task, scene), sorted(EXPERIMENTS.glob("*"))):
        return _finding(task, experiment, is_bundled=True)
    return None


def outcome_words(task: Run, what: Outcome) -> str:
    """An outcome as it can be chosen."""
    match what:
        case Outcome.ONE:
            return f"{task.one} is above {task.other}"
        case Outcome.OTHER:
            return f"{task.other} is above {task.one}"
        case Outcome.UNDECIDED:
            return "These runs do not decide it"


def variant_words(variant: VariantOutcome, measure: str) -> str:
    """What the runs of a variant came to: mean and spread, and which of them did not begin.

    The measure is a share, and so all that is tested.
    """
    if not (sample := variant.measures.get(measure)):
        return f"{variant.variant.name}: no run was measured"
    spread = f" ± {100 * sample.sd:.1f}" if sample.n > 1 else ""
    words = [f"{100 * sample.mean:.1f}{spread} % in {counted(sample.n, 'run')}".replace("-", "−")]
    classes = variant.variant.network.num_classes
    if (left := variant.measures.get("left_ln_c")) and (stuck := left.values.count(0.0)):
        words.append(f"{stuck} of them stayed at ln {classes}")
    if (dead := variant.measures.get("dead_class_maps")) and dead.mean:
        words.append(f"{dead.mean:.1f} of {classes} class maps dead on average")
    return f"{variant.variant.name}: {', '.join(words)}"


def _that_ask(plan: Plan, every: Sequence[Path]) -> Iterator[Path]:
    wanted = asked(plan)
    for experiment in every:
        try:
            found = asked(described(experiment).plan)
        except PlanError:
            continue
        if found == wanted:
            yield experiment


def _finding(task: Run, experiment: Path, *, is_bundled: bool) -> Finding | None:
    """What the runs decide of the two that the step names; None where they say nothing of them."""
    it = described(experiment)
    for verdict in it.summary.verdicts:
        names = (verdict.higher, verdict.lower)
        if verdict.measure == task.measure and {*names} == {task.one, task.other}:
            higher = Outcome.ONE if verdict.higher == task.one else Outcome.OTHER
            what = higher if verdict.decided else Outcome.UNDECIDED
            return Finding(experiment.name, is_bundled, it, what, sentence(verdict))
    return None
