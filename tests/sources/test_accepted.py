"""What PyTorch code is read as, against the same code executed: shapes, weights, values."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import nn

from nin import sources
from nin.analysis import trace
from nin.codec import dumps, loads
from nin.model import build
from nin.spec import Network

pytestmark = pytest.mark.usefixtures("one_thread")
SNIPPETS = sorted((Path(__file__).parent / "accepted").glob("*.txt"))


class Anything:
    """What a book's package or a trainer has: every name, to be called and looped over."""

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: object, **kwargs: object) -> Anything:
        return self

    def __iter__(self) -> Iterator[Anything]:
        return iter([self, self])

    def __getitem__(self, place: int) -> Anything:
        return self

    def __next__(self) -> Anything:
        return self


class Classifier(nn.Module):
    """The book's base class, as far as its NiN uses it."""

    net: nn.Module

    def __getattr__(self, name: str) -> Any:
        return super().__getattr__(name) if name == "net" else Anything()

    def forward(self, x: torch.Tensor) -> Any:
        return self.net(x)


@pytest.fixture(autouse=True)
def beside_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins for the packages that some snippets import."""
    book, package, lightning = map(ModuleType, ("d2l.torch", "d2l", "lightning"))
    names = "load_data_fashion_mnist FashionMNIST Trainer train_ch6 try_gpu init_cnn"
    contents = dict.fromkeys(names.split(), Anything()) | {"Classifier": Classifier}
    vars(book).update(contents)
    vars(package).update(torch=book)
    vars(lightning).update(LightningModule=nn.Module)
    for module in (book, package, lightning):
        monkeypatch.setitem(sys.modules, module.__name__, module)


def executed(source: str) -> nn.Module:
    """The network that a snippet makes: what it calls net or model, or else the last one."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "snippet", "exec"), names)  # noqa: S102  # our own, and here is the oracle
    modules = [value for value in names.values() if isinstance(value, nn.Module)]
    made = [module for module in modules if list(module.parameters())]  # no loss
    for callable_ in [] if made else reversed(list(names.values())):
        own = getattr(callable_, "__module__", None) == "__main__"
        if own and callable_.__name__ in ("make", "Net"):
            made.append(callable_(classes=4) if "network = " in source else callable_())
            break
    network = names.get("net", names.get("model", made[-1]))
    assert isinstance(network, nn.Module)
    return network.eval()


def values(module: nn.Module, images: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        result: torch.Tensor = module(images)
    return result


def read(source: str, network: Network) -> Network:
    """With the size of the images where the snippet does not say it, channels where it must."""
    try:
        return sources.read(source, "snippet")
    except sources.InputError:
        lazy = network.in_channels if "Lazy" in source else None
        return sources.read(source, "snippet", network.image_size, lazy)


@pytest.mark.parametrize("file", SNIPPETS, ids=lambda file: file.stem)
def test_a_snippet_is_read_as_the_network_that_it_makes_when_it_is_run(file: Path) -> None:
    source = file.read_text("utf-8")
    expected = loads(source.splitlines()[0].removeprefix("# "))
    network = read(source, expected)
    assert dumps(network) == dumps(expected)

    theirs, ours = executed(source), build(network).eval()
    torch.manual_seed(0)
    images = torch.rand(2, network.in_channels, network.image_size, network.image_size)
    values(theirs, images)  # makes what is lazy
    arrays = list(theirs.state_dict().values())
    assert sum(map(torch.numel, arrays)) == trace(network).params
    state = dict(zip(ours.state_dict(), arrays, strict=True))
    for name, array in state.items():
        assert array.shape == ours.state_dict()[name].shape, name
    ours.load_state_dict(state)
    torch.testing.assert_close(values(theirs, images), values(ours, images))


@pytest.mark.parametrize("file", SNIPPETS, ids=lambda file: file.stem)
def test_every_layer_of_a_snippet_gives_the_shape_of_its_row(file: Path) -> None:
    source = file.read_text("utf-8")
    network = read(source, loads(source.splitlines()[0].removeprefix("# ")))
    shapes: list[tuple[int, ...]] = []

    def note(module: nn.Module, inputs: object, output: torch.Tensor) -> None:
        if isinstance(module, nn.Conv2d | nn.Linear | nn.MaxPool2d | nn.AvgPool2d):
            shapes.append(tuple(output.shape[1:]))

    theirs = executed(source)
    for module in theirs.modules():
        module.register_forward_hook(note)
    values(theirs, torch.rand(2, network.in_channels, network.image_size, network.image_size))
    rows = iter([row.out_shape for row in trace(network).rows])
    for shape in shapes:
        assert shape in rows or shape[1:] == (1, 1)  # in this order; a pool over whole maps is GAP
