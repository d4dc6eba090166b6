"""Lessons: steps over the live pages that ask before they show; every answer is computed.

A lesson is one TOML file. `lesson` says what it holds, `reading` reads and checks it, `scene` is
what a step looks at, `quantities` are what can be asked of a scene, `formulas` put quantities
together, `judging` says what a guess came to, and `shelf` finds the files.
"""

from nin.lessons.judging import Judgement, answer, judge
from nin.lessons.lesson import Choice, Guess, Lesson, LessonError, Look, Run, Step, Write
from nin.lessons.reading import read
from nin.lessons.scene import Scene, scene_of, words_at
from nin.lessons.shelf import Damaged, find, shelf

__all__ = [
    "Choice",
    "Damaged",
    "Guess",
    "Judgement",
    "Lesson",
    "LessonError",
    "Look",
    "Run",
    "Scene",
    "Step",
    "Write",
    "answer",
    "find",
    "judge",
    "read",
    "scene_of",
    "shelf",
    "words_at",
]
