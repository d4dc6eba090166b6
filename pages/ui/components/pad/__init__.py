from pages.ui.components.pad.pad import Drawing, PadError, clear_pad, draw_pad, drawn_on

__all__ = ["Drawing", "PadError", "clear_pad", "draw_pad", "drawn_on"]
