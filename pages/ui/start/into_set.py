"""What is drawn or uploaded for a network that learnt from one's own pictures goes to its set."""

from __future__ import annotations

from nin.data import own_sets
from nin.data.names import OWN
from nin.data.own_sets import OwnSet, OwnSetError
from pages.ui.components.visitor.component import visitor
from pages.ui.parts.words import plain, sentence
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import PAD_SOURCE, SAMPLE_SOURCE, Picture, source


def set_of(loaded: Loaded) -> OwnSet | None:
    """The visitor's own set that a network learnt from, as long as it has the same classes."""
    dataset = str(loaded.facts.get("dataset"))
    try:
        own = own_sets.find(visitor(), dataset.removeprefix(OWN))
    except OwnSetError:
        return None
    return own if tuple(each.name for each in own.classes) == loaded.classes else None


def can_be_added(loaded: Loaded, seen: Picture) -> bool:
    """Whether what is looked at is no picture of the data, and there is a set for it."""
    is_sample = seen.truth is not None or source()[0] == SAMPLE_SOURCE
    return not is_sample and set_of(loaded) is not None


def add(loaded: Loaded, seen: Picture, label: int) -> str:
    """Add it to a class; what to say of that."""
    own = set_of(loaded)
    if own is None or not can_be_added(loaded, seen):
        return "The set of your own pictures is not as it was when this network learnt it."
    name = loaded.classes[label]
    try:
        is_drawn = source()[0] == PAD_SOURCE
        own_sets.add_prepared(visitor(), own.id, name, seen.pixels, drawn=is_drawn)
    except OwnSetError as error:
        return plain(sentence(str(error)))
    return f"Added to {plain(name)} in {plain(own.name)}; train again to learn it."
