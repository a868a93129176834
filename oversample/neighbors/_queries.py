"""What neighbours are searched of: rows of the searched table, or points that are no rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Queries:
    """Rows of a table, which is the searched one or another.

    Parameters
    ----------
    X : ndarray or CSR of shape (n, d)
        The table, of as many columns as the searched one.
    codes : ndarray of shape (n, c)
        Its categories.
    selected : ndarray of shape (n_queries,), intp, or None
        Row numbers; None: every row, once.
    are_rows : bool
        Whether the table is the searched one: then a row is not its own neighbour.
    """

    X: Any
    codes: NDArray[np.integer]
    selected: NDArray[np.intp] | None
    are_rows: bool

    @property
    def size(self) -> int:
        """The number of queries."""
        return self.X.shape[0] if self.selected is None else self.selected.size

    @property
    def rows(self) -> NDArray[np.intp]:
        """The row number of each query, of shape (n_queries,)."""
        return np.arange(self.X.shape[0]) if self.selected is None else self.selected
