"""The pair decision: how likely two alike reports tell one event, by measures and weights anybody can read."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from digest.group import vectors

LIMIT = 4.0  # spreads from the mean; what is further out counts as this far


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Mean and spread of each measure, and the weights of measures and of products of two."""

    scales: dict[str, tuple[float, float]]
    constant: float
    weights: dict[tuple[str, ...], float]


@functools.cache
def load(*, sensed: bool = False) -> Judge:
    """The weights that come with the package, made by benchmarks/train_pairs.py; `sensed`: for texts with senses."""
    words = _read("pair_weights.toml")
    return joined(words, _read("pair_weights_sense.toml")) if sensed else words


def joined(base: Judge, more: Judge) -> Judge:
    """The decision `base` with what further measures add to it."""
    return Judge(
        scales=base.scales | more.scales,
        constant=base.constant + more.constant,
        weights=base.weights | more.weights,
    )


def _read(name: str) -> Judge:
    told = tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf8"))
    return Judge(
        scales={name: (mean, spread) for name, (mean, spread) in told["scales"].items()},
        constant=told["constant"],
        weights={tuple(name.split(" × ")): weight for name, weight in told["weights"].items()},
    )


def judged(measures: Mapping[str, vectors.Floats], judge: Judge) -> vectors.Floats:
    """Per pair the probability from 0 to 1 that both tell one event."""
    told = {name: vectors.scaled(measures[name], mean, spread, LIMIT) for name, (mean, spread) in judge.scales.items()}
    columns = (told[names[0]] if len(names) == 1 else told[names[0]] * told[names[1]] for names in judge.weights)
    return vectors.logistic(columns, judge.weights.values(), constant=judge.constant, count=len(measures["cosine"]))
