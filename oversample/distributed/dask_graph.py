"""Tasks of Dask, and graphs of thousands of them that are built in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

Lazy = Any
"""A ``dask.delayed.Delayed``, whose operators are added at run time: no type checker sees them."""


def task(function: Callable[..., Any], nout: int | None = None) -> Any:
    """Return a function that makes tasks."""
    from dask import delayed

    return delayed(function, nout=nout)


def done(part: Lazy) -> Lazy:
    """Return a task that is done when another is, and returns nothing: to wait for, and no more."""
    return task(_nothing)(part)


def lazy(key: Any, graph: Mapping[Any, Any]) -> Lazy:
    """Return a task of a graph, by its key."""
    from dask.delayed import Delayed

    return Delayed(key, graph)


def graph_of(parts: Sequence[Lazy]) -> dict[Any, Any]:
    """Return one graph for tasks; that which many of them have in common is gone over once."""
    from dask.utils import ensure_dict

    graphs = {id(part.dask): part.dask for part in parts}
    joined: dict[Any, Any] = {}
    for graph in graphs.values():
        joined |= ensure_dict(graph)
    return joined


def each(function: Callable[..., Any], calls: Iterable[tuple[Any, ...]]) -> list[Lazy]:
    """Return a task for each call, all of them with one graph.

    Parameters
    ----------
    function : callable
        What is called; whatever is the same for all is bound to it.
    calls : iterable of tuples
        The arguments of each call: tasks, lists of tasks, or numbers.
    """
    calls, name = list(calls), f"{_name_of(function)}-{uuid4().hex}"
    given = [argument for call in calls for argument in call]
    listed = [part for item in given if isinstance(item, list) for part in item]
    graph = graph_of([item for item in [*given, *listed] if hasattr(item, "dask")])
    for i, call in enumerate(calls):
        graph[name, i] = (function, *map(_key_of, call))
    return [lazy((name, i), graph) for i in range(len(calls))]


def reduce_tree(function: Callable[..., Any], parts: Sequence[Lazy], width: int = 4) -> Lazy:
    """Return a task that joins the results of many, a few at a time.

    Parameters
    ----------
    function : callable
        Joins a list of results; associative.
    parts : sequence of tasks
        At least one.
    width : int, default=4
        How many are joined at a time.
    """
    parts = list(parts)
    while len(parts) > 1:
        runs = [parts[start : start + width] for start in range(0, len(parts), width)]
        parts = each(function, ((run,) for run in runs))
    return parts[0]


def together(parts: Mapping[int, Lazy]) -> Lazy:
    """Return one task for the results of many, by their numbers, with a graph of one layer.

    Given many tasks, ``delayed`` optimizes the graph of each beside those of all others, which for
    some thousand of them takes minutes.
    """
    from dask.base import tokenize

    graph = graph_of(list(parts.values()))
    name = f"together-{tokenize([part.key for part in parts.values()])}"
    graph[name] = (dict, [[i, part.key] for i, part in parts.items()])
    return lazy(name, graph)


def apart(parts: Sequence[Lazy]) -> list[Lazy]:
    """Return tasks, each with what it needs as its graph, not with the graph of all of them.

    Otherwise whatever is made of each of them goes over all, for some minutes of thousands.
    """
    from dask.optimization import cull
    from dask.utils import ensure_dict

    graph = ensure_dict(parts[0].dask)
    return [lazy(part.key, cull(graph, [part.key])[0]) for part in parts]


def _key_of(argument: Any) -> Any:
    if isinstance(argument, list):
        return [part.key for part in argument]
    return getattr(argument, "key", argument)


def _nothing(_: object) -> None:
    return None


def _name_of(function: Any) -> str:
    name: str = getattr(function, "func", function).__name__
    return name
