"""Links that hide parts of a page, and a page in a frame of another one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from nin.lessons.places import PLACES
from tests.support.pages.visitor import MENU, Visitor

SERVER = "http://class.example/architecture"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))


def gone(page: Visitor) -> set[str]:
    """The places that the page's style takes away."""
    rules = re.findall(r"<style>:is\(([^)]*)\) { display: none !important; }", page.html)
    return {name.removeprefix(".st-key-") for rule in rules for name in rule.split(", ")}


def open_popover(page: Visitor) -> None:
    page.app.context["url"] = SERVER
    page.app.session_state["link-popover"] = True
    page.run()


def hide(page: Visitor, *names: str) -> str:
    """Have the link hide these places; what is then offered to be copied."""
    page.app.multiselect("link-without").set_value(list(names))
    page.run()
    (code,) = [code.value for code in page.app.code]
    return code


def words_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def test_what_a_teacher_hides_is_hidden_where_the_link_is_opened_and_nowhere_else() -> None:
    page = Visitor("pages/architecture.py", weights="tiny")
    open_popover(page)
    address = hide(page, "totals", "card")
    assert address.startswith(f"{SERVER}?")
    assert gone(page) == set()
    other = Visitor("pages/architecture.py", **words_of(address))
    assert gone(other) == {"totals", "card"}
    other.visit("pages/feature_maps.py")
    assert gone(other) == set()


def test_a_click_shows_what_is_hidden_and_back_hides_it_again() -> None:
    page = Visitor("pages/architecture.py", weights="tiny", hide="totals,card")
    assert page.address == {"weights": "tiny", "hide": "totals,card"}
    assert page.app.button("show-hidden").label == (
        "Show what the link hides: Totals, Chosen layer"
    )
    page.click("show-hidden")
    assert gone(page) == set()
    assert page.address == {"weights": "tiny"}
    page.follow(weights="tiny", hide="totals,card")
    assert gone(page) == {"totals", "card"}


def test_a_link_that_hides_is_sent_on_as_it_was_or_shows_all() -> None:
    page = Visitor("pages/architecture.py", weights="tiny", hide="diagram")
    open_popover(page)
    (code,) = [code.value for code in page.app.code]
    assert words_of(code)["hide"] == "diagram"
    assert "hide" not in words_of(hide(page))


@pytest.mark.parametrize("hostile", ["x", "*", "totals) *, body:is(p", "<b>", "totals" * 900, ","])
def test_names_of_no_place_hide_nothing(hostile: str) -> None:
    page = Visitor("pages/architecture.py", weights="tiny", hide=hostile)
    assert gone(page) == set()
    assert page.address == {"weights": "tiny"}


@pytest.mark.parametrize("name", PLACES)
def test_every_page_offers_its_places(name: str) -> None:
    file = "app.py" if name == "Start" else f"pages/{name.lower().replace(' ', '_')}.py"
    page = Visitor(file, weights="tiny")
    open_popover(page)
    assert set(words_of(hide(page, *PLACES[name]))["hide"].split(",")) == set(PLACES[name])


def test_a_frame_is_code_to_paste_whose_address_opens_the_page_without_its_menu() -> None:
    page = Visitor("pages/architecture.py", weights="tiny")
    open_popover(page)
    page.app.toggle("link-frame").set_value(True)
    sources: list[str | None] = []

    class Frames(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            sources.append(dict(attrs)["src"] if tag == "iframe" else None)

    Frames().feed(hide(page, "totals"))
    (source,) = sources
    assert source is not None
    assert source.startswith(f"{SERVER}?")
    words = words_of(source)
    assert (words["weights"], words["hide"], words["embed"]) == ("tiny", "totals", "true")


def test_in_a_frame_there_is_no_menu_and_a_way_out_to_the_same_view() -> None:
    page = Visitor("pages/architecture.py", weights="tiny", hide="totals")
    assert page.app.markdown[0].value == MENU
    page.app.context["is_embedded"] = True
    page.app.context["url"] = SERVER
    page.run()
    assert MENU not in [text.value for text in page.app.markdown]
    (link,) = page.app.get("link_button")
    words = words_of(link.proto.url)
    assert (words["weights"], words["hide"]) == ("tiny", "totals")
    assert "embed" not in words


def test_in_a_frame_uploads_are_explained() -> None:
    page = Visitor(weights="tiny")
    page.choose("source", "Upload")
    assert "refuse uploads" not in page.says()
    page.app.context["is_embedded"] = True
    page.run()
    assert "browsers often refuse uploads" in page.says()
