"""Every page and state without a mouse, enlarged, narrow, without motion, in forced colours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import log
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nin import checkpoints
from nin.codec import link
from nin.model import initial
from nin.presets import PRESETS
from nin.runs.folder import WEIGHTS
from nin.train import Event, Failed, TrainConfig, health
from pages.ui.class_maps.views import View as ClassMapsView
from tests.browser.conftest import NewPage, in_both_browsers
from tests.support.browser.architecture import open_card
from tests.support.browser.health import ask, check_layout, check_looks, look_at, settle, tab_to
from tests.support.browser.server import emptied
from tests.support.pages.training import TINY, Runs, finished, learning, started, step

pytestmark = pytest.mark.browser

MISFIT = link(PRESETS["d2l"].text).replace("x224x", "x28x")
PAGES = {
    "Start": "",
    "Class maps": "class_maps",
    "Feature maps": "feature_maps",
    "Architecture": "architecture",
    "Training": "training",
    "Results": "results",
}
RUNS = ("finished", "failed", "running", "queued", "killed", "damaged")
RUN = {state: f"{number:04}-{number:08x}" for number, state in enumerate(RUNS, 1)}
STATES = {
    **PAGES,
    **{f"{name}, bad link": f"{path}?net=<b>no network" for name, path in PAGES.items()},
    **{f"run, {state}": f"training?run={name}" for state, name in RUN.items()},
    "Architecture, too large": "architecture?net=3x224x1000_n512k3p1-512_m3s2_n1000k3p1-1000",
    "Architecture, does not fit": "architecture?net=" + MISFIT,
    "Architecture, dense head": "architecture?net=" + link(PRESETS["tiny"].text + " fc64"),
    "Start, untrained": "?net=1x28x10_n10k3",
    "Start, colour": "?net=" + link(PRESETS["cifar10"].text),
    "Start, the book's": "?net=" + link(PRESETS["d2l"].text),
    "Start, dense head": "?weights=tiny-dense",
    "Class maps, dense head": "class_maps?weights=tiny-dense",
    "Class maps, moved image": "class_maps?view=Moved+image",
    "Feature maps, does not fit": "feature_maps?net=" + MISFIT,
    "Training, no such run": "training?run=0009-00000009",
    "Training, does not fit": "training?net=" + MISFIT,
    "Results, dense head": "results?weights=tiny-dense&view=Two+networks",
    "Results, moved": "results?weights=tiny&view=Moved+and+redrawn",
    "Results, untrained": "results?net=1x28x10_n10k3",
    "Results, no data set": "results?weights=fashion-mnist",
    "Class maps, film": f"class_maps?run={RUN['finished']}",
}
# 1280 × 1024 at 200 %, and at 400 %, as WCAG 2.2 asks in 1.4.4 and 1.4.10.
ENLARGED = ((640, 512), (320, 256))

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def url(app_url: str, runs_folder: Path) -> Iterator[str]:
    """The app's address, with a run in each state."""
    events = {"finished": finished(), "failed": stuck(), "queued": (), "damaged": ()}
    with emptied(runs_folder), Runs(runs_folder) as runs:
        for state, name in RUN.items():
            alive = state in ("running", "queued")
            assert name == runs.add(events.get(state, learning()), alive=alive)
        checkpoints.save(runs_folder / RUN["finished"] / WEIGHTS, TINY, initial(TINY, 0), {})
        (runs_folder / RUN["damaged"] / "config.json").write_text("{", encoding="utf-8")
        yield app_url


def stuck() -> tuple[Event, ...]:
    """What happens to a run whose loss stays at ln 10, with its remedy."""
    finding = health.stuck([log(10)] * health.STUCK_STEPS, 10, TrainConfig())
    assert finding is not None
    return started(), step(1, health=(finding,)), Failed(finding.message, (finding,))


@pytest.fixture
def visit(new_page: NewPage, url: str) -> Visit:
    def opened(path: str, **options: object) -> Page:
        page = new_page(**options)  # type: ignore[arg-type]  # its own options
        page.goto(url + path)
        settle(page)
        return page

    return opened


