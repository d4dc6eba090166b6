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
    """The network that a snippet makes: what it calls net or model, or the last; or can make."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "snippet", "exec"), names)  # noqa: S102  # our own, and here is the oracle
    modules = [value for value in names.values() if isinstance(value, nn.Module)]
    made = [module for module in modules if list(module.parameters())]  # no loss
    network = names.get("net") or names.get("model") or (made[-1] if made else None)
    if network is None:  # a class or a function that the snippet does not call
        network = (names.get("make") or names["Net"])()
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


BOOK = """\
from d2l import torch as d2l

class NiN(d2l.Classifier):
    def __init__(self, lr=0.1, num_classes=10):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential(
            nn.LazyConv2d(8, 3), nn.ReLU(), nn.LazyConv2d(num_classes, 1), nn.ReLU(),
            nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten())
        self.net.apply(d2l.init_cnn)

SHOWN
data = d2l.FashionMNIST(batch_size=128, resize=(96, 96))
trainer = d2l.Trainer(max_epochs=10, num_gpus=1)
model = NiN(lr=0.05)
model.apply_init([next(iter(data.get_dataloader(True)))[0]], d2l.init_cnn)
trainer.fit(model, data)
"""


def test_the_books_own_classes_and_its_data_are_understood_without_the_book() -> None:
    """Its package is not installed here, so this is no snippet that could be run."""
    shown = BOOK.replace("SHOWN", "NiN().layer_summary((1, 1, 96, 96))")
    assert sources.read(shown) == loads("1x96x10 n8k3-10")
    assert sources.read(BOOK.replace("SHOWN", ""), channels=3) == loads("3x96x10 n8k3-10")
    contradicting = BOOK.replace("SHOWN", "NiN().layer_summary((1, 1, 224, 224))")
    with pytest.raises(sources.InputError, match=r"large its images are; it names 96 and 224$"):
        sources.read(contradicting, channels=1)
    assert sources.read(contradicting, size=28) == loads("1x28x10 n8k3-10")
