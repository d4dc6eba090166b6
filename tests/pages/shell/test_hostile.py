"""Names and links that a stranger chose: every page opens, and nothing of them is interpreted."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image
from streamlit.testing.v1 import AppTest

from nin import checkpoints, data, runs
from nin.data import DataError
from nin.model import initial
from nin.runs import folder
from nin.runs.folder import EVENTS, WEIGHTS
from nin.runs.spawn import TRIAL
from nin.train import ConfigError, Event, Started, TrainConfig
from pages.ui.class_maps.views import View
from pages.ui.results.sections import View as ResultsView
from tests.support.pages.inside import InsidePage, run_of
from tests.support.pages.results import ResultsPage, keep
from tests.support.pages.training import TINY, Runs, TrainingPage, finished
from tests.support.pages.visitor import MENU
from tests.support.paths import ROOT
from tests.support.strategies import one_in

NAMES = ("training", "feature_maps", "class_maps", "architecture", "results")
PAGES = ("app.py", *(f"pages/{name}.py" for name in NAMES))
FEW = one_in(30)
MARK = "zq![x](//e/x.png)<img src=x onerror=alert(1)>**b**$x$:red[r]`c`"

_RAW = re.compile(r"zq!\[|(?<!\\)<img src=x")  # no backslash before what Markdown would take


class _Tags(HTMLParser):
    """Whether an element was made of a name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hostile = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.hostile |= tag == "script" or values.get("src") == "x" or "onerror" in values


