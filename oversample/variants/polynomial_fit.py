"""Polynomial fit: new rows on lines and curves that connect the rows of a class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from oversample._dense import DenseRows
from oversample._params import Boolean, CategoricalLike, Constraint, Grid, Scale, is_integer, one_of
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, STRATEGY
from oversample.neighbors._magnitude import largest_of, magnitude_for_squares
from oversample.plan import Plan
from oversample.plan.interpolation import within_floats
from oversample.plan.noise import DrawnNoise, NoiseSource, Normals
from oversample.smote import BaseSMOTE, ClassRows
from oversample.smote.base import NEIGHBOR_CONSTRAINTS, SEARCH
from oversample.smote.laws import draw_bases

Topology = Literal["star", "mesh", "bus", "curve"]
"""What connects the rows of a class."""

Order = Literal["principal", "data"]
"""How rows follow one another on a bus or a curve."""

Degree = Constraint("an int from 1 to 3", lambda v: is_integer(v) and 1 <= v <= 3)


class PolynomialFit(DenseRows, BaseSMOTE):
    r"""New rows on a network of lines, or on a curve, through a class ([1]_, section 3).

    ============  ==============================================================================
    ``topology``  new rows of :math:`n` rows of a class
    ============  ==============================================================================
    ``"star"``    :math:`x_i + t \, (\bar{x} - x_i)`, towards the mean :math:`\bar{x}` of the class
    ``"mesh"``    :math:`x_i + t \, (x_j - x_i)` of all pairs :math:`i < j`
    ``"bus"``     the same of pairs that follow one another in ``order``
    ``"curve"``   :math:`f(t)`, where :math:`f` is, column by column, the polynomial of ``degree``
                  that is the least squares fit of the rows to their places in ``order``
    ============  ==============================================================================

    On lines the steps are a lattice: :math:`t = 1/(q+1), \ldots, q/(q+1)`, where :math:`q` is the
    least number for which that makes enough rows; as many as are too many are left out at random,
    no two of them from one line. A mesh of as many pairs as new rows or more has the midpoints of
    random pairs, none twice. On a curve one :math:`t \sim U` serves all columns of a new row.

    No neighbours are searched: its cost is that of making the rows, :math:`O(n_{new} d)`. Stars
    and meshes are recommended, since they depend on no order; that the method was the first of 85
    in a comparison says nothing of each, as the best topology of each table was taken ([2]_). New
    rows contract the class: of a star with :math:`q = 1` their covariance is a quarter of that of
    the class, of a full mesh :math:`(n - 2) / (2 n - 2)` of it.

    Differences from other implementations: as many rows are made as were asked for, not a multiple
    of :math:`n`; order is by default that of the principal axis, so that it does not matter in
    which order rows come; and the columns of a new row belong to one place on the curve.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    topology : {"star", "mesh", "bus", "curve"}, default="star"
        What connects the rows of a class. The first in [1]_; it has no default there.
    random : bool, default=False
        Whether the steps of a star are :math:`t \sim U(0, 1)`, equally many from each row, instead
        of the lattice of [1]_, which no seed changes but for what is left out.
    degree : int from 1 to 3, default=2
        The degree of a curve; at most one less than there are rows. No default in [1]_.
    order : {"principal", "data"}, default="principal"
        The order of a bus and of a curve: along the first principal axis of the class, its sign
        such that the largest loading is positive; or that of the table, as in [1]_.
    k_neighbors : int or object, default=5
        The neighbours in the class that vote on categories; nothing else depends on them. See
        :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the principal axis and of the votes; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the search for votes; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : Plan
        Base, partner and step; of a star and a curve the row itself (that of the nearest place on
        the curve) with what leads away from it as ``noise``, computed where it is needed
        (``compute_noise``). A class of one row is copied.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] S. Gazzah and N. Essoukri Ben Amara, "New oversampling approaches based on polynomial
       fitting for imbalanced data sets", DAS 2008, 677-684.
    .. [2] G. Kovács, "An empirical comparison and evaluation of minority oversampling techniques on
       a large number of imbalanced datasets", Applied Soft Computing 83, 105662, 2019.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import PolynomialFit
    >>> X, y = np.array([[0.0], [4.0], [9.0], [9.5], [8.5], [8.0]]), [1, 1, 0, 0, 0, 0]
    >>> X_resampled, y_resampled = PolynomialFit(grid="off").fit_resample(X, y)
    >>> X_resampled[6:].ravel().tolist()  # half way to the mean, 2
    [1.0, 3.0]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "topology": [one_of(*get_args(Topology))],
        "random": [Boolean],
        "degree": [Degree],
        "order": [one_of(*get_args(Order))],
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        **CATEGORIES,
        **GRID,
        "scale": SEARCH["scale"],
        "n_jobs": SEARCH["n_jobs"],
    }

    _why_dense: ClassVar[str] = "moves every number, zeros too"

    # Neighbours only vote: a class of two rows is not too small.
    small_class: Literal["reduce_k"] = "reduce_k"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        topology: Topology = "star",
        random: bool = False,
        degree: int = 2,
        order: Order = "principal",
        k_neighbors: int | Any = 5,
        categorical_features: CategoricalLike = None,
        scale: Scale | None = None,
        n_jobs: int | None = None,
        grid: Grid = "auto",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.topology = topology
        self.random = random
        self.degree = degree
        self.order = order
        self.k_neighbors = k_neighbors
        self.categorical_features = categorical_features
        self.scale = scale
        self.n_jobs = n_jobs
        self.grid = grid

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan:
        rng = group.problem.streams.start()
        if self.topology == "star":
            return self._star(rng, group, n_new)
        if self.topology == "mesh":
            first, second, step = _mesh(rng, len(group.rows), n_new)
            return Plan(group.rows[first], group.rows[second], step)
        ordered = group.rows if self.order == "data" else group.rows[_principal_order(group)]
        if self.topology == "bus":
            line, step = _lattice(rng, len(ordered) - 1, n_new)
            return Plan(ordered[line], ordered[line + 1], step)
        return self._curve(rng, group, ordered, n_new)

    def _star(self, rng: Stream, group: ClassRows, n_new: int) -> Plan:
        if self.random:
            line = draw_bases(rng, len(group.rows), n_new, "even")
            step = rng.uniform(n_new)
        else:
            line, step = _lattice(rng, len(group.rows), n_new)
        X, magnitude = _in_magnitude(group, group.rows)
        star = _Star(Normals.none((n_new, X.shape[1])), X.mean(axis=0) * magnitude, step)
        base = group.rows[line]
        return Plan(base, base, np.zeros(n_new), DrawnNoise.of(star))

    def _curve(self, rng: Stream, group: ClassRows, ordered: NDArray[np.intp], n_new: int) -> Plan:
        X, magnitude = _in_magnitude(group, ordered)
        place = rng.uniform(n_new, -1.0, 1.0)
        last = len(ordered) - 1
        # Legendre polynomials on [-1, 1] span what powers of the place do, without their rounding.
        fitted = legendre.legfit(np.linspace(-1, 1, last + 1), X, min(self.degree, last))
        none = Normals.none((n_new, X.shape[1]))
        curve = _Curve(none, fitted.astype(np.float64, copy=False), magnitude, place)
        base = ordered[np.rint((place + 1) / 2 * last).astype(np.intp)]
        return Plan(base, base, np.zeros(n_new), DrawnNoise.of(curve))


