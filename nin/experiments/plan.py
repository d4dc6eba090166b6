"""What an experiment is, before anything is trained: variants, seeds, and how all are trained."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import msgspec

from nin.codec import dumps, loads
from nin.limits import MAX_PLANNED_RUNS, MAX_SEED
from nin.spec import Network
from nin.train import TrainConfig
from nin.train.config import from_json, to_json


class PlanError(ValueError):
    """What makes no experiment, or no longer does."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A network, how it is trained, and how it differs from its siblings: `dense head, ×0.5`.

    The seed of `config` does not count.
    """

    name: str
    network: Network
    config: TrainConfig


@dataclass(frozen=True, slots=True)
class Plan:
    """Variants × seeds.

    Attributes:
        variants: At least one; each has a name of its own.
        seeds: Of the runs of each variant: the same for all, so that they begin alike.
        title: What is asked, in words: `GAP or dense?`.

    Raises:
        PlanError: nothing is to be trained, or too much, or two variants have one name.
    """

    variants: tuple[Variant, ...]
    seeds: tuple[int, ...]
    title: str = ""

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

    def run_config(self, variant: int, seed: int) -> TrainConfig:
        """How the run of a variant, by its index, with this seed is trained."""
        return replace(self.variants[variant].config, seed=seed)


def plan_to_json(plan: Plan) -> str:
    """As it stands in an experiment's folder."""
    variants = [
        {
            "name": one.name,
            "network": dumps(one.network),
            "config": json.loads(to_json(one.config)),
        }
        for one in plan.variants
    ]
    plain = {"title": plan.title, "variants": variants, "seeds": plan.seeds}
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


class _PlainVariant(msgspec.Struct, frozen=True):
    name: str
    network: str
    config: msgspec.Raw


class _PlainPlan(msgspec.Struct, frozen=True):
    variants: tuple[_PlainVariant, ...]
    seeds: tuple[int, ...]
    title: str


def plan_from_json(text: str | bytes) -> Plan:
    """The plan of this JSON.

    Raises:
        PlanError: it is none.
    """
    try:
        plain = msgspec.json.decode(text, type=_PlainPlan)
        variants = tuple(
            Variant(one.name, loads(one.network), from_json(bytes(one.config).decode()))
            for one in plain.variants
        )
        return Plan(variants, plain.seeds, plain.title)
    except (ValueError, RecursionError) as error:
        raise PlanError(f"experiment: its plan is damaged ({error})") from None
