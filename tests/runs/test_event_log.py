"""Reading a file of events as it grows: always what it holds, nothing parsed twice; and writing."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.runs import event_log
from nin.runs.event_log import EventWriter
from nin.train import Event, Failed
from nin.train.events import EventError, to_json
from tests.support.faults import room_for

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
            assert list(event_log.read(path)) == events[:complete]


@given(before=EVENTS, after=OTHERS)
def test_a_file_that_was_replaced_or_cut_is_read_from_its_start(
    before: list[Event], after: list[Event]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "events")
        for events in (before, after, after[:1]):
            path.write_bytes(lines(events))
            assert list(event_log.read(path)) == events


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(lines([Failed("one"), Failed("two")]))
    first = event_log.read(path)
    with path.open("ab") as file:
        file.write(lines([Failed("three")]))
    again = event_log.read(path)
    assert again[2] == Failed("three")
    assert all(new is old for new, old in zip(again, first, strict=False))


def test_what_is_kept_of_all_files_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for path in (old, new):
        path.write_bytes(lines([Failed(path.name)]))
    monkeypatch.setattr(event_log, "MAX_CACHED_BYTES", old.stat().st_size)
    first = {path: event_log.read(path)[0] for path in (old, new)}
    assert event_log.read(new)[0] is first[new]
    assert event_log.read(old)[0] is not first[old]


def test_a_damaged_line_is_refused_each_time_and_read_once_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "events"
    good = lines([Failed("one")])
    path.write_bytes(good + b"{}\n")
    for _ in range(2):
        with pytest.raises(EventError, match="not an event"):
            event_log.read(path)
    path.write_bytes(good)
    assert event_log.read(path) == (Failed("one"),)


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events"
    path.write_bytes(lines([Failed("one")]))
    monkeypatch.setattr(event_log, "MAX_EVENTS_BYTES", 8)
    with pytest.raises(event_log.EventsTooLargeError):
        event_log.read(path)


@pytest.mark.parametrize("length", [1, 4_000, 5_000, 900_000])
@pytest.mark.parametrize("unfinished", [b"", b'{"event": "Failed", "rea'])
def test_the_last_event_is_read_without_those_before_it(
    tmp_path: Path, length: int, unfinished: bytes
) -> None:
    path = tmp_path / "events"
    for before in (b"", b"no event\n" * 1_000):
        path.write_bytes(before + lines([Failed(length * "x")]) + unfinished)
        assert event_log.last(path) == Failed(length * "x")
    path.write_bytes(unfinished)
    assert event_log.last(path) is None


def test_the_writer_makes_a_new_file_and_what_it_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events"
    with EventWriter(path) as log:
        log.write(Failed("one"))
        assert event_log.read(path) == (Failed("one"),)
        with room_for(path.stat().st_size + 3), pytest.raises(OSError, match="File too large"):
            log.write(Failed("there is no room"))
        log.write(Failed("two"))
    assert event_log.read(path) == (Failed("one"), Failed("two"))
    with pytest.raises(FileExistsError):
        EventWriter(path)
