"""What a process leaves behind that has ended."""

from pathlib import Path

from nin.files import locks


def leave(lock: Path) -> None:
    """Hold the lock at `lock` once, as the process did that is gone."""
    with locks.holding(lock):
        pass
