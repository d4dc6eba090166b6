"""Data sets as plain arrays, whatever they are stored as.

`catalogue` is the table of the sets that have a name: the bundled `digits`, and the well-known ones
of `standard`, each with its title, classes and reader. `dataset` leads from a name to the arrays,
also of one's own images in folders (`image_folder`).

`samples` gives a few images of a set to look at, and tells whether the files of a set have
changed. `own_digits` are drawings that a visitor kept. `make_digits` writes the bundled file anew.
"""

from nin.data.catalogue import SETS, title
from nin.data.dataset import (
    Dataset,
    classes,
    default_root,
    is_here,
    load,
    takes_drawings,
    train_size,
    with_drawings,
    with_fewer,
    with_strangers,
    with_validation,
)
from nin.data.names import DataError

__all__ = [
    "SETS",
    "DataError",
    "Dataset",
    "classes",
    "default_root",
    "is_here",
    "load",
    "takes_drawings",
    "title",
    "train_size",
    "with_drawings",
    "with_fewer",
    "with_strangers",
    "with_validation",
]
