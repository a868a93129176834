"""Plans that carry their rows: those of generators, which have no parents."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._contract import NO_PARENT
from oversample.plan.base import BasePlan, ReplayRule
from oversample.plan.checks import NUMBERS


class ParentlessPlan(BasePlan):
    """New rows that a generator made, which come from no row of the input.

    ``base`` is -1 throughout. Nothing can be carried over to such rows from another array:
    :meth:`replay` refuses.
    """

    @property
    def base(self) -> NDArray[np.intp]:
        """-1 for each new row: it has no parent."""
        return np.full(len(self), NO_PARENT, dtype=np.intp)

    @abstractmethod
    def __len__(self) -> int:
        """Return the number of new rows."""

    def parents(self) -> NDArray[np.intp]:
        """Return the parents of each new row, of which there are none: shape (n_new, 0)."""
        return np.empty((len(self), 0), dtype=np.intp)

    def replay(self, array: Any, *, how: ReplayRule = "auto") -> Any:
        """Raise: rows without parents have nothing to carry over.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError(
            "The new rows were generated and come from no rows of the input, so that nothing can "
            "be carried over to them from another array. Resample that array beside X, as further "
            "columns, or take a sampler whose rows have parents."
        )


@dataclass(frozen=True, eq=False, repr=False)
class RowsPlan(ParentlessPlan):
    """The numbers of new rows that a generator made, which come from no row of the input.

    Attributes
    ----------
    rows : ndarray of shape (n_new, n_numeric), float32 or float64
        The numbers of each new row, in the columns of the table's numeric block.
    gaps : bool
        Whether NaN among them are missing cells; otherwise they are an error.
    label_weight, n_rows, class_codes, classes
        See :class:`Plan`.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.plan import RowsPlan
    >>> plan = RowsPlan(np.array([[0.5, 2.0]]))
    >>> plan, plan.base
    (RowsPlan(1 new row, without parents), array([-1]))
    """

    rows: NDArray[np.floating]
    gaps: bool = False

    _arrays: ClassVar[Mapping[str, tuple[str, int]]] = {"rows": (NUMBERS, 2)}

    def __len__(self) -> int:
        return len(self.rows)

    def _check_numbers(self) -> None:
        """Raise where a cell is no number: infinite, or missing where ``gaps`` are none."""
        if not self.gaps:
            super()._check_numbers()
        elif np.isinf(self.rows).any():
            raise ValueError("'rows' of the plan holds infinity.")

    def copy_sources(self) -> NDArray[np.intp]:
        """Return -1 for each new row: it is no copy."""
        return self.base

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Return the rows, in the dtype and kind of ``X``; see :meth:`BasePlan.make_rows`."""
        if X.shape[1] != self.rows.shape[1]:
            raise ValueError(
                f"The plan holds rows of {self.rows.shape[1]} numbers, but the table has "
                f"{X.shape[1]} columns of numbers."
            )
        if out is not None:
            out[:] = self.rows
            return out
        rows = self.rows.astype(X.dtype, copy=False)
        return rows if isinstance(X, np.ndarray) else type(X)(rows)
