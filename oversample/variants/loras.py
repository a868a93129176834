"""LoRAS: new rows in the convex hull of noisy copies of a neighbourhood."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import CACHED, blocks
from oversample._dense import DenseRows
from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    Scale,
    integer_from,
    real_within,
)
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.plan import CombinationPlan
from oversample.smote import BaseSMOTE, ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import BASES, Bases, draw_bases, draw_weights
from oversample.variants._shadows import draw_shadows

# Rows of a class from which on neighbourhoods are large, and the rows of a neighbourhood beside the
# one that it belongs to, of a small and of a large class ([1], section 2.1).
_MANY, _FEW_NEIGHBORS, _MANY_NEIGHBORS = 100, 4, 29


class LoRAS(DenseRows, BaseSMOTE):
    r"""Localised random affine shadow sampling.

    The neighbourhood of a row of the class is the row and its ``k_neighbors`` nearest. Each of its
    rows has shadows, copies with noise :math:`N(0, \sigma^2)` in each column; a new row is a
    weighted mean of :math:`m` shadows ([1]_, algorithm 1):

    .. math::

        x_{new} = \sum_{j=1}^{m} w_j \, (x_{p_j} + \epsilon_j), \qquad
        w \sim Dir(1, \ldots, 1), \qquad p_j \sim U(\text{neighbourhood})

    With a large :math:`m` new rows are near the mean of the neighbourhood: with independent
    parents the covariance of the class is multiplied by :math:`2 / (m + 1)`.

    Shadows are not made: their mean is that of the rows with noise :math:`N(0, \sigma^2 \sum_j
    w_j^2)`. In [1]_ a neighbourhood has a finite number of shadows, of which the same may be drawn
    twice, and neighbours may be those of a t-SNE embedding; here there are as many as are drawn,
    and neighbours are those of the table. The cost beside SMOTE's is :math:`O(n_{new} m d)` in
    time and :math:`O(n_{new} m)` in memory.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or None, default=None
        The rows of a neighbourhood beside the one that it belongs to, which [1]_ counts, too;
        these vote on categories. None, as in [1]_: 29 of a class of 100 rows or more, else 4.
    n_affine : int of at least 2, or None, default=None
        The number of shadows :math:`m` of a new row (:math:`N_{aff}`). None, as in [1]_: the number
        of columns of numbers, and at least 2.
    sigma : float, default=0.005
        The standard deviation :math:`\sigma` of shadows, in the units of ``scale``; as in [1]_. A
        column of one value has no noise.
    bases : {"random", "even"}, default="even"
        Whether neighbourhoods are drawn, or dealt as in [1]_; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default="std"
        Units of the neighbour search and of the noise: the tables of [1]_ are scaled beforehand.
        See :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : CombinationPlan
        The row that the neighbourhood belongs to, with weight 0, then those whose shadows were
        drawn; the noise of their mean as ``noise`` (``compute_noise``).
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] S. Bej, N. Davtyan, M. Wolfien, M. Nassar and O. Wolkenhauer, "LoRAS: an oversampling
       approach for imbalanced datasets", Machine Learning 110, 279-301, 2021.

    Examples
    --------
    >>> from oversample import LoRAS
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(n_features=4, weights=[0.8], random_state=1)
    >>> sampler = LoRAS(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum()), sampler.plan_.parents().shape
    (81, (62, 5))
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        **BASES,
        "k_neighbors": [integer_from(1), None],
        "n_affine": [integer_from(2), None],
        "sigma": [real_within(0, np.inf)],
    }

    _searches: ClassVar[dict[str, str]] = {}
    _why_dense: ClassVar[str] = "adds noise to every number, zeros too"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | None = None,
        n_affine: int | None = None,
        sigma: float = 0.005,
        bases: Bases = "even",
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
            categorical_features=categorical_features,
            missing_values=missing_values,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.n_affine = n_affine
        self.sigma = sigma
        self.bases = bases

    @property
    def _combines(self) -> bool:
        return True

    @property
    def _class_search(self) -> int:
        return _FEW_NEIGHBORS if self.k_neighbors is None else self.k_neighbors

    def _plan(self, group: ClassRows, n_new: int, state: Any) -> CombinationPlan:
        if self.k_neighbors is None and len(group.rows) >= _MANY:
            group.search = _MANY_NEIGHBORS
        rng = group.problem.streams.start().fast()
        line = draw_bases(rng, len(group.rows), n_new, self.bases)
        n_affine = max(2, group.space.X.shape[1]) if self.n_affine is None else self.n_affine
        parent = np.empty((n_new, 1 + n_affine), dtype=np.intp)
        parent[:, 0] = group.rows[line]
        _draw_members(rng, group, line, parent[:, 1:])
        weight = np.zeros(parent.shape)
        weight[:, 1:] = draw_weights(rng, (n_new, n_affine))
        noise = draw_shadows(rng, group.space, weight[:, 1:], self.sigma)
        return CombinationPlan(parent, weight, noise)


def _draw_members(
    rng: Stream, group: ClassRows, line: NDArray[np.intp], out: NDArray[np.intp]
) -> None:
    """Draw members of the neighbourhoods of some rows, as many as there are columns to write."""
    hood = np.column_stack([group.rows, group.rows[group.neighbors]])
    member = rng.integers(hood.shape[1], out.size).reshape(out.shape)
    for block in blocks(len(out), out.shape[1], CACHED):
        # Places in the table of neighbourhoods, which NumPy reads in half of the time of pairs.
        place = member[block] + hood.shape[1] * line[block, np.newaxis]
        out[block] = hood.take(place, mode="clip")
