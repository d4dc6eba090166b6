"""One drawing to one answer, in Python and on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from nin.__main__ import main
from nin.checkpoint_header import class_names, preparation
from nin.checkpoints import Checkpoint, read
from nin.codec import loads
from nin.commands.checkpoint import find
from nin.data.samples import samples
from nin.images import to_digit
from nin.images.digit import Grey
from nin.images.planes import NoInk
from nin.images.preparation import Preparation
from nin.interpret.classify import Answer, classify
from nin.runs.folder import WEIGHTS
from nin.weights import initial_weights
from tests.support.digits import DIGITS
from tests.support.drawings import Canvas, draw, written
from tests.support.inside import model_of

THREE = draw(written(3, 0), Canvas())
DENSE = loads("1x28x10 n4k5s4p2-10 fc")


@pytest.fixture
def run(trained: Path) -> Checkpoint:
    return read(trained / WEIGHTS)


def ask(network: Checkpoint, drawing: Grey) -> Answer:
    way = preparation(network.network, network.facts)
    return classify(network.network, network.weights, way, drawing)


def logits(network: Checkpoint, digit: Grey) -> torch.Tensor:
    """PyTorch's."""
    model = model_of(network.network, network.weights)
    with torch.inference_mode():
        answer: torch.Tensor = model(torch.from_numpy(digit)[None, None].float() / 255)[0]
    return answer


def test_the_answer_is_the_networks_on_the_normalised_drawing(run: Checkpoint) -> None:
    answer = ask(run, THREE)
    assert np.array_equal(answer.prepared.pixels[0], to_digit(THREE))
    assert np.allclose(answer.image[0], to_digit(THREE) / 255)
    expected = logits(run, to_digit(THREE)).softmax(0)
    assert np.allclose(answer.probabilities, expected, atol=1e-6)
    assert answer.best == int(expected.argmax())
    assert answer.probability == pytest.approx(float(expected.max()), abs=1e-6)


def test_the_means_of_its_class_maps_are_the_logits(run: Checkpoint) -> None:
    answer = ask(run, THREE)
    assert answer.maps is not None
    assert np.allclose(answer.maps.mean((1, 2)), logits(run, to_digit(THREE)), atol=1e-5)


def test_most_digits_of_mnist_are_answered_right(run: Checkpoint) -> None:
    images, labels = DIGITS.test_images[::10, 0], DIGITS.test_labels[::10]
    right = [ask(run, image).best == label for image, label in zip(images, labels, strict=True)]
    assert np.mean(right) > 0.8  # a few seconds of training


def test_a_dense_head_answers_without_class_maps() -> None:
    untrained = Checkpoint(DENSE, initial_weights(DENSE, 0), {})
    answer = ask(untrained, THREE)
    assert answer.maps is None
    expected = logits(untrained, to_digit(THREE)).softmax(0)
    assert np.allclose(answer.probabilities, expected, atol=1e-6)


def test_nothing_drawn_is_no_answer(run: Checkpoint) -> None:
    with pytest.raises(NoInk, match="the drawing is empty"):
        ask(run, np.zeros((280, 280), np.uint8))


def test_any_network_can_be_asked_and_reads_what_its_input_takes() -> None:
    for text in ("3x32x10 n4k5s4p2-10", "1x28x9 n4k5s4p2-9", "1x224x10 n4k5s4p2-10"):
        network = loads(text)
        answer = ask(Checkpoint(network, initial_weights(network, 0), {}), THREE)
        side = network.image_size
        assert answer.image.shape == (network.in_channels, side, side)
        assert answer.probabilities.shape == (network.num_classes,)


@pytest.mark.parametrize(
    ("text", "facts", "way"),
    [
        ("1x28x10 n4k1-10", {"preparation": "thing"}, Preparation.THING),
        ("3x32x10 n4k1-10", {"preparation": "ink"}, Preparation.INK),
        ("1x28x10 n4k1-10", {}, Preparation.INK),
        ("1x28x10 n4k1-10", {"preparation": ["ink"]}, Preparation.INK),
        ("1x28x10 n4k1-10", {"classes": [*"abcdefghij"]}, Preparation.WHOLE),
        ("1x28x9 n4k1-9", {"preparation": "<script>"}, Preparation.WHOLE),
        ("3x32x10 n4k1-10", {}, Preparation.WHOLE),
    ],
)
def test_the_facts_name_how_a_picture_is_prepared(
    text: str, facts: dict[str, object], way: Preparation
) -> None:
    assert preparation(loads(text), facts) == way


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({"classes": list("abcdefghij")}, tuple("abcdefghij")),
        ({"classes": [1, None, *"cdefghij"]}, ("1", "None", *"cdefghij")),
        ({"classes": ["a" * 500, *"bcdefghij"]}, ("a" * 40, *"bcdefghij")),
        ({"classes": ["a"]}, tuple("0123456789")),
        ({"classes": "abcdefghij"}, tuple("0123456789")),
        ({}, tuple("0123456789")),
    ],
)
def test_classes_are_named_as_the_facts_say_where_these_can_be_believed(
    facts: dict[str, object], names: tuple[str, ...]
) -> None:
    assert class_names(DENSE, facts) == names


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.fromarray(THREE).save(tmp_path / "three.png")
    Image.fromarray(255 - THREE).convert("RGB").resize((90, 90)).save(
        tmp_path / "dark on light.jpg"
    )
    Image.new("L", (80, 80), 200).save(tmp_path / "blank.webp")
    (tmp_path / "notes.png").write_text("no picture", encoding="utf-8")
    return tmp_path


