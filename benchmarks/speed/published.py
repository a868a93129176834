"""The small table of a speed run that is committed, and the part of the README made from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.report.markdown import machines, markdown_table, versions
from benchmarks.speed.contenders import FAISS, LIMIT, OURS, SKLEARN
from benchmarks.speed.fresh import FIRST_CALL_ALLOWANCE, PROCESS_LIMIT, case_figures
from benchmarks.speed.processes import SMALL_CLASS
from benchmarks.speed.table import number

TABLE = "docs/results/speed.csv"

SHOWN = (
    "SMOTE 100 x 10",
    "SMOTE 500 x 10",
    "SMOTE 1,500 x 20",
    "SMOTE 3,000 x 10",
    "SMOTE 3,000 x 200",
    "SMOTE 10,000 x 5",
    "SMOTE 10,000 x 30",
    "SMOTE 10,000 x 100",
    "SMOTE 50,000 x 10",
    "BorderlineSMOTE 500 x 10 of 2,000",
    "BorderlineSMOTE 1,500 x 20 of 6,000",
    "BorderlineSMOTE 5,000 x 10 of 50,000",
    "ADASYN 1,500 x 20 of 6,000",
    "ADASYN 5,000 x 20 of 50,000",
    "SVMSMOTE 1,500 x 20 of 6,000",
    "KMeansSMOTE 3,000 x 10 of 12,000",
    "SMOTENC 500 x (5 + 5 of 10 levels) of 2,000",
    "SMOTENC 10,000 x (2 + 5 of 50 levels)",
    "SMOTEN 1,500 x 20 of 6,000",
    "SMOTEENN 1,500 x 20 of 6,000",
    "SMOTE 5,000 x 20000 with 10 entries a row",
    "RandomOverSampler (smoothed) 30,000 x 20 of 100,000",
    "RandomOverSampler 40,000 x 8 of 200,000",
)
"""The cases of a long table that the README shows: small, middle and large ones of each sampler."""

_SEARCHES = {"search": OURS, "search_sklearn": SKLEARN, "search_faiss": FAISS, "limit": LIMIT}


def published(rows: pd.DataFrame, command: str) -> pd.DataFrame:
    """Return the table that is committed: a row for each case, in seconds and bytes.

    Parameters
    ----------
    rows : DataFrame
        The measurements of a run.
    command : str
        The command that made them.

    Returns
    -------
    DataFrame
        With the columns of :func:`benchmarks.speed.fresh.case_figures`, those of the searches
        (``search``, ``search_sklearn``, ``search_faiss``, ``limit``), ``command``, ``machine`` and
        ``versions``.
    """
    table = case_figures(rows)
    searches = rows[(rows["part"] == "time") & (rows["measure"] == "search")]
    seconds = searches.groupby(["case", "contender"])["value"].median()
    for name, contender in _SEARCHES.items():
        table[name] = [seconds.get((case, contender), np.nan) for case in table["case"]]
    table["command"], table["machine"], table["versions"] = command, machines(rows), versions(rows)
    return table.round(6)


def readme_part(table: pd.DataFrame) -> str:
    """Return the table of the README, in both states, and the sentences on what it says."""
    first = table.iloc[0]
    chosen = table[table["case"].isin(SHOWN)] if len(table) > len(SHOWN) else table
    shown = pd.DataFrame(
        {
            "minority rows x features": chosen["case"],
            "fresh: ours ms": _ms(chosen["repeated"]),
            "imblearn ms": _ms(chosen["repeated_peer"]),
            "ratio": _times(chosen["ratio"]),
            "kernels loaded: ours ms": _ms(chosen["warm"]),
            "ratio then": _times(chosen["warm_ratio"]),
            "first call: ours s": [number(value) for value in chosen["first"]],
            "imblearn s": [number(value) for value in chosen["first_peer"]],
        }
    )
    return "\n".join(
        [
            f"`{first['command']}`, whole `fit_resample` beside imbalanced-learn "
            f"({first['machine']}; {first['versions']}). *Fresh*: the median of repeated calls, in "
            "turns, in a process of its own that finds compiled kernels in the cache and loads "
            "them only if the calls do. *Kernels loaded*: the same in a process that has loaded "
            "them. *First call*: that of a script, without its imports.",
            "",
            *markdown_table(shown),
            "",
            f"{_floors(table)} All {len(table)} cases are in [the stored table]({TABLE}).",
        ]
    )


def _floors(table: pd.DataFrame) -> str:
    """Return how many floors are met, the median ratio, and which cases miss theirs."""
    small = table["n_minority"] < SMALL_CLASS
    late = small & (table["first"] - table["first_peer"] > FIRST_CALL_ALLOWANCE)
    slow = table["ratio"] < table["floor"]
    long = table["process"] > PROCESS_LIMIT * table["process_peer"]
    sentences = [
        f"Repeated calls in fresh processes are {number(float(table['ratio'].median()))} times as "
        f"fast as imbalanced-learn's in the median of {len(table)} cases."
    ]
    for missed, of, what in (
        (slow, len(table), "slower than imbalanced-learn"),
        (late, int(small.sum()), f"over {FIRST_CALL_ALLOWANCE:g} s later in the first call"),
        (long, len(table), f"longer than {PROCESS_LIMIT:g} times its whole process"),
    ):
        names = "; ".join(table["case"][missed])
        sentences.append(f"{int(missed.sum())} of {of} are {what}{': ' if names else ''}{names}.")
    return " ".join(sentences)


def _ms(seconds: pd.Series) -> list[str]:
    return [number(1000 * value) for value in seconds]


def _times(ratios: pd.Series) -> list[str]:
    return [f"{number(value)}x" for value in ratios]
