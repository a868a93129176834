"""Distance-SMOTE: new rows between a row and the mean of its neighbours."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from oversample._params import CategoricalLike, Grid, MissingValues, Scale
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.plan import CombinationPlan
from oversample.smote import BaseSMOTE, Beta, ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import BASES, Bases, BetaLaw, Range, draw_bases, draw_steps


class DistanceSMOTE(BaseSMOTE):
    r"""SMOTE towards the mean of the neighbours.

    New rows lie between a row of the class and the mean of its ``k_neighbors`` nearest rows of the
    same class ([1]_):

    .. math:: x_{new} = x_i + u \, (\bar{x}_{kNN(i)} - x_i), \qquad u \sim U(0, 1)

    Every row has one direction only, inwards: the method smooths the class. Towards the mean of
    all rows (``k_neighbors`` as large as the class less one) the covariance is multiplied by
    :math:`E[(1 - u \, n / (n - 1))^2]`, about :math:`1 / 3`; SMOTE's by :math:`2 / 3`. Beside
    SMOTE's search the cost is :math:`O(n_{new} \, k d)`.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The neighbours whose mean is taken; see :class:`oversample.SMOTE`.
    interpolation : tuple of (float, float) or Beta, default=(0.0, 1.0)
        The law of the step :math:`u`; see :class:`oversample.SMOTE`. The default is that of [1]_.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn, or dealt as in [1]_; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`. With ``"present"`` parents
        that miss a cell leave their weight to the others.
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
        The row and its neighbours as parents, :math:`1 - u, u / k, \ldots, u / k` as weights.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] J. de la Calleja and O. Fuentes, "A distance-based over-sampling method for learning from
       imbalanced data sets", FLAIRS 2007, 634-635.

    Examples
    --------
    >>> from oversample import DistanceSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = DistanceSMOTE(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum()), sampler.plan_.parents().shape
    (81, (62, 6))
    """

    _reads_one_class: ClassVar[bool] = True

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        "interpolation": [Range, BetaLaw],
        **BASES,
    }

    interpolation: tuple[float, float] | Beta

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        interpolation: tuple[float, float] | Beta = (0.0, 1.0),
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
        self.interpolation = interpolation
        self.bases = bases

    @property
    def _combines(self) -> bool:
        return True

    def _plan(self, group: ClassRows, n_new: int, state: None) -> CombinationPlan:
        rng = group.problem.streams.start()
        line = draw_bases(rng, len(group.rows), n_new, self.bases)
        step = draw_steps(rng, n_new, self.interpolation)
        neighbors = group.neighbors[line]
        parent = group.rows[np.column_stack([line, neighbors])]
        weight = np.repeat((step / neighbors.shape[1])[:, np.newaxis], parent.shape[1], axis=1)
        weight[:, 0] = 1 - step
        return CombinationPlan(parent, weight)
