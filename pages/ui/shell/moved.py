"""Widgets that show a value which is changed elsewhere too: each such change gives them a new key.

Each run writes the value into the widget, so that it follows whatever changes it. But with every
event a browser sends what all of its widgets show, for a moment still the old values, and under a
key that is in use these would count as entered.
"""

from __future__ import annotations

from collections.abc import Iterable

from pages.ui.shell import session


def widget_key(name: str, value: object) -> str:
    """The key of the widget that shows this value, a new one if something else has moved it.

    Args:
        name: Of the widget, which is its first key.
        value: What it is to show; it is set here.
    """
    keys = session.WIDGET_KEYS.get()
    key = keys.get(name, name)
    shown = session.field(key)
    if shown.get() != value and shown.is_set and session.KEPT_KEY.get() != key:
        key = _next(name, key)
        shown = session.field(key)
    if shown.get() != value or not shown.is_set:
        shown.set(value)
    if session.KEPT_KEY.get() == key:
        session.KEPT_KEY.set(None)
    if keys.get(name) != key:
        session.WIDGET_KEYS.set({**keys, name: key})
    return key


def shown(name: str) -> object:
    """What the widget of this name shows, as it was entered last; None before there is one."""
    return session.field(session.WIDGET_KEYS.get().get(name, name)).get()


def keep(key: str) -> None:
    """Have a widget moved back under the key that it has, for it may hold the focus."""
    session.KEPT_KEY.set(key)


def is_in_use(key: str) -> bool:
    """Whether this is a key under which something is shown now."""
    return key in session.WIDGET_KEYS.get().values()


def retire(names: Iterable[str]) -> None:
    """Widgets that are gone: what the browser still says of them counts no more."""
    keys = session.WIDGET_KEYS.get()
    session.WIDGET_KEYS.set({**keys, **{name: _next(name, keys[name]) for name in names}})


def _next(name: str, key: str) -> str:
    return f"{name}--{int(key.removeprefix(name).removeprefix('--') or 0) + 1}"
