from pages.ui.components.pad.pad import Drawing, Pad, PadError, clear_pad, draw_pad, read_pad

__all__ = ["Drawing", "Pad", "PadError", "clear_pad", "draw_pad", "read_pad"]
