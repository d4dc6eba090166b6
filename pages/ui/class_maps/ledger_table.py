"""The ledger: sum of cells → score → probability for each class, before and after masking."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from nin.interpret.logit_ledger import Ledger
from nin.words import counted
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.terms import TERMS
from pages.ui.subject.subject import Subject


def show_ledger(subject: Subject, whole: Ledger, masked: Ledger | None) -> None:
    """A row for each class; where masking changed a number, what it was stands before it."""
    now = masked or whole
    most = max(float(whole.logits.max()), 1e-9)
    best = -1 if is_undecided(now) else int(now.logits.argmax())
    rows = "".join(
        _row(name, at, whole, now, most, at == best)
        for at, name in enumerate(subject.loaded.classes)
    )
    head = (
        f'<td></td><th scope="col">{_term("sum of cells", "sum")}</th>'
        f'<th scope="col" colspan="2">{_term(_score_words(whole.count), "logit")}</th>'
        f'<th scope="col" colspan="2">{_term("probability", "probability")}</th>'
    )
    st.html(
        '<div class="nin-scroll" tabindex="0" role="region" aria-label="Logit ledger">'
        f'<table class="nin-ledger"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div>"
    )


def _score_words(count: int) -> str:
    return "= score" if count == 1 else f"÷ {count} = score"


def _term(text: str, term: str) -> str:
    return f'<abbr title="{escape(TERMS[term])}">{escape(text)}</abbr>'


def _row(name: str, at: int, whole: Ledger, now: Ledger, most: float, is_best: bool) -> str:
    shares = whole.probabilities[at], now.probabilities[at]
    logits = whole.logits[at] / most, now.logits[at] / most
    return (
        f'<tr{" class=best" if is_best else ""}><th scope="row">{escape(name)}</th>'
        f"<td>{_change(two_decimals(whole.sums[at]), two_decimals(now.sums[at]))}</td>"
        f"<td>{two_decimals(now.logits[at])}</td>{_bar(*logits)}{_bar(*shares)}"
        f"<td>{_change(f'{shares[0]:.1%}', f'{shares[1]:.1%}')}</td></tr>"
    )


def _change(before: str, after: str) -> str:
    return after if before == after else f"<small>{before} →</small> {after}"


def _bar(before: float, after: float) -> str:
    was, now = (min(1.0, max(0.0, float(share))) for share in (before, after))
    return f'<td class="bar"><i style="--was: {was:.3f}; --now: {now:.3f}"></i></td>'


def in_words(subject: Subject, whole: Ledger, masked: Ledger | None) -> str:
    """What the numbers come to, in a sentence of HTML."""
    names = [escape(name) for name in subject.loaded.classes]
    if masked is None:
        return _before(names, whole, subject.picture.truth)
    count = int(np.count_nonzero(np.any(whole.cells != masked.cells, axis=0)))
    if not count:
        return "What is masked is 0 in every map: nothing changes."
    without = "Without the masked cells" if count != 1 else "Without this cell"
    if is_undecided(masked):
        return f"{without} no class leads: each has {masked.probabilities[0]:.1%}."
    changes = np.abs(masked.probabilities - whole.probabilities)
    moved = sorted(np.argsort(-changes, kind="stable")[:2].tolist())
    words = ", ".join(
        f"<b>{names[at]}</b> from {whole.probabilities[at]:.1%} to "
        f"<b>{masked.probabilities[at]:.1%}</b>"
        for at in moved
    )
    return f"{without}: {words}."


def _before(names: list[str], whole: Ledger, truth: int | None) -> str:
    if len(names) == 1:
        return f"<b>{names[0]}</b> is the only class."
    if is_undecided(whole):
        return f"No class leads: each has {whole.probabilities[0]:.1%}."
    winner = int(whole.logits.argmax())
    cells = counted(whole.count, "cell")
    words = f"The mean of its {cells} makes <b>{names[winner]}</b> lead"
    words += f" with {whole.probabilities[winner]:.1%}."
    return words if truth is None else f"{words} ✓ is what the image shows: {names[truth]}."


def is_undecided(scores: Ledger) -> bool:
    """Whether all of several classes score the same, so that none leads."""
    return len(scores.logits) > 1 and bool(np.ptp(scores.logits) == 0)
