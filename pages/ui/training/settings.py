"""How to train: controls that keep their values from page to page, and the start buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from nin import data, limits
from nin import runs as jobs
from nin.analysis import trace
from nin.runs.variants import HEADS, MLPS, SCALES, Variant, pair, variants
from nin.spec import Network
from nin.train import ConfigError, TrainConfig, config
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice
from pages.ui.shell.own_drawings import as_npz, kept
from pages.ui.training.figures import COLOURS

Option = TypeVar("Option")

_HEADS = dict(zip(("GAP", "Dense"), HEADS, strict=True))
_MLPS = dict(zip(("With", "Without"), MLPS, strict=True))
_SCALES = {f"×{scale:g}": scale for scale in SCALES}
_COLUMNS = (Column("Variant", words=True), Column("Parameters", "parameters"))


def show_settings(network: Network) -> None:
    """All settings of a run, and the buttons that start one or a pair."""
    with st.container(border=True, key="card-settings"):
        st.markdown("**How to train**")
        values = {**_data(), **_budget(), **_recipe()}
        try:
            asked = TrainConfig(**values)
        except ConfigError as error:
            st.warning(f"{plain(str(error))}.")
            return
        classes = data.classes(asked.dataset)
        if classes and len(classes) != network.num_classes:
            st.warning(
                f"{data.SETS[asked.dataset].label} has {len(classes)} classes, the network "
                f"{network.num_classes}. Change its Classes on the Architecture page.",
                icon=":material/label:",
            )
            return
        _buttons(network, asked)


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
    many = len(kept())
    entry = data.SETS[dataset]
    if not many or not data.takes_drawings(entry.shape, entry.classes):
        return 0
    label = "Add your drawing" if many == 1 else f"Add your {many} drawings"
    added = st.toggle(label, key="drawings", help=TERMS["drawings"], persist_state="session")
    return many if added else 0


def _budget() -> dict[str, Any]:
    with st.grid(min_column_width=150):  # the words of the choice are not cut off
        kind = st.segmented_control(
            "Budget",
            ["Epochs", "Seconds"],
            default="Epochs",
            required=True,
            key="budget",
            help=TERMS["budget"],
            persist_state="session",
        )
        if kind == "Seconds":
            seconds = _number("Seconds", "seconds", 60, 1, limits.MAX_SECONDS)
            return {"seconds": float(seconds)}
        return {"epochs": _number("Epochs", "epochs", 8, 1, limits.MAX_EPOCHS)}


def _recipe() -> dict[str, Any]:
    with st.grid(min_column_width=112):
        optimizer = _choice("Optimiser", "optimizer", config.OPTIMIZERS)
        lr = st.number_input(
            "Learning rate",
            1e-6,
            10.0,
            config.DEFAULT_LR[optimizer],
            step=0.001,
            format="%g",
            key=f"lr-{optimizer}",
            help=TERMS["lr"],
            persist_state="session",
        )
        batch = _number("Batch size", "batch_size", 64, 1, limits.MAX_BATCH)
        seed = _number("Seed", "seed", 0, 0, limits.MAX_SEED)
        augment = _choice("Augmentation", "augment", config.AUGMENTATIONS)
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


def _buttons(network: Network, asked: TrainConfig) -> None:
    with st.container(horizontal=True, key="start"):
        st.button(
            "Start",
            key="start-one",
            type="primary",
            icon=":material/play_arrow:",
            shortcut="Ctrl+Enter",
            on_click=start,
            args=([network], asked),
        )
        st.button(
            "Train with GAP and with a dense head",
            key="start-pair",
            icon=":material/compare_arrows:",
            help="Both from the same seed on the same images, one after the other, overlaid.",
            on_click=start,
            args=(pair(network), asked),
        )
    st.space("xsmall")
    with st.expander("Train variants", icon=":material/account_tree:"):
        _show_variants(network, asked)


def _show_variants(network: Network, asked: TrainConfig) -> None:
    """The choice of variants, what each of them would be, and the button that starts them."""
    heads = _several("Head", "heads", _HEADS, list(_HEADS))
    mlps = _several("1×1 convolutions", "mlps", _MLPS, list(_MLPS))
    scales = _several("Widths", "scales", _SCALES, ["×1"])
    found = variants(network, heads, mlps, scales)
    if found:
        show_html_table("Variants", _COLUMNS, map(_row, found))
    if left_out := len(heads) * len(mlps) * len(scales) - len(found):
        st.caption(f"Left out: {left_out} that cannot be built or would come twice.")
    st.button(
        f"Train these {len(found)} variants" if len(found) > 1 else "Train these variants",
        key="start-variants",
        icon=":material/play_arrow:",
        help=TERMS["variants"],
        on_click=start,
        args=([variant.network for variant in found], asked),
        disabled=not found,
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


def start(networks: list[Network], asked: TrainConfig, drawings: bytes | None = None) -> None:
    """Start a run for each network, show the first, overlay as many as have a colour.

    For callbacks.

    Drawings that are asked for are the visitor's own, unless others are given.
    """
    if asked.drawings and drawings is None:
        drawings, asked = as_npz(), replace(asked, drawings=len(kept()))
    started: list[str] = []
    for network in networks:
        with run_choice.explained():
            started.append(jobs.start(network, asked, run_choice.root(), drawings).name)
    if started:
        run_choice.pick(started[0])
        run_choice.compare(started[1 : len(COLOURS)])
