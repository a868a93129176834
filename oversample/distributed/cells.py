"""Neighbours inside cells of near rows, for classes that are too large to search exactly."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._contract import FoundNeighbors
from oversample.neighbors import Neighbors, kneighbors

Exact = Literal["auto"] | bool
"""Whether neighbours are searched among all rows of a class."""

EXACT_BYTES = 2**31
"""Bytes of the numbers of a class up to which "auto" searches exactly."""

CELL_ROWS = 2**16
"""Rows of a cell, on average."""

_FITTED_ROWS = 100_000
"""Rows that centres are fitted to."""

_AUDITED_ROWS = 1_000
"""Rows whose neighbours are searched among all, to compare."""


class Approximation(NamedTuple):
    """What a search in cells has found, beside an exact one, on a sample of rows.

    Attributes
    ----------
    n_cells : int
        The number of cells.
    recall : float
        The share of the nearest rows that was found.
    distance_ratio : float
        The mean distance of the neighbours that were found, by that of the nearest: the median.
    """

    n_cells: int
    recall: float
    distance_ratio: float


class CellSearch:
    """A search of all rows for all rows, each inside its cell of k-means; others are exact.

    Parameters
    ----------
    seed : int
        The seed of the centres and of the sample that is compared.

    Attributes
    ----------
    measured : Approximation or None
        What the last search in cells has found.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.measured: Approximation | None = None

    def __call__(
        self,
        X: Any,
        k: int,
        *,
        queries: Any = None,
        points: Any = None,
        codes: NDArray[np.integer] | None = None,
        point_codes: NDArray[np.integer] | None = None,
        mismatch: float = 0.0,
        n_jobs: int | None = None,
    ) -> FoundNeighbors:
        """Find neighbours; see :func:`oversample.neighbors.kneighbors`."""
        call: dict[str, Any] = {"mismatch": mismatch, "n_jobs": n_jobs}
        n_cells = -(-X.shape[0] // CELL_ROWS)
        is_listed = queries is not None or points is not None
        # A gap is near no centre, and categories alone have none.
        if is_listed or n_cells < 2 or not X.shape[1] or np.isnan(X).any():
            return kneighbors(
                X, k, queries=queries, points=points, codes=codes, point_codes=point_codes, **call
            )
        if codes is None:
            codes = np.empty((len(X), 0), dtype=np.int32)
        rng = np.random.default_rng(self.seed)
        cell = _cells(X, n_cells, k, rng)
        found = Neighbors(np.empty((len(X), k), dtype=np.intp), np.empty((len(X), k)))
        for number in np.unique(cell):
            rows = np.flatnonzero(cell == number)
            near = kneighbors(X[rows], k, codes=codes[rows], **call)
            found.indices[rows] = rows[near.indices]
            found.distances[rows] = near.distances
        sample = np.sort(rng.permutation(len(X))[:_AUDITED_ROWS])
        nearest = kneighbors(X, k, queries=sample, codes=codes, **call)
        self.measured = _measure(found, nearest, sample, n_cells)
        return found


def _cells(X: NDArray[Any], n_cells: int, k: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the cell of each row; each has more than k rows."""
    from sklearn.cluster import MiniBatchKMeans

    fitted = X[np.sort(rng.permutation(len(X))[:_FITTED_ROWS])]
    seed = int(rng.integers(2**31))
    centres = MiniBatchKMeans(n_cells, random_state=seed, n_init=1).fit(fitted).cluster_centers_
    kept = np.arange(n_cells)
    while True:
        cell = kept[_nearest_centre(X, centres[kept])]
        n_rows = np.bincount(cell, minlength=n_cells)[kept]
        if (n_rows > k).all() or len(kept) == 1:
            return cell
        # Rows of small cells go to the nearest of the others.
        kept = kept[n_rows > k] if (n_rows > k).any() else kept[[n_rows.argmax()]]


def _nearest_centre(X: NDArray[Any], centres: NDArray[Any]) -> NDArray[np.intp]:
    return kneighbors(centres, 1, points=X).indices[:, 0]


def _measure(
    found: FoundNeighbors, nearest: FoundNeighbors, sample: NDArray[np.intp], n_cells: int
) -> Approximation:
    """Compare what was found for a sample of rows with what is there."""
    is_found = (found.indices[sample][:, :, np.newaxis] == nearest.indices[:, np.newaxis]).any(1)
    mine, least = found.distances[sample].mean(axis=1), nearest.distances.mean(axis=1)
    # Where the nearest are duplicates, all that were found are too, or are infinitely farther.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(mine == least, 1.0, mine / least)
    return Approximation(n_cells, float(is_found.mean()), float(np.median(ratio)))
