"""`python -m nin lessons`: the lessons with every computed answer; or one file, checked."""

from __future__ import annotations

import argparse
from pathlib import Path

from nin.commands.common import DONE
from nin.lessons import Damaged, Guess, Lesson, Step, answer, read, scene_of, shelf, words_at
from nin.lessons.formulas import compute
from nin.lessons.judging import written


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    parser.add_argument("--check", metavar="FILE", help="check one lesson's file, and print it")


def run(arguments: argparse.Namespace) -> int:
    """Print the lessons, or one.

    Raises:
        LessonError: the file is no lesson.
    """
    if arguments.check is not None:
        _print(read(Path(arguments.check)))
        return DONE
    for place, one in enumerate(shelf()):
        if place:
            print()
        if isinstance(one, Damaged):
            print(f"{one.name}: damaged\n  {one.reason}")
        else:
            _print(one)
    return DONE


def _print(lesson: Lesson) -> None:
    print(f"{lesson.name}: {lesson.title}")
    print(f"  for {lesson.audience}; {lesson.minutes} min")
    for number, step in enumerate(lesson.steps, 1):
        print(f"  {number}. {step.title} ({step.page})")
        for line in _answers(lesson, number, step):
            print(f"     {line}")


def _answers(lesson: Lesson, number: int, step: Step) -> list[str]:
    task = step.task
    if not isinstance(task, Guess):
        options = getattr(task, "options", ())
        return [option.text for option in options if option.is_right]
    scene = scene_of(words_at(lesson, number))
    lines = [f"{task.what} = {written(answer(task, scene), task)}"]
    lines += [
        f"not {written(compute(wrong.formula, scene), task)}: {wrong.says}" for wrong in task.wrong
    ]
    return lines
