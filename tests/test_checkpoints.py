import json
import pickle
import stat
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from nin.checkpoints import CheckpointError, load, read, save, write
from nin.codec import dumps, loads
from nin.files import atomic
from nin.limits import MAX_CHECKPOINT_BYTES
from nin.model import initial
from tests.support.paths import ROOT
from tests.support.strategies import one_in

NETWORK = loads("1x12x4 n6k3p1-5 m2s2 d0.5 n4k3")
MODEL = initial(NETWORK, 3).eval()
FACTS = {"dataset": "digits", "epoch": 2, "test_accuracy": 0.97, "classes": ["a", "b"]}
IMAGES = torch.rand(5, 1, 12, 12)


def written(
    tensors: dict[str, Tensor] | None = None, network: str | None = None, facts: str = "{}"
) -> bytes:
    """A file as `save` writes it, with parts of it changed."""
    tensors = dict(MODEL.state_dict()) if tensors is None else tensors
    return safetensors.torch.save(tensors, {"network": network or dumps(NETWORK), "facts": facts})


def with_header(header: object, payload: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + payload


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "weights.safetensors"
    save(path, NETWORK, MODEL, FACTS)
    return path


def test_what_was_saved_comes_back_and_computes_the_same(saved: Path) -> None:
    network, model, facts = load(saved)
    assert network == NETWORK
    assert facts == FACTS
    assert not model.training
    assert torch.equal(model(IMAGES), MODEL(IMAGES))
    assert torch.equal(load(saved.read_bytes())[1](IMAGES), MODEL(IMAGES))


def test_weights_are_saved_from_any_layout_and_precision(tmp_path: Path) -> None:
    model = initial(NETWORK, 3).to(memory_format=torch.channels_last).bfloat16()
    save(tmp_path / "w", NETWORK, model, {})
    _, restored, _ = load(tmp_path / "w")
    for name, value in model.state_dict().items():
        assert torch.equal(restored.state_dict()[name], value.float())
        assert restored.state_dict()[name].is_contiguous()


def test_float16_weights_are_read_as_float32(tmp_path: Path) -> None:
    half = {name: value.half() for name, value in MODEL.state_dict().items()}
    for source in (written(half), tmp_path / "w"):
        if isinstance(source, Path):
            write(source, NETWORK, read(written()).weights, {}, half=True)
        for name, values in read(source).weights.items():
            assert values.dtype.name == "float32"
            assert np.array_equal(values, half[name].float())


def test_arrays_are_what_the_model_has_and_cannot_be_changed(saved: Path) -> None:
    checkpoint = read(saved)
    assert (checkpoint.network, checkpoint.facts) == (NETWORK, FACTS)
    assert list(checkpoint.weights) == list(MODEL.state_dict())
    for name, value in MODEL.state_dict().items():
        assert np.array_equal(checkpoint.weights[name], value)
        with pytest.raises(ValueError, match="read-only"):
            checkpoint.weights[name][0] = 0


def test_what_was_read_can_be_written_again(saved: Path, tmp_path: Path) -> None:
    checkpoint = read(saved)
    write(tmp_path / "again", checkpoint.network, checkpoint.weights, checkpoint.facts)
    again = read(tmp_path / "again")
    assert (again.network, again.facts) == (NETWORK, FACTS)
    for name, values in checkpoint.weights.items():
        assert np.array_equal(again.weights[name], values)


def test_loading_draws_no_random_numbers(saved: Path) -> None:
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    load(saved)
    assert torch.equal(torch.rand(3), expected)


def test_safetensors_itself_reads_our_files(saved: Path) -> None:
    tensors = safetensors.torch.load_file(saved)
    assert {name: value.shape for name, value in tensors.items()} == {
        name: value.shape for name, value in MODEL.state_dict().items()
    }


def test_every_truncation_and_every_trailing_byte_is_refused(saved: Path) -> None:
    whole = saved.read_bytes()
    for end in [*range(0, len(whole), 37), len(whole) - 1]:
        with pytest.raises(CheckpointError):
            load(whole[:end])
    with pytest.raises(CheckpointError, match="damaged or cut short"):
        load(whole + b"\0")


@one_in(2)
@given(st.integers(0, 1_200), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_a_value_and_raises_nothing_else(
    place: int, change: int
) -> None:
    data = bytearray(written())
    data[place] ^= change
    try:
        _, model, _ = load(bytes(data))
    except CheckpointError:
        return
    assert all(value.isfinite().all() for value in model.state_dict().values())


@given(st.binary(max_size=200))
def test_no_other_bytes_are_a_checkpoint(data: bytes) -> None:
    with pytest.raises(CheckpointError, match=r"^checkpoint: "):
        load(data)


class Canary:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("form", ["pickle", "torch"])
def test_a_pickle_is_refused_and_not_opened(tmp_path: Path, form: str) -> None:
    path, canary = tmp_path / "weights.pt", tmp_path / "canary"
    if form == "torch":
        torch.save({"weights": Canary(canary)}, path)
    else:
        path.write_bytes(pickle.dumps(Canary(canary)))
    with pytest.raises(CheckpointError, match=r"^checkpoint: is a pickle .* use \.safetensors$"):
        load(path)
    assert not canary.exists()


def test_a_long_header_is_refused_before_it_is_parsed() -> None:
    bomb = with_header(b"{" + b" " * 30_000_000 + b"}")
    with pytest.raises(
        CheckpointError, match=r"^checkpoint: its header is [\d,]+ bytes long, over"
    ):
        load(bomb)
    with pytest.raises(CheckpointError, match="its header is"):
        load(struct.pack("<Q", 1 << 60) + b"{}")


def test_many_tensors_are_refused_before_they_are_made() -> None:
    many = {f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(201)}
    with pytest.raises(CheckpointError, match="has over 200 tensors"):
        load(with_header(many))


def test_a_large_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "large.safetensors"
    with path.open("wb") as file:
        file.truncate(MAX_CHECKPOINT_BYTES + 1)  # takes no room on the disk
    with pytest.raises(CheckpointError, match=r"^checkpoint: is over 200,065,544 bytes$"):
        load(path)


STATE = MODEL.state_dict()
CONV = "block1_conv.weight"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (written({**STATE, CONV: STATE[CONV].reshape(18, 3)}), "block1_conv.weight is .18, 3.,"),
        (
            written({**STATE, CONV: STATE[CONV][:5].clone()}),
            "is .5, 1, 3, 3., its network needs .6",
        ),
        (written({k: v for k, v in STATE.items() if k != CONV}), "block1_conv.weight is missing"),
        (written({**STATE, "more": torch.ones(2)}), "more is not in its network"),
        (
            written({**STATE, CONV: STATE[CONV] * torch.nan}),
            "block1_conv.weight has values that are",
        ),
        (written({**STATE, CONV: STATE[CONV] / 0}), "block1_conv.weight has values that are"),
        (written({**STATE, CONV: STATE[CONV].double()}), "holds F32, F64, not F32 or F16"),
        (written({**STATE, CONV: STATE[CONV].long()}), "holds F32, I64, not F32 or F16"),
        (written(network="1x12x4 n6k3p1-5 m2s2 n4k4"), "block2_conv.weight is .4, 5, 3, 3., its"),
        (written(network="1x12x4 hello"), "'hello' is not a layer"),
        (written(network="1x12x4 n6k30"), "with GAP the last block must end in 4 channels"),
        (
            written(network="1x9x4 n900000k3-4 m2s2"),
            "bytes of activations an image are over the limit",
        ),
        (written(facts="["), "has no network's text"),
        (written(facts="[1]"), "has no network's text"),
        (safetensors.torch.save(dict(STATE)), "has no network's text"),
        (with_header({"__metadata__": {"network": 1, "facts": "{}"}}), "has no network's text"),
        (with_header([1, 2]), "is no safetensors file"),
        (with_header(b"{" * 9_000), "is no safetensors file"),
    ],
    ids=lambda value: "file" if isinstance(value, bytes) else None,  # the words tell them apart
)
def test_a_file_that_is_not_its_network_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(CheckpointError, match=rf"^checkpoint: .*{words}"):
        load(data)


