"""The arrays that the kernels of the search share, by name; `oversample.neighbors` has a picture.

Arrays are C-contiguous. n rows have d numbers and c codes; m queries have k neighbours each; g
queries, `LEAF` or some times as many, are a group.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Rows(NamedTuple):
    """Rows as they are measured."""

    X: NDArray[np.float64]
    """Numbers, of shape (n, d)."""

    codes: NDArray[np.int64]
    """Codes of the categories, of shape (n, c)."""


class Leaves(NamedTuple):
    """Rows in leaves of near points, in float32 for filters and in float64 for measuring."""

    rows: Rows
    """The rows, in their own order."""

    mismatch: float
    """Distance between rows that differ in one code only."""

    order: NDArray[np.intp]
    """Row at each position, of shape (n,). Position p is lane p % LEAF of leaf p // LEAF."""

    blocks: NDArray[np.float32]
    """Coordinates and codes, of shape (n_leaves, d + c, LEAF); past the end the last row again."""

    low: NDArray[np.float32]
    """Least coordinates of each leaf, of shape (d, n_leaves)."""

    high: NDArray[np.float32]
    """Largest coordinates of each leaf, of shape (d, n_leaves)."""

    scale: float
    """Factor of the coordinates in blocks."""

    slack: float
    """Largest error, in units of blocks, that rounding the coordinates adds to a distance."""

    relative: float
    """Largest error of a filter distance, relative to the sum of the two squared norms."""


class Tree(NamedTuple):
    """Rows that are split into leaves, and working memory."""

    X: NDArray[np.float64]
    """Coordinates, of shape (n, d)."""

    center: NDArray[np.float64]
    scale: float
    """Coordinates are compared as float32 of ``(X - center) * scale``."""

    order: NDArray[np.int64]
    """Row at each position, of shape (n,), in the lower 32 bits. The upper ones are used while a
    node is split, and 0 where a leaf is done."""

    sums: NDArray[np.float64]
    """Sums and sums of squares of each column, of shape (2, d)."""

    value: NDArray[np.float32]
    """One coordinate, of shape (1,)."""

    value_bits: NDArray[np.int32]
    """The same memory as an integer."""

    nodes: NDArray[np.intp]
    """Nodes that are yet to be split, of shape (64, 2)."""


class Queries(NamedTuple):
    """The points whose neighbours are searched, in an order in which near ones are together."""

    rows: Rows
    order: NDArray[np.intp]
    blocks: NDArray[np.float32]
    """The leaves that the queries are points of: those that are searched, or others."""

    are_rows: bool
    """Whether they are those that are searched. Then a query is left out of its own neighbours."""

    positions: NDArray[np.intp]
    """Ascending positions of the queries in these leaves, of shape (m,)."""

    slots: NDArray[np.intp]
    """Line of the answer that each query fills, of shape (m,)."""


class Measured(NamedTuple):
    """The nearest rows of some points: what a search writes, or candidates that were measured."""

    keys: NDArray[np.float64]
    """Squared distances, of shape (m, k)."""

    rows: NDArray[np.intp]
    """Rows, of shape (m, k), by distance and then by number."""


class Group(NamedTuple):
    """Working memory: a group of queries, and what is known of their neighbours."""

    k: int
    """Neighbours that are searched for."""

    positions: NDArray[np.intp]
    """Position of each query in its leaves, of shape (g,); past the end the last one again."""

    pending: NDArray[np.bool_]
    """Whether a query is still searched for, of shape (g,)."""

    homes: NDArray[np.intp]
    """Leaf that each query begins with, ascending, of shape (g,)."""

    lines: NDArray[np.float32]
    """The queries as blocks, of shape (g / LEAF, d + c, LEAF)."""

    box: NDArray[np.float32]
    """Least and largest coordinates, of shape (2, d)."""

    middle: NDArray[np.float32]
    """The middle of the box, of shape (d,)."""

    points: NDArray[np.float32]
    """Coordinates relative to the middle, and codes, of shape (g, d + c)."""

    norms: NDArray[np.float64]
    """Their squared norms, made smaller by all that rounding can do, of shape (g,)."""

    cuts: NDArray[np.float32]
    """Score that a point must exceed to be of interest, of shape (g,)."""

    cut_bits: NDArray[np.int32]
    """The same memory as integers."""

    limits: NDArray[np.float32]
    """Minus half of the squared filter distance within which points are of interest, (g,)."""

    nearest: NDArray[np.int64]
    """Ascending candidates by filter distance, of shape (g, kept), as packed by `candidates`."""

    keys: NDArray[np.float64]
    """Measured squared distances, ascending, of shape (g, kept)."""

    rows: NDArray[np.intp]
    """Their rows, of shape (g, kept)."""


