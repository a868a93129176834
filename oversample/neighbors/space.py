"""Where distances are measured: in which units, with which categories, over which gaps."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.neighbors import NearestNeighbors

from oversample._blocks import CACHED, blocks
from oversample._contract import FoundNeighbors, NeighborSearch, Rows
from oversample._params import Scale
from oversample.neighbors import kneighbors
from oversample.neighbors._magnitude import (
    largest_of,
    magnitude_for_single,
    magnitude_for_squares,
)
from oversample.neighbors._spread import sparse_spread_of, spread_of

# Rows between their quartiles span this many standard deviations of a normal distribution.
_NORMAL_QUARTILES = 1.3489795003921634


class MetricSpace:
    """The rows of a table as points.

    Parameters
    ----------
    table : Rows
        The rows.
    scale : None, "std", "minmax" or "robust"
        The unit of each numeric column: as it is, its standard deviation, its range, or the
        distance between its quartiles (as of a normal distribution); all of the whole table.
    n_jobs : int or None
        Threads of the search.
    search : NeighborSearch
        Finds the nearest rows; by default :func:`oversample.neighbors.kneighbors`. An engine whose
        rows are elsewhere brings its own.

    Attributes
    ----------
    X : ndarray or CSR of shape (n_rows, n_numeric)
        The numeric columns in their units.
    unit : ndarray of shape (n_numeric,)
        The unit of each column; of numbers whose squares are beyond the range of floats a multiple,
        by a power of two.
    magnitude : float
        That power of two; 1 for most data.
    codes : ndarray of shape (n_rows, n_categorical)
        The categories.
    """

    def __init__(
        self,
        table: Rows,
        scale: Scale | None = None,
        n_jobs: int | None = None,
        search: NeighborSearch = kneighbors,
    ) -> None:
        self.unit = _units(table.numeric, scale)
        self.X = in_units(table.numeric, self.unit) if scale else table.numeric
        # Distances of numbers whose squares are no floats are measured in a power of two.
        self.magnitude = _magnitude(self.X)
        if self.magnitude != 1:
            X = _without_constants(self.X)
            self.magnitude = _magnitude(X)
            self.X = X.astype(np.float64) / self.magnitude
            self.unit = self.unit * self.magnitude
        self.codes = table.codes
        self.n_jobs = n_jobs
        self._search = search

    def mismatch(self, rows: NDArray[np.intp]) -> float:
        """Return the distance of two categories in a class: the median of its columns' spreads."""
        if not self.codes.shape[1] or not self.X.shape[1]:
            return 1.0
        X = self.X[rows]
        # A column without a single cell has no spread.
        spreads = spread_of(X[:, ~np.isnan(X).all(axis=0)])
        return float(np.median(spreads)) if len(spreads) else 1.0

    def nearest(
        self,
        queries: NDArray[np.intp] | None,
        search: int | Any,
        *,
        among: NDArray[np.intp] | None = None,
        mismatch: float = 1.0,
    ) -> NDArray[np.intp]:
        """Find the nearest rows of some rows; a row is never its own neighbour.

        Parameters
        ----------
        queries : ndarray of shape (n_queries,), or None
            Row numbers, each of them in ``among``; None: all rows, and ``among`` is not given.
        search : int or object
            The number of neighbours, or an object that finds them.
        among : ndarray of shape (n_among,), optional
            The row numbers, ascending, to choose from; by default all.
        mismatch : float, default=1.0
            The distance of two categories.

        Returns
        -------
        ndarray of shape (n_queries, k)
            Positions in ``among``, nearest first; k is cut to what there is.
        """
        n_rows = self.X.shape[0] if among is None else len(among)
        # All rows, or all of a class, each once and in their order, need no list.
        listed = None if queries is among else queries
        if listed is not None and among is not None:
            listed = np.searchsorted(among, listed)
        within = np.arange(n_rows) if listed is None else listed
        k = min(neighbor_count(search), n_rows - 1)
        if not len(within):
            return np.empty((0, k), dtype=np.intp)
        if not isinstance(search, int | np.integer):
            points = self.points(mismatch)
            points = points if among is None else points[among]
            cut = {} if k == neighbor_count(search) else {"n_neighbors": k + 1}
            fitted = clone(search)
            fitted.fit(points)
            answer = fitted.kneighbors(points[within], return_distance=False, **cut)
            nearest = np.asarray(answer)
            _check_found(nearest, (len(within), k + 1), n_rows, search)
            return _without_self(nearest, within)
        X = self.X if among is None else self.X[among]
        codes = self.codes if among is None else self.codes[among]
        found = self._search(
            X, k, queries=listed, codes=codes, mismatch=mismatch, n_jobs=self.n_jobs
        )
        return found.indices

    def distance(
        self, a: NDArray[np.intp], b: NDArray[np.intp], mismatch: float
    ) -> NDArray[np.float64]:
        """Compute the distances of pairs of rows, given by number."""
        differing = (self.codes[a] != self.codes[b]).sum(axis=1)
        squared = np.empty(len(a))
        for block in blocks(len(a), self.X.shape[1], CACHED):
            gaps = self.X[a[block]] - self.X[b[block]]
            squared[block] = np.square(gaps, dtype=np.float64).sum(axis=1)
        return np.sqrt(squared + mismatch**2 * differing)

    def nearest_of(
        self,
        queries: NDArray[np.intp],
        others: NDArray[np.intp],
        k: int = 1,
        *,
        mismatch: float = 1.0,
    ) -> FoundNeighbors:
        """Find the nearest of other rows to each of some rows; equal distances: the lower number.

        Parameters
        ----------
        queries : ndarray of shape (n_queries,)
            Row numbers, none of them in ``others``.
        others : ndarray of shape (n_others,)
            The row numbers, ascending, to choose from.
        k : int, default=1
            The number of neighbours, at most that of the others.
        mismatch : float, default=1.0
            The distance of two categories.

        Returns
        -------
        FoundNeighbors
            Positions in ``others``, nearest first, and distances.
        """
        return self._search(
            self.X[others],
            k,
            points=self.X[queries],
            codes=self.codes[others],
            point_codes=self.codes[queries],
            mismatch=mismatch,
            n_jobs=self.n_jobs,
        )

    def without_gaps(self) -> MetricSpace:
        """Return the same space with missing numbers at the mean of their column."""
        filled = copy(self)
        filled.X = _fill_gaps(self.X)
        return filled

    def points(self, mismatch: float) -> Any:
        """Return the rows as one matrix, for estimators that know numbers only.

        Categories are one-hot, scaled so that two that differ are ``mismatch`` apart, and the
        matrix is then sparse; missing numbers are at the mean of their column. Very large and very
        small numbers are divided by a power of two, so that they can be squared in float32.
        """
        X = _fill_gaps(self.X)
        # Estimators may compute in float32, and square.
        magnitude = magnitude_for_single(largest_of(X))
        if magnitude != 1:
            X, mismatch = X.astype(np.float64) / magnitude, mismatch / magnitude
        if not self.codes.shape[1]:
            # A copy of what may be the user's own array: estimators may write into theirs.
            return X.copy() if X is self.X else X
        n_rows = len(self.codes)
        blocks = [sparse.csr_array(X)]
        for codes in self.codes.T:
            ones = np.full(n_rows, mismatch / np.sqrt(2))
            blocks.append(sparse.csr_array((ones, (np.arange(n_rows), codes))))
        points = sparse.hstack(blocks, format="csr")
        # scikit-learn's estimators take 32-bit indices only.
        points.indices = points.indices.astype(np.int32)
        points.indptr = points.indptr.astype(np.int32)
        return points


