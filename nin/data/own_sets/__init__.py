"""Sets of one's own pictures, gathered on the pages: classes with names, and pictures in them.

    NIN_DATA/own/ID/set.json                      name, owner, and how pictures are prepared
    NIN_DATA/own/ID/images/CLASS/0001-drawn.png   as the network sees them

`own:ID` is a data set, and `folder:NIN_DATA/own/ID/images` the same pixels. `stored` is what lies
on the disk, `changing` all that changes it, `archive` a set as a ZIP, `findings` what to look at
before one trains. A set is its owner's: a key that only the owner's browser has, of which the disk
holds a digest.
"""

from nin.data.own_sets.archive import add_archive, from_zip, to_zip
from nin.data.own_sets.changing import (
    add,
    add_class,
    add_digits,
    add_prepared,
    create,
    delete,
    prepared,
    remove,
    remove_class,
    rename_class,
)
from nin.data.own_sets.findings import findings
from nin.data.own_sets.stored import (
    OwnClass,
    OwnSet,
    OwnSetError,
    Settings,
    find,
    is_owner,
    pictures,
    sets_of,
)

__all__ = [
    "OwnClass",
    "OwnSet",
    "OwnSetError",
    "Settings",
    "add",
    "add_archive",
    "add_class",
    "add_digits",
    "add_prepared",
    "create",
    "delete",
    "find",
    "findings",
    "from_zip",
    "is_owner",
    "pictures",
    "prepared",
    "remove",
    "remove_class",
    "rename_class",
    "sets_of",
    "to_zip",
]
