"""Photographs of a digit with all that photographs show beside it, made from data.

Each is an image of some 600 × 600 pixels whose digit is a 7, unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.support.drawings import Canvas, Grey, draw, written

SIDE = 600
BROWN, PAPER, INK = (120, 84, 52), (236, 233, 226), (38, 40, 46)
Colour = tuple[int, int, int]


def ink_of(label: int, *, height: float = 260, pen: float = 22, side: int = SIDE) -> Grey:
    """The digit's ink alone, uint8 (side, side)."""
    return draw(written(label, 0), Canvas(side=side, height=height, pen=pen))


def sheet(label: int = 7, *, paper: Colour = PAPER, ink: Colour = INK) -> Image.Image:
    """A digit on paper that fills the picture."""
    image = Image.new("RGB", (SIDE, SIDE), paper)
    image.paste(ink, mask=Image.fromarray(ink_of(label)))
    return image


def with_strips(sides: str, width: int, colour: Colour = BROWN, label: int = 7) -> Image.Image:
    """The sheet with strips of something else along its sides, some of "lrtb"."""
    image = sheet(label)
    for name in sides:
        box = {"l": (0, 0, width, SIDE), "r": (SIDE - width, 0, SIDE, SIDE),
               "t": (0, 0, SIDE, width), "b": (0, SIDE - width, SIDE, SIDE)}[name]  # fmt: skip
        image.paste(colour, box)
    return image


def on_table(label: int | None = 7, degrees: float = 9, table: Colour = BROWN) -> Image.Image:
    """A whole sheet, askew on a darker table; None for an empty sheet."""
    size = 380
    card = Image.new("RGB", (size, size), PAPER)
    if label is not None:
        card.paste(INK, mask=Image.fromarray(ink_of(label, height=220, pen=18, side=size)))
    mask = Image.new("L", card.size, 255)
    turned, cover = (
        part.rotate(degrees, Image.Resampling.BICUBIC, expand=True) for part in (card, mask)
    )
    image = Image.new("RGB", (SIDE, SIDE), table)
    image.paste(turned, (90, 80), cover)
    return _photographed(image)


def at_the_tables_corner() -> Image.Image:
    """The sheet with a triangle of the table in one corner."""
    image = sheet()
    ImageDraw.Draw(image).polygon([(0, 0), (210, 0), (0, 260)], fill=BROWN)
    return _photographed(image)


def with_holes() -> Image.Image:
    """A sheet from a spiral notebook."""
    image = sheet()
    pen = ImageDraw.Draw(image)
    for y in range(30, SIDE, 42):
        pen.ellipse((14, y - 9, 32, y + 9), fill=(60, 52, 46))
    return image


def ruled(*, squared: bool = False) -> Image.Image:
    """A sheet with blue lines, or squares."""
    image = sheet()
    pen = ImageDraw.Draw(image)
    for place in range(20, SIDE, 40):
        pen.line((0, place, SIDE, place), fill=(176, 190, 214), width=2)
        if squared:
            pen.line((place, 0, place, SIDE), fill=(176, 190, 214), width=2)
    image.paste(INK, mask=Image.fromarray(ink_of(7)))
    return image


def with_bars() -> Image.Image:
    """A phone's screenshot: black status and navigation bars with their white signs."""
    image = sheet(paper=(255, 255, 255), ink=(20, 20, 20))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIDE, 34), fill=(0, 0, 0))
    pen.rectangle((0, SIDE - 52, SIDE, SIDE), fill=(0, 0, 0))
    for x in (20, 48, 520, 548, 574):
        pen.rectangle((x, 10, x + 14, 24), fill=(240, 240, 240))
    for x in (150, 300, 450):
        pen.ellipse((x - 12, SIDE - 38, x + 12, SIDE - 14), outline=(240, 240, 240), width=3)
    return image


def dark_mode() -> Image.Image:
    """A screenshot of a drawing program in dark mode: a bar above, a light digit on dark grey."""
    image = sheet(paper=(32, 33, 36), ink=(232, 234, 237))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIDE, 44), fill=(53, 54, 58))
    for x in (20, 60, 100):
        pen.ellipse((x - 8, 14, x + 8, 30), fill=(154, 160, 166))
    return image


