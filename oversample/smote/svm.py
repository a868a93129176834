"""SVM-SMOTE: new rows from the support vectors of a class."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.svm import SVC

from oversample._params import CategoricalLike, Grid, MissingValues, Scale, has_methods, real_within
from oversample._progress import busy
from oversample._random import RandomStateLike, Stream, make_streams
from oversample._strategy import StrategyLike
from oversample._target import labels_for_estimators
from oversample.base import Problem
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote.base import (
    NEIGHBOR_CONSTRAINTS,
    BaseSMOTE,
    ClassRows,
    SmallClass,
    draw_segments,
)
from oversample.smote.borderline import in_danger_of


class SVMSMOTE(BaseSMOTE):
    r"""SMOTE that starts only from the support vectors of a support vector machine.

    Support vectors of the class of which all ``m_neighbors`` are of other classes are noise and
    left out. From those in danger (at least half foreign) new rows are interpolated towards a
    neighbour in the class, :math:`x_i + u \, (x_j - x_i)`; from the safe ones they are
    extrapolated away from it, :math:`x_i - s \, u \, (x_j - x_i)`, with :math:`u \sim U(0, 1)` and
    :math:`s` the ``out_step`` ([1]_, figure 2). The share of the first kind is one draw from
    :math:`Beta(10, 10)`; if only one kind is there, it gets all.

    If no support vector of a class is left, the class is filled by plain SMOTE, with a warning.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The neighbours that rows are made towards; see :class:`oversample.SMOTE`.
    m_neighbors : int or object, default=10
        The neighbours that decide on noise and danger; an object counts the row itself.
    svm_estimator : object or None, default=None
        A classifier with a fitted attribute ``support_``; by default
        ``sklearn.svm.SVC(gamma="scale")``. Categories reach it one-hot encoded, missing numbers
        as the mean of their column. It is cloned and fitted anew; but for tables that are not in
        memory (:func:`oversample.resample_parquet` and kin) it is one that is fitted already, to
        rows of the table, and its support vectors are looked up among these.
    out_step : float in [0, 1], default=0.5
        The length :math:`s` of extrapolation.
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
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    svm_estimator_ : object
        The classifier; pickled unfitted, as it holds training rows.
    nn_k_, nn_m_ : objects
        The two neighbour searches, not fitted.
    sampling_strategy_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] H. M. Nguyen, E. W. Cooper and K. Kamei, "Borderline over-sampling for imbalanced data
       classification", International Journal of Knowledge Engineering and Soft Data Paradigms 3,
       4-21, 2011.

    Examples
    --------
    >>> from oversample import SVMSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = SVMSMOTE(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> set(sampler.plan_.base) <= set(sampler.svm_estimator_.support_)
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        "m_neighbors": NEIGHBOR_CONSTRAINTS,
        "svm_estimator": [has_methods("fit", "predict"), None],
        "out_step": [real_within(0, 1)],
    }

    _reads_nearest: ClassVar[tuple[str | int, ...]] = ("m_neighbors",)
    _reads_support: ClassVar[str] = "svm_estimator"
    _searches: ClassVar[dict[str, str]] = {"nn_k_": "k_neighbors", "nn_m_": "m_neighbors"}
    _holds_training_data: ClassVar[tuple[str, ...]] = ("svm_estimator_",)

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        m_neighbors: int | Any = 10,
        svm_estimator: Any = None,
        out_step: float = 0.5,
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
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
        self.m_neighbors = m_neighbors
        self.svm_estimator = svm_estimator
        self.out_step = out_step
        self.grid = grid

    def _fit_state(self, problem: Problem, space: MetricSpace) -> _Support:
        rng = problem.streams.start()
        if problem.support is not None:
            rng = make_streams(problem.support.seed).start()
            return _Support(problem.support.rows, rng, draws_seed=False)
        svm = SVC(gamma="scale") if self.svm_estimator is None else clone(self.svm_estimator)
        mismatch = space.mismatch(np.arange(len(problem.target.codes)))
        points = space.points(mismatch)
        if self.svm_estimator is None and _has_no_spread(points):
            svm.set_params(gamma=1.0)
        with busy("fitting the support vector machine"):
            self.svm_estimator_ = svm.fit(points, labels_for_estimators(problem.target))
        if not hasattr(svm, "support_"):
            raise RuntimeError(
                "`svm_estimator` is required to exposed a `support_` fitted attribute. "
                f"{type(svm).__name__} has none; use a support vector machine such as "
                "sklearn.svm.SVC."
            )
        return _Support(np.sort(svm.support_).astype(np.intp), rng, self.svm_estimator is None)

    def _plan(self, group: ClassRows, n_new: int, state: _Support) -> Plan | CombinationPlan:
        streams = group.problem.streams
        if state.draws_seed:
            # imbalanced-learn fits anew for each class, and its SVC draws a seed every time.
            streams.start().integers(2**31 - 1, 1)
        m = group.count_among(self.m_neighbors)
        support = np.intersect1d(state.rows, group.rows)
        n_foreign = group.foreign_among(support, self.m_neighbors)
        support, n_foreign = support[n_foreign < m], n_foreign[n_foreign < m]
        if not len(support):
            return self._fall_back(group, n_new, "all support vectors are noise or absent")
        danger = in_danger_of(n_foreign, m)
        # The share is of all rows of the class, of which a block has a part.
        first, total = group.problem.block or (0, n_new)
        n_between = int(state.rng.beta(10, 10, 1)[0] * (total + 1))
        if danger.all() or not danger.any():
            n_between = total if danger.all() else 0
        n_between = min(max(n_between - first, 0), n_new)
        parts = [
            (support[danger], n_between, 1.0),
            (support[~danger], n_new - n_between, -self.out_step),
        ]
        return Plan.join([self._draw(group, *part) for part in parts if len(part[0])])

    def _draw(self, group: ClassRows, bases: NDArray[np.intp], n_new: int, reach: float) -> Plan:
        rng = group.problem.streams.start()
        return draw_segments(rng, bases, group.rows, group.neighbors_of(bases), n_new, (0.0, reach))


class _Support(NamedTuple):
    """Support vectors of all classes, and the stream of the shares."""

    rows: NDArray[np.intp]
    rng: Stream
    draws_seed: bool


def _has_no_spread(points: Any) -> bool:
    """Return whether all cells of a sparse matrix are equal, as scikit-learn's SVC computes it.

    It takes the variance as a difference, which may round below zero and give a kernel width that
    is none; of dense matrices it sees by itself that there is no spread, and takes a width of 1.
    """
    if not sparse.issparse(points):
        return False
    cells = points.astype(np.float64)  # as SVC does, whatever it is given
    return cells.multiply(cells).mean() <= cells.mean() ** 2
