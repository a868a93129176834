"""Times of contenders that take turns in one process."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.parity import rows_equal
from benchmarks.protocol.results import Row
from benchmarks.speed.cases import Case
from benchmarks.speed.contenders import OURS, PEER, make_sampler, searches
from benchmarks.speed.problems import make_problem

FRESH = "fresh"
"""The part of a run that is measured in processes in which nothing was loaded before."""

_KERNELS = "oversample._kernels.neighbors.structures"
"""What every compiled search loads."""

_SETTLE = 0.01
"""Seconds between two calls, in which threads that wait for work by spinning give up."""


@dataclass(frozen=True)
class Rounds:
    """How many rounds are timed: as many as fit into some seconds, within bounds."""

    least: int
    most: int
    seconds: float

    def is_enough(self, n_rounds: int, seconds: float) -> bool:
        """Return whether to stop after so many rounds and seconds."""
        return n_rounds >= self.most or (n_rounds >= self.least and seconds >= self.seconds)


FULL_ROUNDS = Rounds(least=3, most=15, seconds=1.0)
QUICK_ROUNDS = Rounds(least=3, most=9, seconds=0.5)


def interleave(
    contenders: Mapping[str, Callable[[], Any]], rounds: Rounds
) -> tuple[dict[str, list[float]], dict[str, Any]]:
    """Time contenders in turns, so that whatever else the machine does strikes all of them.

    Parameters
    ----------
    contenders : mapping of str to callable
        What is timed. One untimed round comes first; afterwards each round starts with another
        contender.
    rounds : Rounds
        How many rounds.

    Returns
    -------
    seconds : dict
        For each contender, one entry for each round.
    results : dict
        For each contender, what its untimed call returned.
    """
    results = {name: contender() for name, contender in contenders.items()}
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    n_rounds, begin = 0, perf_counter()
    while not rounds.is_enough(n_rounds, perf_counter() - begin):
        first = n_rounds % len(names)
        for name in names[first:] + names[:first]:
            time.sleep(_SETTLE)
            start = perf_counter()
            contenders[name]()
            seconds[name].append(perf_counter() - start)
        n_rounds += 1
    return seconds, results


def kernels_are_loaded() -> bool:
    """Return whether this process has loaded the compiled neighbour search."""
    return _KERNELS in sys.modules


def load_kernels() -> None:
    """Make the compiled kernels ready, so that no later call waits for them."""
    from oversample.neighbors import _choice, kneighbors

    _choice.use_from_now_on()
    kneighbors(np.random.default_rng(0).standard_normal((1000, 5)), 5)


def time_case(case: Case, distribution: str, seed: int, rounds: Rounds) -> list[Row]:
    """Time repeated calls in the state that this process is in, and with all kernels loaded.

    In a process of its own the first state is that of a user's: kernels are loaded where the calls
    themselves have loaded them. Both packages' rows are compared, and searches alone are timed
    where asked for.

    Parameters
    ----------
    case : Case
        What to time.
    distribution : str
        That of the data.
    seed : int
        That of the data and of the samplers.
    rounds : Rounds
        How many rounds.

    Returns
    -------
    list of dict
        One row for each state, contender and round, and one with the share of rows that are the
        same.
    """
    problem = make_problem(case, distribution, seed)
    resamplers = {
        name: partial(make_sampler(name, case, problem, seed).fit_resample, *problem)
        for name in (OURS, PEER)
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        resamplers[OURS]()
        # Otherwise some of the rounds may load them.
        were_loaded = kernels_are_loaded()
        seconds, results = interleave(resamplers, rounds)
        rows = timed_rows(case, "fit_resample", seconds, FRESH)
        for name, (_, y) in results.items():
            rows.append(described(case) | measurement("result_rows", len(y), name))
        rows.append(described(case) | measurement("same_rows", same_share(*results.values()), OURS))
        del results
        if not were_loaded:
            load_kernels()
            seconds, _ = interleave(resamplers, rounds)
        rows += timed_rows(case, "fit_resample", seconds)
        if case.search:
            # One round will do for searches that take seconds.
            seconds, _ = interleave(searches(case, problem), replace(rounds, least=1))
            rows += timed_rows(case, "search", seconds)
    return rows


def timed_rows(
    case: Case, what: str, seconds: Mapping[str, list[float]], part: str = "time"
) -> list[Row]:
    """Return the seconds of all contenders and rounds as rows."""
    return [
        described(case, part) | measurement(what, value, contender, number)
        for contender, values in seconds.items()
        for number, value in enumerate(values)
    ]


def described(case: Case, part: str = "time") -> Row:
    """Return the columns that say what a case is."""
    return {
        "part": part,
        "case": case.label,
        "sampler": case.sampler,
        "n_minority": case.n_minority,
        "n_rows": case.n_rows,
        "n_features": case.n_features,
        "target": case.target,
        "aim": case.aim,
        "floor": case.floor,
    }


def measurement(measure: str, value: float, contender: str, number: int = 0) -> Row:
    """Return the columns that say what was found."""
    return {"contender": contender, "round": number, "measure": measure, "value": float(value)}


def same_share(first: tuple[Any, Any], second: tuple[Any, Any]) -> float:
    """Return the share of rows that two results have in common, place by place."""
    (X_first, y_first), (X_second, y_second) = first, second
    if len(y_first) != len(y_second):
        return 0.0
    return float((rows_equal(X_second, X_first) & (y_first == y_second)).mean())
