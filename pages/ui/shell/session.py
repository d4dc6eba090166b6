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

from nin.interpret.classify import SURE
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


# What is shown: see `network_state`, `subject.picture`.
STEPS: Key[tuple[tuple[str, str, str, str], ...]] = Key("steps", ())  # for undo: `Step`s
POSITION = Key("position", -1)  # of the step that is shown
TOLD: Key[str | None] = Key("told", None)  # text of the network that the bar shows
OFFERED: Key[str | None] = Key("offered", None)  # text of the network that the fields are of
REFUSED_EDIT: Key[str | None] = Key("refused-edit", None)  # why, until it was shown
IMAGE: Key[tuple[Any, ...]] = Key("image", ("pad",))  # where it comes from, and more of it

# Lessons: see `lesson_place`, `lesson`.
LESSON: Key[tuple[str, int]] = Key("lesson-open", ("", 0))  # its name, and the step's number
LESSON_BEFORE: Key[tuple[Any, ...]] = Key("lesson-before", ())  # seen, by lesson and step
LESSON_ANSWERS: Key[dict[str, str]] = Key("lesson-answers", {})  # by lesson and step
LESSON_BEGUN: Key[tuple[str, dict[str, str]]] = Key("lesson-begun", ("", {}))  # of which step

# Widgets that are moved: see `moved`.
WIDGET_KEYS: Key[dict[str, str]] = Key("widget-keys", {})  # by their names
KEPT_KEY: Key[str | None] = Key("kept-key", None)  # of the widget that is moved back

# Links and the address: see `subject.link`, `history`.
PAGE = Key("page", "")  # that was shown last, by its name
ADDRESS: Key[tuple[int, str]] = Key("address", (0, ""))  # number and text of the last order
OPENED: Key[tuple[str, str]] = Key("opened", ("", ""))  # a link with more than an address, of it
TOKEN = Key("token", "")  # a name of this session
GONE: Key[list[Any] | None] = Key("gone", None)  # the last step back or forward that was followed
LINK_ERROR: Key[str | None] = Key("link-fault", None)
RESULTS_PLACE: Key[dict[str, str]] = Key("results-place", {})  # data set and cell in the link
PLACE: Key[dict[str, str]] = Key("place", {})  # view, layer and cell, as a link has them
REFUSED_PICTURE: Key[str | None] = Key("refused-picture", None)  # why, until it was shown
HIDDEN: Key[tuple[str, ...]] = Key("hidden-places", ())  # by a link
LINKED_PLACE: Key[dict[str, str]] = Key("linked-place", {})  # that a link asks for

# The editor: see `architecture.controls`, `architecture.chosen`.
SHOWN_FIELDS: Key[frozenset[str]] = Key("shown-fields", frozenset())
CARD: Key[int | None] = Key("card", None)  # the layer whose card is shown

PASTED = Key("pasted", "")  # a widget: a text, a link or code
PASTE_FAULT: Key[str | None] = Key("paste-fault", None)  # why it was not taken
PASTE_ASKS = Key("paste-asks", False)  # whether it says all but what its images are
PASTE_SIDE: Key[int | None] = Key("paste-side", 28)  # a widget: pixels
PASTE_CHANNELS: Key[int | None] = Key("paste-channels", 1)  # a widget

GUESSED: Key[tuple[str, str, str]] = Key("guessed", ("", "", ""))  # network, figure, what was typed

# Who this is, and sets of own pictures: see `components.visitor`, `training.own_pictures`.
VISITOR = Key("visitor-key", "")
PROPOSED_KEY = Key("proposed-key", "")
OWN_CLASS: Key[str | None] = Key("own-class", None)  # a widget: what is drawn or uploaded
OWN_PICTURES_NOTICE: Key[tuple[str, ...]] = Key("own-pictures-notice", ())  # until it was shown

# How to train, widgets: see `training.form`.
DATASET = Key("dataset", TrainConfig().dataset)
NEXT_DATASET = Key("next-dataset", "")  # what DATASET is to be in the next run
ADD_DRAWINGS = Key("drawings", False)
BUDGET = Key("budget", "Epochs")
EPOCHS = Key("epochs", TrainConfig().epochs)
SECONDS = Key("seconds", 60)
OPTIMIZER = Key("optimizer", TrainConfig().optimizer)
BATCH_SIZE = Key("batch_size", TrainConfig().batch_size)
SEED = Key("seed", TrainConfig().seed)
AUGMENT = Key("augment", TrainConfig().augment)
DEVICE = Key("device", TrainConfig().device)
QUESTION = Key("question", "")  # a widget: of `experiments.QUESTIONS`
RUNS_OF_EACH = Key("runs-of-each", 5)  # a widget

