"""Sets of one's own pictures: what is added is what is learnt, and each is its owner's alone."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nin import data
from nin.data import own_sets
from nin.data.names import OWN
from nin.data.own_sets import OwnSet, OwnSetError, Settings
from nin.data.samples import fingerprint, samples
from nin.images.preparation import Preparation, prepare
from nin.limits import MAX_OWN_CLASSES, MAX_OWN_PICTURES, MAX_OWN_SETS
from nin.runs.naming import data_words
from nin.train import ConfigError, TrainConfig
from tests.support.shapes import SHAPES, drawing

ME, OTHER = "the key of one visitor", "the key of another"
COLOUR = Settings(Preparation.WHOLE, 3, 32)


def gathered(count: int = 6, owner: str = ME, name: str = "Shapes") -> OwnSet:
    own = own_sets.create(owner, name)
    for shape in SHAPES:
        own_sets.add_class(owner, own.id, shape)
        for seed in range(count):
            own_sets.add(owner, own.id, shape, drawing(shape, seed), drawn=True)
    return own_sets.find(owner, own.id)


def test_what_was_drawn_is_learnt_as_it_is_prepared_and_every_fifth_is_for_testing() -> None:
    own = gathered(6)
    loaded = data.load(own.dataset)
    assert loaded.classes == SHAPES
    assert loaded.preparation is Preparation.INK
    assert (len(loaded.train_labels), len(loaded.test_labels)) == (15, 3)
    assert data.sizes(own.dataset) == (15, 3)
    tested = prepare(Preparation.INK, drawing("cross", 4)).pixels
    assert np.array_equal(loaded.test_images[1], tested)


def test_the_folder_of_a_set_is_a_data_set_with_the_same_pixels(home: Path) -> None:
    own = gathered(5)
    mine, folder = data.load(own.dataset), data.load(f"folder:{home}/own/{own.id}/images")
    for name in ("train_images", "train_labels", "test_images", "test_labels"):
        assert np.array_equal(getattr(mine, name), getattr(folder, name))


@given(st.integers(1, 120), st.integers(1, 120), st.sampled_from(["L", "RGB", "RGBA"]))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_picture_of_any_size_and_mode_is_stored_in_the_sets_size_and_colours(
    width: int, height: int, mode: str
) -> None:
    for other in own_sets.sets_of(ME):
        own_sets.delete(ME, other.id)
    own = own_sets.create(ME, "Photos", COLOUR)
    own_sets.add_class(ME, own.id, "cat")
    own_sets.add(ME, own.id, "cat", Image.new(mode, (width, height)))
    ((_, pixels),) = own_sets.pictures(ME, own.id, "cat", 5)
    assert pixels.shape == (3, 32, 32)


def test_a_set_of_photos_is_in_colour_also_where_all_are_grey() -> None:
    own = own_sets.create(ME, "Photos", COLOUR)
    for name, grey in (("cat", 40), ("dog", 200)):
        own_sets.add_class(ME, own.id, name)
        for more in range(5):
            own_sets.add(ME, own.id, name, Image.new("L", (40, 30), grey + more))
    assert data.load(own.dataset).train_images.shape == (8, 3, 32, 32)


def test_a_set_is_its_owners_alone() -> None:
    own = gathered(1)
    assert own_sets.is_owner(ME, own.dataset)
    assert not own_sets.is_owner(OTHER, own.dataset)
    assert own_sets.sets_of(OTHER) == []
    for attempt in (
        lambda: own_sets.find(OTHER, own.id),
        lambda: own_sets.pictures(OTHER, own.id, "circle", 5),
        lambda: own_sets.add(OTHER, own.id, "circle", drawing("circle", 1)),
        lambda: own_sets.add_class(OTHER, own.id, "square"),
        lambda: own_sets.remove_class(OTHER, own.id, "circle"),
        lambda: own_sets.to_zip(OTHER, own.id),
        lambda: own_sets.findings(OTHER, own.id),
        lambda: own_sets.delete(OTHER, own.id),
    ):
        with pytest.raises(OwnSetError, match="there is no such set"):
            attempt()
    assert own_sets.find(ME, own.id) == own


def test_the_disk_holds_no_key(home: Path) -> None:
    gathered(1)
    for file in home.rglob("*"):
        assert ME not in str(file)
        assert file.is_dir() or ME.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "name", ["../../etc", "0" * 15, "0" * 17, "", ".", "x/../y", "ABCDEF0123456789"]
)
def test_the_name_of_a_data_set_never_becomes_another_path(name: str) -> None:
    with pytest.raises(OwnSetError, match="there is no such set"):
        own_sets.find(ME, name)
    with pytest.raises(data.DataError, match="there is no such set"):
        data.load(f"{OWN}{name}")
    with pytest.raises(ConfigError, match="dataset"):
        TrainConfig(dataset=f"{OWN}{name}")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "1 to 40 characters, not 0"),
        ("x" * 41, "not 41"),
        ("<b>", "no folder may have"),
        ("a/b", "no folder may have"),
        ("a\\b", "no folder may have"),
        ("a\0b", "no folder may have"),
        ("..", "something else to a computer"),
        (".hidden", "something else to a computer"),
        ("NUL", "something else to a computer"),
        ("com1.txt", "something else to a computer"),
        ("Test", "something else to a computer"),
        ("CIRCLE", "already"),
    ],
)
def test_a_name_that_is_no_folder_everywhere_is_refused(name: str, words: str) -> None:
    own = own_sets.create(ME, "Shapes")
    own_sets.add_class(ME, own.id, "circle")
    with pytest.raises(OwnSetError, match=words):
        own_sets.add_class(ME, own.id, name)
    assert [each.name for each in own_sets.find(ME, own.id).classes] == ["circle"]


def test_classes_are_renamed_and_removed_and_pictures_too() -> None:
    own = gathered(3)
    own_sets.rename_class(ME, own.id, "cross", "Kreuz ")
    newest, *_ = own_sets.pictures(ME, own.id, "circle", 9)
    own_sets.remove(ME, own.id, "circle", newest[0])
    own_sets.remove_class(ME, own.id, "triangle")
    counts = {each.name: each.count for each in own_sets.find(ME, own.id).classes}
    assert counts == {"Kreuz": 3, "circle": 2}
    with pytest.raises(OwnSetError, match="no such picture"):
        own_sets.remove(ME, own.id, "circle", "../../set.json")
    own_sets.add(ME, own.id, "circle", drawing("circle", 9))
    assert len(own_sets.pictures(ME, own.id, "circle", 9)) == 3


def test_a_drawing_without_ink_is_no_picture() -> None:
    own = gathered(1)
    with pytest.raises(OwnSetError, match="own pictures"):
        own_sets.add(ME, own.id, "circle", np.zeros((112, 112), np.uint8))
    assert own_sets.find(ME, own.id) == own


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    own = own_sets.create(ME, "0")
    for number in range(MAX_OWN_CLASSES):
        own_sets.add_class(ME, own.id, f"class {number}")
    with pytest.raises(OwnSetError, match=f"{MAX_OWN_CLASSES} classes"):
        own_sets.add_class(ME, own.id, "one more")
    for number in range(1, MAX_OWN_SETS):
        own_sets.create(ME, str(number))
    with pytest.raises(OwnSetError, match=f"{MAX_OWN_SETS} sets"):
        own_sets.create(ME, "one more")
    monkeypatch.setattr("nin.data.own_sets.changing.MAX_SERVERS_OWN_SETS", MAX_OWN_SETS)
    with pytest.raises(OwnSetError, match="this server keeps no more sets"):
        own_sets.create(OTHER, "Shapes")
    monkeypatch.setattr("nin.data.own_sets.changing.MAX_OWN_PICTURES", 1)
    own_sets.add(ME, own.id, "class 0", drawing("circle", 0))
    with pytest.raises(OwnSetError, match="2 are more than 1 in a set"):
        own_sets.add(ME, own.id, "class 0", drawing("circle", 1))
    monkeypatch.undo()
    assert MAX_OWN_PICTURES > 1


def test_what_may_spoil_a_set_is_said() -> None:
    own = gathered(3)
    assert own_sets.findings(ME, own.id) == [
        "Each class needs 5 pictures at least; too few: circle, cross, triangle.",
        "All of circle, cross, triangle was drawn here: what one hand drew tells little about "
        "other hands.",
    ]
    for seed in range(20):
        for shape in SHAPES[1:]:
            own_sets.add(ME, own.id, shape, drawing(shape, seed + 3))
    own_sets.add(ME, own.id, "cross", drawing("cross", 22))
    words = own_sets.findings(ME, own.id)
    assert words[1] == (
        "cross has 24 pictures and circle 3: a network that always says cross would often be right."
    )
    assert words[2].startswith("1 picture too many, equal to others")
    assert words[3].startswith("All of circle was drawn here")


def test_a_deleted_set_is_gone_and_runs_that_learnt_it_can_still_be_named() -> None:
    own = gathered(5)
    assert data_words(own.dataset) == "Shapes"
    before = fingerprint(own.dataset)
    own_sets.delete(ME, own.id)
    assert own_sets.sets_of(ME) == []
    assert data_words(own.dataset) == "own pictures, deleted"
    assert fingerprint(own.dataset) != before
    assert samples(own.dataset).name == "digits"
    with pytest.raises(data.DataError, match="it was deleted"):
        data.load(own.dataset)


def test_a_damaged_set_harms_no_other(home: Path) -> None:
    bad, good = gathered(1), gathered(1, name="Others")
    (home / "own" / bad.id / "set.json").write_text("{")
    (home / "own" / "stray").mkdir()
    assert own_sets.sets_of(ME) == [good]


@pytest.mark.parametrize(
    "bad",
    [
        (Preparation.INK, 3, 28),
        (Preparation.INK, 1, 32),
        (Preparation.WHOLE, 2, 28),
        (Preparation.WHOLE, 1, 97),
    ],
)
def test_settings_that_do_not_go_together_are_refused(bad: tuple[Preparation, int, int]) -> None:
    with pytest.raises(OwnSetError, match="own pictures"):
        Settings(*bad)


def test_what_is_held_out_for_validation_has_all_classes() -> None:
    own = gathered(20)
    labels = data.load(f"{own.dataset}:validation").test_labels
    assert set(labels) == {0, 1, 2}


def test_a_set_that_changes_is_read_anew_also_by_its_other_name() -> None:
    own = gathered(1)
    name = f"{own.dataset}:validation"
    before = fingerprint(name)
    own_sets.remove_class(ME, own.id, "cross")
    assert fingerprint(name) != before


def test_a_server_that_is_full_forgets_sets_that_nobody_filled(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nin.data.own_sets.changing.MAX_SERVERS_OWN_SETS", 2)
    empty, filled = own_sets.create(OTHER, "empty"), gathered(1, OTHER)
    for own in (empty, filled):
        os.utime(home / "own" / own.id / "set.json", (1_000_000, 1_000_000))
    mine = own_sets.create(ME, "Shapes")
    assert own_sets.sets_of(OTHER) == [filled]
    assert own_sets.sets_of(ME) == [mine]
