"""Tables of what users meet: processes of their own, and the peak of every sampler."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.speed.contenders import OURS, PEER
from benchmarks.speed.processes import SMALL_CLASS
from benchmarks.speed.table import NOTES, TABLES, median, number, verdict
from benchmarks.speed.timing import FRESH

FIRST_CALL_ALLOWANCE = 0.1
"""Seconds that a first call may take beyond that of imbalanced-learn, in small classes."""

PROCESS_LIMIT = 1.1
"""Multiple of imbalanced-learn's time that a whole process may take."""

MB = 1e6
"""Bytes."""


def case_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of each case in a process of its own, one line for each.

    Repeated calls are medians, and their ratio is that of the medians; of scripts, each in a
    process, the fastest counts, for what else the machine does only ever adds.

    Returns
    -------
    DataFrame
        With the columns ``case``, ``n_minority`` and ``floor``, and in seconds and bytes
        ``first``, ``process``, ``repeated``, ``warm`` and ``peak``, each of ours and of the peer's
        (``first_peer``), and the ratios ``ratio`` and ``warm_ratio``.
    """
    lines = []
    for label, case in rows[rows["part"] == FRESH].groupby("case", sort=False):
        warm = rows[(rows["part"] == "time") & (rows["case"] == label)]
        line = {"case": str(label)} | {
            name: case[name].iloc[0] for name in ("sampler", "n_minority", "floor")
        }
        for name, found, measure, summary in (
            ("first", case, "seconds_first_call", np.min),
            ("process", case, "seconds_process", np.min),
            ("peak", case, "bytes_peak", np.min),
            ("repeated", case, "fit_resample", median),
            ("warm", warm, "fit_resample", median),
        ):
            for contender, suffix in ((OURS, ""), (PEER, "_peer")):
                values = _values(found, measure, contender)
                line[name + suffix] = float(summary(values)) if len(values) else float("nan")
        for name, state in (("ratio", "repeated"), ("warm_ratio", "warm")):
            line[name] = line[f"{state}_peer"] / line[state]
        lines.append(line)
    return pd.DataFrame(lines)


def _values(case: pd.DataFrame, measure: str, contender: str) -> np.ndarray:
    chosen = (case["measure"] == measure) & (case["contender"] == contender)
    return case[chosen].sort_values("round")["value"].to_numpy(dtype=np.float64)


def fresh_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return figures and floors as text: one line for each case."""
    lines = []
    for line in case_figures(rows).to_dict("records"):
        small = line["n_minority"] < SMALL_CLASS
        beyond = line["first"] - line["first_peer"]
        share = line["process"] / line["process_peer"]
        lines.append(
            {
                "case": line["case"],
                "ours ms": number(1000 * line["repeated"]),
                "imblearn ms": number(1000 * line["repeated_peer"]),
                "imblearn / ours": f"{number(line['ratio'])}x",
                "floor": verdict(line["ratio"], line["floor"]),
                "first call s": number(line["first"]),
                "imblearn's s": number(line["first_peer"]),
                "floor of first calls": (
                    verdict(beyond, FIRST_CALL_ALLOWANCE, unit=" s more", at_most=True)
                    if small
                    else "-"
                ),
                "process s": number(line["process"]),
                "its process s": number(line["process_peer"]),
                "floor of processes": verdict(share, PROCESS_LIMIT, at_most=True),
                "peak MB": number(line["peak"] / MB),
                "its peak MB": number(line["peak_peer"] / MB),
            }
        )
    return pd.DataFrame(lines)


def memory_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the growth of fresh processes in bytes: one row for each case that was weighed.

    Returns
    -------
    DataFrame
        With ``part``, ``case``, ``n_rows``, ``n_features``, ``result`` (the size of the result),
        ``above`` (the growth beyond it) and ``above_peer`` (that of imbalanced-learn, NaN where it
        was not measured); without a row if the run weighed nothing.
    """
    weighed = rows[rows["part"].isin(["memory", "peak"])]
    lines = []
    for (part, label), case in weighed.groupby(["part", "case"], sort=False):
        first = case.iloc[0]
        line = {"part": part, "case": label}
        line |= {name: int(first[name]) for name in ("n_rows", "n_features")}
        sizes = case.groupby(["contender", "measure"])["value"].first()
        line["result"] = sizes[OURS, "bytes_result"]
        for contender, name in ((OURS, "above"), (PEER, "above_peer")):
            growth = sizes.get((contender, "bytes_growth"), float("nan"))
            line[name] = growth - sizes.get((contender, "bytes_result"), float("nan"))
        lines.append(line)
    return pd.DataFrame(lines)


def peak_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the peak of every sampler above its result as text."""
    return peak_lines(memory_figures(rows))


def peak_lines(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of peaks as text: a line for each sampler, two columns for each table."""
    lines: dict[str, dict[str, str]] = {}
    for line in figures.to_dict("records"):
        if line["part"] != "peak":
            continue
        sampler = line["case"].split(" ")[0]
        sampler += " (smoothed)" if "(smoothed)" in line["case"] else ""
        table = f"{line['n_rows']:,} x {line['n_features']}"
        entry = lines.setdefault(sampler, {"sampler": sampler})
        entry[f"{table}: result MB"] = number(line["result"] / MB)
        entry[f"{table}: above it MB"] = number(line["above"] / MB)
    return pd.DataFrame(lines.values()).fillna("-")


# Tables of their own; what users meet comes first.
TABLES |= {"Fresh processes": fresh_table, **{k: TABLES.pop(k) for k in list(TABLES)}}
TABLES["Peak of every sampler"] = peak_table
NOTES["Fresh processes"] = (
    "Every case in processes of its own, compiled kernels in numba's cache. *ours*, *imblearn*: "
    "medians of repeated calls that took turns in one process, which loads kernels if the calls "
    "themselves do; the ratio is that of the medians. *First call*: of a script that imports "
    "one package and resamples once; *process*: all of that script, from its start to its end; "
    "*peak*: the most memory that it held. The fastest of scripts counts. A floor is what no case "
    "may miss: 1 times imbalanced-learn's speed, 0.95 where most of the time is that of an "
    "estimator of scikit-learn's; 0.1 s beyond imbalanced-learn's first call, below 4,096 minority "
    "rows; 1.1 times its process."
)
NOTES["Peak of every sampler"] = (
    "Growth of resident memory during one `fit_resample` beyond its result, in a fresh process "
    "with input and code loaded; plans, which samplers keep, are part of it."
)
