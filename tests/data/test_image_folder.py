"""One's own images, a folder for each class, as a data set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nin.data import DataError, load


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
    assert dataset.train_images.shape == (8, 1, 12, 12)
    assert dataset.train_labels.tolist() == [0] * 4 + [1] * 4
    assert dataset.train_images[4:, 0, 5, 5].tolist() == [10, 11, 12, 13]
    assert dataset.test_images[1, 0, 5, 5] == 14


def test_one_colour_image_makes_all_of_them_colour_and_the_middle_square_is_kept(
    tmp_path: Path,
) -> None:
    for i in range(5):
        paint(tmp_path / "grey" / f"{i}.png", 50)
        picture = Image.new("RGB", (30, 10), "blue")
        picture.paste(Image.new("RGB", (10, 10), "red"), (10, 0))
        (tmp_path / "colour").mkdir(exist_ok=True)
        picture.save(tmp_path / "colour" / f"{i}.webp", lossless=True)
    dataset = load(f"folder:{tmp_path}")
    assert dataset.train_images.shape == (8, 3, 11, 11)  # between 10 and 12
    assert dataset.train_images[0, :, 5, 5].tolist() == [255, 0, 0]
    assert dataset.train_images[-1, :, 5, 5].tolist() == [50, 50, 50]


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(50), b"<svg/>", b"RIFF....WEBPVP8 "],
)
def test_a_file_that_is_no_image_is_named(tmp_path: Path, content: bytes) -> None:
    for i in range(5):
        paint(tmp_path / "cats" / f"{i}.png", 1)
        paint(tmp_path / "dogs" / f"{i}.png", 2)
    (tmp_path / "dogs" / "3.png").write_bytes(content)
    with pytest.raises(DataError, match=r"^dogs/3.png: is not a readable PNG, JPEG or WebP image;"):
        load(f"folder:{tmp_path}")


def test_an_image_cut_in_the_middle_is_named(tmp_path: Path) -> None:
    for i in range(5):
        paint(tmp_path / "cats" / f"{i}.png", 1)
        paint(tmp_path / "dogs" / f"{i}.jpg", "red", size=(64, 64), mode="RGB")
    broken = tmp_path / "dogs" / "3.jpg"
    broken.write_bytes(broken.read_bytes()[:400])
    with pytest.raises(DataError, match=r"^dogs/3.jpg: is not a readable"):
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
    with pytest.raises(DataError, match=r"^cats/4.png: 8000 × 8000 pixels are over 50,000,000;"):
        load(f"folder:{tmp_path}")
