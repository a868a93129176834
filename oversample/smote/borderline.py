"""Borderline-SMOTE: new rows near rows that other classes surround."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._params import CategoricalLike, Grid, MissingValues, Scale, one_of
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
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

Kind = Literal["borderline-1", "borderline-2"]
"""The rule of partners."""


class BorderlineSMOTE(BaseSMOTE):
    r"""SMOTE that starts only from rows in danger.

    Let :math:`m'` of the :math:`m` nearest rows of any class of a row of the class be of other
    classes. The row is *in danger* if :math:`m / 2 \leq m' < m` ([1]_, section 3; with
    :math:`m' = m` it is taken for noise). New rows start from rows in danger,
    :math:`x_{new} = x_i + u \, (x_j - x_i)`, where

    - ``kind="borderline-1"``: :math:`j` is one of the ``k_neighbors`` nearest of the class and
      :math:`u \sim U(0, 1)`;
    - ``kind="borderline-2"``: :math:`j` is one of the ``k_neighbors`` nearest of any class, and
      where it is of another one, the step is multiplied by a draw from :math:`U(0, 0.5)`. So it is
      in imbalanced-learn; in [1]_ the step itself is drawn from :math:`U(0, 0.5)`, and thus twice
      as long on average.

    A class with no row in danger is filled by plain SMOTE, with a warning.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The neighbours that rows are made towards; see :class:`oversample.SMOTE`.
    m_neighbors : int or object, default=10
        The neighbours that decide on danger; an object counts the row itself.
    kind : {"borderline-1", "borderline-2"}, default="borderline-1"
        Among which rows partners are sought.
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
    in_danger_indices_ : dict
        For each label that was filled, the row numbers in danger; also under imbalanced-learn's
        name ``in_danger_indices``.
    nn_k_, nn_m_ : objects
        The two neighbour searches, not fitted.
    sampling_strategy_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] H. Han, W.-Y. Wang and B.-H. Mao, "Borderline-SMOTE: a new over-sampling method in
       imbalanced data sets learning", ICIC 2005, 878-887.

    Examples
    --------
    >>> from oversample import BorderlineSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> sampler = BorderlineSMOTE(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> set(sampler.plan_.base) <= set(sampler.in_danger_indices_[1])
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        "m_neighbors": NEIGHBOR_CONSTRAINTS,
        "kind": [one_of(*get_args(Kind))],
    }

    _reads_nearest: ClassVar[tuple[str | int, ...]] = ("m_neighbors", "k_neighbors")
    _row_attributes: ClassVar[tuple[str, ...]] = (
        *BaseSMOTE._row_attributes,
        "in_danger_indices_",
    )
    _searches: ClassVar[dict[str, str]] = {"nn_k_": "k_neighbors", "nn_m_": "m_neighbors"}

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        m_neighbors: int | Any = 10,
        kind: Kind = "borderline-1",
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
        self.kind = kind
        self.grid = grid

    @property
    def in_danger_indices(self) -> dict[Any, NDArray[np.intp]]:
        """The rows in danger, under imbalanced-learn's name."""
        return self.in_danger_indices_

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.in_danger_indices_: dict[Any, NDArray[np.intp]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        m = group.count_among(self.m_neighbors)
        n_foreign = group.foreign_among(group.rows, self.m_neighbors)
        in_danger = in_danger_of(n_foreign, m)
        self.in_danger_indices_[group.label] = group.rows[in_danger]
        if not in_danger.any():
            return self._fall_back(group, n_new, f"no row is in danger (m_neighbors={m})")
        if self.kind == "borderline-2":
            return self._plan_towards_all(group, group.rows[in_danger], n_new)
        rng = group.problem.streams.start()
        bases = group.rows[in_danger]
        return draw_segments(rng, bases, group.rows, group.neighbors_of(bases), n_new)

    def _plan_towards_all(self, group: ClassRows, in_danger: NDArray[np.intp], n_new: int) -> Plan:
        streams, codes = group.problem.streams, group.problem.target.codes
        nearest = group.space.nearest(in_danger, self.k_neighbors, mismatch=group.mismatch)
        plan = draw_segments(streams.start(), in_danger, np.arange(len(codes)), nearest, n_new)
        foreign = codes[plan.partner] != group.code
        step = plan.step.copy()
        step[foreign] *= streams.start().uniform(int(foreign.sum()), 0.0, 0.5)
        return replace(plan, step=step)


def in_danger_of(n_foreign: NDArray[np.intp], m: int) -> NDArray[np.bool_]:
    """Return which rows are in danger: at least half, but not all, of their neighbours foreign."""
    return (n_foreign >= m / 2) & (n_foreign < m)