# The runs that are shown: see `run_choice`, `run_list`, `live`.
RUN: Key[str | None] = Key("run", None)
COMPARED: Key[tuple[str, ...]] = Key("compared", ())
REFUSED_ORDER: Key[str | None] = Key("refused-order", None)  # why, until it was shown
DELETED_RUN: Key[tuple[str, str]] = Key("deleted-run", ("", ""))  # the last, and its words
EXPERIMENT: Key[str | None] = Key("experiment", None)
RUN_OF_IT: Key[str | None] = Key("run-of-it", None)  # a widget
TRADE_OFF: Key[dict[str, Any]] = Key("trade-off", {})  # a widget: a chart's selection

# Start: see `start.sources`, `start.gallery`, `start.settings`.
SOURCE: Key[str | None] = Key("source", None)  # a widget
SOURCE_OF: Key[str | None] = Key("source-of", None)  # the kind of image that SOURCE was set for
PEN = Key("pen", 64)  # a widget: thousandths of the pad's side; 64 looks like MNIST's
THRESHOLD = Key("threshold", round(100 * SURE))  # a widget
FILES: Key[list[Any]] = Key("pictures", [])  # a widget
FILES_SEEN = Key("files-seen", 0)  # how many were shown last
CLOSELY = Key("closely", 0)  # a widget
FLOW_CHANNELS: Key[tuple[str, dict[str, tuple[int, ...]]]] = Key("flow-channels", ("", {}))
# Drawings: see `start.own`.
OWN_DIGITS: Key[tuple[tuple[int, bytes], ...]] = Key("own-digits", ())
OWN_NOTICE: Key[str | None] = Key("own-notice", None)  # what became of the last label, until shown
IT_WAS: Key[int | None] = Key("it-was", None)  # a widget
REMOVED: Key[int | None] = Key("remove-own", None)  # a widget

# Feature maps: see `feature_maps.place`, `grid`, `muting`.
FEATURE_MAPS_VIEW: Key[str | None] = Key("feature-maps-view", None)  # a widget
ALL_WEIGHTS = Key("all-weights", False)  # a widget
LAYER: Key[str | None] = Key("shown-layer", None)  # by its op
TRAIL: Key[tuple[tuple[str, int, int, int], ...]] = Key("way-back", ())  # layers and cells
TRAIL_CHOICE: Key[Any] = Key("trail-choice", None)  # of the list of layers, that was followed
MAPS_PAGE: Key[int | None] = Key("maps-page", None)  # a widget: the first place that is shown
PAGED_FOR: Key[tuple[Any, ...] | None] = Key("paged-for", None)  # what MAPS_PAGE was set for
MUTED: Key[dict[str, list[int]]] = Key("muted", {})  # channels by layer

# Class maps: see `class_maps.views`, `scores`, `film`.
CLASS_MAPS_VIEW: Key[str | None] = Key("class-maps-view", None)  # a widget
MASK_SHOWN = Key("mask-shown", "")  # in the last run, as a link has it
MASKED: Key[object] = Key("masked", None)  # of which image in which network cells are masked
CLASS_MAPS_MODE: Key[str | None] = Key("class-maps-mode", None)  # a widget
PLAYING = Key("playing", False)
TICKED = Key("ticked", False)  # whether the film has shown a frame since it plays
FRAME = Key("frame", 1)  # a widget

# Results: see `results.chosen`, `pictures`, `sections`, `rivals`, `components.confusion`.
CELL_CHOICE: Key[Any] = Key("cell-choice", None)  # what the browser chose last, that was followed
FIRST_PICTURE: Key[tuple[Any, int]] = Key("first-picture", (None, 0))  # of which cell, and which
RESULTS_VIEW: Key[str | None] = Key("results-view", None)  # a widget
SURE_FROM = Key("sure-from", round(100 * SURE))  # a widget: the threshold in percent
RIVAL: Key[tuple[str, str]] = Key("rival", ("", ""))  # a widget


def field(key: str) -> Key[Any]:
    """What is entered in the widget of this key: a field, a list, a menu."""
    return Key(key, None)


def lr(optimizer: str) -> Key[str]:
    """The field for the learning rate of an optimiser."""
    return Key(f"lr-{optimizer}", written(DEFAULT_LR[optimizer]))


def live_lr(run: str) -> Key[str]:
    """The field for another learning rate of a run."""
    return Key(f"live-lr-{run}", "")


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
