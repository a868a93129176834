"""Samplers that fit a model: seconds of one processor, imports not counted, and their bounds."""

from __future__ import annotations

import importlib
import time
import warnings
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple

import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.protocol.results import Row
from benchmarks.speed.cases import Case, of_table
from benchmarks.speed.contenders import OURS
from benchmarks.speed.problems import make_problem
from benchmarks.speed.steps import Step
from benchmarks.speed.table import NOTES, TABLES, number, verdict
from benchmarks.speed.timing import described, measurement

PART = "generators"


class Bounded(NamedTuple):
    """A case, and the seconds of one processor that it may take.

    Attributes
    ----------
    case : Case
        The sampler and the size of its table.
    limit : float
        Seconds.
    is_deep : bool
        Whether it trains a network, with torch.
    image_shape : tuple of int or None
        Height and width, where rows are images.
    """

    case: Case
    limit: float
    is_deep: bool = False
    image_shape: tuple[int, int] | None = None


def _deep(sampler: str, n_minority: int, n_rows: int, n_features: int, limit: float) -> Bounded:
    return Bounded(of_table(sampler, n_minority, n_rows, n_features), limit, is_deep=True)


def _images(sampler: str, n_minority: int, n_rows: int, side: int, limit: float) -> Bounded:
    bounded = _deep(sampler, n_minority, n_rows, side**2, limit)
    return bounded._replace(image_shape=(side, side))


_SMALL = [
    Bounded(of_table("GaussianCopulaOverSampler", 1_000, 5_000, 20), 1.0),
    Bounded(of_table("CARTOverSampler", 1_000, 5_000, 20), 1.0),
]
CASES = {
    "quick": _SMALL,
    # 10,000 of 100,000 rows are new: what a network costs is steps, whatever the table.
    "full": [
        *_SMALL,
        Bounded(of_table("ARFOverSampler", 1_000, 5_000, 20), 5.0),
        _deep("VAEOverSampler", 45_000, 100_000, 30, 6.0),
        _deep("DeepSMOTE", 1_000, 5_000, 20, 6.0),
        _deep("NeuralAugmentation", 1_000, 5_000, 20, 6.0),
        _deep("TabularGANOverSampler", 1_000, 5_000, 20, 12.0),
        _images("ImageAdversarialOverSampler", 1_000, 5_000, 8, 6.0),
        _images("M2m", 1_000, 5_000, 8, 6.0),
        _images("NeuralAugmentation", 200, 2_000, 8, 10.0),
        _images("VAEOverSampler", 200, 2_000, 8, 20.0),
        _images("VAEOverSampler", 200, 2_000, 28, 120.0),
        _images("DCGANOverSampler", 200, 2_000, 8, 60.0),
        # 1,000 new images.
        _images("StyleTransferOverSampler", 1_000, 3_000, 28, 30.0),
    ],
}


def left_out(form: str) -> list[str]:
    """Return the names of samplers that cannot be measured here: they need torch."""
    if find_spec("torch"):
        return []
    return [bounded.case.sampler for bounded in CASES[form] if bounded.is_deep]


def generator_steps(form: str, parts: Sequence[str], distribution: str, seed: int) -> list[Step]:
    """Return what a run measures of samplers that fit a model, by name."""
    if "time" not in parts:
        return []
    gone = left_out(form)
    return [
        (b.case.label, partial(time_generator, b, distribution, seed))
        for b in CASES[form]
        if b.case.sampler not in gone
    ]


def time_generator(bounded: Bounded, distribution: str, seed: int) -> list[Row]:
    """Time one whole ``fit_resample``, by the processor's clock, on one thread."""
    case = bounded.case
    problem = make_problem(case, distribution, seed)
    home = "oversample.deep" if bounded.is_deep else "oversample"
    images = {"image_shape": bounded.image_shape} if bounded.image_shape else {}
    sampler = getattr(importlib.import_module(home), case.sampler)(random_state=seed, **images)
    if bounded.is_deep:
        importlib.import_module("torch")
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        start = time.process_time()
        sampler.fit_resample(*problem)
        seconds = time.process_time() - start
    row = described(case, PART) | measurement("cpu", seconds, OURS)
    return [row | {"target": bounded.limit}]


def generator_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the seconds of each case as text, and whether they keep its bound."""
    own = rows[rows["part"] == PART]
    return pd.DataFrame(
        {
            "case": own["case"],
            "CPU s": [number(value) for value in own["value"]],
            "bound": [
                verdict(value, limit, unit=" s", at_most=True)
                for value, limit in zip(own["value"], own["target"], strict=True)
            ],
        }
    )


TABLES["Generators"] = generator_table
NOTES["Generators"] = (
    "One `fit_resample` with default settings, by the processor's clock, on one thread; imports "
    "are not counted. Samplers that train a network are left out where torch is not installed."
)
