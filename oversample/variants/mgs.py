"""MGS: new rows from the normal distribution of a row's neighbourhood."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import CACHED, blocks
from oversample._params import Boolean, CategoricalLike, Grid, Scale, one_of, real_within
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, STRATEGY, Problem
from oversample.plan import CombinationPlan
from oversample.plan.interpolation import combine
from oversample.smote import NEIGHBOR_CONSTRAINTS, BaseSMOTE, ClassRows
from oversample.smote.base import SEARCH, Context, SmallClass
from oversample.smote.laws import BASES, Bases, draw_bases

Centre = Literal["mean", "row"]
"""Where the distribution of a neighbourhood is centred."""


class MGS(BaseSMOTE):
    r"""Multivariate Gaussian SMOTE.

    Let :math:`N_i` be a row of the class and its ``k_neighbors`` nearest in it, :math:`K + 1` rows.
    A new row is drawn from the normal distribution of that neighbourhood ([1]_):

    .. math::

        x_{new} \sim N(\mu_i, \Sigma_i), \qquad \mu_i = \frac{1}{K + 1} \sum_{x \in N_i} x, \qquad
        \Sigma_i = \frac{\lambda}{K + 1} \sum_{x \in N_i} (x - \mu_i) (x - \mu_i)^T

    It is drawn without any matrix: with :math:`z_x \sim N(0, 1)` for each member,

    .. math::

        x_{new} = \mu_i + \sqrt{\frac{\lambda}{K + 1}} \sum_{x \in N_i} z_x \, (x - \mu_i)

    has just this distribution. So the covariance is exact where it has no full rank, too (few
    neighbours, columns that repeat others): nothing is added to it to make it invertible. A new row
    is a weighted sum of the :math:`K + 1` rows, with weights of either sign that sum to one.

    Rows leave the segments that SMOTE keeps to, and the hull of the class. Over bases, the
    covariance is the mean of all :math:`\Sigma_i` and the covariance of all :math:`\mu_i`.

    Each new row costs :math:`O(K d)`, and its plan has :math:`K + 1` parents and weights (16 bytes
    each). The neighbour search is for more neighbours than SMOTE's.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int, object or None, default=None
        The number :math:`K` of neighbours; see :class:`oversample.SMOTE`. None, the choice of
        [1]_: one more than there are columns of numbers, or all other rows of a class that has
        fewer.
    covariance_scale : float, default=1.0
        The factor :math:`\lambda`, at least 0; 1 in [1]_.
    centre : {"mean", "row"}, default="mean"
        Where the distribution is centred: at :math:`\mu_i` as in [1]_, or at the row :math:`x_i`,
        which then takes the place of :math:`\mu_i` in :math:`\Sigma_i`, too.
    clip : bool, default=False
        Whether a row that leaves the range of its class in some column is brought back, on the line
        to its centre, until it does not. Not from [1]_.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn, as in [1]_, or dealt; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of drawing; see :class:`oversample.SMOTE`, and
        :class:`oversample.MGSGRF` for categories that go with the drawn numbers.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of ``k_neighbors`` rows or fewer, where they are given; see
        :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : CombinationPlan
        The rows of :math:`N_i` as parents, :math:`x_i` first, and their weights.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] A. Sakho, E. Malherbe and E. Scornet, "Do we need rebalancing strategies? A theoretical
       and empirical study around SMOTE and its variants", arXiv 2402.03819, 2024.

    Examples
    --------
    >>> from oversample import MGS
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(n_features=4, weights=[0.8], random_state=1)
    >>> sampler = MGS(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum()), sampler.plan_.parents().shape
    (81, (62, 6))
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "k_neighbors": [*NEIGHBOR_CONSTRAINTS, None],
        "covariance_scale": [real_within(0, np.inf)],
        "centre": [one_of(*get_args(Centre))],
        "clip": [Boolean],
        **BASES,
        **CATEGORIES,
        **SEARCH,
        **GRID,
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any | None = None,
        covariance_scale: float = 1.0,
        centre: Centre = "mean",
        clip: bool = False,
        bases: Bases = "random",
        categorical_features: CategoricalLike = None,
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
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.covariance_scale = covariance_scale
        self.centre = centre
        self.clip = clip
        self.bases = bases

    @property
    def _combines(self) -> bool:
        return True

    def _prepare(self, problem: Problem) -> Context:
        if self.k_neighbors is None:
            # Set on the copy that one call works on: the sampler's own parameter stays None.
            self.k_neighbors = problem.table.numeric.shape[1] + 1
            filled = [label for label, n_new in problem.n_new.items() if n_new > 0]
            if all(len(problem.rows_of(label)) > 1 for label in filled):
                self.small_class = "reduce_k"
        return super()._prepare(problem)

    def _plan(self, group: ClassRows, n_new: int, state: Any) -> CombinationPlan:
        rng = group.problem.streams.start().fast()
        line = draw_bases(rng, len(group.rows), n_new, self.bases)
        size = 1 + group.neighbors.shape[1]
        parent = np.empty((n_new, size), dtype=np.intp)
        parent[:, 0] = group.rows[line]
        for block in blocks(n_new, size, CACHED):
            parent[block, 1:] = group.rows[group.neighbors[line[block]]]
        weight = rng.normal(parent.shape)
        weight *= np.sqrt(self.covariance_scale / size)
        middle = np.full(size, 1 / size) if self.centre == "mean" else np.eye(size)[0]
        for block in blocks(n_new, size, CACHED):
            weight[block] += middle - weight[block].sum(axis=1, keepdims=True) * middle
        plan = CombinationPlan(parent, weight)
        return _brought_back(group, plan, middle) if self.clip else plan


def _brought_back(
    group: ClassRows, plan: CombinationPlan, middle: NDArray[np.float64]
) -> CombinationPlan:
    """Bring rows that leave the range of their class back, on the line to their centre."""
    X, own = group.space.X, group.space.X[group.rows]
    low, high = _dense(own.min(axis=0)).ravel(), _dense(own.max(axis=0)).ravel()
    # A column that is constant moves by rounding only, and keeps no row back.
    rounding = 64 * np.finfo(own.dtype).eps * np.maximum(np.abs(low), np.abs(high))
    weight = plan.weight.copy()
    for block in blocks(len(weight), X.shape[1]):
        parent = plan.parent[block]
        centre, new = (
            _dense(combine(X, parent, share))
            for share in (np.broadcast_to(middle, parent.shape), weight[block])
        )
        way, room = new - centre, np.where(new > centre, high - centre, centre - low)
        share = np.ones(way.shape)
        leaves = np.abs(way) > room + rounding
        share[leaves] = np.maximum(room[leaves], 0) / np.abs(way[leaves])
        least = share.min(axis=1, initial=1.0)[:, np.newaxis]
        weight[block] = least * weight[block] + (1 - least) * middle
    return CombinationPlan(plan.parent, weight)


def _dense(X: Any) -> NDArray[np.float64]:
    X = X if isinstance(X, np.ndarray) else X.toarray()
    return X.astype(np.float64, copy=False)
