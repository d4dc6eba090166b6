"""Pictures that are one visitor's: who else looks at a run that learnt them sees none of them."""

from __future__ import annotations

from nin.data.names import OWN, VALIDATION
from nin.data.own_sets import is_owner
from pages.ui.components.visitor.component import visitor


def may_see(dataset: str) -> bool:
    """Whether this visitor may look at the pictures of a data set: at all but another's own."""
    if not dataset.startswith(OWN):
        return True
    return is_owner(visitor(), dataset.removesuffix(VALIDATION))


def is_private(dataset: str) -> bool:
    """Whether the pictures of a data set are one visitor's alone."""
    return dataset.startswith(OWN)
