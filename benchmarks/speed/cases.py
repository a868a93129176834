"""What the speed benchmark measures: samplers, sizes, their targets, and the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.neighbors import NearestNeighbors

OURS, PEER = "oversample", "imbalanced-learn"
SKLEARN, FAISS = "scikit-learn", "FAISS"
DISTRIBUTIONS = ("gaussian", "clusters")
N_CATEGORICAL = 5

_K = 5
_N_CLUSTERS = 20
_SHIFT = 1.5
"""Distance of the classes' middles, in standard deviations: some rows are safe, some are not."""


@dataclass(frozen=True)
class Case:
    """One sampler on one table, and how fast it ought to be.

    Attributes
    ----------
    sampler : str
        Name of the class, the same in both packages.
    n_minority, n_rows, n_features : int
        Size of the table; the minority is filled up to the majority.
    form : {"floats", "categories", "mixed", "sparse"}
        An array; a frame whose last ``N_CATEGORICAL`` columns are categories; a frame of
        floats, integers, strings and categories; a sparse matrix.
    n_levels : int
        Levels of each category column.
    n_entries : int
        Entries of each row of a sparse matrix, on average.
    target, aim : float
        The ratio to imbalanced-learn that must be, and the one that is hoped for.
    search : bool
        Whether the neighbour search is timed alone, too.
    kernels : bool
        Whether the compiled kernels are loaded. A case without them must run first, and be small.
    """

    sampler: str
    n_minority: int
    n_features: int
    n_rows: int
    form: Literal["floats", "categories", "mixed", "sparse"] = "floats"
    n_levels: int = 0
    n_entries: int = 0
    target: float = 1.0
    aim: float = 0.0
    search: bool = False
    kernels: bool = True

    @property
    def label(self) -> str:
        """The name of the case in tables."""
        size = f"{self.n_minority:,} x {self.n_features}"
        if self.form == "categories":
            numeric = self.n_features - N_CATEGORICAL
            size = f"{self.n_minority:,} x ({numeric} + {N_CATEGORICAL} of {self.n_levels} levels)"
        if self.form == "sparse":
            size += f" with {self.n_entries} entries a row"
        if self.n_rows != 3 * self.n_minority:
            size += f" of {self.n_rows:,}"
        return f"{self.sampler} {size}" + ("" if self.kernels else ", no kernels")


def smote(n_minority: int, n_features: int, **others: Any) -> Case:
    """Return a case of plain SMOTE with the target for its size."""
    target, aim = 1.0, 0.0
    if n_minority >= 50_000 and n_features <= 15:
        target = 10.0
    elif n_minority >= 10_000 and 5 <= n_features <= 100:
        target, aim = 5.0, 10.0
    others = {"target": target, "aim": aim, "search": True} | others
    return Case("SMOTE", n_minority, n_features, 3 * n_minority, **others)


def among_all(sampler: str, n_minority: int, n_features: int, target: float = 5.0) -> Case:
    """Return a case whose minority, a tenth of the table, looks for neighbours in all of it."""
    search = sampler == "ADASYN"  # The search of all three is much the same: time it once.
    return Case(sampler, n_minority, n_features, 10 * n_minority, target=target, search=search)


def smotenc(n_minority: int, n_numeric: int, n_levels: int, target: float = 1.0) -> Case:
    """Return a case of SMOTENC."""
    n_features, n_rows = n_numeric + N_CATEGORICAL, 3 * n_minority
    return Case("SMOTENC", n_minority, n_features, n_rows, "categories", n_levels, target=target)


def sparse_smote(n_minority: int, n_features: int, n_entries: int) -> Case:
    """Return a case of plain SMOTE on a sparse matrix."""
    n_rows = 3 * n_minority
    return Case("SMOTE", n_minority, n_features, n_rows, "sparse", n_entries=n_entries)


