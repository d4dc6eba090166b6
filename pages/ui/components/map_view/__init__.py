from pages.ui.components.map_view.maps import Maps, arranged, largest
from pages.ui.components.map_view.table import maps_table
from pages.ui.components.map_view.view import (
    chosen_cell,
    chosen_mask,
    mask_maps,
    select_cell,
    set_mask,
    show_maps,
)
from pages.ui.components.map_view.windows import Windows, windows_of

__all__ = [
    "Maps",
    "Windows",
    "arranged",
    "chosen_cell",
    "chosen_mask",
    "largest",
    "maps_table",
    "mask_maps",
    "select_cell",
    "set_mask",
    "show_maps",
    "windows_of",
]
