"""How to train: controls that keep their values from page to page, and what they say."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal, assert_never

import streamlit as st

from nin import data
from nin.data.image_folder import FEWEST
from nin.data.names import OWN
from nin.data.own_sets import OwnSet, OwnSetError, find, is_owner, sets_of
from nin.spec import Network
from nin.train import ConfigError, TrainConfig
from nin.train.config import AUGMENTATIONS, OPTIMIZERS
from nin.words import counted
from pages.ui.components.visitor.component import visitor
from pages.ui.parts import decimals
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session
from pages.ui.shell.own_drawings import learn_from_drawings, own_drawings
from pages.ui.shell.session import Key

DEVICES = ("auto", "cpu", "cuda", "mps")


class ClassesError(ConfigError):
    """The network tells another number of classes apart than the data set has: `count`."""

    def __init__(self, words: str, count: int) -> None:
        super().__init__(words)
        self.count = count


class Budget(StrEnum):
    """What a run's length is given in."""

    EPOCHS = "Epochs"
    SECONDS = "Seconds"


def show_form() -> None:
    """All settings of a run."""
    offered = [*data.SETS, *(own.dataset for own in sets_of(visitor())), OWN]
    if chosen_set := session.NEXT_DATASET.pop():
        session.DATASET.set(chosen_set)
    if session.DATASET.get() not in offered:  # it was deleted, or is another's
        session.DATASET.set(session.DATASET.default)
    st.selectbox(
        "Data set",
        offered,
        format_func=_label,
        key=session.DATASET.name,
        help=TERMS["dataset"],
        persist_state="session",
    )
    _show_drawings()
    _show_budget()
    with st.grid(min_column_width=112):
        _choice("Optimiser", session.OPTIMIZER, OPTIMIZERS)
        _learning_rate(session.lr(session.OPTIMIZER.get()))
        whole_number("Batch size", session.BATCH_SIZE)
        whole_number("Seed", session.SEED)
        _choice("Augmentation", session.AUGMENT, AUGMENTATIONS)
        _choice("Device", session.DEVICE, DEVICES)


def _label(dataset: str) -> str:
    if dataset in data.SETS:
        return data.SETS[dataset].label
    return "Your own …" if dataset == OWN else f"Your own: {data.title(dataset)}"


def choose_dataset(name: str) -> None:
    """Have the form say this data set in the next run."""
    session.NEXT_DATASET.set(name)


def own_words(own: OwnSet) -> str:
    """How many classes and pictures a set has."""
    classes = "1 class" if len(own.classes) == 1 else f"{len(own.classes)} classes"
    return f"{classes}, {counted(own.count, 'picture')}"


def chosen() -> TrainConfig:
    """How to train, as the form says now.

    In a callback that is what its fields hold by then: an argument that the page gave the callback
    when it was drawn would be older.

    Raises:
        ConfigError: a value is out of range, or no number.
    """
    dataset, optimizer = session.DATASET.get(), session.OPTIMIZER.get()
    if dataset == OWN:
        raise ConfigError("your own pictures: make a set first, beside this form")
    try:
        lr = decimals.read(session.lr(optimizer).get())
    except ValueError as error:
        raise ConfigError(f"learning rate: {error}") from None
    return TrainConfig(
        dataset=dataset,
        download=dataset in data.SETS and data.SETS[dataset].download is not None,
        drawings=_offered_drawings() if session.ADD_DRAWINGS.get() else 0,
        optimizer=optimizer,
        lr=lr,
        batch_size=session.BATCH_SIZE.get(),
        seed=session.SEED.get(),
        augment=session.AUGMENT.get(),
        device=session.DEVICE.get(),
        **_length(Budget(session.BUDGET.get())),
    )


def set_augmentation(augment: str) -> None:
    """Write how images are changed into the form. For callbacks."""
    session.AUGMENT.set(augment)


def check(network: Network, config: TrainConfig) -> None:
    """Go on where the network tells as many classes apart as the data set has.

    Raises:
        ConfigError: it does not, or a set of one's own has too few pictures yet.
    """
    if config.dataset.startswith(OWN):
        own = _own(config.dataset)
        if not own.can_train:
            each = "one to test on in each" if own.is_split else f"{FEWEST} pictures each"
            raise ConfigError(
                f"{own.name}: has {own_words(own)}; it needs two classes at least, with {each}"
            )
    classes = data.classes(config.dataset)
    if classes and len(classes) != network.num_classes:
        raise ClassesError(
            f"{_label(config.dataset)} has {len(classes)} classes, the network "
            f"{network.num_classes}; change its Classes on the Architecture page",
            len(classes),
        )


