"""Networks worth starting from, in `codec` text, each with where it comes from.

The authors' own definitions ("Network In Network", Lin, Chen & Yan, 2013, published with their
training code) round pooled maps up, hence the `c`, and put a ReLU after the last 1×1 too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from nin.codec import loads
from nin.spec import Network


@dataclass(frozen=True, slots=True)
class Preset:
    """A network's text with a title for people and its source."""

    text: str
    title: str
    source: str

    @property
    def network(self) -> Network:
        """The network itself."""
        return loads(self.text)

    @property
    def name(self) -> str:
        """Its title without the explanation."""
        return self.title.partition(":")[0]


UNKNOWN = "A Network in Network"  # the title of what is no preset

_AUTHORS = "Lin, Chen & Yan, Network In Network, 2013 (arXiv:1312.4400): the authors' definition"

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "mnist": Preset(
            "1x28x10 n96k5p2-64-48 m3s2c d0.5 n128k5p2-96-48 m3s2c d0.5 n128k5p2-96-10",
            "MNIST, the authors' NiN",
            _AUTHORS,
        ),
        "tiny": Preset(
            "1x28x10 n16k5p2-16 m3s2c n32k3p1-32 m3s2c n48k3p1-10",
            "Tiny: learns digits in seconds",
            "NiN Explorer: the smallest NiN here, for two CPU cores",
        ),
        "d2l": Preset(
            "1x224x10 n96k11s4-96-96 m3s2 n256k5p2-256-256 m3s2 n384k3p1-384-384 m3s2 d0.5 "
            "n10k3p1-10-10",
            "Dive into Deep Learning",
            "Zhang, Lipton, Li & Smola, Dive into Deep Learning, chapter Network in Network (NiN)",
        ),
        "cifar10": Preset(
            "3x32x10 n192k5p2-160-96 m3s2c d0.5 n192k5p2-192-192 m3s2c d0.5 n192k3p1-192-10",
            "CIFAR-10, the authors' NiN",
            _AUTHORS,
        ),
        "cifar100": Preset(
            "3x32x100 n192k5p2-160-96 m3s2c d0.5 n192k5p2-192-192 m3s2c d0.5 n192k3p1-192-100",
            "CIFAR-100, the authors' NiN",
            _AUTHORS,
        ),
        "svhn": Preset(
            "3x32x10 n128k5p2-96-64 m3s2c d0.5 n320k5p2-256-128 m3s2c d0.5 n384k5p2-256-10",
            "Street View House Numbers, the authors' NiN",
            _AUTHORS,
        ),
        "imagenet": Preset(
            "3x224x1000 n96k11s4-96-96 m3s2c n256k5p2-256-256 m3s2c n384k3p1-384-384 m3s2c d0.5 "
            "n1024k3p1-1024-1000",
            "ImageNet, the Caffe model zoo's NiN",
            "Caffe model zoo, NIN-Imagenet, by the paper's first author",
        ),
    }
)


def find(text: str) -> Network:
    """The network of a preset's name or of a network's text.

    Raises:
        SpecError: it is neither.
    """
    return PRESETS[text].network if text in PRESETS else loads(text)


def title(network: Network) -> str:
    """The title of the preset that this network is, else what it is."""
    titles = (preset.title for preset in PRESETS.values() if preset.network == network)
    return next(titles, UNKNOWN)


@lru_cache(maxsize=256)  # asked for each run of a list, again and again
def relative(network: Network) -> Preset | None:
    """The preset that this network is, or differs from in its head alone."""
    alike = [preset for preset in PRESETS.values() if is_twin(preset.network, network)]
    return min(alike, key=lambda preset: preset.network != network, default=None)


def is_twin(one: Network, other: Network) -> bool:
    """Whether two networks differ in their heads at most."""
    return _without_head(one) == _without_head(other)


def _without_head(network: Network) -> tuple[object, ...]:
    return network.in_channels, network.image_size, network.num_classes, network.layers
