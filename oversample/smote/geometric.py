"""Geometric SMOTE: new rows in a ball around a row, not only on a segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._dense import DenseRows
from oversample._params import CategoricalLike, Grid, Scale, one_of, real_within
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, STRATEGY
from oversample.neighbors.space import in_units
from oversample.plan import Plan
from oversample.plan.interpolation import within_floats
from oversample.plan.noise import DrawnNoise, NoiseSource, Normals
from oversample.smote.base import NEIGHBOR_CONSTRAINTS, SEARCH, BaseSMOTE, ClassRows, SmallClass

Selection = Literal["combined", "majority", "minority"]
"""The classes that partners come from."""


class GeometricSMOTE(DenseRows, BaseSMOTE):
    r"""SMOTE in a truncated and deformed ball.

    The centre :math:`c` is a random row of the class, with one of its ``k_neighbors`` nearest. The
    surface point :math:`s` is that neighbour (``selection="minority"``), the nearest row of another
    class (``"majority"``), or the nearer of the two (``"combined"``). With
    :math:`R = \lVert s - c \rVert` and :math:`e = (s - c) / R` ([1]_, section 3):

    1. :math:`z` is uniform in the unit ball: :math:`z = U^{1/d} \, v / \lVert v \rVert`,
       :math:`v \sim N(0, I_d)`, :math:`U \sim U(0, 1)`;
    2. truncation :math:`\tau`: where :math:`|\tau - z \cdot e| > 1`, the part of :math:`z` along
       :math:`e` is reversed;
    3. deformation :math:`\delta`: the part across :math:`e` is multiplied by :math:`1 - \delta`;
    4. :math:`x_{new} = c + R \, z`.

    With ``truncation=1``, ``deformation=1`` and ``selection="minority"`` rows lie on SMOTE's
    segments, but more of them near the centre the more columns there are. In many dimensions most
    of a ball is near its surface and across :math:`e`, so the deformation matters more than the
    truncation.

    The ball is one of the space in which neighbours are searched: with ``scale`` it is round in
    those units. Without, a column of a large unit makes the ball so wide that all other columns
    leave their range: set ``scale`` wherever units differ.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        See :class:`oversample.SMOTE`.
    selection : {"combined", "majority", "minority"}, default="combined"
        What the surface point is.
    truncation : float in [-1, 1], default=1.0
        The truncation :math:`\tau`: 1 keeps the half towards the surface point, -1 the other, 0
        the whole ball.
    deformation : float in [0, 1], default=0.0
        The deformation :math:`\delta`: 0 is a ball, 1 a segment.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : Plan
        The centre as ``base``, the surface point as ``partner``, :math:`z \cdot e` as ``step``,
        and what lies across the segment as ``noise``, drawn again where it is needed
        (``compute_noise``).
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] G. Douzas and F. Bacao, "Geometric SMOTE: a geometrically enhanced drop-in replacement
       for SMOTE", Information Sciences 501, 118-135, 2019.

    Examples
    --------
    >>> from oversample import GeometricSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> X_resampled, y_resampled = GeometricSMOTE(random_state=0).fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        **CATEGORIES,
        **GRID,
        **SEARCH,
        "selection": [one_of(*get_args(Selection))],
        "truncation": [real_within(-1, 1)],
        "deformation": [real_within(0, 1)],
    }

    _reads_nearest: ClassVar[tuple[str | int, ...]] = (1,)
    # A ball needs every coordinate of its centre.
    missing_values = "raise"
    _why_dense: ClassVar[str] = "fills a ball, which no sparse matrix can hold"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        selection: Selection = "combined",
        truncation: float = 1.0,
        deformation: float = 0.0,
        categorical_features: CategoricalLike = None,
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        grid: Grid = "off",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.selection = selection
        self.truncation = truncation
        self.deformation = deformation
        self.categorical_features = categorical_features
        self.scale = scale
        self.small_class = small_class
        self.n_jobs = n_jobs
        self.grid = grid

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan:
        rng = group.problem.streams.start()
        width = group.space.X.shape[1]
        pair = rng.integers(group.neighbors.size, n_new)
        line, column = np.divmod(pair, group.neighbors.shape[1])
        directions = Normals.draw(rng, (n_new, width))
        radius = rng.uniform(n_new) ** (1 / max(width, 1))
        centre = group.rows[line]
        surface = self._surface(group, line, group.rows[group.neighbors[line, column]])
        unit = group.space.unit if self.scale or group.space.magnitude != 1 else None
        ball = _Ball(directions, radius, unit, 1 - self.deformation)
        X = group.problem.table.numeric
        step = ball.steps(X, centre, surface, self.truncation)
        noise = DrawnNoise.of(ball) if self.deformation < 1 else None
        return Plan(centre, surface, step, noise)

    def _surface(
        self, group: ClassRows, line: NDArray[np.intp], neighbor: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        if self.selection == "minority":
            return neighbor
        codes = group.problem.target.codes
        others = np.flatnonzero(codes != group.code)
        used, where = np.unique(line, return_inverse=True)
        nearest = group.space.nearest_of(group.rows[used], others, mismatch=group.mismatch)
        foreign = others[nearest.indices[:, 0]][where]
        if self.selection == "majority":
            return foreign
        centre = group.rows[line]
        to_foreign = group.space.distance(centre, foreign, group.mismatch)
        to_neighbor = group.space.distance(centre, neighbor, group.mismatch)
        return np.where(to_foreign < to_neighbor, foreign, neighbor)


@dataclass(frozen=True, eq=False)
class _Ball(NoiseSource):
    """Points in unit balls around centres, and what of them lies across the way to the surface.

    Attributes
    ----------
    radius : ndarray of shape (n_rows,)
        The distance of each point from its centre, in radii of its ball.
    unit : ndarray of shape (width,) or None
        The units of the space in which balls are round; None: those of the table.
    height : float
        The factor of what lies across.
    """

    radius: NDArray[np.float64]
    unit: NDArray[np.float64] | None
    height: float

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        _, across = self._place(draws, drawn, X, base, partner)
        unit = 1.0 if self.unit is None else self.unit
        with np.errstate(over="ignore"):
            return within_floats(self.height * unit * across)

    def is_finite(self) -> bool:
        # A plan of balls that overflow has steps that are no numbers.
        return True

    def steps(
        self, X: Any, centre: NDArray[np.intp], surface: NDArray[np.intp], truncation: float
    ) -> NDArray[np.float64]:
        """Compute how far on the way to the surface each point is; NaN where a ball overflows."""
        steps = np.empty(len(self.radius))
        for block, draws in self.draws.blocks():
            along, across = self._place(draws, block, X, centre[block], surface[block])
            # |truncation - along| > 1, in a form that loses no small step to rounding.
            is_cut_off = (along < truncation - 1) | (along > truncation + 1)
            is_bounded = np.isfinite(across).all(axis=1)
            steps[block] = np.where(is_bounded, np.where(is_cut_off, -along, along), np.nan)
        return steps

    def _place(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        centre: NDArray[np.intp],
        surface: NDArray[np.intp],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Place points, and return the step along and the vector across, in units of the space.

        A ball of radius zero is a point.
        """
        ends, starts = X[surface], X[centre]
        if self.unit is not None:
            ends, starts = in_units(ends, self.unit), in_units(starts, self.unit)
        towards = ends - starts
        length = np.linalg.norm(towards, axis=1)
        axis = towards / np.where(length > 0, length, 1.0)[:, np.newaxis]
        norm = np.linalg.norm(draws, axis=1)
        point = draws * (self.radius[drawn] / np.where(norm > 0, norm, 1.0))[:, np.newaxis]
        along = np.einsum("ij,ij->i", point, axis)
        across = (point - along[:, np.newaxis] * axis) * length[:, np.newaxis]
        return along, across
