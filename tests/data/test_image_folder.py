"""One's own images, a folder for each class, as a data set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nin import runs
from nin.data import DataError, Dataset, default_root, load
from nin.images.reading import read
from tests.support.drawings import Canvas, Grey, draw, written


def paint(path: Path, colour: Any, size: tuple[int, int] = (12, 12), mode: str = "L") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, colour).save(path)


def test_a_folder_of_images_is_a_data_set_in_the_order_of_its_names(tmp_path: Path) -> None:
    for i in range(5):
        paint(tmp_path / "cats" / f"{i}.png", 10 + i)
        paint(tmp_path / "ants" / f"{i}.jpeg", 200 + i, size=(20, 12))
    paint(tmp_path / ".hidden" / "0.png", 0)
    (tmp_path / "notes.txt").write_text("not a class")
    (tmp_path / "cats" / "notes.txt").write_text("not an image")
    dataset = load(f"folder:{tmp_path}")
    assert dataset.classes == ("ants", "cats")
    assert dataset.train_images.shape == (8, 1, 16, 16)  # between 12 and 20
    assert dataset.train_labels.tolist() == [0] * 4 + [1] * 4
    assert dataset.train_images[4:, 0, 5, 5].tolist() == [10, 11, 12, 13]
    assert dataset.test_images[1, 0, 5, 5] == 14


def test_one_colour_image_makes_all_of_them_colour_and_nothing_is_cut_off(tmp_path: Path) -> None:
    for i in range(5):
        paint(tmp_path / "grey" / f"{i}.png", 50)
        picture = Image.new("RGB", (30, 10), "blue")
        picture.paste(Image.new("RGB", (10, 10), "red"), (10, 0))
        (tmp_path / "colour").mkdir(exist_ok=True)
        picture.save(tmp_path / "colour" / f"{i}.webp", lossless=True)
    dataset = load(f"folder:{tmp_path}")
    assert dataset.train_images.shape == (8, 3, 21, 21)  # between 12 and 30
    assert dataset.train_images[0, :, 10, 10].tolist() == [255, 0, 0]
    assert dataset.train_images[0, :, 10, [0, -1]].tolist() == [[0, 0, 255]] * 2
    assert dataset.train_images[0, :, 0, 3].tolist() == [0, 0, 255]  # the colour of its border
    assert dataset.train_images[-1, :, 5, 5].tolist() == [50, 50, 50]


def ink_of(label: int) -> Grey:
    return draw(written(label, 0), Canvas(side=40, height=30, pen=4))


def make(folder: Path, image: Callable[[Grey], Image.Image]) -> Dataset:
    """Two classes of five images each, made from the ink of a 1 and a 7."""
    for label in (1, 7):
        (folder / str(label)).mkdir()
        for number in range(5):
            image(ink_of(label)).save(folder / str(label) / f"{number}.png")
    return load(f"folder:{folder}")


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_black_ink_on_nothing_is_on_white(tmp_path: Path, mode: str) -> None:
    def transparent(ink: Grey) -> Image.Image:
        mask = Image.fromarray(ink)
        image = Image.new("RGBA", mask.size, (0, 0, 0, 0))
        image.putalpha(mask)
        return image.convert(mode)

    dataset = make(tmp_path, transparent)
    images, labels = dataset.train_images, dataset.train_labels
    for label in (0, 1):
        expected = 255 - ink_of((1, 7)[label]).astype(int)
        assert np.abs(images[labels == label][0, 0].astype(int) - expected).max() < 3


def test_deep_grey_is_scaled_by_its_range_as_an_upload_is(tmp_path: Path) -> None:
    def deep(ink: Grey) -> Image.Image:
        levels = 3_000 + ink.astype(np.uint32) * (55_000 - 3_000) // 255
        return Image.fromarray(levels.astype(np.uint16))

    dataset = make(tmp_path, deep)
    upload = np.asarray(read((tmp_path / "7" / "0.png").read_bytes()))
    assert np.array_equal(dataset.train_images[-1, 0], upload)
    assert (upload.min(), upload.max()) == (0, 255)


def test_ink_at_the_sides_of_wide_images_is_kept(tmp_path: Path) -> None:
    def wide(ink: Grey) -> Image.Image:
        image = Image.new("L", (60, 28), 255)
        image.paste(0, (0, 8, 12, 20) if np.array_equal(ink, ink_of(1)) else (48, 8, 60, 20))
        return image

    dataset = make(tmp_path, wide)
    assert dataset.train_images.shape[2:] == (60, 60)
    darkest = dataset.train_images.min(axis=(1, 2, 3))
    assert darkest.max() == 0


def test_what_a_mac_puts_beside_is_no_image(tmp_path: Path) -> None:
    make(tmp_path, Image.fromarray)
    (tmp_path / "1" / "._0.png").write_bytes(b"Mac OS X")
    (tmp_path / "__MACOSX" / "1").mkdir(parents=True)
    (tmp_path / "__MACOSX" / "1" / "._0.png").write_bytes(b"Mac OS X")
    dataset = load(f"folder:{tmp_path}")
    assert dataset.classes == ("1", "7")
    assert len(dataset.train_labels) == 8


@pytest.mark.parametrize("names", [("training", "testing"), ("train", "test"), ("Train", "val")])
def test_a_given_split_is_used(tmp_path: Path, names: tuple[str, str]) -> None:
    for name, count in zip(names, (4, 2), strict=True):
        for label, shade in (("a", 10), ("b", 90)):
            for number in range(count):
                paint(tmp_path / name / label / f"{number}.png", shade + number)
    dataset = load(f"folder:{tmp_path}")
    assert dataset.classes == ("a", "b")
    assert dataset.train_images[:, 0, 5, 5].tolist() == [10, 11, 12, 13, 90, 91, 92, 93]
    assert dataset.test_images[:, 0, 5, 5].tolist() == [10, 11, 90, 91]


def test_a_split_whose_classes_differ_is_refused(tmp_path: Path) -> None:
    for name, labels in (("train", "ab"), ("test", "bc")):
        for label in labels:
            paint(tmp_path / name / label / "0.png", 10)
    words = rf"^{tmp_path.name}: train and test have different folders; they need the same classes$"
    with pytest.raises(DataError, match=words):
        load(f"folder:{tmp_path}")


def test_a_set_of_equal_images_is_refused(tmp_path: Path) -> None:
    words = rf"^{tmp_path.name}: all 10 images are equal; look at them first$"
    with pytest.raises(DataError, match=words):
        make(tmp_path, lambda ink: Image.new("L", (20, 20), 255))


def test_a_tilde_is_ones_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, Image.fromarray)
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    monkeypatch.setenv("USERPROFILE", str(tmp_path.parent))
    assert load(f"folder:~/{tmp_path.name}").classes == ("1", "7")
    monkeypatch.setenv("NIN_DATA", "~/data")
    assert default_root() == tmp_path.parent / "data"
    monkeypatch.setenv("NIN_RUNS", "~/runs")
    assert runs.home() == tmp_path.parent / "runs"
    with pytest.raises(DataError, match="cannot be opened"):
        load("folder:~nobody-of-this-name/pets")


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(50), b"<svg/>", b"RIFF....WEBPVP8 "],
)
def test_a_file_that_is_no_image_is_named(tmp_path: Path, content: bytes) -> None:
    for i in range(5):
        paint(tmp_path / "cats" / f"{i}.png", 1)
        paint(tmp_path / "dogs" / f"{i}.png", 2)
    (tmp_path / "dogs" / "3.png").write_bytes(content)
    with pytest.raises(DataError, match=r"^dogs/3.png: th(is is no PNG|e picture is damaged)"):
        load(f"folder:{tmp_path}")


def test_an_image_cut_in_the_middle_is_named(tmp_path: Path) -> None:
    for i in range(5):
        paint(tmp_path / "cats" / f"{i}.png", 1)
        paint(tmp_path / "dogs" / f"{i}.jpg", "red", size=(64, 64), mode="RGB")
    broken = tmp_path / "dogs" / "3.jpg"
    broken.write_bytes(broken.read_bytes()[:400])
    with pytest.raises(DataError, match=r"^dogs/3.jpg: the picture is damaged or cut off"):
        load(f"folder:{tmp_path}")


def test_too_few_classes_or_images_or_no_folder_or_too_many_pixels_are_said(tmp_path: Path) -> None:
    name = tmp_path.name
    with pytest.raises(DataError, match=rf"^{name}: has 0 folders; it needs one"):
        load(f"folder:{tmp_path}")
    for i in range(4):
        paint(tmp_path / "cats" / f"{i}.png", 1)
        paint(tmp_path / "dogs" / f"{i}.png", 2)
    with pytest.raises(DataError, match=r"^cats: has 4 PNG, JPEG or WebP images; a class needs 5$"):
        load(f"folder:{tmp_path}")
    with pytest.raises(DataError, match=r"^gone: cannot be opened \(No such file or directory\)$"):
        load(f"folder:{tmp_path / 'gone'}")
    paint(tmp_path / "cats" / "4.png", 1, size=(8_000, 8_000), mode="1")
    paint(tmp_path / "dogs" / "4.png", 1)
    with pytest.raises(DataError, match=r"^cats/4.png: 8000 × 8000 pixels are more than 12"):
        load(f"folder:{tmp_path}")
