"""Files of images to plain images, or one sentence on why not: for uploads and folders alike.

A file is a stranger's: its name and its type are claims, and only its content decides. Every
limit is checked before the memory that it guards is used, and large images are decoded one at a
time.
"""

from __future__ import annotations

import io
import math
import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from nin.images.paper import on_paper
from nin.limits import (
    MAX_DECODED_PIXELS,
    MAX_IMAGE_PIXELS,
    MAX_PHOTO_PIXELS,
    MAX_UPLOAD_BYTES,
)

ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp"})
_FORMATS = ("PNG", "JPEG", "WEBP")
_GREY = frozenset({"1", "L", "LA", "I", "F", "I;16", "I;16L", "I;16B"})
_ONE_LARGE = Lock()


class ImageError(ValueError):
    """A file that cannot be used as an image; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of its image: sides in pixels, and whether it has no colour."""

    width: int
    height: int
    is_grey: bool


def header(source: bytes | Path) -> Header:
    """What the first bytes of a file say; nothing is decoded.

    Raises:
        ImageError: it is no image that `read` takes.
    """
    with _opened(source) as image:
        size = image.size
        _check_size(image, 1)
        return Header(*size, image.mode in _GREY)


def read(source: bytes | Path, side: int | None = None) -> Image.Image:
    """The image upright, of mode "L" or "RGB", without metadata, of 4 million pixels at most.

    Of an animation or a photo with several pictures it is the first one: phones store previews
    and depth beside the photo. More than eight bits of grey become eight, by their range. What is
    transparent becomes paper: white where the ink is dark. A large photo is decoded at a half, a
    quarter or an eighth of its size, which JPEG can do, others are reduced.

    Args:
        source: A file's bytes or path.
        side: How many pixels of the shorter side are enough.

    Raises:
        ImageError: it is too large, of another format, or broken.
    """
    if isinstance(source, bytes) and len(source) > MAX_UPLOAD_BYTES:
        raise ImageError(
            f"{_mega(len(source))} MB are more than {_mega(MAX_UPLOAD_BYTES)} MB; "
            "make the picture smaller"
        )
    with _opened(source) as image:
        _check_size(image, side)
        is_large = image.width * image.height > MAX_IMAGE_PIXELS
        try:
            with _ONE_LARGE if is_large else nullcontext():
                return _plain(image)
        except Exception as error:
            # Readers of image formats raise almost anything on broken bytes, and their words name
            # files and internals.
            raise ImageError("the picture is damaged or cut off; save or send it again") from error


def _opened(source: bytes | Path) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our limits are lower
            file = io.BytesIO(source) if isinstance(source, bytes) else source
            return Image.open(file, formats=_FORMATS)
    except Image.DecompressionBombError:
        raise ImageError(_too_many("far too many")) from None
    except (FileNotFoundError, PermissionError) as error:
        raise ImageError(f"the file cannot be opened ({error.strerror})") from None
    except UnidentifiedImageError:
        raise ImageError("this is no PNG, JPEG or WebP picture; save it as one of these") from None
    except Exception as error:  # as above
        raise ImageError("the picture is damaged or cut off; save or send it again") from error


def _check_size(image: Image.Image, side: int | None) -> None:
    """Compare the size that the header claims with the limits; nothing is decoded yet."""
    width, height = image.size
    if image.format in ("JPEG", "MPO") and width * height <= MAX_PHOTO_PIXELS:
        # The next scale is at least what is asked for; half of the limit stays below it. A
        # progressive JPEG is held at full size while it is decoded, whatever is asked for.
        shrink = min(1.0, (MAX_IMAGE_PIXELS / (width * height)) ** 0.5 / 2)
        if side:
            shrink = min(1.0, side / min(width, height))
        if shrink < 1 and (side or width * height > MAX_IMAGE_PIXELS):
            image.draft(None, (math.ceil(width * shrink), math.ceil(height * shrink)))
        if not image.info.get("progressive"):
            return
    if width * height > MAX_DECODED_PIXELS:
        raise ImageError(_too_many(f"{width} × {height}"))


def _too_many(pixels: str) -> str:
    return (
        f"{pixels} pixels are more than {_mega(MAX_DECODED_PIXELS)} million "
        f"({_mega(MAX_PHOTO_PIXELS)} million for a JPEG that is not progressive); "
        "crop the picture or make it smaller"
    )


def _plain(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    factor = math.ceil((upright.width * upright.height / MAX_IMAGE_PIXELS) ** 0.5)
    if factor > 1:
        upright = _reducible(upright).reduce(factor)
    plain = on_paper(upright)
    plain.info.clear()  # place and time of a photo, its comments, its preview
    return plain


def _reducible(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be averaged, still transparent where it was."""
    return image.convert("RGBA") if image.has_transparency_data else on_paper(image)


def _mega(number: int) -> str:
    return f"{number / 1_000_000:.3g}"
