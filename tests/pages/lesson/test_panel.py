"""The card of a lesson: what it asks, what it says of an answer, and where it leads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nin.bundled import EXAMPLE_EXPERIMENT
from nin.codec import link
from nin.experiments.reading import described
from nin.lessons import Guess, Lesson, answer, scene_of, shelf, words_at
from nin.lessons.experiment import variant_words
from nin.lessons.judging import written
from nin.presets import PRESETS
from tests.support.lessons import LESSON
from tests.support.pages.lesson import LessonPage
from tests.support.pages.training import Runs
from tests.support.pages.visitor import Visitor

pytestmark = pytest.mark.usefixtures("runs")  # who looks at Training starts processes there

MAPS = "what-is-a-class-map"
MOVED = 9  # step of lesson 4


def test_a_known_mistake_is_named_and_the_right_number_told_with_what_follows() -> None:
    page = LessonPage(MAPS, 2)
    assert page.step == "From map to score"
    page.guess("235.1")
    (said,) = page.messages()
    assert said.startswith("It is not 235.10. That is the sum of the cells.")
    page.guess("no idea")
    (said,) = page.messages()
    assert said.startswith("'no idea' is no number")
    page.guess("4,8")
    assert page.messages() == []
    assert "Right: it is 4.80." in page.says()
    (box,) = page.app.success  # one place, of which a screen reader tells
    assert box.value.startswith("**Right:** it is")
    assert "The score is the mean of the map" in box.value


def test_a_choice_says_why_not_and_why() -> None:
    page = LessonPage(MAPS)
    page.choose_answer("All alike")
    assert page.messages() == ["Then no class would win. Look at the cells of 4."]
    page.choose_answer("The map of 4")
    assert page.messages() == []
    assert page.app.success[0].value.startswith("**Right: The map of 4")
    assert "It is a 4, and its map says so." in page.says()


def test_show_me_tells_the_answer_and_next_leads_to_the_page_of_the_next_step() -> None:
    page = LessonPage(MAPS, 2)
    page.click("lesson-show")
    assert "The answer is 4.80." in page.says()
    assert not page.has("lesson-show")
    page.click("lesson-next")
    assert page.step == "How many cells?"
    assert page.address == {"weights": "mnist", "lesson": MAPS, "step": "3"}
    last = LessonPage(MAPS, 3, "pages/architecture.py")
    last.click("lesson-next")  # the page stays, the lesson is left
    assert last.address == {"weights": "mnist"}


def test_back_brings_back_what_was_looked_at() -> None:
    page = LessonPage(MAPS, 2)
    page.app.button("lesson-next").click()
    page.run()
    page.app.session_state["steps"] = (
        *page.app.session_state["steps"],
        (PRESETS["tiny"].text, "tiny", "bundled", "tiny"),
    )
    page.app.session_state["position"] += 1
    page.run()
    assert page.address["weights"] == "tiny"
    page.click("lesson-back")
    assert page.step == "From map to score"
    assert page.address["weights"] == "mnist"
    assert page.address["step"] == "2"


def test_what_is_done_on_the_page_is_noticed_and_show_me_does_it(own: Path) -> None:
    text = 'title = "A"\nfor = "all"\nminutes = 1\n[[steps]]\ntitle = "B"\ntext = "C"\n'
    text += 'page = "Class maps"\nshow = { weights = "mnist" }\ndo = { view = "Occlusion" }\n'
    (own / "own.toml").write_text(f'{text}then = "Well done."\n', "utf-8")
    page = LessonPage("own")
    assert not page.app.success
    page.choose("class-maps-view", "Occlusion")
    page.run()
    assert [box.value for box in page.app.success] == ["Well done\\."]
    other = LessonPage("own")
    other.click("lesson-show")
    assert other.app.segmented_control("class-maps-view").value == "Occlusion"


def test_a_guess_covers_what_would_tell_it_until_it_is_right() -> None:
    page = LessonPage("5-what-it-costs", 2, "pages/architecture.py")
    assert page.address["net"] == link(PRESETS["d2l"].text)
    assert ":is(.st-key-totals, .st-key-card, .st-key-editor-figures)" in page.html
    page.guess("1,992,166")
    assert ":is(.st-key-totals, " not in page.html


def test_answers_go_to_the_browser_and_come_from_it_in_another_session() -> None:
    page = LessonPage(MAPS, 2)
    page.guess("4.8")
    (guide,) = [c for c in page.app.get("bidi_component") if c.proto.id.endswith("lesson-guide")]
    kept = json.loads(guide.proto.json)[-1]
    assert json.loads(kept) == {f"{MAPS}/2": "4.8"}
    other = LessonPage(MAPS, 2)
    other.app.session_state["lesson-guide"] = {"kept": kept}
    other.run()
    assert "Right: it is 4.80." in other.says()
    for hostile in ("[]", "{", '{"a": 1}', '{"what-is-a-class-map/2": "<b>"}', "x" * 200_000):
        third = LessonPage(MAPS, 2)
        third.app.session_state["lesson-guide"] = {"kept": hostile}
        third.run()
        assert "Right" not in third.says()


def test_a_lesson_that_is_not_there_is_said_and_harms_nothing() -> None:
    page = LessonPage("../../etc/passwd")
    assert "there is no lesson '../../etc/passwd' here" in " ".join(page.messages())
    assert "lesson" not in page.address
    for step in ("0", "-1", "99", "x", "9" * 5000):
        page = LessonPage(MAPS, step)
        assert page.address["lesson"] == MAPS


def test_a_lesson_opens_on_its_own_network_where_that_of_its_link_is_bad() -> None:
    for bad in ({"net": "bad"}, {"weights": "bad"}):
        page = Visitor("pages/architecture.py", lesson="5-what-it-costs", step="3", **bad)
        (said,) = [text for text in page.messages() if text.startswith("This link")]
        assert said.endswith("; the lesson shows its own network.")
        assert network_text(page) == PRESETS["d2l"].text
        assert any("The side of a map" in html.value for html in page.app.html)


def network_text(page: Visitor) -> str:
    state = page.app.session_state
    text: str = state["steps"][state["position"]][0]
    return text


def test_a_lesson_whose_file_goes_or_breaks_meanwhile_says_so_and_can_be_left(own: Path) -> None:
    file = own / "own.toml"
    for harm, why in (
        (lambda: file.unlink(), "This lesson is not there any more: its file, own.toml, is gone."),
        (lambda: file.write_text("title = 3", "utf-8"), "This lesson cannot be read any more: own"),
    ):
        file.write_text(LESSON, "utf-8")
        page = LessonPage("own")
        assert page.step == "Look"
        harm()
        page.run()
        (said,) = page.messages()
        assert said.startswith(why)
        page.click("lesson-leave")
        assert page.messages() == []
        assert not page.has("lesson-leave")


def test_a_strangers_lesson_shows_its_text_as_text(own: Path) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://a/b) $x$ **bold**"
    (own / "own.toml").write_text(LESSON.replace("A lesson", hostile), "utf-8")
    page = Visitor("pages/lessons.py")
    assert "<script>" not in page.html
    for text in page.app.markdown:
        assert "](javascript" not in text.value.replace("\\", "\0")


def test_a_damaged_lesson_is_said_beside_the_others(own: Path) -> None:
    (own / "bad.toml").write_text("title = 3", "utf-8")
    page = Visitor("pages/lessons.py")
    assert any("bad** cannot be read: bad.toml, " in message for message in page.messages())
    assert page.has("begin-1-nin-in-ten-minutes")


LESSONS = [lesson for lesson in shelf() if isinstance(lesson, Lesson)]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_every_lesson_leads_to_its_end_by_show_me_and_its_answers_are_right(lesson: Lesson) -> None:
    page = LessonPage(lesson.name, 1, "app.py")
    for number, step in enumerate(lesson.steps, 1):
        assert page.step.replace("&#x27;", "'") == step.title
        if isinstance(step.task, Guess):
            scene = scene_of(words_at(lesson, number))
            right = written(answer(step.task, scene), step.task)
            page.guess(right.split(" ")[0])
            assert f"Right: it is {right}." in page.says()
        elif page.has("lesson-show"):
            page.click("lesson-show")
            page.run()
            assert not page.has("lesson-show")
        page.click("lesson-next")
    assert "lesson" not in page.address


def test_a_verdict_is_predicted_before_it_is_shown(runs: Runs) -> None:
    page = LessonPage("4-dense-for-gap", MOVED, "pages/training.py")
    assert page.step == "The same digits, moved"
    assert not page.has("lesson-start")
    page.choose_answer("other")
    assert page.has("lesson-start")  # ten runs
    page.click("lesson-show")
    assert "An example that comes along, 10 runs in " in page.says()
    assert " on two cores: GAP is above dense head, not as you said. Accuracy on " in page.says()
    _, _, summary = described(EXAMPLE_EXPERIMENT)
    for one in summary.outcomes:
        assert f"- {variant_words(one, 'shifted_4_accuracy')}" in page.says()
    assert page.has("lesson-start")  # it can be repeated
    shutil.copytree(EXAMPLE_EXPERIMENT, runs.root / ".experiments" / "0001-00000001")
    own = LessonPage("4-dense-for-gap", MOVED, "pages/training.py")
    own.choose_answer("one")
    assert "Your runs: GAP is above dense head, as you said." in own.says()
    assert not own.has("lesson-start")
    assert own.app.success


@pytest.mark.parametrize(
    ("lesson", "step", "title"),
    [
        ("2-how-many-1x1", 7, "How many 1×1?"),
        ("2-how-many-1x1", 8, "How many 1×1?"),
        ("8-tuning", 1, "GAP or dense?"),
        ("8-tuning", 7, "Which learning rate?"),
    ],
    ids=["asked", "concluded", "not asked yet", "asked at the end"],
)
def test_the_example_of_the_training_page_is_that_of_the_lesson(
    lesson: str, step: int, title: str
) -> None:
    page = LessonPage(lesson, step, "pages/training.py")
    assert f"An example: {title}" in page.says()


def test_the_list_says_how_far_one_has_come_and_offers_the_card() -> None:
    page = LessonPage(MAPS, 2)
    page.guess("4.8")
    page.visit("pages/lessons.py")
    assert "3 steps, 1 done" in page.says()
    keys = {e.proto.id.partition("-result-")[2] for e in page.app.get("download_button")}
    assert keys == {f"{MAPS}-html", f"{MAPS}-json"}


def test_a_lesson_under_way_goes_on_behind_what_is_done_and_begins_again_at_its_end() -> None:
    page = LessonPage(MAPS, 2)
    page.guess("4.8")
    page.click("lesson-leave")
    for label, step in (("Go on", "How many cells?"), ("Begin", "Ten maps")):
        page.visit("pages/lessons.py")
        assert page.app.button(f"begin-{MAPS}").label == label
        page.click(f"begin-{MAPS}")
        page.visit("pages/architecture.py")
        assert page.step == step
        if step == "How many cells?":
            page.guess("49")
            page.click("lesson-leave")


def test_a_lesson_that_is_open_goes_on_where_it_is() -> None:
    page = LessonPage(MAPS, 2)
    page.visit("pages/lessons.py")
    assert page.app.button(f"begin-{MAPS}").label == "Go on"
    page.click(f"begin-{MAPS}")
    page.visit("pages/class_maps.py")
    assert page.step == "From map to score"


def test_a_teacher_finds_the_link_and_every_answer_folded_away() -> None:
    page = Visitor("pages/lessons.py")
    page.app.session_state["teachers"] = True
    page.run()
    table = page.table("Answers of What is a class map?")
    _, title, right, mistakes = table.rows[2]
    assert (title, right) == ("From map to score", "logit 4 = 4.80")
    assert mistakes.startswith("235.10: That is the sum of the cells.")
    assert any(code.value.endswith(f"/?lesson={MAPS}") for code in page.app.code)
