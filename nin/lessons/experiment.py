"""The experiment of a lesson's step: its plan, and what came of what was predicted."""

from __future__ import annotations

from enum import StrEnum

from nin.experiments import QUESTIONS, Plan
from nin.experiments.summary import Summary, sentence
from nin.lessons.lesson import Run
from nin.lessons.scene import Scene
from nin.train import TrainConfig


class Outcome(StrEnum):
    """What is predicted, and what a verdict comes to."""

    ONE = "one"  # the first is above the other
    OTHER = "other"
    UNDECIDED = "undecided"


def plan_of(task: Run, scene: Scene) -> Plan:
    """The experiment, on the bundled digits with the settings that a page begins with.

    Raises:
        PlanError: this network makes none.
    """
    question = QUESTIONS[task.question]
    start = TrainConfig()
    config = TrainConfig(augment=question.augment or start.augment)
    return question.plan(scene.network, config, task.seeds)


def is_of(plan: Plan, task: Run, scene: Scene) -> bool:
    """Whether an experiment compares what the step asks for, however it is trained."""
    wanted = plan_of(task, scene)
    return {one.name: one.network for one in plan.variants} == {
        one.name: one.network for one in wanted.variants
    }


def outcome(task: Run, summary: Summary) -> tuple[Outcome, str] | None:
    """What the runs decide of the two, and the verdict's sentence; None where none is there."""
    for verdict in summary.verdicts:
        if verdict.measure == task.measure and {verdict.higher, verdict.lower} == {
            task.one,
            task.other,
        }:
            higher = Outcome.ONE if verdict.higher == task.one else Outcome.OTHER
            return (higher if verdict.decided else Outcome.UNDECIDED), sentence(verdict)
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
