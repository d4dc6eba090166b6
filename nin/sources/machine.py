"""What a reading has used and seen so far: its budget, the networks made, the inputs named."""

from __future__ import annotations

from typing import NamedTuple

from nin.limits import MAX_SOURCE_DEPTH, MAX_SOURCE_STEPS
from nin.sources.values import Class, Function, Instance, Stack, Unknown, Value


class Halt(Exception):  # noqa: N818  # no fault of a program: the reading ends
    """The whole source is refused, in words, at a line."""

    def __init__(self, words: str, line: int | None) -> None:
        super().__init__(words)
        self.words, self.line = words, line


class Input(NamedTuple):
    """What a source says of the images: channels, where it does, and pixels a side."""

    channels: int | None
    size: int
    line: int


class Machine:
    """The state of one reading.

    Attributes:
        made: Every stack and every object that was made, in order.
        called: Every function and class of the source that was called.
        inputs: Every input that the source shows to a network.
        group: The stack, or the object, whose layers are being applied.
        where: The line that is being read.
        unsure: Why nobody knows whether what is followed happens; None where it does.
        within: The identities of what is followed so.
    """

    def __init__(self) -> None:
        self.made: list[Stack | Instance] = []
        self.called: set[Function | Class] = set()
        self.inputs: list[Input] = []
        self.group: Value = None
        self.where = 1
        self.unsure: Unknown | None = None
        self.within: set[int] = set()
        self._steps = MAX_SOURCE_STEPS
        self._depth = 0

    def spend(self, steps: int) -> None:
        """Count what takes time or memory.

        Raises:
            Halt: the budget is used up.
        """
        self._steps -= steps
        if self._steps < 0:
            raise Halt(
                f"takes more than {MAX_SOURCE_STEPS:,} steps to follow; paste the network alone",
                self.where,
            )

    def enter(self, line: int) -> None:
        """Go one level deeper, which is a step as well; `leave` has to follow.

        Raises:
            Halt: the budget is used up, or this is too deep.
        """
        self.where = line
        self.spend(1)
        self._depth += 1
        if self._depth > MAX_SOURCE_DEPTH:
            raise Halt("is nested too deeply to follow", line)

    def leave(self) -> None:
        """Come back from the level that was entered last."""
        self._depth -= 1