def test_a_model_that_counts_is_not_saved(tmp_path: Path) -> None:
    """A batch norm counts its steps in whole numbers, which a cast to float16 would spoil."""
    model = nn.Sequential(*MODEL, nn.BatchNorm2d(4))
    with pytest.raises(TypeError, match=r"not torch\.int64$"):
        save(tmp_path / "weights", NETWORK, model, {})
    assert not list(tmp_path.iterdir())


def test_of_a_tensor_named_twice_no_reader_takes_another_than_the_one_that_was_checked() -> None:
    whole = written()
    length = int.from_bytes(whole[:8], "little")
    header, payload = whole[8 : 8 + length].rstrip(), whole[8 + length :]
    other = b'"block1_conv.bias":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}'
    with pytest.raises(CheckpointError):
        load(with_header(header[:-1] + b"," + other + b"}", payload))
    try:
        _, model, _ = load(with_header(b"{" + other + b"," + header[1:], payload))
    except CheckpointError:
        return
    assert torch.equal(model(IMAGES), MODEL(IMAGES))


def test_a_missing_file_and_a_name_without_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        CheckpointError, match=r"^checkpoint: w\.safetensors cannot be read \(No such"
    ):
        load(tmp_path / "w.safetensors")
    with pytest.raises(CheckpointError, match=r"^checkpoint: nobody\.safetensors cannot be read"):
        load("nobody")


