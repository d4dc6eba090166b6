"""The tables of a model card: `python -m benchmarks.model_card [CHECKPOINT] [--dataset NAME]`.

Error and confusions on the test set; for digits also what becomes of them on the way that a
drawing takes, moved, turned and distorted: MNIST-C's geometric corruptions (Mu and Gilmer 2019),
digits drawn again by their skeletons, and scikit-learn's digits. Markdown on stdout.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

import numpy as np

from nin import checkpoints, data
from nin.checkpoints import Checkpoint
from nin.commands import checkpoint
from nin.data import Dataset
from nin.interpret.classify import SURE
from nin.results import Confusion
from nin.results import answers as answered
from tests.support.drawings import Grey, corrupted
from tests.support.robustness import (
    CORRUPTIONS,
    PLACES,
    WAYS,
    Labels,
    accuracy,
    answers,
    on_other_hands,
    on_scikit_digits,
    redrawn,
)

_MISTAKES = 10


def main() -> int:
    """Print the card's tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.model_card", description=__doc__)
    parser.add_argument("checkpoint", nargs="?", default="mnist", help="default %(default)s")
    parser.add_argument("--dataset", default="mnist", help="default %(default)s")
    parser.add_argument("--count", type=int, default=500, help="digits drawn again in each way")
    arguments = parser.parse_args()
    file = checkpoint.find(arguments.checkpoint)
    trained, dataset = checkpoints.read(file), data.load(arguments.dataset)
    print(f"## {dataset.name}: the test set\n")
    *_, last = answered(trained.network, trained.weights, dataset)
    print(_error(last.confusion))
    if dataset.classes == tuple("0123456789"):
        _print_drawings(trained, dataset, arguments.count)
    return 0


def _error(confusion: Confusion) -> str:
    wrong = f"{confusion.wrong:,} of {confusion.images:,} test images wrong"
    names = [f"**{name}**" for name in confusion.classes]
    rows = [
        [name, *(str(count or "") for count in row)]
        for name, row in zip(names, confusion.counts.tolist(), strict=True)
    ]
    mistakes = "; ".join(
        f"{true} taken for {answer} {count}×"
        for true, answer, count in confusion.most_frequent(_MISTAKES)
    )
    table = _table(["is \\ answered", *names], rows)
    return f"{wrong}: **{confusion.error:.2%} error**.\n\n{table}\n\nMost frequent: {mistakes}.\n"


def _print_drawings(trained: Checkpoint, dataset: Dataset, count: int) -> None:
    images, labels = dataset.test_images[:, 0], dataset.test_labels
    print("## The test set, moved and distorted\n")
    head = ["", "as they are", "on the way of a drawing"]
    changed = {"unchanged": images} | {name: corrupted(images, name) for name in CORRUPTIONS}
    print(
        _table(head, (_both(trained, name, variant, labels) for name, variant in changed.items()))
    )
    print(f"\n## {count} of the bundled digits, drawn again with a pen\n")
    ways = WAYS | PLACES
    print(
        _table(["", "right"], ([way, _share(redrawn(trained, ways[way], count))] for way in ways))
    )
    print(f"\n## Digits of strangers\n\nNamed with at least {SURE:.0%}:\n")
    strangers = {
        "scikit-learn's 1,797 digits, enlarged": on_scikit_digits(trained),
        "500 drawings in 25 other hands": on_other_hands(trained),
    }
    rows = (
        [name, *map(_share, (each.right, each.wrong_and_sure, each.unsure))]
        for name, each in strangers.items()
    )
    print(_table(["", "right", "wrong, and named", "not named"], rows))


def _both(trained: Checkpoint, name: str, images: Grey, labels: Labels) -> list[str]:
    print(f"{name} …", file=sys.stderr)
    straight = float(np.mean(answers(trained, images) == labels))
    return [name, _share(straight), _share(accuracy(trained, images, labels))]


def _share(share: float) -> str:
    return f"{share:.2%}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in (head, *rows)]
    return "\n".join([lines[0], "|---" * len(head) + "|", *lines[1:]])


if __name__ == "__main__":
    sys.exit(main())
