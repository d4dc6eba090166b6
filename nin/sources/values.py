"""What a name in a source can mean: the closed set of values that its reading works with.

Beside these, Python's own None, bool, int, float, str, list, tuple and dict stand for themselves.
Nothing else is ever made: no value is an object of PyTorch, and none of them can do anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nin.ops import Conv2d, GlobalAvgPool, Linear
from nin.spec import Dropout, Pool

Value = object  # one of the classes below, or one of Python's own that are named above
Scalar = bool | int | float | str | None


class Refusal(Exception):  # noqa: N818  # no fault of a program: it becomes an `Unknown`
    """An expression without a value here, in words; at the line that is read if none is given."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.words, self.line = words, line


@dataclass(frozen=True, slots=True)
class Unknown:
    """What is not followed, and why. It harms nobody until a network needs it."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Spoilt(Unknown):
    """In a list, dictionary or stack: nobody knows what else is in it, nor how much."""


@dataclass(frozen=True, slots=True)
class External:
    """What comes from outside of the source, by its whole name: `torch.nn.Conv2d`."""

    path: str

    @property
    def name(self) -> str:
        """The name's last part."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class ReLU:
    """max(x, 0)."""


@dataclass(frozen=True, slots=True)
class Flatten:
    """All values of an image in one row; as many as `features` where the source says so."""

    features: int | None = None


Kind = Conv2d | Linear | ReLU | Pool | Dropout | GlobalAvgPool | Flatten


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer, itself and no other: used twice it shares its weights.

    Attributes:
        written: What the source calls it, `nn.Conv2d`.
        inputs: How many channels or features come in, where the source says so.
    """

    kind: Kind
    written: str
    line: int
    inputs: int | None = None


@dataclass(slots=True, eq=False)
class Stack:
    """An `nn.Sequential`: its children by name, first to last."""

    children: dict[str, Value]
    line: int

    def add(self, child: Value, name: str | None = None) -> None:
        """Put a child at the end; by default it is called by its number."""
        self.children[str(len(self.children)) if name is None else name] = child


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of the source.

    Attributes:
        defaults: The default of each parameter, or `REQUIRED`, in their order.
        several: The names that `*args` and `**kwargs` have here.
        invoke: Runs it; takes the value of each parameter.
    """

    name: str
    defaults: Mapping[str, Value]
    several: tuple[str | None, str | None]
    invoke: Callable[[dict[str, Value]], Value]
    is_static: bool = False


@dataclass(slots=True, eq=False)
class Class:
    """A class of the source."""

    name: str
    bases: tuple[Value, ...]
    line: int
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the source; a subclass of `nn.Sequential` has a stack."""

    kind: Class
    line: int
    attributes: dict[str, Value] = field(default_factory=dict)
    stack: Stack | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Super:
    """`super()`: an object, looked at from above one of its classes."""

    instance: Instance
    above: Class


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A function of the source, bound to an object."""

    function: Function
    owner: Value


@dataclass(frozen=True, slots=True, eq=False)
class OutsideMethod:
    """A method that Python or PyTorch defines, bound to a value of ours."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """What flows: an input, or what a layer made of what flowed before.

    Attributes:
        line: Where the layer is applied.
        group: What applied the layer: the innermost stack, or an object's `forward`.
        shape: Of an input, where the source says so.
    """

    before: Tensor | None = None
    layer: Layer | None = None
    line: int = 0
    group: Value = None
    shape: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Dim:
    """The length of a tensor along an axis, whatever it is: 0 for the batch, 2 for the height."""

    axis: int


REQUIRED = External("(required)")
