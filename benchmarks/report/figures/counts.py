"""How many rows, and how many rare ones, have a probability above each edge between bins."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Counts = NDArray[np.float64]


def counts_above(cells: pd.DataFrame) -> tuple[Counts, Counts]:
    """Return the rows and the rare rows above each edge, summed over cells.

    Parameters
    ----------
    cells : pandas.DataFrame
        Rows of the tidy table with bins of probability (``bin_rows``, ``bin_minority``).

    Returns
    -------
    tuple of ndarray of shape (n_bins + 1,)
        From the edge 0, above which all rows are, to the edge 1, above which none is.
    """
    n_rows, n_rare = (
        np.array(cells[name].tolist(), dtype=float).sum(axis=0)
        for name in ("bin_rows", "bin_minority")
    )
    above, rare_above = (np.append(counts[::-1].cumsum()[::-1], 0.0) for counts in (n_rows, n_rare))
    return above, rare_above
