"""The pages on the inside of a network without a browser, and runs with fresh weights for them."""

from __future__ import annotations

from pathlib import Path

from nin import checkpoints
from nin.runs import folder
from nin.runs.folder import EVENTS, WEIGHTS
from nin.spec import Network
from nin.train import Event, TrainConfig, events
from nin.weights import initial_weights
from tests.support.map_packets import unpacked
from tests.support.pages.visitor import Visitor


def run_of(
    root: Path,
    network: Network,
    number: int = 1,
    happened: tuple[Event, ...] = (),
    facts: dict[str, object] | None = None,
    config: TrainConfig | None = None,
) -> str:
    """A run with the weights that its network starts with, and this said of it; its name."""
    run = root / f"{number:04}-{number:08x}"
    folder.create(run, network, config or TrainConfig())
    checkpoints.write(run / WEIGHTS, network, initial_weights(network, 0), facts or {})
    lines = "".join(events.to_json(event) + "\n" for event in happened)
    (run / EVENTS).write_text(lines, encoding="utf-8")
    return run.name


class InsidePage(Visitor):
    """A page that looks into a network, of one visitor; at the first 3 of the samples, unless."""

    def __init__(self, page: str, **query: str) -> None:
        super().__init__(f"pages/{page}.py", **({"image": "3:1"} | query))

    def look_at(self, image: str) -> None:
        """Choose another image, as a link to it would."""
        self.follow(**(self.address | {"image": image}))


def number(text: str) -> float:
    """A figure as the page writes it: with a real minus sign, commas, perhaps a percent sign.

    >>> number("−1,234.5"), number("12.5%")
    (-1234.5, 0.125)
    """
    plain = text.replace("−", "-").replace(",", "")
    return float(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)


def mask(page: InsidePage, cells: str) -> None:
    """Mask these cells of the class maps, as the browser does."""
    page.choose("class-maps-mode", "Mask")
    page.app.session_state["class-maps"] = {"answer": {"order": 1, "mask": cells}}
    page.run()


def captions(page: InsidePage) -> list[str]:
    """What stands under the class maps, whether their cells are read or masked."""
    views = [view.proto for view in page.app.get("bidi_component")]
    (shown,) = [view for view in views if view.id.endswith(("class-maps", "class-cells"))]
    words: list[str] = unpacked(shown.bytes).header["captions"]
    return words
