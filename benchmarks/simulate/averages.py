"""Means over cells of independent tables, with standard errors, and what stands beyond noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from benchmarks.simulate.arms import ALONE

REQUIRED = 3.0
"""Standard errors beyond which a gain is called one: there are some hundred of them."""

_TAIL = norm.sf(REQUIRED)


def over_cells(table: pd.DataFrame, keys: list[str], column: str) -> pd.DataFrame:
    r"""Return means over cells with their standard errors.

    Cells of different designs and numbers of rare rows are of independent tables, so that of
    :math:`m` cells the error is :math:`\sqrt{\sum s_c^2} / m`. A cell of few tables knows its
    :math:`s_c` badly: how many errors a mean has to be from zero is the quantile of Student's
    distribution that leaves out as much as ``REQUIRED`` errors of the normal one, with the degrees
    of freedom of Satterthwaite (1946), :math:`(\sum s_c^2)^2 / \sum s_c^4 / (n_c - 1)`.

    Parameters
    ----------
    table : DataFrame
        The committed table.
    keys : list of str
        What is not averaged over.
    column : str
        A measure, or its gain.

    Returns
    -------
    DataFrame
        Indexed by the keys, with ``mean``, ``se``, ``required`` (how many errors are), ``n_cells``
        and ``n_tables``.
    """
    known = table[table[column].notna()]
    square = known[f"{column}_se"] ** 2
    parts = known[keys].assign(
        value=known[column], square=square, fourth=square**2 / (known["n"] - 1), n=known["n"]
    )
    groups = parts.groupby(keys, sort=False)
    total, n_cells = groups["square"].sum(min_count=1), groups.size()
    # Tables that all give the same leave nothing to be known of their error.
    freedom = (total**2 / groups["fourth"].sum()).where(total > 0, np.inf)
    return pd.DataFrame(
        {
            "mean": groups["value"].mean(),
            "se": np.sqrt(total) / n_cells,
            "required": t.isf(_TAIL, freedom),
            "n_cells": n_cells,
            "n_tables": groups["n"].sum(),
        }
    )


def standing(table: pd.DataFrame) -> pd.DataFrame:
    """Return the gains of each learner, arm and design, and which are beyond what is required."""
    keys = ["learner", "arm", "design"]
    found = over_cells(table[table["arm"] != ALONE], keys, "average_precision_gain")
    bound = found["required"] * found["se"]
    return found.assign(
        is_better=found["mean"] > bound, is_worse=found["mean"] < -bound
    ).reset_index()