def walk(page: Page) -> int:
    """Press Tab until the focus has been everywhere; how many places that were."""
    # A transition would show the focus after it has gone.
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    for number in range(300):
        page.keyboard.press("Tab")
        if not ask(page, "step"):
            return number
    pytest.fail("the focus never comes back to where it began")


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_healthy_in_every_look(visit: Visit, state: str) -> None:
    check_looks(visit(STATES[state]))


@in_both_browsers
@pytest.mark.parametrize("state", ["run, running", *PAGES])
def test_tab_leads_everywhere_and_the_focus_shows(visit: Visit, state: str) -> None:
    page = visit(STATES[state])
    assert walk(page) > 10
    assert ask(page, "missed") == []
    assert ask(page, "unmarked") == []


@pytest.mark.parametrize("state", ["run, running", *PAGES])
def test_in_forced_colours_the_focus_shows_too(visit: Visit, state: str) -> None:
    page = visit(STATES[state], forced_colors=True)
    assert walk(page) > 10
    assert ask(page, "unmarked") == []


@in_both_browsers
@pytest.mark.parametrize("state", [*PAGES, "run, running", "Architecture, bad link"])
def test_enlarged_nothing_is_cut_off_or_scrolls_sideways(visit: Visit, state: str) -> None:
    page = visit(STATES[state])
    for width, height in ENLARGED:
        page.set_viewport_size({"width": width, "height": height})
        check_layout(page)
        assert ask(page, "clipped") == []


def test_the_views_reflow_too(visit: Visit) -> None:
    page = visit("architecture", size=ENLARGED[-1])
    for number in (-1, 1, 6, 7):
        open_card(page, number)
        check_layout(page)
        assert ask(page, "clipped") == []


@pytest.mark.parametrize("state", ["run, running", "Class maps, film"])
def test_who_asks_for_less_motion_gets_none(visit: Visit, state: str) -> None:
    page = visit(STATES[state], still=True)
    if state == "Class maps, film":
        look_at(page, ClassMapsView.FILM)
        expect(page.get_by_role("button", name="Play")).to_be_visible()  # it waits to be asked
    assert ask(page, "moving") == []


def test_the_check_of_motion_finds_motion(visit: Visit) -> None:
    page = visit("")
    page.get_by_test_id("stMain").evaluate("main => main.animate({ opacity: [0, 1] }, 9_000)")
    assert len(ask(page, "moving")) == 1


def test_without_a_mouse_one_goes_from_view_to_view(visit: Visit) -> None:
    page = visit("class_maps")
    tab_to(page, page.get_by_role("radio", name="Scores"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Largest values")).to_be_checked()
    settle(page)
    expect(page.get_by_role("radio", name="Largest values")).to_be_focused()


def test_without_a_mouse_a_run_is_chosen_and_its_network_with_it(visit: Visit) -> None:
    """What a click on a point of the plot does as well."""
    page = visit(STATES["run, finished"])
    tab_to(page, page.get_by_role("combobox", name="Show"))
    page.keyboard.type(f"run {int(RUN['running'][:4])}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(RUN["running"]))
    settle(page)
    expect(page.locator(".st-key-network-popover")).to_contain_text("Tiny")


def test_winner_truth_and_states_are_told_without_colour(visit: Visit) -> None:
    page = visit(STATES["run, finished"])
    weights = "captions => captions.map(caption => +getComputedStyle(caption).fontWeight)"
    for row in page.get_by_role("group", name=re.compile("^After epoch")).all():
        winner, *others = sorted(row.locator(".nin-map figcaption").evaluate_all(weights))[::-1]
        assert winner > max(others)
        expect(row.locator(".nin-map figcaption", has_text="✓")).to_have_count(1)
    page = visit(STATES["run, failed"])
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("Failed: ")


def test_in_forced_colours_bars_and_choices_are_still_seen(visit: Visit) -> None:
    page = visit("", forced_colors=True)
    best = page.locator(".scores tr.best .bar i")
    expect(best).to_have_css("background-image", re.compile("gradient"))
    shade = "radio => getComputedStyle(radio).backgroundColor"
    chosen = page.get_by_role("radio", name="Draw", exact=True).evaluate(shade)
    assert chosen != page.get_by_role("radio", name="Upload", exact=True).evaluate(shade)
