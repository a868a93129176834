"""The base of samplers that fit a model to a class and draw new rows from it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._dense import DenseRows
from oversample._params import Boolean, CategoricalLike, Grid, is_integer
from oversample._problem import NewRows, Problem
from oversample._random import RandomStateLike, Stream, make_streams
from oversample._strategy import StrategyLike, as_present
from oversample._table import row_count, take_rows
from oversample.base import CATEGORIES, GRID, STRATEGY, BaseOverSampler
from oversample.plan import BasePlan, CellsPlan
from oversample.plan.checks import check_pair, found

STATE: dict[str, list[type | None]] = {"keep_state": [Boolean]}
"""The parameter of samplers whose models may hold training cells."""


class ClassCells(NamedTuple):
    """The rows of one class, as a model is fitted to them.

    Attributes
    ----------
    rows : ndarray of shape (m,), intp
        Their numbers in the table.
    numbers : ndarray of shape (m, n_numeric), float64
        Their numbers; missing ones are NaN.
    codes : ndarray of shape (m, n_categorical), int32
        Their categories.
    """

    rows: NDArray[np.intp]
    numbers: NDArray[np.float64]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, problem: Problem, label: Any) -> ClassCells:
        """Return the cells of a class."""
        rows, table = problem.rows_of(label), problem.table
        numbers = np.ascontiguousarray(table.numeric[rows], dtype=np.float64)
        return cls(rows, numbers, np.ascontiguousarray(table.codes[rows], dtype=np.int32))

    def take(self, positions: NDArray[np.intp]) -> ClassCells:
        """Return some of the rows, by their positions."""
        return ClassCells(self.rows[positions], self.numbers[positions], self.codes[positions])

    def exchanged(self, donors: NDArray[np.intp]) -> tuple[CellsPlan, NDArray[np.int32]]:
        """Return the plan and the codes of rows of which each cell is that of a row.

        Parameters
        ----------
        donors : ndarray of shape (n, n_numeric + n_categorical)
            The position of the donor of each cell.
        """
        n_numbers = self.numbers.shape[1]
        of_numbers, of_codes = np.split(self.rows[donors], [n_numbers], axis=1)
        codes = self.codes[donors[:, n_numbers:], np.arange(self.codes.shape[1])]
        return CellsPlan(of_numbers, of_codes), codes


class Model(Protocol):
    """What is fitted to a class, once, and draws as many rows as are asked for."""

    def draw(self, n: int, rng: Stream) -> tuple[BasePlan, NDArray[np.integer]]:
        """Draw rows: their plan, and the codes of their categories, shape (n, n_categorical)."""


class HoldsModels(BaseOverSampler):
    """A sampler that keeps what it has fitted, to draw more rows, but not in pickles.

    A subclass has the parameter ``keep_state``.
    """

    keep_state: bool

    # What `sample` needs, which pickles leave behind: it holds cells of the training data.
    _state: ClassVar[tuple[str, ...]]

    def __getattr__(self, name: str) -> Any:
        if name in type(self)._state:
            raise AttributeError(
                f"This {type(self).__name__} has no models: call fit_resample first. Pickles leave "
                "models behind, since these hold training data, unless keep_state=True."
            )
        return super().__getattr__(name)

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        if self.keep_state:
            return state
        return {name: value for name, value in state.items() if name not in self._state}


class GenerativeOverSampler(DenseRows, HoldsModels):
    """Base of samplers that fit a model to each class and draw its new rows from that.

    New rows come from no row of the input: ``plan_.base`` is -1, their weight is the mean of their
    class, and neither groups nor other arrays can be carried over to them. The model of a class is
    fitted to the rows of that class alone, so that its rows are of the class by construction.

    A subclass says how a model is fitted (:meth:`_fit_model`).

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        See :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        See :class:`oversample.BaseOverSampler`.
    categorical_features : None, "auto" or list, default=None
        Columns of which cells are only compared and copied; see :class:`oversample.SMOTE`.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    keep_state : bool, default=False
        Whether pickles keep the models and the table, which :meth:`sample` needs.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **CATEGORIES,
        **GRID,
        **STATE,
    }

    _why_dense: ClassVar[str] = "draws every number, zeros too"

    # The fewest rows of a class that say anything about a law.
    _min_rows: ClassVar[int] = 5

    _state: ClassVar[tuple[str, ...]] = ("generators_", "problem_")

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        categorical_features: CategoricalLike = None,
        grid: Grid = "auto",
        keep_state: bool = False,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.categorical_features = categorical_features
        self.grid = grid
        self.keep_state = keep_state

    @abstractmethod
    def _fit_model(self, cells: ClassCells, table: Rows, label: Any, rng: Stream) -> Model:
        """Fit a model to the rows of a class; all chance of it is drawn from ``rng``."""

    def _prepare(self, problem: Problem) -> None:
        self.generators_: dict[Any, Model] = {}
        self.problem_ = problem

    def _generate(
        self, problem: Problem, context: None, label: Any, n_new: int
    ) -> tuple[BasePlan, NDArray[np.integer]]:
        cells, rng = ClassCells.of(problem, label), problem.streams.start()
        self._check_size(len(cells.rows), label)
        model = self._fit_model(cells, problem.table, label, rng)
        if not hasattr(model, "draw"):
            raise ValueError(
                f"{type(self).__name__}._fit_model must return a model, an object with a method "
                f"draw(n, rng). Got {found(model)}."
            )
        self.generators_[label] = model
        return _drawn(model, n_new, rng)

    def _check_size(self, n_rows: int, label: Any) -> None:
        if n_rows < self._min_rows:
            raise ValueError(
                f"{type(self).__name__} fits a model to the rows of a class, and class {label!r} "
                f"has {n_rows}: at least {self._min_rows} are needed, and many more to tell its "
                "law. Leave this class out of sampling_strategy, or fill it with "
                "RandomOverSampler, or with SMOTE(small_class='reduce_k')."
            )

    def sample(self, label: Any, n: int, *, random_state: RandomStateLike = None) -> Any:
        """Draw rows of a class from its fitted model, without fitting again.

        Parameters
        ----------
        label : object
            A class that the last ``fit_resample`` has filled.
        n : int
            The number of rows.
        random_state : int, RandomState, Generator, SeedSequence or None, default=None
            The seed of these rows. With the same one, fewer rows are the first of more, where the
            rows do not come from a generator of the user's own.

        Returns
        -------
        same type as X, of shape (n, n_features)
            The rows.

        Raises
        ------
        AttributeError
            If there are no models: before ``fit_resample``, or in a pickle without them.
        ValueError
            If the class has no model, or ``n`` is no number of rows.
        """
        models, problem = self.generators_, self.problem_
        label = as_present(label, models)
        if label not in models:
            raise ValueError(
                f"{type(self).__name__} has no model of class {label!r}: fit_resample has filled "
                f"{list(models)}. Name the class in sampling_strategy."
            )
        check_count(n)
        plan, codes = _drawn(models[label], n, make_streams(random_state).start())
        plan.check(row_count(problem.table.X))
        return rows_of_plan(problem, label, plan, codes)

    def _results(
        self, problem: Problem, new: NewRows, sample_weight: NDArray[np.float64] | None
    ) -> dict[str, Any]:
        results = super()._results(problem, new, sample_weight)
        return results | {"copy_share_": _copy_share(problem, new)}


