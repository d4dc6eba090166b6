"""The Architecture page under AppTest: what is edited, undone and refused."""

from collections.abc import Callable

import pytest

from nin.analysis import trace
from nin.codec import dumps, link, loads
from nin.limits import MAX_LAYERS, MAX_PARAMS, MAX_TEXT
from nin.presets import PRESETS
from pages.ui.shell.network_state import HOME
from tests.support.pages.architecture import (
    D2L_AT_28,
    FULL,
    MNIST,
    ArchitecturePage,
    assert_shows,
    shown,
)


def test_the_home_network_is_the_authors_mnist_network() -> None:
    page = ArchitecturePage()
    assert PRESETS[HOME.name].text == MNIST
    assert_shows(page, MNIST)
    assert page.app.title[0].value.startswith("Choose a layer and change it")
    assert page.table().rows[1] == (
        ["Block 1", "conv 5×5", "96×28×28", "1", "2", "2,496", "1,881,600", "301.1 kB", "5"]
    )
    assert page.table()["Total"][4:6] == ["349,674", "50,699,712"]
    assert page.totals()["Parameters"] == ("349,674", "unchanged")
    assert page.totals()["Receptive field"][0] == "35 of 28 px"
    assert page.messages() == []


def test_a_preset_shows_its_own_network_and_nothing_changed() -> None:
    page = ArchitecturePage()
    for name in reversed(list(PRESETS)):
        page.pick("preset", name)
        assert_shows(page, PRESETS[name].text)
        params = trace(PRESETS[name].network).params
        assert page.totals()["Parameters"] == (f"{params:,}", "unchanged")
        assert f"Source: {PRESETS[name].source}." in page.notes()
        assert not page.has("reset")


def test_a_preset_that_is_rebuilt_is_recognised_by_name() -> None:
    page = ArchitecturePage(link(PRESETS["mnist"].text))
    page.pick("preset", "tiny")
    page.enter("layer0-width0", 17)
    page.enter("layer0-width0", 16)
    assert f"Source: {PRESETS['tiny'].source}." in page.notes()
    cifar = PRESETS["cifar100"]
    page.pick("preset", "cifar10")
    page.enter("input-num_classes", 100)
    assert f"This is {cifar.title}, rebuilt." in page.notes()
    assert page.text == cifar.text


# What is entered, one after the other, and what it replaces in the network's text.
EDITS = [
    ("input-in_channels", 3, "1x28", "3x28"),
    ("input-image_size", 32, "x28x", "x32x"),
    ("layer0-width0", 100, "n96", "n100"),
    ("layer0-kernel_size", 7, "n100k5", "n100k7"),
    ("layer0-stride", 2, "n100k7", "n100k7s2"),
    ("layer0-padding", 0, "n100k7s2p2", "n100k7s2"),
    ("layer0-width1", 65, "-64-48", "-65-48"),
    ("layer0-width2", 49, "-65-48", "-65-49"),
    ("layer0-widths", 32, "n100k7s2-65-49", "n32k7s2-32-32"),
    ("layer1-kernel_size", 2, "m3s2c", "m2s2c"),
    ("layer1-stride", 3, "m2s2c", "m2s3c"),
    ("layer1-padding", 1, "m2s3c", "m2s3p1c"),
    ("layer2-p", 0.25, "d0.5", "d0.25"),
    ("layer6-width0", 129, "n128k5p2-96-10", "n129k5p2-96-10"),
    ("layer6-width1", 97, "-96-10", "-97-10"),
    ("input-num_classes", 7, "x10 ", "x7 "),
]


def test_a_field_edits_the_network_and_the_table_follows() -> None:
    page = ArchitecturePage()
    text = MNIST
    for key, value, before, after in EDITS:
        page.enter(key, value)
        text = text.replace(before, after, 1)
        if key == "input-num_classes":  # the class maps follow
            text = text.replace("-97-10", "-97-7")
        assert_shows(page, text)
        assert page.number(key) == value


def test_a_choice_edits_the_network_and_the_table_follows() -> None:
    page = ArchitecturePage()
    page.choose("layer1-kind", "avg")
    assert_shows(page, MNIST.replace("m3s2c", "a3s2c", 1))
    page.choose("layer1-ceil_mode", False)
    assert_shows(page, MNIST.replace("m3s2c", "a3s2", 1))
    page.choose("head-kind", "dense")
    assert_shows(page, MNIST.replace("m3s2c", "a3s2", 1) + " fc128")


def test_a_dense_head_takes_any_number_of_hidden_layers_of_any_width() -> None:
    page = ArchitecturePage("1x28x10_n8k3-7_fc64-32")
    page.enter("head-width1", 33)
    page.enter("head-depth", 3)
    assert page.text == "1x28x10 n8k3-7 fc64-64-33"
    page.enter("head-depth", 0)
    assert_shows(page, "1x28x10 n8k3-7 fc")
    page.choose("head-kind", "gap")
    assert_shows(page, "1x28x10 n8k3-10")


