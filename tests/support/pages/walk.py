"""A walk through every page and view, for whoever wants to know what they need.

python -m tests.support.pages.walk RUNS    prints each view that it has seen
"""

import sys
from dataclasses import replace
from pathlib import Path

from nin.presets import PRESETS
from nin.spec import Dense
from pages.ui.class_maps.views import View as ClassMapsView
from pages.ui.feature_maps.explorer import View as FeatureMapsView
from pages.ui.results.sections import View as ResultsView
from pages.ui.shell.frame import PAGES
from pages.ui.shell.known_weights import Origin
from pages.ui.start.sources import Source
from tests.support.pages.architecture import ArchitecturePage
from tests.support.pages.inside import InsidePage, run_of
from tests.support.pages.results import ResultsPage
from tests.support.pages.start import StartPage, encoded, on_pad
from tests.support.pages.training import finished
from tests.support.pages.visitor import Visitor

TINY = PRESETS["tiny"].network
DENSE = replace(TINY, head=Dense((16,)))
PICTURE = ("3.png", encoded(on_pad(3)), "image/png")


def seen(*what: str) -> None:
    """Note it."""
    print(" / ".join(what), flush=True)


def architecture() -> None:
    """Each card, the memory, and each file that one can take away."""
    page = ArchitecturePage()
    for index in range(-1, len(PRESETS["mnist"].network.layers) + 1):
        page.open_card(index)
        seen("architecture", page.card())
    for popover in ("memory", "take-away", "paste"):
        page.open_popover(popover)
        seen("architecture", popover)
    for button in page.app.button:
        if str(button.key).startswith("download-"):
            page.click(str(button.key))
            seen("architecture", str(button.key))


def feature_maps(run: str) -> None:
    """The views of an image of each kind, a channel muted."""
    page = InsidePage("feature_maps", run=run)
    for view in FeatureMapsView:
        page.choose("feature-maps-view", view)
        seen("feature_maps", view)
        if view == FeatureMapsView.MUTING:
            page.click("mute-chosen")
            assert len(page.table("Class scores")["0"]) == 4
    for weights in ("tiny-dense", "mnist"):
        page.look_into(Origin.bundled(weights))
    page.app.session_state["image-popover"] = True
    page.run()
    page.app.file_uploader("picture-upload").set_value(PICTURE)
    page.run()


def class_maps(run: str, dense: str) -> None:
    """The views of both heads, cells masked."""
    page = InsidePage("class_maps", run=run)
    for view in ClassMapsView:
        page.choose("class-maps-view", view)
        seen("class_maps", view)
    page.choose("class-maps-view", ClassMapsView.SCORES)
    page.choose("class-maps-mode", "Mask")
    page.app.session_state["class-maps"] = {"answer": {"order": 1, "mask": "1" * 7 + "0" * 42}}
    page.run()
    assert "Without the masked cells" in page.html
    page = InsidePage("class_maps", run=dense)
    assert page.table("Maps of Grad-CAM")["0"]


def start() -> None:
    """A drawing, a sample and an upload, and their answers."""
    page = StartPage()
    for source in Source:
        page.choose("source", source)
        if source == Source.PAD:
            page.draw(on_pad(3))
        if source == Source.SAMPLES:
            page.pick("sample-class", "7")
        if source == Source.FILES:
            page.upload(PICTURE[:2])
        assert page.digit == ("7" if source == Source.SAMPLES else "3")
        seen("start", source)


def training(run: str) -> None:
    """What was trained can be looked at, and where nothing can be trained it says how to."""
    page = Visitor("pages/training.py", run=run)
    remedies = [text for text in page.messages() if "pip install torch torchvision" in text]
    assert page.has("start-one") == (remedies == [])
    assert page.table("Runs")[run]
    seen("training")


def results(run: str) -> None:
    """What was answered, each view of it, and a network that nobody has asked yet."""
    for weights in ("mnist", "tiny-dense"):
        page = ResultsPage(weights=weights)
        for view in ResultsView:
            page.view(view)
            seen("results", weights, view)
    page = ResultsPage(run=run)
    assert page.heading


def lessons() -> None:
    """The list, and a step of each kind."""
    page = Visitor("pages/lessons.py")
    seen("lessons")
    for step in ("1", "2"):
        page = Visitor("pages/class_maps.py", lesson="what-is-a-class-map", step=step)
        page.click("lesson-show")
        seen("lessons", step)


if __name__ == "__main__":
    root = Path(sys.argv[1])
    gap = run_of(root, TINY, 1, finished())
    dense = run_of(root, DENSE, 2, finished())
    architecture()
    feature_maps(gap)
    class_maps(gap, dense)
    start()
    training(gap)
    results(gap)
    lessons()
    assert len(PAGES) == 7
    assert sys.modules.keys().isdisjoint(["pandas", "scipy.stats"])  # a second, 100 MB
