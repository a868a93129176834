"""Simplicial SMOTE: new rows in simplices of rows that are all neighbours of each other."""

from __future__ import annotations

from math import comb
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    Scale,
    integer_from,
    one_of,
    real_within,
)
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.exceptions import FallbackWarning, warn
from oversample.plan import CombinationPlan
from oversample.smote import BaseSMOTE, ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import draw_bases, draw_weights
from oversample.variants._cliques import Graph, join_neighbors, maximal_cliques

Cliques = Literal["maximal", "sampled"]
"""Whether cliques are enumerated, or grown for each new row."""


class SimplicialSMOTE(BaseSMOTE):
    r"""SMOTE in the simplices of the neighbourhood graph of a class.

    Two rows of the class are joined where one of them is among the ``k_neighbors`` nearest of the
    other. The cliques of this graph, sets of rows of which all are joined, span simplices
    ([1]_, algorithm 1):

    1. One of all maximal cliques is drawn, in proportion to
       :math:`\max\left(1, \binom{c}{p}\right)` where it has :math:`c` rows.
    2. If its rows are more than :math:`p` = ``max_vertices``, as many of them are drawn.
    3. :math:`x_{new} = \sum_j w_j \, x_j` with :math:`w \sim Dir(\alpha, \ldots, \alpha)`.

    With ``max_vertices=2`` new rows lie on segments, as SMOTE's. Where all rows are joined, the
    covariance of :math:`n` of them is multiplied by :math:`s - (1 - s) / (n - 1)`,
    :math:`s = (\alpha + 1) / (p \alpha + 1)`.

    Maximal cliques are enumerated one row after another; there are at most :math:`3^{2 k / 3}` for
    each row, a few of most tables. Where that needs more than ``clique_budget`` steps, and
    with ``cliques="sampled"``, a clique is grown for each new
    row: from two joined rows, all such pairs equally likely, by rows drawn from those that are
    joined to all, until there are :math:`p` or no more. This law is another one: not cliques are
    equally likely, but edges. Beside SMOTE's search the cost is that of the cliques,
    :math:`O(k \, 3^{2 k / 3} n)` at worst, or :math:`O(n_{new} \, p \, k)` of grown ones.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The number of neighbours that a row is joined to; see :class:`oversample.SMOTE`.
    max_vertices : int of at least 2, default=5
        The most rows of a simplex, :math:`p`.
    concentration : float, default=1.0
        The parameter :math:`\alpha` of the weights, above 0: with 1 a simplex is filled evenly.
    cliques : {"maximal", "sampled"}, default="maximal"
        Whether maximal cliques are enumerated, as in [1]_, or grown for each new row.
    clique_budget : int, default=1_000_000
        The steps of the enumeration for a class, after which cliques are grown instead, with a
        warning. Not from [1]_.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : CombinationPlan
        The rows of each simplex in random order; where it has fewer than others, its first row
        again, with weight 0.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] O. Kachan, A. Savchenko and G. Gusev, "Simplicial SMOTE: oversampling solution to the
       imbalanced learning problem", KDD 2025, arXiv 2503.03418.

    Examples
    --------
    >>> from oversample import SimplicialSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = SimplicialSMOTE(max_vertices=4, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum()), sampler.plan_.parents().shape
    (81, (62, 4))
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        "max_vertices": [integer_from(2)],
        "concentration": [real_within(0, np.inf, open_low=True)],
        "cliques": [one_of(*get_args(Cliques))],
        "clique_budget": [integer_from(1)],
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        max_vertices: int = 5,
        concentration: float = 1.0,
        cliques: Cliques = "maximal",
        clique_budget: int = 1_000_000,
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        grid: Grid = "auto",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            categorical_features=categorical_features,
            missing_values=missing_values,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.max_vertices = max_vertices
        self.concentration = concentration
        self.cliques = cliques
        self.clique_budget = clique_budget

    @property
    def _combines(self) -> bool:
        return True

    def _plan(self, group: ClassRows, n_new: int, state: Any) -> CombinationPlan:
        graph = join_neighbors(group.neighbors)
        found = maximal_cliques(graph, self.clique_budget) if self.cliques == "maximal" else None
        if found is None and self.cliques == "maximal":
            warn(
                f"SimplicialSMOTE: the maximal cliques of class {group.label!r} take more than "
                f"clique_budget={self.clique_budget} steps. Cliques are sampled instead; lower "
                "k_neighbors, or set cliques='sampled' to ask for that.",
                FallbackWarning,
            )
        rng = group.problem.streams.start()
        if found is None:
            place = _grow(rng, graph, n_new, self.max_vertices)
        else:
            place = _choose(rng, found, n_new, self.max_vertices)
        weight = draw_weights(rng, place.shape, self.concentration, place >= 0)
        return CombinationPlan(group.rows[np.where(place < 0, place[:, :1], place)], weight)


def _choose(rng: Stream, cliques: list[list[int]], n_new: int, most: int) -> NDArray[np.intp]:
    """Draw a maximal clique for each new row, and of its vertices so many, in random order.

    Returns
    -------
    ndarray of shape (n_new, at most ``most``)
        The vertices; -1 where there are no more.
    """
    size = np.array([len(clique) for clique in cliques])
    table = np.full((len(cliques), size.max()), -1)
    table[np.arange(size.max()) < size[:, np.newaxis]] = np.concatenate(cliques)
    weight = np.array([max(1, comb(n, most)) for n in range(size.max() + 1)], dtype=np.float64)
    chosen = table[draw_bases(rng, len(cliques), n_new, weight=weight[size])]
    keys = rng.uniform(chosen.size).reshape(chosen.shape)
    keys[chosen < 0] = 2.0
    order = np.argsort(keys, axis=1)[:, :most]
    return np.take_along_axis(chosen, order, axis=1)


def _grow(rng: Stream, graph: Graph, n_new: int, most: int) -> NDArray[np.intp]:
    """Grow a clique for each new row from a random edge, by random vertices that are joined to all.

    Returns
    -------
    ndarray of shape (n_new, ``most``)
        The vertices; -1 where there are no more.
    """
    starts = np.repeat(np.arange(len(graph)), [len(joined) for joined in graph])
    ends = np.concatenate([np.array(sorted(joined), dtype=np.intp) for joined in graph])
    edge = rng.integers(len(starts), n_new)
    place = np.full((n_new, most), -1)
    place[:, 0], place[:, 1] = starts[edge], ends[edge]
    draws = rng.uniform(n_new * (most - 2)).reshape(n_new, most - 2)
    for row, (first, second) in enumerate(place[:, :2].tolist()):
        common = graph[first] & graph[second]
        for column, draw in enumerate(draws[row].tolist(), start=2):
            if not common:
                break
            vertex = sorted(common)[int(draw * len(common))]
            place[row, column] = vertex
            common = common & graph[vertex]
    return place
