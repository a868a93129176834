"""Maximal cliques of a graph, up to a budget."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Graph = list[set[int]]
"""The vertices that each vertex is joined to."""


def join_neighbors(neighbors: NDArray[np.intp]) -> Graph:
    """Join each row to its neighbours, and to the rows that it is a neighbour of."""
    graph: Graph = [set(found) for found in neighbors.tolist()]
    for row, found in enumerate(neighbors.tolist()):
        for other in found:
            graph[other].add(row)
    return graph


def maximal_cliques(graph: Graph, budget: int) -> list[list[int]] | None:
    """List all cliques that no vertex can be added to, sorted.

    The algorithm of Bron and Kerbosch with pivots, for one vertex after another in an order of
    degeneracy [1]_: each has few later neighbours, in a graph of k neighbours at most 2 k.

    Parameters
    ----------
    graph : list of set of int
        The graph.
    budget : int
        The number of steps, each of which visits one clique, that may be taken.

    Returns
    -------
    list of list of int, or None
        The vertices of each clique, ascending; None where the budget is spent.

    References
    ----------
    .. [1] D. Eppstein, M. Löffler and D. Strash, "Listing all maximal cliques in sparse graphs in
       near-optimal time", ISAAC 2010, 403-414.
    """
    found: list[list[int]] = []
    earlier: set[int] = set()
    for vertex in _by_degeneracy(graph):
        candidates, excluded = graph[vertex] - earlier, graph[vertex] & earlier
        budget = _expand(graph, [vertex], candidates, excluded, found, budget)
        if budget < 0:
            return None
        earlier.add(vertex)
    return sorted(found)


def _expand(
    graph: Graph,
    clique: list[int],
    candidates: set[int],
    excluded: set[int],
    found: list[list[int]],
    budget: int,
) -> int:
    """Find the maximal cliques that hold a clique; return what is left of the budget."""
    budget -= 1
    if not candidates:
        if not excluded:
            found.append(sorted(clique))
        return budget
    # Cliques without the pivot have one of the vertices that it is not joined to.
    pivot = max(candidates | excluded, key=lambda vertex: len(candidates & graph[vertex]))
    for vertex in candidates - graph[pivot]:
        if budget < 0:
            break
        joined = graph[vertex]
        budget = _expand(
            graph, [*clique, vertex], candidates & joined, excluded & joined, found, budget
        )
        candidates = candidates - {vertex}
        excluded = excluded | {vertex}
    return budget


def _by_degeneracy(graph: Graph) -> list[int]:
    """Order vertices so that each has as few later neighbours as can be."""
    degree = [len(joined) for joined in graph]
    buckets: list[set[int]] = [set() for _ in range(max(degree, default=0) + 1)]
    for vertex, n in enumerate(degree):
        buckets[n].add(vertex)
    order: list[int] = []
    lowest = 0
    while len(order) < len(graph):
        # The removal of a vertex lowers its neighbours by one.
        lowest = max(lowest - 1, 0)
        while not buckets[lowest]:
            lowest += 1
        vertex = buckets[lowest].pop()
        order.append(vertex)
        degree[vertex] = -1
        for other in graph[vertex]:
            if degree[other] >= 0:
                buckets[degree[other]].remove(other)
                degree[other] -= 1
                buckets[degree[other]].add(other)
    return order