class Tour(NamedTuple):
    """Working memory: which leaves a group scans, in which order."""

    gaps: NDArray[np.float32]
    """Squared distance of the group's box from that of each leaf, of shape (n_leaves,)."""

    leaves: NDArray[np.intp]
    """Leaves within reach, of shape (n_leaves,)."""

    state: NDArray[np.intp]
    """Queries that have begun, leaves within reach, and those of them that are done."""

    active: NDArray[np.intp]
    """Queries that the current leaf may serve, of shape (g,)."""


class Tile(NamedTuple):
    """Working memory: `ROWS` points against the lanes of a block."""

    rows: NDArray[np.intp]
    """The points of the tile, of shape (ROWS,)."""

    block: NDArray[np.float32]
    """The leaf that a group scans, of shape (d + c + 1, LEAF); or, of two leaves that are scored
    for both, the first, of shape (LEAF, d)."""

    scores: NDArray[np.float32]
    """Written, of shape (ROWS, LEAF)."""

    score_bits: NDArray[np.int32]
    """The same memory as integers."""

    hits: NDArray[np.uint64]
    """Written, of shape (ROWS,): bit j says whether lane j is of interest."""


class Lists(NamedTuple):
    """The nearest points of all points, where all rows are queries."""

    halves: NDArray[np.float32]
    """Minus half of the squared norm of each position, of shape (n_leaves * LEAF,)."""

    cuts: NDArray[np.float32]
    """Score that a point must exceed to come into the list of each, (n_leaves * LEAF,)."""

    cut_bits: NDArray[np.int32]
    """The same memory as integers."""

    lowest: NDArray[np.float32]
    """The lowest cut of each leaf, or less, of shape (n_leaves,)."""

    nearest: NDArray[np.int64]
    """Ascending candidates of each, of shape (n_leaves * LEAF, kept)."""

    ties: np.int32
    """1 if a point as far as the last of a list may come into it, by its row, or else 0."""


class Reach(NamedTuple):
    """A distance within which pairs are counted."""

    square: float
    """The largest squared distance, in float64."""

    cut: np.float32
    """Score that every such pair exceeds."""

    sure: np.float32
    """Score from which a pair is one, whatever was rounded."""


class SparseRows(NamedTuple):
    """Sparse rows, or the columns of a table as rows."""

    data: NDArray[np.float64]
    """Entries, row by row."""

    columns: NDArray[np.intp]
    """The column of each, ascending in each row."""

    starts: NDArray[np.intp]
    """Where each row begins, of shape (n + 1,)."""


class SparseTable(NamedTuple):
    """A sparse table that is searched."""

    rows: SparseRows
    """The table by rows."""

    columns: SparseRows
    """The table by columns."""

    norms: NDArray[np.float64]
    """Squared norms, of shape (n,)."""

    largest: float
    """The largest of them."""

    relative: float
    """Largest error of a product, relative to the sum of two squared norms; 0: there is none."""


class SparseQueries(NamedTuple):
    """Sparse rows whose neighbours are searched."""

    rows: SparseRows
    """The table that they are rows of: the one that is searched, or another."""

    norms: NDArray[np.float64]
    """Its squared norms."""

    selected: NDArray[np.intp]
    """Row number of each query, of shape (m,)."""

    are_rows: bool
    """Whether it is the table that is searched. Then a row is left out of its own neighbours."""
