"""The base of SMOTE-like samplers: neighbours in a class, segments, votes, small classes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    Scale,
    Threads,
    has_methods,
    integer_from,
    one_of,
)
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, MISSING, STRATEGY, BaseOverSampler, Problem
from oversample.exceptions import FallbackWarning, InvalidParameterError, warn
from oversample.neighbors.space import MetricSpace, neighbor_count, unfitted_search
from oversample.plan import CombinationPlan, Plan
from oversample.plan.base import check_is_plan
from oversample.smote._vote import vote
from oversample.smote.laws import (
    Bases,
    Beta,
    Dirichlet,
    Interpolation,
    draw_bases,
    draw_rows,
    draw_steps,
)

NEIGHBOR_CONSTRAINTS: list[type | None] = [
    integer_from(1),
    has_methods("kneighbors", "kneighbors_graph"),
]

SmallClass = Literal["raise", "reduce_k", "duplicate"]
"""What a sampler does with a class of too few rows."""

SMALL_CLASS: dict[str, list[type | None]] = {
    "small_class": [one_of(*get_args(SmallClass))],
}
"""The parameter of samplers that need neighbours in the class."""

SEARCH: dict[str, list[type | None]] = {
    "scale": [one_of(*get_args(Scale)), None],
    **SMALL_CLASS,
    "n_jobs": [Threads, None],
}
"""The parameters of samplers that search in a space of numbers."""


class Context(NamedTuple):
    """The space and the result of ``_fit_state``, made once for all classes."""

    space: MetricSpace
    state: Any


@dataclass(eq=False)
class ClassRows:
    """The rows of the class being filled, and their neighbours.

    Attributes
    ----------
    label : object
        The class.
    code : int
        Its code in the target.
    rows : ndarray of shape (n_class,)
        Its row numbers in the input, ascending.
    problem : Problem
        The call that they belong to.
    space : MetricSpace
        Where distances are measured.
    search : int or object
        How neighbours within the class are found.
    """

    label: Any
    code: int
    rows: NDArray[np.intp]
    problem: Problem
    space: MetricSpace
    search: int | Any
    _neighbors: NDArray[np.intp] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.mismatch = self.space.mismatch(self.rows)

    @property
    def neighbors(self) -> NDArray[np.intp]:
        """Positions in ``rows`` of each row's neighbours in the class, shape (n_class, k).

        They are searched for when they are first needed, which takes most of a call's time; a rule
        with distances of its own sets them instead.
        """
        if self._neighbors is None:
            self._neighbors = self.space.nearest(
                self.rows, self.search, among=self.rows, mismatch=self.mismatch
            )
        return self._neighbors

    @neighbors.setter
    def neighbors(self, positions: NDArray[np.intp]) -> None:
        self._neighbors = positions

    def neighbors_of(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return positions in ``self.rows`` of the neighbours of some of these rows.

        The neighbours of all rows are found where votes need them anyway, and where they are wanted
        of most rows, which takes less time than a search for each.
        """
        few = 2 * len(rows) < len(self.rows) and isinstance(self.search, int | np.integer)
        if few and not self.problem.table.categories and self._neighbors is None:
            return self.space.nearest(rows, self.search, among=self.rows, mismatch=self.mismatch)
        return self.neighbors[np.searchsorted(self.rows, rows)]

    def count_among(self, search: int | Any) -> int:
        """Count the neighbours that a search finds among all rows; at most all the others."""
        return min(neighbor_count(search), len(self.problem.target.codes) - 1)

    def foreign_among(self, rows: NDArray[np.intp], search: int | Any) -> NDArray[np.intp]:
        """Count neighbours of other classes, among all rows, of some rows of the class."""
        nearest = self.space.nearest(rows, search, mismatch=self.mismatch)
        return (self.problem.target.codes[nearest] != self.code).sum(axis=1)


