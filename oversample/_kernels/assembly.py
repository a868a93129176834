"""Single linkage of points into clusters that may not all be merged, without all distances.

A point that is alone is merged with the nearest, whatever that is in. Only of clusters it is told
which may be merged, and only for these is it kept how far apart they are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import jit, jit_in_place
from oversample._kernels.linkage import LANES, square_gaps
from oversample._kernels.pieces import (
    Pieces,
    begin_piece,
    closest_piece,
    find_nearest,
    join_pieces,
    leave_out_crossing,
)
from oversample._kernels.shapes import Shapes, add_to_shape, find_axis, join_shapes


class Table(NamedTuple):
    """Points: c columns of categories, d of numbers."""

    points: NDArray[np.float64]
    """Coordinates, of shape (n, d)."""

    codes: NDArray[np.int64]
    """Categories, of shape (n, c)."""

    penalty: float
    """The squared distance of two codes that differ."""

    near: NDArray[np.intp]
    """The nearest other point of each."""

    away: NDArray[np.float64]
    """How far away that is."""


class Members(NamedTuple):
    """The points of clusters, in the order in which they came, and in chains."""

    cluster: NDArray[np.intp]
    """The cluster of each point; negative for points that are alone."""

    chain: NDArray[np.intp]
    """The point before each other in its cluster; negative before the first."""

    last: NDArray[np.intp]
    """The last point of each cluster."""

    turn: NDArray[np.intp]
    """When each point came."""

    point: NDArray[np.intp]
    """Which point came, by turn."""

    piece: NDArray[np.intp]
    """What cluster that is in, by turn; where no point came yet, the number that is past all."""

    blocks: NDArray[np.float64]
    """Its numbers, by turn, of shape (n_blocks, d, LANES)."""

    squared: NDArray[np.float64]
    """Room for the squared distances of a block."""

    least: NDArray[np.float64]
    """Room for the least of them for each cluster; infinite."""

    n_in: NDArray[np.intp]
    """How many points came, of shape (1,)."""


@jit
def assemble(table, order, rule, cluster):
    """Merge points and clusters, the nearest first.

    Parameters
    ----------
    table : Table
        At least two points.
    order : ndarray of shape (n,), intp
        The points, those with the nearest others first.
    rule : Rule
    cluster : ndarray of shape (n,), intp
        Negative; written: the cluster of each point, in no order.
    """
    n, width = table.points.shape
    pieces, shapes = _make_pieces(n // 2, width), _make_shapes(n, width)
    members = _make_members(cluster, width)
    turn, n_pieces = 0, 0
    while True:
        while turn < n and cluster[order[turn]] >= 0:
            turn += 1
        first, second = closest_piece(pieces, n_pieces), -1
        level = pieces.least[first] if n_pieces > 0 else np.inf
        if turn < n and table.away[order[turn]] <= level:
            first = _take_in(table, members, pieces, shapes, rule, order[turn], n_pieces)
            n_pieces = max(n_pieces, first + 1)
        elif level < np.inf:
            second = pieces.nearest[first]
            first, second = min(first, second), max(first, second)
            above = np.nextafter(level, np.inf)
            leave_out_crossing(pieces, rule, first, above, n_pieces)
            leave_out_crossing(pieces, rule, second, above, n_pieces)
            _join(table.points, members, pieces, shapes, first, second, n_pieces)
        else:
            break
        start, size = members.last[first], pieces.size[first]
        find_axis(shapes, table.points, members.chain, start, size, first, pieces.axis[first])
        find_nearest(pieces, rule, first, second, n_pieces)


@jit
def _make_pieces(most, width):
    return Pieces(
        np.empty((most, most)),
        np.zeros((most, width)),
        np.zeros(most, np.intp),
        np.zeros(most, np.intp),
        np.full(most, np.inf),
    )


@jit
def _make_shapes(n, width):
    n_places = n // (width + 1) + 1
    square = (width, width)
    return Shapes(
        np.full(n // 2, -1, np.intp),
        np.zeros(n_places, np.intp),
        np.empty((n_places, width)),
        np.empty((n_places, width, width)),
        np.empty(square),
        np.empty(square),
        np.empty(square),
        np.empty(width),
    )


@jit
def _make_members(cluster, width):
    n = cluster.size
    return Members(
        cluster,
        np.empty(n, np.intp),
        np.empty(n // 2, np.intp),
        np.empty(n, np.intp),
        np.empty(n, np.intp),
        np.full(n + LANES, n // 2, np.intp),
        np.zeros((n // LANES + 1, width, LANES)),
        np.empty(LANES),
        np.full(n // 2 + 1, np.inf),
        np.zeros(1, np.intp),
    )


@jit_in_place
def _take_in(table, members, pieces, shapes, rule, point, n_pieces):
    """Merge a point that is alone with the nearest, and return the cluster that it is in then."""
    near = table.near[point]
    piece = members.cluster[near]
    if piece < 0:
        piece, n_pieces = n_pieces, n_pieces + 1
        begin_piece(pieces, piece)
        members.last[piece] = shapes.place[piece] = -1
        _put(table, members, pieces, shapes, piece, near, n_pieces)
    else:
        leave_out_crossing(pieces, rule, piece, table.away[point], n_pieces)
    _put(table, members, pieces, shapes, piece, point, n_pieces)
    return piece


@jit_in_place
def _put(table, members, pieces, shapes, piece, point, n_pieces):
    """Put a point into a cluster, which is then as near to others as it is."""
    squared, n_in = members.squared, members.n_in[0]
    for start in range(0, n_in, LANES):
        block = members.blocks[start // LANES]
        square_gaps(table.points[point], block, squared)
        if table.codes.shape[1] > 0:
            _add_penalties(table, members.point[start : min(start + LANES, n_in)], point, squared)
        _note_least(members.piece, start, squared, members.least)
    _come_nearer(pieces.distance[piece], members.least, n_pieces)
    pieces.distance[piece, piece] = np.inf
    for p in range(table.points.shape[1]):
        members.blocks[n_in // LANES, p, n_in % LANES] = table.points[point, p]
    members.point[n_in], members.piece[n_in], members.turn[point] = point, piece, n_in
    members.cluster[point], members.chain[point] = piece, members.last[piece]
    members.last[piece] = point
    members.n_in[0] += 1
    pieces.size[piece] += 1
    if shapes.place[piece] >= 0:
        add_to_shape(shapes, shapes.place[piece], table.points[point])


@jit_in_place
def _note_least(piece, start, squared, least):
    """Lower the least squared distances of clusters to those of their points in a block.

    Without a branch, which a CPU would guess wrongly over and over.
    """
    for lane in range(LANES):
        number = piece[start + lane]
        least[number] = min(least[number], squared[lane])


@jit_in_place
def _come_nearer(row, least, n_pieces):
    """Lower distances to the roots of squared ones, which are infinite afterwards."""
    for other in range(n_pieces):
        row[other] = min(row[other], np.sqrt(least[other]))
        least[other] = np.inf


@jit_in_place
def _add_penalties(table, others, point, squared):
    """Add the squared distances of codes."""
    for c in range(table.codes.shape[1]):
        for lane in range(others.size):
            squared[lane] += table.penalty * (table.codes[point, c] != table.codes[others[lane], c])


@jit_in_place
def _join(points, members, pieces, shapes, first, second, n_pieces):
    """Make the second cluster part of the first."""
    join_shapes(shapes, points, members.chain, members.last, first, second)
    join_pieces(pieces, first, second, n_pieces)
    point = members.last[second]
    while True:
        members.cluster[point] = members.piece[members.turn[point]] = first
        if members.chain[point] < 0:
            break
        point = members.chain[point]
    members.chain[point] = members.last[first]
    members.last[first] = members.last[second]
