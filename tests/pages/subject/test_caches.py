"""What is kept for the next run is kept under all that it depends on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nin import checkpoints
from nin.analysis import trace
from nin.codec import link, loads
from nin.data import dataset
from nin.images.preparation import Preparation
from nin.images.reading import read
from nin.interpret.classify import classify
from nin.presets import PRESETS
from nin.runs.folder import CONFIG
from nin.train import TrainConfig
from nin.train.config import to_json
from nin.weights import initial_weights
from pages.ui.start.sources import Source
from pages.ui.subject import picture
from pages.ui.subject.film_image import film_image
from pages.ui.subject.loading import Loaded
from tests.support.pages.start import StartPage, encoded, on_pad
from tests.support.pages.training import Runs, TrainingPage, finished

THREE = encoded(on_pad(3))
UNTRAINED = ("1x28x10 n8k5p2-10", "1x28x10 n4k5s4p2-10", "1x28x10 n4k5s4p2-10 fc")


@pytest.mark.usefixtures("root")
def test_each_untrained_network_gives_its_own_answer_about_the_same_picture() -> None:
    page = StartPage(net=link(UNTRAINED[0]))
    page.choose("source", Source.FILES)
    page.upload(("3.png", THREE))
    assert_answers(page, UNTRAINED[0])
    page.follow(net=link(UNTRAINED[1]))
    page.upload(("3.png", THREE))
    assert_answers(page, UNTRAINED[1])
    visitor = StartPage(net=link(UNTRAINED[2]))
    visitor.choose("source", Source.FILES)
    visitor.upload(("3.png", THREE))
    assert_answers(visitor, UNTRAINED[2])


def assert_answers(page: StartPage, network: str) -> None:
    made = loads(network)
    answer = classify(made, initial_weights(made, 0), Preparation.INK, read(THREE))
    assert np.allclose(list(page.bars.values()), 100 * answer.probabilities, atol=0.051)


def write_images(folder: Path, level: int) -> None:
    """Two classes of five images, of this grey and lighter ones."""
    for name in "ab":
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(5):
            Image.new("L", (4, 4), level + number).save(folder / name / f"{number}.png")


def test_a_films_image_comes_when_its_data_set_does_and_changes_with_it(tmp_path: Path) -> None:
    name = f"folder:{tmp_path / 'own'}"
    assert film_image(name, 0) == (None, -1)
    for level in (9, 200):
        write_images(tmp_path / "own", level)
        image, label = film_image(name, 0)
        assert image is not None
        assert (image == level + 4).all()  # the fifth is to test on
        assert label == 0


def write_idx(file: Path, array: np.ndarray) -> None:
    """The format of MNIST's files."""
    shape = b"".join(side.to_bytes(4, "big") for side in array.shape)
    file.write_bytes(bytes([0, 0, 8, array.ndim]) + shape + array.astype(np.uint8).tobytes())


def test_samples_of_a_data_set_are_its_own_as_soon_as_it_was_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIN_DATA", str(tmp_path))
    clothes = checkpoints.read("fashion-mnist")
    table = trace(clothes.network)
    network, weights, facts = clothes.network, clothes.weights, clothes.facts
    loaded = Loaded("clothes", network, weights, table, (), Preparation.THING, facts, ())
    few = picture.samples(loaded)
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for part, level in (("train", 1), ("t10k", 7)):
        write_idx(raw / f"{part}-images-idx3-ubyte", np.full((2, 28, 28), level))
        write_idx(raw / f"{part}-labels-idx1-ubyte", np.array([0, 9]))
    assert len(dataset.load("fashion-mnist").test_images) == 2
    samples = picture.samples(loaded)
    assert len(few.test_images) != 2
    assert (samples.test_images == np.full((2, 1, 28, 28), 7)).all()


def test_the_list_of_runs_follows_the_files_of_a_run(runs: Runs) -> None:
    name = runs.add(finished())
    page = TrainingPage(run=name)
    assert page.table("Runs").rows[1][0] == "Tiny, GAP · MNIST (5,000 digits)"
    (runs.root / name / CONFIG).write_text(to_json(TrainConfig(dataset="mnist")))
    page.run()
    assert page.table("Runs").rows[1][0] == "Tiny, GAP · MNIST"
    (runs.root / name / "network.txt").write_text(PRESETS["mnist"].text)
    page.run()
    assert page.table("Runs").rows[1][0] == "MNIST, the authors' NiN, GAP · MNIST"
    assert page.table("Runs")[name][5] == "349,674"
