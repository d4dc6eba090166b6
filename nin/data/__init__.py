"""Data sets as plain arrays, whatever they are stored as.

`names` has the names and the one error; `dataset` is the way from a name to the arrays: the bundled
digits, the well-known sets of `standard`, one's own images in folders (`image_folder`). `samples`
gives a few images of a set to look at, `own_digits` are drawings that a visitor kept.
"""

from nin.data.dataset import Dataset, classes, default_root, load, with_drawings
from nin.data.names import DataError

__all__ = ["DataError", "Dataset", "classes", "default_root", "load", "with_drawings"]
