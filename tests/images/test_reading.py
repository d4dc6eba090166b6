"""Uploaded bytes become a clean image or one sentence."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from nin.images import to_digit
from nin.images.reading import ImageError, read
from nin.limits import MAX_IMAGE_PIXELS, MAX_PHOTO_PIXELS, MAX_UPLOAD_BYTES
from tests.support.drawings import Canvas, draw, written

THREE = draw(written(3, 0), Canvas(side=90, height=60, pen=6))
PICTURE = Image.fromarray(THREE)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def pixels(image: Image.Image) -> list[list[int]]:
    rows: list[list[int]] = np.asarray(image.convert("L")).tolist()
    return rows


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_mode_becomes_a_plain_image(mode: str) -> None:
    deep = Image.fromarray(THREE.astype(np.uint16) * 257)
    image = read(saved(deep if mode == "I;16" else PICTURE.convert(mode), "PNG"))
    assert image.mode in ("L", "RGB")
    assert image.size == (90, 90)
    if mode != "1":
        assert pixels(image) == THREE.tolist()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_of_any_mode_becomes_a_plain_image(mode: str, progressive: bool) -> None:
    data = saved(PICTURE.convert(mode), "JPEG", quality=95, progressive=progressive)
    image = read(data)
    assert image.mode in ("L", "RGB")
    assert np.abs(np.asarray(image.convert("L")).astype(int) - THREE).mean() < 4


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_webp_becomes_a_plain_image(mode: str) -> None:
    assert pixels(read(saved(PICTURE.convert(mode), "WEBP", lossless=True))) == THREE.tolist()


@pytest.mark.parametrize("ink", [0, 255])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_paper_of_the_other_colour(mode: str, ink: int) -> None:
    mask = PICTURE
    layers = Image.new("RGBA", mask.size, (255 - ink,) * 3 + (0,))
    layers.paste((ink,) * 3 + (255,), mask=mask.point(lambda level: 255 * (level > 127)))
    if mode == "P":
        grey = Image.new("L", mask.size, 7)
        grey.paste(ink, mask=mask.point(lambda level: 255 * (level > 127)))
        data = saved(grey.quantize(4), "PNG", transparency=grey.quantize(4).getpixel((0, 0)))
    else:
        data = saved(layers.convert(mode), "PNG")
    image = read(data)
    assert image.mode in ("L", "RGB")
    levels = np.asarray(image.convert("L"))
    assert levels[0, 0] == 255 - ink
    assert (np.abs(levels.astype(int) - ink) < 3).sum() == (THREE > 127).sum()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_upright(orientation: int, kind: str) -> None:
    corner = Image.new("L", (32, 16))
    corner.paste(255, (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = read(saved(corner, kind, exif=exif))
    assert image.size == ((32, 16) if orientation < 5 else (16, 32))
    at = [((3, 3), (-4, 3), (-4, -4), (3, -4))[k] for k in (0, 1, 2, 3, 0, 1, 2, 3)][
        orientation - 1
    ]
    x, y = (place % side for place, side in zip(at, image.size, strict=True))
    assert np.asarray(image.convert("L"))[y, x] > 200


def test_metadata_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x8825] = {1: "N", 2: (48.0, 0.0, 0.0)}
    for kind in ("JPEG", "PNG", "WEBP"):
        data = saved(PICTURE, kind, exif=exif, comment=b"my name", icc_profile=b"profile")
        image = read(data)
        assert dict(image.info) == {}
        assert dict(image.getexif()) == {}
        assert b"home" not in saved(image, kind)


def animated(kind: str) -> bytes:
    frames = [PICTURE, Image.new("L", PICTURE.size, 128), Image.new("L", PICTURE.size, 9)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_it_is_the_first_picture(kind: str) -> None:
    with Image.open(io.BytesIO(animated(kind))) as image:
        assert getattr(image, "n_frames", 1) == 3
    assert pixels(read(animated(kind))) == THREE.tolist()


def test_of_a_photo_with_a_preview_it_is_the_photo() -> None:
    data = saved(PICTURE, "MPO", save_all=True, append_images=[Image.new("L", (8, 8))])
    assert read(data).size == (90, 90)


# Refusals

FORMAT = r"^this is no PNG, JPEG or WebP picture; save it as one of these$"
DAMAGED = r"^the picture is damaged or cut off; save or send it again$"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"PK\x03\x04",
        *(saved(PICTURE, kind) for kind in ("GIF", "BMP", "TIFF", "PPM", "ICO")),
    ],
    ids=["nothing", "text", "svg", "eps", "zip", "gif", "bmp", "tiff", "ppm", "ico"],
)
def test_other_formats_are_refused(data: bytes) -> None:
    with pytest.raises(ImageError, match=FORMAT):
        read(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_that_is_cut_off_says_so(kind: str, share: float) -> None:
    data = saved(PICTURE, kind)
    with pytest.raises(ImageError, match=f"{DAMAGED}|{FORMAT}"):
        read(data[: int(len(data) * share)])


def test_too_many_bytes_are_not_even_looked_at() -> None:
    words = r"^10 MB are more than 10 MB; make the picture smaller$"
    with pytest.raises(ImageError, match=words):
        read(saved(PICTURE, "PNG") + bytes(MAX_UPLOAD_BYTES))


def peak_memory() -> int:
    """The most memory that this process has held since it was last asked, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def claiming(width: int, height: int) -> bytes:
    """A small PNG whose header claims these dimensions."""
    data = bytearray(saved(PICTURE, "PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (lambda: claiming(4001, 3200), "4001 × 3200"),
        (lambda: claiming(1, 2**31 - 1), "far too many"),
        (lambda: claiming(9_000, 9_000), "9000 × 9000"),
        (lambda: saved(Image.new("L", (4001, 3200)), "WEBP"), "4001 × 3200"),
        (lambda: saved(Image.new("L", (4001, 3200)), "JPEG", progressive=True), "4001 × 3200"),
        (lambda: saved(Image.new("L", (8000, 6300)), "JPEG"), "8000 × 6300"),
    ],
    ids=["png", "bomb", "large png", "webp", "progressive", "photo"],
)
def test_too_many_pixels_are_refused_before_they_are_decoded(
    data: Callable[[], bytes], size: str
) -> None:
    made = data()
    peak_memory()
    before = peak_memory()
    with pytest.raises(ImageError, match=rf"^{size} pixels are more than 12.5 million"):
        read(made)
    assert peak_memory() - before < 5_000_000