def _lattice(rng: Stream, n_lines: int, n_new: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the line and the step of each of so many points of a lattice, evenly from all lines.

    Each line has as many points, but for some lines one that is left out at random.
    """
    n_points = -(-n_new // n_lines)
    is_kept = np.full((n_lines, n_points), True)
    left_out = rng.permutation(n_lines)[: n_lines * n_points - n_new]
    is_kept[left_out, rng.integers(n_points, len(left_out))] = False
    line, point = np.nonzero(is_kept)
    return line, (point + 1) / (n_points + 1)


def _mesh(
    rng: Stream, n: int, n_new: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the first and the second of pairs of n rows, and steps between them."""
    n_pairs = n * (n - 1) // 2
    if n_new <= n_pairs:
        pair, step = _draw_distinct(rng, n_pairs, n_new), np.full(n_new, 0.5)
    else:
        pair, step = _lattice(rng, n_pairs, n_new)
    return *pair_at(pair), step


def pair_at(number: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs at some places of (0, 1), (0, 2), (1, 2), (0, 3), (1, 3), and so on."""
    second = ((1 + np.sqrt(1 + 8 * number.astype(np.float64))) / 2).astype(np.intp)
    # The root of large numbers is off by one at most.
    second -= second * (second - 1) // 2 > number
    second += second * (second + 1) // 2 <= number
    return number - second * (second - 1) // 2, second


def _draw_distinct(rng: Stream, high: int, size: int) -> NDArray[np.intp]:
    """Draw different integers from ``[0, high)``, all sets of this size equally likely."""
    if high <= 4 * size:
        return rng.permutation(high)[:size]
    drawn = rng.integers(high, size)
    while len(first := np.unique(drawn, return_index=True)[1]) < size:
        drawn = np.concatenate([drawn, rng.integers(high, size)])
    return drawn[np.sort(first)[:size]]


def _principal_order(group: ClassRows) -> NDArray[np.intp]:
    """Return positions of the rows of a class in their order along its first principal axis."""
    points = np.ascontiguousarray(group.space.X[group.rows], dtype=np.float64)
    if not points.shape[1]:
        return np.arange(len(points))
    points = points - points.mean(axis=0)
    axis = np.linalg.eigh(points.T @ points)[1][:, -1]
    axis = axis * np.sign(axis[np.abs(axis).argmax()])
    # Summed row by row, so that equal rows have equal projections.
    return np.argsort((points * axis).sum(axis=1), kind="stable")


def _in_magnitude(group: ClassRows, rows: NDArray[np.intp]) -> tuple[NDArray[np.float64], float]:
    """Return rows in float64, divided by a power of two so that sums of them are floats."""
    X = group.problem.table.numeric[rows].astype(np.float64)
    magnitude = magnitude_for_squares(largest_of(X))
    return X / magnitude, magnitude


@dataclass(frozen=True, eq=False)
class _Star(NoiseSource):
    """What leads from rows towards a point.

    Attributes
    ----------
    centre : ndarray of shape (width,)
        The point.
    step : ndarray of shape (n_rows,)
        The share of the way.
    """

    centre: NDArray[np.float64]
    step: NDArray[np.float64]

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):
            way = self.centre - X[base].astype(np.float64, copy=False)
            return within_floats(self.step[drawn, np.newaxis] * way)

    def is_finite(self) -> bool:
        return bool(np.isfinite(self.centre).all())


@dataclass(frozen=True, eq=False)
class _Curve(NoiseSource):
    """What leads from rows to points of a curve.

    Attributes
    ----------
    fitted : ndarray of shape (degree + 1, width)
        Coefficients of Legendre polynomials.
    magnitude : float
        The unit of the curve.
    place : ndarray of shape (n_rows,)
        Places on the curve, from -1 to 1.
    """

    fitted: NDArray[np.float64]
    magnitude: float
    place: NDArray[np.float64]

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):
            points = legendre.legval(self.place[drawn], self.fitted).T * self.magnitude
            return within_floats(within_floats(points) - X[base])

    def is_finite(self) -> bool:
        return bool(np.isfinite(self.fitted).all())