def test_the_command_prints_file_digit_and_probability(
    folder: Path, trained: Path, run: Checkpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(folder / "three.png"), str(folder / "dark on light.jpg")]
    assert main(["classify", *files, "--checkpoint", str(trained)]) == 0
    printed = capsys.readouterr()
    first = ask(run, THREE)
    lines = printed.out.splitlines()
    assert lines[0] == f"{files[0]}  {first.best}  {first.probability:.1%}"
    assert lines[1].startswith(f"{files[1]}  {first.best}  ")
    assert (len(lines), printed.err) == (2, "")


def test_an_image_without_an_answer_is_one_line_and_the_others_still_come(
    folder: Path, trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(folder / name) for name in ("blank.webp", "notes.png", "gone.png", "three.png")]
    assert main(["classify", *files, "--checkpoint", str(trained)]) == 2
    printed = capsys.readouterr()
    assert [line.partition("  ")[0] for line in printed.out.splitlines()] == [files[3]]
    assert printed.err.splitlines() == [
        f"nin: {files[0]}: the drawing is empty; draw one digit, as large as you like",
        f"nin: {files[1]}: this is no PNG, JPEG or WebP picture; save it as one of these",
        f"nin: {files[2]}: cannot be read (No such file or directory)",
    ]


def test_two_digits_on_one_image_are_warned_of(
    tmp_path: Path, trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left, right = (Canvas(side=300, height=90, pen=9, centre=(x, 150)) for x in (60, 240))
    Image.fromarray(draw(written(3, 0), left) | draw(written(5, 0), right)).save(tmp_path / "a.png")
    assert main(["classify", str(tmp_path / "a.png"), "--checkpoint", str(trained)]) == 0
    assert "(2 separate shapes are seen as one digit; draw one" in capsys.readouterr().out


def test_json_is_one_object_a_line_with_every_probability(
    folder: Path, trained: Path, run: Checkpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(folder / "three.png"), str(folder / "blank.webp")]
    assert main(["classify", *files, "--json", "--checkpoint", str(trained / WEIGHTS)]) == 2
    printed = capsys.readouterr()
    line, failed = map(json.loads, printed.out.splitlines())
    answer = ask(run, THREE)
    assert (line["file"], line["digit"], line["warning"]) == (files[0], str(answer.best), None)
    assert list(line["probabilities"]) == list("0123456789")
    assert np.allclose(list(line["probabilities"].values()), answer.probabilities, atol=1e-6)
    assert set(failed) == {"file", "error"}
    assert printed.err == ""


def test_weights_that_cannot_be_asked_are_refused_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for checkpoint, words in (
        ("gone", "nin: gone: is no file and no run's folder"),
        (str(folder / "notes.png"), "nin: checkpoint: its header is "),
    ):
        assert main(["classify", str(folder / "three.png"), "--checkpoint", checkpoint]) == 2
        printed = capsys.readouterr()
        assert words in printed.err
        assert len(printed.err.splitlines()) == 1
        assert not printed.out


def test_pictures_of_clothes_are_answered_as_classes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clothes = samples("fashion-mnist")
    files, names = [], []
    for index in range(0, 100, 5):
        picture = Image.fromarray(255 - clothes.test_images[index, 0]).resize((280, 280))
        picture.save(tmp_path / f"{index}.png")
        files.append(str(tmp_path / f"{index}.png"))
        names.append(clothes.classes[clothes.test_labels[index]])
    assert main(["classify", *files, "--checkpoint", "fashion-mnist", "--json"]) == 0
    answered = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(set(line) >= {"file", "class", "probability", "warning"} for line in answered)
    right = [line["class"] == name for line, name in zip(answered, names, strict=True)]
    assert np.mean(right) >= 0.9


def test_a_run_is_found_by_its_folder(trained: Path) -> None:
    assert find(str(trained)) == find(str(trained / WEIGHTS)) == trained / WEIGHTS
