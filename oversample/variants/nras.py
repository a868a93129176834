"""NRAS: SMOTE among the rows that look like their class."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from oversample._params import CategoricalLike, Grid, MissingValues, Scale, has_methods, real_within
from oversample._progress import busy
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import Problem
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote import ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import Bases, Interpolation, draw_bases, draw_rows
from oversample.variants.base import BaseVariant
from oversample.variants.standard import standardized


class NRAS(BaseVariant):
    r"""Noise reduction a priori synthetic over-sampling.

    The propensity :math:`p` of a row to be of the class is learned by a logistic regression
    against all other classes, and is one column more of the space in which neighbours are searched
    ([1]_). With :math:`k` = ``k_neighbors``, a row of the class is *noise* if fewer than
    :math:`t \, k` of its :math:`k` nearest rows of any class are of its class. SMOTE is then done
    among the others alone,

    .. math:: x_{new} = x_i + u \, (x_j - x_i), \qquad u \sim U(0, 1),

    with :math:`j` one of the :math:`k` nearest rows of the class that are no noise, without
    :math:`p`. Noise is neither base nor partner, but stays in the table. A class of which fewer
    than two rows are left is filled by plain SMOTE, with a warning; where they are :math:`k` or
    fewer, partners are all of them.

    A propensity is between 0 and 1, so that it counts little among columns of large numbers: here
    ``scale`` is ``"std"`` by default, as in [2]_. The regression costs :math:`O(n d)` for each of
    its steps.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The number of neighbours of both searches; see :class:`oversample.SMOTE`.
    threshold : float in [0, 1], default=0.5
        The share :math:`t` of its own class that a row needs among its neighbours; from [2]_.
    estimator : classifier or None, default=None
        What learns the propensity: a classifier with ``predict_proba``, of which a clone is fitted.
        None: a logistic regression of standardised columns.
    interpolation : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step; see :class:`oversample.SMOTE`.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn or dealt; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`. To the regression they are
        the mean of their column.
    scale : None, "std", "minmax" or "robust", default="std"
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    noise_indices_ : dict
        For each label that was filled, the row numbers of the class that are noise.
    sampling_strategy_, nn_k_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] W. A. Rivera, "Noise reduction a priori synthetic over-sampling for class imbalanced data
       sets", Information Sciences 408, 146-161, 2017.
    .. [2] G. Kovács, "An empirical comparison and evaluation of minority oversampling techniques on
       a large number of imbalanced datasets", Applied Soft Computing 83, 105662, 2019.

    Examples
    --------
    >>> from oversample import NRAS
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = NRAS(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> bool(set(sampler.plan_.parents().ravel()) & set(sampler.noise_indices_[1]))
    False
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseVariant._parameter_constraints,
        "threshold": [real_within(0, 1)],
        "estimator": [has_methods("fit", "predict_proba"), None],
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (*BaseVariant._row_attributes, "noise_indices_")

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        threshold: float = 0.5,
        estimator: Any = None,
        interpolation: Interpolation = (0.0, 1.0),
        bases: Bases = "random",
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        scale: Scale | None = "std",
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
        self.threshold = threshold
        self.estimator = estimator

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.noise_indices_: dict[Any, NDArray[np.intp]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        is_noise = self._find_noise(group)
        self.noise_indices_[group.label] = group.rows[is_noise]
        kept = group.rows[~is_noise]
        if len(kept) < 2:
            reason = f"fewer than two rows are no noise (threshold={self.threshold:g})"
            return self._fall_back(group, n_new, reason)
        if is_noise.any():
            neighbors = group.space.nearest(
                kept, self.k_neighbors, among=kept, mismatch=group.mismatch
            )
        else:
            neighbors = group.neighbors
        rng = group.problem.streams.start()
        line = draw_bases(rng, len(kept), n_new, self.bases)
        return draw_rows(rng, line, kept, kept, neighbors, self.interpolation)

    def _find_noise(self, group: ClassRows) -> NDArray[np.bool_]:
        """Return which rows of the class are noise."""
        points = group.space.points(group.mismatch)
        is_own = group.problem.target.codes == group.code
        if self.estimator is None:
            points, model = standardized(points), LogisticRegression(max_iter=1000)
        else:
            model = clone(self.estimator)
        with busy("fitting the propensity of a class"):
            propensity = model.fit(points, is_own).predict_proba(points)[:, 1]
        nearest = _with_column(group.space, propensity).nearest(
            group.rows, self.k_neighbors, mismatch=group.mismatch
        )
        return is_own[nearest].sum(axis=1) < self.threshold * nearest.shape[1]


def _with_column(space: MetricSpace, column: NDArray[np.float64]) -> MetricSpace:
    """Return a space that has one column more."""
    wider, column = copy(space), column[:, np.newaxis]
    if sparse.issparse(space.X):
        wider.X = sparse.hstack([space.X, sparse.csr_array(column)], format="csr")
    else:
        wider.X = np.hstack([space.X, column])
    return wider
