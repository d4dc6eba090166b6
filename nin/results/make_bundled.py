"""Writes the results that come along anew: `python -m nin.results.make_bundled`.

Of all bundled weights that learnt digits, on the bundled digits' test images.
"""

from __future__ import annotations

import shutil

from nin import bundled, checkpoints, data
from nin.data import Dataset
from nin.results import evaluated, folder


def digits_networks(dataset: Dataset) -> list[str]:
    """The names of the bundled weights that learnt the classes of the bundled digits."""
    return [
        name
        for name in bundled.names()
        if tuple(checkpoints.read(name).facts.get("classes", ())) == dataset.classes
    ]


def main() -> None:
    """Write them, in place of those that were there."""
    shutil.rmtree(folder.SHIPPED, ignore_errors=True)
    dataset = data.load("digits")
    for name in digits_networks(dataset):
        weights = folder.digest(bundled.shipped(name).read_bytes())
        images = folder.fingerprint(dataset)
        place = folder.shipped(folder.key(weights, images))
        folder.write(place, evaluated(checkpoints.read(name), dataset), weights, images)
        size = sum(file.stat().st_size for file in place.iterdir())
        print(f"{name}: {place.name}, {size:,} bytes")


if __name__ == "__main__":
    main()
