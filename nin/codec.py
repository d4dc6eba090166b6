"""Networks as one line of text: `1x28x10 n96k5p2-64-48 m3s2c d0.5 n128k5p2-96-10`.

The same text is the link (words joined by `_`), the page's state and the first file of a run.
It is readable on purpose and parsed by hand: nothing from a link is unpickled or evaluated.

    CHANNELSxSIZExCLASSES    first: what comes in, and how many classes come out
    n96k11s4p0-96-96         NiN block: out channels, kernel, stride, padding, widths of its 1×1s
    m3s2   a3s2p1c           max or average pool: kernel, stride, padding, c for ceil mode
    d0.5                     dropout
    gap    fc4096-4096       last, optional: the head; gap is the default
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from nin.limits import MAX_TEXT
from nin.spec import Dense, Dropout, Gap, Head, Layer, Network, NiNBlock, Pool, SpecError

# [0-9], since \d takes the digits of every script; nine of them at most, so int() stays quick.
_N = "([0-9]{1,9})"
_WIDTHS = "((?:-[0-9]{1,9})*)"
_INPUT = re.compile(f"{_N}x{_N}x{_N}")
_BLOCK = re.compile(f"n{_N}k{_N}(?:s{_N})?(?:p{_N})?{_WIDTHS}")
_POOL = re.compile(f"([ma]){_N}s{_N}(?:p{_N})?(c?)")
_DROPOUT = re.compile(r"d([0-9]+(?:\.[0-9]+)?)")
_DENSE = re.compile(f"fc(?:{_N}{_WIDTHS})?")


def loads(text: str) -> Network:
    """The network that a text describes; words may be joined by spaces or by `_`.

    >>> loads("1x28x10_n96k5p2-64-10").layers
    (NiNBlock(out_channels=96, kernel_size=5, stride=1, padding=2, mlp_channels=(64, 10)),)

    Raises:
        SpecError: the text is too long, a word is unknown, or the words are not a network.
    """
    if len(text) > MAX_TEXT:
        raise SpecError(f"a network's text has at most {MAX_TEXT:,} characters, got {len(text):,}")
    first, *words = text.replace("_", " ").split() or [""]
    in_channels, image_size, num_classes = _load_input(first)
    head = _load_head(words[-1]) if words else None
    layers = tuple(_load_layer(word) for word in (words if head is None else words[:-1]))
    return Network(in_channels, image_size, num_classes, layers, head or Gap())


def dumps(network: Network) -> str:
    """The text of a network; `loads` reads it back.

    >>> dumps(Network(1, 28, 10, (NiNBlock(96, 5, padding=2, mlp_channels=(10,)),), Dense((64,))))
    '1x28x10 n96k5p2-10 fc64'

    Raises:
        SpecError: the text would be too long to read back.
    """
    first = f"{network.in_channels}x{network.image_size}x{network.num_classes}"
    head = [] if isinstance(network.head, Gap) else [_dump_head(network.head)]
    text = " ".join([first, *map(_dump_layer, network.layers), *head])
    if len(text) > MAX_TEXT:
        raise SpecError(
            f"this network's text would have {len(text):,} characters; use fewer layers"
        )
    return text


def link(text: str) -> str:
    """A network's text as it stands in a URL, `?net=…`, with nothing to escape."""
    return text.replace(" ", "_")


def _dump_layer(layer: Layer) -> str:
    match layer:
        case NiNBlock(out_channels, kernel_size, stride, padding, mlp_channels):
            window = f"{_unless(1, 's', stride)}{_unless(0, 'p', padding)}"
            return f"n{out_channels}k{kernel_size}{window}{_dashed(mlp_channels)}"
        case Pool(kind, kernel_size, stride, padding, ceil_mode):
            ceil = "c" if ceil_mode else ""
            return f"{kind[0]}{kernel_size}s{stride}{_unless(0, 'p', padding)}{ceil}"
        case Dropout(p):
            return f"d{Decimal(repr(abs(p))).normalize():f}"  # never d1e-05, d-0.0 or d0.0


def _dump_head(head: Dense) -> str:
    return "fc" + _dashed(head.hidden).removeprefix("-")


def _unless(default: int, letter: str, value: int) -> str:
    return "" if value == default else f"{letter}{value}"


def _dashed(widths: tuple[int, ...]) -> str:
    return "".join(f"-{width}" for width in widths)


def _split(widths: str) -> tuple[int, ...]:
    return tuple(int(width) for width in widths.split("-")[1:])


def _load_input(word: str) -> tuple[int, int, int]:
    if not (match := _INPUT.fullmatch(word)):
        raise SpecError(f"{_quote(word)} is not CHANNELSxSIZExCLASSES; start with, say, 1x28x10")
    channels, size, classes = map(int, match.groups())
    with _quoting(word):  # the smallest network with this input: a range error quotes this word
        Network(channels, size, classes, (NiNBlock(1, 1),), Dense())
    return channels, size, classes


def _load_layer(word: str) -> Layer:
    with _quoting(word):
        layer = _match_layer(word)
    if layer is None:
        raise SpecError(
            f"{_quote(word)} is not a layer; write a NiN block as n96k5p2-64-48, "
            "a pool as m3s2, dropout as d0.5, or end with gap or fc4096"
        )
    return layer


def _match_layer(word: str) -> Layer | None:
    if match := _BLOCK.fullmatch(word):
        channels, kernel, stride, padding, widths = match.groups()
        return NiNBlock(
            int(channels), int(kernel), int(stride or 1), int(padding or 0), _split(widths)
        )
    if match := _POOL.fullmatch(word):
        letter, kernel, stride, padding, ceil = match.groups()
        kind = "max" if letter == "m" else "avg"
        return Pool(kind, int(kernel), int(stride), int(padding or 0), bool(ceil))  # type: ignore[arg-type]  # mypy widens the literals
    if match := _DROPOUT.fullmatch(word):
        return Dropout(float(match[1]))
    return None


def _load_head(word: str) -> Head | None:
    if word == "gap":
        return Gap()
    if match := _DENSE.fullmatch(word):
        first, widths = match.groups()
        with _quoting(word):
            return Dense((int(first), *_split(widths)) if first else ())
    return None


@contextmanager
def _quoting(word: str) -> Iterator[None]:
    """Put the word that is read before what is wrong with it."""
    try:
        yield
    except SpecError as error:
        raise SpecError(f"{_quote(word)}: {error}") from None


def _quote(word: str) -> str:
    return repr(word if len(word) <= 40 else word[:40] + "…")