def _drawn(model: Model, n: int, rng: Stream) -> tuple[BasePlan, NDArray[np.integer]]:
    """Return what a model draws, checked to be a plan and codes."""
    drawn = model.draw(n, rng)
    check_pair(drawn, f"{type(model).__name__}.draw")
    return drawn


def check_count(n: Any) -> None:
    """Raise where a number of rows is none."""
    if not is_integer(n) or n < 0:
        raise ValueError(f"n must be an int of at least 0. Got {n!r}.")


def rows_of_plan(
    problem: Problem, label: Any, plan: BasePlan, codes: NDArray[np.integer] | None
) -> Any:
    """Return the rows that a plan makes of a class, without those of the table.

    Parameters
    ----------
    problem : Problem
        The call whose table the plan is for.
    label : object
        The class.
    plan : BasePlan
        The rows.
    codes : ndarray of shape (n, n_categorical) or None
        Their categories; None: those of their bases.

    Returns
    -------
    same type as X, of shape (n, n_features)
    """
    n_rows, n_new = row_count(problem.table.X), len(plan)
    groups = problem.target.codes, np.full(n_new, problem.target.code_of(label))
    extended = problem.table.extend(plan, codes, groups)
    return take_rows(extended, np.arange(n_rows, n_rows + n_new))


def _copy_share(problem: Problem, new: NewRows) -> dict[Any, float]:
    """Return the share of each class's new rows that are equal to a row of it, before rounding."""
    shares = {}
    numbers = new.plan.make_rows(problem.table.numeric)
    for label, n_new in problem.n_new.items():
        if not n_new:
            continue
        own, mine = problem.rows_of(label), new.class_codes == problem.target.code_of(label)
        old = _keys(problem.table.numeric[own], problem.table.codes[own])
        made = _keys(numbers[mine], new.codes[mine] if new.codes is not None else None)
        shares[label] = float(np.isin(made, old).mean())
    return shares


def _keys(numbers: NDArray[np.floating], codes: NDArray[np.integer] | None) -> NDArray[np.void]:
    """Return the bytes of each row: equal where all of its cells are."""
    blocks = [np.ascontiguousarray(numbers + 0.0)]  # no negative zeros
    if codes is not None:
        blocks.append(np.ascontiguousarray(codes, dtype=np.int32))
    joined = np.hstack([block.view(np.uint8).reshape(len(block), -1) for block in blocks])
    return np.ascontiguousarray(joined).view(np.dtype((np.void, joined.shape[1]))).ravel()
