"""The command line: what it prints, and its one line when it cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nin.__main__ import main
from nin.analysis import trace
from nin.codec import loads
from nin.ops import lower
from nin.presets import PRESETS, find

FAULTY = "1x28x10 n96k11s4-96-96 m3s2 n256k5 m3s2 n10k3"


def status_of(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


def cells(text: str) -> dict[str, list[str]]:
    """The columns of the table by layer."""
    rows = (line.split() for line in text.splitlines())
    return {row[0]: row[1:] for row in rows if row}


def test_the_table_of_d2l_has_the_shapes_and_the_sums_of_the_book(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["table", "d2l"]) == 0
    text = capsys.readouterr().out
    table = cells(text)
    stages = ("block1_conv", "pool1", "block2_conv", "pool2", "block3_conv", "pool3")
    assert [table[stage][0] for stage in (*stages, "block4_conv", "gap")] == [
        "96×54×54",
        "96×26×26",
        "256×26×26",
        "256×12×12",
        "384×12×12",
        "384×5×5",
        "10×5×5",
        "10",
    ]
    assert "1,992,166 parameters, 762,297,352 MACs, 12,688,792 activation bytes" in text
    assert table["block2_conv"][1:] == ["5/1/2", "614,656", "415,334,400", "692,224", "51"]


def test_a_row_of_the_table_names_its_layer_and_all_rows_end_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["table", "mnist"])
    title, text, blank, *table = capsys.readouterr().out.splitlines()
    assert (title, text, blank) == (PRESETS["mnist"].title, PRESETS["mnist"].text, "")
    rows = table[2 : table.index("")]
    assert [row.split()[0] for row in rows] == list(lower(find("mnist")))
    assert {len(row) for row in rows} == {len(table[0])}
    assert "  3/2/0 ceil  " in next(row for row in rows if row.startswith("pool1"))


def test_a_table_with_a_fault_shows_what_fits_then_says_why_and_what_would_mend_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["table", FAULTY]) == 1
    text = capsys.readouterr().out
    fault = trace(loads(FAULTY)).fault
    assert fault is not None
    assert cells(text)["pool1"][0] == "96×2×2"
    assert fault.message in text
    assert "total so far: 30,336 parameters" in text
    mended = text.partition("to mend it:\n")[2].splitlines()
    assert [line.strip() for line in mended[::2]] == [fix.label for fix in fault.fixes]
    assert [loads(line) for line in mended[1::2]] == [fix.network for fix in fault.fixes]


def test_a_network_too_large_to_build_still_gets_its_table_and_a_word_about_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["table", "3x224x1000 n512k3p1-512 n1000k3p1-1000"]) == 0
    assert "too large to build here: " in capsys.readouterr().out


def test_the_table_answers_the_books_question_on_memory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["table", "d2l", "--batch", "128"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "memory for a batch of 128: 7,968,664 bytes of weights, 294,623,128 bytes to predict, "
        "1,301,297,760 bytes for a training step with AdamW"
    )
    assert main(["table", "d2l", "--batch", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["memory"] == {
        "batch_size": 1,
        "weights_bytes": 7_968_664,
        "inference_bytes": 10_208_152,
        "training_bytes": 41_792_024,
    }


def test_a_network_that_does_not_fit_takes_no_memory_yet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["table", FAULTY, "--batch", "8"]) == 1
    assert "memory" not in capsys.readouterr().out
    assert main(["table", FAULTY, "--batch", "8", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["memory"] is None


@pytest.mark.parametrize("name", PRESETS)
def test_the_json_of_a_preset_adds_up_to_its_totals(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["table", name, "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table["network"] == PRESETS[name].text
    assert table["fault"] is None
    assert table["excess"] is None
    assert [row["name"] for row in table["rows"]] == list(lower(find(name)))
    for total in ("params", "macs", "activation_bytes"):
        assert table["totals"][total] == sum(row[total] for row in table["rows"])


def test_the_json_of_a_fault_has_the_networks_that_would_mend_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["table", FAULTY, "--json"]) == 1
    table = json.loads(capsys.readouterr().out)
    assert [row["output_shape"] for row in table["rows"]][-1] == [96, 2, 2]
    assert table["fault"]["name"] == "block2_conv"
    for fix in table["fault"]["fixes"]:
        assert trace(loads(fix["network"])).fault is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: COMMAND"),
        (["draw"], "invalid choice: 'draw'"),
        (["table"], "required: NETWORK"),
        (["table", ""], "'' is neither a preset (mnist, tiny, d2l, "),
        (["table", "d2l2"], "'d2l2' is neither a preset (mnist, tiny, d2l, "),
        (["table", "n" * 5_000], f"'{'n' * 40}' is neither a preset"),
        (["table", "1x28x10 n96k5p2-64-10 q3"], "'q3' is not a layer; write"),
        (["table", "1x28x10\n\nq\n3"], "'q' is not a layer; write"),
        (["table", "1x28x10"], "at least one NiN block, like n96k5p2-64-10"),
        (["table", "1" * 5_000], "at most 2,000 characters, got 5,000"),
        (["table", "tiny", "--jason"], "unrecognized arguments: --jason"),
        (["table", "tiny", "--batch", "0"], "--batch: must be from 1 to 8,192 images, got 0"),
        (["table", "tiny", "--batch", "8193"], "--batch: must be from 1 to 8,192 images, got 8193"),
        (["table", "tiny", "--batch", "x"], "argument --batch: invalid int value: 'x'"),
        (["export", "tiny"], "required: --to"),
        (["export", "tiny", "--to", "pdf"], "invalid choice: 'pdf' (choose from 'pytorch', "),
        (
            ["export", "tiny", "--to", "csv", "--out", "no/such/folder"],
            "no/such/folder: cannot be written (No such",
        ),
        (["export", "tiny", "--to", "csv", "--out", "."], ".: cannot be written (Is a directory)"),
        (["export", "alexnet", "--to", "csv"], "nor a run's folder or a file of weights"),
        (["export", "n" * 5_000, "--to", "csv"], "nor a run's folder or a file of weights"),
        (["export", ".", "--to", "csv"], ".: has no weights.safetensors yet; train longer or"),
        (["evaluate", "n" * 5_000], "is no file and no run's folder"),
        (["export", FAULTY, "--to", "pytorch"], "Block 2: a 5×5 window does not fit"),
        (["export", FAULTY, "--to", "csv"], "Block 2: a 5×5 window does not fit"),
        (["export", FAULTY, "--to", "onnx", "--out", "a"], "Block 2: a 5×5 window does not"),
        (["export", "3x224x1000 n999k3p1-999 n1000k3", "--to", "onnx", "--out", "a"], "limit of"),
    ],
)
def test_bad_input_is_answered_in_one_line_with_status_2(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert status_of(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.startswith("nin: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_answered_with_all_presets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", "alexnet"]) == 2
    assert ", ".join(PRESETS) in capsys.readouterr().err


@pytest.mark.slow
def test_a_reader_who_leaves_early_causes_no_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "nin", "table", "d2l"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.slow
def test_output_is_utf_8_whatever_the_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nin", "table", FAULTY],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Block 2: padding 0 → 2" in done.stdout.decode()
    assert done.stderr == b""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "needs_onnx"),
    [
        (["table", "d2l"], False),
        (["export", "d2l", "--to", "pytorch"], False),
        (["export", "d2l", "--to", "csv"], False),
        (["export", "d2l", "--to", "svg"], False),
        (["export", "mnist", "--to", "pytorch"], False),
        (["export", "tiny", "--to", "onnx"], True),
    ],
)
def test_none_loads_pytorch_and_one_loads_onnx(arguments: list[str], needs_onnx: bool) -> None:
    code = (
        "import sys; from nin.__main__ import main; status = main(sys.argv[1:]); "
        "print('torch' in sys.modules, 'onnx' in sys.modules, file=sys.stderr); sys.exit(status)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr.decode().split()[-2:] == ["False", str(needs_onnx)]
