"""How to train: controls that keep their values from page to page, and the start buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar, assert_never

import streamlit as st

from nin import data, limits, runs
from nin.analysis import trace
from nin.runs.variants import HEADS, MLPS, SCALES, Variant, pair, variants
from nin.spec import Network
from nin.train import ConfigError, TrainConfig
from nin.train.config import AUGMENTATIONS, DEFAULT_LR, OPTIMIZERS
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice
from pages.ui.shell.own_drawings import as_npz, own_drawings
from pages.ui.training.figures import COLOURS

Option = TypeVar("Option")

_HEADS = dict(zip(("GAP", "Dense"), HEADS, strict=True))
_MLPS = dict(zip(("With", "Without"), MLPS, strict=True))
_SCALES = {f"×{scale:g}": scale for scale in SCALES}
_COLUMNS = (Column("Variant", words=True), Column("Parameters", "parameters"))


class Budget(StrEnum):
    """What a run's length is given in."""

    EPOCHS = "Epochs"
    SECONDS = "Seconds"


def show_settings(network: Network) -> None:
    """All settings of a run, and the buttons that start one or a pair."""
    with st.container(border=True, key="card-settings"):
        st.markdown("**How to train**")
        values = {**_data(), **_budget(), **_recipe()}
        try:
            config = TrainConfig(**values)
        except ConfigError as error:
            st.warning(f"{plain(str(error))}.")
            return
        classes = data.classes(config.dataset)
        if classes and len(classes) != network.num_classes:
            st.warning(
                f"{data.SETS[config.dataset].label} has {len(classes)} classes, the network "
                f"{network.num_classes}. Change its Classes on the Architecture page.",
                icon=":material/label:",
            )
            return
        _buttons(network, config)


def _data() -> dict[str, Any]:
    dataset = st.selectbox(
        "Data set",
        list(data.SETS),
        format_func=lambda name: data.SETS[name].label,
        key="dataset",
        help=TERMS["dataset"],
        persist_state="session",
    )
    return {
        "dataset": dataset,
        "download": data.SETS[dataset].download is not None,
        "drawings": _drawings(dataset),
    }


def _drawings(dataset: str) -> int:
    """How many of the visitor's own drawings are to be learnt from."""
    count, entry = len(own_drawings()), data.SETS[dataset]
    if not count or not data.takes_drawings(entry.shape, entry.classes):
        return 0
    label = "Add your drawing" if count == 1 else f"Add your {count} drawings"
    added = st.toggle(label, key="drawings", help=TERMS["drawings"], persist_state="session")
    return count if added else 0


def _budget() -> dict[str, Any]:
    with st.grid(min_column_width=150):  # the words of the choice are not cut off
        budget = st.segmented_control(
            "Budget",
            Budget,
            default=Budget.EPOCHS,
            required=True,
            key="budget",
            help=TERMS["budget"],
            persist_state="session",
        )
        match budget:
            case Budget.EPOCHS:
                return {"epochs": _number("Epochs", "epochs", 8, 1, limits.MAX_EPOCHS)}
            case Budget.SECONDS:
                seconds = _number("Seconds", "seconds", 60, 1, limits.MAX_SECONDS)
                return {"seconds": float(seconds)}
            case _:
                assert_never(budget)


def _recipe() -> dict[str, Any]:
    with st.grid(min_column_width=112):
        optimizer = _choice("Optimiser", "optimizer", OPTIMIZERS)
        lr = st.number_input(
            "Learning rate",
            1e-6,
            10.0,
            DEFAULT_LR[optimizer],
            step=0.001,
            format="%g",
            key=f"lr-{optimizer}",
            help=TERMS["lr"],
            persist_state="session",
        )
        batch = _number("Batch size", "batch_size", 64, 1, limits.MAX_BATCH)
        seed = _number("Seed", "seed", 0, 0, limits.MAX_SEED)
        augment = _choice("Augmentation", "augment", AUGMENTATIONS)
        device = _choice("Device", "device", ("auto", "cpu", "cuda", "mps"))
    return {
        "optimizer": optimizer,
        "lr": lr,
        "batch_size": batch,
        "seed": seed,
        "augment": augment,
        "device": device,
    }


def _number(label: str, key: str, value: int, low: int, high: int) -> int:
    return st.number_input(
        label, low, high, value, key=key, help=TERMS[key], persist_state="session"
    )


def _choice(label: str, key: str, options: tuple[str, ...]) -> str:
    default = getattr(TrainConfig(), key)
    return st.selectbox(
        label, options, options.index(default), key=key, help=TERMS[key], persist_state="session"
    )


def _buttons(network: Network, config: TrainConfig) -> None:
    with st.container(horizontal=True, key="start"):
        st.button(
            "Start",
            key="start-one",
            type="primary",
            icon=":material/play_arrow:",
            shortcut="Ctrl+Enter",
            on_click=start,
            args=([network], config),
        )
        st.button(
            "Train with GAP and with a dense head",
            key="start-pair",
            icon=":material/compare_arrows:",
            help="Both from the same seed on the same images, one after the other, overlaid.",
            on_click=start,
            args=(pair(network), config),
        )
    st.space("xsmall")
    with st.expander("Train variants", icon=":material/account_tree:"):
        _show_variants(network, config)


def _show_variants(network: Network, config: TrainConfig) -> None:
    """The choice of variants, what each of them would be, and the button that starts them."""
    heads = _several("Head", "heads", _HEADS, list(_HEADS))
    mlps = _several("1×1 convolutions", "mlps", _MLPS, list(_MLPS))
    scales = _several("Widths", "scales", _SCALES, ["×1"])
    chosen = variants(network, heads, mlps, scales)
    if chosen:
        show_html_table("Variants", _COLUMNS, map(_row, chosen))
    if left_out := len(heads) * len(mlps) * len(scales) - len(chosen):
        st.caption(f"Left out: {left_out} that cannot be built or would come twice.")
    st.button(
        f"Train these {len(chosen)} variants" if len(chosen) > 1 else "Train these variants",
        key="start-variants",
        icon=":material/play_arrow:",
        help=TERMS["variants"],
        on_click=start,
        args=([variant.network for variant in chosen], config),
        disabled=not chosen,
    )


def _several(
    label: str, key: str, options: Mapping[str, Option], at_first: list[str]
) -> list[Option]:
    chosen = st.pills(
        label,
        list(options),
        selection_mode="multi",
        default=at_first,
        key=key,
        help=TERMS[key],
        persist_state="session",
    )
    return [options[name] for name in chosen]


def _row(variant: Variant) -> tuple[Cell, ...]:
    return Cell(variant.name), Cell(f"{trace(variant.network).params:,}")


def start(networks: list[Network], config: TrainConfig, drawings: bytes | None = None) -> None:
    """Start a run for each network, show the first, overlay as many as have a colour.

    For callbacks.

    Args:
        networks: What to train.
        config: How; with drawings of one's own, or without.
        drawings: These, packed; by default the visitor's own.
    """
    if config.drawings and drawings is None:
        drawings, config = as_npz(), replace(config, drawings=len(own_drawings()))
    started: list[str] = []
    for network in networks:
        with run_choice.explained():
            started.append(runs.start(network, config, run_choice.root(), drawings).name)
    if started:
        run_choice.pick(started[0])
        run_choice.compare(started[1 : len(COLOURS)])
