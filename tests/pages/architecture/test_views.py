"""The Architecture page under AppTest: what its views say of a network."""

import ast

import pytest

from nin.analysis import Row, trace
from nin.analysis.dense_bill import KNOWN
from nin.analysis.explain import explain
from nin.codec import link, loads
from nin.ops import ReLU
from nin.presets import PRESETS
from pages.ui.architecture.views import View
from tests.support.pages.architecture import D2L_AT_28, MNIST, ArchitecturePage


def test_relus_are_shown_on_demand() -> None:
    page = ArchitecturePage()
    page.app.toggle("relu").set_value(True)
    page.run()
    names = [row[0] for row in page.table().rows[1:-1]]
    assert names == [row.name for row in trace(loads(MNIST)).rows]


@pytest.mark.parametrize("text", [PRESETS["svhn"].text, "1x28x10 n8k3 m2s2 d0.5 n4k3 fc8"])
def test_each_layer_has_its_arithmetic_written_out(text: str) -> None:
    page = ArchitecturePage(link(text))
    page.view(View.LAYER)
    for row in trace(loads(text)).rows:
        if not isinstance(row.op, ReLU):
            assert_explains(page, row)


def assert_explains(page: ArchitecturePage, row: Row) -> None:
    page.pick("explained-layer", row.name)
    written = page.table(f"Arithmetic of {row.name}").rows
    formulas = [[what.value, rule, numbers] for what, rule, numbers in explain(row)]
    assert written == [["Figure", "Rule", "Here"], *formulas]


def test_a_layer_that_is_gone_gives_its_place_to_the_first_that_fits() -> None:
    page = ArchitecturePage()
    page.view(View.LAYER)
    page.pick("explained-layer", "block3_mlp2")
    page.act("menu-6", "Remove")
    assert page.picked("explained-layer") == "block1_conv"
    page = ArchitecturePage("1x1x10_n10k3")
    page.view(View.LAYER)
    assert "No layer fits yet." in page.messages()


def test_the_bill_of_a_dense_head_lists_gap_and_the_famous_three_and_this_network() -> None:
    page = ArchitecturePage()
    page.view(View.BILL)
    bill = page.table("Weights of the first dense layer")
    assert bill["Global average pooling, in any network"][-1] == "0"
    assert [bill[known.title][-1] for known in KNOWN] == ["48,000", "26,214,400", "102,760,448"]
    own = bill["This network, in place of its last block and head"]
    assert own == ["48×7×7", "4,096", "9,633,792"]
    assert any("27.6 times as many weights" in note for note in page.notes())


def test_the_memory_for_a_chosen_batch_is_shown_in_bytes() -> None:
    page = ArchitecturePage(link(PRESETS["d2l"].text))
    page.view(View.MEMORY)
    assert [row[:2] for row in page.table("Memory for a batch").rows[1:]] == [
        ["Weights", "7,968,664"],
        ["Prediction", "294,623,128"],
        ["Training step, AdamW", "1,301,297,760"],
    ]
    page.enter("memory-batch", 1)
    assert page.table("Memory for a batch")["Prediction"][0] == "10,208,152"


def test_a_network_with_a_fault_has_no_memory_yet() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    page.view(View.MEMORY)
    assert "The memory follows as soon as every layer fits." in page.messages()


def test_a_network_with_a_fault_still_has_the_bills_of_the_famous_three() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    page.view(View.BILL)
    assert len(page.table("Weights of the first dense layer").rows) == 1 + 1 + len(KNOWN)


def test_what_one_takes_away_is_of_this_network() -> None:
    page = ArchitecturePage("1x28x10_n8k3_m2s2_n10k3")
    page.view(View.DOWNLOADS)
    address, text, code = (block.value for block in page.app.code)
    assert address.endswith("/?net=1x28x10_n8k3_m2s2_n10k3")
    assert text == "1x28x10 n8k3 m2s2 n10k3"
    ast.parse(code)
    assert text in code
    files = [button.label for button in page.downloads()]
    assert files == ["PyTorch code", "ONNX", "Table, CSV", "Diagram, SVG"]


def test_nothing_but_link_and_text_is_taken_away_while_a_layer_does_not_fit() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    page.view(View.DOWNLOADS)
    assert [block.value for block in page.app.code][1:] == [D2L_AT_28]
    assert not page.downloads()
    assert "Code, ONNX, table and picture follow as soon as every layer fits." in page.messages()


def test_every_field_and_choice_explains_its_term() -> None:
    page = ArchitecturePage(link(f"{MNIST} fc64"))
    choices = [choice for choice in page.app.segmented_control if choice.key != "architecture-view"]
    controls = [*page.app.number_input, *page.app.text_input, *choices]
    assert [control.label for control in controls if not control.help] == []
