"""Distances of all pairs of rows, where a rule needs more of them than a search finds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.distance import cdist

from oversample._blocks import block_length, blocks
from oversample.neighbors.space import MetricSpace
from oversample.smote import ClassRows
from oversample.variants._linkage import pays_off


def squared_distances(
    group: ClassRows, queries: NDArray[np.intp], rows: NDArray[np.intp]
) -> Iterator[NDArray[np.float64]]:
    """Yield the squared distances of blocks of rows to rows of a class.

    They are computed by a product of matrices, and thus exact to some digits of the largest only.

    Parameters
    ----------
    group : ClassRows
        The class.
    queries : ndarray of shape (n_queries,)
        Row numbers, of any class.
    rows : ndarray of shape (n_rows,)
        Row numbers of the class.

    Yields
    ------
    ndarray of shape (n_block, n_rows)
        The squared distances of the next queries, below zero where rounding has them so; missing
        numbers are at the mean of their column. The next block is written over them.
    """
    space = group.space.without_gaps()
    points = points_of(space, rows)
    # Around their centre, or the products would lose what differs.
    centre = points.mean(axis=0)
    points -= centre
    other = np.c_[points, np.ones(len(points)), (points**2).sum(axis=1)].T
    work = np.empty((min(len(queries), block_length(len(rows))), len(rows)))
    for block in blocks(len(queries), len(rows)):
        asked = points_of(space, queries[block]) - centre
        own = np.c_[-2 * asked, (asked**2).sum(axis=1), np.ones(len(asked))]
        squared = np.matmul(own, other, out=work[: len(own)])
        for codes in space.codes.T:
            differs = codes[queries[block]][:, np.newaxis] != codes[rows]
            squared += group.mismatch**2 * differs
        yield squared


def distances_within(group: ClassRows, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Compute the distances of all pairs of rows of a class.

    Parameters
    ----------
    group : ClassRows
        The class.
    rows : ndarray of shape (n_rows,)
        Row numbers of the class.

    Returns
    -------
    ndarray of shape (n_rows, n_rows)
        The distances, symmetric to the last digit; missing numbers are at the mean of their column.
    """
    space = group.space.without_gaps()
    points = points_of(space, rows)
    distance = np.empty((len(rows), len(rows)))
    if pays_off(len(rows), "write_distances"):
        from oversample._kernels.linkage import write_distances

        codes = np.ascontiguousarray(space.codes[rows], dtype=np.int64)
        write_distances(points, codes, float(group.mismatch**2), distance)
        return distance
    for block in blocks(len(rows), len(rows)):
        # What is before the block was computed with the rows there.
        rest = slice(block.start, None)
        squared = cdist(points[block], points[rest], "sqeuclidean")
        for codes in space.codes[rows].T:
            squared += group.mismatch**2 * (codes[block, np.newaxis] != codes[rest])
        distance[block, rest] = np.sqrt(squared, out=squared)
        distance[block.stop :, block] = squared[:, block.stop - block.start :].T
    return distance


def points_of(space: MetricSpace, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return rows of a space as new dense points in float64."""
    X = space.X[rows]
    return np.array(X.toarray() if sparse.issparse(X) else X, dtype=np.float64, order="C")
