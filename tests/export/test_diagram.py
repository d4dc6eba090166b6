"""The drawing says in labels what it shows in shapes and colours, and nothing hangs out of it."""

import io
from itertools import pairwise
from xml.etree import ElementTree

import cairosvg
import numpy as np
import pytest
from hypothesis import example, given
from numpy.typing import NDArray
from PIL import Image

from nin.analysis import trace
from nin.analysis.explain import op_text, shape_text
from nin.codec import loads
from nin.export.diagram import THINNEST, to_svg
from nin.ops import ReLU, layer_names
from nin.presets import PRESETS
from nin.spec import Network, NiNBlock
from tests.support.strategies import networks, wild_networks

SVG = "{http://www.w3.org/2000/svg}"
FAULTY = loads("1x28x10 n96k11s4-96-96 m3s2 n256k5p2-256-256 m3s2 n10k3p1-10-10")
CHARACTER = 6.4  # pixels, wide for a letter at 11 pixels
SCALE = 3  # of the file drawn, so that a stroke of a letter covers whole pixels
READABLE = 4.5  # contrast of text that WCAG 2.2 asks for


def drawing(network: Network) -> ElementTree.Element:
    return ElementTree.fromstring(to_svg(network))


def texts(element: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def groups(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return svg.findall(f"{SVG}g")


def expected_labels(network: Network) -> list[list[str]]:
    side = network.image_size
    labels = [["image", f"{network.in_channels}×{side}×{side}"]]
    for row in trace(network).rows:
        if row.name.startswith("dropout"):
            labels.append([op_text(row).replace("dropout", "drop")])
        elif not isinstance(row.op, ReLU):
            labels.append([op_text(row), shape_text(row.out_shape)])
    fault = trace(network).fault
    return labels + ([["does not fit", fault.name]] if fault else [])


@given(networks() | wild_networks())
@example(PRESETS["d2l"].network)
@example(PRESETS["imagenet"].network)
@example(FAULTY)
def test_the_image_and_each_op_but_relu_is_a_group_with_its_labels(network: Network) -> None:
    assert [texts(group) for group in groups(drawing(network))] == expected_labels(network)


@given(networks())
def test_every_group_has_a_tooltip_and_the_drawing_a_name(network: Network) -> None:
    svg = drawing(network)
    tooltips = [group.findtext(f"{SVG}title") for group in groups(svg)]
    assert all(tooltips)
    assert svg.get("role") == "img"
    assert (svg.get("aria-label") or "").startswith("Diagram of the network: ")
    rows = [row.name for row in trace(network).rows if not isinstance(row.op, ReLU)]
    assert [(tooltip or "").split(":")[0] for tooltip in tooltips[1 : len(rows) + 1]] == rows


@given(networks())
def test_each_block_that_fits_at_all_is_framed_under_its_name(network: Network) -> None:
    drawn = {row.layer for row in trace(network).rows}
    framed = [
        name.replace("block", "block ")
        for index, (layer, name) in enumerate(
            zip(network.layers, layer_names(network), strict=True)
        )
        if isinstance(layer, NiNBlock) and index in drawn
    ]
    svg = drawing(network)
    titles = [text.text for text in svg.findall(f"{SVG}text")]
    assert titles == framed
    assert len(svg.findall(f"{SVG}rect[@class='frame']")) == len(framed)


def test_a_fault_is_told_in_words_and_with_its_reason() -> None:
    fault = trace(FAULTY).fault
    assert fault is not None
    last = groups(drawing(FAULTY))[-1]
    assert texts(last) == ["does not fit", "pool2"]
    assert last.findtext(f"{SVG}title") == fault.message


@given(networks() | wild_networks())
@example(loads("1x1x1 n1k1"))
@example(loads("1x1024x1000000 n1000000k1 fc1000000"))
def test_nothing_is_drawn_outside(network: Network) -> None:
    svg = drawing(network)
    _, _, width, height = map(float, (svg.get("viewBox") or "").split())
    assert (width, height) == (float(svg.get("width") or 0), float(svg.get("height") or 0))
    points = [
        tuple(map(float, point.split(",")))
        for polygon in svg.iter(f"{SVG}polygon")
        for point in (polygon.get("points") or "").split()
    ]
    points += [place(text) for text in svg.iter(f"{SVG}text")]
    for x, y in points:
        assert 0 <= x <= width
        assert 0 <= y <= height


@pytest.mark.parametrize("name", PRESETS)
def test_the_labels_of_a_preset_neither_overlap_nor_hang_out(name: str) -> None:
    svg = drawing(PRESETS[name].network)
    lines: dict[float, list[tuple[float, float]]] = {}
    for text in svg.iter(f"{SVG}text"):
        x, y = place(text)
        half = CHARACTER * len(text.text or "") / 2
        lines.setdefault(y, []).append((x - half, x + half))
    for spans in lines.values():
        for (_, stop), (start, _) in pairwise(sorted(spans)):
            assert stop <= start
        assert min(spans)[0] >= 0
        assert max(spans)[1] <= float(svg.get("width") or 0)


def test_heights_follow_the_sides_of_the_maps_and_widths_their_channels() -> None:
    boxes = [
        front(group) for group in groups(drawing(loads("1x32x10 n64k1 m2s2 n32k1 m2s2 n10k1 fc")))
    ]
    widths, heights = zip(*boxes[:6], strict=True)
    assert heights[0] == heights[1] == pytest.approx(2 * heights[2], abs=0.2)
    assert heights[2] == heights[3] == pytest.approx(2 * heights[4], abs=0.2)
    assert widths[1] == widths[2] == pytest.approx(2 * widths[3], abs=0.2)
    assert widths[0] == THINNEST


@pytest.mark.parametrize("page", ["#ffffff", "#0d1117"])
@pytest.mark.parametrize("network", [PRESETS["mnist"].network, FAULTY])
def test_a_program_that_knows_no_variables_draws_labels_to_be_read_on_any_page(
    network: Network, page: str
) -> None:
    file = to_svg(network)
    pixels = drawn(file, page)
    for text in ElementTree.fromstring(file).iter(f"{SVG}text"):
        x, y = place(text)
        half = CHARACTER * len(text.text or "") / 2
        left, right, top, bottom = (int(SCALE * at) for at in (x - half, x + half, y - 9, y + 3))
        shades = relative_luminance(pixels[top:bottom, max(0, left) : right])
        paper = np.median(shades)
        ratios = (np.maximum(shades, paper) + 0.05) / (np.minimum(shades, paper) + 0.05)
        assert ratios.max() > READABLE, text.text


def drawn(file: str, page: str) -> NDArray[np.uint8]:
    """The file on a page of this colour, (H, W, 3)."""
    png = cairosvg.svg2png(file.encode(), background_color=page, scale=SCALE)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def relative_luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """As WCAG 2.2 defines it for sRGB, in [0, 1]."""
    shares = pixels / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def place(text: ElementTree.Element) -> tuple[float, float]:
    return float(text.get("x") or -1), float(text.get("y") or -1)


def front(group: ElementTree.Element) -> tuple[float, float]:
    """Width and height of a box's front."""
    *_, polygon = group.iter(f"{SVG}polygon")
    corners = [
        tuple(map(float, point.split(","))) for point in (polygon.get("points") or "").split()
    ]
    xs, ys = zip(*corners, strict=True)
    return round(max(xs) - min(xs), 1), round(max(ys) - min(ys), 1)
