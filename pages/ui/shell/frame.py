"""What every page begins with: its title, its style, and the menu."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

import streamlit as st

from nin import limits
from pages.ui.shell.admission import admit
from pages.ui.shell.latency import send_at_once
from pages.ui.shell.threads import one_a_visitor

ROOT = Path(__file__).resolve().parents[3]
PAGES = (
    ("app.py", "Start", ":material/draw:"),
    ("pages/class_maps.py", "Class maps", ":material/grid_view:"),
    ("pages/feature_maps.py", "Feature maps", ":material/layers:"),
    ("pages/architecture.py", "Architecture", ":material/account_tree:"),
    ("pages/training.py", "Training", ":material/model_training:"),
    ("pages/results.py", "Results", ":material/bar_chart:"),
    ("pages/lessons.py", "Lessons", ":material/school:"),
)


FILES = {name: file for file, name, _ in PAGES}


def frame(title: str) -> None:
    """Set up the page of this name, as it stands in the menu; in a frame there is no menu."""
    st.set_page_config(
        page_title=f"{title} · NiN Explorer",
        page_icon=_icon(),
        layout="wide",
    )
    send_at_once()
    one_a_visitor()
    folder = ROOT / "pages" / "ui" / title.lower().replace(" ", "_")
    st.html(_styles(ROOT / "pages" / "ui" / "shell" / "style.css", folder / "style.css"))
    admit(limits.MAX_SESSIONS)
    if st.context.is_embedded:
        return  # one page in a frame of another: its bar has a way out
    with st.container(horizontal=True, vertical_alignment="center", key="menu"):
        st.markdown("**NiN Explorer**", width="content")
        for page, name, icon in PAGES:
            st.page_link(page, label=name, icon=icon)


def heading(sentence: str) -> None:
    """What one learns on the page, in a sentence: its title, since the menu says its name."""
    st.title(sentence, anchor=False)


@cache
def _icon() -> str:
    """The icon itself: a file's link can be gone for a moment while one run replaces another."""
    picture = (ROOT / "assets" / "icon.png").read_bytes()
    return "data:image/png;base64," + base64.b64encode(picture).decode()


@cache
def _styles(*files: Path) -> str:
    """The style of all pages, and the page's own where it has one."""
    styles = (file.read_text(encoding="utf-8") for file in files if file.exists())
    return f"<style>{''.join(styles)}</style>"
