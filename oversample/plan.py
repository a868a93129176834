r"""Where every synthetic row comes from.

A plan is the whole of a sampler's decision: for each new row a base row, a partner row and a step.
Everything else (interpolating, rounding, copying labels) follows from it without further chance, so
a plan can be kept, inspected, and applied again to any other array with the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample._interpolate import interpolate
from oversample._table import (
    Table,
    as_frame,
    as_series,
    check_container,
    encode,
    is_frame,
    is_series,
    row_count,
    take_rows,
)

# What the absence of an optional field of each new row stands for.
_MEANING_OF_NONE = {"noise": 0.0, "label_weight": 1.0}


@dataclass(frozen=True, eq=False)
class Plan:
    r"""Base row, partner row and step of every synthetic row.

    The rule is :math:`x_{new} = x_{base} + step \, (x_{partner} - x_{base})`.

    Attributes
    ----------
    base : ndarray of shape (n_new,), intp
        Row numbers of the input.
    partner : ndarray of shape (n_new,), intp
        Row numbers of the input; equal to ``base`` for a plain copy.
    step : ndarray of shape (n_new,), float64
        The share of the way from base to partner.
    noise : ndarray of shape (n_new, n_features) or None
        What is added to each new row afterwards (smoothed bootstrap only). It belongs to the
        table that it was drawn for, and is left out when the plan is replayed on another.
    label_weight : ndarray of shape (n_new,), float64, or None
        The weight of the base row's label in the label of each new row; the rest is the partner's.
        ``None`` stands for 1: samplers that do not mix labels.
    fills_gaps : bool
        Whether a cell that one parent misses is that of the other; otherwise it is missing.
    n_rows : int or None
        The number of rows of the input, if known; replay takes arrays of just that length.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import Plan
    >>> plan = Plan(base=np.array([0]), partner=np.array([2]), step=np.array([0.25]))
    >>> plan.replay(np.array([0.0, 10.0, 100.0]))
    array([  0.,  10., 100.,  25.])
    >>> plan.replay(["a", "b", "c"])
    ['a', 'b', 'c', 'a']
    """

    base: NDArray[np.intp]
    partner: NDArray[np.intp]
    step: NDArray[np.float64]
    noise: NDArray[np.float64] | None = None
    label_weight: NDArray[np.float64] | None = None
    fills_gaps: bool = False
    n_rows: int | None = None

    def __len__(self) -> int:
        return len(self.base)

    @classmethod
    def copies(cls, base: NDArray[np.intp]) -> Plan:
        """Plan plain copies of rows."""
        return cls(base, base, np.zeros(len(base)))

    @classmethod
    def join(cls, plans: Sequence[Plan]) -> Plan:
        """Put the plans of several classes, all of one kind, one after the other."""
        if not plans:
            return cls.copies(np.empty(0, dtype=np.intp))
        first = plans[0]
        if len(plans) == 1:
            return first
        present = {name: value for plan in plans for name, value in plan._per_row().items()}
        changes: dict[str, Any] = {
            name: np.concatenate([plan._filled(name, like) for plan in plans])
            for name, like in present.items()
        }
        return replace(first, **changes, fills_gaps=any(plan.fills_gaps for plan in plans))

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Give the plan of some of the new rows, in the order asked for.

        Parameters
        ----------
        rows : ndarray of shape (n_taken,), intp
            Which new rows, counted from 0; any may come more than once.

        Returns
        -------
        Plan
            The plan of just those rows.
        """
        changes: dict[str, Any] = {name: value[rows] for name, value in self._per_row().items()}
        return replace(self, **changes)

    def _per_row(self) -> dict[str, NDArray[Any]]:
        """Give the fields that have one entry for each new row."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}

    def _filled(self, name: str, like: NDArray[Any]) -> NDArray[Any]:
        """Give a field of each new row; what it stands for where there is none."""
        value = getattr(self, name)
        if value is not None:
            return value
        return np.full((len(self), *like.shape[1:]), _MEANING_OF_NONE[name])

    def segments(self) -> Plan:
        """Give the bare base, partner and step, without what belongs to one table only."""
        return Plan(
            self.base, self.partner, self.step, fills_gaps=self.fills_gaps, n_rows=self.n_rows
        )

    def labelled(self, label_weight: NDArray[np.float64]) -> Self:
        """The same plan, with the weight of the base's label in each new row."""
        return replace(self, label_weight=label_weight)

    def filling_gaps(self) -> Self:
        """The same plan, in which a cell that one parent misses is that of the other."""
        return replace(self, fills_gaps=True)

    def copied(self) -> NDArray[np.intp]:
        """Give the row that each new row is a plain copy of, or -1."""
        if self.noise is not None:
            return np.full(len(self), -1)
        return np.where((self.step == 0) | (self.base == self.partner), self.base, -1)

    def interpolate(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Make the new rows of a block of numbers.

        Parameters
        ----------
        X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
            All rows of the input.
        out : ndarray of shape (n_new, n_features), optional
            Where to write; by default a new array. Not for sparse ``X``.

        Returns
        -------
        ndarray or CSR of shape (n_new, n_features)
            The new rows, computed in float64.
        """
        new = interpolate(X, self.base, self.partner, self.step, out, self.fills_gaps)
        if self.noise is not None:
            new = _add_noise(new, self.noise)
        return new

    def replay(self, array: Any, *, how: str = "auto") -> Any:
        """Apply the plan to another array or frame that has the input's rows.

        Use it for whatever belongs to the rows but is not a feature: sample weights, group
        labels, raw images, a second modality.

        Parameters
        ----------
        array : array-like, Series, DataFrame or sparse of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order.
        how : {"auto", "base", "partner"}, default="auto"
            ``"auto"``: numbers, dates and durations are interpolated as in ``fit_resample``
            (whole numbers rounded, booleans from the nearer row), all else is taken from the base
            row. ``"base"`` and
            ``"partner"``: copies of that row, whatever the type; right for group labels that
            happen to be numbers.

        Returns
        -------
        object
            The same container: the rows of ``array``, then one for each synthetic row.

        Raises
        ------
        ValueError
            If ``how`` is unknown or the array has not the rows of the resampled table.
        """
        if how not in ("auto", "base", "partner"):
            raise ValueError(f"how must be 'auto', 'base' or 'partner'. Got {how!r} instead.")
        n_rows = self._count_rows(array)
        if how != "auto":
            rows = self.base if how == "base" else self.partner
            return take_rows(array, np.concatenate([np.arange(n_rows), rows]))
        return self.segments()._replay_table(array)

    def _count_rows(self, array: Any) -> int:
        """Count the rows of an array; raise where it has not those of the resampled table."""
        check_container(array, "array")
        n_rows = row_count(array)
        needed = 1 + max(self.base.max(initial=-1), self.partner.max(initial=-1))
        if n_rows < needed or self.n_rows not in (None, n_rows):
            expected = self.n_rows or f"at least {needed}"
            raise ValueError(
                f"The plan was made for a table of {expected} rows, but the array has {n_rows} "
                "rows. Replay takes an array with the rows of the table that was resampled, in "
                "their order."
            )
        return n_rows

    def _replay_table(self, array: Any) -> Any:
        if is_series(array):
            return as_series(self._replay_table(as_frame(array)), like=array)
        if isinstance(array, list) and not isinstance(array[0], list | tuple):
            return [row[0] for row in self._replay_table([[cell] for cell in array])]
        if is_frame(array) or isinstance(array, list) or getattr(array, "ndim", None) == 2:
            return _encode(array).extend(self)
        array = np.asarray(array)
        flat_rows = array.reshape(len(array), -1)
        replayed = _encode(flat_rows).extend(self)
        return replayed.reshape(-1, *array.shape[1:])


def _encode(array: Any) -> Table:
    return encode(array, owner="replay", allow_missing=True, refuse=False)


def _add_noise(new: Any, noise: NDArray[np.float64]) -> Any:
    if isinstance(new, np.ndarray):
        new += noise.astype(new.dtype, copy=False)
        return new
    return type(new)(new + noise)
