"""ProWSyn: the nearer to other classes, the more new rows."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    Scale,
    integer_from,
    real_within,
)
from oversample._problem import Problem
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote import BaseSMOTE, ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import Bases, Interpolation, draw_bases
from oversample.variants._groups import draw_in_groups
from oversample.variants._proximity import no_pair, proximity_levels, weights_of_levels
from oversample.variants.base import BaseVariant


class ProWSyn(BaseVariant):
    r"""Proximity weighted synthetic over-sampling.

    The rows of the class are divided into levels of proximity to the other classes ([1]_,
    section 3):

    1. Level :math:`l = 1, \ldots, L - 1` has the rows that are, among those that no earlier level
       has, one of the ``k_neighbors`` nearest to any row of another class; level :math:`L` has the
       rest.
    2. Level :math:`l` gets a share of the new rows in proportion to
       :math:`w_l = e^{-\theta (l - 1)}` (equation 2).
    3. Each new row lies between two different rows of one level:
       :math:`x_{new} = x_a + u \, (x_b - x_a)` with :math:`u \sim U(0, 1)`.

    A level of a single row, which has no partner, gets no share. A class without a level of two
    rows is filled by plain SMOTE, with a warning. The two rows may be far from each other: they
    have their level in common, not their place.

    The cost is that of one search for each level but the last, of all rows of other classes among
    what is left of the class: :math:`O(L N n d)` for :math:`N` rows of other classes, :math:`n` of
    the class, and :math:`d` columns.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int, default=5
        The number of rows that each row of another class brings to a level (:math:`K`), and of the
        neighbours in the class that vote on categories.
    n_levels : int, default=5
        The number of levels :math:`L`; there are fewer where rows run out.
    theta : float, default=1.0
        The decay :math:`\theta` of the weights: with 0 all levels get the same.
    interpolation : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step; of a ``Dirichlet`` all parents are of one level. See
        :class:`oversample.SMOTE`.
    bases : {"random", "even"}, default="random"
        Whether :math:`x_a` is drawn, or dealt as often as its level's weight says; see
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
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    levels_ : dict of label to ndarray of shape (n_class,), intp
        The level of each row of a class that was filled, from 1, in the order of the input.
    sampling_strategy_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] S. Barua, M. M. Islam and K. Murase, "ProWSyn: proximity weighted synthetic oversampling
       technique for imbalanced data set learning", PAKDD 2013, 317-328.

    Examples
    --------
    >>> from oversample import ProWSyn
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = ProWSyn(k_neighbors=1, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    >>> sampler.levels_[1].tolist()
    [1, 2, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 2, 1, 1]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseVariant._parameter_constraints,
        "k_neighbors": [integer_from(1)],
        "n_levels": [integer_from(1)],
        "theta": [real_within(0, np.inf)],
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (*BaseSMOTE._row_attributes, "levels_")
    # Searches are for points of other classes, which no estimator stands for.
    _searches: ClassVar[dict[str, str]] = {}

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int = 5,
        n_levels: int = 5,
        theta: float = 1.0,
        interpolation: Interpolation = (0.0, 1.0),
        bases: Bases = "random",
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
            interpolation=interpolation,
            bases=bases,
            categorical_features=categorical_features,
            missing_values=missing_values,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.n_levels = n_levels
        self.theta = theta

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.levels_: dict[Any, NDArray[np.intp]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        level = proximity_levels(group, self.n_levels, self.k_neighbors)
        self.levels_[group.label] = level
        weight = weights_of_levels(level, self.theta)
        if not weight.any():
            return self._fall_back(group, n_new, no_pair(self.n_levels, self.k_neighbors))
        rng = group.problem.streams.start()
        line = draw_bases(rng, len(group.rows), n_new, self.bases, weight)
        return draw_in_groups(rng, line, level, group.rows, self.interpolation)
