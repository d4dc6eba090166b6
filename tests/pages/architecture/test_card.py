"""The Architecture page under AppTest: what the card, the figures and the popovers say."""

import ast
import re

import pytest

from nin.analysis import trace
from nin.analysis.dense_bill import KNOWN
from nin.analysis.explain import Figure, explain, op_text
from nin.codec import link, loads
from nin.ops import Conv2d, Op, ReLU
from nin.presets import PRESETS
from tests.support.pages.architecture import D2L_AT_28, MNIST, ArchitecturePage


def test_relus_are_shown_on_demand() -> None:
    page = ArchitecturePage()
    page.app.toggle("relu").set_value(True)
    page.run()
    does = [row[1].split(" #")[0] for row in page.table().rows[1:-1]]
    assert does == [op_text(row.op) for row in trace(loads(MNIST)).rows]


@pytest.mark.parametrize("text", [PRESETS["svhn"].text, "1x28x10 n8k3 m2s2 d0.5 n4k3 fc8"])
def test_each_layers_card_has_its_arithmetic_written_out(text: str) -> None:
    page = ArchitecturePage(link(text))
    network = loads(text)
    for index in range(len(network.layers) + 1):
        page.open_card(index)
        rows = [row for row in trace(network).rows if row.layer == index]
        expected = [
            [numbered(row.op), formula.figure.value, formula.numbers]
            for row in rows
            if not isinstance(row.op, ReLU)
            for formula in explain(row)
            if formula.figure not in (Figure.MEMORY, Figure.JUMP)
            # of a 1×1 convolution these two do not change
            and not (is_1x1(row.op) and formula.figure in (Figure.SIDE, Figure.RECEPTIVE_FIELD))
        ]
        if expected:
            assert page.table("Arithmetic").rows[1:] == expected


def numbered(op: Op) -> str:
    return (
        f"{op_text(op)} #{op.mlp_depth}" if isinstance(op, Conv2d) and is_1x1(op) else op_text(op)
    )


def is_1x1(op: object) -> bool:
    return isinstance(op, Conv2d) and op.mlp_depth > 0


def test_a_chosen_layer_that_is_gone_gives_its_place_to_the_one_after_the_last() -> None:
    page = ArchitecturePage("1x28x10_n8k3_m2s2_n10k3")
    page.open_card(3)
    assert page.card().startswith("Head 10×11×11 → 10")
    page.act(1, "remove")
    assert page.card().startswith("Block 1")
    page.open_card(2)
    page.click("undo")
    page.click("redo")
    assert page.card().startswith("Head")


def test_a_link_opens_the_card_of_a_layer_or_of_an_op() -> None:
    for name, title in (
        ("pool2", "Pool 2"),
        ("block3_mlp1", "Block 3"),
        ("gap", "Head"),
        ("image", "Image"),
        ("nothing", "Block 1"),
    ):
        assert ArchitecturePage(layer=name).card().startswith(title)


def test_the_bill_says_what_dense_layers_cost_after_and_before_the_last_maps() -> None:
    page = ArchitecturePage(link(PRESETS["d2l"].text))
    page.open_card(len(PRESETS["d2l"].network.layers))
    totals = page.totals()
    assert totals["After the last maps"] == ("+33,418", "dense 128 → 10")
    assert totals["In place of the last block"][0] == "+39,321,600"
    page.choose("head-kind", "dense")
    assert page.totals()["Parameters"] == ("2,025,584", "+33,418")


def test_the_bill_of_a_dense_head_lists_gap_and_the_famous_three_and_this_network() -> None:
    page = ArchitecturePage()
    page.open_card(len(PRESETS["mnist"].network.layers))
    bill = page.table("Weights of the first dense layer")
    assert bill["Global average pooling, in any network"][-1] == "0"
    assert [bill[known.title][-1] for known in KNOWN] == ["48,000", "26,214,400", "102,760,448"]
    own = bill["This network, in place of its last block and head"]
    assert own == ["48×7×7", "4,096", "9,633,792"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mnist", "One value of the last maps sees 35×35 pixels, more than the image's 28×28: "),
        ("d2l", "One value of the last maps sees 195×195 of the 224×224 pixels. "),
    ],
)
def test_what_a_value_sees_is_said_in_a_sentence(name: str, words: str) -> None:
    page = ArchitecturePage(link(PRESETS[name].text))
    assert any(note.startswith(words) for note in page.notes())


