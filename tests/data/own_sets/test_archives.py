"""A ZIP of pictures is a stranger's: what it holds is added, and nothing else happens."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from nin import data
from nin.data import own_sets
from nin.data.own_sets import OwnSetError, Settings
from nin.data.own_sets.stored import owner_digest
from nin.images.preparation import Preparation
from nin.limits import MAX_ARCHIVE_MEMBERS
from tests.data.own_sets.test_own_sets import ME, OTHER, gathered
from tests.support.shapes import SHAPES, archive, drawing, png

WHOLE = Settings(Preparation.WHOLE, 1, 28)


def shapes(count: int, folder: str = "") -> dict[str, bytes]:
    return {
        f"{folder}{shape}/{seed}.png": png(drawing(shape, seed))
        for shape in SHAPES
        for seed in range(count)
    }


def files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_a_set_that_was_packed_opens_as_the_same_set_elsewhere() -> None:
    own = gathered(6)
    packed = own_sets.to_zip(ME, own.id)
    assert owner_digest(ME).encode() not in packed  # it is stored as it is
    copy, left_out = own_sets.from_zip(OTHER, "copy", packed)
    assert left_out == []
    assert (copy.name, copy.settings, copy.classes) == (own.name, own.settings, own.classes)
    mine, theirs = data.load(own.dataset), data.load(copy.dataset)
    assert np.array_equal(mine.train_images, theirs.train_images)
    assert np.array_equal(mine.test_images, theirs.test_images)


@pytest.mark.parametrize("outer", ["", "My shapes/", "a/b/c/"])
def test_an_outer_folder_makes_no_difference(outer: str) -> None:
    own, left_out = own_sets.from_zip(ME, "Shapes", archive(shapes(2, outer)))
    assert left_out == []
    assert {each.name: each.count for each in own.classes} == dict.fromkeys(SHAPES, 2)


def test_a_split_that_is_given_is_kept() -> None:
    packed = archive({**shapes(3, "x/train/"), **shapes(1, "x/test/")})
    own, _ = own_sets.from_zip(ME, "Shapes", packed)
    assert own.is_split
    assert own.can_train
    loaded = data.load(own.dataset)
    assert (len(loaded.train_labels), len(loaded.test_labels)) == (9, 3) == data.sizes(own.dataset)
    own_sets.add(ME, own.id, "circle", drawing("circle", 9))
    assert data.sizes(own.dataset) == (10, 3)
    copy, _ = own_sets.from_zip(OTHER, "copy", own_sets.to_zip(ME, own.id))
    assert data.sizes(copy.dataset) == (10, 3)


def test_where_a_member_says_it_lies_makes_no_difference(home: Path) -> None:
    own = gathered(1)
    before = files(home.parent)
    hostile = {
        f"{path}/circle/x{number}.png": png(drawing("circle", 50 + number))
        for number, path in enumerate(["../../..", "/etc", "C:\\Windows", "..\\..", "a/./../.."])
    }
    added, _ = own_sets.add_archive(ME, own.id, archive(hostile))
    assert added == 5
    new = files(home.parent) - before
    assert len(new) == 5
    assert all(f"own/{own.id}/images/circle/" in path for path in new)


def test_a_link_in_an_archive_is_a_damaged_picture() -> None:
    own, packed = gathered(1), BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        link = zipfile.ZipInfo("circle/link.png")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        target.writestr(link, "/etc/passwd")
    with pytest.raises(OwnSetError, match="no picture that can be added; circle: "):
        own_sets.add_archive(ME, own.id, packed.getvalue())


@pytest.mark.parametrize("name", ["<b>x</b>", "con", "x" * 41, "a:b"])
def test_a_class_whose_name_no_folder_can_have_is_left_out_and_said(name: str) -> None:
    packed = archive({**shapes(1), f"{name}/1.png": png(drawing("circle", 0))})
    own, left_out = own_sets.from_zip(ME, "Shapes", packed)
    assert tuple(each.name for each in own.classes) == SHAPES
    assert len(left_out) == 1
    assert left_out[0].endswith("(1 picture)")


def test_files_that_are_no_pictures_are_left_out_and_said() -> None:
    broken = {"circle/broken.png": b"not a picture", "circle/empty.jpg": b"", "circle/a.txt": b"x"}
    own, left_out = own_sets.from_zip(ME, "Shapes", archive({**shapes(1), **broken}))
    assert own.count == 3
    assert left_out == [
        "circle: this is no PNG, JPEG or WebP picture; save it as one of these (2 pictures)"
    ]


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (b"", "is no ZIP"),
        (b"PK\x05\x06", "is no ZIP"),
        (b"PK\x03\x04 and then nothing", "is no ZIP"),
        (archive({"a.png": b"x", "notes/b.txt": b"y"}), "holds no pictures in folders"),
        (archive({"__MACOSX/circle/._1.png": b"x"}), "holds no pictures in folders"),
    ],
    ids=["empty", "end", "cut", "no folders", "what a Mac adds"],
)
def test_what_is_no_archive_of_pictures_is_said_and_leaves_no_set(
    packed: bytes, words: str
) -> None:
    with pytest.raises(OwnSetError, match=words):
        own_sets.from_zip(ME, "Shapes", packed)
    assert own_sets.sets_of(ME) == []


def test_ten_thousand_files_are_refused_before_they_are_listed() -> None:
    many = archive({f"circle/{number}.png": b"" for number in range(10_000)})
    with pytest.raises(OwnSetError, match=f"more than {MAX_ARCHIVE_MEMBERS:,} files"):
        own_sets.from_zip(ME, "Shapes", many)
    entry = b"PK\x01\x02" + bytes(42)
    directory = entry * 60_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    with pytest.raises(OwnSetError, match="more than"):  # it says that it has one
        own_sets.from_zip(ME, "Shapes", directory + end)


def test_a_member_that_unpacks_to_more_than_it_says_is_read_no_further() -> None:
    packed = bytearray(archive({**shapes(1), "circle/bomb.png": bytes(40_000_000)}))
    place = packed.rindex(b"PK\x01\x02")
    struct.pack_into("<L", packed, place + 24, 100)  # what it says to be unpacked
    own, left_out = own_sets.from_zip(ME, "Shapes", bytes(packed))
    assert own.count == 3
    assert len(left_out) == 1


def test_pictures_of_too_many_pixels_in_all_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nin.data.own_sets.archive.MAX_ARCHIVE_PIXELS", 4 * 112 * 112)
    own, left_out = own_sets.from_zip(ME, "Shapes", archive(shapes(2)))
    assert own.count == 4
    assert sum("too many of so large pictures" in words for words in left_out) == len(left_out)


def test_a_password_is_said() -> None:
    packed = bytearray(archive(shapes(1)))
    for sign, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = packed.index(sign)
        packed[at + place] |= 1  # encrypted
    _, left_out = own_sets.from_zip(ME, "Shapes", bytes(packed))
    assert left_out == ["circle: cannot be unpacked: damaged, or with a password (1 picture)"]


def test_whole_pictures_are_whole_where_the_archive_does_not_say(home: Path) -> None:
    own, _ = own_sets.from_zip(ME, "Shapes", archive(shapes(1)), WHOLE)
    assert own.settings == WHOLE


def test_in_a_split_set_every_class_gets_pictures_to_test_on_and_the_shown_one_is_removed() -> None:
    own, _ = own_sets.from_zip(ME, "Shapes", archive({**shapes(3, "train/"), **shapes(3, "test/")}))
    own_sets.add_class(ME, own.id, "star")
    for seed in range(10):
        own_sets.add(ME, own.id, "star", drawing("cross", 30 + seed))
    grown = own_sets.find(ME, own.id)
    assert {each.name: each.tested for each in grown.classes}["star"] == 2
    assert grown.can_train
    shown = own_sets.pictures(ME, own.id, "circle", 9)
    assert len(shown) == 6
    own_sets.remove(ME, own.id, "circle", shown[4][0])
    assert [name for name, _ in own_sets.pictures(ME, own.id, "circle", 9)] == [
        name for name, _ in shown if name != shown[4][0]
    ]


def test_an_archive_of_which_nothing_can_be_added_changes_nothing() -> None:
    own = own_sets.create(ME, "Shapes")
    broken = {"train/a/1.png": b"x", "test/a/1.png": b"x", "b/2.png": b"x"}
    with pytest.raises(OwnSetError, match="no picture that can be added"):
        own_sets.add_archive(ME, own.id, archive(broken))
    assert own_sets.find(ME, own.id) == own


def test_accents_as_a_mac_writes_them_are_the_same_class() -> None:
    own = own_sets.create(ME, "Shapes")
    own_sets.add_class(ME, own.id, "caf\u00e9")
    packed = archive({"cafe\u0301/1.png": png(drawing("circle", 0))})
    assert own_sets.add_archive(ME, own.id, packed) == (1, [])


def test_a_set_opens_beside_one_of_its_name_and_as_its_owner_calls_it() -> None:
    packed = own_sets.to_zip(ME, gathered(1).id)
    again, _ = own_sets.from_zip(ME, "file", packed)
    called, _ = own_sets.from_zip(ME, "file", packed, called="Mine")
    test, _ = own_sets.from_zip(ME, "test", archive(shapes(1)))
    assert (again.name, called.name, test.name) == ("Shapes 2", "Mine", "test")
