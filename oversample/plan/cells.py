"""Plans of rows that a generator put together of cells, each of another row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._contract import NO_PARENT
from oversample.plan.checks import ROW_NUMBERS
from oversample.plan.rows import ParentlessPlan


@dataclass(frozen=True, eq=False, repr=False)
class CellsPlan(ParentlessPlan):
    """New rows of which each cell is that of another row, its donor.

    The rows themselves come from no row: ``base`` is -1 throughout, and :meth:`replay` refuses.

    Attributes
    ----------
    donors : ndarray of shape (n_new, n_numeric), intp
        The row that each number is from, in the columns of the table's numeric block.
    level_donors : ndarray of shape (n_new, n_categorical), intp
        The row that each category is from.
    label_weight, n_rows, class_codes, classes
        See :class:`Plan`.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.plan import CellsPlan
    >>> plan = CellsPlan(np.array([[0, 1], [1, 1]]), np.empty((2, 0), dtype=int))
    >>> plan.make_rows(np.array([[0.5, 2.0], [0.7, 3.0]]))
    array([[0.5, 3. ],
           [0.7, 3. ]])
    """

    donors: NDArray[np.intp]
    level_donors: NDArray[np.intp]

    _arrays: ClassVar[Mapping[str, tuple[str, int]]] = {
        "donors": (ROW_NUMBERS, 2),
        "level_donors": (ROW_NUMBERS, 2),
    }

    def __len__(self) -> int:
        return len(self.donors)

    def check(self, n_rows: int) -> None:
        """Raise where the plan names donors that the table has not."""
        super().check(n_rows)
        for donors in (self.donors, self.level_donors):
            if donors.size and (donors.min() < 0 or donors.max() >= n_rows):
                raise ValueError(
                    f"Donors are row numbers from 0 to {n_rows - 1}, but the plan has some from "
                    f"{donors.min()} to {donors.max()}."
                )

    def copy_sources(self) -> NDArray[np.intp]:
        """Return the row that each number is a copy of, shape (n_new, n_numeric)."""
        return self.donors

    def whole_copies(self) -> NDArray[np.intp]:
        """Return the row that all cells of a new row are from, shape (n_new,); -1: of several."""
        donors = np.hstack([self.donors, self.level_donors])
        is_one = (donors == donors[:, :1]).all(axis=1)
        return np.where(is_one, donors[:, 0], NO_PARENT)

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Put the numbers of the new rows together; see :meth:`BasePlan.make_rows`."""
        if X.shape[1] != self.donors.shape[1]:
            raise ValueError(
                f"The plan holds donors of {self.donors.shape[1]} numbers, but the table has "
                f"{X.shape[1]} columns of numbers."
            )
        new = X[self.donors, np.arange(X.shape[1])]
        if out is None:
            return new
        out[:] = new
        return out
