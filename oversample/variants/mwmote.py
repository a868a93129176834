"""MWMOTE: most new rows where a row is near to other classes, and few of its own class are."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
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
from oversample.variants._closeness import informative_weights
from oversample.variants._compact import compact_clusters
from oversample.variants._distances import distances_within, points_of
from oversample.variants._groups import draw_in_groups
from oversample.variants._linkage import average_linkage, numbered_by_first
from oversample.variants._near_to_any import near_to_any
from oversample.variants.base import BaseVariant


class MWMOTE(BaseVariant):
    r"""Majority weighted minority over-sampling.

    Which rows new rows start from is decided by rows of other classes at the border ([1]_,
    section 3):

    1. Noise: rows of the class without one of its own among their ``k_neighbors`` nearest rows.
    2. Border: the ``k_border`` nearest rows of other classes of each row that is not noise.
    3. Informative: the ``k_informative`` nearest rows of the class of each border row.
    4. A border row :math:`y` and an informative row :math:`x` are as close as (equations 3-6)

       .. math::

           C(y, x) = \min\left(\frac{d}{\lVert y - x \rVert}, C_{th}\right), \qquad
           I(y, x) = C(y, x) \, \frac{C(y, x)}{\sum_{z} C(y, z)}

       with :math:`d` the number of columns: near rows count most, and of a border row the fewer
       others are near it. Row :math:`x` is the base in proportion to :math:`\sum_y I(y, x)`.
    5. All rows of the class are clustered by average linkage, up to a distance of
       ``cluster_factor`` times the mean distance of a row to its nearest of the class. A new row is
       :math:`x_{new} = x + u \, (z - x)`, :math:`u \sim U(0, 1)`, with :math:`z` any other row of
       the cluster of :math:`x`, informative or not. A row that is alone in its cluster is copied.

    A class of noise only is filled by plain SMOTE, with a warning. The constant :math:`C_{MAX}` of
    [1]_ is a factor of all weights, and left out. :math:`C_{th}` is an inverse distance: set
    ``scale``, or it means little. Missing numbers count as the mean of their column in steps 4 and
    5, and a sparse class is made dense there.

    The cost is that of all distances within the class and between the border and what is
    informative: :math:`O((n + b) \, n \, d)` in time for :math:`n` rows of the class and :math:`b`
    border rows, and :math:`8 n^2` bytes for the clusters (3.2 GB of 20,000 rows), unless bounds
    tell them, as of a class that is one, or of compact ones that are far from each other. Classes
    of some thousand rows are clustered by compiled loops, which take some seconds to compile, once
    a machine.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The neighbours of any class that tell noise (:math:`k_1`), and those in the class that vote
        on categories; see :class:`oversample.SMOTE`.
    k_border : int, default=3
        The rows of other classes that each row brings to the border (:math:`k_2`).
    k_informative : int or None, default=None
        The rows of the class that are informative of each border row (:math:`k_3`); None, as in
        [1]_: half as many as are no noise.
    closeness_threshold : float, default=5.0
        The threshold :math:`C_{th}` (:math:`C_f(th)` in [1]_), above 0.
    cluster_factor : float, default=3.0
        The factor :math:`C_p` of the distance up to which clusters are merged; 0 merges none.
    interpolation : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step; of a ``Dirichlet`` all parents are of one cluster. See
        :class:`oversample.SMOTE`.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn, or dealt as often as their weights say; see
        :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of all distances; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    informative_indices_ : dict of label to ndarray, intp
        The informative rows of a class that was filled, as row numbers of the input.
    clusters_ : dict of label to ndarray of shape (n_class,), intp
        The cluster of each row of the class, from 1, in the order of the input.
    sampling_strategy_, nn_k_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] S. Barua, M. M. Islam, X. Yao and K. Murase, "MWMOTE: majority weighted minority
       oversampling technique for imbalanced data set learning", IEEE Transactions on Knowledge and
       Data Engineering 26, 405-425, 2014.

    Examples
    --------
    >>> from oversample import MWMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = MWMOTE(scale="std", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    >>> set(sampler.plan_.base) <= set(sampler.informative_indices_[1])
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseVariant._parameter_constraints,
        "k_border": [integer_from(1)],
        "k_informative": [integer_from(1), None],
        "closeness_threshold": [real_within(0, np.inf, open_low=True)],
        "cluster_factor": [real_within(0, np.inf)],
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (
        *BaseSMOTE._row_attributes,
        "clusters_",
        "informative_indices_",
    )

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        k_border: int = 3,
        k_informative: int | None = None,
        closeness_threshold: float = 5.0,
        cluster_factor: float = 3.0,
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
        self.k_border = k_border
        self.k_informative = k_informative
        self.closeness_threshold = closeness_threshold
        self.cluster_factor = cluster_factor

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.informative_indices_: dict[Any, NDArray[np.intp]] = {}
        self.clusters_: dict[Any, NDArray[np.intp]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        found = group.space.nearest(group.rows, self.k_neighbors, mismatch=group.mismatch)
        is_own = group.problem.target.codes[found] == group.code
        is_noise = ~is_own.any(axis=1)
        if is_noise.all():
            k = found.shape[1]
            return self._fall_back(group, n_new, f"no row has a neighbor (k_neighbors={k})")
        border = self._border(group, group.rows[~is_noise])
        informative = self._informative(group, border, int((~is_noise).sum()))
        self.informative_indices_[group.label] = group.rows[informative]
        weight = informative_weights(
            group, border, group.rows[informative], self.closeness_threshold
        )
        cluster = _clusters(group, self._nearest(group, found, is_own), self.cluster_factor)
        self.clusters_[group.label] = cluster
        rng = group.problem.streams.start()
        line = informative[draw_bases(rng, len(informative), n_new, self.bases, weight)]
        return draw_in_groups(rng, line, cluster, group.rows, self.interpolation)

    def _nearest(
        self, group: ClassRows, found: NDArray[np.intp], is_own: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """Return the position of the nearest row of the class of each row of it.

        Where the rows that are nearest of all classes, which are given, have one of the class among
        them, the first is it.
        """
        space, rows = group.space.without_gaps(), group.rows
        nearest = np.searchsorted(rows, found[np.arange(len(rows)), is_own.argmax(axis=1)])
        left = np.flatnonzero(~is_own.any(axis=1))
        # Another search may see less than all rows, or than all columns.
        if space.X is not group.space.X or not isinstance(self.k_neighbors, int | np.integer):
            left = np.arange(len(rows))
        if len(left):
            nearest[left] = space.nearest(rows[left], 1, among=rows, mismatch=group.mismatch)[:, 0]
        return nearest

    def _border(self, group: ClassRows, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows of other classes that are nearest to some row."""
        others = np.flatnonzero(group.problem.target.codes != group.code)
        k = min(self.k_border, len(others))
        found = group.space.nearest_of(rows, others, k, mismatch=group.mismatch)
        return others[np.unique(found.indices)]

    def _informative(
        self, group: ClassRows, border: NDArray[np.intp], n_filtered: int
    ) -> NDArray[np.intp]:
        """Return the positions of the rows of the class that are nearest to some border row."""
        is_informative = np.full(len(group.rows), False)
        if self.k_informative is not None:
            k = min(self.k_informative, len(group.rows))
            for block in blocks(len(border), k):
                found = group.space.nearest_of(
                    border[block], group.rows, k, mismatch=group.mismatch
                )
                is_informative[found.indices] = True
            return np.flatnonzero(is_informative)
        return np.flatnonzero(near_to_any(group, border, max(1, n_filtered // 2)))


def _clusters(group: ClassRows, nearest: NDArray[np.intp], factor: float) -> NDArray[np.intp]:
    """Cluster a class by average linkage, up to a multiple of the mean nearest distance."""
    space, rows = group.space.without_gaps(), group.rows
    points = points_of(space, rows)
    differing = (space.codes[rows] != space.codes[rows[nearest]]).sum(axis=1)
    squared = ((points - points[nearest]) ** 2).sum(axis=1) + group.mismatch**2 * differing
    limit = factor * float(np.sqrt(squared).mean())
    cluster = compact_clusters(points, group.mismatch**2 * space.codes.shape[1], limit)
    if cluster is None:
        return average_linkage(distances_within(group, rows), limit)
    return numbered_by_first(cluster)
