"""Sets of one's own pictures on the pages: gathered, learnt, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nin import data
from nin.data import own_sets
from nin.data.names import OWN
from nin.data.own_sets import OwnSet
from nin.edit import revise
from nin.presets import PRESETS
from nin.spec import Network
from nin.train import TrainConfig
from pages.ui.components.visitor.component import KEY
from tests.support.pages.inside import run_of
from tests.support.pages.start import StartPage, on_pad
from tests.support.pages.training import TINY_LINK, Runs, TrainingPage, finished
from tests.support.pages.visitor import Visitor, one_of
from tests.support.shapes import SHAPES, archive, drawing, png

ME, OTHER = "a" * 22, "b" * 22


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    monkeypatch.setenv("NIN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NIN_RUNS", str(tmp_path / "runs"))
    with Runs(tmp_path / "runs") as made:
        yield made


def known(page: Visitor, key: str = ME) -> None:
    """The browser has sent its key."""
    page.app.session_state[KEY] = {"key": key}
    page.run()


def gathering(key: str = ME) -> TrainingPage:
    page = TrainingPage(net=TINY_LINK)
    known(page, key)
    page.pick("dataset", OWN)
    return page


def gathered(count: int = 6) -> OwnSet:
    own = own_sets.create(ME, "Shapes")
    for shape in SHAPES:
        own_sets.add_class(ME, own.id, shape)
        for seed in range(count):
            own_sets.add(ME, own.id, shape, drawing(shape, seed), drawn=True)
    return own_sets.find(ME, own.id)


def mine() -> OwnSet:
    (own,) = own_sets.sets_of(ME)
    return own


def test_a_set_is_named_gets_classes_and_is_what_the_form_says() -> None:
    page = gathering()
    page.app.text_input("own-set-name").set_value("Shapes")
    page.click("own-set-make")
    assert page.app.selectbox("dataset").value == mine().dataset
    for name in ("circle", "cross"):
        page.app.text_input("own-class-name").set_value(name)
        page.click("own-class-add")
    assert [each.name for each in mine().classes] == ["circle", "cross"]
    assert "Shapes: has 2 classes, 0 pictures; it needs two classes at least, with 5 pictures " in (
        page.says()
    )


def test_what_is_drawn_is_added_to_the_chosen_class_and_the_pad_is_empty_again() -> None:
    own = gathered(1)
    page = gathering()
    page.pick("dataset", own.dataset)
    page.choose("own-class", "cross")
    page.app.session_state["own-pad"] = {"drawing": StartPage().drawing(on_pad(5))}
    page.run()
    page.click("own-add")
    assert {each.name: each.count for each in mine().classes} == {
        "circle": 1,
        "cross": 2,
        "triangle": 1,
    }
    assert page.app.button("own-add").disabled


def test_a_zip_is_opened_as_a_set_and_what_it_leaves_out_is_said() -> None:
    page = gathering()
    members = {f"{s}/{n}.png": png(drawing(s, n)) for s in SHAPES for n in range(5)}
    packed = archive({**members, "circle/bad.png": b"x"})
    page.app.file_uploader("own-set-zip").set_value([("Shapes.zip", packed, "application/zip")])
    page.run()
    page.click("own-set-open")
    assert (mine().name, mine().count) == ("Shapes", 15)
    assert "Left out: circle: this is no PNG, JPEG or WebP picture" in page.says()


def test_the_network_is_made_to_tell_as_many_classes_apart_and_a_run_begins(runs: Runs) -> None:
    own = gathered()
    page = gathering()
    page.pick("dataset", own.dataset)
    assert "Your own: Shapes has 3 classes, the network 10" in page.says()
    page.click("fit-classes")
    page.click("start-one")
    (name,) = runs.names()
    assert data.classes(own.dataset) == SHAPES
    assert "Tiny, edited" in page.labels()
    assert "Shapes" in page.labels() or name in page.address.get("run", "")


def test_a_set_that_is_deleted_leaves_the_form_with_none() -> None:
    own = gathered(1)
    page = gathering()
    page.pick("dataset", own.dataset)
    page.app.session_state["own-delete-popover"] = True
    page.run()
    page.click("own-set-delete")
    assert own_sets.sets_of(ME) == []
    assert page.app.selectbox("dataset").value == OWN


@pytest.mark.parametrize("key", ["", "none", "x", "a" * 23, "<b>" + "a" * 19, 7])
def test_what_is_no_key_is_nobodys(key: object) -> None:
    gathered(1)
    page = TrainingPage(net=TINY_LINK)
    page.app.session_state[KEY] = {"key": key}
    page.run()
    assert page.app.selectbox("dataset").options.count("Your own: Shapes") == 0
    page.pick("dataset", OWN)
    assert not [button for button in page.app.button if button.key == "own-set-make"]


def test_another_visitor_is_offered_no_set_of_mine_and_cannot_choose_it() -> None:
    own = gathered()
    page = gathering(OTHER)
    assert "Your own: Shapes" not in page.app.selectbox("dataset").options
    page.app.session_state["next-dataset"] = own.dataset
    page.run()
    assert page.app.selectbox("dataset").value == "digits"
    assert "Shapes" not in page.says()


def learnt(runs: Runs, own: OwnSet) -> str:
    """A run that has learnt a set; its name."""
    said: dict[str, object] = {"classes": list(SHAPES), "preparation": "ink"}
    config = TrainConfig(dataset=own.dataset)
    facts = {"dataset": own.dataset, **said}
    return run_of(runs.root, three(), facts=facts, config=config)


def three() -> Network:
    return revise(PRESETS["tiny"].network, num_classes=3)


@pytest.mark.parametrize(("key", "sees"), [(ME, True), (OTHER, False)], ids=["owner", "other"])
def test_pictures_of_a_run_are_seen_by_who_drew_them_alone(
    runs: Runs, key: str, sees: bool
) -> None:
    own = gathered()
    page = Visitor("pages/results.py", run=learnt(runs, own))
    known(page, key)
    options = [one for box in page.app.selectbox for one in box.options]
    assert ("Shapes" in options) is sees
    page.visit("pages/class_maps.py")
    page.app.session_state["image-popover"] = True
    page.run()
    offered = one_of(page.app.selectbox, "sample-class").options
    assert ("circle" in offered) is sees


def test_it_was_a_shape_puts_a_drawing_into_the_set(runs: Runs) -> None:
    own = gathered()
    page = StartPage(run=learnt(runs, own))
    known(page)
    page.draw(on_pad(5))
    page.choose("it-was", 1)
    counts = {each.name: each.count for each in mine().classes}
    assert counts == {"circle": 6, "cross": 7, "triangle": 6}
    newest, *_ = own_sets.pictures(ME, own.id, "cross", 1)
    assert newest[0].endswith("-drawn.png")
    assert np.any(newest[1])
    assert "Added to cross in Shapes" in page.says()


def test_a_link_says_that_it_does_not_carry_a_picture_of_the_set(runs: Runs) -> None:
    page = Visitor("pages/class_maps.py", run=learnt(runs, gathered()), image="circle:1")
    known(page)
    page.app.session_state["link-popover"] = True
    page.run()
    assert "The picture is one of your own set: who opens the link sees another one." in page.says()
    (code,) = [code.value for code in page.app.code]
    assert "1x28x28" not in code


def test_maps_that_may_show_a_picture_are_shown_to_its_owner_alone(runs: Runs) -> None:
    name = runs.add(finished(), config=TrainConfig(dataset=gathered().dataset))
    for key, sees in ((ME, True), (OTHER, False)):
        page = TrainingPage(run=name)
        known(page, key)
        assert ("Class maps of one test image" in page.says()) is sees


def test_a_picture_of_the_set_is_not_added_to_it_again(runs: Runs) -> None:
    own = gathered()
    page = StartPage(run=learnt(runs, own), image="cross:1")
    known(page)
    assert not [one for one in page.app.segmented_control if one.key == "it-was"]
    pixels = data.load(own.dataset).test_images[0]
    with pytest.raises(own_sets.OwnSetError, match="this very picture is in Shapes already"):
        own_sets.add_prepared(ME, own.id, "cross", pixels)
