"""KMeans-SMOTE: new rows in clusters where the class is dense enough to be safe."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.cluster import MiniBatchKMeans

from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    Scale,
    has_methods,
    integer_from,
    one_of,
    real_within,
)
from oversample._progress import busy
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike, allocate
from oversample.base import Problem
from oversample.plan import CombinationPlan, Plan
from oversample.smote._mean_distance import mean_distance
from oversample.smote.base import BaseSMOTE, ClassRows, SmallClass, draw_segments


class KMeansSMOTE(BaseSMOTE):
    r"""SMOTE inside clusters, most in those where the class is sparse.

    The whole table is clustered. A cluster is used if the share of the class in it reaches
    ``cluster_balance_threshold`` and it has more rows of the class than ``k_neighbors``. Cluster
    :math:`c` gets a part of the new rows in proportion to its sparsity ([1]_, section 3.2)

    .. math:: s_c = \frac{\bar d_c^{\,e}}{n_c}

    with :math:`\bar d_c` the mean distance between rows of the class in the cluster, :math:`n_c`
    their number and :math:`e` the ``density_exponent``; parts are made whole by the largest
    remainder. Within a cluster, rows are made as by SMOTE.

    Categories are voted on by the neighbours in the whole class.

    A class without a usable cluster is filled by plain SMOTE, with a warning.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=2
        The neighbours within a cluster; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of neighbour searches and distances.
    kmeans_estimator : int, object or None, default=None
        The number of clusters, or a clusterer with ``fit`` and ``predict``; by default
        ``sklearn.cluster.MiniBatchKMeans()``. Categories reach it one-hot encoded, missing
        numbers as the mean of their column.
    cluster_balance_threshold : "auto" or float, default="auto"
        The least share of the class; ``"auto"``: half of its share of all rows to be made.
    density_exponent : "auto" or float, default="auto"
        The exponent :math:`e`; ``"auto"``: :math:`0.16 \, \log_{1.6}(n_c)^{1.8}`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    kmeans_estimator_ : object
        The clusterer of the last class; pickled unfitted, as it holds a label for every row.
    cluster_balance_threshold_ : "auto" or float
        The threshold in force (of a single cluster: minus infinity).
    nn_k_ : object
        The neighbour search, not fitted.
    sampling_strategy_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] G. Douzas, F. Bacao and F. Last, "Improving imbalanced learning through a heuristic
       oversampling method based on k-means and SMOTE", Information Sciences 465, 1-20, 2018.

    Examples
    --------
    >>> from oversample import KMeansSMOTE
    >>> from sklearn.datasets import make_blobs
    >>> X, y = make_blobs([60, 20, 15], centers=[[0, 0], [9, 9], [-9, 9]], random_state=0)
    >>> sampler = KMeansSMOTE(kmeans_estimator=3, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y > 0)
    >>> int(y_resampled.sum())
    60
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        "kmeans_estimator": [integer_from(1), has_methods("fit", "predict"), None],
        "cluster_balance_threshold": [one_of("auto"), real_within(-np.inf, np.inf)],
        "density_exponent": [one_of("auto"), real_within(-np.inf, np.inf)],
    }

    _holds_training_data: ClassVar[tuple[str, ...]] = ("kmeans_estimator_",)

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 2,
        n_jobs: int | None = None,
        kmeans_estimator: int | Any = None,
        cluster_balance_threshold: Literal["auto"] | float = "auto",
        density_exponent: Literal["auto"] | float = "auto",
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        grid: Grid = "off",
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
        )
        self.kmeans_estimator = kmeans_estimator
        self.cluster_balance_threshold = cluster_balance_threshold
        self.density_exponent = density_exponent
        self.grid = grid

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        points = group.space.points(group.mismatch)
        clusters = list(self._usable_clusters(group, points, n_new))
        if not clusters:
            reason = (
                "no cluster has enough rows (lower cluster_balance_threshold or raise the number "
                "of clusters)"
            )
            return self._fall_back(group, n_new, reason)
        log_sparsity = np.array([self._log_sparsity(points[rows]) for rows in clusters])
        # Only ratios to the largest matter, and they overflow in no unit. Where all rows of every
        # cluster are the same, none is sparser than another.
        most = log_sparsity.max()
        sparsity = np.exp(log_sparsity - most) if most > -np.inf else np.ones(len(clusters))
        parts = zip(clusters, allocate(n_new, sparsity), strict=True)
        return Plan.join([self._fill(group, rows, int(n)) for rows, n in parts if n > 0])

    def _usable_clusters(
        self, group: ClassRows, points: Any, n_new: int
    ) -> Iterator[NDArray[np.intp]]:
        """Yield the row numbers of the class in each cluster that can be filled."""
        clusterer = self._clusterer(group.problem)
        with busy("clustering"):
            cluster_of = clusterer.fit_predict(points)
        self.kmeans_estimator_ = clusterer
        n_clusters = getattr(clusterer, "n_clusters", None) or int(cluster_of.max()) + 1
        threshold = self.cluster_balance_threshold if n_clusters != 1 else -np.inf
        self.cluster_balance_threshold_ = threshold
        if threshold == "auto":
            threshold = n_new / sum(group.problem.n_new.values()) / 2
        # A cluster may have all rows of a small class, which small_class="reduce_k" lets through.
        k = min(self._k, len(group.rows) - 1)
        of_class = group.problem.target.codes == group.code
        for cluster in range(n_clusters):
            inside = cluster_of == cluster
            rows = np.flatnonzero(inside & of_class)
            if len(rows) > k and len(rows) / inside.sum() >= threshold:
                yield rows

    def _clusterer(self, problem: Problem) -> Any:
        if self.kmeans_estimator is not None and not isinstance(
            self.kmeans_estimator, int | np.integer
        ):
            return clone(self.kmeans_estimator)
        n_rows = len(problem.target.codes)
        if self.kmeans_estimator is not None and self.kmeans_estimator > n_rows:
            raise ValueError(
                f"kmeans_estimator={self.kmeans_estimator} asks for more clusters than the table "
                f"has rows ({n_rows})."
            )
        seed = problem.streams.seed_for_estimator()
        if self.kmeans_estimator is None:
            return MiniBatchKMeans(random_state=seed)
        return MiniBatchKMeans(n_clusters=self.kmeans_estimator, random_state=seed)

    def _log_sparsity(self, points: Any) -> float:
        n_rows = points.shape[0]
        mean = mean_distance(points, self.n_jobs)
        exponent = (
            math.log(n_rows, 1.6) ** 1.8 * 0.16
            if isinstance(self.density_exponent, str)
            else self.density_exponent
        )
        if mean == 0:
            return -math.inf if exponent > 0 else -math.log(n_rows)
        return exponent * math.log(mean) - math.log(n_rows)

    def _fill(self, group: ClassRows, rows: NDArray[np.intp], n_new: int) -> Plan:
        space = group.space
        neighbors = space.nearest(rows, self.k_neighbors, among=rows, mismatch=group.mismatch)
        return draw_segments(group.problem.streams.start(), rows, rows, neighbors, n_new)
