"""Which network the pages look into: the one with bundled weights, a run's, or the edited one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, assert_never

import streamlit as st

from nin import bundled, data, runs
from nin.analysis import buildable
from nin.codec import dumps, link
from nin.presets import PRESETS
from nin.runs.folder import WEIGHTS
from nin.spec import SpecError
from pages.ui.parts.terms import TERMS
from pages.ui.shell import network_state, run_choice, session

AT_FIRST = "mnist"  # name of bundled weights, and of their network's preset


class Kind(StrEnum):
    """Where a network's weights come from."""

    BUNDLED = "bundled"
    UNTRAINED = "untrained"
    RUN = "run"


class Choice(NamedTuple):
    """A network in the list of those to look into: the kind, and the weights' or the run's name."""

    kind: Kind
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChosenNetwork:
    """The network to look into.

    Attributes:
        choice: Where it stands in the list.
        file: Where its weights lie; None for one that has not been trained.
        text: The text of a network without training.
        problem: Why what was picked is not what is shown, if it is not.
    """

    choice: Choice
    file: Path | None
    text: str = ""
    problem: str | None = None

    @property
    def run(self) -> str | None:
        """The name of the run that trained it, if one did."""
        return self.choice.name if self.choice.kind == Kind.RUN else None


def chosen_network() -> ChosenNetwork:
    """What is picked; the bundled weights where that cannot be asked."""
    name, run = session.BUNDLED.get(), run_choice.picked()
    if run is not None:
        network = _of_run(run)
    elif name is None:
        network = _untrained()
    else:
        network = _bundled(name)
    if isinstance(network, str):
        return replace(_bundled(name or AT_FIRST), problem=network)
    return network


def _bundled(name: str) -> ChosenNetwork:
    name = name if name in bundled.names() else AT_FIRST
    return ChosenNetwork(Choice(Kind.BUNDLED, name), bundled.shipped(name))


def _of_run(name: str) -> ChosenNetwork | str:
    """The run's network, or why it cannot be asked."""
    try:
        run = run_choice.folder(name)
        runs.network(run)  # what is wrong with a run comes before its weights
        if (run / WEIGHTS).is_file():
            return ChosenNetwork(Choice(Kind.RUN, name), run / WEIGHTS)
        problem = "it has no weights yet; they come with its first epoch"
    except KeyError:
        problem = "it is not there any more"
    except runs.RunError as error:
        problem = str(error)
    return f"Run {name} cannot be asked: {problem}"


def _untrained() -> ChosenNetwork | str:
    """The edited network, or why it cannot be asked."""
    network = network_state.network()
    try:
        buildable(network)
    except SpecError:
        return "The edited network cannot be built"
    return ChosenNetwork(Choice(Kind.UNTRAINED), None, dumps(network))


def show_choice(chosen: ChosenNetwork) -> None:
    """The choice of a network, and the way to the page that shows where it comes from."""
    session.NETWORK_CHOICE.set(chosen.choice)
    st.selectbox(
        "Network",
        [*_bundled_choices(), Choice(Kind.UNTRAINED), *_run_choices()],
        key=session.NETWORK_CHOICE.name,
        format_func=_title,
        help=TERMS["network_choice"],
        on_change=_choose,
    )
    if chosen.run:
        st.page_link(
            "pages/training.py",
            label="How it was trained",
            icon=":material/model_training:",
            query_params={"run": chosen.run},
        )
    else:
        st.page_link(
            "app.py",
            label="Its architecture",
            icon=":material/account_tree:",
            query_params={"net": link(chosen.text or PRESETS[AT_FIRST].text)},
        )


def _bundled_choices() -> list[Choice]:
    """The bundled weights, those for digits first; they are a choice even if they are lost."""
    names = {*bundled.names()} - {AT_FIRST}
    return [Choice(Kind.BUNDLED, name) for name in (AT_FIRST, *sorted(names))]


def _run_choices() -> list[Choice]:
    return [Choice(Kind.RUN, name) for name in run_choice.names()]


def _title(choice: Choice) -> str:
    match choice.kind:
        case Kind.BUNDLED:
            return f"{data.title(choice.name)}, bundled"
        case Kind.UNTRAINED:
            return "The edited network, untrained"
        case Kind.RUN:
            return f"Run {choice.name}"
        case _:
            assert_never(choice.kind)


def _choose() -> None:
    kind, name = session.NETWORK_CHOICE.get()
    run_choice.pick(name if kind == Kind.RUN else None)
    if kind == Kind.UNTRAINED:
        session.BUNDLED.set(None)
    else:
        session.BUNDLED.set(name if kind == Kind.BUNDLED else AT_FIRST)
