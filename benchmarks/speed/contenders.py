"""What is timed: samplers of both packages, and neighbour searches of several."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.neighbors import NearestNeighbors

from benchmarks.speed.cases import N_CATEGORICAL, Case
from benchmarks.speed.problems import Problem

OURS, PEER = "oversample", "imbalanced-learn"
SKLEARN, FAISS = "scikit-learn", "FAISS"
LIMIT = "half product"

_COMBINED = ("SMOTEENN", "SMOTETomek")
_PRODUCT_ROWS = 2_048

_K = 5


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
    parameters = sampler_parameters(case)
    if case.known_support:
        parameters["svm_estimator"] = KnownSupport(np.flatnonzero(problem.y))
    home = importlib.import_module(sampler_module(package, case))
    return getattr(home, case.sampler)(random_state=seed, **parameters)


def sampler_module(package: str, case: Case) -> str:
    """Return the module from which users import a sampler."""
    if package == OURS:
        return "oversample"
    return "imblearn.combine" if case.sampler in _COMBINED else "imblearn.over_sampling"


def sampler_parameters(case: Case) -> dict[str, Any]:
    """Return what a sampler is made with, of either package, beside its seed."""
    parameters: dict[str, Any] = {}
    if case.form == "categories":
        parameters["categorical_features"] = [f"category {j}" for j in range(N_CATEGORICAL)]
    if case.sampler == "KMeansSMOTE":
        # With its default no cluster of these tables would do.
        parameters["cluster_balance_threshold"] = 0.1
    if case.smoothed:
        parameters["shrinkage"] = 1.0
    return parameters


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
    if case.sampler == "SMOTE":
        contenders[LIMIT] = partial(half_product, X)
    try:
        import faiss
    except ImportError:
        return contenders

    def search_flat() -> Any:
        index = faiss.IndexFlatL2(X.shape[1])
        index.add(np.ascontiguousarray(X, dtype=np.float32))
        return index.search(np.ascontiguousarray(asked, dtype=np.float32), _K + 1)

    return contenders | {FAISS: search_flat}


def half_product(X: NDArray[np.floating]) -> float:
    """Multiply each pair of rows once, in float32 and in blocks: the least of any brute force.

    Returns
    -------
    float
        The last product, so that none is left out.
    """
    X = np.ascontiguousarray(X, dtype=np.float32)
    out = np.empty((_PRODUCT_ROWS, _PRODUCT_ROWS), dtype=np.float32)
    products = out
    for first in range(0, len(X), _PRODUCT_ROWS):
        left = X[first : first + _PRODUCT_ROWS]
        for second in range(first, len(X), _PRODUCT_ROWS):
            right = X[second : second + _PRODUCT_ROWS]
            shape = len(left), len(right)
            products = np.dot(left, right.T, out=out.ravel()[: shape[0] * shape[1]].reshape(shape))
    return float(products[-1, -1])
