"""Nearest neighbours, exact and in one order, whatever finds them.

Row ``i`` is never its own neighbour: it is left out by its number, not by its distance, so a
duplicate of it counts. Neighbours come by distance, computed in float64, and equal distances by row
number. A search that answers otherwise would make rows depend on which algorithm was chosen.

::

    kneighbors(X, k)
        |-- few rows, or categories to compare:  all distances in blocks      -> _brute
        |-- many rows, or a sparse table:        scikit-learn's candidates,
        |                                        measured and ordered again   -> _candidates
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# Up to here all distances at once are quicker than to build scikit-learn's trees.
_MAX_BRUTE_ROWS = 1500


class Neighbors(NamedTuple):
    """The nearest rows of each query, nearest first.

    Attributes
    ----------
    indices : ndarray of shape (n_queries, k), intp
        Row numbers.
    distances : ndarray of shape (n_queries, k), float64
        Euclidean distances.
    """

    indices: NDArray[np.intp]
    distances: NDArray[np.float64]


def kneighbors(
    X: Any,
    k: int,
    *,
    queries: NDArray[np.intp] | None = None,
    codes: NDArray[np.integer] | None = None,
    mismatch: float = 0.0,
    n_jobs: int | None = None,
) -> Neighbors:
    r"""Find the k nearest other rows.

    .. math::

        d^2(a, b) = \sum_j (x_{aj} - x_{bj})^2 + m^2 \, \#\{c : code_{ac} \neq code_{bc}\}

    Parameters
    ----------
    X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
        The rows; finite.
    k : int
        The number of neighbours, in [1, n_rows - 1].
    queries : ndarray of shape (n_queries,), optional
        The rows of which neighbours are wanted, by number; by default all.
    codes : ndarray of shape (n_rows, n_categorical), optional
        Categories, of which each differing pair adds the square of ``mismatch``.
    mismatch : float, default=0.0
        The distance :math:`m` that a differing category stands for.
    n_jobs : int, optional
        Threads of scikit-learn's search. The result does not depend on it.

    Returns
    -------
    Neighbors
        Indices and distances, each of shape (n_queries, k).

    Raises
    ------
    ValueError
        If there are fewer than ``k + 1`` rows.
    """
    n_rows = X.shape[0]
    if not 1 <= k < n_rows:
        raise ValueError(f"k must be between 1 and {n_rows - 1} for {n_rows} rows. Got k={k}.")
    if queries is None:
        queries = np.arange(n_rows)
    has_codes = codes is not None and codes.shape[1] > 0
    if not sparse.issparse(X) and (has_codes or n_rows <= _MAX_BRUTE_ROWS):
        from oversample.neighbors._brute import search_all

        return Neighbors(*search_all(X, k, queries, codes if has_codes else None, mismatch))
    from oversample.neighbors._candidates import search_candidates

    return Neighbors(*search_candidates(X, k, queries, n_jobs))
