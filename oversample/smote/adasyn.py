"""ADASYN: the more foreign neighbours a row has, the more new rows start from it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from oversample._params import CategoricalLike, Grid, MissingValues, Scale
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike, allocate
from oversample.base import CATEGORIES, GRID, MISSING, STRATEGY, Problem
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote.base import NEIGHBOR_CONSTRAINTS, SEARCH, BaseSMOTE, ClassRows, SmallClass


class ADASYN(BaseSMOTE):
    r"""Adaptive synthetic sampling.

    Row :math:`i` of the class is the base of :math:`g_i = G \, r_i / \sum r` new rows, where
    :math:`r_i` is the share of other classes among its ``n_neighbors`` nearest rows and :math:`G`
    the number of rows wanted ([1]_, equations 3-5); the :math:`g_i` are made whole by the largest
    remainder, so that they sum to :math:`G`. Each new row is
    :math:`x_i + u \, (x_j - x_i)`, with :math:`u \sim U(0, 1)` and :math:`j` one of the
    ``n_neighbors`` nearest rows of the class.

    A class of which no row has a foreign neighbour is filled by plain SMOTE, with a warning.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    n_neighbors : int or object, default=5
        The number of neighbours of both searches; see ``k_neighbors`` of
        :class:`oversample.SMOTE`.
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
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    nn_ : object
        The neighbour search, not fitted.
    sampling_strategy_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] H. He, Y. Bai, E. A. Garcia and S. Li, "ADASYN: adaptive synthetic sampling approach for
       imbalanced learning", IJCNN 2008, 1322-1328.

    Examples
    --------
    >>> from collections import Counter
    >>> from oversample import ADASYN
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> X_resampled, y_resampled = ADASYN(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 81), (1, 81)]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "n_neighbors": NEIGHBOR_CONSTRAINTS,
        **CATEGORIES,
        **GRID,
        **MISSING,
        **SEARCH,
    }

    _reads_nearest: ClassVar[tuple[str | int, ...]] = ("n_neighbors",)
    _class_parameter: ClassVar[str] = "n_neighbors"
    _searches: ClassVar[dict[str, str]] = {"nn_": "n_neighbors"}

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        n_neighbors: int | Any = 5,
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        grid: Grid = "off",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.n_neighbors = n_neighbors
        self.categorical_features = categorical_features
        self.missing_values = missing_values
        self.scale = scale
        self.small_class = small_class
        self.n_jobs = n_jobs
        self.grid = grid

    def _fit_state(self, problem: Problem, space: MetricSpace) -> Stream:
        # One stream for all classes: imbalanced-learn does not restart it here.
        return problem.streams.start()

    def _plan(self, group: ClassRows, n_new: int, state: Stream) -> Plan | CombinationPlan:
        n_foreign = group.foreign_among(group.rows, self.n_neighbors)
        if not n_foreign.any():
            reason = f"no row has a neighbor of another class (n_neighbors={self._k})"
            return self._fall_back(group, n_new, reason)
        # Shares are of all rows of the class, of which a block has a part.
        first, total = group.problem.block or (0, n_new)
        line = np.repeat(np.arange(len(group.rows)), allocate(total, n_foreign / self._k))
        line = line[first : first + n_new]
        column = state.integers(group.neighbors.shape[1], n_new)
        partner = group.rows[group.neighbors[line, column]]
        return Plan(group.rows[line], partner, state.uniform(n_new))