def test_facts_that_could_not_be_read_back_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="its header is over 65,536 bytes"):
        save(tmp_path / "w", NETWORK, MODEL, {"notes": "x" * 70_000})
    assert not list(tmp_path.iterdir())


def test_a_save_replaces_the_whole_file_with_the_usual_rights(saved: Path) -> None:
    plain = saved.with_name("plain")
    plain.write_bytes(b"")
    save(saved, NETWORK, initial(NETWORK, 4), {"epoch": 3})
    assert load(saved)[2] == {"epoch": 3}
    assert stat.S_IMODE(saved.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    assert {path.name for path in saved.parent.iterdir()} == {saved.name, "plain"}


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_the_old_file_as_it_was_and_nothing_else(saved: Path) -> None:
    old = saved.read_bytes()
    code = (
        "import resource, sys; from pathlib import Path; from nin.files import atomic;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "atomic.write(Path(sys.argv[1]), bytes(5000))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(saved)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stderr.rstrip().endswith("OSError: [Errno 27] File too large")
    assert saved.read_bytes() == old
    assert list(saved.parent.iterdir()) == [saved]


def test_a_place_that_cannot_be_written_is_an_error_not_a_silence(saved: Path) -> None:
    for place in (saved / "below a file", saved.parent / "no folder" / "w"):
        with pytest.raises(OSError, match=r"Not a directory|No such file"):
            atomic.write(place, b"x")
    saved.with_name("folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        atomic.write(saved.with_name("folder"), b"x")
    assert {path.name for path in saved.parent.iterdir()} == {saved.name, "folder"}


@pytest.mark.parametrize(
    "written", ["{}/w.safetensors", "~/w.safetensors", "~/weights", "./weights"]
)
def test_a_path_as_text_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("w.safetensors", "weights"):
        save(tmp_path / name, NETWORK, MODEL, {"mine": True})
    assert read(written.format(tmp_path)).facts == {"mine": True}


def test_a_name_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "mnist", NETWORK, MODEL, {"mine": True})
    assert "mine" not in read("mnist").facts
