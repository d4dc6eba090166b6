"""Reading a file of events as it grows: always what the file holds, and nothing parsed twice."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.runs import event_log
from nin.train import Event, Failed
from nin.train.events import EventError, to_json

LIMIT = 1024**2
EVENTS = st.lists(st.builds(Failed, st.text("aé\n", max_size=5)), max_size=6)
OTHERS = st.lists(st.builds(Failed, st.text("bü\t", min_size=1, max_size=5)), max_size=6)


def lines(events: list[Event]) -> bytes:
    return "".join(f"{to_json(event)}\n" for event in events).encode()


@given(events=EVENTS, data=st.data())
def test_a_file_that_grows_is_read_as_if_anew_each_time(
    events: list[Event], data: st.DataObject
) -> None:
    whole = lines(events)
    with TemporaryDirectory() as folder:
        path = Path(folder, "events")
        path.touch()
        ends = data.draw(st.lists(st.integers(0, len(whole)), max_size=5).map(sorted))
        for end in [*ends, len(whole)]:
            with path.open("ab") as file:
                file.write(whole[path.stat().st_size : end])
            complete = whole[:end].count(b"\n")
            assert list(event_log.read(path, LIMIT)) == events[:complete]


@given(before=EVENTS, after=OTHERS)
def test_a_file_that_was_replaced_or_cut_is_read_from_its_start(
    before: list[Event], after: list[Event]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "events")
        for events in (before, after, after[:1]):
            path.write_bytes(lines(events))
            assert list(event_log.read(path, LIMIT)) == events


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(lines([Failed("one"), Failed("two")]))
    first = event_log.read(path, LIMIT)
    with path.open("ab") as file:
        file.write(lines([Failed("three")]))
    again = event_log.read(path, LIMIT)
    assert again[2] == Failed("three")
    assert all(new is old for new, old in zip(again, first, strict=False))


def test_what_is_kept_of_all_files_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for path in (old, new):
        path.write_bytes(lines([Failed(path.name)]))
    monkeypatch.setattr(event_log, "_KEPT", old.stat().st_size)
    first = {path: event_log.read(path, LIMIT)[0] for path in (old, new)}
    assert event_log.read(new, LIMIT)[0] is first[new]
    assert event_log.read(old, LIMIT)[0] is not first[old]


def test_a_damaged_line_is_refused_each_time_and_read_once_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "events"
    good = lines([Failed("one")])
    path.write_bytes(good + b"{}\n")
    for _ in range(2):
        with pytest.raises(EventError, match="not an event"):
            event_log.read(path, LIMIT)
    path.write_bytes(good)
    assert event_log.read(path, LIMIT) == (Failed("one"),)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(lines([Failed("one")]))
    with pytest.raises(ValueError, match="over 8 bytes"):
        event_log.read(path, 8)
