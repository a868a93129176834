"""Assembled-SMOTE: SMOTE inside pieces of the border that run in one direction."""

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
from oversample.variants._assembly import Assembly
from oversample.variants._distances import points_of
from oversample.variants._groups import draw_among
from oversample.variants.base import BaseVariant


class AssembledSMOTE(BaseVariant):
    r"""SMOTE inside the clusters of a border.

    1. At the border are rows of the class that have a row of another class among their
       ``k_neighbors`` nearest of any class.
    2. These are clustered by single linkage, so that each cluster is a piece of the border that is
       nearly linear ([1]_, section III): the nearest two clusters are merged if one of them has
       fewer than ``min_members`` rows, or if the absolute cosine of the angle of their first
       principal axes is above ``min_cosine``. Else the distance between these two no longer
       counts.
    3. The clusters, and all rows that are not at the border as one more, are the groups. A new row
       is :math:`x_{new} = x_i + u \, (x_j - x_i)` with :math:`u \sim U(0, 1)`, where :math:`x_i` is
       any row of the class, and :math:`x_j` one of its ``k_neighbors`` nearest in its group.

    A row that is alone in its group is copied. A class without a row at the border is filled by
    plain SMOTE, with a warning. How many rows each cluster gets is not said in [1]_; here, as in
    other implementations, as many as it has in proportion.

    The cost is that of all distances within the border, and of an axis and some passes over all
    clusters for each merger: :math:`O(b^2 d + b \, d^3)` in time for :math:`b` rows at the border
    and :math:`d` columns, and :math:`8 \, c^2` bytes for the :math:`c` clusters that are begun, at
    most half as many as rows; of more than 64 columns, :math:`2 \, b^2` bytes. Borders of some
    thousand rows are merged by compiled loops, which take some seconds to compile, once a machine.
    Missing numbers count as the mean of their column there, and a sparse border is made dense.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The number of neighbours, of any class and in a group; see :class:`oversample.SMOTE`.
    min_members : int of at least 2, default=2
        Clusters of fewer rows are always merged; the default is that of [2]_.
    min_cosine : float in [0, 1], default=0.3
        The absolute cosine above which two clusters are parallel enough; the default is that of
        [2]_.
    interpolation : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step; see :class:`oversample.SMOTE`.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn or dealt; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`. They are in
        distances, but not in principal axes.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of distances and of principal axes; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    clusters_ : dict of label to ndarray of shape (n_class,), intp
        The group of each row of a class that was filled, in the order of the input: from 1 at the
        border, 0 elsewhere.
    sampling_strategy_, nn_k_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] B. Zhou, C. Yang, H. Guo and J. Hu, "A quasi-linear SVM combined with assembled SMOTE for
       imbalanced data classification", IJCNN 2013, 1-7.
    .. [2] G. Kovács, "An empirical comparison and evaluation of minority oversampling techniques on
       a large number of imbalanced datasets", Applied Soft Computing 83, 105662, 2019.

    Examples
    --------
    >>> from oversample import AssembledSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = AssembledSMOTE(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(y_resampled.sum()), len(sampler.clusters_[1])
    (81, 19)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseVariant._parameter_constraints,
        "min_members": [integer_from(2)],
        "min_cosine": [real_within(0, 1)],
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (*BaseSMOTE._row_attributes, "clusters_")

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        min_members: int = 2,
        min_cosine: float = 0.3,
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
        self.min_members = min_members
        self.min_cosine = min_cosine

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.clusters_: dict[Any, NDArray[np.intp]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        at_border = group.foreign_among(group.rows, self.k_neighbors) > 0
        if not at_border.any():
            reason = f"no row has a neighbor of another class (k_neighbors={self._k})"
            return self._fall_back(group, n_new, reason)
        border = group.rows[at_border]
        cluster = np.zeros(len(group.rows), dtype=np.intp)
        cluster[at_border] = 1 + self._assemble(group, border)
        self.clusters_[group.label] = cluster
        neighbors, n_neighbors = self._neighbors_inside(group, cluster)
        rng = group.problem.streams.start()
        line = draw_bases(rng, len(group.rows), n_new, self.bases)
        return draw_among(rng, line, neighbors, n_neighbors, group.rows, self.interpolation)

    def _assemble(self, group: ClassRows, border: NDArray[np.intp]) -> NDArray[np.intp]:
        """Cluster rows at the border."""
        if len(border) == 1:
            return np.zeros(1, dtype=np.intp)
        space = group.space.without_gaps()
        near = space.nearest(border, 1, among=border, mismatch=group.mismatch).ravel()
        assembly = Assembly(
            points_of(space, border),
            space.codes[border],
            group.mismatch**2,
            near,
            self.min_members,
            self.min_cosine,
        )
        return assembly.merge_all()

    def _neighbors_inside(
        self, group: ClassRows, cluster: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the neighbours of each row in its group, and how many there are."""
        n, order = len(cluster), np.argsort(cluster, kind="stable")
        size = np.bincount(cluster)
        start = (np.cumsum(size) - size)[cluster]
        n_neighbors = np.minimum(size[cluster] - 1, self._k)
        # All others of a small group are near; which of these is nearer, nothing depends on.
        ahead = np.arange(1, 1 + min(self._k, n - 1))
        slot = np.empty(n, dtype=np.intp)
        slot[order] = np.arange(n)
        around = (slot - start)[:, np.newaxis] + ahead
        neighbors = order[start[:, np.newaxis] + around % size[cluster][:, np.newaxis]]
        for number in np.flatnonzero(size > self._k + 1):
            members = np.flatnonzero(cluster == number)
            rows = group.rows[members]
            nearest = group.space.nearest(
                rows, self.k_neighbors, among=rows, mismatch=group.mismatch
            )
            neighbors[members] = members[nearest]
        return neighbors, n_neighbors
