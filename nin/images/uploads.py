"""Uploaded bytes to an image, or one sentence on why not.

An upload is a stranger's: its name and its type are claims, and only its content decides. Every
limit is checked before the memory that it guards is used.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from nin.images.paper import eight_bit
from nin.limits import MAX_PHOTO_PIXELS, MAX_UPLOAD_BYTES, MAX_UPLOAD_PIXELS

FORMATS = ("PNG", "JPEG", "WEBP")


class UploadError(ValueError):
    """An upload that cannot be used; `reason` says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"upload: {reason}")
        self.reason = reason


def read_upload(data: bytes) -> Image.Image:
    """The image in `data`, upright, of mode "L", "RGB" or "RGBA", without metadata.

    Of an animation or a photo with several pictures it is the first one: phones store previews
    and depth beside the photo. Sixteen bits of grey become eight, by their range. A large photo
    is decoded at a half, a quarter or an eighth of its size, which JPEG can do.

    Raises:
        UploadError: `data` is too large, of another format, or broken.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise UploadError(
            f"{_mega(len(data))} MB are more than {_mega(MAX_UPLOAD_BYTES)} MB; "
            "make the picture smaller"
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            return _clean(image)
    except UploadError:
        raise
    except Image.DecompressionBombError:
        raise UploadError(_too_many("far too many")) from None
    except UnidentifiedImageError:
        raise UploadError("this is no PNG, JPEG or WebP picture; save it as one of these") from None
    except Exception as error:
        # Readers of image formats raise almost anything on broken bytes, and their words name
        # files and internals.
        raise UploadError("the picture is damaged or cut off; save or send it again") from error


def _check_size(image: Image.Image) -> None:
    """Compare the size that the header claims with the limits; nothing is decoded yet."""
    width, height = image.size
    if width * height <= MAX_UPLOAD_PIXELS:
        return
    # A progressive JPEG is held at full size while it is decoded, whatever is asked for.
    photo = image.format == "JPEG" and not image.info.get("progressive")
    if photo and width * height <= MAX_PHOTO_PIXELS:
        scale = (MAX_UPLOAD_PIXELS / (width * height)) ** 0.5
        # The next scale is at least what is asked for; half of the aim stays below the limit.
        image.draft(None, (int(width * scale / 2), int(height * scale / 2)))
    if image.width * image.height > MAX_UPLOAD_PIXELS:
        raise UploadError(_too_many(f"{width} × {height}"))


def _too_many(pixels: str) -> str:
    return (
        f"{pixels} pixels are more than {_mega(MAX_UPLOAD_PIXELS)} million "
        f"({_mega(MAX_PHOTO_PIXELS)} million for a JPEG that is not progressive); "
        "crop the picture to the digit"
    )


def _clean(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith(("I", "F")):
        clean = eight_bit(upright)
    elif upright.has_transparency_data:
        clean = upright.convert("RGBA")
    else:
        clean = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    clean.info.clear()  # place and time of a photo, its comments, its preview
    return clean


def _mega(number: int) -> str:
    return f"{number / 1_000_000:.3g}"
