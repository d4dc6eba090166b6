from pages.ui.pad.pad import Drawing, PadError, clear_pad, draw_pad

__all__ = ["Drawing", "PadError", "clear_pad", "draw_pad"]
