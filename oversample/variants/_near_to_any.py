"""Rows of a class that are among the nearest, often half of the class, of any of many rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import block_length, blocks
from oversample.smote import ClassRows
from oversample.variants._distances import points_of, squared_distances

# Standard deviations: what rounding may change of them is far less.
_SLACK = 1e-6


def near_to_any(group: ClassRows, queries: NDArray[np.intp], k: int) -> NDArray[np.bool_]:
    """Return which rows of a class are among the k of it that are nearest to some query.

    Where k is half of the class or so, all distances tell that sooner than a search. The first
    queries leave few rows that are near to none of them; of most others, moments tell on which
    side of the class these are.

    Parameters
    ----------
    group : ClassRows
        The class.
    queries : ndarray of shape (n_queries,)
        Row numbers, of any class.
    k : int
        How many rows are near to a query; at most half of the class, or 1.

    Returns
    -------
    ndarray of shape (n_class,), bool
        What is near to some query.
    """
    is_near = np.full(len(group.rows), False)
    n_first = block_length(len(group.rows))
    _measure(group, queries[:n_first], k, is_near)
    rest = queries[n_first:]
    if len(rest) and not is_near.all() and not group.space.codes.shape[1]:
        rest = _judge(group, rest, k, is_near)
    _measure(group, rest, k, is_near)
    return is_near


def _measure(
    group: ClassRows, queries: NDArray[np.intp], k: int, is_near: NDArray[np.bool_]
) -> None:
    """Mark what is near to queries, by all distances of those that may tell something new."""
    if is_near.all():
        return
    for squared in squared_distances(group, queries, group.rows):
        # What rounding has below zero is as near as a copy.
        np.maximum(squared, 0, out=squared)
        # Most queries tell nothing new: k rows are nearer than the nearest other.
        nearest = squared[:, ~is_near].min(axis=1, keepdims=True)
        squared = squared[np.count_nonzero(squared < nearest, axis=1) < k]
        if len(squared):
            farthest = np.partition(squared, k - 1, axis=1)[:, k - 1 : k]
            is_near |= (squared <= farthest).any(axis=0)
        if is_near.all():
            break


def _judge(
    group: ClassRows, queries: NDArray[np.intp], k: int, is_near: NDArray[np.bool_]
) -> NDArray[np.intp]:
    r"""Mark what moments tell to be near to queries; return those of which they do not tell all.

    By Cantelli's inequality at most a share :math:`1 / (1 + t^2)` of the class is :math:`t`
    standard deviations or more below the mean of squared distances to a query, or above it.
    """
    space = group.space.without_gaps()
    points = points_of(space, group.rows)
    centre = points.mean(axis=0)
    points -= centre
    square = np.einsum("ij,ij->i", points, points)
    mean, n = square.mean(), len(points)
    covariance, skew = points.T @ points / n, (square - mean) @ points / n
    inside = np.sqrt(n / (k - 1) - 1) + _SLACK if k > 1 else np.inf
    outside = np.sqrt(k / (n - k)) + _SLACK
    left = np.flatnonzero(~is_near)
    is_open = np.full((len(queries), len(left)), True)
    for block in blocks(len(queries), max(points.shape[1], len(left))):
        asked = points_of(space, queries[block]) - centre
        # But for the squared length of the query, which no order depends on.
        variance = square.var() + 4 * np.einsum("ij,ij->i", asked @ covariance - skew, asked)
        away = square[left] - mean - 2 * asked @ points[left].T
        with np.errstate(invalid="ignore", divide="ignore"):
            away /= np.sqrt(np.maximum(variance, 0))[:, np.newaxis]
        is_near[left] |= (away <= -inside).any(axis=0)
        is_open[block] = ~(away >= outside)
    return queries[is_open[:, ~is_near[left]].any(axis=1)]
