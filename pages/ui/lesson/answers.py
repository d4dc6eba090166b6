"""What has been answered in lessons, and what was shown: in the session and in the browser."""

from __future__ import annotations

from nin.lessons import Choice, Guess, Lesson, Look, Run, Step, Write, judge, scene_of, words_at
from nin.spec import SpecError
from pages.ui.components.lesson_guide.component import kept_answers
from pages.ui.lesson.running import has_own
from pages.ui.shell import session
from pages.ui.subject.lesson_place import Place

DONE = "done"  # the answer to a step with nothing to answer
_SHOWN = "/shown"  # after the name of a step
_MOST_WORDS = 2_000  # characters of an answer


def all_answers() -> dict[str, str]:
    """All answers by the names of their steps; where there are none, those the browser kept."""
    if not session.LESSON_ANSWERS.get() and (kept := kept_answers()):
        session.LESSON_ANSWERS.set({name: text[:_MOST_WORDS] for name, text in kept.items()})
    return session.LESSON_ANSWERS.get()


def step_name(place: Place) -> str:
    """The name of a step, in answers."""
    return f"{place.lesson.name}/{place.number}"


def answered(place: Place) -> str:
    """What has been answered in this step; empty where nothing has."""
    return all_answers().get(step_name(place), "")


def give(place: Place, text: str) -> None:
    """Answer a step."""
    session.LESSON_ANSWERS.set({**all_answers(), step_name(place): text[:_MOST_WORDS]})


def show(place: Place) -> None:
    """Note that the step's answer was shown."""
    session.LESSON_ANSWERS.set({**all_answers(), step_name(place) + _SHOWN: DONE})


def is_shown(place: Place) -> bool:
    """Whether the step's answer was shown."""
    return step_name(place) + _SHOWN in all_answers()


def of_lesson(lesson: Lesson) -> tuple[dict[int, str], frozenset[int]]:
    """The answers of a lesson by their steps, and the steps whose answer was shown."""
    places = [Place(lesson, number) for number in range(1, len(lesson.steps) + 1)]
    answers = {place.number: answered(place) for place in places if answered(place)}
    return answers, frozenset(place.number for place in places if is_shown(place))


def is_done(place: Place) -> bool:
    """Whether the step's task is done, or its answer was shown."""
    return is_shown(place) or _is_right(place.step, answered(place), place)


def _is_right(step: Step, text: str, place: Place) -> bool:
    if not text:
        return False
    match step.task:
        case Guess() as guess:
            try:
                return judge(guess, scene_of(words_at(place.lesson, place.number)), text).is_right
            except SpecError:
                return False
        case Choice(options):
            return any(option.is_right and option.text == text for option in options)
        case Run() as run:
            return has_own(run, place)
        case Look() | Write():
            return True
