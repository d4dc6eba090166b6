import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nin.codec import dumps, link, loads
from nin.limits import MAX_TEXT
from nin.presets import PRESETS
from nin.spec import Dense, Dropout, Gap, Network, NiNBlock, Pool, SpecError
from tests.support.strategies import networks, wild_networks

# Texts of the right form, canonical or not: zeros in front, defaults written out, gap at the end.
NUMBER = st.sampled_from(["0", "1", "2", "03", "10", "0064"])
FORMS = "n{}k{} n{}k{}s1p0 n{}k{}s{}p{}-{}-{} m{}s{} a{}s{}p{}c d0 d0.{}0 d0.00{}{}{}{}{}{}{}"
WORD = st.builds(
    lambda form, numbers: form.format(*numbers),
    st.sampled_from(FORMS.split()),
    st.lists(NUMBER, min_size=7, max_size=7),
)
FORMED = st.builds(
    "{}x{}x010 {} n4k1s01p0-10 {}".format,
    NUMBER,
    NUMBER,
    st.lists(WORD, max_size=4).map(" ".join),
    st.sampled_from(["", "gap", "fc", "fc064", "fc4096-4096"]),
)
# Texts that look like ours: its letters, digits of other scripts, signs, blanks of all kinds.
HOSTILE = st.text(
    st.sampled_from("nkspmadcgfx0123456789-._ \t\n\u00a0\u2003\u0663\uff13\u00b2e+\x00\ud800")
)


@given(networks() | wild_networks())
def test_a_network_written_and_read_is_the_same_network(network: Network) -> None:
    assert loads(dumps(network)) == network


@given(networks())
def test_a_link_reads_as_the_text_does(network: Network) -> None:
    words = link(dumps(network))
    assert loads(words) == network
    assert re.fullmatch("[0-9a-z._-]+", words)  # nothing that a URL escapes


@given(FORMED)
@example("1x28x10 d0 n10k3")
@example("01x028x010_n010k03s01p00_gap")
@example(f"1x28x10 {'d0 ' * 63}n10k3")
def test_whatever_can_be_read_can_be_written_and_gets_no_longer(text: str) -> None:
    try:
        network = loads(text)
    except SpecError:
        return
    written = dumps(network)
    assert loads(written) == network
    assert len(written) <= len(text)
    assert dumps(loads(written)) == written


@given(st.text() | HOSTILE | st.builds("1x28x10 {} n10k3 {}".format, HOSTILE, HOSTILE))
@example("1x28x10 " + "9" * 1900)
@example("1x28x10 n1k" + "9" * 1900)
@example("1x28x10 d" + "9" * 1900)
@example("1x28x10 d0." + "9" * 1900 + " n10k3")
@example("1x28x10 fc64 fc64")
@example("1x28x10 gap gap")
@example("٣x28x10 n10k3")
def test_no_text_raises_anything_but_our_own_error(text: str) -> None:
    try:
        network = loads(text)
    except SpecError as error:
        assert str(error)  # noqa: PT017  # most texts raise, a few do not
    else:
        assert loads(dumps(network)) == network


@given(
    networks(),
    st.data(),
    st.text(st.characters(exclude_categories=["Z", "C"], exclude_characters="_"), min_size=1)
    .filter(lambda word: len(word.split()) == 1)
    .map(lambda word: f"q{word}"),  # no word of ours starts so
)
def test_a_word_that_is_no_layer_is_quoted(network: Network, data: st.DataObject, bad: str) -> None:
    words = dumps(network).split()
    at = data.draw(st.integers(1, len(words) - 1))
    with pytest.raises(SpecError) as error:
        loads(" ".join([*words[:at], bad, *words[at + 1 :]]))
    quoted = repr(bad if len(bad) <= 40 else bad[:40] + "…")
    assert str(error.value) == (
        f"{quoted} is not a layer; write a NiN block as n96k5p2-64-48, "
        "a pool as m3s2, dropout as d0.5, or end with gap or fc4096"
    )


BAD_WORDS = """
n96 k5 n96k nk5 n96k5- n96k5--3 n96k5p2s1 N96K5 n96k5c n9.5k3 n-1k3 n+1k3 n1e3k3 n1234567890k3
n\u0663k3 n\uff13k3 n96×5 m3 m3s2c1 m3s2cc x3s2 m3s-2 m3p1s2 d d.5 d5e-1 d-0.5 d0,5 d0.5.5 dnan
dinf d0x1 fc-3 fc64- fc64x64 gap1 GAP 1x28x10 eval('1') ../../etc
"""


