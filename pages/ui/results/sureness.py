"""Whether the network is as right as it is sure, and what it is worth to say "I don't know"."""

from __future__ import annotations

import streamlit as st

from nin.results import Answers, Calibration, abstention, calibration
from nin.words import counted
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.results.figures import CHART, coverage_figure, reliability_figure
from pages.ui.shell import session

THRESHOLDS = tuple(range(0, 100, 5))  # percent


def show_sureness(answers: Answers) -> None:
    """The reliability diagram beside the trade of coverage against errors."""
    sureness = calibration(answers)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**Sure and right are {sureness.error:.1%} apart**")
        st.plotly_chart(
            reliability_figure(sureness),
            key="reliability",
            config=CHART,
            alt="Accuracy over probability; the numbers follow below",
        )
        st.caption(_meaning(sureness))
        with st.expander("The same in numbers"):
            _show_bins(sureness)
    with right:
        _show_threshold(answers)


def _meaning(sureness: Calibration) -> str:
    signed = sum(
        each.count * (each.accuracy - each.confidence)
        for each in sureness.bins
        if each.accuracy is not None and each.confidence is not None
    )
    tendency = "It is more often right than it says" if signed > 0 else "It is surer than right"
    return (
        "Each dot: answers given with about this probability, how many of them are right, and the "
        "95% interval (Wilson, 1927); on the line both are the same. The distance, each dot "
        "weighed by its answers, is the expected calibration error (Guo et al., 2017). "
        f"{tendency}."
    )


def _show_bins(sureness: Calibration) -> None:
    show_html_table(
        "Reliability",
        tuple(map(Column, ("Probability", "Answers", "Mean", "Right", "95% from", "to"))),
        (
            (
                Cell(f"{each.low:.0%} to {each.high:.0%}"),
                Cell(f"{each.count:,}"),
                Cell(f"{each.confidence:.1%}"),
                Cell(f"{each.accuracy:.1%}"),
                *(Cell(f"{end:.1%}") for end in each.interval),
            )
            for each in sureness.bins
            if each.confidence is not None and each.accuracy is not None
        ),
    )


@st.fragment(key="abstention")
def _show_threshold(answers: Answers) -> None:
    """Below the threshold the answer is "I don't know": how often, and what is left wrong."""
    threshold = session.SURE_FROM.get()
    now = abstention(answers, threshold / 100)
    st.markdown(
        f"**Below {threshold}% it says “I don't know”: to {now.unsure:.1%} of the images, "
        f"and {counted(now.wrong, 'mistake')} "
        f"{'is' if now.wrong == 1 else 'are'} left**"
    )
    trade = [(step, abstention(answers, step / 100)) for step in THRESHOLDS]
    finely = [abstention(answers, step / 200) for step in range(200)]
    st.plotly_chart(
        coverage_figure(finely, now),
        key="coverage",
        config=CHART,
        alt="Wrong answers over images left unanswered; the numbers follow below",
    )
    st.slider(
        "Say “I don't know” below",
        0,
        99,
        session.SURE_FROM.default,
        key=session.SURE_FROM.name,
        format="%d%%",
        persist_state="session",
    )
    with st.expander("The same in numbers"):
        show_html_table(
            "I don't know",
            tuple(map(Column, ("Answered from", "I don't know", "Answered", "Wrong", "Of these"))),
            (
                (
                    Cell(f"{step}%"),
                    Cell(f"{each.unsure:.2%}"),
                    Cell(f"{each.answered:,}"),
                    Cell(f"{each.wrong:,}"),
                    Cell("–" if each.error is None else f"{each.error:.2%}"),
                )
                for step, each in trade
            ),
        )
