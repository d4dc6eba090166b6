"""What code changes by ways that are hard to follow: it is followed rightly, or refused.

The oracle is Python itself, which runs each program and knows the width of its convolution.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from nin import sources
from nin.spec import NiNBlock

FOLDER = Path(__file__).parent


def programs(file: str) -> dict[str, str]:
    """The programs of a file by their titles."""
    parts = re.split(r"^## (.*)\n", (FOLDER / file).read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


WIDTHS = programs("widths.txt")
OPEN = programs("open_conditions.txt")  # each is met, though the source does not tell
NETWORK = """
net = nn.Sequential(nn.Conv2d(1, w, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
"""
CHANGED_LAYERS = {
    "net[0].stride = (2, 2)": "a change of a layer's stride is not followed",
    "for m in net:\n    if isinstance(m, nn.Conv2d):\n        m.stride = 2": (
        "a change of a layer's stride is not followed"
    ),
    "net[0].weight = nn.Conv2d(1, 4, 3).weight": (
        "a change of a layer's weight is not followed"  # it would be shared
    ),
    "net[1].forward = torch.tanh": "a change of a layer's forward is not followed",
    "net[1].register_forward_hook(lambda m, i, o: o * 2)": (
        ".register_forward_hook changes what a layer does, which is not followed"
    ),
    "net._modules['1'] = nn.Tanh()": ("a change of attributes by their dictionary is not followed"),
    "nn.ReLU = nn.Tanh": "a change of torch.nn.ReLU is not followed",
    "exec('net = None')": "exec() can change anything, which is not followed",
    "nn.utils.weight_norm(net[0])": (
        "torch.nn.utils.weight_norm may change a layer, which is not followed"
    ),
}
CHANGED_FLOW = {
    "y.mul_(2)": ".mul_ changes what flows in its place, which is not followed",
    "y[:, 0] = 0": "a change of a part of what flows is not followed",
    "y.data = 2 * y": "a change of the data of what flows is not followed",
    "torch.mul(y, 2, out=y)": "torch.mul with out= changes what flows in its place",
}
OWN_RULES = {
    "call": "class B(nn.Sequential):\n    def __call__(self, x):\n        return x\n",
    "forward": "class B(nn.Sequential):\n    @mine\n    def forward(self, x):\n        return x\n",
    "getattr": "class B(nn.Sequential):\n    def __getattr__(self, name):\n        return 3\n",
}


def width_read(source: str) -> int | None:
    """Of the convolution; None where the code is refused."""
    try:
        network = sources.read(source, "s", 28)
    except sources.SourceError:
        return None
    block = network.layers[0]
    assert isinstance(block, NiNBlock)
    return block.out_channels


@pytest.mark.parametrize("program", WIDTHS.values(), ids=list(WIDTHS))
def test_a_width_is_that_of_the_executed_code_or_is_refused(program: str) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(program, names)  # noqa: S102  # our own, and here is the oracle
    assert width_read(program + NETWORK) in (names["w"], None)


@pytest.mark.parametrize("program", OPEN.values(), ids=list(OPEN))
def test_what_an_open_condition_may_have_changed_is_not_taken_as_it_was(program: str) -> None:
    names: dict[str, Any] = {"open": "1"}
    exec(program, names)  # noqa: S102  # our own, and here is the oracle
    assert isinstance(names["w"], int)
    assert width_read("import open\n" + program + NETWORK) is None


@pytest.mark.parametrize("change", CHANGED_LAYERS, ids=lambda change: change.splitlines()[-1])
def test_a_layer_that_is_changed_afterwards_is_refused_with_the_line(change: str) -> None:
    source = NETWORK.replace("w", "4") + change
    line = 2 + len(change.splitlines())
    with pytest.raises(sources.SourceError) as caught:
        sources.read(source, "s", 28)
    assert str(caught.value) == f"s, line {line}: {CHANGED_LAYERS[change]}"


@pytest.mark.parametrize("change", CHANGED_FLOW)
def test_what_flows_and_is_changed_in_its_place_is_refused_with_the_line(change: str) -> None:
    source = f"""
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
    def forward(self, x):
        y = F.relu(self.conv(x))
        {change}
        return y.mean((2, 3))
"""
    with pytest.raises(sources.SourceError) as caught:
        sources.read(source, "s", 28)
    assert str(caught.value) == f"s, line 8: {CHANGED_FLOW[change]}"


@pytest.mark.parametrize("block", OWN_RULES.values(), ids=list(OWN_RULES))
def test_a_class_with_rules_of_its_own_is_refused(block: str) -> None:
    source = "w = 4\n" + block + NETWORK.replace("nn.ReLU()", "B(nn.ReLU())")
    assert width_read(source) is None


def test_training_code_around_a_network_does_not_hide_it() -> None:
    source = f"""
import sys
w = 4
{NETWORK}
def init(m):
    if type(m) == nn.Conv2d:
        nn.init.kaiming_normal_(m.weight)

net.apply(init)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
losses = []

def train_epoch(net, loader):
    for images, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

def main():
    for epoch in range(10):
        train_epoch(net, loader())
        if epoch % 2:
            torch.save(net.state_dict(), "net.pt")

if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(1)
"""
    assert width_read(source) == 4
