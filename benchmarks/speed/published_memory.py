"""The table of peaks of a speed run that is committed, and the parts of pages made from it."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.markdown import machines, markdown_table, versions
from benchmarks.speed.fresh import MB, memory_figures, peak_lines
from benchmarks.speed.table import number

TABLE = "docs/results/memory.csv"
PAGE = "benchmarks/README.md"

TOLD = ("SMOTE 1,000,000 x 4", "SMOTENC 10,000 x (3 + 5 of 200 levels)")
"""The cases of the README: many rows, and columns of many levels."""


def published(rows: pd.DataFrame, command: str) -> pd.DataFrame:
    """Return the table that is committed: a row for each case that a run weighed, in bytes.

    Parameters
    ----------
    rows : DataFrame
        The measurements of a run.
    command : str
        The command that made them.

    Returns
    -------
    DataFrame
        With the columns of :func:`benchmarks.speed.fresh.memory_figures`, ``command``, ``machine``
        and ``versions``.
    """
    table = memory_figures(rows)
    table["command"], table["machine"], table["versions"] = command, machines(rows), versions(rows)
    return table


def readme_part(table: pd.DataFrame) -> str:
    """Return the sentences of the README."""
    memory = table[table["part"] == "memory"].set_index("case")
    told = "; ".join(
        f"{case}: {_mb(line['above'])} MB, imbalanced-learn {_mb(line['above_peer'])} MB"
        for case, line in memory.loc[list(TOLD)].iterrows()
    )
    return (
        f"Memory beyond the result, at the peak of one call in a fresh process, the plan included "
        f"(`{table['command'].iloc[0]}`): {told}. All samplers are in [one table]({PAGE}#speed)."
    )


def page_part(table: pd.DataFrame) -> str:
    """Return the table of all samplers, one line each, and what it was made with."""
    made = f"`{table['command'].iloc[0]}`, {table['machine'].iloc[0]}; {table['versions'].iloc[0]}."
    return "\n".join([made, "", *markdown_table(peak_lines(table))])


def _mb(size: float) -> str:
    return number(size / MB)
