"""What a lesson needs of the browser: focus, what it points at in view, Esc, and kept answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from pages.ui.components.loader import register
from pages.ui.shell import session

KEY = "lesson-guide"
_MOST_KEPT = 100_000  # characters of the answers that a browser may send
_component = register("nin_lesson_guide", __file__)


def guide(
    step: str, point: str | None, answers: Mapping[str, str], on_left: Callable[[], None]
) -> None:
    """Turn to a step: its heading gets the focus, and what it points at comes into view.

    Args:
        step: Its name; each other one is turned to.
        point: The key of what it points at.
        answers: What the browser is to keep.
        on_left: Called when Esc is pressed and nothing else is open.
    """
    _component(
        key=KEY,
        data=[
            step,
            ".st-key-lesson h2",
            f".st-key-{point}" if point else "",
            json.dumps(dict(answers)),
        ],
        default={"kept": ""},
        on_kept_change=_nothing,
        on_left_change=on_left,
    )


def kept_answers() -> dict[str, str]:
    """What the browser has kept of an earlier visit; a stranger's words."""
    kept = (session.from_browser(KEY).get() or {}).get("kept")
    if not isinstance(kept, str) or len(kept) > _MOST_KEPT:
        return {}
    try:
        answers = json.loads(kept)
    except ValueError:
        return {}
    if not isinstance(answers, dict):
        return {}
    return {name: answer for name, answer in answers.items() if isinstance(answer, str)}


def _nothing() -> None:
    """What was kept is read by the run that it starts."""
