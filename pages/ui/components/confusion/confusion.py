"""The confusion of a network as a grid: mistakes are coloured by their number, one cell is chosen.

One stop for Tab; the arrow keys go from cell to cell, Enter or Space chooses. At the end of each
row stands how right its class is, with a bar on a scale that is said.
"""

from __future__ import annotations

from math import floor

from nin.results import Confusion
from pages.ui.components.loader import register
from pages.ui.shell import session

KEY = "confusion"
MOST_CLASSES = 40  # that a page has room for

Cell = tuple[int, int]  # the places of the true class and of the answer

_component = register("nin_confusion", __file__)


def show_confusion(confusion: Confusion, chosen: Cell | None) -> None:
    """Show it; `chosen_cell` says in the next run what was chosen."""
    least, scale = _scale(confusion)
    sizes = confusion.counts.sum(1).tolist()
    wrong = (confusion.counts.sum(1) - confusion.counts.diagonal()).tolist()
    shown = {
        "classes": list(confusion.classes),
        "counts": confusion.counts.tolist(),
        "accuracies": [accuracy_words(share) for share in confusion.accuracies],
        "mistakes": [f"{one:,} of {size:,}" for one, size in zip(wrong, sizes, strict=True)],
        "bars": [
            0.0 if share is None else (share - least) / (1 - least)
            for share in confusion.accuracies
        ],
        "scale": scale,
    }
    _component(
        key=KEY,
        data=[shown, chosen],
        default={"chosen": None},
        on_chosen_change=_nothing,
    )


def accuracy_words(share: float | None) -> str:
    """How right a class is; a dash where there is no image of it."""
    return "–" if share is None else f"{share:.2%}"


def chosen_cell() -> Cell | None:
    """What the browser has chosen since the last call; a stranger's, so the cell may not exist."""
    chosen = (session.from_browser(KEY).get() or {}).get("chosen")
    if not isinstance(chosen, list) or chosen == session.CELL_CHOICE.get():
        return None
    session.CELL_CHOICE.set(chosen)
    places = chosen[1:]
    if len(places) != 2 or not all(isinstance(place, int) and place >= 0 for place in places):
        return None
    return places[0], places[1]


def _scale(confusion: Confusion) -> tuple[float, str]:
    """Where the bars begin, in [0, 1), a step below the least right class; and that in words."""
    least = min((share for share in confusion.accuracies if share is not None), default=0.0)
    begin = next((step for step in (0.99, 0.9, 0.5) if least > step), 0.0)
    return begin, f"{floor(100 * begin)} to 100%"


def _nothing() -> None:
    """A choice is read by the run that it starts."""