def _magnitude(X: Any) -> float:
    largest = largest_of(X)
    is_single = X.dtype == np.float32
    return magnitude_for_single(largest) if is_single else magnitude_for_squares(largest)


def _without_constants(X: Any) -> Any:
    """Return a dense block with zeros in columns of one value, which are in no distance."""
    if sparse.issparse(X):
        return X
    return np.where((X[:1] == X).all(axis=0), 0, X)


def neighbor_count(search: int | Any) -> int:
    """Return the number of neighbours that a parameter stands for.

    As in imbalanced-learn, the ``n_neighbors`` of an object counts the row itself.
    """
    return int(search) if isinstance(search, int | np.integer) else search.n_neighbors - 1


def unfitted_search(search: int | Any, n_jobs: int | None) -> Any:
    """Return the estimator that a parameter stands for, unfitted."""
    if isinstance(search, int | np.integer):
        return NearestNeighbors(n_neighbors=search + 1, n_jobs=n_jobs)
    return clone(search)


def _check_found(found: NDArray[Any], shape: tuple[int, int], n_rows: int, search: Any) -> None:
    """Raise where an object of the user's has not found neighbours."""
    is_found = found.shape == shape and found.dtype.kind in "iu"
    if not is_found or (found.size and not 0 <= found.min() <= found.max() < n_rows):
        raise ValueError(
            f"{type(search).__name__}.kneighbors(X, return_distance=False) must return row numbers "
            f"from 0 to {n_rows - 1} of shape {shape}, each row's own among them. Got dtype "
            f"{found.dtype} and shape {found.shape}."
        )


