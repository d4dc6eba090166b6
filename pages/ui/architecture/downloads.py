"""What one can take away: the link, code, ONNX, the table and the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st

from nin.analysis import Trace
from nin.codec import dumps, link
from nin.export.code import to_csv, to_pytorch
from nin.export.diagram import to_svg
from nin.spec import Network
from pages.ui.components.download.component import save


class File(NamedTuple):
    """A file to take away: its name, its kind, and what makes it of a network."""

    name: str
    mime: str
    make: Callable[[Network], str | bytes]


def _to_onnx(network: Network) -> bytes:
    from nin.export.onnx_model import to_onnx  # loads onnx, so only when it is asked for

    return to_onnx(network)


_FILES = {
    "PyTorch code": File("nin.py", "text/x-python", to_pytorch),
    "ONNX": File("nin.onnx", "application/octet-stream", _to_onnx),
    "Table, CSV": File("nin.csv", "text/csv", to_csv),
    "Diagram, SVG": File("nin.svg", "image/svg+xml", to_svg),
}
_HELP = {"ONNX": "Untrained weights; every shape is stored, so viewers show it."}


def show_downloads(network: Network, trace: Trace) -> None:
    """The link and the text, and the files of a network that fits."""
    st.markdown("**Link** to this network")
    st.code(_url(network), language=None, wrap_lines=True)
    st.markdown("**Text** of this network, for the command line: `python -m nin table '…'`")
    st.code(dumps(network), language=None, wrap_lines=True)
    if trace.fault:
        st.info("Code, ONNX, table and picture follow as soon as every layer fits.")
        return
    with st.container(horizontal=True, key="files"):
        clicked = [label for label in _FILES if _button(label, trace)]
    st.code(to_pytorch(network), language="python", wrap_lines=True)
    for label in clicked:  # made now, so of the network with what was typed just before
        name, mime, make = _FILES[label]
        data = make(network)
        save(data if isinstance(data, bytes) else data.encode(), name, mime)


def _button(label: str, trace: Trace) -> bool:
    excess = trace.excess if label == "ONNX" else None
    return st.button(
        label,
        key=f"download-{_FILES[label].name}",
        icon=":material/download:",
        help=excess or _HELP.get(label),
        disabled=excess is not None,
    )


def _url(network: Network) -> str:
    page = urlsplit(st.context.url or "http://localhost:8501")
    return f"{page.scheme}://{page.netloc}{page.path or '/'}?net={link(dumps(network))}"