def test_the_last_width_follows_the_classes_with_gap_and_is_free_with_a_dense_head() -> None:
    page = ArchitecturePage()
    last = page.field("layer6-width2")
    assert last.disabled
    assert last.value == 10
    assert "the number of classes" in last.help
    page.choose("head-kind", "dense")
    assert not page.field("layer6-width2").disabled
    page.enter("layer6-width2", 11)
    assert page.text == MNIST.replace("-96-10", "-96-11") + " fc128"


def test_a_cards_buttons_edit_the_order_of_layers_and_its_card_goes_with_a_layer() -> None:
    page = ArchitecturePage("1x28x10_n4k3_m2s2_d0.5_n10k3")
    for place, action, layers, then in (
        (1, "move-left", "m2s2 n4k3 d0.5 n10k3", "Pool 1"),
        (0, "move-right", "n4k3 m2s2 d0.5 n10k3", "Pool 1"),
        (0, "duplicate", "n4k3 n4k3 m2s2 d0.5 n10k3", "Block 2"),
        (0, "remove", "n4k3 m2s2 d0.5 n10k3", "Block 1"),
        (3, "more-1x1", "n4k3 m2s2 d0.5 n10k3-10", "Block 2"),
        (3, "move-left", "n4k3 m2s2 n10k3-10 d0.5", "Block 2"),
        (2, "with_3x3", "n4k3 m2s2 n10k3 n10k3p1 d0.5", "Block 2"),
        (2, "remove", "n4k3 m2s2 n10k3p1 d0.5", "Pool 1"),
        (2, "remove", "n10k3 m2s2 d0.5", "Pool 1"),  # another block makes the class maps
    ):
        page.act(place, action)
        assert_shows(page, f"1x28x10 {layers}")
        assert page.card().startswith(then)


def test_at_an_end_there_is_nowhere_to_move_to() -> None:
    page = ArchitecturePage("1x28x10_m2s2_n10k3")
    assert page.app.button("move-left").disabled
    assert not page.app.button("move-right").disabled
    page.open_card(1)
    assert not page.app.button("move-left").disabled
    assert page.app.button("move-right").disabled


def test_one_1x1_more_repeats_the_first_and_one_fewer_drops_it() -> None:
    page = ArchitecturePage()
    page.act(0, "more-1x1")
    assert page.text == MNIST.replace("-64-48", "-64-64-48", 1)
    page.act(0, "fewer-1x1")
    page.act(0, "fewer-1x1")
    assert page.text == MNIST.replace("-64-48", "-48", 1)
    page.act(0, "fewer-1x1")
    assert_shows(page, MNIST.replace("-64-48", "", 1))
    assert not page.has("fewer-1x1")
    assert not page.has("with_3x3")


def test_a_layer_is_inserted_after_the_chosen_one_like_the_last_of_its_kind() -> None:
    page = ArchitecturePage("1x28x10_n10k3-10")
    for place, kind, layers in (
        (0, "NiN block", "n10k3-10 n10k3-10"),
        (-1, "Max pool", "m2s2 n10k3-10 n10k3-10"),
        (2, "Average pool", "m2s2 n10k3-10 n10k3-10 a2s2"),
        (3, "Dropout", "m2s2 n10k3-10 n10k3-10 a2s2 d0.5"),
        (3, "Max pool", "m2s2 n10k3-10 n10k3-10 a2s2 m2s2 d0.5"),
    ):
        page.insert(place, kind)
        assert_shows(page, f"1x28x10 {layers}")


def test_the_books_network_is_built_from_the_smallest_in_15_actions() -> None:
    page = ArchitecturePage(link(PRESETS["tiny"].text))
    actions: tuple[Callable[[], None], ...] = (
        lambda: page.enter("input-image_size", 224),
        lambda: page.enter("layer0-widths", 96),
        lambda: page.enter("layer0-kernel_size", 11),
        lambda: page.enter("layer0-stride", 4),
        lambda: page.enter("layer0-padding", 0),
        lambda: page.choose("layer1-ceil_mode", False),
        lambda: page.enter("layer2-widths", 256),
        lambda: page.enter("layer2-kernel_size", 5),
        lambda: page.enter("layer2-padding", 2),
        lambda: page.choose("layer3-ceil_mode", False),
        lambda: page.insert(4, "NiN block"),
        lambda: page.enter("layer4-widths", 384),
        lambda: page.insert(4, "Max pool"),
        lambda: page.insert(5, "Dropout"),
        lambda: page.enter("layer7-widths", 10),
    )
    assert page.text == PRESETS["tiny"].text
    for act in actions:
        act()
    assert len(actions) <= 15
    assert page.text == PRESETS["d2l"].text


