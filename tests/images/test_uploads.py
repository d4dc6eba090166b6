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
from nin.images.uploads import UploadError, read_upload
from nin.limits import MAX_PHOTO_PIXELS, MAX_UPLOAD_BYTES, MAX_UPLOAD_PIXELS
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
    image = read_upload(saved(deep if mode == "I;16" else PICTURE.convert(mode), "PNG"))
    assert image.mode in ("L", "RGB", "RGBA")
    assert image.size == (90, 90)
    if mode != "1":
        assert pixels(image) == THREE.tolist()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_of_any_mode_becomes_a_plain_image(mode: str, progressive: bool) -> None:
    data = saved(PICTURE.convert(mode), "JPEG", quality=95, progressive=progressive)
    image = read_upload(data)
    assert image.mode in ("L", "RGB")
    assert np.abs(np.asarray(image.convert("L")).astype(int) - THREE).mean() < 4


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_webp_becomes_a_plain_image(mode: str) -> None:
    assert (
        pixels(read_upload(saved(PICTURE.convert(mode), "WEBP", lossless=True))) == THREE.tolist()
    )


def test_transparent_colours_of_a_palette_stay_transparent() -> None:
    palette = PICTURE.quantize(4)
    image = read_upload(saved(palette, "PNG", transparency=palette.getpixel((0, 0))))
    assert image.mode == "RGBA"
    assert image.getchannel("A").getpixel((0, 0)) == 0


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_upright(orientation: int, kind: str) -> None:
    corner = Image.new("L", (32, 16))
    corner.paste(255, (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = read_upload(saved(corner, kind, exif=exif))
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
        image = read_upload(data)
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
    assert pixels(read_upload(animated(kind))) == THREE.tolist()


def test_of_a_photo_with_a_preview_it_is_the_photo() -> None:
    data = saved(PICTURE, "MPO", save_all=True, append_images=[Image.new("L", (8, 8))])
    assert read_upload(data).size == (90, 90)


# Refusals

FORMAT = r"^upload: this is no PNG, JPEG or WebP picture; save it as one of these$"
DAMAGED = r"^upload: the picture is damaged or cut off; save or send it again$"


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
    with pytest.raises(UploadError, match=FORMAT):
        read_upload(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_that_is_cut_off_says_so(kind: str, share: float) -> None:
    data = saved(PICTURE, kind)
    with pytest.raises(UploadError, match=f"{DAMAGED}|{FORMAT}"):
        read_upload(data[: int(len(data) * share)])


def test_too_many_bytes_are_not_even_looked_at() -> None:
    words = r"^upload: 10 MB are more than 10 MB; make the picture smaller$"
    with pytest.raises(UploadError, match=words):
        read_upload(saved(PICTURE, "PNG") + bytes(MAX_UPLOAD_BYTES))


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
        (lambda: claiming(2001, 2000), "2001 × 2000"),
        (lambda: claiming(1, 2**31 - 1), "far too many"),
        (lambda: claiming(9_000, 9_000), "9000 × 9000"),
        (lambda: saved(Image.new("L", (2200, 2200)), "WEBP"), "2200 × 2200"),
        (lambda: saved(Image.new("L", (2200, 2200)), "JPEG", progressive=True), "2200 × 2200"),
        (lambda: saved(Image.new("L", (6000, 5400)), "JPEG"), "6000 × 5400"),
    ],
    ids=["png", "bomb", "large png", "webp", "progressive", "photo"],
)
def test_too_many_pixels_are_refused_before_they_are_decoded(
    data: Callable[[], bytes], size: str
) -> None:
    made = data()
    peak_memory()
    before = peak_memory()
    with pytest.raises(UploadError, match=rf"^upload: {size} pixels are more than 4 million"):
        read_upload(made)
    assert peak_memory() - before < 5_000_000


def test_a_large_photo_is_decoded_at_a_fraction_of_its_size() -> None:
    photo = Image.new("RGB", (4000, 3000), "white")
    ImageDraw.Draw(photo).line([(1500, 700), (1500, 2300)], fill="black", width=160)
    image = read_upload(saved(photo, "JPEG"))
    assert MAX_UPLOAD_PIXELS / 4 < image.width * image.height <= MAX_UPLOAD_PIXELS
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
    with pytest.raises(UploadError):
        read_upload(data[:33] + inserted + data[33:])
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
def test_whatever_happens_to_the_bytes_only_an_upload_error_escapes(
    data: bytes, changes: list[tuple[float, int]], length: float
) -> None:
    broken = bytearray(data)
    for place, value in changes:
        broken[int(place * (len(broken) - 1))] = value
    cut = bytes(broken[: 1 + int(length * (len(broken) - 1))])
    try:
        image = read_upload(cut)
    except UploadError:
        return
    assert image.mode in ("L", "RGB", "RGBA")
    assert image.width * image.height <= MAX_UPLOAD_PIXELS
