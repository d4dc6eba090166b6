"""The one table of the data sets that have a name of their own.

A new set is a module with its `KnownSet`, and its line here: the command line, the forms and the
sentences take its name, label and title from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nin.data.digits import DIGITS
from nin.data.known_set import KnownSet
from nin.data.names import OWN
from nin.data.own_sets.stored import own_title
from nin.data.standard import CIFAR10, FASHION_MNIST, MNIST

SETS: Mapping[str, KnownSet] = MappingProxyType(
    {entry.name: entry for entry in (DIGITS, MNIST, FASHION_MNIST, CIFAR10)}
)


def title(name: str) -> str:
    """What a sentence calls the set of this name; an unknown name is cut to 40 characters."""
    if name.startswith(OWN):
        return own_title(name)
    return SETS[name].title if name in SETS else name[:40]
