"""Waiting for what another process does, with a deadline in place of a guess."""

import time
from collections.abc import Callable
from threading import Event


def wait_for(condition: Callable[[], object], what: str, seconds: float = 120) -> None:
    """Return as soon as the condition holds; fail with `what` if it never does."""
    deadline, never = time.monotonic() + seconds, Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        never.wait(0.01)
