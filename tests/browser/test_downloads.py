"""What one takes away from the Architecture page, used elsewhere."""

import csv
import io
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import onnxruntime
import pytest
from playwright.sync_api import Page

from nin.analysis import trace
from nin.codec import loads
from tests.browser.conftest import Opener
from tests.support.browser.architecture import TINY, take_away

pytestmark = pytest.mark.browser


@pytest.fixture
def take(open_app: Opener, tmp_path: Path) -> "Taker":
    page = open_app("architecture?net=" + TINY)
    take_away(page)
    return Taker(page, tmp_path)


class Taker:
    """Downloads from the tab of files."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def __call__(self, label: str) -> Path:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=label).click()
        path = self.folder / download.value.suggested_filename
        download.value.save_as(path)
        return path


def test_the_pytorch_file_runs_alone_and_prints_the_tables_shapes(take: Taker) -> None:
    path = take("PyTorch code")
    assert path.name == "nin.py"
    ran = subprocess.run(
        [sys.executable, path.name], cwd=path.parent, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    assert ran.stdout.splitlines()[-1].endswith("1 10")


def test_the_onnx_file_runs_elsewhere(take: Taker) -> None:
    path = take("ONNX")
    assert path.name == "nin.onnx"
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (image,) = session.get_inputs()
    (logits,) = session.run(None, {image.name: np.zeros((1, 1, 28, 28), np.float32)})
    assert np.asarray(logits).shape == (1, 10)


def test_the_csv_file_holds_the_table(take: Taker) -> None:
    path = take("Table, CSV")
    assert path.name == "nin.csv"
    _, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    expected = trace(loads(TINY)).rows
    assert [name for name, *_ in rows[: len(expected)]] == [row.name for row in expected]


def test_the_svg_file_is_the_diagram(take: Taker) -> None:
    path = take("Diagram, SVG")
    assert path.name == "nin.svg"
    svg = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert "10×7×7" in "".join(svg.itertext())
