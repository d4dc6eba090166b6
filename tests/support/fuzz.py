"""Coverage-guided fuzzing of everything that reads what a stranger may have written.

    python -m tests.support.fuzz                          each parser for a minute
    python -m tests.support.fuzz run browser --seconds 300

libFuzzer, through atheris, changes real inputs byte by byte, keeps what reaches new code, and goes
on from there. A parser may answer with its own error and with nothing else; more than twenty
seconds or a gigabyte for one input count as a failure too. What fails is printed and its input
kept: it belongs into the examples of an ordinary test.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT

_INSTRUMENTED = [
    "nin",
    "pages.ui.components.pad.values",
    "pages.ui.components.map_view.values",
    "PIL",
    "zipfile",
]
_TAIL = 40  # lines of a failure
_LIMITS = ("-timeout=20", "-rss_limit_mb=1024", "-max_len=65536")


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed.

    Attributes:
        parse: Reads any bytes; whatever it raises is a finding.
        seeds: Inputs that are accepted, to begin with.
        words: What byte by byte would be found too late.
    """

    parse: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[str, ...] = ()


def network() -> Target:
    """A link, and all that follows from a network's text without PyTorch."""
    from nin.codec import dumps, loads
    from nin.export.diagram import to_svg
    from nin.export.table import as_json
    from nin.presets import PRESETS
    from nin.spec import SpecError

    def parse(data: bytes) -> None:
        try:
            network = loads(data.decode(errors="replace"))
            assert loads(dumps(network)) == network
        except SpecError:
            return
        json.dumps(as_json(network))
        to_svg(network)

    seeds = tuple(preset.text.encode() for preset in PRESETS.values())
    return Target(parse, seeds, ("gap", "fc", "x", "n8k3", "m2s2c", "a3s2p1", "d0.5", "-64", "_"))


def code() -> Target:
    """PyTorch code that is read as a network."""
    from nin.export.code import to_pytorch
    from nin.presets import find
    from nin.sources import SourceError, read

    def parse(data: bytes) -> None:
        try:
            read(data.decode(errors="replace"), size=28, channels=1)
        except SourceError:
            return

    folder = ROOT / "tests" / "sources"
    snippets = sorted(folder.glob("accepted/*.txt"))
    seeds = [to_pytorch(find("tiny")).encode(), *(file.read_bytes() for file in snippets)]
    words = ("nn.Conv2d(", "nn.ReLU()", "nn.Sequential(", "self.", "lambda", "for i in range(9):")
    return Target(parse, tuple(seeds), words)


def checkpoint() -> Target:
    """Weights from elsewhere."""
    import numpy as np

    from nin.checkpoints import CheckpointError, read, write
    from nin.codec import loads
    from nin.weights import initial_weights

    def parse(data: bytes) -> None:
        try:
            weights = read(data).weights
        except CheckpointError:
            return
        assert all(np.isfinite(values).all() for values in weights.values())

    seeds = []
    with tempfile.TemporaryDirectory() as folder:
        for text, half in (("1x4x2 n2k3", False), ("1x6x3 n2k3p1-2 m2s2 fc4", True)):
            made = loads(text)
            weights, facts = initial_weights(made, 0), {"classes": ["a", "b"]}
            write(Path(folder, "w"), made, weights, facts, half=half)
            seeds.append(Path(folder, "w").read_bytes())
    return Target(parse, tuple(seeds), ("F32", "F16", "dtype", "shape", "data_offsets"))


