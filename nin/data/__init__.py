"""Data sets as plain arrays, whatever they are stored as.

`catalogue` is the table of the sets that have a name: the bundled `digits`, and the well-known ones
of `standard`, each with its title, classes and reader. `dataset` leads from a name to the arrays,
also of one's own images in folders (`image_folder`).

`samples` gives a few images of a set to look at, and tells whether the files of a set have
changed. `own_digits` are drawings that a visitor kept, `own_sets` sets of one's own pictures.
`make_digits` writes the bundled file anew.
"""

from nin.data.catalogue import SETS, title
from nin.data.dataset import (
    Dataset,
    classes,
    is_here,
    load,
    sizes,
    takes_drawings,
    with_drawings,
    with_fewer,
    with_strangers,
    with_validation,
)
from nin.data.names import DataError
from nin.data.root import default_root

__all__ = [
    "SETS",
    "DataError",
    "Dataset",
    "classes",
    "default_root",
    "is_here",
    "load",
    "sizes",
    "takes_drawings",
    "title",
    "with_drawings",
    "with_fewer",
    "with_strangers",
    "with_validation",
]
