"""Reductions of each column of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

_LINE = 512
"""Cells that NumPy reduces at its full speed, at once."""


def by_column(ufunc: np.ufunc, X: NDArray[np.floating], **options: Any) -> NDArray[Any]:
    """Reduce each column, many short rows as one line: NumPy is slow at short ones.

    Sums are added up in another order than by NumPy, and may differ from its in the last digit.
    """
    n, d = X.shape
    together = _LINE // max(d, 1)
    if together < 2 or n < together or not d or not X.flags.c_contiguous:
        return ufunc.reduce(X, axis=0, **options)
    whole = n - n % together
    lines = ufunc.reduce(X[:whole].reshape(-1, together * d), axis=0, **options)
    parts = np.concatenate([lines.reshape(together, d), X[whole:]])
    return ufunc.reduce(parts, axis=0, **options)
