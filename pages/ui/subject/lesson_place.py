"""Which step of which lesson is open; the session holds the lesson's name and the number only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nin.lessons import Damaged, Lesson, LessonError, Step, find, shelf, words_at
from nin.lessons.scene import NETWORK
from pages.ui.shell import session

_SUBJECT = {*NETWORK, "run"}  # words that say which network is looked at
_NOWHERE = {"mode": "Read", "mask": ""}  # where a step says nothing of it


class Place(NamedTuple):
    """A lesson, and the number of the step that is open, from 1."""

    lesson: Lesson
    number: int

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.lesson.steps[self.number - 1]


def current() -> Place | None:
    """Where one is; None outside of lessons, and where the lesson is not there any more."""
    name, number = session.LESSON.get()
    lesson = find(name) if name else None
    if lesson is None:
        return None
    return Place(lesson, max(1, min(number, len(lesson.steps))))


def lost() -> str | None:
    """Why the lesson that was open is so no more: one sentence; None where none is missed."""
    name, _ = session.LESSON.get()
    if not name or current() is not None:
        return None
    for one in shelf():
        if isinstance(one, Damaged) and one.name == name:
            return f"this lesson cannot be read any more: {one.reason}"
    return f"this lesson is not there any more: its file, {name}.toml, is gone"


def go(name: str, number: int) -> None:
    """Open a step of a lesson."""
    session.LESSON.set((name, number))


def close() -> None:
    """Leave the lesson; the page stays as it is."""
    session.LESSON.set(session.LESSON.default)


def scene_words(place: Place) -> dict[str, str]:
    """What its step looks at, and that nothing is left of the step before."""
    return {**_NOWHERE, **words_at(place.lesson, place.number)}


def address_words() -> dict[str, str]:
    """What stands of it in an address."""
    place = current()
    return {} if place is None else {"lesson": place.lesson.name, "step": str(place.number)}


def opened_by(words: Mapping[str, str]) -> Place | None:
    """Where one is in the lesson that this link has opened; None where it opened none."""
    place = current()
    return place if place is not None and place.lesson.name == words.get("lesson") else None


def followed(words: Mapping[str, str]) -> dict[str, str]:
    """A link's words with what its lesson's step looks at, where it opens one.

    Raises:
        LessonError: there is no lesson of the name.
    """
    name, number = words.get("lesson"), words.get("step", "1")
    if name is None:
        return dict(words)
    if find(name) is None:
        raise LessonError(f"there is no lesson {name[:40]!r} here")
    go(name, int(number) if number.isdecimal() and len(number) < 4 else 1)
    place = current()
    assert place is not None
    scene = words_at(place.lesson, place.number)
    if _SUBJECT & words.keys():
        scene = {word: value for word, value in scene.items() if word not in NETWORK}
    return {**scene, **words}
