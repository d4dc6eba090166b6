"""What the bundled pair does with moved digits: `python -m benchmarks.pair`, Markdown on stdout.

Of 1,000 test digits the share that is right when each is moved by so many pixels, in the four
directions along the axes: with global average pooling, and with a dense head in its place.
"""

from __future__ import annotations

import sys

import numpy as np

from nin import checkpoints
from nin.analysis import trace
from nin.data import load
from nin.images.fitting import fitted
from nin.interpret.shifts import shifted_logits

_PIXELS = (0, 1, 2, 3, 4, 6, 8)
_NAMES = ("tiny", "tiny-dense")


def main() -> int:
    """Print the table."""
    digits = load("digits")
    print(f"| weights | parameters | {' | '.join(f'{by} px' for by in _PIXELS)} |")
    print("|---" * (2 + len(_PIXELS)) + "|")
    for name in _NAMES:
        trained = checkpoints.read(name)
        images, shares = fitted(digits.test_images, trained.network), []
        for by in _PIXELS:
            shifts = [(by, 0), (-by, 0), (0, by), (0, -by)] if by else [(0, 0)]
            scores = shifted_logits(trained.network, trained.weights, images, shifts)
            shares.append(f"{np.mean(scores.argmax(2) == digits.test_labels):.1%}")
        params = trace(trained.network).params
        print(f"| `{name}` | {params:,} | {' | '.join(shares)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
