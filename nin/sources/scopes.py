"""Which value a name has where it is read."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field

from nin.sources.values import External, Unknown, Value

# What snippets take for granted when the lines that import it are left out.
USUAL = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "OrderedDict": "collections.OrderedDict",
    "d2l": "d2l",
}
_STAR = "*"  # no name of a source: the module that `from … import *` takes all names from


@dataclass(slots=True, eq=False)
class Scope:
    """Names and their values, and the scope around it.

    Attributes:
        is_class: Whether this is the body of a class, whose functions do not see its names.
    """

    names: dict[str, Value] = field(default_factory=dict)
    around: Scope | None = None
    is_class: bool = False

    def value(self, name: str, line: int) -> Value:
        """What a name means here."""
        scope: Scope | None = self
        while scope:
            if name in scope.names:
                return scope.names[name]
            scope = scope.around
        if isinstance(star := self.outermost.names.get(_STAR), External):
            return External(f"{star.path}.{name}")
        if name in USUAL:
            return External(USUAL[name])
        if hasattr(builtins, name):
            return External(f"builtins.{name}")
        return Unknown(f"{name} is not defined in this source", line)

    @property
    def outermost(self) -> Scope:
        """The scope of the whole source."""
        scope = self
        while scope.around:
            scope = scope.around
        return scope

    @property
    def closure(self) -> Scope:
        """What a function that is written here sees of it."""
        return self.around if self.is_class and self.around else self

    def take_all(self, module: str) -> None:
        """Take all names that are not found otherwise from a module."""
        self.outermost.names[_STAR] = External(module)
