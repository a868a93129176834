"""The leaves that a group of queries scans, in their order, and the queries that each may serve."""

import numpy as np

from oversample._kernels import inline, jit_in_place
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.tiles import near_lanes, trailing_zeros

_BEFORE = 2
"""Leaves before its first home that a group scans first."""

_BEGUN, _REACHABLE, _DONE = 0, 1, 2
"""Places in the state of a tour."""


@inline
def _find_gaps(low, high, box, gaps):
    """Measure the squared distances of one box from the box of every leaf."""
    gaps[:] = 0
    for p in range(low.shape[0]):
        for leaf in range(gaps.size):
            gap = max(low[p, leaf] - box[1, p], box[0, p] - high[p, leaf], np.float32(0))
            gaps[leaf] += gap * gap


@inline
def _choose_homes(positions, are_rows, gaps, homes):
    """Choose the leaf that each query begins with: its own, or the nearest of the group."""
    nearest = 0
    for leaf in range(0 if are_rows else gaps.size):
        if gaps[leaf] < gaps[nearest]:
            nearest = leaf
    for lane in range(homes.size):
        homes[lane] = positions[lane] // LEAF if are_rows else nearest


@jit_in_place
def _next_leaf(leaves, group, tour, farthest):
    """Return the next leaf and the number of active queries that it may serve, 0 at the end.

    Every query begins with its home: what that leaves within reach comes next.
    """
    state, gaps, homes = tour.state, tour.gaps, group.homes
    leaf = homes[0]
    n_active = 0
    while n_active == 0 and state[_BEGUN] < homes.size:
        leaf = homes[state[_BEGUN]]
        n_active, state[_BEGUN] = _list_begun(homes, group.pending, state[_BEGUN], tour.active)
    if n_active == 0 and state[_DONE] == 0:
        first = max(homes[0] - _BEFORE, 0)
        state[_REACHABLE] = _list_reachable(gaps, farthest, first, tour.leaves)
    while n_active == 0 and state[_DONE] < state[_REACHABLE]:
        leaf = tour.leaves[state[_DONE]]
        state[_DONE] += 1
        if gaps[leaf] <= farthest:
            n_active = _list_near(group, leaves.low, leaves.high, leaf, tour.active)
    return leaf, n_active


@inline
def _list_begun(homes, pending, first, active):
    """List the queries from `first` on that share its home; return how many, and the next one."""
    n_active = 0
    lane = first
    while lane < homes.size and homes[lane] == homes[first]:
        active[n_active] = lane
        n_active += pending[lane]
        lane += 1
    return n_active, lane


@inline
def _list_reachable(gaps, farthest, first, leaves):
    """List the leaves within `farthest`, from `first` on in a ring; return how many they are.

    Leaves next to one another are likely to be near, and so come first.
    """
    n = 0
    for i in range(gaps.size):
        leaf = first + i
        if leaf >= gaps.size:
            leaf -= gaps.size
        leaves[n] = leaf
        n += gaps[leaf] <= farthest
    return n


@inline
def _list_near(group, low, high, leaf, active):
    """List the pending queries of other homes that a leaf may serve; return their number."""
    lines, homes, pending = group.lines, group.homes, group.pending
    is_home = homes[0] <= leaf <= homes[-1]
    n_active = 0
    for block in range(lines.shape[0]):
        near = near_lanes(lines, block, low, high, leaf, group.limits, np.float32(0))
        while near != np.uint64(0):
            lane = block * LEAF + trailing_zeros(near)
            near &= near - np.uint64(1)
            active[n_active] = lane
            n_active += pending[lane] and not (is_home and homes[lane] == leaf)
    return n_active


@inline
def _farthest(limits, pending):
    """Return the largest squared distance within which points are of interest to a query."""
    least = np.float32(0)
    for lane in range(limits.size):
        least = min(least, limits[lane] if pending[lane] else np.float32(0))
    return np.float32(-2) * least
