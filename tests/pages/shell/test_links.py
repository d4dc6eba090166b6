"""The Architecture page under AppTest: links of every kind."""

import pytest

from nin.codec import link, loads
from nin.presets import PRESETS
from nin.spec import SpecError
from tests.support.pages.architecture import MNIST, ArchitecturePage, assert_shows, figures, shown


def test_a_link_opens_its_network_with_the_nearest_preset_to_compare_with() -> None:
    text = PRESETS["cifar10"].text.replace("n192k5p2-160-96", "n192k5p2-160-90")
    page = ArchitecturePage(link(text))
    assert_shows(page, text)
    assert page.picked("preset") == "cifar10"
    assert "Changed: Block 1: 1×1 widths 160-96 → 160-90." in page.notes()


def test_a_link_in_the_session_is_followed_and_can_be_undone() -> None:
    page = ArchitecturePage()
    page.follow(net="1x28x10_n10k3")
    assert_shows(page, "1x28x10 n10k3")
    page.click("undo")
    assert_shows(page, MNIST)


def test_a_dropout_that_no_field_would_take_is_shown_as_it_is() -> None:
    page = ArchitecturePage("1x28x10_n10k3_d0.99_d0.00001")
    assert page.number("layer1-p") == 0.99
    assert page.number("layer2-p") == 0.00001
    page.enter("layer1-p", 0.9)
    assert page.text == "1x28x10 n10k3 d0.9 d0.00001"


HOSTILE = [
    "",
    "<script>alert(1)</script>",
    "<img/src=x/onerror=alert(1)>",
    "**bold** [x](javascript:alert(1)) `code` $x^2$ :red[x] :material/error:",
    "1x28x10 | # - > ![x](https://example.org/x.png)",
    "1x28x10_n10k3_\u202etxet",
    "x" * 3_000,
    "1x28x10_" + "n1k1_" * 100 + "n10k1",
    "\u0661x\u0662\u0668x\u0661\u0660_n10k3",  # Arabic digits
    "1x28x10_n\uff11\uff10k3",  # wide digits
    "1x28x10_n10k99999999999999999999",
    "1x28x10_n999999999k3_n10k3",
    "1x999999999x10_n10k3",
    "99999999x28x10_n10k3",
    "0x28x10_n10k3",
    "-1x28x10_n10k3",
    "1x28x10_n10k0",
    "1x28x10_n10k3s0",
    "1x28x10_n9k3",
    "1x28x10_n10k3_d1.0",
    "1x28x10_n10k3_dnan",
    "1x28x10_n10k3_m3s2p2",
    "1x28x10_gap_n10k3",
    "1x28x10_n10k3_fc0",
    "1x28x10_d0.5",
    "1x28x10",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "mnist",
    "__import__('os').system('true')",
    "{0.__class__}",
    "%s%s%n",
    "1x28x10_n10k3\x00",
    "🙂",
]


@pytest.mark.parametrize("net", HOSTILE[:4])
def test_a_bad_link_is_answered_with_a_sentence_and_a_way_on(net: str) -> None:
    page = ArchitecturePage(net)
    assert page.messages() == [sentence_on(net)]
    assert shown(page) == figures(MNIST)
    page.click("link-error-home")
    assert page.messages() == []
    assert_shows(page, MNIST)


def test_any_bad_link_in_the_session_is_answered_and_leaves_the_network_as_it_was() -> None:
    page = ArchitecturePage("1x28x10_n10k3")
    for net in HOSTILE:
        page.follow(net=net)
        assert page.messages() == [sentence_on(net)]
        assert shown(page) == figures("1x28x10 n10k3")
    page.enter("layer0-kernel_size", 5)
    assert page.messages() == []
    assert_shows(page, "1x28x10 n10k5")


def sentence_on(net: str) -> str:
    with pytest.raises(SpecError) as error:
        loads(net)
    return f"This link is not a network: {error.value}."


def test_nothing_in_a_bad_link_is_left_for_markdown_to_interpret() -> None:
    page = ArchitecturePage("**b**[x](y)`c`$d$:red[e]<i>")
    assert r"\*\*b\*\*\[x\]\(y\)\`c\`\$d\$\:red\[e\]\<i\>" in page.app.error[0].value
