"""Start without a browser: what is drawn, sampled or uploaded, and what it then says."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin import checkpoints
from nin.runs import folder
from nin.runs.folder import WEIGHTS
from nin.spec import Network
from nin.train import TrainConfig
from nin.weights import initial_weights
from pages.ui.components.pad.values import SIDE
from tests.support.drawings import Canvas, draw, written
from tests.support.flow_packets import FlowPacket, unpacked_flow
from tests.support.pages.reading import without_tags
from tests.support.pages.visitor import Visitor

EMPTY = "Draw a digit: the whole network follows the pen."


def on_pad(label: int, variant: int = 0) -> NDArray[np.uint8]:
    """A digit as the pad sends it."""
    return draw(written(label, variant), Canvas(side=SIDE, height=80, pen=7))


def encoded(picture: NDArray[np.uint8] | Image.Image, kind: str = "PNG") -> bytes:
    """The bytes of a picture's file."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


class StartPage(Visitor):
    """Start, of one visitor."""

    def __init__(self, **query: str) -> None:
        self._sent = 0
        super().__init__("app.py", **query)

    def send(self, value: object) -> None:
        """The browser sends this value of the pad."""
        self.app.session_state["digit"] = {"drawing": value}
        self.run()

    def draw(self, picture: NDArray[np.uint8], *, down: bool = False) -> None:
        """Draw this on the pad, (112, 112), and lift the pen unless it stays down."""
        self.send(self.drawing(picture, down=down))

    def drawing(self, picture: NDArray[np.uint8], *, down: bool = False) -> dict[str, object]:
        """What the browser sends of it."""
        self._sent += 1
        png = base64.b64encode(encoded(picture)).decode()
        value = {"png": png, "strokes": [[64, 300, 200, 310, 240]], "down": down}
        return {**value, "reset": 0, "number": self._sent}

    def upload(self, *files: tuple[str, bytes]) -> None:
        """Upload files, in place of those that were there."""
        sent = [(name, data, "image/png") for name, data in files]
        self.app.file_uploader("pictures").set_value(sent)
        self.run()

    @property
    def said(self) -> str:
        """The answer in a sentence."""
        (line,) = re.findall(r"<h1>(.*?)</h1>", self.html)
        return without_tags(line)

    @property
    def doubt(self) -> str:
        """What the page says against the picture."""
        (words,) = re.findall(r'<p class="nin-doubt" role="status">(.*?)</p>', self.html)
        return without_tags(words)

    @property
    def digit(self) -> str:
        """The class that is named; the whole answer where none is."""
        return self.guess if self.said.startswith("This is") else self.said

    @property
    def guess(self) -> str:
        """The class with the largest probability, named or not."""
        (name,) = re.findall(r"<b>(.*?)</b>", self.html.partition("<h1")[2].partition("</h1>")[0])
        return without_tags(name)

    @property
    def flow(self) -> FlowPacket:
        """What the browser gets of the network."""
        (flow,) = [c for c in self.app.get("bidi_component") if "flow" in c.proto.id]
        return unpacked_flow(flow.proto.bytes)

    @property
    def bars(self) -> dict[str, float]:
        """The probabilities, as their texts have them, in percent."""
        scores = self.flow.header["scores"]
        return {s["name"]: float(s["probability"].removesuffix("%")) for s in scores}

    def figures(self, kind: str) -> list[str]:
        """The captions of the figures of this class, the best one with a star."""
        found = re.findall(r'<figure class="([^"]*)">.*?<figcaption>(.*?)</figcaption>', self.html)
        return [
            without_tags(caption.replace("<br>", " ")) + " *" * ("best" in classes)
            for classes, caption in found
            if kind in classes.split()
        ]

    @property
    def captions(self) -> list[str]:
        """The small print."""
        return [caption.value for caption in self.app.caption]

    @property
    def own(self) -> Sequence[str]:
        """One's own set: the captions of its drawings."""
        return re.findall(r"<figcaption>(\d+: <b>\d</b>)</figcaption>", self.html)


def run_of(root: Path, network: Network, number: int = 1, *, seed: int | None = 0) -> str:
    """A run whose weights are fresh ones, or that has none."""
    run = root / f"{number:04}-{number:08x}"
    folder.create(run, network, TrainConfig())
    if seed is not None:
        checkpoints.write(run / WEIGHTS, network, initial_weights(network, seed), {})
    return run.name
