"""The answers of a lesson in words, all of them computed; for who teaches with it."""

from __future__ import annotations

from nin.lessons.experiment import bundled_finding
from nin.lessons.formulas import compute
from nin.lessons.judging import answer, written
from nin.lessons.lesson import Choice, Guess, Lesson, Look, Run, Write
from nin.lessons.scene import scene_of, words_at


def answer_words(lesson: Lesson, number: int) -> str:
    """What is right in the step of this number, from 1; empty where nothing can be."""
    match lesson.steps[number - 1].task:
        case Guess() as guess:
            scene = scene_of(words_at(lesson, number))
            return f"{guess.what} = {written(answer(guess, scene), guess)}"
        case Choice(options):
            return next(option.text for option in options if option.is_right)
        case Run() as run:
            finding = bundled_finding(run, scene_of(words_at(lesson, number)))
            measured = f"; the example that comes along: {finding.sentence}" if finding else ""
            return f"what {run.seeds} runs of each decide{measured}"
        case Look() | Write():
            return ""


def wrong_words(lesson: Lesson, number: int) -> list[str]:
    """The known wrong answers of a step, each with what was forgotten."""
    task = lesson.steps[number - 1].task
    if not isinstance(task, Guess):
        return []
    scene = scene_of(words_at(lesson, number))
    return [f"{written(compute(wrong.formula, scene), task)}: {wrong.says}" for wrong in task.wrong]
