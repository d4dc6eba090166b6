import os
from pathlib import Path

import pytest

from nin.files import locks


@pytest.fixture
def born(tmp_path: Path) -> Path:
    """A file from the time of whose making a process counts as starting."""
    file = tmp_path / "born"
    file.touch()
    return file


def make_old(file: Path) -> None:
    os.utime(file, (1_000_000, 1_000_000))


def test_a_process_that_has_made_its_locks_file_and_holds_it_next_is_alive(born: Path) -> None:
    lock = born.with_name("lock")
    lock.touch()  # a busy machine can stop a process between the two
    assert not locks.is_held(lock)
    assert locks.is_alive(lock, born)
    make_old(born)
    assert not locks.is_alive(lock, born)


def test_a_process_lives_while_it_holds_its_lock_and_not_a_moment_longer(born: Path) -> None:
    lock = born.with_name("lock")
    assert not locks.was_held(lock)
    with locks.holding(lock):
        assert locks.was_held(lock)
        make_old(born)
        assert locks.is_alive(lock, born)
        born.touch()
    assert locks.was_held(lock)
    assert not locks.is_alive(lock, born)


def test_a_lock_is_held_by_one_whoever_had_it_before(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    for _ in range(3):
        with locks.holding(lock), locks.trying(lock) as second:
            assert not second
    assert lock.stat().st_size == 1