def upload() -> Target:
    """A picture, and the digit that is looked for on it."""
    import numpy as np
    from PIL import Image

    from nin.images import to_digit
    from nin.images.planes import NoInk
    from nin.images.reading import ImageError, read

    def parse(data: bytes) -> None:
        try:
            to_digit(read(data))
        except (ImageError, NoInk):
            return

    pixels = np.zeros((20, 16), np.uint8)
    pixels[4:16, 7:10] = 255
    image = Image.fromarray(pixels)
    wide = Image.fromarray(pixels.astype(np.uint16) * 257)
    seeds = [
        _saved(image, "PNG"),
        _saved(wide, "PNG"),
        _saved(image.quantize(4), "PNG", transparency=0),
        _saved(image, "PNG", save_all=True, append_images=[image.rotate(90)]),
        _saved(image.convert("CMYK"), "JPEG", progressive=True),
        _saved(image.convert("RGBA"), "WEBP", lossless=True),
    ]
    return Target(parse, tuple(seeds), ("IHDR", "IDAT", "tRNS", "acTL", "eXIf", "iCCP", "VP8X"))


def drawings() -> Target:
    """An archive of drawings."""
    import numpy as np

    from nin.data.own_digits import OwnDigits, OwnDigitsError, from_npz, to_npz

    def parse(data: bytes) -> None:
        try:
            from_npz(data)
        except OwnDigitsError:
            return

    own = OwnDigits(np.eye(28, dtype=np.uint8)[None] * 9, np.array([3]))
    return Target(parse, (to_npz(own),), ("images.npy", "labels.npy", "NUMPY", "|u1", "<i8"))


def browser() -> Target:
    """Values of the pad and of the map view."""
    import numpy as np
    from PIL import Image

    from pages.ui.components.map_view.values import MapViewError, mask_array
    from pages.ui.components.map_view.values import read as read_answer
    from pages.ui.components.pad.values import SIDE, PadError, drawing
    from pages.ui.components.pad.values import read as read_pad

    shape = (3, 2, 4)

    def parse(data: bytes) -> None:
        value = _json(data)
        try:
            drawn = drawing(read_pad(value))
            assert drawn is None or drawn.picture.shape == (SIDE, SIDE)
        except PadError:
            pass
        for masking in (False, True):
            try:
                answer = read_answer(value, shape, masking=masking)
            except MapViewError:
                continue
            if masking:
                assert isinstance(answer.value, str)
                assert mask_array(answer.value, shape).shape == shape[1:]

    picture = Image.fromarray(np.zeros((SIDE, SIDE), np.uint8))
    png = base64.b64encode(_saved(picture, "PNG")).decode()
    seeds: list[Any] = [
        {"png": png, "strokes": [[64, 1, 2], [64, 5, 6, 7, 8]], "reset": 0, "number": 2},
        {"png": None, "strokes": [], "reset": 1, "number": 3},
        {"order": 1, "cell": [2, 1, 3]},
        {"order": 2, "cell": None, "mask": "01010101"},
    ]
    words = ("png", "strokes", "reset", "number", "order", "cell", "mask", "null", "true", "1e9")
    return Target(parse, tuple(json.dumps(seed).encode() for seed in seeds), (*words, "\\\\ud800"))


def run() -> Target:
    """What lies in a run's folder: events, and how the run was asked for."""
    from nin.presets import PRESETS
    from nin.runs.summaries import summarise
    from nin.train import (
        ConfigError,
        EpochEnd,
        Failed,
        Finished,
        Health,
        Started,
        Step,
        TrainConfig,
        config,
        events,
    )
    from nin.train.events import EventError
    from pages.ui.training.figures import curves

    ill = Health("dead", "all are 0", "start again", {"lr": 0.001, "seed": 1})
    start = Started("1x4x2 n2k3", "digits", ("0", "1"), 8, 2, 4, 2, "CPU", "float32", 1, 0)
    maps = events.class_maps_json((((1.0, 2.0),),))
    end = EpochEnd(1, 2, 0.5, 1.0, 2.0, 0.4, 2.1, 0.3, 2, {"relu": 0.5}, (0.3, None), maps, (ill,))
    step = Step(2, (2.3, 2.2), 0.1, 0.005, 0.1, 0.5, 640.0, 2.0, 0.5)
    examples = (start, step, end, Finished(1, 2, 1.0, 0.3), Failed("no room", (ill,)))

    def values(event: events.Event) -> dict[str, Any]:
        # class maps are kept as they were read, blanks and all: their numbers count
        fields = {name: getattr(event, name) for name in event.__struct_fields__}
        return fields | {"class_maps_json": getattr(event, "class_maps", None)}

    def parse(data: bytes) -> None:
        text = data.decode(errors="replace")
        try:
            happened = [start, events.from_json(text)]
            again = events.from_json(events.to_json(happened[1]))
            assert type(again) is type(happened[1])
            assert values(again) == values(happened[1])
            repr(summarise(PRESETS["tiny"].network, TrainConfig(), happened)).encode()
            curves(happened)
        except EventError:
            pass
        try:
            parsed = config.from_json(text)
            assert config.from_json(config.to_json(parsed)) == parsed
        except ConfigError:
            pass

    seeds = [events.to_json(event).encode() for event in examples]
    seeds.append(config.to_json(TrainConfig(seconds=5, lr=0.1)).encode())
    words = [f'"{name}"' for seed in seeds for name in json.loads(seed)]
    return Target(parse, tuple(seeds), (*sorted(set(words)), "null", "true", "1e999", "\\\\ud800"))