@pytest.mark.parametrize(
    ("image", "kind", "options"),
    [
        (Image.new("RGB", (2480, 3508), "white"), "PNG", {}),
        (Image.new("L", (2480, 3508), 255), "PNG", {}),
        (Image.fromarray(np.full((3508, 2480), 60_000, np.uint16)), "PNG", {}),
        (Image.new("RGBA", (3000, 4100), (0, 0, 0, 0)), "WEBP", {}),
        (Image.new("RGB", (4032, 3024), "white"), "JPEG", {"progressive": True}),
        (Image.new("RGB", (4032, 3024), "white"), "MPO", {"save_all": True}),
    ],
    ids=["scan", "grey scan", "deep scan", "webp", "progressive", "phone"],
)
def test_a_scan_or_a_photo_of_a_phone_is_read_in_bounded_memory(
    image: Image.Image, kind: str, options: dict[str, object]
) -> None:
    ink = ImageDraw.Draw(image)
    fill: float | str = 3_000 if image.mode == "I;16" else "black"
    ink.line([(1200, 700), (1200, 2300)], fill=fill, width=160)
    if kind == "MPO":
        options = options | {"append_images": [Image.new("RGB", (640, 480))]}
    data = saved(image, kind, **options)
    peak_memory()
    before = peak_memory()
    picture = read(data)
    assert peak_memory() - before < 350_000_000
    assert picture.width * picture.height <= MAX_IMAGE_PIXELS
    assert picture.width * image.height == pytest.approx(image.width * picture.height, rel=0.01)
    assert to_digit(picture)[5:23, 13:15].min() > 100


def test_a_large_photo_is_decoded_at_a_fraction_of_its_size() -> None:
    photo = Image.new("RGB", (4000, 3000), "white")
    ImageDraw.Draw(photo).line([(1500, 700), (1500, 2300)], fill="black", width=160)
    image = read(saved(photo, "JPEG"))
    assert MAX_IMAGE_PIXELS / 4 < image.width * image.height <= MAX_IMAGE_PIXELS
    assert image.width * 3 == image.height * 4
    assert MAX_PHOTO_PIXELS > 4000 * 3000
    assert to_digit(image)[5:23, 13:15].min() > 100


def test_a_png_bomb_of_small_text_is_refused() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    chunk = b"zTXtcomment\x00\x00" + bomb
    data = saved(PICTURE, "PNG")
    hidden = len(chunk) - 4, chunk, zlib.crc32(chunk)
    inserted = hidden[0].to_bytes(4, "big") + hidden[1] + hidden[2].to_bytes(4, "big")
    peak_memory()
    before = peak_memory()
    with pytest.raises(ImageError):
        read(data[:33] + inserted + data[33:])
    assert peak_memory() - before < 20_000_000


SEEDS = [
    saved(PICTURE, "PNG"),
    saved(PICTURE.quantize(8), "PNG", transparency=1),
    saved(Image.fromarray(THREE.astype(np.uint16) * 257), "PNG"),
    saved(PICTURE.convert("CMYK"), "JPEG"),
    saved(PICTURE, "JPEG", progressive=True, exif=bytes(range(40))),
    saved(PICTURE.convert("RGBA"), "WEBP"),
    animated("WEBP"),
    animated("PNG"),
]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
    st.floats(0, 1),
)
@example(SEEDS[0], [(0.0, 137)], 1.0)
def test_whatever_happens_to_the_bytes_only_an_image_error_escapes(
    data: bytes, changes: list[tuple[float, int]], length: float
) -> None:
    broken = bytearray(data)
    for place, value in changes:
        broken[int(place * (len(broken) - 1))] = value
    cut = bytes(broken[: 1 + int(length * (len(broken) - 1))])
    try:
        image = read(cut)
    except ImageError:
        return
    assert image.mode in ("L", "RGB")
    assert image.width * image.height <= MAX_IMAGE_PIXELS
