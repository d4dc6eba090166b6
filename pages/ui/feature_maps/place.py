"""Where one is: the layer that is looked at, the value in it, and how it was followed back."""

from __future__ import annotations

from nin.interpret.xray import xray
from nin.interpret.xray_steps import Cell, LinearStep, PoolStep, Step
from nin.spec import Dropout
from pages.ui.components.map_view import select_cell
from pages.ui.components.trail.trail import chosen_stop, follow_stop
from pages.ui.shell import session
from pages.ui.subject import link, link_cells
from pages.ui.subject.layers import Named, named, stops
from pages.ui.subject.subject import Subject

MAPS = "layer-maps"  # the view whose chosen cell is looked into
TRAIL = "trail"  # the list of layers


def layer(subject: Subject) -> Named:
    """The layer that is looked at: the one that was chosen last, by whatever means."""
    layers = stops(subject.rows)
    _follow_list(layers)
    names = [each.row.name for each in layers]
    if session.LAYER.get() not in names:
        session.LAYER.set(_first(layers).row.name)
    return layers[names.index(session.LAYER.get() or "")]


def _first(layers: list[Named]) -> Named:
    """Where one begins: at the first 1×1 convolution, if there is one."""
    return next((each for each in layers if each.kind == "mlp"), layers[0])


def follow_link(subject: Subject) -> str | None:
    """Go to the layer and the cell that a link asks for; the view that it asks for."""
    place = link.place_of_link()
    wanted = place.get("layer")
    for each in stops(subject.rows):
        if wanted in (each.row.name, each.maker.name):
            session.LAYER.set(each.row.name)
            session.TRAIL.set(())
            if (cell := link_cells.cell_of(place.get("cell", ""))) is not None:
                select_cell(MAPS, cell)
    return place.get("view")


def _follow_list(layers: list[Named]) -> None:
    name = chosen_stop(TRAIL)
    if name is None:
        return
    follow_stop(TRAIL)
    if name not in (each.row.name for each in layers):
        return
    session.LAYER.set(name)
    passed = {each[0]: Cell(*each[1:]) for each in session.TRAIL.get()}
    if name in passed:
        select_cell(MAPS, passed[name])
    else:
        session.TRAIL.set(())


def note(subject: Subject, shown: Named, chosen: Cell | None, view: str) -> None:
    """Note the value that is looked at, for links; a way back from another one is forgotten."""
    place = {"layer": shown.row.name, "view": view}
    if chosen is not None:
        place["cell"] = ".".join(map(str, chosen))
        if (shown.row.name, *chosen) not in session.TRAIL.get():
            session.TRAIL.set(((shown.row.name, *chosen),))
    link.note_place(**place)


def passed() -> frozenset[str]:
    """The layers through which the value was followed back."""
    return frozenset(each[0] for each in session.TRAIL.get())


def go_to(name: str, cell: Cell, *, is_back: bool = False) -> None:
    """Look at a value of another layer from the next run on. For callbacks.

    Args:
        name: Of the op whose maps have it.
        cell: The value's place.
        is_back: Whether it is one of those that the value before is made of.
    """
    session.LAYER.set(name)
    session.TRAIL.set((*session.TRAIL.get(), (name, *cell)) if is_back else ((name, *cell),))
    select_cell(MAPS, cell)


def source_of(subject: Subject, step: Step, channel: int) -> tuple[Named, Cell] | None:
    """The value that counts most in one: of a sum the largest term, of a pool its winner.

    Dropout at rest hands on what it gets, so the way leads through it. None where the step reads
    the image itself.
    """
    name, cell = _origin(step, channel)
    layers = named(subject.rows)
    while name is not None and cell is not None and isinstance(layers[name].row.op, Dropout):
        name = subject.rows[[row.name for row in subject.rows].index(name) - 1].name
    return None if name is None or cell is None else (layers[name], cell)


def _origin(step: Step, channel: int) -> tuple[str | None, Cell | None]:
    patch = step.patch
    match step:
        case LinearStep():
            (term, *_), _ = step.largest(channel, 1)
            return patch.source, patch.cell(*term.cell)
        case PoolStep():
            shares = patch.values[0] * step.shares
            row, column = divmod(int(shares.argmax()), shares.shape[1])
            winner = step.winner or patch.cell(channel, row, column)
            return patch.source, winner and Cell(channel, winner.row, winner.column)


def step_of(subject: Subject, shown: Named, cell: Cell) -> Step:
    """How the value comes about."""
    loaded = subject.loaded
    ways = xray(loaded.network, loaded.weights, subject.image, subject.maps, shown.row.name, cell)
    return ways.steps[ways.focus]