class BaseSMOTE(BaseOverSampler):
    r"""Base of samplers that place new rows on segments between two rows.

    A variant overrides :meth:`_plan`; interpolating, voting on categories, rounding and counting
    follow from the plan.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        See :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        See :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        See :class:`oversample.SMOTE`, as for all below.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows.
    n_jobs : int or None, default=None
        Threads of the neighbour search.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        **CATEGORIES,
        **GRID,
        **MISSING,
        **SEARCH,
    }

    # The parameter of the search within the class.
    _class_parameter: ClassVar[str] = "k_neighbors"
    # Fitted attributes that describe neighbour searches, and the parameters they come from.
    _searches: ClassVar[dict[str, str]] = {"nn_k_": "k_neighbors"}

    # The law of the step, and how bases are dealt, of samplers without these parameters.
    interpolation: Interpolation = (0.0, 1.0)
    bases: Bases = "random"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        grid: Grid = "off",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.categorical_features = categorical_features
        self.missing_values = missing_values
        self.scale = scale
        self.small_class = small_class
        self.n_jobs = n_jobs
        self.grid = grid

    @abstractmethod
    def _plan(self, group: ClassRows, n_new: int, state: Any) -> Plan | CombinationPlan:
        """Choose the parents of ``n_new`` rows of a class, and how much of each."""

    def _fit_state(self, problem: Problem, space: MetricSpace) -> Any:
        """Do once, before the first class, what the variant needs; it gets it as ``state``."""

    def _prepare(self, problem: Problem) -> Context:
        for attribute, parameter in self._searches.items():
            self._check_search(parameter)
            # Unfitted on purpose: a pickled sampler carries no training data.
            setattr(self, attribute, unfitted_search(getattr(self, parameter), self.n_jobs))
        filled = [label for label, n_new in problem.n_new.items() if n_new > 0]
        self._check_class_sizes({label: len(problem.rows_of(label)) for label in filled})
        space = MetricSpace(problem.table, self.scale, self.n_jobs)
        return Context(space, self._fit_state(problem, space))

    def _check_class_sizes(self, n_rows: Mapping[Any, int]) -> None:
        for label, n in n_rows.items():
            if n <= self._k and self.small_class == "raise":
                raise ValueError(self._too_small(label, n))

    def _generate(
        self, problem: Problem, context: Context, label: Any, n_new: int
    ) -> tuple[Plan | CombinationPlan, NDArray[np.integer] | None]:
        code, rows = problem.target.code_of(label), problem.rows_of(label)
        group = ClassRows(label, code, rows, problem, context.space, self._class_search)
        if len(rows) < (2 if self.small_class == "reduce_k" else self._k + 1):
            rng = problem.streams.start()
            return self._alike(Plan.copies(rows[rng.integers(len(rows), n_new)])), None
        planned = self._plan(group, n_new, context.state)
        check_is_plan(planned, f"{type(self).__name__}._plan")
        plan = self._alike(planned)
        if self.missing_values == "present":
            plan = plan.filling_missing()
        return plan, self._vote(group, plan) if problem.table.categories else None

    @property
    def _combines(self) -> bool:
        """Return whether rows have several parents, and thus the plans of all classes."""
        return isinstance(self.interpolation, Dirichlet)

    def _alike(self, plan: Plan | CombinationPlan) -> Plan | CombinationPlan:
        """Bring the plan of a class to the kind that those of all classes are."""
        return (
            CombinationPlan.of_segments(plan) if self._combines and isinstance(plan, Plan) else plan
        )

    def _vote(self, group: ClassRows, plan: Plan | CombinationPlan) -> NDArray[np.integer]:
        plan.check(len(group.problem.target.codes))
        codes = group.space.codes[group.rows]
        position = np.searchsorted(group.rows, plan.base)
        is_foreign = group.rows[np.minimum(position, len(group.rows) - 1)] != plan.base
        if is_foreign.any():
            raise ValueError(
                f"{type(self).__name__}._plan planned {is_foreign.sum()} of {len(plan)} rows with "
                f"a base that is not of class {group.label!r}, whose rows vote on categories. Take "
                "bases of group.rows."
            )
        return vote(codes, group.neighbors, position, group.problem.streams.start())

    def _fall_back(self, group: ClassRows, n_new: int, reason: str) -> Plan | CombinationPlan:
        """Plan as plain SMOTE does, and say so."""
        warn(
            f"{type(self).__name__}: {reason} of class {group.label!r}. Its {n_new} new rows are "
            "made by plain SMOTE instead.",
            FallbackWarning,
        )
        return plan_smote(group, n_new, self.interpolation, self.bases)

    @property
    def _class_search(self) -> int | Any:
        return getattr(self, self._class_parameter)

    @property
    def _k(self) -> int:
        return neighbor_count(self._class_search)

    def _check_search(self, parameter: str) -> None:
        search = getattr(self, parameter)
        if not isinstance(search, int | np.integer) and not hasattr(search, "n_neighbors"):
            raise InvalidParameterError(
                f"The {parameter!r} parameter of {type(self).__name__} must be an object with an "
                f"attribute n_neighbors. Got {search!r} instead."
            )
        if hasattr(search, "predict"):
            raise InvalidParameterError(
                f"The {parameter!r} parameter of {type(self).__name__} must be a search that is "
                "fitted on rows alone, such as sklearn.neighbors.NearestNeighbors. Got "
                f"{search!r}, which predicts labels."
            )
        if neighbor_count(search) < 1:
            raise InvalidParameterError(
                f"The {parameter!r} parameter of {type(self).__name__} must be an object with "
                "n_neighbors of at least 2, since that counts the row itself. Got "
                f"{search!r} instead."
            )

    def _too_small(self, label: Any, n_rows: int) -> str:
        parameter = self._class_parameter
        remedies = [f"set {parameter} to at most {n_rows - 1}"] if n_rows > 1 else []
        remedies += [
            "small_class='reduce_k' to use the neighbors that there are",
            "small_class='duplicate' to copy the rows of such a class",
        ]
        return (
            f"{type(self).__name__} needs more than {parameter}={self._k} rows in each class that "
            f"it fills (Expected n_neighbors <= n_samples_fit), but class {label!r} has "
            f"{n_rows}. Remedies: {'; '.join(remedies)}; or leave the class out of "
            "sampling_strategy."
        )


def draw_segments(
    rng: Stream,
    bases: NDArray[np.intp],
    rows: NDArray[np.intp],
    neighbors: NDArray[np.intp],
    n_new: int,
    law: tuple[float, float] | Beta = (0.0, 1.0),
) -> Plan:
    """Draw pairs of a base and one of its neighbours, all equally likely, and steps.

    Parameters
    ----------
    rng : Stream
        Where draws come from: first all pairs, then all steps.
    bases : ndarray of shape (n_bases,)
        Row numbers of possible bases.
    rows : ndarray of shape (n_rows,)
        The row numbers that ``neighbors`` are positions in.
    neighbors : ndarray of shape (n_bases, k)
        The neighbours of each base.
    n_new : int
        The number of pairs.
    law : tuple of (float, float) or Beta, default=(0.0, 1.0)
        The law of the step: uniform between these, or a :class:`Beta`.

    Returns
    -------
    Plan
        The segments.
    """
    pair = rng.integers(neighbors.size, n_new)
    step = draw_steps(rng, n_new, law)
    line, column = np.divmod(pair, neighbors.shape[1])
    return Plan(bases[line], rows[neighbors[line, column]], step)


def plan_smote(
    group: ClassRows,
    n_new: int,
    law: Interpolation = (0.0, 1.0),
    bases: Bases = "random",
) -> Plan | CombinationPlan:
    """Plan by the rule of plain SMOTE: any row of the class, and any of its neighbours in it."""
    rng, rows = group.problem.streams.start(), group.rows
    if bases == "random" and not isinstance(law, Dirichlet):
        return draw_segments(rng, rows, rows, group.neighbors, n_new, law)
    line = draw_bases(rng, len(rows), n_new, bases)
    return draw_rows(rng, line, rows, rows, group.neighbors, law)
