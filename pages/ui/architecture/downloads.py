"""What one can take away: the link, code, ONNX, the table and the picture."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from nin.analysis import Trace
from nin.codec import dumps, link
from nin.export.code import to_csv, to_pytorch
from nin.export.diagram import to_svg
from nin.spec import Network


def show_downloads(network: Network, trace: Trace) -> None:
    """The link and the text, and the files of a network that fits."""
    st.markdown("**Link** to this network")
    st.code(_url(network), language=None, wrap_lines=True)
    st.markdown("**Text** of this network, for the command line: `python -m nin table '…'`")
    st.code(dumps(network), language=None, wrap_lines=True)
    if trace.fault:
        st.info("Code, ONNX, table and picture follow as soon as every layer fits.")
        return
    code = to_pytorch(network)
    with st.container(horizontal=True, key="files"):
        _download("PyTorch code", code, "nin.py", "text/x-python")
        _onnx_download(network, trace)
        _download("Table, CSV", to_csv(network), "nin.csv", "text/csv")
        _download("Diagram, SVG", to_svg(network), "nin.svg", "image/svg+xml")
    st.code(code, language="python", wrap_lines=True)


def _download(label: str, data: str, file_name: str, mime: str) -> None:
    st.download_button(
        label,
        data,
        file_name,
        mime,
        key=f"download-{file_name}",
        icon=":material/download:",
        on_click="ignore",
    )


def _onnx_download(network: Network, trace: Trace) -> None:
    """Made only when asked for: it imports onnx and draws the weights."""

    def make() -> bytes:
        from nin.export.onnx_model import to_onnx

        return to_onnx(network)

    st.download_button(
        "ONNX",
        make,
        "nin.onnx",
        "application/octet-stream",
        key="download-nin.onnx",
        icon=":material/download:",
        help=trace.excess or "Untrained weights; every shape is stored, so viewers show it.",
        disabled=trace.excess is not None,
        on_click="ignore",
    )


def _url(network: Network) -> str:
    page = urlsplit(st.context.url or "http://localhost:8501")
    return f"{page.scheme}://{page.netloc}{page.path or '/'}?net={link(dumps(network))}"
