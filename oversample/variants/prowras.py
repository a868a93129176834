"""ProWRAS: levels of proximity, and shadows of many or of few rows, near or far from each other."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._dense import DenseRows
from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    Scale,
    integer_from,
    one_of,
    real_within,
)
from oversample._problem import Problem
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote import BaseSMOTE, ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import BASES, Bases, draw_bases, draw_weights
from oversample.variants._distances import squared_distances
from oversample.variants._proximity import no_pair, proximity_levels, weights_of_levels
from oversample.variants._shadows import draw_shadows

Scheme = Literal["HGV", "HLV", "LGV", "LLV"]
"""High or low variance, global or local."""

# The most rows of a neighbourhood, of global and of local schemes ([1], table 1).
_GLOBAL, _LOCAL = 1000, 5


class ProWRAS(DenseRows, BaseSMOTE):
    r"""Proximity weighted random affine shadow sampling.

    Levels :math:`l` of proximity to the other classes, and their weights :math:`w_l`, are those of
    :class:`oversample.ProWSyn`. Inside a level ([1]_, section 3):

    1. A neighbourhood is a row and its nearest of the level, :math:`s` rows in all; the whole
       level, where that has no more.
    2. The number of rows that are combined is
       :math:`c_l = \lceil c_{max} \, w_l / \max_k w_k \rceil`. Where it is less than the number of
       columns :math:`d`, the variance is high: a new row lies between two different rows of one
       neighbourhood. Else it is low: a new row is the weighted mean of :math:`c_l` shadows of rows
       of one neighbourhood, copies with noise :math:`N(0, \sigma^2)`; see
       :class:`oversample.LoRAS`.

    All weights are uniform in their simplex.

    ========== =============== ============= ==================================================
    ``scheme`` :math:`c_{max}` :math:`s`     chosen in [1]_ on 20 tables for
    ========== =============== ============= ==================================================
    ``"HGV"``  2               1000          forests (11), gradient boosting (6)
    ``"HLV"``  2               5             forests (7), gradient boosting (6)
    ``"LGV"``  :math:`d`       1000          logistic regression (15), gradient boosting (6)
    ``"LLV"``  :math:`d`       5             nearest neighbours (20), logistic regression (4)
    ========== =============== ============= ==================================================

    These were chosen on the very scores that they were compared by: read them as a hint.

    A level of a single row gets no share, and a class without a level of two rows is filled by
    plain SMOTE, with a warning. In one implementation the shadows of all neighbourhoods of a level
    are pooled, which makes local schemes global; here a new row is of one neighbourhood. In others
    what is left over has the weight of an earlier level, or two rows may be the same one. In a
    neighbourhood of 1000 missing numbers count as the mean of their column.

    The cost is that of ProWSyn, :math:`O(n_{new} \, c_{max} d)` for the new rows, and of global
    schemes all distances within levels of more than 1000 rows, :math:`O(n^2 d)`.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    scheme : {"HGV", "HLV", "LGV", "LLV"}, default="HGV"
        High or low variance, global or local. No default in [1]_.
    k_neighbors : int, default=5
        The number of rows that each row of another class brings to a level, and of the neighbours
        in the class that vote on categories.
    n_levels : int, default=5
        The number of levels; there are fewer where rows run out.
    theta : float, default=1.0
        The decay :math:`\theta` of :math:`w_l = e^{-\theta (l - 1)}`.
    sigma : float, default=0.001
        The standard deviation :math:`\sigma` of shadows, in the units of ``scale``. A column of
        one value has no noise.
    bases : {"random", "even"}, default="random"
        Whether neighbourhoods are drawn, or dealt as often as their level's weight says; see
        :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default="std"
        Units of the neighbour search and of the noise; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : CombinationPlan
        The row that the neighbourhood belongs to, with weight 0, then those that were drawn; of
        the whole level the first of these is that row itself. The noise of shadows as ``noise``
        (``compute_noise``).
    levels_ : dict of label to ndarray of shape (n_class,), intp
        The level of each row of a class that was filled, from 1, in the order of the input.
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] S. Bej, K. Schulz, P. Srivastava, M. Wolfien and O. Wolkenhauer, "A multi-schematic
       classifier-independent oversampling approach for imbalanced datasets", IEEE Access 9,
       123358-123374, 2021.

    Examples
    --------
    >>> from oversample import ProWRAS
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(n_features=4, weights=[0.8], random_state=1)
    >>> sampler = ProWRAS(scheme="LLV", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum()), sampler.plan_.parents().shape
    (81, (62, 5))
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        **BASES,
        "scheme": [one_of(*get_args(Scheme))],
        "k_neighbors": [integer_from(1)],
        "n_levels": [integer_from(1)],
        "theta": [real_within(0, np.inf)],
        "sigma": [real_within(0, np.inf)],
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (*BaseSMOTE._row_attributes, "levels_")
    _searches: ClassVar[dict[str, str]] = {}
    _why_dense: ClassVar[str] = "adds noise to every number, zeros too"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        scheme: Scheme = "HGV",
        k_neighbors: int = 5,
        n_levels: int = 5,
        theta: float = 1.0,
        sigma: float = 0.001,
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
            categorical_features=categorical_features,
            missing_values=missing_values,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.scheme = scheme
        self.n_levels = n_levels
        self.theta = theta
        self.sigma = sigma
        self.bases = bases

    @property
    def _combines(self) -> bool:
        return True

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.levels_: dict[Any, NDArray[np.intp]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        level = proximity_levels(group, self.n_levels, self.k_neighbors)
        self.levels_[group.label] = level
        share = weights_of_levels(level, self.theta)
        if not share.any():
            return self._fall_back(group, n_new, no_pair(self.n_levels, self.k_neighbors))
        rng = group.problem.streams.start()
        line = draw_bases(rng, len(group.rows), n_new, self.bases, share)
        width = group.space.X.shape[1]
        n_combined = self._combined(width, level[share > 0])
        most = max(max(n_combined.values()), 2)
        place = np.repeat(line[:, np.newaxis], most, axis=1)
        weight = np.zeros((n_new, most))
        is_low = np.full(n_new, False)
        for number, n_rows in n_combined.items():
            mine = np.flatnonzero(level[line] == number)
            is_low[mine] = n_rows >= width
            m = max(n_rows, 2) if n_rows >= width else 2
            members = np.flatnonzero(level == number)
            own, hood = np.searchsorted(members, line[mine]), self._hoods(group, members)
            place[mine, :m] = members[_draw_in_hoods(rng, own, hood, m, n_rows < width)]
            weight[mine, :m] = draw_weights(rng, (len(mine), m))
        noise = draw_shadows(
            rng, group.space, np.where(is_low[:, np.newaxis], weight, 0.0), self.sigma
        )
        parent = group.rows[np.column_stack([line, place])]
        return CombinationPlan(parent, np.column_stack([np.zeros(n_new), weight]), noise)

    def _combined(self, width: int, levels: NDArray[np.intp]) -> dict[int, int]:
        """Return how many rows are combined in each usable level."""
        most = 2 if self.scheme.startswith("H") else width
        numbers = np.unique(levels).tolist()
        return {
            number: math.ceil(most * math.exp(-self.theta * (number - numbers[0])))
            for number in numbers
        }

    def _hoods(self, group: ClassRows, members: NDArray[np.intp]) -> NDArray[np.intp] | int:
        """Return the neighbourhoods of the rows of a level, or how many rows are all in one."""
        size = _GLOBAL if self.scheme[1] == "G" else _LOCAL
        if len(members) <= size:
            return len(members)
        rows = group.rows[members]
        if size == _LOCAL:
            nearest = group.space.nearest(rows, size - 1, among=rows, mismatch=group.mismatch)
            return np.column_stack([np.arange(len(members)), nearest])
        # So many are found sooner among all distances than by a search.
        hoods, start = np.empty((len(members), size), dtype=np.intp), 0
        for squared in squared_distances(group, rows, rows):
            np.maximum(squared, 0, out=squared)
            block = np.arange(start, start + len(squared))
            squared[block - start, block] = -1.0
            hoods[block] = np.argpartition(squared, size - 1, axis=1)[:, :size]
            start += len(squared)
        return hoods


def _draw_in_hoods(
    rng: Stream, own: NDArray[np.intp], hood: NDArray[np.intp] | int, m: int, different: bool
) -> NDArray[np.intp]:
    """Draw rows of the neighbourhoods of some rows of a level.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    own : ndarray of shape (n,)
        The rows, as positions in the level.
    hood : ndarray of shape (n_level, size) or int
        The neighbourhood of each row of the level, itself among them; or the size of the level,
        where it is that of each.
    m : int
        The number of draws for each row.
    different : bool
        Whether the first two are different.

    Returns
    -------
    ndarray of shape (n, m)
        Positions in the level.
    """
    size = hood if isinstance(hood, int) else hood.shape[1]
    column = rng.integers(size, len(own) * m).reshape(len(own), m)
    if isinstance(hood, int):
        # All rows of the level are alike: the row itself may as well be the first.
        column[:, 0] = 0
    if different:
        column[:, 1] = (column[:, 0] + 1 + rng.integers(size - 1, len(own))) % size
    if isinstance(hood, int):
        return (own[:, np.newaxis] + column) % size
    return hood[own[:, np.newaxis], column]
