"""A result card: what was guessed, what is right, measured and concluded; to print or hand in.

It names nobody and is sent nowhere. Its digest is that of its own words: it tells whether a card
was changed by mistake, and is no safeguard against who wants to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

from nin import __version__
from nin.codec import dumps
from nin.experiments.summary import Outcome as VariantOutcome
from nin.experiments.verdict import Sample
from nin.lessons.experiment import (
    Finding,
    Outcome,
    bundled_finding,
    outcome_words,
    own_finding,
    variant_words,
)
from nin.lessons.judging import answer, judge, written
from nin.lessons.lesson import Choice, Guess, Lesson, Look, Run, Step, Write
from nin.lessons.scene import scene_of, words_at
from nin.spec import SpecError
from nin.train.config import to_json

Card = dict[str, object]

_STYLE = (
    "body{font:15px/1.45 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.4rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}p{margin:.2rem 0}"
    "small,code{color:#444;overflow-wrap:anywhere}.right::before{content:'✓ '}"
    ".wrong::before{content:'✗ '}@media print{section{break-inside:avoid}}"
)


def card(
    lesson: Lesson, answers: Mapping[int, str], shown: frozenset[int], root: Path | None = None
) -> Card:
    """All steps of a lesson with what was answered, and what was measured.

    Args:
        lesson: What was gone through.
        answers: By the number of the step; a stranger's words.
        shown: Steps whose answer was shown.
        root: The folder of all runs, where experiments of one's own are.
    """
    steps = [
        _entry(lesson, number, step, answers.get(number, ""), number in shown)
        | _measured(lesson, number, answers.get(number, ""), number in shown, root)
        for number, step in enumerate(lesson.steps, 1)
    ]
    content: Card = {
        "lesson": lesson.name,
        "title": lesson.title,
        "nin_explorer": __version__,
        "steps": steps,
    }
    return {**content, "digest": digest(content)}


def digest(content: Card) -> str:
    """The SHA-256 of a card's words but for the digest itself, in 64 hexadecimal digits."""
    bare = {name: value for name, value in content.items() if name != "digest"}
    words = json.dumps(bare, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8")).hexdigest()


def as_json(content: Card) -> str:
    """The card for programs."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_html(content: Card) -> str:
    """The card as a page to print, whole without any other file."""
    steps = content["steps"]
    assert isinstance(steps, list)
    sections = "".join(map(_section, steps))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(str(content['title']))}</title><style>{_STYLE}</style>"
        f"<h1>{escape(str(content['title']))}</h1>{sections}"
        f"<p><small>NiN Explorer {escape(str(content['nin_explorer']))} · "
        f"{escape(str(content['digest']))}</small></p></html>\n"
    )


def _entry(lesson: Lesson, number: int, step: Step, given: str, was_shown: bool) -> Card:
    scene = scene_of(words_at(lesson, number))
    right, is_right = _right(step, lesson, number, given)
    return {
        "step": number,
        "title": step.title,
        "asked": step.text,
        "network": dumps(scene.network),
        "weights": scene.weights,
        "image": scene.image,
        "answered": _said(step, given),
        "is_right": is_right,
        "right": right,
        "was_shown": was_shown,
    }


def _said(step: Step, given: str) -> str:
    """An answer in words; of an experiment what was predicted."""
    if not isinstance(step.task, Run):
        return given
    predicted = _predicted(given)
    return "" if predicted is None else outcome_words(step.task, predicted)


def _predicted(given: str) -> Outcome | None:
    return next((what for what in Outcome if what == given), None)


def _measured(lesson: Lesson, number: int, given: str, was_shown: bool, root: Path | None) -> Card:
    """The experiment of a step that has one: one's own, or the bundled one where it was shown."""
    task = lesson.steps[number - 1].task
    if not isinstance(task, Run):
        return {}
    scene, predicted, finding = scene_of(words_at(lesson, number)), _predicted(given), None
    if root is not None and (predicted or was_shown):
        finding = own_finding(task, scene, root)
    if finding is None and was_shown:
        finding = bundled_finding(task, scene)
    return {"experiment": None if finding is None else _experiment(task, finding, predicted)}


def _experiment(task: Run, finding: Finding, predicted: Outcome | None) -> Card:
    entries, outcomes = finding.experiment.entries, finding.experiment.summary.outcomes
    return {
        "name": finding.name,
        "is_bundled": finding.is_bundled,
        "asks": finding.experiment.plan.title,
        "measure": task.measure,
        "outcome": outcome_words(task, finding.outcome),
        "as_predicted": None if predicted is None else predicted == finding.outcome,
        "verdict": finding.sentence,
        "variants": [
            _variant(
                one, task.measure, [e.seed for e in entries if e.variant == place and e.measures]
            )
            for place, one in enumerate(outcomes)
        ],
        "torch": sorted({entry.torch for entry in entries if entry.torch}),
    }


def _variant(one: VariantOutcome, measure: str, seeds: list[int]) -> Card:
    sample = one.measures.get(measure, Sample(()))
    return {
        "name": one.variant.name,
        "network": dumps(one.variant.network),
        "training": json.loads(to_json(one.variant.config)),
        "seeds": seeds,
        "n": sample.n,
        "mean": sample.mean if sample.n else None,
        "sd": sample.sd if sample.n > 1 else None,
        "words": variant_words(one, measure),
    }


def _right(step: Step, lesson: Lesson, number: int, given: str) -> tuple[str | None, bool | None]:
    """What is right, and whether the answer is; None where nothing can be."""
    match step.task:
        case Guess() as guess:
            scene = scene_of(words_at(lesson, number))
            right = written(answer(guess, scene), guess)
            try:
                return right, bool(given) and judge(guess, scene, given).is_right
            except SpecError:
                return right, False
        case Choice(options):
            right = next(option.text for option in options if option.is_right)
            return right, given == right
        case Look() | Run() | Write():
            return None, None


def _section(step: Card) -> str:
    given = escape(str(step["answered"])) or "–"
    before = "Predicted: " if "experiment" in step else ""
    kind = {True: "right", False: "wrong"}.get(step["is_right"])  # type: ignore[call-overload]
    right = f"<p>Right: {escape(str(step['right']))}</p>" if step["right"] is not None else ""
    shown = "<p><small>The answer was shown.</small></p>" if step["was_shown"] else ""
    return (
        f"<section><h2>{step['step']}. {escape(str(step['title']))}</h2>"
        f"<p>{escape(str(step['asked']))}</p><p class={kind or 'said'}>{before}{given}</p>{right}"
        f"{_experiment_section(step.get('experiment'))}{shown}"
        f"<p><code>{escape(str(step['network']))}</code></p></section>"
    )


def _experiment_section(experiment: object) -> str:
    """What was measured: a line for each variant, with its network and its seeds."""
    if not isinstance(experiment, dict):
        return ""
    whose = "an example that comes along" if experiment["is_bundled"] else experiment["name"]
    hit = {True: ", as predicted", False: ", not as predicted"}.get(experiment["as_predicted"], "")
    words = [experiment["asks"], whose, *(f"PyTorch {one}" for one in experiment["torch"])]
    variants = "".join(
        f"<li>{escape(one['words'])}<br><small>seeds {', '.join(map(str, one['seeds']))} · "
        f"<code>{escape(one['network'])}</code></small></li>"
        for one in experiment["variants"]
    )
    return (
        f"<p>Measured: {escape(experiment['outcome'])}{hit}. {escape(experiment['verdict'])}</p>"
        f"<ul>{variants}</ul><p><small>{escape(' · '.join(words))}</small></p>"
    )