TARGETS: dict[str, Callable[[], Target]] = {
    "network": network,
    "code": code,
    "checkpoint": checkpoint,
    "upload": upload,
    "drawings": drawings,
    "browser": browser,
    "run": run,
}


def main(arguments: list[str] | None = None) -> int:
    """Fuzz the parsers that are named, each in a process of its own; 0 if nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.fuzz", description=__doc__)
    parser.add_argument("parsers", nargs="*", metavar="PARSER", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--seconds", type=int, default=60, help="for each; default %(default)s")
    parser.add_argument("--within", metavar="FOLDER", help="be the process of one parser")
    parsed = parser.parse_args(arguments)
    if unknown := sorted(set(parsed.parsers) - set(TARGETS)):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if parsed.within:
        _fuzz(parsed.parsers[0], Path(parsed.within), parsed.seconds)
    failed = [name for name in parsed.parsers or TARGETS if _process(name, parsed.seconds)]
    print(f"Found something in: {', '.join(failed)}" if failed else "Nothing found.")
    return 1 if failed else 0


def _process(name: str, seconds: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    print(f"{name}: {seconds} s …", flush=True)
    options = ["--seconds", str(seconds), "--within", str(folder)]
    # On Linux a child's peak of memory starts at its parent's, here of all tests before; that of a
    # grandchild does not.
    relay = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
    command = [
        sys.executable,
        "-c",
        relay,
        sys.executable,
        "-m",
        "tests.support.fuzz",
        name,
        *options,
    ]
    with (folder / "log").open("w") as log:
        status = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log).returncode
    lines = (folder / "log").read_text(errors="replace").splitlines()
    if status:
        print("\n".join(lines[-_TAIL:]), f"The input that fails is in {folder}.", sep="\n")
    else:
        print(next((line for line in lines if line.startswith("Done")), ""))
        shutil.rmtree(folder)
    return status


def _fuzz(name: str, folder: Path, seconds: int) -> None:
    """Become libFuzzer, which ends the process."""
    import atheris

    with atheris.instrument_imports(include=_INSTRUMENTED):
        target = TARGETS[name]()
    for seed in target.seeds:
        target.parse(seed)  # loads all that the first input would wait for
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(seed)
    quoted = (word.replace('"', '\\"') for word in target.words)
    (folder / "words").write_text("".join(f'"{word}"\n' for word in quoted), encoding="ascii")
    options = (f"-max_total_time={seconds}", f"-dict={folder / 'words'}")
    atheris.Setup(
        [name, str(corpus), *_LIMITS, *options, f"-artifact_prefix={folder}/"], target.parse
    )
    atheris.Fuzz()


def _saved(image: Any, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _json(data: bytes) -> object:
    """What a browser may send: JSON, whatever is in it."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


if __name__ == "__main__":
    sys.exit(main())