def mixed(n_rows: int) -> Case:
    """Return a case of RandomOverSampler on a frame of mixed columns."""
    return Case("RandomOverSampler", n_rows // 5, 8, n_rows, "mixed", n_levels=20, target=5.0)


_UNLOADED = [
    smote(*size, search=False, kernels=False) for size in [(20, 5), (100, 10), (1_000, 10)]
]
_IN_CLASS = [(20, 5), (100, 10), (1_000, 10), (1_000, 20)]
_LARGE = [
    *((10_000, n_features) for n_features in (5, 10, 15, 30, 100)),
    *((30_000, n_features) for n_features in (10, 30, 100)),
    *((50_000, n_features) for n_features in (5, 10, 15)),
]
_AMONG_ALL = ("BorderlineSMOTE", "ADASYN", "SVMSMOTE")

FULL_TIMES = [
    *_UNLOADED,
    *(smote(*size) for size in [*_IN_CLASS, *_LARGE]),
    *(among_all(name, 5_000, width) for name in _AMONG_ALL for width in (5, 10, 20)),
    smotenc(10_000, 2, 50, target=20.0),
    *(sparse_smote(5_000, *shape) for shape in [(300, 15), (5_000, 50), (20_000, 10)]),
    mixed(200_000),
]
QUICK_TIMES = [
    *_UNLOADED,
    *(smote(*size) for size in [*_IN_CLASS, (10_000, 5), (10_000, 10), (10_000, 30)]),
    *(among_all(name, 1_000, 10, target=1.0) for name in _AMONG_ALL),
    smotenc(2_000, 2, 50),
    sparse_smote(2_000, 5_000, 20),
    mixed(50_000),
]
FULL_MEMORY = [
    smote(10_000, 30),
    smote(100_000, 10),
    smote(1_000_000, 4),
    smotenc(10_000, 3, 200),
    mixed(200_000),
]
QUICK_MEMORY = [smote(10_000, 30), smotenc(2_000, 3, 200), mixed(50_000)]


class Problem(NamedTuple):
    """A table, the minority rows last, and its labels, with 1 for the minority."""

    X: Any
    y: NDArray[np.intp]


def make_problem(case: Case, distribution: str, seed: int) -> Problem:
    """Draw the table of a case."""
    rng = np.random.default_rng(seed)
    n, width = case.n_rows, case.n_features
    y = (np.arange(n) >= n - case.n_minority).astype(np.intp)
    if case.form == "floats":
        X = points(rng, n, width, distribution)
        X[n - case.n_minority :] += _SHIFT / np.sqrt(width)
        return Problem(X, y)
    if case.form == "sparse":
        X = sparse.random_array((n, width), density=case.n_entries / width, rng=rng, format="csr")
        X.data[:] = rng.standard_normal(X.nnz)
        return Problem(X, y)
    import pandas as pd

    levels = np.array([f"level {level}" for level in range(case.n_levels)])
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
    """Draw independent normal columns, the worst case of any index, or twenty round clusters."""
    X = rng.standard_normal((n, width))
    if distribution == "clusters":
        centers = rng.normal(scale=5.0, size=(_N_CLUSTERS, width))
        X += centers[rng.integers(_N_CLUSTERS, size=n)]
    return X


class KnownSupport(BaseEstimator):
    """A support vector machine whose fit costs nothing: its support vectors are given.

    It takes the time of the fit, which is scikit-learn's for both packages, out of SVMSMOTE's.

    Parameters
    ----------
    support : ndarray of shape (n_support,), intp
        Row numbers.
    """

    def __init__(self, support: NDArray[np.intp]) -> None:
        self.support = support

    def fit(self, X: Any, y: Any) -> KnownSupport:
        """Take the support vectors as given."""
        self.support_ = self.support
        return self

    def predict(self, X: Any) -> NDArray[np.intp]:
        """Predict the majority; asked for by imbalanced-learn's check, and never called."""
        return np.zeros(X.shape[0], dtype=np.intp)


def make_sampler(package: str, case: Case, problem: Problem, seed: int) -> Any:
    """Build the sampler of a case, of one package, with its default settings."""
    if package == OURS:
        import oversample as home
    else:
        from imblearn import over_sampling as home
    parameters: dict[str, Any] = {}
    if case.form == "categories":
        parameters["categorical_features"] = list(problem.X.columns[-N_CATEGORICAL:])
    if case.sampler == "SVMSMOTE":
        parameters["svm_estimator"] = KnownSupport(np.flatnonzero(problem.y))
    return getattr(home, case.sampler)(random_state=seed, **parameters)


def searches(case: Case, problem: Problem) -> dict[str, Callable[[], Any]]:
    """Return the neighbour searches that a case stands for: within the class, or among all rows.

    scikit-learn and FAISS are asked for one more neighbour, for they count the row itself.
    """
    from oversample.neighbors import kneighbors

    minority = np.flatnonzero(problem.y)
    X, queries = problem.X[minority], None
    if case.sampler != "SMOTE":
        X, queries = problem.X, minority
    asked = X if queries is None else X[queries]
    contenders: dict[str, Callable[[], Any]] = {
        OURS: lambda: kneighbors(X, _K, queries=queries),
        SKLEARN: lambda: NearestNeighbors(n_neighbors=_K + 1).fit(X).kneighbors(asked),
    }
    try:
        import faiss
    except ImportError:
        return contenders

    def search_flat() -> Any:
        index = faiss.IndexFlatL2(X.shape[1])
        index.add(np.ascontiguousarray(X, dtype=np.float32))
        return index.search(np.ascontiguousarray(asked, dtype=np.float32), _K + 1)

    return contenders | {FAISS: search_flat}
