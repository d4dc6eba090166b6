"""Makes the experiments that come along: `python -m nin.lessons.make_bundled`.

One for each question that the lessons' steps ask; one that is there already is kept, so delete its
folder to have it made anew. All of them take some ten minutes on two cores.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from nin import experiments
from nin.bundled import EXPERIMENTS
from nin.experiments import Plan, PlanError, Variant, folder
from nin.lessons.experiment import plan_of
from nin.lessons.lesson import Lesson, Run
from nin.lessons.reading import read
from nin.lessons.scene import scene_of, words_at
from nin.lessons.shelf import BUNDLED

_POLL_SECONDS = 1.0


def plans() -> dict[str, Plan]:
    """The experiments of the lessons that come along, each once, by the names of their folders.

    They are trained on a processor, which every machine has.
    """
    return {
        lesson.name + (f"-{place}" if place > 1 else ""): plan
        for lesson in map(read, sorted(BUNDLED.glob("*.toml")))
        for place, plan in enumerate(dict.fromkeys(_plans(lesson)), 1)
    }


def _plans(lesson: Lesson) -> list[Plan]:
    tasks = enumerate((step.task for step in lesson.steps), 1)
    asked = [
        plan_of(task, scene_of(words_at(lesson, number)))
        for number, task in tasks
        if isinstance(task, Run)
    ]
    return [replace(plan, variants=tuple(map(_on_processor, plan.variants))) for plan in asked]


def _on_processor(variant: Variant) -> Variant:
    return replace(variant, config=replace(variant.config, device="cpu"))


def main() -> None:
    """Train those that are missing, and remove what no lesson asks any more.

    Raises:
        PlanError: one did not come to its end.
    """
    asked = plans()
    for there in EXPERIMENTS.glob("*/"):
        if there.name not in asked or _plan(there) != asked[there.name]:
            shutil.rmtree(there)
    for name, plan in asked.items():
        if not (EXPERIMENTS / name).exists():
            _make(plan, EXPERIMENTS / name)


def _plan(experiment: Path) -> Plan | None:
    try:
        return folder.plan(experiment)
    except PlanError:
        return None


def _make(plan: Plan, place: Path) -> None:
    with tempfile.TemporaryDirectory() as root:
        experiment = _carried_out(plan, Path(root))
        place.mkdir(parents=True)
        for file in (folder.PLAN, folder.RUNS):
            shutil.copy(experiment / file, place / file)


def _carried_out(plan: Plan, root: Path) -> Path:
    experiment = experiments.start(plan, root)
    while (progress := experiments.progress(experiment)).is_alive:
        time.sleep(_POLL_SECONDS)
    if progress.failed or not progress.is_done:
        raise PlanError(f"{plan.title} {progress.done} of {progress.total} runs done")
    print(f"{plan.title} {progress.total} runs", flush=True)
    return experiment


if __name__ == "__main__":
    main()