@pytest.mark.parametrize("word", BAD_WORDS.split())
def test_each_of_these_words_is_refused_and_quoted(word: str) -> None:
    with pytest.raises(SpecError) as error:
        loads(f"1x28x10 {word} n10k3")
    assert str(error.value).startswith(f"{word!r} is not a layer; write a NiN block as ")


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("n0k3", "'n0k3': out_channels must be from 1 to 1,000,000, got 0"),
        ("n1000001k3", "'n1000001k3': out_channels must be from 1 to 1,000,000, got 1,000,001"),
        ("n8k0", "'n8k0': kernel_size must be from 1 to 1,024, got 0"),
        ("n8k3s0", "'n8k3s0': stride must be from 1 to 1,024, got 0"),
        ("n8k3p9999", "'n8k3p9999': padding must be from 0 to 1,024, got 9,999"),
        ("n8k3-0", "'n8k3-0': mlp_channels must be from 1 to 1,000,000, got 0"),
        (
            "n8k3" + "-1" * 9,
            "'n8k3-1-1-1-1-1-1-1-1-1': mlp_channels can hold at most 8 widths, got 9",
        ),
        (
            "m3s2p2",
            "'m3s2p2': pool padding must be at most half the window, 1 for kernel_size 3, got 2",
        ),
        ("d1", "'d1': dropout p must be in [0, 1), got 1.0"),
        ("d1.5", "'d1.5': dropout p must be in [0, 1), got 1.5"),
    ],
)
def test_a_word_with_a_bad_value_is_quoted_with_its_range(word: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        loads(f"1x28x10 {word} n10k3")
    assert str(error.value) == words


@pytest.mark.parametrize("text", ["", " ", "_", "28x28", "n10k3", "1x28x", "1X28X10", "1x28x10x1"])
def test_a_text_that_does_not_start_with_the_input_shows_a_right_start(text: str) -> None:
    with pytest.raises(SpecError) as error:
        loads(text)
    first = text.strip("_ ")
    assert str(error.value) == (f"{first!r} is not CHANNELSxSIZExCLASSES; start with, say, 1x28x10")


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("0x28x10", "'0x28x10': in_channels must be from 1 to 1,000,000, got 0"),
        ("1x2000x10", "'1x2000x10': image_size must be from 1 to 1,024, got 2,000"),
        ("1x28x0", "'1x28x0': num_classes must be from 1 to 1,000,000, got 0"),
    ],
)
def test_an_input_out_of_range_is_quoted_with_its_range(first: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        loads(f"{first} n10k3")
    assert str(error.value) == words


def test_a_bad_head_is_quoted_with_its_range() -> None:
    with pytest.raises(SpecError, match=r"^'fc64-0': hidden must be from 1 to 1,000,000, got 0$"):
        loads("1x28x10 n10k3 fc64-0")


def test_a_head_stands_last_and_once() -> None:
    with pytest.raises(SpecError, match=r"^'fc64' is not a layer; write .* or end with gap or fc"):
        loads("1x28x10 fc64 n10k3")
    with pytest.raises(SpecError, match=r"^'gap' is not a layer"):
        loads("1x28x10 n10k3 gap fc")


def test_a_long_bad_word_is_quoted_by_its_start() -> None:
    with pytest.raises(SpecError, match=rf"^'{'z' * 40}…' is not a layer"):
        loads(f"1x28x10 {'z' * 41} n10k3")


def test_a_text_as_long_as_the_limit_is_read_and_one_longer_is_refused() -> None:
    text = "1x28x10 n10k3".ljust(MAX_TEXT)
    assert dumps(loads(text)) == "1x28x10 n10k3"
    with pytest.raises(
        SpecError, match=r"^a network's text has at most 2,000 characters, got 2,001$"
    ):
        loads(text + " ")


def test_a_network_whose_text_would_be_too_long_is_not_written() -> None:
    block = NiNBlock(10, 3, mlp_channels=(1_000_000,) * 8)
    with pytest.raises(
        SpecError, match=r"^this network's text would have 2,1\d\d characters; use fewer layers$"
    ):
        dumps(Network(1, 28, 10, (block,) * 31, Dense()))


def test_what_is_the_default_is_left_out() -> None:
    text = "1x28x10 n8k5s1p0-10 m3s2p0 d0.50 n10k1 gap"
    assert dumps(loads(text)) == "1x28x10 n8k5-10 m3s2 d0.5 n10k1"


def test_every_field_has_its_letter() -> None:
    layers = (
        NiNBlock(96, 11, 4, 2, (64, 48)),
        Pool("max", 3, 2, 1, True),
        Pool("avg", 2, 3),
        Dropout(0.5),
    )
    network = Network(3, 224, 10, layers, Dense((4096, 64)))
    assert dumps(network) == "3x224x10 n96k11s4p2-64-48 m3s2p1c a2s3 d0.5 fc4096-64"
    assert dumps(replace(network, head=Dense())).endswith(" fc")


def test_a_tiny_dropout_is_written_without_an_exponent() -> None:
    network = Network(1, 8, 1, (NiNBlock(1, 1), Dropout(1e-05)))
    assert dumps(network) == "1x8x1 n1k1 d0.00001"


def test_blanks_and_underscores_both_part_words() -> None:
    assert loads("_1x28x10  n10k3\n_fc_ ") == Network(1, 28, 10, (NiNBlock(10, 3),), Dense())
    assert loads("1x28x10 n10k3 gap").head == Gap()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_written_as_a_user_would_see_it(name: str) -> None:
    assert dumps(PRESETS[name].network) == PRESETS[name].text