def _own(dataset: str) -> OwnSet:
    try:
        return find(visitor(), dataset.removeprefix(OWN))
    except OwnSetError as error:
        raise ConfigError(f"{error}; choose another data set") from None


def can_hold(config: TrainConfig) -> bool:
    """Whether the form has a field for all in which this differs from what runs do usually."""
    usual, names = (
        TrainConfig(),
        (
            "weight_decay",
            "label_smoothing",
            "strangers",
            "images",
            "until_accuracy",
            "recipe",
        ),
    )
    is_usual = all(getattr(config, name) == getattr(usual, name) for name in names)
    is_offered = config.dataset in data.SETS or is_owner(visitor(), config.dataset)
    return is_offered and is_usual


def fill(config: TrainConfig) -> None:
    """Write how a run trains, as far as the form has fields for it. For callbacks."""
    session.DATASET.set(config.dataset)
    learn_from_drawings(config.drawings > 0)
    session.BUDGET.set(Budget.SECONDS if config.seconds else Budget.EPOCHS)
    session.EPOCHS.set(config.epochs)
    if config.seconds:
        session.SECONDS.set(round(config.seconds))
    session.OPTIMIZER.set(config.optimizer)
    session.lr(config.optimizer).set(decimals.written(config.peak_lr))
    session.BATCH_SIZE.set(config.batch_size)
    session.SEED.set(config.seed)
    session.AUGMENT.set(config.augment)
    session.DEVICE.set(config.device if config.device in DEVICES else DEVICES[0])


def holds(config: TrainConfig) -> bool:
    """Whether the form says that it is to be trained like this."""
    try:
        now = chosen()
    except ConfigError:
        return False
    names = ["dataset", "optimizer", "peak_lr", "batch_size", "seed", "augment"]
    if config.seconds is None:
        names.append("epochs")
    length = None if config.seconds is None else round(config.seconds)
    return now.seconds == length and all(
        getattr(now, name) == getattr(config, name) for name in names
    )


def _length(budget: Budget) -> dict[str, Any]:
    match budget:
        case Budget.EPOCHS:
            return {"epochs": session.EPOCHS.get()}
        case Budget.SECONDS:
            return {"seconds": session.SECONDS.get()}
        case _:
            assert_never(budget)


def _offered_drawings() -> int:
    """How many of the visitor's own drawings the chosen data set can take."""
    entry = data.SETS.get(session.DATASET.get())
    takes_them = entry is not None and data.takes_drawings(entry.shape, entry.classes)
    return len(own_drawings()) if takes_them else 0


def _show_drawings() -> None:
    if count := _offered_drawings():
        label = "Add your drawing" if count == 1 else f"Add your {count} drawings"
        key = session.ADD_DRAWINGS.name
        st.toggle(label, key=key, help=TERMS["drawings"], persist_state="session")


def _show_budget() -> None:
    with st.grid(min_column_width=150):  # the words of the choice are not cut off
        budget = st.segmented_control(
            "Budget",
            Budget,
            default=Budget(session.BUDGET.default),
            required=True,
            key=session.BUDGET.name,
            help=TERMS["budget"],
            persist_state="session",
        )
        match budget:
            case Budget.EPOCHS:
                whole_number("Epochs", session.EPOCHS)
            case Budget.SECONDS:
                whole_number("Seconds", session.SECONDS)
            case _:
                assert_never(budget)


def whole_number(label: str, key: Key[int], width: int | Literal["stretch"] = "stretch") -> None:
    """A field that takes any number: of one out of range the browser would keep the older value."""
    st.number_input(
        label,
        value=key.default,
        step=1,
        key=key.name,
        help=TERMS[key.name.replace("-", "_")],
        persist_state="session",
        width=width,
    )


def _learning_rate(key: Key[str]) -> None:
    st.text_input(
        "Learning rate", key.default, key=key.name, help=TERMS["lr"], persist_state="session"
    )


def _choice(label: str, key: Key[str], options: tuple[str, ...]) -> None:
    st.selectbox(
        label,
        options,
        options.index(key.default),
        key=key.name,
        help=TERMS[key.name],
        persist_state="session",
    )
