"""Which data set and which cell of the confusion are shown, as the address says."""

from __future__ import annotations

from collections.abc import Sequence

from nin.results import Confusion
from nin.words import counted
from pages.ui.components.confusion.confusion import Cell, chosen_cell
from pages.ui.subject import link

_MOST_DIGITS = 4  # of a place in a link


def follow_cell() -> None:
    """What was chosen in the grid becomes what is shown."""
    if (cell := chosen_cell()) is not None:
        choose_cell(cell)


def choose_cell(cell: Cell) -> None:
    """Show the pictures of this cell: the places of its true class and of the answer."""
    link.note_result(**{**link.result_noted(), "taken": ".".join(map(str, cell))})


def choose_data(name: str) -> None:
    """Show what was answered to the images of this set, its commonest mistake first."""
    link.note_result(data=name)


def data_chosen(names: Sequence[str]) -> str | None:
    """The data set that was chosen among these; None where none of them was."""
    name = link.result_noted().get("data")
    return name if name in names else None


def cell_shown(confusion: Confusion) -> Cell | None:
    """The cell that was chosen, else the commonest mistake; None where there is neither."""
    cell = _cell_of(link.result_noted().get("taken", ""))
    if cell is not None and max(cell) < len(confusion.classes):
        return cell
    return next(iter(confusion.mistakes(1)), None)


def cell_words(confusion: Confusion, cell: Cell) -> str:
    """What a cell counts, as the heading of its pictures."""
    truth, answer = (confusion.classes[place] for place in cell)
    pictures = counted(int(confusion.counts[cell]), "picture")
    what = "answered right" if truth == answer else f"taken for {answer}"
    return f"{truth} {what}: {pictures}"


def _cell_of(text: str) -> Cell | None:
    places = text.split(".")
    if len(places) != 2 or not all(p.isdecimal() and len(p) <= _MOST_DIGITS for p in places):
        return None
    return int(places[0]), int(places[1])