def test_the_memory_for_a_chosen_batch_is_shown_in_bytes() -> None:
    page = ArchitecturePage(link(PRESETS["d2l"].text))
    page.open_popover("memory")
    assert [row[:2] for row in page.table("Memory for a batch").rows[1:]] == [
        ["Weights", "7,968,664"],
        ["Prediction", "294,623,128"],
        ["Training step, AdamW", "1,301,297,760"],
    ]
    page.enter("memory-batch", 1)
    assert page.table("Memory for a batch")["Prediction"][0] == "10,208,152"


def test_a_network_with_a_fault_has_no_memory_yet() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    page.open_popover("memory")
    assert "The memory follows as soon as every layer fits." in page.messages()


def test_a_network_with_a_fault_still_has_the_bills_of_the_famous_three() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    page.open_card(len(PRESETS["d2l"].network.layers))
    assert len(page.table("Weights of the first dense layer").rows) == 1 + 1 + len(KNOWN)


def test_what_one_takes_away_is_of_this_network() -> None:
    page = ArchitecturePage("1x28x10_n8k3_m2s2_n10k3")
    page.open_popover("take-away")
    address, text, code = (block.value for block in page.app.code)
    assert address.endswith("/?net=1x28x10_n8k3_m2s2_n10k3")
    assert text == "1x28x10 n8k3 m2s2 n10k3"
    ast.parse(code)
    assert text in code
    files = [button.label for button in page.downloads()]
    assert files == ["PyTorch code", "ONNX", "Table, CSV", "Diagram, SVG"]


def test_nothing_but_link_and_text_is_taken_away_while_a_layer_does_not_fit() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    page.open_popover("take-away")
    assert [block.value for block in page.app.code][1:] == [D2L_AT_28]
    assert not page.downloads()
    assert "Code, ONNX, table and picture follow as soon as every layer fits." in page.messages()


def test_every_field_and_choice_explains_its_term() -> None:
    page = ArchitecturePage(link(f"{MNIST} fc64"))
    for index in range(-1, len(loads(MNIST).layers) + 1):
        page.open_card(index)
        controls = [
            *page.app.number_input,
            *page.app.text_input,
            *page.app.segmented_control,
        ]
        assert controls
        assert [control.label for control in controls if not control.help] == []


def test_look_inside_leads_to_the_maps_of_the_chosen_layer() -> None:
    page = ArchitecturePage()
    assert page.leads("Look inside") == "feature_maps?layer=block1_mlp2_relu"
    page.open_card(1)
    assert page.leads("Look inside") == "feature_maps?layer=pool1"


@pytest.mark.parametrize(("text", "index"), [("1x28x10 n8k3 d0.5 n10k3", 1), (D2L_AT_28, 0)])
def test_where_there_are_no_maps_nothing_leads_inside(text: str, index: int) -> None:
    page = ArchitecturePage(link(text))
    page.open_card(index)
    assert "Look inside" not in [each.proto.label for each in page.app.get("page_link")]


def test_figures_that_differ_from_the_start_stand_out_and_say_what_they_were() -> None:
    page = ArchitecturePage()
    assert 'changed"' not in page.html
    page.enter("layer0-width0", 97)
    (conv,) = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*97×28×28.*?</tr>", page.html)
    changed = re.findall(r'<td class="(?:words )?changed" title="([^"]*)"[^>]*>([^<]*)', conv)
    assert [figure for _, figure in changed] == ["97×28×28", "2,522", "1,901,200", "304.2 kB"]
    assert changed[1][0].endswith("(at the start: 2,496)")
    assert '<th scope="row" class="words changed"' not in page.html
    page.act(0, "duplicate")
    assert len(re.findall(r'<th scope="row" class="words changed"', page.html)) == 3
