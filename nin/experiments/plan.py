"""What an experiment is, before anything is trained: variants, seeds, and how all are trained."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

import msgspec

from nin.analysis import buildable
from nin.codec import dumps, loads
from nin.limits import MAX_PLANNED_RUNS, MAX_SEED
from nin.runs.naming import network_words
from nin.runs.variants import Variant, depth_name, head_name, vary
from nin.spec import Head, Network, SpecError
from nin.train import TrainConfig
from nin.train.config import from_json, to_json


class PlanError(ValueError):
    """What makes no experiment, or no longer does."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Variants × seeds.

    Attributes:
        variants: At least one; each has a name of its own.
        seeds: Of the runs of each variant: the same for all, so that they begin alike.
        config: How every run is trained; its own seed does not count.

    Raises:
        PlanError: nothing is to be trained, or too much, or two variants have one name.
    """

    variants: tuple[Variant, ...]
    seeds: tuple[int, ...]
    config: TrainConfig

    def __post_init__(self) -> None:
        """Refuse what could not be carried out."""
        names, seeds = {variant.name for variant in self.variants}, set(self.seeds)
        if not names or not seeds:
            raise PlanError("experiment: it needs a variant and a seed at least")
        if len(names) < len(self.variants) or len(seeds) < len(self.seeds):
            raise PlanError("experiment: each variant and each seed may come once")
        if not all(0 <= seed <= MAX_SEED for seed in seeds):
            raise PlanError(f"experiment: a seed is a whole number from 0 to {MAX_SEED:,}")
        if (count := len(names) * len(seeds)) > MAX_PLANNED_RUNS:
            raise PlanError(
                f"experiment: {count:,} runs are more than {MAX_PLANNED_RUNS:,}; "
                "take fewer variants or fewer seeds"
            )

    def runs(self) -> tuple[tuple[int, int], ...]:
        """The variant's index and the seed of each run, in the order in which they are started.

        Two of one variant in a row, which take as long as each other where they train side by
        side; after each two seeds all variants are even.
        """
        return tuple(
            (place, seed)
            for first in range(0, len(self.seeds), 2)
            for place in range(len(self.variants))
            for seed in self.seeds[first : first + 2]
        )

    def run_config(self, seed: int) -> TrainConfig:
        """How the runs with this seed are trained."""
        return replace(self.config, seed=seed)


def variants_of(
    networks: Iterable[Network],
    heads: Iterable[Head],
    depths: Iterable[int | None],
    scales: Iterable[float],
) -> tuple[Variant, ...]:
    """Every combination that can be built, each network once, called by what tells it apart.

    Args:
        networks: What is varied.
        heads: Their heads.
        depths: How many 1×1 convolutions their blocks have; None for as many as there are.
        scales: What their widths are multiplied by.
    """
    axes = tuple(networks), tuple(heads), tuple(depths), tuple(scales)
    names: dict[Network, str] = {}
    for network, head, depth, scale in product(*axes):
        try:
            varied = vary(network, head, depth=depth, scale=scale)
            buildable(varied)
        except SpecError:
            continue  # too wide or too large
        without_head = network_words(network).rpartition(", ")[0]
        words = without_head, head_name(head), depth_name(depth), f"×{scale:g}"
        apart = [word for word, axis in zip(words, axes, strict=True) if len(axis) > 1]
        name = ", ".join(apart) or network_words(varied)
        if name in names.values():  # they differ in what has no word: a kernel, say
            name = f"{name} ({dumps(varied)})"
        names.setdefault(varied, name)
    return tuple(Variant(name, network) for network, name in names.items())


def plan_to_json(plan: Plan) -> str:
    """As it stands in an experiment's folder."""
    variants = [{"name": one.name, "network": dumps(one.network)} for one in plan.variants]
    config = json.loads(to_json(plan.config))
    plain = {"variants": variants, "seeds": plan.seeds, "config": config}
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


class _Named(msgspec.Struct, frozen=True):
    name: str
    network: str


class _Plain(msgspec.Struct, frozen=True):
    variants: tuple[_Named, ...]
    seeds: tuple[int, ...]
    config: msgspec.Raw


def plan_from_json(text: str | bytes) -> Plan:
    """The plan of this JSON.

    Raises:
        PlanError: it is none.
    """
    try:
        plain = msgspec.json.decode(text, type=_Plain)
        variants = tuple(Variant(one.name, loads(one.network)) for one in plain.variants)
        return Plan(variants, plain.seeds, from_json(bytes(plain.config).decode()))
    except (ValueError, RecursionError) as error:
        raise PlanError(f"experiment: its plan is damaged ({error})") from None
