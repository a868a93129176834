"""What plans of every kind have in common: counts, selection, checks, replay."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oversample._contract import NO_PARENT
from oversample._params import Grid
from oversample._shown import counted
from oversample._table import (
    Table,
    as_frame,
    as_series,
    check_container,
    encode,
    is_frame,
    is_listing,
    is_series,
    object_column,
    row_count,
    take_rows,
)
from oversample.plan.checks import check_array, found

if TYPE_CHECKING:
    from pandas import DataFrame

ReplayRule = Literal["auto", "interpolate", "base", "partner"]
"""How a replay computes the entries of new rows."""

# What the absence of an optional field of each new row stands for.
_MEANING_OF_NONE = {"noise": 0.0, "label_weight": 1.0}


class RowClasses(NamedTuple):
    """The class of each row of the input, inside whose range whole numbers of new rows stay."""

    codes: NDArray[np.int32]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class BasePlan(metaclass=ABCMeta):
    """What plans of every kind have in common.

    A kind of plan says which rows take part in each new row (:attr:`base`, :meth:`parents`), makes
    the new rows of a block of numbers (:meth:`make_rows`) and knows which of them are mere copies
    (:meth:`copy_sources`). Fields that are arrays have one entry for each new row.

    Attributes
    ----------
    label_weight : ndarray of shape (n_new,), float64, or None
        The weight of the base row's label in the label of each new row; the rest is the partner's.
        ``None`` stands for 1: samplers that do not mix labels.
    fills_missing : bool
        Whether a cell that one parent misses is that of the others; otherwise it is missing.
    n_rows : int or None
        The number of rows of the input, if known; replay takes arrays of just that length.
    class_codes : ndarray of shape (n_new,), int32, or None
        The class of each new row, as a position in ``classes``; None: the plan is of one class.
    classes : tuple
        The labels, sorted.
    row_classes : RowClasses or None
        The classes of the input's rows, where whole numbers stay in the range of one.
    grid : {"off", "auto"}
        Whether new floats lie on the grid of their column.
    n_before : tuple of int
        The number of rows of each class in the input, in the order of ``classes``; empty: unknown.
    remark : str
        What becomes of the rows afterwards, where a sampler does more than to append them.
    """

    label_weight: NDArray[np.float64] | None = None
    fills_missing: bool = False
    n_rows: int | None = None
    class_codes: NDArray[np.int32] | None = None
    classes: tuple[Any, ...] = ()
    row_classes: RowClasses | None = None
    grid: Grid = "off"
    n_before: tuple[int, ...] = ()
    remark: str = ""

    # The fields that are arrays in all plans of a kind: what they hold, and how many dimensions.
    _arrays: ClassVar[Mapping[str, tuple[str, int]]] = {}

    if TYPE_CHECKING:  # a property here would be the default of the field of that name

        @property
        def base(self) -> NDArray[np.intp]:
            """Number of the row that each new row starts from, shape (n_new,); -1: from none."""

    @abstractmethod
    def parents(self) -> NDArray[np.intp]:
        """Return the rows that take part in each new row, shape (n_new, m)."""

    @abstractmethod
    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Make the new rows of a block of numbers, computed in float64.

        Parameters
        ----------
        X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
            All rows of the input.
        out : ndarray of shape (n_new, n_features), optional
            Where to write; by default a new array. Not for sparse ``X``.

        Returns
        -------
        ndarray or CSR of shape (n_new, n_features)
            The new rows.
        """

    @abstractmethod
    def copy_sources(self) -> NDArray[np.intp]:
        """Return the row that each new row is a plain copy of, shape (n_new,); -1: of none."""

    def steps(self) -> NDArray[np.float64] | None:
        """Return how far each new row is from its base, as a share of the way to the others.

        Returns
        -------
        ndarray of shape (n_new,), or None
            0: at the base; 1: at the other parent, or at the mean of the others. ``None``: rows
            are not made on a way between rows.
        """
        return None

    def __len__(self) -> int:
        return len(self.base)

    def __repr__(self) -> str:
        rows = counted(len(self), "new row")
        if self.class_codes is not None:
            filled = ", ".join(f"{label!r}: {n:,}" for label, n in self.counts.items())
            rows += f", {{{filled}}}"
        n_bases = len(np.unique(self.base[self.base != NO_PARENT]))
        origin = f"from {counted(n_bases, 'base row')}" if n_bases else "without parents"
        if n_bases and self.n_rows is not None:
            origin += f" of {self.n_rows:,}"
        return f"{type(self).__name__}({rows}, {origin})"

    def _repr_html_(self) -> str:
        from oversample.plan.view import as_html

        return as_html(self)

    @property
    def counts(self) -> dict[Any, int]:
        """The number of new rows of each class that has some; empty where classes are unknown."""
        if self.class_codes is None:
            return {}
        n_new = np.bincount(self.class_codes, minlength=len(self.classes)).tolist()
        return {label: n for label, n in zip(self.classes, n_new, strict=True) if n}

    def to_frame(self) -> DataFrame:
        """Return a row for each new row: its class, its parents, and how much of each.

        Returns
        -------
        DataFrame of shape (n_new, n_fields)
            ``label`` where classes are known, ``base``, and the other fields of the plan; a field
            of several columns is numbered (``parents_0``, ``parents_1``, ...).
        """
        import pandas as pd

        columns: dict[str, Any] = {}
        if self.class_codes is not None:
            labels = pd.Series(self.classes, dtype=object).infer_objects()
            columns["label"] = labels.take(self.class_codes).to_numpy()
        columns["base"] = self.base
        for name, values in self._per_row().items():
            if values.ndim == 2:
                columns |= {f"{name}_{j}": column for j, column in enumerate(values.T)}
            elif name != "class_codes":
                columns[name] = values
        return pd.DataFrame(columns)

    @classmethod
    def join(cls, plans: Sequence[BasePlan]) -> Any:
        """Put the plans of several classes, at least one and all of one kind, one after another."""
        first = plans[0]
        if len(plans) == 1:
            return first
        if any(type(plan) is not type(first) for plan in plans):
            kinds = " and ".join(sorted({type(plan).__name__ for plan in plans}))
            raise TypeError(f"Plans of one call must be of one kind. Got {kinds}.")
        present = {name: value for plan in plans for name, value in plan._per_row().items()}
        changes = type(first)._join_drawn(plans)
        changes |= {
            name: np.concatenate(type(first)._alike([plan._filled(name, like) for plan in plans]))
            for name, like in present.items()
        }
        return replace(first, **changes, fills_missing=any(plan.fills_missing for plan in plans))

    @classmethod
    def _join_drawn(cls, plans: Sequence[Any]) -> dict[str, Any]:
        """Join the fields that are drawn anew wherever they are needed."""
        return {}

    @classmethod
    def _alike(cls, values: list[NDArray[Any]]) -> list[NDArray[Any]]:
        """Bring one field of several plans to a common width."""
        return values

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return the plan of some of the new rows, in the order asked for.

        Parameters
        ----------
        rows : ndarray of shape (n_taken,), intp
            Which new rows, counted from 0; any may come more than once.

        Returns
        -------
        BasePlan
            The plan of just those rows.
        """
        changes: dict[str, Any] = {name: value[rows] for name, value in self._per_row().items()}
        return replace(self, **changes)

    def check(self, n_rows: int) -> None:
        """Raise where the plan names rows that the table has not, or steps that are no numbers."""
        self._check_fields()
        lowest, highest = self._parent_range()
        if lowest < 0 or highest >= n_rows:
            raise ValueError(
                f"Parents are row numbers from 0 to {n_rows - 1}, but the plan has some from "
                f"{lowest} to {highest}."
            )
        self._check_numbers()

    def _check_fields(self) -> None:
        """Raise where a field is no array of its kind, or has not one entry for each new row."""
        for name, (kinds, ndim) in self._arrays.items():
            check_array(name, getattr(self, name), kinds, ndim)
        for name, values in self._per_row().items():
            if len(values) != len(self):
                raise ValueError(
                    f"{name!r} of the plan has {len(values)} entries for {len(self)} new rows."
                )

    def _check_numbers(self) -> None:
        """Raise where a number of the plan is none."""
        for name, values in self._per_row().items():
            if values.dtype.kind == "f" and not np.isfinite(values).all():
                raise ValueError(f"{name!r} of the plan holds NaN or infinity.")

    def _parent_range(self) -> tuple[int, int]:
        """Return the lowest and the highest row number of a parent; 0 and -1 without parents."""
        parents = self.parents()
        return (int(parents.min()), int(parents.max())) if parents.size else (0, NO_PARENT)

    def _per_row(self) -> dict[str, NDArray[Any]]:
        """Return the fields that have one entry for each new row."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}

    def _filled(self, name: str, like: NDArray[Any]) -> NDArray[Any]:
        """Return a field of each new row; what it stands for where there is none."""
        value = getattr(self, name)
        if value is not None:
            return value
        return np.full((len(self), *like.shape[1:]), _MEANING_OF_NONE[name])

    def labelled(self, label_weight: NDArray[np.float64]) -> Self:
        """Return the same plan, with the weight of the base's label in each new row."""
        return replace(self, label_weight=label_weight)

    def filling_missing(self) -> Self:
        """Return the same plan, in which a cell that one parent misses is that of the others."""
        return replace(self, fills_missing=True)

    def replayable(self) -> BasePlan:
        """Return the plan without what belongs to one table only."""
        return self

    def replay(self, array: Any, *, how: ReplayRule = "auto") -> Any:
        """Apply the plan to another array or frame that has the input's rows.

        Use it for whatever belongs to the rows but is not a feature: sample weights, group
        labels, raw images, a second modality. ``replay(X)`` of the table that was resampled is the
        result.

        Parameters
        ----------
        array : array-like, Series, DataFrame or sparse of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order.
        how : {"auto", "interpolate", "base", "partner"}, default="auto"
            ``"interpolate"``: numbers, dates and durations are interpolated as in ``fit_resample``
            (whole numbers rounded, booleans from the nearer row), all else is taken from the base
            row. ``"auto"``: the same, but one-dimensional whole numbers and booleans, which may be
            group labels, are those of the base row, too; so are floats that are whole numbers with
            gaps. Other floats, dates and durations are amounts, and so is every column of a table,
            of one column or more. ``"base"`` and ``"partner"``: copies of that row, whatever the
            type; right for other labels that are kept as floats.

        Returns
        -------
        object
            The same container: the rows of ``array``, then one for each synthetic row.

        Raises
        ------
        ValueError
            If ``how`` is unknown or the array has not the rows of the resampled table.
        """
        if how not in get_args(ReplayRule):
            raise ValueError(
                f"how must be 'auto', 'interpolate', 'base' or 'partner'. Got {how!r} instead."
            )
        n_rows = self._count_rows(array)
        if how in ("base", "partner"):
            rows = self.base if how == "base" else self._partners()
            return take_rows(array, np.concatenate([np.arange(n_rows), rows]))
        if _is_column(array):
            return self._replay_column(array, how)
        return self.replayable()._replay_table(array)

    def _partners(self) -> NDArray[np.intp]:
        raise ValueError(
            f"A {type(self).__name__} has no partner of each new row: how='partner' is for rows of "
            "two parents."
        )

    def _count_rows(self, array: Any) -> int:
        """Count the rows of an array; raise where it has not those of the resampled table."""
        check_container(array, "array")
        if (
            isinstance(array, str)
            or not hasattr(array, "__len__")
            or getattr(array, "shape", None) == ()
        ):
            raise ValueError(f"Replay takes an array with one entry for each row. Got {array!r}.")
        self._check_fields()
        n_rows = row_count(array)
        needed = 1 + self._parent_range()[1]
        if n_rows < needed or self.n_rows not in (None, n_rows):
            expected = self.n_rows or f"at least {needed}"
            raise ValueError(
                f"The plan was made for a table of {expected} rows, but the array has {n_rows} "
                "rows. Replay takes an array with the rows of the table that was resampled, in "
                "their order."
            )
        return n_rows

    def _encode(self, array: Any) -> Table:
        # A sparse table has been resampled without a grid.
        grid = "off" if sparse.issparse(array) else self.grid
        return encode(array, owner="replay", allow_missing=True, refuse=False, grid=grid)

    def _groups(self) -> tuple[NDArray[np.integer], NDArray[np.integer]] | None:
        """Return the class of each old and of each new row, if whole numbers stay in its range."""
        if self.row_classes is None or self.class_codes is None:
            return None
        return self.row_classes.codes, self.class_codes

    def _replay_column(self, array: Any, how: ReplayRule) -> Any:
        """Replay on what has one cell for each row."""
        if is_series(array):
            column = as_frame(array)
        else:
            cells = object_column(array) if isinstance(array, list) else np.asarray(array)
            column = cells[:, np.newaxis]
        table = self._encode(column)
        if how == "auto" and all(numbers.may_be_labels for _, numbers in table.numbers):
            return self.replay(array, how="base")
        rule = self.replayable()
        replayed = table.extend(rule, groups=rule._groups())
        if is_series(array):
            return as_series(replayed, like=array)
        return replayed[:, 0].tolist() if isinstance(array, list) else replayed[:, 0]

    def _replay_table(self, array: Any) -> Any:
        if is_frame(array) or isinstance(array, list) or getattr(array, "ndim", None) == 2:
            return self._encode(array).extend(self, groups=self._groups())
        if sparse.issparse(array):
            replayed = self._replay_table(array.reshape((-1, 1)).tocsr())
            return replayed.reshape((-1,)).asformat(array.format)
        array = np.asarray(array)
        flat_rows = array.reshape(len(array), -1)
        replayed = self._encode(flat_rows).extend(self, groups=self._groups())
        return replayed.reshape(-1, *array.shape[1:])


def _is_column(array: Any) -> bool:
    """Return whether a container has one cell for each row, not a row of cells."""
    if isinstance(array, list):
        return not _is_table(array)
    if sparse.issparse(array) or is_frame(array):
        return False
    return is_series(array) or np.ndim(array) == 1


def _is_table(rows: list[Any]) -> bool:
    """Return whether all entries of a list are rows of one length."""
    return all(is_listing(row) for row in rows) and len({len(row) for row in rows}) == 1


def check_is_plan(plan: Any, method: str) -> None:
    """Raise where a method has returned something else than a plan.

    Parameters
    ----------
    plan : object
        What it has returned.
    method : str
        The class and the method, for the message.

    Raises
    ------
    ValueError
        If it is no plan; the message names the method.
    """
    if not isinstance(plan, BasePlan):
        raise ValueError(
            f"{method} must return a plan, such as oversample.Plan. Got {found(plan)}."
        )
