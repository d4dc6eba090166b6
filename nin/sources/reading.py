"""A source from its text to its network."""

from __future__ import annotations

import ast
import textwrap

from nin.limits import MAX_SOURCE
from nin.sources.assembly import assembled, first_channels
from nin.sources.candidates import networks, steps
from nin.sources.machine import Halt, Machine
from nin.sources.scopes import Scope
from nin.sources.statements import run
from nin.sources.values import Instance, Refusal, Stack
from nin.spec import Network


class SourceError(ValueError):
    """A source that is no network here, in words: `NAME, line N: …`."""


class InputError(SourceError):
    """A source that is read, but does not say what its images are."""


def read(
    source: str, name: str = "source", size: int | None = None, channels: int | None = None
) -> Network:
    """The network that PyTorch code describes. The code is read and never run.

    Args:
        source: Python, with an `nn.Sequential`, or classes and functions that make one.
        name: What errors call it.
        size: Pixels a side of the images; by default what the source shows to its network.
        channels: Theirs; by default those that the first convolution or the source names.

    Raises:
        InputError: neither the source nor the caller says what the images are.
        SourceError: it is no Python, has no network, or one that cannot be expressed.
    """
    try:
        return _read(source, size, channels)
    except (Halt, Refusal) as refusal:
        kind = InputError if isinstance(refusal, _InputMissing) else SourceError
        where = name if refusal.line is None else f"{name}, line {refusal.line}"
        raise kind(f"{where}: {refusal.words}") from None
    except RecursionError:
        raise SourceError(f"{name}: is nested too deeply to follow") from None


class _InputMissing(Halt):
    pass


def _read(source: str, size: int | None, channels: int | None) -> Network:
    machine, scope = Machine(), Scope({"__name__": "__main__"})
    run(machine, _parsed(source).body, scope)
    found = networks(machine, scope)
    made = [_network(machine, one, size, channels) for one in found]
    if any(one != made[0] for one in made):
        lines = " and ".join(f"{one.line}" for one in found[:3])
        raise Halt(f"has {len(found)} networks, in lines {lines}; paste one", found[0].line)
    return made[0]


def _network(
    machine: Machine, candidate: Stack | Instance, size: int | None, channels: int | None
) -> Network:
    line = steps(machine, candidate)
    said = [one.channels for one in machine.inputs if one.channels is not None]
    sizes = sorted({one.size for one in machine.inputs})
    if size is None and len(sizes) == 1:
        size = sizes[0]
    if channels is None:
        channels = first_channels(line) or (said[0] if len(set(said)) == 1 else None)
    if size is None or channels is None:
        named = f"; it names {' and '.join(map(str, sizes[:3]))}" if sizes[1:] else ""
        raise _InputMissing(f"does not say how large its images are{named}", None)
    return assembled(line, channels, size)


def _parsed(source: str) -> ast.Module:
    if len(source) > MAX_SOURCE:
        raise Halt(f"has {len(source):,} characters; at most {MAX_SOURCE:,} are read", None)
    try:
        return ast.parse(textwrap.dedent(source))
    except SyntaxError as error:
        raise Halt(f"is no Python: {error.msg}", error.lineno) from None
    except (ValueError, MemoryError):
        raise Halt("is no Python", None) from None