def test_undo_and_redo_walk_through_the_edits_and_move_the_fields() -> None:
    page = ArchitecturePage()
    assert page.app.button("undo").disabled
    page.enter("layer0-width0", 97)
    page.act(2, "remove")
    page.click("undo")
    assert_shows(page, MNIST.replace("n96", "n97"))
    page.click("undo")
    assert_shows(page, MNIST)
    assert page.number("layer0-width0") == 96
    assert page.app.button("undo").disabled
    page.click("redo")
    page.click("redo")
    assert page.text == MNIST.replace("n96", "n97").replace("d0.5 ", "", 1)
    assert page.app.button("redo").disabled


def test_an_edit_after_undo_forgets_what_could_be_redone() -> None:
    page = ArchitecturePage()
    page.enter("layer0-width0", 97)
    page.click("undo")
    page.enter("layer0-width0", 98)
    assert page.app.button("redo").disabled
    page.click("undo")
    assert page.text == MNIST


def test_undo_takes_a_preset_back_together_with_what_changes_are_counted_against() -> None:
    page = ArchitecturePage()
    page.enter("layer0-width0", 97)
    page.pick("preset", "d2l")
    page.click("undo")
    assert page.picked("preset") == "mnist"
    assert "Changed: Block 1: channels 96 → 97." in page.notes()


def test_reset_goes_back_to_the_preset_and_can_be_undone() -> None:
    page = ArchitecturePage()
    page.enter("layer0-width0", 97)
    assert page.totals()["Parameters"] == ("349,764", "+90")
    page.click("reset")
    assert_shows(page, MNIST)
    page.click("undo")
    assert page.text == MNIST.replace("n96", "n97")


def test_fields_that_were_edited_between_two_runs_all_count() -> None:
    page = ArchitecturePage("1x28x10_n8k3-7-6_fc64-32")
    for keys in (("layer0-width1", "layer0-width2"), ("head-width0", "head-width1")):
        for key in keys:
            page.field(key).increment()
        page.run()
    assert_shows(page, "1x28x10 n8k3-8-7 fc65-33")


def test_an_edit_of_a_place_whose_layer_has_just_moved_is_refused() -> None:
    page = ArchitecturePage()
    page.open_card(1)
    page.app.button("remove").click()
    page.type("layer1-kernel_size", 2)
    page.run()
    assert page.messages() == [
        "Not changed: the layers had just moved; look where they are now and try again."
    ]
    assert_shows(page, MNIST.replace("m3s2c ", "", 1))


def test_an_emptied_field_is_no_edit() -> None:
    page = ArchitecturePage()
    page.field("layer0-width0").set_value(None)
    page.run()
    assert_shows(page, MNIST)


@pytest.mark.parametrize(
    ("net", "act", "sentence"),
    [
        (
            "1x28x10_n10k3_m3s2",
            lambda page: page.enter("layer1-padding", 2),
            "pool padding must be at most half the window, 1 for kernel_size 3, got 2",
        ),
        (
            "1x28x10_m2s2_n10k3",
            lambda page: page.act(1, "remove"),
            "a network needs at least one NiN block, like n96k5p2-64-10",
        ),
        (
            "1x28x10" + "_d0.5" * (MAX_LAYERS - 1) + "_n10k3",
            lambda page: page.insert(0, "Dropout"),
            "at most 64 layers, got 65",
        ),
        (
            FULL,
            lambda page: page.enter("layer2-width0", 1_000_000),
            "this network's text would have 2,001 characters; use fewer layers",
        ),
    ],
)
def test_an_edit_that_cannot_be_is_refused_in_words_and_loses_nothing(
    net: str, act: Callable[[ArchitecturePage], None], sentence: str
) -> None:
    page = ArchitecturePage(net)
    before = shown(page)
    act(page)
    assert f"Not changed: {sentence}." in page.messages()
    assert page.text == net.replace("_", " ")
    assert shown(page) == before
    page.run()
    assert not any("Not changed" in message for message in page.messages())


def test_d2l_at_28_pixels_shows_where_it_breaks_and_the_rows_above() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    assert page.card() == "Pool 2 does not fit "
    assert (
        "Pool 2: a 3×3 window does not fit a 2×2 map with padding 0; "
        "shrink the kernel, add padding or pool less before it."
    ) in page.notes()
    assert shown(page)[-1][:2] == ("Block 2: conv 1×1 #2", "256×2×2")
    assert page.totals()["Parameters so far"] == ("776,576", "stops before Pool 2")
    page.open_card(4)
    assert page.card() == "Block 3 not reached: Pool 2 does not fit"
    page.open_card(0)
    assert page.card().startswith("Block 1 1×28×28 → 96×5×5")
    assert any(note.startswith("Pool 2 does not fit: totals") for note in page.notes())


