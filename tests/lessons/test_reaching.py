"""When a thing to do is done, and what an answer depends on."""

from __future__ import annotations

from nin.analysis import trace
from nin.codec import dumps, link, loads
from nin.lessons import Guess, Look, find, scene_of
from nin.lessons.judging import asks_the_image, is_reached


def test_what_was_to_be_done_is_done_when_all_its_words_are_reached() -> None:
    look = Look({"view": "Scores", "mask": "01"}, frozenset({"mask"}))
    before = {"view": "", "mask": ""}
    assert not is_reached(look, before, {})
    assert not is_reached(look, before, {"view": "Scores", "mask": ""})
    assert not is_reached(look, before, {"view": "Occlusion", "mask": "10"})
    assert is_reached(look, before, {"view": "Scores", "mask": "10"})
    assert not is_reached(look, {"view": "", "mask": "10"}, {"view": "Scores", "mask": "10"})


def test_a_network_is_mended_by_what_makes_it_fit_and_by_no_other_edit() -> None:
    lesson = find("3-3x3-for-1x1")
    assert lesson is not None
    step = lesson.steps[7]
    assert isinstance(step.task, Look)
    broken = loads(step.show["net"])
    fault = trace(broken).fault
    assert fault is not None
    before = {"net": step.show["net"]}
    for fix in fault.fixes:
        assert is_reached(step.task, before, {"net": link(dumps(fix.network))})
    wider = dumps(broken).replace("n96k11s4", "n64k11s4")
    assert wider != dumps(broken)
    assert not is_reached(step.task, before, {"net": link(wider)})
    assert not is_reached(step.task, before, before)


def test_an_answer_depends_on_the_image_where_it_is_read_off_its_maps() -> None:
    scene = scene_of({"weights": "mnist", "image": "4:1"})
    for what, depends in (("logit 4", True), ("{map_sum 4} / 7", True), ("params", False)):
        assert asks_the_image(Guess(what, 0.0, "", ()), scene) is depends
