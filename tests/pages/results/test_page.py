"""The Results page: what it says of a network, each state of an evaluation, hostile links."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nin import data, runs
from nin.codec import link
from nin.data import DataError
from nin.files import locks
from nin.presets import PRESETS
from nin.results import folder, paired
from nin.runs.evaluator import orders
from nin.runs.folder import LOCK, WEIGHTS
from pages.ui.results.sections import View
from tests.support.digits import DIGITS
from tests.support.pages.results import (
    ResultsPage,
    keep,
    order,
    shipped_answers,
    trained_run,
)
from tests.support.waiting import wait_for

pytestmark = pytest.mark.usefixtures("root")


@pytest.fixture(autouse=True)
def no_other_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No data set is here but the bundled digits."""
    monkeypatch.setenv("NIN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def pictures_title(page: ResultsPage) -> str:
    (title,) = [html.value for html in page.app.html if '<h2 class="nin-cell-of' in html.value]
    return title.partition(">")[2].partition("<")[0]


def test_at_the_first_look_the_page_is_full() -> None:
    page, confusion = ResultsPage(), shipped_answers("mnist").confusion
    assert page.heading.replace("\\", "") == confusion.in_words()
    truth, answer, count = confusion.most_frequent(1)[0]
    assert pictures_title(page) == f"{truth} taken for {answer}: {count} picture"
    assert page.has("xray-0")
    assert "Class map of" in page.html
    assert "Test images were never learnt from." in page.html
    numbers = page.table("What was answered for what")
    expected = [f"{n}" if n else "·" for n in confusion.counts[1].tolist()]
    assert numbers["1"] == [*expected, f"{confusion.accuracies[1]:.2%}"]


def test_a_cell_that_is_pressed_shows_its_pictures_and_stands_in_the_address() -> None:
    page, answers = ResultsPage(weights="tiny"), shipped_answers("tiny")
    page.press(3, 3)
    assert pictures_title(page) == f"3 answered right: {answers.confusion.counts[3, 3]} pictures"
    assert page.address == {"weights": "tiny", "taken": "3.3"}
    first = answers.members(3, 3)[0] + 1
    assert f"test image {first:,}<" in page.html
    page.click("next-pictures")
    assert f"test image {answers.members(3, 3)[3] + 1:,}<" in page.html
    assert f"test image {first:,}<" not in page.html
    page.click("previous-pictures")
    assert f"test image {first:,}<" in page.html
    again = ResultsPage(weights="tiny", taken="3.3")
    assert pictures_title(again) == pictures_title(page)
    assert again.address == page.address


def test_a_common_mistake_is_a_button() -> None:
    page = ResultsPage(weights="tiny")
    (truth, answer), *_ = reversed(shipped_answers("tiny").confusion.mistakes(3))
    page.click(f"taken-{truth}-{answer}")
    assert pictures_title(page).startswith(f"{truth} taken for {answer}: ")
    assert page.address["taken"] == f"{truth}.{answer}"


def test_back_leads_to_the_cell_before() -> None:
    page = ResultsPage(weights="tiny")
    first = pictures_title(page)
    page.press(3, 3)
    page.follow(weights="tiny")
    assert pictures_title(page) == first
    page.follow(weights="tiny", taken="3.3")
    assert pictures_title(page).startswith("3 answered right")


@pytest.mark.parametrize(
    "places", [(99, 0), (-1, 0), ("3", "3"), (None, 1), (10**30, 0), (1.5, 2), ([], {})]
)
def test_places_that_are_none_change_nothing(places: tuple[object, object]) -> None:
    page = ResultsPage(weights="tiny")
    before = pictures_title(page)
    page.press(*places)
    assert pictures_title(page) == before


@pytest.mark.parametrize(
    "taken",
    ["10.0", "a.b", "1", "1.2.3", "-1.0", pytest.param("9" * 3_000, id="long"), "²._", ""],
)
@pytest.mark.parametrize("name", ["cifar10", "folder:/etc", "<b>", "digits"])
def test_a_strangers_link_shows_what_is_there(taken: str, name: str) -> None:
    page = ResultsPage(weights="tiny", taken=taken, data=name)
    assert page.heading.replace("\\", "") == shipped_answers("tiny").confusion.in_words()


def test_one_of_the_pictures_becomes_what_all_pages_look_at() -> None:
    page, answers = ResultsPage(weights="tiny"), shipped_answers("tiny")
    truth, answer = answers.confusion.mistakes(1)[0]
    place = int(answers.members(truth, answer)[0])
    page.app.button("xray-0").click()
    page.run_once()
    name = f"{truth}, test image {place + 1:,} of {data.title('digits')}"
    page.visit("pages/class_maps.py")
    assert name in page.labels()
    kind, shape, levels, *_, label = page.app.session_state["image"]
    assert (kind, shape, label) == ("own", (1, 28, 28), str(truth))
    assert levels == DIGITS.test_images[place].tobytes()


def test_a_dense_head_shows_the_scores_and_says_why_there_are_no_maps() -> None:
    page = ResultsPage(weights="tiny-dense")
    assert "a dense head has no class maps" in page.says()
    assert "Class map of" not in page.html
    assert " score " in page.html


def test_a_network_without_training_leads_there() -> None:
    page = ResultsPage(net=link(PRESETS["tiny"].text), weights="none")
    assert page.heading == "This network is not trained: it has nothing to show yet."
    assert page.leads("Train it").startswith("training")
    page = ResultsPage(net="1x28x10_n10k99")
    assert any("cannot be looked into" in words for words in page.messages())


def test_where_the_data_set_is_not_here_the_page_says_what_to_do() -> None:
    page = ResultsPage(weights="fashion-mnist")
    assert any("No data set with this network's classes" in words for words in page.messages())


def test_a_data_set_that_is_damaged_is_said(no_other_data: Path) -> None:
    entry = data.SETS["fashion-mnist"].download
    assert entry is not None
    (no_other_data / entry.folder).mkdir(parents=True)
    with pytest.raises(DataError):
        data.load("fashion-mnist")
    page = ResultsPage(weights="fashion-mnist")
    assert any("files are damaged or incomplete" in words for words in page.messages())


# An evaluation


@pytest.mark.slow
def test_what_nobody_has_asked_is_asked_for_and_its_result_appears(root: Path) -> None:
    run = trained_run(root)
    page = ResultsPage(run=run.name)
    assert page.heading.replace("\\", "").endswith("yet about MNIST (5,000 digits).")
    assert any("about 11 s here" in caption.value for caption in page.app.caption)
    page.click("evaluate")
    (place,) = [path.parent for path in root.glob(f"{orders.RESULTS}/*/order.json")]
    wait_for(lambda: runs.evaluation(place).is_over, "the result")
    page.run()
    assert "of 1,000 test images are answered wrong" in page.heading
    assert page.has("xray-0")


def test_while_it_is_computed_a_bar_says_how_far_it_is(root: Path) -> None:
    run = trained_run(root)
    place = order(run)
    with locks.holding(place / LOCK):
        page = ResultsPage(run=run.name)
        (bar,) = page.app.get("progress")
        assert bar.proto.text == "Beginning …"
        (place / orders.PROGRESS).write_text("[500,29000]", encoding="utf-8")
        page.run()
        (bar,) = page.app.get("progress")
        assert bar.proto.text == "Asked about 500 of 29,000 images"
        assert not page.has("evaluate")
    keep(run, {0: 9})
    page.run()
    assert page.heading.startswith("1 of 1,000 test images is answered wrong")


@pytest.mark.parametrize("reason", ["", "digits: its test images have changed"])
def test_what_came_to_nothing_says_why_and_can_be_asked_for_again(root: Path, reason: str) -> None:
    run = trained_run(root)
    place = order(run)
    if reason:
        (place / orders.FAILED).write_text(reason, encoding="utf-8")
    page = ResultsPage(run=run.name)
    (message,) = page.messages()
    assert message.startswith("Evaluation failed: digits" if reason else "Evaluation killed: the")
    assert [button.label for button in page.app.button if button.key == "evaluate"] == [
        "Evaluate again"
    ]


def test_a_damaged_result_is_said_and_can_be_asked_for_again(root: Path) -> None:
    run = trained_run(root)
    place = keep(run, {})
    (place / folder.ANSWERS).write_bytes(b"PK")
    page = ResultsPage(run=run.name)
    assert page.messages() == ["The result is damaged; evaluate again."]
    assert page.has("evaluate")


def test_an_order_that_cannot_be_given_is_explained(root: Path) -> None:
    run = trained_run(root)
    page = ResultsPage(run=run.name)
    (root / orders.RESULTS).write_text("no folder", encoding="utf-8")
    page.click("evaluate")
    assert any("evaluation: it cannot be started" in words.lower() for words in page.messages())


def test_weights_that_go_while_the_page_is_open_are_said_to_be_gone(root: Path) -> None:
    run = trained_run(root)
    keep(run, {0: 9})
    page = ResultsPage(run=run.name)
    shutil.rmtree(run)
    page.run()
    assert any("not there any more" in words for words in page.messages())


# What follows


def test_without_a_mistake_the_page_says_so(root: Path) -> None:
    run = trained_run(root)
    keep(run, {})
    page = ResultsPage(run=run.name)
    assert page.heading.replace("\\", "") == "All 1,000 test images are answered right."
    assert pictures_title(page) == "No mistakes"
    page.view(View.CHANGED)
    assert "This result says nothing about changed images." in page.says()


def test_the_threshold_moves_the_share_that_is_not_answered() -> None:
    page, answers = ResultsPage(weights="tiny"), shipped_answers("tiny")
    sure = answers.confidences >= 0.9
    page.app.slider("sure-from").set_value(90)
    page.run()
    words = f"Below 90% it says “I don't know”: to {1 - sure.mean():.1%} of the images"
    assert words in page.says()
    mistakes = int((sure & ~answers.is_right).sum())
    assert f"and {mistakes} mistake" in page.says()
    rows = page.table("I don't know")
    assert rows["90%"][2:] == [
        f"{mistakes}",
        f"{mistakes / sure.sum():.2%}",
    ]


def test_reliability_and_robustness_are_there_in_numbers() -> None:
    page = ResultsPage(weights="tiny")
    rows = page.table("Reliability").rows[1:]
    assert sum(int(row[1].replace(",", "")) for row in rows) == 1_000
    page.view(View.CHANGED)
    moved, strokes = page.table("Moved images"), page.table("Strokes")
    assert [row[0] for row in moved.rows[1:]] == [*"0123456"]
    assert [row[0] for row in strokes.rows[1:]] == ["−2", "−1", "0", "1", "2"]
    accuracy = 1 - shipped_answers("tiny").confusion.error
    assert moved["0"] == strokes["0"] == [f"{accuracy:.1%}"]


def test_two_networks_are_compared_on_the_same_images() -> None:
    page = ResultsPage(weights="tiny")
    page.view(View.RIVALS)
    page.pick("rival", ("bundled", "tiny-dense"))
    pair = paired(shipped_answers("tiny"), shipped_answers("tiny-dense"))
    table = page.table("Two networks")
    assert table["both"] == [f"{pair.both}"]
    assert table["this network alone"] == [f"{len(pair.only_first)}"]
    assert table["neither"] == [f"{pair.neither}"]
    assert not pair.is_decided
    assert "These images do not decide which is better" in page.says()
    page.pick("rival", ("bundled", "mnist"))
    assert "The other is better on such images, and seldom by chance" in page.says()


def test_a_network_that_was_not_asked_yet_can_be_asked_beside(root: Path) -> None:
    run = trained_run(root)
    page = ResultsPage(weights="tiny")
    page.view(View.RIVALS)
    page.pick("rival", ("run", run.name))
    assert page.has("evaluate-rival")
    keep(run, {0: 9})
    page.run()
    assert page.table("Two networks")["neither"] == ["0"]
    (run / WEIGHTS).unlink()
    page.run()