def test_each_fix_of_the_doctor_makes_every_layer_fit_and_can_be_undone() -> None:
    page = ArchitecturePage(link(D2L_AT_28))
    fault = trace(loads(D2L_AT_28)).fault
    assert fault is not None
    assert len(fault.fixes) == 5
    for number, fix in enumerate(fault.fixes):
        assert page.app.button(f"fix-{number}").label == fix.label
        page.click(f"fix-{number}")
        assert page.messages() == []
        assert_shows(page, dumps(fix.network))
        assert shown(page)[-1][:2] == ("Head: GAP", "10")
        is_gone = "remove Pool 2" in fix.label
        assert page.card().startswith("Block 2 " if is_gone else "Pool 2 ")
        page.click("undo")
        assert page.text == D2L_AT_28
        page.open_card(3)


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("1x28x10 n16k5p2-16 m3s2c n32k3p1-32 m3s2c n48k20p1-10", "Block 3 32×28×28"),
        ("1x20x10 m3s2 n4k7 n4k3 m3s2 m2s3 n10k3", "Block 2 4×14×14"),  # Pool 2 is gone
    ],
)
def test_a_repair_that_removes_pools_keeps_the_layer_chosen(text: str, card: str) -> None:
    page = ArchitecturePage(link(text))
    fault = trace(loads(text)).fault
    assert fault is not None
    (number,) = (at for at, fix in enumerate(fault.fixes) if fix.label.startswith("remove"))
    page.click(f"fix-{number}")
    assert page.card().startswith(card)


def test_a_fix_is_of_the_network_as_it_is_at_the_click() -> None:
    fits = D2L_AT_28.replace("n96k11s4", "n96k11")
    page = ArchitecturePage(link(fits))
    page.enter("layer0-stride", 4)
    assert page.text == D2L_AT_28
    page.open_card(3)
    page.app.button("undo").click()
    page.click("fix-0")  # and the page was not drawn since
    assert page.text == fits
    assert page.messages() == [
        "Not changed: the network had just changed; look at what would mend it now."
    ]


@pytest.mark.parametrize(
    ("typed", "word"), [("0,25", "d0.25"), ("0.25", "d0.25"), (" ,5", "d0.5"), ("1e-1", "d0.1")]
)
def test_a_probability_may_be_typed_with_a_comma(typed: str, word: str) -> None:
    page = ArchitecturePage()
    page.enter("layer2-p", typed)
    assert page.text == MNIST.replace("d0.5", word, 1)
    assert page.field("layer2-p").value == typed  # whoever types on finds the own spelling


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1,5", "dropout p must be in [0, 1), got 1.5"),
        ("half", "Probability: 'half' is no decimal number; write one like 0.01 or 0,01"),
    ],
)
def test_what_is_no_probability_is_said_to_be_none_and_the_old_one_stays(
    typed: str, why: str
) -> None:
    page = ArchitecturePage()
    page.enter("layer2-p", typed)
    assert page.text == MNIST
    assert page.messages() == [f"Not changed: {why}."]
    assert page.field("layer2-p").value == "0.5"


def test_reset_goes_back_to_the_preset_that_was_picked_last() -> None:
    page = ArchitecturePage()
    page.enter("layer0-width0", 97)
    page.app.selectbox("preset").set_value("tiny")
    page.click("reset")  # and the page was not drawn since
    assert page.text == PRESETS["tiny"].text


def test_a_fix_whose_text_would_be_too_long_is_refused_in_words() -> None:
    assert len(FULL) == MAX_TEXT
    net = FULL.replace("28", "8").replace("n1", "n10", 1)
    page = ArchitecturePage(net)
    fixes = [button.label for button in page.app.button if (button.key or "").startswith("fix-")]
    page.click(f"fix-{fixes.index('Block 1: padding 0 → 1')}")
    assert page.messages() == [
        "Not changed: this network's text would have 2,002 characters; use fewer layers."
    ]
    assert page.text == net.replace("_", " ")


def test_a_network_too_large_to_build_shows_its_table_and_the_limit() -> None:
    text = MNIST.replace("n96", "n900000")
    page = ArchitecturePage(link(text))
    assert_shows(page, text)
    (note,) = [note for note in page.notes() if note.startswith("Too large to train or export")]
    assert note.startswith("Too large to train or export here: 81,341,034 parameters")
    assert f"the limit of {MAX_PARAMS:,}" in note
    page.open_popover("take-away")
    assert page.app.button("download-nin.onnx").disabled
    assert not page.app.button("download-nin.py").disabled


def test_two_visitors_edit_two_networks() -> None:
    one, other = ArchitecturePage(), ArchitecturePage()
    one.enter("layer0-width0", 97)
    other.run()
    assert one.text != other.text
    assert_shows(other, MNIST)
