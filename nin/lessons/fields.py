"""Fields of a TOML table, read one by one; what is wrong is said with the field's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from nin.checkpoint_header import CheckpointError
from nin.codec import dumps, link
from nin.experiments import PlanError
from nin.lessons.lesson import MAX_WORDS
from nin.lessons.places import VIEWS
from nin.lessons.scene import WORDS
from nin.presets import find
from nin.spec import SpecError

T = TypeVar("T")


class FieldError(ValueError):
    """What is wrong with a field, before it is known where."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def known(table: Mapping[str, object], names: set[str], before: str = "") -> None:
    """That a table has no other fields than these."""
    for name in table:
        if name not in names:
            raise FieldError(f"{before}{name[:40]}", f"is no field; there are {_listed(names)}")


def text_of(table: dict[str, Any], field: str, before: str = "") -> str:
    """A text that is not empty, nor too long; `before` is what stands before the field's name."""
    text: str = typed(str, table, field, "a text", before)
    if not text.strip():
        raise FieldError(f"{before}{field}", "is empty")
    if len(text) > MAX_WORDS:
        raise FieldError(f"{before}{field}", f"has {len(text):,} characters, more than {MAX_WORDS}")
    return text.strip()


def typed(kind: type[T], table: dict[str, Any], field: str, what: str, before: str = "") -> T:
    """A value of this kind; `what` says in words what it must be."""
    if field not in table:
        raise FieldError(f"{before}{field}", f"is missing; it is {what}")
    value = table[field]
    if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
        raise FieldError(f"{before}{field}", f"must be {what}")
    return value


def one_of(value: str, names: Mapping[str, object] | tuple[str, ...], field: str) -> str:
    """A value that is one of these names."""
    if value not in names:
        there = _listed(names) if names else "none on this page"
        raise FieldError(field, f"there is no {value[:40]!r}; there are: {there}")
    return value


def or_field(field: str, compute: Callable[[], T]) -> T:
    """What is computed; what the core says against it is said of the field."""
    try:
        return compute()
    except (SpecError, CheckpointError, PlanError) as error:
        raise FieldError(field, str(error)) from None


def words_of(entry: dict[str, Any], field: str, page: str) -> dict[str, str]:
    """Words of a link: what is looked at on this page, a network by its text."""
    table = typed(dict, entry, field, "a table") if field in entry else {}
    known(table, set(WORDS), f"{field}.")
    for name in table:
        text_of(table, name, f"{field}.")
    if "net" in table and "weights" in table:
        raise FieldError(f"{field}.net", "stands in place of weights; take one of them")
    if "view" in table:
        one_of(table["view"], VIEWS.get(page, ()), f"{field}.view")
    if "net" in table:  # as links and the session write it
        text = or_field(f"{field}.net", lambda: link(dumps(find(table["net"]))))
        table = {**table, "net": text}
    return dict(table)


def _listed(names: Mapping[str, object] | tuple[str, ...] | set[str]) -> str:
    return ", ".join(sorted(names) if isinstance(names, set) else names)
