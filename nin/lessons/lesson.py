"""What a lesson is, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nin.spec import Network
from nin.train import TrainConfig

MAX_STEPS = 40
MAX_FILE_BYTES = 64_000
MAX_WORDS = 600  # characters of a text that is shown


class LessonError(ValueError):
    """A lesson that cannot be read: file, step and field, the line where it is known, and why."""


@dataclass(frozen=True, slots=True)
class Look:
    """Something to do or to look at.

    Attributes:
        do: Words of a link that stand for what is to be done; empty where one only looks.
        any: Those of them that count as done with any other value than before; of a network, with
            any that fits together.
    """

    do: Mapping[str, str]
    any: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer that many give: its formula, and what was forgotten."""

    formula: str
    says: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A number or a shape to guess before it is shown.

    Attributes:
        what: A formula of quantities; the answer is what it comes to.
        tolerance: The share of the answer by which a guess may be off; 0 for exactly.
        unit: What stands behind the number.
        wrong: Known wrong answers.
    """

    what: str
    tolerance: float
    unit: str
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of a few answers, and what is said of it."""

    text: str
    says: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with a few answers, one of them right."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """A few words of one's own, kept for the card; what is asked stands in the step's text."""


Networks = tuple[tuple[str, Network], ...]  # each after what it is called


@dataclass(frozen=True, slots=True)
class Run:
    """An experiment on the bundled digits; what it will decide is predicted first.

    Attributes:
        variants: What is varied of the network that is shown, a name in `experiments.QUESTIONS`;
            or networks by what they are called.
        seeds: Runs of each variant.
        measure: What is compared, one of those with a verdict.
        one: Name of a variant.
        other: Name of another.
        config: How they are trained; a question may say how the images should be.
    """

    variants: str | Networks
    seeds: int
    measure: str
    one: str
    other: str
    config: TrainConfig


Task = Look | Guess | Choice | Run | Write


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        title: In the list of steps.
        text: A few sentences; Markdown's emphasis alone.
        page: Where it takes place, by its name in the menu.
        show: What is looked at, as words of a link; what it lacks stays as before it.
        point: The place on the page that it is about; None for the page as a whole.
        hide: Places that are covered until the task is done; a help, and no safeguard.
        task: What is to be done.
        then: What is said once it is done.
    """

    title: str
    text: str
    page: str
    show: Mapping[str, str]
    point: str | None
    hide: tuple[str, ...]
    task: Task
    then: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson.

    Attributes:
        name: Of its file, without the ending.
        audience: Whom it is for.
        minutes: That it takes by hand, with its experiments on two cores.
    """

    name: str
    title: str
    audience: str
    minutes: int
    steps: tuple[Step, ...]
