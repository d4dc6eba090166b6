"""Everything that a session remembers: each value's name, its type, what it is before it is set.

Nothing else on the pages touches Streamlit's session state. A value has one owner, the module that
sets it; the widgets below are those whose values code reads or sets, by the name that is also the
widget's `key`. Values are text, numbers and plain tuples, so that a session stays readable when the
code is loaded again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from nin.train import TrainConfig
from nin.train.config import DEFAULT_LR
from pages.ui.parts.decimals import written

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """One value of a session.

    Attributes:
        name: In the session; of a widget's value, the widget's `key`.
        default: What the value is until it is set; never changed in place.
    """

    name: str
    default: T

    def get(self) -> T:
        """The value."""
        value: T = st.session_state.get(self.name, self.default)
        return value

    def set(self, value: T) -> None:
        """Change the value; a widget's only before the widget is shown, or in a callback."""
        st.session_state[self.name] = value

    def pop(self) -> T:
        """The value, which is then forgotten."""
        value: T = st.session_state.pop(self.name, self.default)
        return value

    @property
    def is_set(self) -> bool:
        """Whether there is a value."""
        return self.name in st.session_state


# The network that is edited, and its link: see `network_state`.
STEPS: Key[tuple[tuple[str, str], ...]] = Key("steps", ())  # for undo: a network's text, a preset
POSITION = Key("position", -1)  # of the step that is shown
PAGE = Key("page", "")  # that was shown last, by its title
LINK = Key("link", "")  # that the session gave to the browser, or took from it
LINK_WRITTEN = Key("link-written", 0.0)  # when, in seconds of the monotonic clock
LINK_ERROR: Key[str | None] = Key("link-fault", None)
BARE_LINKS: Key[dict[str, str]] = Key("bare-links", {})  # what each page means without `?net=`
EDITED = Key("edited", False)  # since the link was written
OFFERED: Key[str | None] = Key("offered", None)  # text of the network that the fields are of
REFUSED_EDIT: Key[str | None] = Key("refused-edit", None)  # why, until it was shown

# The editor's fields: see `architecture.controls`.
FIELD_KEYS: Key[dict[str, str]] = Key("field-keys", {})  # of each field, its widget's key
SHOWN_FIELDS: Key[frozenset[str]] = Key("shown-fields", frozenset({"preset"}))
REFUSED_FIELD: Key[str | None] = Key("refused-field", None)  # key of the widget to move back
EXPLAINED_LAYER: Key[str | None] = Key("explained-layer", None)  # a widget

# How to train, widgets: see `training.form`.
DATASET = Key("dataset", TrainConfig().dataset)
ADD_DRAWINGS = Key("drawings", False)
BUDGET = Key("budget", "Epochs")
EPOCHS = Key("epochs", TrainConfig().epochs)
SECONDS = Key("seconds", 60)
OPTIMIZER = Key("optimizer", TrainConfig().optimizer)
BATCH_SIZE = Key("batch_size", TrainConfig().batch_size)
SEED = Key("seed", TrainConfig().seed)
AUGMENT = Key("augment", TrainConfig().augment)
DEVICE = Key("device", TrainConfig().device)
HEADS: Key[list[str]] = Key("heads", ["GAP", "Dense"])
MLPS: Key[list[str]] = Key("mlps", ["With", "Without"])
SCALES: Key[list[str]] = Key("scales", ["×1"])

# The runs that are shown: see `run_choice`, `run_list`, `live`.
RUN: Key[str | None] = Key("run", None)
COMPARED: Key[tuple[str, ...]] = Key("compared", ())
REFUSED_ORDER: Key[str | None] = Key("refused-order", None)  # why, until it was shown
SHOWN_RUN: Key[str | None] = Key("shown-run", None)  # a widget
COMPARED_RUNS: Key[list[str]] = Key("compared-runs", [])  # a widget
TRADE_OFF: Key[dict[str, Any]] = Key("trade-off", {})  # a widget: a chart's selection

# Drawings: see `draw.reply`, `draw.own`, `draw.sources`.
LAST_PICTURE: Key[tuple[tuple[int, ...], bytes] | None] = Key("last-picture", None)  # (C, S, S)
OWN_DIGITS: Key[tuple[tuple[int, bytes], ...]] = Key("own-digits", ())
OWN_NOTICE: Key[str | None] = Key("own-notice", None)  # what became of the last label, until shown
IT_WAS: Key[int | None] = Key("it-was", None)  # a widget
REMOVED: Key[int | None] = Key("remove-own", None)  # a widget
WRITER = Key("writer", 0)  # of the sample that is shown

# What is looked into: see `network_choice`.
BUNDLED: Key[str | None] = Key("bundled", "mnist")  # weights by name; None: the edited network
NETWORK_CHOICE: Key[tuple[str, str]] = Key("network-choice", ("", ""))  # a widget

# Feature maps: see `layer_strip`, `muting`.
LAYER: Key[str | None] = Key("shown-layer", None)  # a widget
NEXT_LAYER: Key[str | None] = Key("next-layer", None)  # to be shown by the run that follows
STRIP_CHOICE: Key[int | None] = Key("strip-choice", None)  # the thumbnail that LAYER has followed
MUTED: Key[dict[str, list[int]]] = Key("muted", {})  # channels by layer

# Class maps: see `film`, `shifts`.
PLAYING = Key("playing", False)
TICKED = Key("ticked", False)  # whether the film has shown a frame since it plays
FRAME = Key("frame", 1)  # a widget
SHIFT_PAIR: Key[tuple[str, ...]] = Key("shift-pair", ())  # the runs that were started there


def field(key: str) -> Key[Any]:
    """What is entered in a field of the editor, or picked from one of its menus."""
    return Key(key, None)


def lr(optimizer: str) -> Key[str]:
    """The field for the learning rate of an optimiser."""
    return Key(f"lr-{optimizer}", written(DEFAULT_LR[optimizer]))


def live_lr(run: str) -> Key[str]:
    """The field for another learning rate of a run."""
    return Key(f"live-lr-{run}", "")


def muted_channels(layer: str) -> Key[list[int]]:
    """The choice of the channels of a layer that are muted."""
    return Key(f"muted-{layer}", [])


def xray_step(layer: str) -> Key[str | None]:
    """The choice of the step of a layer's X-ray."""
    return Key(f"step-{layer}", None)


def from_browser(component: str) -> Key[Any]:
    """What the component of this key sent last; a stranger's, to be checked."""
    return Key(component, None)


def pad_resets(pad: str) -> Key[int]:
    """How often Python has cleared a pad."""
    return Key(f"{pad}-resets", 0)


def pad_value(pad: str) -> Key[Any]:
    """The last checked value of a pad, which the page may be left and come back to."""
    return Key(f"{pad}-drawing", None)


def map_state(view: str) -> Key[tuple[Any, ...]]:
    """What is chosen or masked in a view of maps, as the fields of `orders.ViewState`."""
    return Key(f"{view}-state", ())
