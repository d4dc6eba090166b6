"""Every file of a run's folder, damaged in every way: the page opens and says what is wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nin.codec import loads
from nin.data.own_digits import OwnDigitsError, from_npz
from nin.runs import events, folder, status
from nin.runs.folder import CONFIG, CONTROL, DRAWINGS, EVENTS, LOCK, LOG, NETWORK, STOP, WEIGHTS
from nin.train import TrainConfig
from tests.support.pages.training import Runs, TrainingPage, finished, learning

OTHER = loads("1x9x3 n4k3-3")

Damage = Callable[[Path, Path], None]  # the file, and another run's of that name


def _garbage(path: Path, foreign: Path) -> None:
    path.write_bytes(b"\xff\xfe{]\0\n" * 50)


def _half(path: Path, foreign: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _gone(path: Path, foreign: Path) -> None:
    path.unlink()


def _folder(path: Path, foreign: Path) -> None:
    path.unlink()
    path.mkdir()


def _foreign(path: Path, foreign: Path) -> None:
    shutil.copy(foreign, path)


def _line(path: Path, foreign: Path) -> None:
    path.write_bytes(b"\n" + path.read_bytes())


FILES = (NETWORK, CONFIG, EVENTS, WEIGHTS, LOG, STOP, CONTROL, LOCK, DRAWINGS)
DAMAGES: dict[str, Damage] = {
    damage.__name__: damage for damage in (_garbage, _half, _gone, _folder, _foreign, _line)
}
# What the page says of which damage; where nothing is named it goes on as if nothing had happened.
SENTENCES = {
    (NETWORK, "_garbage"): "network.txt is damaged",
    (NETWORK, "_half"): "network.txt is damaged",
    (NETWORK, "_gone"): "network.txt cannot be read (No such file",
    (NETWORK, "_folder"): "network.txt cannot be read (Is a directory)",
    (NETWORK, "_foreign"): "weights.safetensors is of another network",
    (CONFIG, "_garbage"): "config.json is damaged",
    (CONFIG, "_half"): "config.json is damaged",
    (CONFIG, "_gone"): "there is no run 0001-00000001 here",
    (CONFIG, "_folder"): "config.json cannot be read (Is a directory)",
    (EVENTS, "_garbage"): "events.jsonl is damaged",
    (EVENTS, "_folder"): "events.jsonl ",
    (EVENTS, "_line"): "events.jsonl is damaged",
    (EVENTS, "_gone"): "Stopped",  # by the order that is there
    (EVENTS, "_half"): "the process ended without a last word",
    (EVENTS, "_foreign"): "Interrupted: ",
    (WEIGHTS, "_garbage"): "Its weights cannot be used: checkpoint: ",
    (WEIGHTS, "_half"): "Its weights cannot be used: checkpoint: ",
    (WEIGHTS, "_gone"): "Its weights cannot be used: weights.safetensors cannot be read",
    (WEIGHTS, "_folder"): "Its weights cannot be used: weights.safetensors cannot be read",
    (WEIGHTS, "_foreign"): "Its weights cannot be used: weights.safetensors is of another network",
    (WEIGHTS, "_line"): "Its weights cannot be used: checkpoint: ",
}


def with_every_file(runs: Runs) -> Path:
    """A finished run that has each of the files that a run can have."""
    run = runs.root / runs.add(finished())
    (run / CONTROL).write_text('{"lr": 0.25}')
    (run / STOP).touch()
    (run / LOG).write_text("one line\n")
    (run / DRAWINGS).write_bytes(b"drawings")
    os.utime(run / CONFIG, (1_000_000, 1_000_000))
    return run


def damaged(runs: Runs, name: str, damage: Damage) -> tuple[Path, str]:
    """A finished run with one of its files damaged, and the name of another run beside it."""
    run = with_every_file(runs)
    other = runs.add(learning(test=0.5), network=OTHER)
    foreign = runs.root / other / name
    if not foreign.exists():
        foreign.write_bytes(b"another's")
    damage(run / name, foreign)
    return run, other


@pytest.mark.parametrize(("name", "damage"), SENTENCES, ids=lambda part: str(part).strip("_"))
def test_a_run_with_one_file_damaged_opens_says_so_and_can_be_deleted(
    runs: Runs, name: str, damage: str
) -> None:
    run, other = damaged(runs, name, DAMAGES[damage])
    page = TrainingPage(run=run.name)
    assert SENTENCES[name, damage] in page.says()
    assert page.table("Runs")[other][0] == "killed"
    if page.picked == run.name:
        page.click("delete-run")
        assert runs.names() == [other]


def test_any_other_damage_changes_nothing_that_is_said_of_a_run(tmp_path: Path) -> None:
    everything = {(name, damage) for name in FILES for damage in DAMAGES}
    for name, damage in sorted(everything - SENTENCES.keys()):
        with Runs(tmp_path / name / damage, warm=0) as folder:
            run, _ = damaged(folder, name, DAMAGES[damage])
            assert status(run).state == "finished"
            assert len(events(run)) == len(finished())


def test_a_number_that_no_arithmetic_takes_is_no_order_and_no_configuration(runs: Runs) -> None:
    run = with_every_file(runs)
    huge = "1" + 400 * "0"
    (run / CONTROL).write_text(f'{{"lr": {huge}}}')
    assert folder.orders(run).lr is None
    (run / CONFIG).write_text(f'{{"lr": {huge}}}')
    assert "config.json is damaged" in TrainingPage(run=run.name).says()


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"\x93NUMPY", b"\0" * 2_000_000])
def test_damaged_drawings_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(OwnDigitsError):
        from_npz(data)


def test_any_rate_that_the_command_line_took_is_shown(runs: Runs) -> None:
    name = runs.add(learning(), config=TrainConfig(lr=50), alive=True)
    page = TrainingPage(run=name)
    assert page.app.text_input(f"live-lr-{name}").value == "50"


def test_of_a_long_log_only_the_end_is_read(runs: Runs) -> None:
    run = runs.root / runs.add(learning())
    with (run / LOG).open("wb") as log:
        log.truncate(1 << 40)  # takes no room on the disk
        log.seek(0, 2)
        log.write(b"\nthe last word\n")
    assert status(run).detail.endswith("its log ends: the last word")
