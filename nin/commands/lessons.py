"""`python -m nin lessons`: the lessons with every computed answer; or one file, checked."""

from __future__ import annotations

import argparse
from pathlib import Path

from nin.commands.common import DONE
from nin.lessons import Damaged, Lesson, read, shelf
from nin.lessons.answer_key import answer_words, wrong_words


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
        if right := answer_words(lesson, number):
            print(f"     {right}")
        for wrong in wrong_words(lesson, number):
            print(f"     not {wrong}")
