"""The argument NETWORK, and which network it means."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NamedTuple

from nin import checkpoints, sources
from nin.commands import checkpoint
from nin.commands.common import UsageError
from nin.files.paths import expanded
from nin.limits import MAX_SOURCE
from nin.presets import PRESETS
from nin.presets import find as preset_or_text
from nin.spec import Network, SpecError

_CODE = ".py"
_WEIGHTS = (".safetensors", *checkpoint.PICKLES)
_IMAGES = re.compile("([0-9]{1,9})x([0-9]{1,9})")
_BYTES = 4  # of a character, at most


class Images(NamedTuple):
    """What a network's images are: channels, and pixels a side."""

    channels: int
    size: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NETWORK, and what it may need."""
    parser.add_argument("network", metavar="NETWORK", help=description())
    add_input(parser)


def add_input(parser: argparse.ArgumentParser) -> None:
    """What the images of PyTorch code are."""
    parser.add_argument(
        "--input",
        type=_images,
        metavar="CHANNELSxSIZE",
        help="the images of PyTorch code that does not say it: 1x224",
    )


def description() -> str:
    """What NETWORK may be, for a command's help."""
    return (
        f"a preset ({', '.join(PRESETS)}), a text like '1x28x10 n96k5p2-64-10', a .py file with "
        "PyTorch code, which is read and not run, or a .safetensors file"
    )


def find(text: str, images: Images | None = None) -> Network:
    """What NETWORK means.

    Raises:
        UsageError: it is no preset's name, or a file that cannot be read.
        SpecError: it is no network's text.
        SourceError: its code is no network here.
        CheckpointError: its weights are none of ours.
    """
    return find_all([text], images)[0]


def find_all(texts: Sequence[str], images: Images | None = None) -> list[Network]:
    """What several of them mean.

    Raises:
        UsageError: as for `find`, or there is no code that `images` could be for.
        SpecError: as for `find`.
        SourceError: as for `find`.
        CheckpointError: as for `find`.
    """
    if images and not any(map(is_code, texts)):
        raise UsageError("--input is for PyTorch code; any other network says what comes in")
    return [_found(text, images) for text in texts]


def is_code(text: str) -> bool:
    """Whether a file with code is meant."""
    return text.endswith(_CODE)


def _found(text: str, images: Images | None) -> Network:
    if is_code(text):
        return _of_code(text, images)
    if text.endswith(_WEIGHTS):
        return checkpoints.read(checkpoint.find(text)).network
    try:
        return preset_or_text(text)
    except SpecError:
        if text[:1].isdecimal():  # it was meant as a text, all else as a name
            raise
    names = ", ".join(PRESETS)
    raise UsageError(
        f"{text[:40]!r} is neither a preset ({names}) nor a network's text, "
        "like '1x28x10 n96k5p2-64-10'"
    )


def _of_code(text: str, images: Images | None) -> Network:
    try:
        with expanded(text).open("rb") as file:
            data = file.read(_BYTES * (MAX_SOURCE + 1))  # enough to be refused
        source = data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{text[:200]}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise UsageError(f"{text[:200]}: is no text in UTF-8") from None
    try:
        if images:
            return sources.read(source, text, images.size, images.channels)
        return sources.read(source, text)
    except sources.InputError as error:
        raise UsageError(f"{error}; give it, as with --input 1x224") from None


def _images(text: str) -> Images:
    if not (match := _IMAGES.fullmatch(text)):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not CHANNELSxSIZE, like 1x224")
    return Images(int(match[1]), int(match[2]))
