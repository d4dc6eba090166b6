"""From step to step, and from lesson to lesson: what is looked at follows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nin.codec import link
from nin.lessons import Look, find, scene_of, words_at
from nin.lessons.formulas import compute
from nin.lessons.scene import class_maps
from nin.presets import PRESETS
from pages.ui.subject.link_cells import mask_words
from tests.support.pages.lesson import LessonPage

pytestmark = pytest.mark.usefixtures("runs")

MAPS = "what-is-a-class-map"


@pytest.mark.parametrize("leaves", [True, False])
def test_a_lesson_that_is_begun_shows_its_own_whatever_was_gone_through_before(
    leaves: bool,
) -> None:
    page = LessonPage(MAPS)
    page.app.button("lesson-next").click()
    page.run()
    if leaves:
        page.click("lesson-leave")
    page.visit("pages/lessons.py")
    page.click("begin-2-how-many-1x1")
    page.run()
    assert page.address["lesson"] == "2-how-many-1x1"
    assert page.address["net"] == link(PRESETS["d2l"].text)


def test_a_step_that_asks_for_another_image_is_not_done_by_the_one_that_was_there() -> None:
    page = LessonPage(MAPS)  # looks at the same 4
    page.visit("pages/lessons.py")
    page.click("begin-1-nin-in-ten-minutes")
    page.visit("app.py")
    page.run()
    assert page.step == "Draw a digit"
    assert not page.app.success
    page.app.session_state["image"] = ("sample", "4", 2)
    page.run()
    assert page.app.success


def test_the_tour_hides_the_brightest_cell_of_the_map_whose_numbers_it_has_just_shown() -> None:
    tour = find("1-nin-in-ten-minutes")
    assert tour is not None
    numbers, hiding = words_at(tour, 3), tour.steps[3].task
    assert isinstance(hiding, Look)
    cells = class_maps(scene_of(numbers))[4]
    brightest = cells == cells.max()
    assert hiding.do["mask"] == mask_words(brightest)
    assert numbers["cell"] == ".".join(map(str, (4, *np.argwhere(brightest)[0])))


def test_the_tour_tells_what_its_network_sees_and_loses_as_it_is_computed() -> None:
    tour = find("1-nin-in-ten-minutes")
    assert tour is not None
    (seen,) = [number for number, step in enumerate(tour.steps, 1) if "padding" in step.then]
    scene = scene_of(words_at(tour, seen))
    sees, side = compute("receptive_field", scene), scene.network.image_size
    assert f"{sees}×{sees} pixels, more than the {side}×{side} of the" in tour.steps[seen - 1].then
    assert f"A loss of {compute('chance_loss', scene):.3f}" in [step.title for step in tour.steps]


def test_a_step_on_results_shows_its_cell_and_notices_another_one(own: Path) -> None:
    step = '[[steps]]\ntitle = "B"\ntext = "C"\npage = "Results"\n'
    text = 'title = "A"\nfor = "all"\nminutes = 1\n'
    text += f'{step}show = {{ weights = "mnist", taken = "4.9" }}\n'
    text += f'{step}show = {{ taken = "7.2" }}\ndo = {{ taken = "3.5" }}\n'
    (own / "own.toml").write_text(text, "utf-8")
    page = LessonPage("own", 1, "pages/results.py")
    assert page.address["taken"] == "4.9"
    page.click("lesson-next")
    assert page.address["taken"] == "7.2"
    page.follow(**{**page.address, "taken": "3.5"})
    page.run()
    assert page.done() == [1, 2]
    page.click("lesson-back")
    assert page.address["taken"] == "4.9"