def in_a_frame(width: int) -> Image.Image:
    """A white 7 on a dark canvas of 300 pixels with a white frame."""
    image = Image.new("RGB", (300, 300), (255, 255, 255))
    image.paste((24, 24, 24), (width, width, 300 - width, 300 - width))
    image.paste((255, 255, 255), mask=Image.fromarray(ink_of(7, height=150, pen=14, side=300)))
    return image


def card_on_nothing() -> Image.Image:
    """A black 7 on a white card, and around the card all is transparent."""
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (60, 60, 340, 340))
    image.paste((0, 0, 0, 255), mask=Image.fromarray(ink_of(7, height=170, pen=16, side=400)))
    return image


def sticker(*, is_round: bool = True) -> Image.Image:
    """A black 7 on a yellow sticker, on white paper."""
    image = Image.new("RGB", (SIDE, SIDE), (247, 247, 245))
    pen = ImageDraw.Draw(image)
    shape = pen.ellipse if is_round else pen.rectangle
    shape((110, 110, 490, 490), fill=(250, 206, 52))
    image.paste(INK, mask=Image.fromarray(ink_of(7, height=220, pen=18)))
    return image


def beside_a_sticker() -> Image.Image:
    """A 7 on paper, and a red sticker in the paper's corner."""
    image = sheet()
    ImageDraw.Draw(image).ellipse((470, 30, 570, 130), fill=(206, 40, 44))
    return image


def in_shadow() -> Image.Image:
    """The sheet with the soft shadow of a hand over its lower half."""
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    dark = 1 / (1 + np.exp(-(y + 0.3 * x - 0.75) * 18))
    light = 1 - 0.45 * dark
    return _photographed(Image.fromarray((np.asarray(sheet()) * light[..., None]).astype(np.uint8)))


def two_digits(gap: int, left: int = 1, right: int = 0, height: float = 180) -> Grey:
    """Two digits side by side on a drawing of 400, with `gap` free pixels between them."""
    side, pen = 400, 18.0
    pictures = [draw(written(label, 0), Canvas(side=side, height=height, pen=pen))
                for label in (left, right)]  # fmt: skip
    spans = [np.flatnonzero(picture.any(0)) for picture in pictures]
    drawing = np.zeros((side, side), np.uint8)
    middle = side // 2 + (np.ptp(spans[0]) - np.ptp(spans[1])) // 2
    for picture, shift in (
        (pictures[0], middle - gap // 2 - spans[0][-1]),
        (pictures[1], middle + gap - gap // 2 + 1 - spans[1][0]),
    ):
        drawing = np.maximum(drawing, np.roll(picture, int(shift), 1))
    return drawing


def half_table() -> Image.Image:
    """No digit at all: a table's edge, and the floor."""
    image = Image.new("RGB", (SIDE, SIDE), (200, 196, 188))
    ImageDraw.Draw(image).polygon([(0, 330), (SIDE, 270), (SIDE, SIDE), (0, SIDE)], fill=BROWN)
    return _photographed(image)


def _photographed(image: Image.Image) -> Image.Image:
    """With a lens's softness and a sensor's grain."""
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), np.float64)
    grain = np.random.default_rng(0).normal(0, 3, soft.shape)
    return Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))


SEVENS: Mapping[str, Callable[[], Image.Image]] = MappingProxyType(
    {
        "paper": sheet,
        **{f"strip {sides} {width}": partial(with_strips, sides, width)
           for sides in ("l", "r", "t", "b", "lt", "lr", "tb", "rb") for width in (5, 20, 60, 120)},
        **{f"black scan edge {sides}": partial(with_strips, sides, 8, (0, 0, 0))
           for sides in ("l", "b", "lt", "lrtb")},
        "sheet on a table": on_table,
        "sheet straight on a table": lambda: on_table(degrees=0),
        "sheet on a black table": lambda: on_table(table=(12, 12, 12), degrees=-14),
        "corner of a table": at_the_tables_corner,
        "spiral holes": with_holes,
        "ruled": ruled,
        "squared": lambda: ruled(squared=True),
        "status bars": with_bars,
        "dark mode": dark_mode,
        **{f"frame of {width}": partial(in_a_frame, width) for width in (3, 5, 6, 12, 30)},
        "card on nothing": card_on_nothing,
        "round sticker": sticker,
        "square sticker": lambda: sticker(is_round=False),
        "beside a sticker": beside_a_sticker,
        "shadow": in_shadow,
    }
)  # fmt: skip
