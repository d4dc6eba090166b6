"""The drawing says in labels what it shows in shapes and colours, and nothing hangs out of it."""

import io
import re
from collections.abc import Iterator
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
from nin.export.diagram import HEIGHT, PAGE, WIDEST, pictures, to_svg
from nin.ops import ReLU, layer_names, lower
from nin.presets import PRESETS
from nin.spec import Dropout, Network, NiNBlock
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
    """The boxes, each with its labels."""
    return svg.findall(f"{SVG}g/{SVG}g")


def placed(
    svg: ElementTree.Element, kind: str
) -> Iterator[tuple[tuple[float, float], ElementTree.Element]]:
    """Elements of a kind, each with the place of the picture that it stands in."""
    for layer in svg.findall(f"{SVG}g"):
        x, y = map(float, re.findall(r"\d+", layer.get("transform") or ""))
        for element in layer.iter(f"{SVG}{kind}"):
            yield (x, y), element
    for element in svg.findall(f"{SVG}{kind}"):
        yield (0, 0), element


def expected_labels(network: Network) -> list[list[str]]:
    side = network.image_size
    labels = [["image", f"{network.in_channels}×{side}×{side}"]]
    result = trace(network)
    shapes = {row.name: shape_text(row.out_shape) for row in result.rows}
    for name, op in lower(network).items():
        if isinstance(op, ReLU):
            continue
        what = op_text(op).replace("dropout", "drop")
        what = what.replace("conv ", "") if len(what) > 10 else what
        if result.fault and result.fault.name == name:
            labels.append([what, "does not fit"])
        elif isinstance(op, Dropout):
            labels.append([what])
        else:
            labels.append([what, *([shapes[name]] if name in shapes else [])])
    return labels


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
    names = [name for name, op in lower(network).items() if not isinstance(op, ReLU)]
    assert [(tooltip or "").split(":")[0] for tooltip in tooltips[1:]] == names


@given(networks())
def test_each_block_is_framed_under_its_name(network: Network) -> None:
    fault = trace(network).fault
    names = [
        name.replace("block", "Block ")
        for name, layer in zip(layer_names(network), network.layers, strict=True)
        if isinstance(layer, NiNBlock)
    ]
    svg = drawing(network)
    titles = [text.text or "" for text in svg.findall(f"{SVG}g/{SVG}text")]
    assert [title.removesuffix(": does not fit") for title in titles] == names
    frames = [rect.get("class") for rect in svg.findall(f"{SVG}g/{SVG}rect")]
    red = [frame for frame in frames if frame == "frame fault"]
    assert len(red) == (fault is not None)
    is_framed = fault is not None and isinstance(network.layers[fault.layer], NiNBlock)
    assert len(frames) - len(red) == len(names) - is_framed


def test_a_fault_is_told_in_words_and_with_its_reason() -> None:
    fault = trace(FAULTY).fault
    assert fault is not None
    (broken,) = [group for group in groups(drawing(FAULTY)) if "does not fit" in texts(group)]
    assert texts(broken) == ["max 3×3 /2", "does not fit"]
    assert broken.findtext(f"{SVG}title") == (
        "pool2: a 3×3 window does not fit a 2×2 map with padding 0; "
        "shrink the kernel, add padding or pool less before it"
    )
    *_, last = pictures(FAULTY)
    assert last.label == "gap: not reached"
    assert [picture.layer for picture in pictures(FAULTY) if picture.is_broken] == [fault.layer]


@given(networks() | wild_networks())
def test_image_layers_and_head_have_a_picture_each_in_order(network: Network) -> None:
    numbers = [picture.layer for picture in pictures(network)]
    assert numbers == [*range(-1, len(network.layers) + 1)]


@given(networks() | wild_networks())
@example(loads("1x1x1 n1k1"))
@example(loads("1x1024x1000000 n1000000k1 fc1000000"))
def test_nothing_is_drawn_outside(network: Network) -> None:
    svg = drawing(network)
    _, _, width, height = map(float, (svg.get("viewBox") or "").split())
    assert (width, height) == (float(svg.get("width") or 0), float(svg.get("height") or 0))
    points = [
        (left + float(x), top + float(y))
        for (left, top), polygon in placed(svg, "polygon")
        for x, y in (point.split(",") for point in (polygon.get("points") or "").split())
    ]
    points += [middle(*text) for text in placed(svg, "text")]
    for x, y in points:
        assert 0 <= x <= width
        assert 0 <= y <= height


@pytest.mark.parametrize("name", PRESETS)
def test_the_labels_of_a_preset_neither_overlap_nor_hang_out(name: str) -> None:
    svg = drawing(PRESETS[name].network)
    lines: dict[float, list[tuple[float, float]]] = {}
    for corner, text in placed(svg, "text"):
        x, y = middle(corner, text)
        half = CHARACTER * len(text.text or "") / 2
        lines.setdefault(y, []).append((x - half, x + half))
    for spans in lines.values():
        for (_, stop), (start, _) in pairwise(sorted(spans)):
            assert stop <= start
        assert min(spans)[0] >= 0
        assert max(spans)[1] <= float(svg.get("width") or 0)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_a_desktops_width_in_at_most_two_rows(name: str) -> None:
    svg = drawing(PRESETS[name].network)
    assert float(svg.get("width") or 0) <= PAGE + 16
    assert float(svg.get("height") or 0) <= 2 * HEIGHT + 20


def test_each_doubling_of_side_or_channels_adds_as_much() -> None:
    boxes = [
        front(group) for group in groups(drawing(loads("1x32x10 n64k1 m2s2 n32k1 m2s2 n10k1 fc")))
    ]
    widths, heights = zip(*boxes[:6], strict=True)
    step = heights[0] - heights[2]
    assert step > 5
    assert heights[0] == heights[1]
    assert heights[2] == heights[3] == pytest.approx(heights[4] + step, abs=0.3)
    assert widths[1] == widths[2] > widths[3] > widths[5] > widths[0]
    assert widths[1] - widths[3] == pytest.approx(WIDEST / 7, abs=0.2)  # 64 is 2 to the 6


@pytest.mark.parametrize("page", ["#ffffff", "#0d1117"])
@pytest.mark.parametrize("network", [PRESETS["mnist"].network, FAULTY])
def test_a_program_that_knows_no_variables_draws_labels_to_be_read_on_any_page(
    network: Network, page: str
) -> None:
    file = to_svg(network)
    pixels = drawn(file, page)
    for corner, text in placed(ElementTree.fromstring(file), "text"):
        x, y = middle(corner, text)
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


def middle(corner: tuple[float, float], text: ElementTree.Element) -> tuple[float, float]:
    """Where the middle of a text is in the drawing, and its base line."""
    x, y = float(text.get("x") or -1), float(text.get("y") or -1)
    shift = CHARACTER * len(text.text or "") / 2 if text.get("class") == "note" else 0
    return corner[0] + x - shift, corner[1] + y


def front(group: ElementTree.Element) -> tuple[float, float]:
    """Width and height of a box's front."""
    *_, polygon = group.iter(f"{SVG}polygon")
    corners = [
        tuple(map(float, point.split(","))) for point in (polygon.get("points") or "").split()
    ]
    xs, ys = zip(*corners, strict=True)
    return round(max(xs) - min(xs), 1), round(max(ys) - min(ys), 1)
