"""News from the browser that it has painted what it was sent: for what may follow after that.

What stands elsewhere on the page and follows from an edit would only delay the edit itself. So an
echo stands last among the elements it is about, and tells of them in the browser; what follows
hears it, and asks for a run until one has come. No run is started from another's callback: a click
that reaches Python together with the news would start the callback's run in place of its own.

A *beat* has a fragment run again and again, by the same careful asking.
"""

from __future__ import annotations

from itertools import count

from pages.ui.components.loader import register

_component = register("nin_echo", __file__)
_runs = count()  # a run that came is told from one that was lost


def echo(key: str, token: str) -> None:
    """Tell within the browser once it has painted this element, and so those before it.

    Args:
        key: Its name, which begins with `echo-`.
        token: What the elements before it show; it is told of when it changes, unless it is empty.
    """
    _component(key=key, data=[token, 0, 0], on_painted_change=_nothing)


def hear(key: str) -> None:
    """Run the fragment that this is called in whenever an echo of the page tells of something.

    Args:
        key: Its name, which begins with `echo-`.
    """
    _component(key=key, data=[None, next(_runs), 0], on_painted_change=_nothing)


def beat(key: str, seconds: float) -> None:
    """Run the fragment that this is called in again after so long, in each run that calls this.

    Streamlit's own `run_every` asks whatever the page is doing: what was clicked meanwhile may be
    lost, and what Python has just written into a field is overwritten by what stood there.

    Args:
        key: Its name, which begins with `beat-`.
        seconds: From when the browser shows this run.
    """
    _component(key=key, data=[None, next(_runs), 1000 * seconds], on_painted_change=_nothing)


def _nothing() -> None:
    """What follows is read by the run that the news starts."""
