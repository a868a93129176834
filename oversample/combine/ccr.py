"""CCR: other classes are moved out of spheres around a class, which are then filled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._dense import DenseRows
from oversample._params import Boolean, CategoricalLike, Grid, Scale, Threads, one_of, real_within
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike, label_names
from oversample._table import take_rows
from oversample.base import (
    CATEGORIES,
    GRID,
    STRATEGY,
    BaseEditingSampler,
    NewRows,
    Problem,
)
from oversample.combine._spheres import Spheres, grow_spheres, share_out, varying_columns
from oversample.exceptions import FallbackWarning, warn
from oversample.neighbors.space import MetricSpace
from oversample.plan import BasePlan, Plan
from oversample.plan.interpolation import within_floats

Fill = Literal["ball", "radius"]
"""How a sphere is filled."""


class SphereContext(NamedTuple):
    """The space, and the spheres of each class that is filled."""

    space: MetricSpace
    spheres: dict[Any, Spheres]


class CCR(BaseEditingSampler, DenseRows):
    r"""Combined cleaning and resampling: push other classes out of spheres, and fill these.

    Around each row :math:`x_i` of the class a sphere grows for as long as its energy :math:`e`
    lasts: each unit of radius costs one more than the number of rows of other classes inside. With
    their sorted distances :math:`d_1 \le d_2 \le \dots` it ends at ([1]_, algorithm 1)

    .. math::

        r_i = \frac{e + d_1 + \dots + d_m}{m + 1} \quad
        \text{for the smallest } m \text{ with } r_i \le d_{m + 1}

    *Cleaning*: each of the :math:`m` rows inside is moved outwards onto the sphere; a row inside
    several is moved by the sum of these:

    .. math::

        y_j \leftarrow y_j + \sum_{i : \, d_{ij} < r_i} \frac{r_i - d_{ij}}{d_{ij}} \, (y_j - x_i)

    *Resampling*: the :math:`n_{new}` rows are divided among the rows of the class in proportion to
    :math:`1 / r_i`, so that most are made where others are near, and each is a point of the sphere
    around its base.

    **The result does not begin with the input**: rows of other classes are where they were moved
    to, in their places; ``moved_`` tells which. Resample training rows only. With ``clean=False``
    nothing is moved, and the spheres are filled all the same, next to or among other rows.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    energy : float, default=1.0
        The energy :math:`e` of each sphere: its radius where no other row is near, in units of
        ``scale``. The papers search for it, from 0.25 to 100; 1 is the default of smote-variants.
    clean : bool, default=True
        Whether other rows are moved out of the spheres.
    fill : {"ball", "radius"}, default="ball"
        How a sphere of :math:`d` columns is filled: ``"ball"`` evenly, with radii
        :math:`r_i \, U^{1/d}`; ``"radius"`` with radii :math:`r_i \, U`, as the authors' code, of
        which most are near the base. Directions are even in both. (In the authors' code they are
        drawn in a cube, with more of them towards its corners.)
    categorical_features : None, "auto" or list, default=None
        Columns without arithmetic; see :class:`oversample.SMOTE`. Two categories that differ are as
        far apart as in SMOTE-NC. A moved row keeps its categories, and a new row has those of its
        base.
    scale : None, "std", "minmax" or "robust", default="std"
        Units of distances, spheres and energy; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new and moved numbers lie on the grid of their column; see
        :class:`oversample.SMOTE`.

    Attributes
    ----------
    moved_ : ndarray of shape (n_rows + n_synthetic,), bool
        True for original rows whose numbers are others than in the input.
    displacement_ : ndarray of shape (n_rows + n_synthetic,)
        How far each of these was moved, in units of ``scale``, before its cells are rounded to what
        their column can hold; 0 for all other rows.
    mean_displacement_ : dict
        The mean displacement of the moved rows of each label; 0.0 where none was moved.
    radius_ : dict
        The radii of the spheres of each label that is filled, in units of ``scale`` and in the
        order of its rows.
    kept_indices_ : ndarray of shape (n_rows + n_synthetic,), intp
        The row that each row of the result is: all of them, in order.
    plan_ : Plan
        The base of each new row, and what is added to it as ``noise``.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_, groups_
        See :class:`oversample.SMOTE`.

    See Also
    --------
    RBCCR : chooses points of a sphere by how near they are to the class.

    Notes
    -----
    Several classes: each class that is filled grows its spheres among all other rows. All of this
    is computed on the input: moves of several classes add up, so that their order means nothing;
    the authors' code takes the classes by size, and moves what it has moved and made before.

    A sphere that holds all other rows costs their number for each further unit, as in the authors'
    code. Other implementations compute the moves, and then return rows that are not moved; this
    one is tested against that. Totals are exact, by largest remainder.

    Constant columns have no direction: nothing is moved along them. A row of another class that
    lies on a centre is moved in a random direction.

    The cost is a neighbour search for each row of the class among all others, of as many
    neighbours as its sphere holds: :math:`O(n \, N d)`.

    References
    ----------
    .. [1] M. Koziarski and M. Wozniak, "CCR: a combined cleaning and resampling algorithm for
       imbalanced data classification", International Journal of Applied Mathematics and Computer
       Science 27(4), 727-736, 2017.

    Examples
    --------
    A rare row at 0, others at 1, 3 and 4. An energy of 2 pays for a sphere of radius 1, and then,
    with one row inside, for (2 - 1) / 2 more. The row at 1 is moved to its surface.

    >>> import numpy as np
    >>> from oversample import CCR
    >>> X, y = np.array([[0.0], [1.0], [3.0], [4.0]]), [1, 0, 0, 0]
    >>> sampler = CCR(energy=2.0, scale=None, grid="off", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> X_resampled[:4].ravel(), sampler.radius_[1], sampler.mean_displacement_
    (array([0. , 1.5, 3. , 4. ]), array([1.5]), {0: 0.5, 1: 0.0})
    >>> bool((abs(X_resampled[4:]) <= 1.5).all())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "energy": [real_within(0, np.inf, open_low=True)],
        "clean": [Boolean],
        "fill": [one_of(*get_args(Fill))],
        **CATEGORIES,
        "scale": [one_of(*get_args(Scale)), None],
        "n_jobs": [Threads, None],
        **GRID,
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (
        *BaseEditingSampler._row_attributes,
        "displacement_",
        "radius_",
    )

    # A sphere needs every coordinate of its centre.
    missing_values = "raise"
    _why_dense: ClassVar[str] = "fills spheres and moves rows, which no sparse matrix can hold"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        energy: float = 1.0,
        clean: bool = True,
        fill: Fill = "ball",
        categorical_features: CategoricalLike = None,
        scale: Scale | None = "std",
        n_jobs: int | None = None,
        grid: Grid = "auto",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.energy = energy
        self.clean = clean
        self.fill = fill
        self.categorical_features = categorical_features
        self.scale = scale
        self.n_jobs = n_jobs
        self.grid = grid

    @property
    def _edits(self) -> bool:
        return self.clean

    def plan(self, X: Any, y: Any) -> BasePlan:
        """Plan the rows that would be made; where others are moved to is not said.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_rows, n_features)
            The table; it is not changed.
        y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
            The labels.

        Returns
        -------
        BasePlan
            How many rows of each class, and from which rows each of them comes.

        Raises
        ------
        ValueError
            As ``fit_resample``.
        """
        remark = f"{type(self).__name__} then moves rows of other classes away."
        plan = super().plan(X, y)
        return replace(plan, remark=remark) if self.clean else plan

    def _prepare(self, problem: Problem) -> SphereContext:
        space = MetricSpace(problem.table, self.scale, self.n_jobs)
        energy = self.energy / space.magnitude
        push = np.zeros(space.X.shape)
        spheres = {}
        for label, n_new in problem.n_new.items():
            if n_new > 0:
                rows = problem.rows_of(label)
                others = np.flatnonzero(problem.target.codes != problem.target.code_of(label))
                grown = grow_spheres(space, rows, others, energy, problem.streams.start())
                push[others] += grown.push
                spheres[label] = grown
        self.radius_ = {label: part.radius * space.magnitude for label, part in spheres.items()}
        self._is_moved = np.zeros(len(push), dtype=bool)
        self._displacement = np.linalg.norm(push, axis=1) * space.magnitude
        with np.errstate(over="ignore"):
            self._push = within_floats(push * space.unit)
        return SphereContext(space, spheres)

    def _generate(
        self, problem: Problem, context: SphereContext, label: Any, n_new: int
    ) -> tuple[Plan, None]:
        rng, rows = problem.streams.start(), problem.rows_of(label)
        radius = context.spheres[label].radius
        line = np.repeat(np.arange(len(rows)), share_out(n_new, 1 / radius, rng))
        noise = np.zeros((n_new, context.space.X.shape[1]))
        columns = varying_columns(context.space)
        if not len(columns):
            warn(
                f"{type(self).__name__}: no column of numbers has more than one value, so that "
                f"there is no sphere to fill. The {n_new} new rows of class {label!r} are copies.",
                FallbackWarning,
            )
        else:
            noise[:, columns] = self._place(context.space, rows, line, radius, columns, rng)
        with np.errstate(over="ignore"):
            noise = within_floats(noise * context.space.unit)
        base = rows[line]
        return Plan(base, base, np.zeros(n_new), noise), None

    def _place(
        self,
        space: MetricSpace,
        rows: NDArray[np.intp],
        line: NDArray[np.intp],
        radius: NDArray[np.float64],
        columns: NDArray[np.intp],
        rng: Stream,
    ) -> NDArray[np.float64]:
        """Choose a point in the sphere of each new row, relative to its centre."""
        return radius[line, np.newaxis] * self._draw_points(len(line), len(columns), rng)

    def _draw_points(self, n: int, width: int, rng: Stream) -> NDArray[np.float64]:
        """Draw points of a sphere of radius one."""
        directions = rng.normal((n, width))
        norm = np.linalg.norm(directions, axis=1)
        length = rng.uniform(n) ** (1 / width if self.fill == "ball" else 1)
        return directions * (length / np.where(norm > 0, norm, 1.0))[:, np.newaxis]

    def _extend(self, problem: Problem, new: NewRows) -> tuple[Any, Any]:
        n_rows, n_new = len(problem.target.codes), len(new.plan)
        pushed = np.flatnonzero(self._push.any(axis=1))
        if not self.clean or not len(pushed):
            return super()._extend(problem, new)
        # Moved rows are made as new ones are, in the dtype, range and grid of their column, and
        # then take the places of those that they come from.
        moves = Plan(
            pushed,
            pushed,
            np.zeros(len(pushed)),
            self._push[pushed],
            class_codes=problem.target.codes[pushed],
        )
        plan: BasePlan = BasePlan.join([moves, new.plan])
        codes = problem.table.codes[pushed]
        if new.codes is not None:
            codes = np.concatenate([codes, new.codes])
        X_over = problem.extend_table(plan, codes)
        made = n_rows + np.arange(len(pushed))
        both = self._encode(take_rows(X_over, np.concatenate([pushed, made]))).numeric
        self._is_moved[pushed] = (both[: len(pushed)] != both[len(pushed) :]).any(axis=1)
        source = np.arange(n_rows)
        source[pushed] = made
        source = np.concatenate([source, n_rows + len(pushed) + np.arange(n_new)])
        return take_rows(X_over, source), problem.target.extend(new.plan, new.class_codes)

    def _results(
        self, problem: Problem, new: NewRows, sample_weight: NDArray[np.float64] | None
    ) -> dict[str, Any]:
        results = super()._results(problem, new, sample_weight)
        target, not_new = problem.target, (0, len(new.plan))
        displacement = np.where(self._is_moved, self._displacement, 0.0)
        total = np.bincount(target.codes, displacement, len(target.classes))
        n_moved = np.bincount(target.codes[self._is_moved], minlength=len(target.classes))
        mean = (total / np.maximum(n_moved, 1)).tolist()
        return results | {
            "kept_indices_": np.arange(len(displacement) + len(new.plan)),
            "moved_": np.pad(self._is_moved, not_new),
            "displacement_": np.pad(displacement, not_new),
            "mean_displacement_": dict(zip(label_names(target.classes), mean, strict=True)),
        }
