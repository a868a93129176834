"""The share of rows that are imbalanced-learn's, for each sampler, over many problems.

``python -m benchmarks.parity`` prints the table of ``docs/parity.md`` and writes it there.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import imblearn
import imblearn.combine
import imblearn.over_sampling
import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.datasets import make_classification

import oversample
from benchmarks.running.atomic import write_atomically

PAGE = Path(__file__).parents[1] / "docs" / "parity.md"

WEIGHTS = {2: [0.8], 3: [0.6, 0.25], 4: [0.5, 0.25, 0.15], 5: [0.45, 0.2, 0.15, 0.1]}
FORMS = ["float64", "float32", "sparse"]
STRATEGIES = ["auto", "not minority", "all"]

SAMPLERS: dict[str, dict[str, Any]] = {
    "RandomOverSampler": {},
    "SMOTE": {},
    "BorderlineSMOTE": {},
    "BorderlineSMOTE (borderline-2)": {"kind": "borderline-2"},
    "SVMSMOTE": {},
    "KMeansSMOTE": {"kmeans_estimator": 1},
    "ADASYN": {},
    "SMOTENC": {"categorical_features": [1, 4]},
    "SMOTEN": {},
    "SMOTEENN": {},
    "SMOTETomek": {},
}


class Comparison(NamedTuple):
    """A table without equal distances, its labels, and what is asked of it."""

    X: Any
    y: np.ndarray
    strategy: str
    seed: int | np.random.RandomState


class Outcome(NamedTuple):
    """What came of one comparison."""

    n_rows: int
    n_same: int
    is_exact: bool


def comparisons(name: str) -> Iterator[Comparison]:
    """Yield the comparisons of a sampler: classes x forms x strategies, seeds of both kinds."""
    # imbalanced-learn gets few of ADASYN's counts right: it takes more to compare enough.
    rounds = range(4 if name == "ADASYN" else 1)
    combinations = product(rounds, WEIGHTS, FORMS, STRATEGIES)
    for number, (_, n_classes, form, strategy) in enumerate(combinations):
        X, y = make_classification(
            400,
            n_features=8,
            n_informative=6,
            n_redundant=0,
            n_classes=n_classes,
            n_clusters_per_class=1,
            weights=WEIGHTS[n_classes],
            random_state=number,
        )
        seed = number if number % 2 else np.random.RandomState(number)
        if name in ("SMOTENC", "SMOTEN"):
            if form != "float64":
                continue
            X = with_categories(X, name)
        elif form == "float32":
            X = X.astype(np.float32)
        elif form == "sparse":
            if name == "BorderlineSMOTE (borderline-2)":
                # imbalanced-learn multiplies sparse matrices as matrices there, and fails.
                X = sparse.csr_array(np.where(np.abs(X) < 0.5, 0.0, X))
            else:
                X = sparse.csr_matrix(np.where(np.abs(X) < 0.5, 0.0, X))
        yield Comparison(X, y, strategy, seed)


def with_categories(X: np.ndarray, name: str) -> Any:
    """Turn two columns, or for SMOTEN all, to categories."""
    if name == "SMOTEN":
        rng = np.random.default_rng(len(X))
        return np.char.add("v", rng.integers(0, 12, (len(X), 14)).astype(str)).astype(object)
    table = pd.DataFrame(X)
    for column in (1, 4):
        table[column] = pd.Categorical(np.floor(X[:, column]).astype(int).astype(str))
    return table.rename(columns=str)


def compare(name: str, parameters: dict[str, Any], comparison: Comparison) -> Outcome:
    """Resample with both packages and count the rows that are the same."""
    results = []
    for package in (imblearn, oversample):
        sampler = make(package, name.split(" ")[0], parameters, comparison)
        results.append(sampler.fit_resample(comparison.X, comparison.y))
    (X_theirs, y_theirs), (X_ours, y_ours) = results
    # Class by class: too many rows of one and too few of another make a right total.
    is_exact = np.array_equal(np.sort(y_theirs), np.sort(y_ours))
    if not is_exact:
        return Outcome(len(y_ours), 0, is_exact)
    same = rows_equal(X_theirs, X_ours) & (y_theirs == y_ours)
    return Outcome(len(y_ours), int(same.sum()), is_exact)


def make(package: Any, name: str, parameters: dict[str, Any], comparison: Comparison) -> Any:
    """Build a sampler of one of the two packages, with a seed of its own."""
    home = package
    if package is imblearn:
        home = imblearn.combine if hasattr(imblearn.combine, name) else imblearn.over_sampling
    seed = comparison.seed
    if isinstance(seed, np.random.RandomState):
        seed = np.random.RandomState(seed.get_state()[1][0])
    return getattr(home, name)(
        sampling_strategy=comparison.strategy, random_state=seed, **parameters
    )


def rows_equal(first: Any, second: Any) -> np.ndarray:
    """Return which rows of two tables are equal, floats to within rounding."""
    if sparse.issparse(first):
        tolerance = 1e-5 if first.dtype == np.float32 else 1e-9
        error, size = (abs(table).max(axis=1).toarray() for table in (first - second, second))
        return (error <= tolerance * (1 + size)).ravel()
    if isinstance(first, pd.DataFrame):
        columns = zip(first.items(), second.items(), strict=True)
        return np.logical_and.reduce(
            [rows_equal(a.to_numpy()[:, None], b.to_numpy()[:, None]) for (_, a), (_, b) in columns]
        )
    if first.dtype.kind != "f":
        return (first == second).all(axis=1)
    tolerance = 1e-5 if first.dtype == np.float32 else 1e-9
    return np.isclose(first, second, rtol=tolerance, atol=tolerance).all(axis=1)


def page() -> str:
    """Run everything and write the page."""
    lines = [
        "# Parity with imbalanced-learn",
        "",
        f"Made by `python -m benchmarks.parity` with imbalanced-learn {imblearn.__version__}. "
        "Problems have 2 to 5 classes, float64, float32 and sparse tables where the sampler takes "
        'them, the strategies "auto", "not minority" and "all", and `int` and `RandomState` seeds '
        "in turn. *Counted right*: problems in which imbalanced-learn delivers the rows that were "
        "asked for; in the others there is nothing to compare, and oversample delivers the exact "
        "count (see [Differences](differences.md)). *Same rows*: of those problems, the share of "
        "rows of the result that are equal in both.",
        "",
        "| sampler | problems | counted right by imbalanced-learn | same rows |",
        "|---|---:|---:|---:|",
    ]
    for name, parameters in SAMPLERS.items():
        outcomes = [compare(name, parameters, comparison) for comparison in comparisons(name)]
        exact = [outcome for outcome in outcomes if outcome.is_exact]
        n_rows, n_same = sum(o.n_rows for o in exact), sum(o.n_same for o in exact)
        share = f"{100 * n_same / n_rows:.2f} %" if exact else "-"
        lines.append(f"| `{name}` | {len(outcomes)} | {len(exact)} | {share} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    text = page()
    write_atomically(PAGE, lambda path: path.write_text(text))
    print(text)