def _without_self(found: NDArray[np.intp], queries: NDArray[np.intp]) -> NDArray[np.intp]:
    """Drop each query from its neighbours, or the last where it is not among them."""
    is_self = found == queries[:, np.newaxis]
    is_self[~is_self.any(axis=1), -1] = True
    return found[~is_self].reshape(len(found), -1)


def _fill_gaps(X: Any) -> Any:
    """Put the mean of its column for each missing number; X itself where none is missing."""
    if sparse.issparse(X):
        return X
    gaps = np.isnan(X)
    if not gaps.any():
        return X
    n_present = np.maximum((~gaps).sum(axis=0), 1)
    return np.where(gaps, np.where(gaps, 0.0, X).sum(axis=0) / n_present, X)


def _units(X: Any, scale: Scale | None) -> NDArray[np.float64]:
    width = X.shape[1]
    if scale is None or width == 0:
        return np.ones(width)
    if sparse.issparse(X):
        unit = _sparse_units(X, scale)
    else:
        # A column without a single cell tells rows apart in no unit either.
        has_cells = ~np.isnan(X).all(axis=0)
        unit = np.ones(width)
        unit[has_cells] = _dense_units(X[:, has_cells].astype(np.float64, copy=False), scale)
    # A constant column tells rows apart in no unit.
    return np.where(unit > 0, unit, 1.0)


def _dense_units(X: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    if scale == "std":
        return spread_of(X)
    if scale == "minmax":
        return np.nanmax(X, axis=0) - np.nanmin(X, axis=0)
    low, high = np.nanquantile(X, [0.25, 0.75], axis=0)
    return (high - low) / _NORMAL_QUARTILES


def _sparse_units(X: Any, scale: Scale) -> NDArray[np.float64]:
    if scale == "robust":
        raise ValueError("scale='robust' is not defined for a sparse table: use 'std' or 'minmax'.")
    X = X.astype(np.float64)
    if scale == "minmax":
        return X.max(axis=0).toarray().ravel() - X.min(axis=0).toarray().ravel()
    return sparse_spread_of(X)


def in_units(X: Any, unit: NDArray[np.float64]) -> Any:
    """Return a matrix, dense or sparse, of which each column is divided by its unit."""
    if sparse.issparse(X):
        return (X @ sparse.diags_array(1 / unit)).tocsr()
    return X / unit
