"""The tables of the speed benchmark, drawn anew for each case."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.speed.cases import N_CATEGORICAL, Case

DISTRIBUTIONS = ("gaussian", "clusters", "correlated")

_N_CLUSTERS = 20
_SHIFT = 1.5
"""Distance of the classes' middles, in standard deviations: some rows are safe, some are not."""


class Problem(NamedTuple):
    """A table, the minority rows last, and its labels, with 1 for the minority."""

    X: Any
    y: NDArray[np.intp]


def make_problem(case: Case, distribution: str, seed: int) -> Problem:
    """Draw the table of a case."""
    rng = np.random.default_rng(seed)
    n, width, distribution = case.n_rows, case.n_features, case.data or distribution
    y = (np.arange(n) >= n - case.n_minority).astype(np.intp)
    if case.form == "floats":
        X = points(rng, n, width, distribution)
        X[n - case.n_minority :] += _SHIFT / np.sqrt(width)
        return Problem(X.astype(case.dtype, copy=False), y)
    if case.form == "sparse":
        X = sparse.random_array((n, width), density=case.n_entries / width, rng=rng, format="csr")
        X.data[:] = rng.standard_normal(X.nnz)
        return Problem(X, y)
    import pandas as pd

    levels = np.array([f"level {level}" for level in range(case.n_levels)])
    if case.form == "levels":
        # Some levels are more frequent in the minority.
        codes = rng.integers(case.n_levels, size=(n, width)) // (1 + y[:, np.newaxis])
        columns = {f"category {j}": levels[column] for j, column in enumerate(codes.T)}
        return Problem(pd.DataFrame(columns, dtype=object), y)
    if case.form == "categories":
        numbers = points(rng, n, width - N_CATEGORICAL, distribution)
        columns = {f"number {j}": column for j, column in enumerate(numbers.T)}
        for j in range(N_CATEGORICAL):
            columns[f"category {j}"] = pd.Categorical.from_codes(
                rng.integers(case.n_levels, size=n), levels
            )
        return Problem(pd.DataFrame(columns), y)
    columns = {f"float {j}": rng.standard_normal(n) for j in range(4)}
    columns |= {f"integer {j}": rng.integers(1_000, size=n) for j in range(2)}
    columns["text"] = pd.Series([f"customer {number:07d}" for number in rng.permutation(n)])
    columns["category"] = pd.Categorical.from_codes(rng.integers(case.n_levels, size=n), levels)
    return Problem(pd.DataFrame(columns), y)


def points(rng: np.random.Generator, n: int, width: int, distribution: str) -> NDArray[np.float64]:
    """Draw points: independent columns, the worst case of any index, or easier ones.

    These are twenty round clusters, or columns that follow from a few factors.
    """
    if distribution == "correlated":
        factors = rng.standard_normal((n, 1 + width // 5))
        loads = rng.standard_normal((factors.shape[1], width))
        return factors @ loads + 0.3 * rng.standard_normal((n, width))
    X = rng.standard_normal((n, width))
    if distribution == "clusters":
        centers = rng.normal(scale=5.0, size=(_N_CLUSTERS, width))
        X += centers[rng.integers(_N_CLUSTERS, size=n)]
    return X