def interpreted(app: AppTest) -> list[str]:
    """What of the page's words would become more than words."""
    kinds = (app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    found = [e.value for kind in kinds for e in kind if _RAW.search(e.value)]
    found += [label for label in _labels(app) if _RAW.search(label)]
    return found + [html.value for html in app.html if _Tags(html.value).hostile]


def _labels(app: AppTest) -> Iterator[str]:
    for kind in (app.button, app.selectbox, app.number_input, app.toggle, app.slider):
        yield from (widget.label for widget in kind)
    for group in app.segmented_control:
        yield from group.options


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if page != "app.py":
        app.switch_page(page)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert [error.value for error in app.exception] == []
    return app


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of runs, empty; no process is started."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path / "runs"))
    with Runs(tmp_path / "runs") as folder:
        yield folder.root


_WORDS = [
    *("1x28x10", "3x224x1000", "n8k3", "n10k3-10", "m2s2", "a3s9c", "d0.5", "gap", "fc99"),
    *("n1000000k1", "n4k1024s1024p1024", "../..", "<b>", "0x0x0", "**", "\0", "9" * 40),
]
LINKS = st.text(max_size=60) | st.lists(st.sampled_from(_WORDS), max_size=6).map("_".join)


@pytest.mark.parametrize("page", PAGES)
def test_any_link_opens_every_page_and_none_of_it_is_interpreted(page: str, root: Path) -> None:
    @FEW
    @given(
        net=LINKS, run=st.text(max_size=30) | st.sampled_from(["..", "/etc", "~", "0001-aaaaaaaa"])
    )
    def check(net: str, run: str) -> None:
        app = opened(page, net=net, run=run)
        assert any(text.value == MENU for text in app.markdown)
        assert interpreted(app) == []
        assert files() == before

    def files() -> list[str]:
        """All but what a page asks the process to try that waits for a run."""
        paths = root.parent.rglob("[!.]*")
        return sorted(path.name for path in paths if path.name != TRIAL)

    before = files()
    check()


@pytest.mark.parametrize("page", PAGES)
def test_the_name_of_a_run_is_words_on_every_page(page: str, root: Path) -> None:
    name = MARK.replace("/", "")  # a folder's name has none
    (root / run_of(root, TINY, happened=finished())).rename(root / name)
    app = opened(page, run=name)
    assert interpreted(app) == []
    (history,) = [c for c in app.get("bidi_component") if c.proto.id.endswith("history")]
    assert json.loads(history.proto.json)[-1] == f"?{urlencode({'run': name})}"


def test_a_run_whose_name_cannot_be_shown_is_not_listed_and_harms_no_page(root: Path) -> None:
    other = run_of(root, TINY, happened=finished())
    named = os.fsdecode(os.fsencode(str(root)) + b"/\xff\xfe")
    (root / run_of(root, TINY, 2)).rename(named)
    assert [run.name for run in runs.runs(root)] == [other]
    assert TrainingPage(run=other).picked == other


def called(name: str, count: int = 10) -> list[str]:
    return [f"{name}{number}" for number in range(count)]


def with_classes(root: Path, names: list[str]) -> str:
    """A run with a film whose classes have these names, in its weights as in its events."""

    def renamed(event: Event) -> Event:
        if isinstance(event, Started):
            return structs.replace(event, classes=tuple(names), dataset=f"folder:{MARK}")
        return event

    events = tuple(map(renamed, finished()))
    run = run_of(root, TINY, happened=events)
    facts = {"classes": names, "dataset": MARK, "test_accuracy": 0.5}
    checkpoints.save(root / run / WEIGHTS, TINY, initial(TINY, 0), facts)
    return run


@pytest.mark.parametrize("view", View)
def test_the_names_of_classes_are_words_in_every_view_of_the_class_maps(
    root: Path, view: View
) -> None:
    run = with_classes(root, called("zq![x](//e)<img src=x>"))
    page = InsidePage("class_maps", run=run)
    page.choose("class-maps-view", view)
    assert interpreted(page.app) == []


@pytest.mark.parametrize("page", PAGES)
def test_the_names_of_classes_are_words_on_every_page(root: Path, page: str) -> None:
    run = with_classes(root, called("zq![x](//e)<img src=x>"))
    assert interpreted(opened(page, run=run)) == []


@pytest.mark.parametrize("view", ResultsView)
def test_the_names_of_classes_are_words_in_every_view_of_the_results(
    root: Path, view: ResultsView, tmp_path: Path
) -> None:
    names = called("zq![x](e)<img src=x>**b**")
    for number, name in enumerate(names):
        (tmp_path / MARK[:2] / name).mkdir(parents=True)
        for shade in range(5):
            picture = Image.new("L", (28, 28), 20 * number + shade)
            picture.save(tmp_path / MARK[:2] / name / f"{shade}.png")
    dataset = f"folder:{tmp_path / MARK[:2]}"
    for number in (1, 2):
        run = root / f"{number:04}-{number:08x}"
        folder.create(run, TINY, TrainConfig(dataset=dataset))
        facts = {"classes": names, "dataset": MARK, "test_accuracy": 0.5}
        checkpoints.save(run / WEIGHTS, TINY, initial(TINY, number), facts)
        keep(run, {number: 3, 5: 3}, dataset)
    page = ResultsPage(run="0001-00000001", data=dataset)
    assert "answered wrong" in page.heading
    page.view(view)
    assert interpreted(page.app) == []


@pytest.mark.parametrize("count", [0, 1, 9, 11])
def test_events_with_another_number_of_classes_show_no_class_maps(root: Path, count: int) -> None:
    run = with_classes(root, called("c", count))
    page = TrainingPage(run=run)
    assert "Class maps of one test image" not in page.says()
    film = InsidePage("class_maps", run=run)
    film.choose("class-maps-view", View.FILM)
    assert "This run has class maps of no epoch yet" in film.says()


def test_half_a_character_in_a_run_is_damage_and_in_weights_a_refusal(root: Path) -> None:
    run = run_of(root, TINY, happened=finished())
    path = root / run / EVENTS
    path.write_text(path.read_text().replace('"digits"', r'"\ud800"'))
    assert "events.jsonl is damaged" in TrainingPage(run=run).says()
    whole = (root / run / WEIGHTS).read_bytes()
    length = int.from_bytes(whole[:8], "little")
    header = json.loads(whole[8 : 8 + length])
    header["__metadata__"]["facts"] = json.dumps({"classes": ["\ud800"] * 10})
    text = json.dumps(header).encode()
    with pytest.raises(checkpoints.CheckpointError, match="has no network's text"):
        checkpoints.load(len(text).to_bytes(8, "little") + text + whole[8 + length :])


def test_a_folder_whose_classes_cannot_be_shown_is_refused_in_words(tmp_path: Path) -> None:
    for name in (b"a", b"\xff"):
        folder = Path(os.fsdecode(os.fsencode(str(tmp_path)) + b"/" + name))
        folder.mkdir()
        for number in range(5):
            Image.new("L", (4, 4)).save(folder / f"{number}.png")
    with pytest.raises(DataError, match=r"'\\udcff' is no name that can be shown; rename it$"):
        data.load(f"folder:{tmp_path}")
    with pytest.raises(ConfigError, match=r"^dataset: 'folder:\\udcff' is not one of"):
        TrainConfig(dataset="folder:\udcff")
