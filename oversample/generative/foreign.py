"""Other people's generators: what they are given, how they are called, what they answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from sklearn.base import clone

from oversample._contract import Rows
from oversample._random import Stream
from oversample._table import is_frame, object_column
from oversample.generative.base import ClassCells
from oversample.plan import RowsPlan

_LOCK = RLock()
"""NumPy's global state belongs to the process: one call at a time may seed and restore it."""


@dataclass(frozen=True, eq=False)
class Form:
    """The form in which generators see rows, and answer.

    Attributes
    ----------
    names : list of str
        The columns, in the order of the table.
    numbers, categories : ndarray of ints
        Which of them each column of numbers, and each column of codes, is.
    mean, unit : ndarray of shape (n_numeric,)
        What numbers are relative to, and their unit.
    levels : list of ndarrays
        The cell of each code, of each column of categories.
    as_frame : bool
        Whether rows are frames of all columns; otherwise they are arrays of the numbers alone.
    """

    names: list[str]
    numbers: NDArray[np.intp]
    categories: NDArray[np.intp]
    mean: NDArray[np.float64]
    unit: NDArray[np.float64]
    levels: list[NDArray[np.object_]]
    as_frame: bool

    @classmethod
    def of(cls, table: Rows, cells: ClassCells, standardize: bool, generator: Any) -> Form:
        """Return the form of a table, in units of the cells of a class."""
        numbers = np.concatenate([np.empty(0, np.intp), *(where for where, _ in table.numbers)])
        categories = np.array([position for position, _ in table.categories], dtype=np.intp)
        width = len(numbers) + len(categories)
        names = [str(name) for name in (table.X.columns if is_frame(table.X) else range(width))]
        mean, unit = np.zeros(len(numbers)), np.ones(len(numbers))
        if standardize:
            with np.errstate(over="ignore", invalid="ignore"):
                mean, unit = cells.numbers.mean(axis=0), cells.numbers.std(axis=0)
            usable = np.isfinite(mean) & np.isfinite(unit) & (unit > 0)
            mean, unit = np.where(usable, mean, 0.0), np.where(usable, unit, 1.0)
        levels = [object_column(column.take(column.first)) for _, column in table.categories]
        as_frame = _wants_frame(generator, bool(levels))
        return cls(names, numbers.astype(np.intp), categories, mean, unit, levels, as_frame)

    @property
    def given(self) -> list[int]:
        """The columns that a generator sees."""
        return list(range(len(self.names))) if self.as_frame else sorted(self.numbers.tolist())

    def scaled(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return numbers in the units of the form."""
        return (numbers - self.mean) / self.unit

    def write(self, cells: ClassCells) -> Any:
        """Return the rows of a class as an array of floats, or as a frame."""
        numbers = self.scaled(cells.numbers)
        if not self.as_frame:
            return np.ascontiguousarray(numbers[:, np.argsort(self.numbers)])
        import pandas as pd

        columns: dict[int, Any] = dict(zip(self.numbers.tolist(), numbers.T, strict=True))
        for j, levels, codes in zip(
            self.categories.tolist(), self.levels, cells.codes.T, strict=True
        ):
            columns[j] = levels[codes]
        frame = pd.DataFrame({j: columns[j] for j in sorted(columns)})
        return frame.set_axis(self.names, axis=1)

    def read(
        self, answer: Any, n: int, label: Any
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Return the numbers and codes of an answer, or say what is wrong with it."""
        columns = self._columns_of(answer, n, label)
        numbers = np.empty((n, len(self.numbers)))
        codes = np.empty((n, len(self.categories) if self.as_frame else 0), dtype=np.int32)
        for j, position in enumerate(self.numbers.tolist()):
            try:
                made = np.asarray(columns[position], dtype=np.float64)
            except (TypeError, ValueError) as error:
                raise ValueError(
                    f"The generator of class {label!r} gave no numbers in column "
                    f"{self.names[position]!r}: {error}"
                ) from error
            n_bad = int((~np.isfinite(made)).sum())
            if n_bad:
                raise ValueError(
                    f"The generator of class {label!r} gave NaN or infinity in {n_bad} of {n} "
                    f"cells of column {self.names[position]!r}."
                )
            numbers[:, j] = made
        for j, position in enumerate(self.categories.tolist()[: codes.shape[1]]):
            codes[:, j] = self._codes_of(columns[position], j, label)
        return numbers * self.unit + self.mean, codes

    def _columns_of(self, answer: Any, n: int, label: Any) -> dict[int, Any]:
        """Return the columns of an answer by their positions in the table."""
        names = [self.names[position] for position in self.given]
        answer = answer[0] if isinstance(answer, tuple) else answer
        answer = answer.dataframe() if hasattr(answer, "dataframe") else answer
        if not is_frame(answer):
            answer = np.asarray(answer)
        if answer.ndim != 2 or len(answer) != n:
            is_none = answer.shape == () and answer[()] is None
            gave = "None" if is_none else f"what has the shape {tuple(answer.shape)}"
            raise ValueError(
                f"The generator of class {label!r} was asked for {n} rows, and gave {gave}. Return "
                f"an array or a frame of shape ({n}, {len(names)})."
            )
        if is_frame(answer):
            absent = [name for name in names if name not in answer.columns]
            if absent:
                raise ValueError(
                    f"The generator of class {label!r} gave a frame without the columns {absent}."
                )
            columns = [np.asarray(answer[name]) for name in names]
        elif answer.shape[1] != len(names):
            raise ValueError(
                f"The generator of class {label!r} was given {len(names)} columns, and gave "
                f"{answer.shape[1]}."
            )
        else:
            columns = list(answer.T)
        return dict(zip(self.given, columns, strict=True))

    def _codes_of(self, cells: Any, column: int, label: Any) -> NDArray[np.int32]:
        import pandas as pd

        levels = self.levels[column]
        code_of = {level: code for code, level in enumerate(levels) if not pd.isna(level)}
        missing = next((code for code, level in enumerate(levels) if pd.isna(level)), None)
        codes = [missing if pd.isna(cell) else code_of.get(cell) for cell in cells]
        if None in codes:
            raise ValueError(
                f"The generator of class {label!r} gave {cells[codes.index(None)]!r} in column "
                f"{self.names[self.categories[column]]!r}, which the table does not hold."
            )
        return np.array(codes, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class FittedGenerator:
    """A generator that was fitted to a class.

    Attributes
    ----------
    ask : callable
        Takes a number of rows and a seed; returns the generator's answer.
    is_function : bool
        Whether it is a function, whose rows are taken in their order.
    form : Form
        How the answer is read.
    cells : ClassCells
        The class.
    label : object
        Its label, for messages.
    """

    ask: Callable[[int, int], Any]
    is_function: bool
    form: Form
    cells: ClassCells
    label: Any

    @classmethod
    def fit(
        cls, generator: Any, form: Form, cells: ClassCells, label: Any, rng: Stream
    ) -> FittedGenerator:
        """Fit a copy of a generator to the rows of a class."""
        rows = form.write(cells)
        if _is_function(generator):
            return cls(_Function(generator, rows), True, form, cells, label)
        model = _copy(generator)
        seed = int(rng.integers(2**31 - 1, 1)[0])
        if not form.given:
            return cls(_Nothing(), False, form, cells, label)
        with _seeded(model, "fit", seed) as more:
            # Some return the fitted object, others nothing.
            model.fit(rows, **more)
        return cls(_Sampling(model), False, form, cells, label)

    def draw(self, n: int, rng: Stream) -> tuple[RowsPlan, NDArray[np.int32]]:
        """Draw rows; see :class:`oversample.generative.base.Model`."""
        seed = int(rng.integers(2**31 - 1, 1)[0])
        order = np.arange(n) if self.is_function else rng.permutation(n)
        if not n:
            return RowsPlan(self.cells.numbers[:0]), self.cells.codes[:0]
        numbers, codes = self.form.read(self.ask(n, seed), n, self.label)
        if not self.form.as_frame:
            codes = self.cells.codes[self._nearest(numbers, rng)]
        return RowsPlan(numbers[order]), codes[order]

    def _nearest(self, numbers: NDArray[np.float64], rng: Stream) -> NDArray[np.intp]:
        """Return the row of the class whose numbers are nearest; a random one without numbers."""
        if not numbers.shape[1] or not self.form.levels:
            return rng.integers(len(self.cells.rows), len(numbers))
        tree = KDTree(self.form.scaled(self.cells.numbers))
        nearest: NDArray[np.intp] = tree.query(self.form.scaled(numbers))[1]
        return nearest


@dataclass(frozen=True, eq=False)
class _Nothing:
    """What is asked in place of a generator of numbers where there are none."""

    def __call__(self, n: int, seed: int) -> Any:
        return np.empty((n, 0))


@dataclass(frozen=True, eq=False)
class _Function:
    """A function of the rows of a class."""

    function: Callable[..., Any]
    rows: Any

    def __call__(self, n: int, seed: int) -> Any:
        return self.function(self.rows.copy(), n, np.random.default_rng(seed))


@dataclass(frozen=True, eq=False)
class _Sampling:
    """A fitted object that is asked for rows."""

    model: Any

    def __call__(self, n: int, seed: int) -> Any:
        method = "generate" if hasattr(self.model, "generate") else "sample"
        ask = getattr(self.model, method)
        with _seeded(self.model, method, seed) as more:
            if method == "generate":
                return ask(count=n, **more)
            if "num_rows" in _parameters(self.model, method):
                return ask(num_rows=n, **more)
            return ask(n, **more)


def _is_function(generator: Any) -> bool:
    return not hasattr(generator, "fit")


def _wants_frame(generator: Any, has_levels: bool) -> bool:
    """Return whether a generator is of a kind that is given frames."""
    if _is_function(generator):
        return has_levels
    return hasattr(generator, "generate") or "num_rows" in _parameters(generator, "sample")


def _copy(generator: Any) -> Any:
    """Return an unfitted copy: scikit-learn's where there is one."""
    return clone(generator) if hasattr(generator, "get_params") else deepcopy(generator)


def _parameters(generator: Any, method: str) -> set[str]:
    """Return the names of the parameters of a method; none where they cannot be known."""
    try:
        return set(inspect.signature(getattr(generator, method)).parameters)
    except (AttributeError, TypeError, ValueError):
        return set()


@contextmanager
def _seeded(model: Any, method: str, seed: int) -> Iterator[dict[str, int]]:
    """Seed an object while a method works, and return what the method is to be told of it."""
    if "random_state" in _parameters(model, method):
        yield {"random_state": seed}
        return
    if hasattr(model, "random_state"):
        model.random_state = seed
        yield {}
        return
    # What has no seed of its own mostly draws from NumPy's global state, which only the functions
    # that NPY002 warns of can seed.
    with _LOCK:
        before = np.random.get_state()  # noqa: NPY002
        np.random.seed(seed)  # noqa: NPY002
        try:
            yield {}
        finally:
            np.random.set_state(before)  # noqa: NPY002
