"""`python -m nin classify`: one line for each image, of any size, ink colour and place."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nin import checkpoint_header
from nin.commands import checkpoint, evaluate
from nin.commands.checkpoint import WeightsError
from nin.images import digit
from nin.images.digit import NoInk
from nin.images.uploads import UploadError, read_upload
from nin.limits import MAX_UPLOAD_BYTES

if TYPE_CHECKING:
    from nin.interpret.classify import Answer

_DONE, _NOT_DONE = 0, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    add = parser.add_argument
    add("images", metavar="IMAGE", nargs="+", help="a PNG, JPEG or WebP with one digit on it")
    known = evaluate.checkpoint_help()
    add("--checkpoint", default="mnist", help=f"{known}; default %(default)s")
    add("--json", action="store_true", help="print a JSON object a line, for programs")


def run(arguments: argparse.Namespace) -> int:
    """Classify; 0, or 2 if an image had no answer, with a line on stderr that says why."""
    from nin.checkpoints import CheckpointError, load  # PyTorch

    try:
        network, model, facts = load(checkpoint.find(arguments.checkpoint))
    except (WeightsError, CheckpointError) as error:
        print(f"nin: {error}", file=sys.stderr)
        return _NOT_DONE
    if problem := digit.why_not(network):
        print(f"nin: {arguments.checkpoint}: {problem}", file=sys.stderr)
        return _NOT_DONE
    classes = checkpoint_header.class_names(network, facts)
    failed = False
    for file, found in _answers(model, arguments.images):
        failed |= isinstance(found, str)
        if arguments.json:
            print(json.dumps(_as_json(file, found, classes), ensure_ascii=False), flush=True)
        elif isinstance(found, str):
            print(f"nin: {file}: {found}", file=sys.stderr)
        else:
            print(_line(file, found, classes), flush=True)
    return _NOT_DONE if failed else _DONE


def _answers(model: Any, files: Sequence[str]) -> Iterator[tuple[str, Answer | str]]:
    """Each file with its answer, or with why there is none."""
    from nin.interpret.classify import classify

    for file in files:
        try:
            yield file, classify(model, read_upload(_bytes(file)))
        except (NoInk, UploadError) as error:
            yield file, str(error).removeprefix("upload: ")
        except OSError as error:
            yield file, f"cannot be read ({error.strerror})"


def _bytes(file: str) -> bytes:
    with Path(file).open("rb") as opened:
        return opened.read(MAX_UPLOAD_BYTES + 1)  # enough to be refused


def _line(file: str, found: Answer, classes: Sequence[str]) -> str:
    warning = f"  ({found.steps.warning})" if found.steps.warning else ""
    return f"{file}  {classes[found.best]}  {found.probability:.1%}{warning}"


def _as_json(file: str, found: Answer | str, classes: Sequence[str]) -> dict[str, Any]:
    if isinstance(found, str):
        return {"file": file, "error": found}
    shares = (round(float(share), 6) for share in found.probabilities)
    return {
        "file": file,
        "digit": classes[found.best],
        "probability": round(found.probability, 6),
        "probabilities": dict(zip(classes, shares, strict=True)),
        "warning": found.steps.warning,
    }
