"""Random-SMOTE: new rows in the triangle of a row and two of its neighbours."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from oversample._params import CategoricalLike, Grid, MissingValues, Scale
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.plan import CombinationPlan
from oversample.smote import BaseSMOTE, ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import BASES, Bases, draw_bases


class RandomSMOTE(BaseSMOTE):
    r"""SMOTE towards a random point between two neighbours.

    Two different neighbours :math:`y_1, y_2` of a row :math:`x_i` of the class are drawn, all
    pairs equally likely; then a point between them, and the new row between that point and
    :math:`x_i` ([1]_):

    .. math::

        t = y_1 + u \, (y_2 - y_1), \qquad x_{new} = x_i + v \, (t - x_i), \qquad u, v \sim U(0, 1)

    New rows fill triangles instead of segments, densest near :math:`x_i`. Where parents are
    independent, the covariance of the class is multiplied by
    :math:`E[(1 - v)^2] + E[v^2] \, E[(1 - u)^2 + u^2] = 5 / 9`; SMOTE's by :math:`2 / 3`.

    The paper draws :math:`y_1` and :math:`y_2` from the whole class, which is ``k_neighbors`` as
    large as the class less one; neighbours are the usual reading since [2]_. With a single
    neighbour, as in a class of two rows, rows lie on the segment towards it. Beside SMOTE's search
    the cost is :math:`O(n_{new} d)`.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The neighbours that :math:`y_1` and :math:`y_2` are drawn from; see
        :class:`oversample.SMOTE`. Not from [1]_.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn, or dealt as in [1]_; see :class:`oversample.SMOTE`.
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
        :math:`x_i, y_1, y_2` as parents, :math:`1 - v, v (1 - u), v u` as weights.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] Y. Dong and X. Wang, "A new over-sampling approach: Random-SMOTE for learning from
       imbalanced data sets", KSEM 2011, 343-352.
    .. [2] G. Kovács, "An empirical comparison and evaluation of minority oversampling techniques on
       a large number of imbalanced datasets", Applied Soft Computing 83, 105662, 2019.

    Examples
    --------
    >>> from oversample import RandomSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = RandomSMOTE(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum()), sampler.plan_.parents().shape
    (81, (62, 3))
    """

    _reads_one_class: ClassVar[bool] = True

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        **BASES,
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
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
            categorical_features=categorical_features,
            missing_values=missing_values,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.bases = bases

    @property
    def _combines(self) -> bool:
        return True

    def _plan(self, group: ClassRows, n_new: int, state: None) -> CombinationPlan:
        rng = group.problem.streams.start()
        line = draw_bases(rng, len(group.rows), n_new, self.bases)
        k = group.neighbors.shape[1]
        first = rng.integers(k, n_new)
        # One of the others: the numbers from the first on stand for the next.
        second = rng.integers(max(k - 1, 1), n_new)
        second = np.minimum(second + (second >= first), k - 1)
        u, v = rng.uniform(n_new), rng.uniform(n_new)
        found = group.neighbors[line[:, np.newaxis], np.column_stack([first, second])]
        parent = group.rows[np.column_stack([line, found])]
        return CombinationPlan(parent, np.column_stack([1 - v, v * (1 - u), v * u]))
