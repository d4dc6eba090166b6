"""`python -m nin classify`: one line for each image, of any size, ink colour and place."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from nin import checkpoint_header, checkpoints
from nin.checkpoints import Checkpoint
from nin.commands import checkpoint
from nin.commands.common import DONE, NOT_DONE
from nin.files.paths import expanded
from nin.images.planes import NoInk
from nin.images.preparation import Preparation
from nin.images.reading import ImageError, read
from nin.interpret.classify import Answer, classify
from nin.limits import MAX_UPLOAD_BYTES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All that the command takes."""
    add = parser.add_argument
    add("images", metavar="IMAGE", nargs="+", help="a PNG, JPEG or WebP of one digit or thing")
    checkpoints = checkpoint.description()
    add("--checkpoint", default="mnist", help=f"{checkpoints}; default %(default)s")
    add("--json", action="store_true", help="print a JSON object a line, for programs")


def run(arguments: argparse.Namespace) -> int:
    """Classify each image; one without an answer does not keep the others from theirs.

    Returns:
        0, or 2 if an image had no answer; its line on stderr is the result for that image.

    Raises:
        UsageError: there are no such weights.
        CheckpointError: the weights are none of ours.
    """
    trained = checkpoints.read(checkpoint.find(arguments.checkpoint))
    classes = checkpoint_header.class_names(trained.network, trained.facts)
    preparation = checkpoint_header.preparation(trained.network, trained.facts)
    key = "digit" if preparation == Preparation.INK else "class"
    status = DONE
    for file, answer in _answers(trained, preparation, arguments.images):
        if isinstance(answer, str):
            status = NOT_DONE
        if arguments.json:
            print(json.dumps(_as_json(file, answer, classes, key), ensure_ascii=False), flush=True)
        elif isinstance(answer, str):
            print(f"nin: {file}: {answer}", file=sys.stderr)
        else:
            print(_line(file, answer, classes), flush=True)
    return status


def _answers(
    trained: Checkpoint, preparation: Preparation, files: Sequence[str]
) -> Iterator[tuple[str, Answer | str]]:
    """Each file with its answer, or with why there is none."""
    for file in files:
        try:
            picture = read(_bytes(file))
            yield file, classify(trained.network, trained.weights, preparation, picture)
        except (ImageError, NoInk) as error:
            yield file, str(error)
        except OSError as error:
            yield file, f"cannot be read ({error.strerror})"


def _bytes(file: str) -> bytes:
    with expanded(file).open("rb") as opened:
        return opened.read(MAX_UPLOAD_BYTES + 1)  # enough to be refused


def _line(file: str, answer: Answer, classes: Sequence[str]) -> str:
    warning = answer.prepared.warning
    return f"{file}  {classes[answer.best]}  {answer.probability:.1%}" + (
        f"  ({warning})" if warning else ""
    )


def _as_json(file: str, answer: Answer | str, classes: Sequence[str], key: str) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"file": file, "error": answer}
    shares = (round(float(share), 6) for share in answer.probabilities)
    return {
        "file": file,
        key: classes[answer.best],
        "probability": round(answer.probability, 6),
        "probabilities": dict(zip(classes, shares, strict=True)),
        "warning": answer.prepared.warning,
    }
