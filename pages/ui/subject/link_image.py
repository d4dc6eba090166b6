"""The image of a link: a sample by its class and number, the pad, or own pixels."""

from __future__ import annotations

from pages.ui.subject import picture
from pages.ui.subject.link_pixels import MOST_PIXELS, pixels_in_words, pixels_of


def image_words(seen: picture.Picture | None) -> tuple[dict[str, str], str | None]:
    """The image that is looked at, as words, and a sentence on what they lack."""
    _, sample = picture.source()
    if sample is not None:
        return {"image": f"{sample[0]}:{sample[1]}"}, None
    if seen is None:
        return {}, None
    if seen.pixels.size > MOST_PIXELS:
        return {}, "The picture is too large for a link: who opens it sees a sample."
    return {"image": pixels_in_words(seen.pixels)}, None


def open_image(text: str) -> None:
    """The image of a link, where it is one; a stranger's, so that each part is checked."""
    name, colon, number = text.rpartition(":")
    if text.partition(".")[0] == picture.PAD_SOURCE:
        picture.look_at_pad()
    elif colon and number.isdecimal() and len(number) < 6:
        picture.look_at_sample(name[:40], max(1, int(number)))
    elif (pixels := pixels_of(text)) is not None:
        picture.look_at(picture.Picture(pixels, "The link's picture"))
