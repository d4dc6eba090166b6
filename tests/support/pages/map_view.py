"""A page with maps, as the tests drive it: what a browser would send, what Python then has."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.support.map_packets import Packet, unpacked
from tests.support.pages.reading import Table, tables


class MapPage:
    """Three channels of 2×4 cells that can be chosen, or masked."""

    def __init__(self, masking: bool = False) -> None:
        def page() -> None:
            import numpy as np
            import streamlit as st

            from nin.interpret.xray_steps import Cell
            from pages.ui.components.map_view import (
                Maps,
                maps_table,
                mask_maps,
                select_cell,
                set_mask,
                show_maps,
            )

            st.button("Order", key="order", on_click=select_cell, args=("m", Cell(2, 1, 3)))
            st.button("None", key="none", on_click=select_cell, args=("m", None))
            st.button("Mask", key="mask", on_click=set_mask, args=("m", np.eye(2, 4) > 0))
            st.button("Clear", key="clear", on_click=set_mask, args=("m", None))
            name = st.selectbox("Op", ["conv", "relu", "pool"], key="op")
            rows = 1 if name == "pool" else 2
            if st.toggle("Elsewhere", key="elsewhere"):
                return
            values = np.arange(12 * rows, dtype=np.float32).reshape(3, rows, 4)
            maps = Maps(name, values + float(st.number_input("Image", 0, 9, key="image")))
            if st.session_state.masking:
                st.session_state.got = mask_maps("m", maps).astype(int).tolist()
            else:
                chosen = show_maps("m", maps)
                st.session_state.got = chosen and (chosen.channel, chosen.row, chosen.column)
            maps_table(maps, most=2)

        self.app = AppTest.from_function(page)
        self.app.session_state["masking"] = masking
        self.run()

    def run(self) -> None:
        self.app.run()
        assert [error.value for error in self.app.exception] == []

    def send(self, value: object) -> None:
        self.app.session_state["m"] = {"answer": value}
        self.run()

    def choose(self, *cell: int) -> None:
        """As the browser does, which repeats the number of the order that it knows."""
        self.send({"order": self.packet.header["order"], "cell": list(cell)})

    def press(self, key: str) -> None:
        self.app.button(key).click()
        self.run()

    def show(self, op: str) -> None:
        ops = self.app.selectbox("op")
        assert op in ops.options  # AppTest takes any word
        ops.set_value(op)
        self.run()

    def go(self, elsewhere: bool) -> None:
        self.app.toggle("elsewhere").set_value(elsewhere)
        self.run()

    @property
    def bytes(self) -> bytes:
        """What the browser gets."""
        (view,) = self.app.get("bidi_component")
        data: bytes = view.proto.bytes
        return data

    @property
    def packet(self) -> Packet:
        return unpacked(self.bytes)

    def got(self) -> object:
        return self.app.session_state["got"]

    @property
    def warnings(self) -> list[str]:
        return [warning.value for warning in self.app.warning]

    @property
    def captions(self) -> list[str]:
        return [caption.value for caption in self.app.caption]

    @property
    def table(self) -> Table:
        (html,) = self.app.get("html")
        (found,) = tables(html.proto.body)
        return found
