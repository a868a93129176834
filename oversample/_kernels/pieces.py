"""Clusters, how far apart they are, and the nearest that each may be merged with."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import jit_in_place


class Pieces(NamedTuple):
    """Clusters; d is the number of columns."""

    distance: NDArray[np.float64]
    """Distances; infinite where nothing counts between two clusters."""

    axis: NDArray[np.float64]
    """First principal axes, of length 1, or zeros."""

    size: NDArray[np.intp]
    """Numbers of points; 0 of clusters that are no more."""

    nearest: NDArray[np.intp]
    """The nearest cluster that each may be merged with."""

    least: NDArray[np.float64]
    """How far away that is; infinite where there is none."""


class Rule(NamedTuple):
    """What may be merged."""

    min_members: int
    """Clusters of fewer points are merged with any."""

    min_cosine: float
    """The cosine of the angle of two axes above which clusters may be merged."""


@jit_in_place
def begin_piece(pieces, piece):
    """Begin a cluster without points, of a number that is one more than those before."""
    for other in range(piece):
        pieces.distance[piece, other] = np.inf
    pieces.distance[piece, piece] = np.inf
    pieces.size[piece] = 0
    pieces.nearest[piece] = piece
    pieces.least[piece] = np.inf


@jit_in_place
def closest_piece(pieces, n_pieces):
    """Return the first cluster of those that are the nearest to another."""
    piece = 0
    for other in range(n_pieces):
        if pieces.least[other] < pieces.least[piece]:
            piece = other
    return piece


@jit_in_place
def leave_out_crossing(pieces, rule, piece, level, n_pieces):
    """Leave out the distances of a cluster below a level over which none may be merged.

    They have been the least of all, and were passed over.
    """
    row = pieces.distance[piece]
    for other in range(n_pieces):
        if row[other] < level and not _may_merge(pieces, rule, piece, other):
            row[other] = np.inf


@jit_in_place
def join_pieces(pieces, first, second, n_pieces):
    """Make the second cluster part of the first: of two distances the least counts."""
    row, gone = pieces.distance[first], pieces.distance[second]
    for other in range(n_pieces):
        if gone[other] < row[other]:
            row[other] = gone[other]
    row[first] = row[second] = np.inf
    pieces.size[first] += pieces.size[second]
    pieces.size[second] = 0
    pieces.least[second] = np.inf


@jit_in_place
def find_nearest(pieces, rule, first, second, n_pieces):
    """Find what is nearest to a changed cluster, and to those that were nearest to its parts.

    Its distances are right; those of the others to it are written.
    """
    nearest, least, row = pieces.nearest, pieces.least, pieces.distance[first]
    best = np.inf
    for other in range(n_pieces):
        if other == first or pieces.size[other] == 0:
            continue
        away = row[other]
        pieces.distance[other, first] = away
        decides = away < best or away <= least[other]
        # Whether two may be merged takes longer to say than how far away they are.
        if decides and away < np.inf and not _may_merge(pieces, rule, first, other):
            away = np.inf
        if away < best:
            best, nearest[first] = away, other
        if away < least[other] or (away == least[other] and first < nearest[other]):
            least[other], nearest[other] = away, first
        elif nearest[other] == second or (nearest[other] == first and away > least[other]):
            least[other] = _look_again(pieces, rule, other, n_pieces)
    least[first] = best


@jit_in_place
def _look_again(pieces, rule, piece, n_pieces):
    """Find the nearest that a cluster may be merged with, and return how far away it is."""
    row = pieces.distance[piece]
    least = np.inf
    for other in range(n_pieces):
        is_nearer = row[other] < least and pieces.size[other] > 0
        if is_nearer and _may_merge(pieces, rule, piece, other):
            least, pieces.nearest[piece] = row[other], other
    return least


@jit_in_place
def _may_merge(pieces, rule, piece, other):
    """Return whether two clusters may be merged."""
    if pieces.size[piece] < rule.min_members or pieces.size[other] < rule.min_members:
        return True
    a, b = pieces.axis[piece], pieces.axis[other]
    cosine = 0.0
    for p in range(a.size):
        cosine += a[p] * b[p]
    return abs(cosine) > rule.min_cosine
