"""The buttons that start runs: of the network that is edited, as the form says at the click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

import streamlit as st

from nin import runs
from nin.analysis import trace
from nin.runs.variants import DEPTHS, HEADS, SCALES, Variant, pair, variants
from nin.spec import Network
from nin.train import ConfigError
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice, session
from pages.ui.shell.known_weights import Origin
from pages.ui.shell.own_drawings import as_npz
from pages.ui.shell.session import Key
from pages.ui.training import form
from pages.ui.training.estimate import show_estimate
from pages.ui.training.figures import COLOURS

_HEADS = dict(zip(session.HEADS.default, HEADS, strict=True))
_MLPS = dict(zip(session.MLPS.default, DEPTHS, strict=True))
_SCALES = {f"×{scale:g}": scale for scale in SCALES}
_COLUMNS = (Column("Variant", words=True), Column("Parameters", "parameters"))


def show_settings(network: Network, *, watches_run: bool) -> None:
    """All settings of a run, and the buttons that start one or several.

    Args:
        network: What is edited.
        watches_run: Whether the page shows a run that is not over. Then no key starts another:
            Ctrl+Enter in the field for the rate of that run enters the rate and does nothing else.
    """
    with st.container(border=True, key="card-settings"):
        st.markdown("**How to train**")
        form.show_form()
        try:
            config = form.chosen()
            form.check(network, config)
        except ConfigError as error:
            st.warning(f"{plain(str(error))}.", icon=":material/tune:")
            return
        with st.container(horizontal=True, vertical_alignment="center", key="start"):
            st.button(
                "Start",
                key="start-one",
                type="primary",
                icon=":material/play_arrow:",
                shortcut=None if watches_run else "Ctrl+Enter",
                on_click=_start,
                args=(lambda network: [network],),
            )
            show_estimate(network, config)
        st.button(
            "Train with GAP and with a dense head",
            key="start-pair",
            icon=":material/compare_arrows:",
            help="Both from the same seed on the same images, one after the other, overlaid.",
            on_click=_start,
            args=(pair,),
        )
        with st.expander("Train variants", icon=":material/account_tree:"):
            _show_variants(network)


def _start(networks: Callable[[Network], list[Network]]) -> None:
    """Train what the editor and the form hold now, which the page may not have drawn yet.

    The first run is shown, and as many as have a colour are overlaid on it.
    """
    started: list[str] = []
    with run_choice.explained():
        network, config = network_state.network(), form.chosen()
        form.check(network, config)
        drawings = as_npz() if config.drawings else None
        for variant in networks(network):
            with run_choice.explained():
                started.append(runs.start(variant, config, run_choice.root(), drawings).name)
    if started:
        network_state.show_weights(Origin.run(started[0]))
        run_choice.compare(started[1 : len(COLOURS)])


def _show_variants(network: Network) -> None:
    """The choice of variants, what each of them would be, and the button that starts them."""
    _several("Head", session.HEADS, _HEADS)
    _several("1×1 convolutions", session.MLPS, _MLPS)
    _several("Widths", session.SCALES, _SCALES)
    chosen = _chosen_variants(network)
    if chosen:
        show_html_table("Variants", _COLUMNS, map(_row, chosen))
    keys = (session.HEADS, session.MLPS, session.SCALES)
    if left_out := prod(len(key.get()) for key in keys) - len(chosen):
        st.caption(f"Left out: {left_out} that cannot be built or would come twice.")
    st.button(
        f"Train these {len(chosen)} variants" if len(chosen) > 1 else "Train these variants",
        key="start-variants",
        icon=":material/play_arrow:",
        help=TERMS["variants"],
        on_click=_start,
        args=(lambda network: [variant.network for variant in _chosen_variants(network)],),
        disabled=not chosen,
    )


def _chosen_variants(network: Network) -> tuple[Variant, ...]:
    return variants(
        network,
        [_HEADS[name] for name in session.HEADS.get()],
        [_MLPS[name] for name in session.MLPS.get()],
        [_SCALES[name] for name in session.SCALES.get()],
    )


def _several(label: str, key: Key[list[str]], options: Mapping[str, object]) -> None:
    st.pills(
        label,
        list(options),
        selection_mode="multi",
        default=key.default,
        key=key.name,
        help=TERMS[key.name],
        persist_state="session",
    )


def _row(variant: Variant) -> tuple[Cell, ...]:
    return Cell(variant.name), Cell(f"{trace(variant.network).params:,}")
