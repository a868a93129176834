"""Everything that is printed of a speed run, computed from its table of measurements alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.report.markdown import markdown_table
from benchmarks.speed.contenders import FAISS, LIMIT, OURS, PEER, SKLEARN
from benchmarks.speed.processes import FIRST_CALL_LIMIT, LARGE

WORKING_SET_LIMIT = 100.0
"""MB above its result that SMOTE may take, whatever the number of rows."""

COPIES_LIMIT = 2.5
"""Multiple of its input that RandomOverSampler may take."""

_MB = 1e6
_NONE = "-"
_MISSED, _BEHIND, _OTHER = _MARKS = ("MISSED", "BEHIND", "DIFFERENT")


def median_ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """Return the median of the ratios of pairs; NaN where there are none."""
    if len(theirs) != len(ours):
        raise ValueError(f"{len(theirs)} and {len(ours)} values do not make pairs")
    return median(np.divide(theirs, ours))


def median(values: Sequence[float]) -> float:
    """Return the median, and NaN of nothing."""
    return float(np.median(values)) if len(values) else float("nan")


def verdict(value: float, limit: float, *, unit: str = "x", at_most: bool = False) -> str:
    """State a target and whether it is met.

    Parameters
    ----------
    value : float
        What was measured.
    limit : float
        The target.
    unit : str, default="x"
        Printed after numbers.
    at_most : bool, default=False
        Whether the value must not be above the limit, instead of not below.

    Returns
    -------
    str
        Such as ``">= 10x: met"`` or ``">= 10x: MISSED (7.3x)"``.
    """
    sign = "<=" if at_most else ">="
    target = f"{sign} {limit:g}{unit}"
    if np.isnan(value):
        return f"{target}: not measured"
    if value <= limit if at_most else value >= limit:
        return f"{target}: met"
    return f"{target}: {_MISSED} ({number(value)}{unit})"


def number(value: float) -> str:
    """Return a number with two or three digits that count, and a dash for none."""
    if np.isnan(value):
        return _NONE
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def time_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the warm times as text: one line for each case."""
    lines = []
    for label, case in _cases(rows, "time"):
        whole, search = _values(case, "fit_resample"), _values(case, "search")
        ratio = _ratio(whole, PEER)
        target, aim = case["target"].iloc[0], case["aim"].iloc[0]
        stated = verdict(ratio, target)
        if aim > target and ratio >= target:
            stated += f"; aim {aim:g}x: {'met' if ratio >= aim else 'not yet'}"
        lines.append(
            {
                "case": label,
                "ours ms": _shown_median(whole, OURS),
                "imblearn ms": _shown_median(whole, PEER),
                "imblearn / ours": _times(ratio),
                "target": stated,
                "same rows": _sameness(case),
                "search ms": _shown_median(search, OURS),
                "sklearn ms": _shown_median(search, SKLEARN),
                "sklearn / ours": _lead(_ratio(search, SKLEARN)),
                "FAISS ms": _shown_median(search, FAISS),
                "FAISS / ours": _lead(_ratio(search, FAISS)),
                "limit ms": _shown_median(search, LIMIT),
                "ours / limit": number(1 / _ratio(search, LIMIT)),
            }
        )
    return pd.DataFrame(lines)


def memory_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the growth of a fresh process as text: one line for each case."""
    lines = []
    for label, case in _cases(rows, "memory"):
        found = case.groupby(["contender", "measure"])["value"].first() / _MB
        ours = found[OURS]
        above = ours["bytes_growth"] - ours["bytes_result"]
        copies = ours["bytes_growth"] / ours["bytes_input"]
        stated = _NONE
        if case["sampler"].iloc[0] == "SMOTE":
            stated = verdict(above, WORKING_SET_LIMIT, unit=" MB above", at_most=True)
        elif case["sampler"].iloc[0] == "RandomOverSampler":
            stated = verdict(copies, COPIES_LIMIT, unit="x input", at_most=True)
        lines.append(
            {
                "case": label,
                "input MB": number(ours["bytes_input"]),
                "result MB": number(ours["bytes_result"]),
                "ours MB": number(ours["bytes_growth"]),
                "ours / result": _times(ours["bytes_growth"] / ours["bytes_result"]),
                "ours above result MB": number(above),
                "ours / input": _times(copies),
                "target": stated,
                "imblearn MB": number(found[PEER]["bytes_growth"]),
                "imblearn / result": _times(
                    found[PEER]["bytes_growth"] / found[PEER]["bytes_result"]
                ),
            }
        )
    return pd.DataFrame(lines)


def first_call_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the seconds of first calls as text: one line for each size and state of the cache."""
    lines = []
    for label, case in _cases(rows, "first call"):
        parts = {name: _values(case, f"seconds_{name}") for name in ("imports", "first_call")}
        total = _values(case, "seconds_total")
        ratio = _ratio(total, PEER)
        stated = _NONE
        if case["n_minority"].iloc[0] != LARGE[0]:
            stated = verdict(ratio, 1.0)
        elif "warm" in label:
            seconds = float(total[OURS].median())
            stated = verdict(seconds, FIRST_CALL_LIMIT, unit=" s", at_most=True)
        lines.append(
            {
                "case": label,
                "ours s": _shown_median(total, OURS, 1.0),
                "of it imports": _shown_median(parts["imports"], OURS, 1.0),
                "call": _shown_median(parts["first_call"], OURS, 1.0),
                "imblearn s": _shown_median(total, PEER, 1.0),
                "imports": _shown_median(parts["imports"], PEER, 1.0),
                "its call": _shown_median(parts["first_call"], PEER, 1.0),
                "imblearn / ours": _times(ratio),
                "target": stated,
            }
        )
    return pd.DataFrame(lines)


TABLES = {
    "Time": time_table,
    "Peak memory": memory_table,
    "First call of a process": first_call_table,
}

NOTES = {
    "Time": "With all kernels loaded. Medians of calls after one untimed round; ratios are medians "
    "over rounds in which the contenders took turns, each case in a process of its own with "
    "default settings (ours uses all cores; "
    "imbalanced-learn and scikit-learn do where their brute force is parallel). A case is minority "
    "rows x features; the minority is filled up to the majority, twice as large unless the whole "
    "table is named. SMOTE's search is that within the minority, ADASYN's that of the minority in "
    "the whole table; scikit-learn is `NearestNeighbors(6).fit(X).kneighbors(X)`, FAISS is "
    "`IndexFlatL2`, in float32; the limit is that of brute force: each pair of rows multiplied "
    "once, in float32, in blocks, by the same threads. *Its own part*: SVMSMOTE is given its "
    "support vectors, all minority rows, by an estimator whose fit does nothing. *Same rows*: "
    "whether all rows are imbalanced-learn's; where it made another number of rows than was asked "
    "for, both numbers are given instead.",
    "Peak memory": "Growth of resident memory during one `fit_resample`, over what the process had "
    "with its input made and all code loaded: the system's high-water mark, each in a fresh "
    "process. Frames count their own arrays, not the Python objects these point to.",
    "First call of a process": "Seconds of `SMOTE().fit_resample` in a fresh process with all "
    "imports, NumPy's too; bytecode and the files are cached. *Empty cache*: numba has never "
    "compiled anything; *warm cache*: it has.",
}


def shortfalls(rows: pd.DataFrame) -> list[str]:
    """Return a sentence for each cell of a table that is marked as not good enough."""
    found = []
    for title, build in TABLES.items():
        for line in build(rows).to_dict("records"):
            found += [
                f"{title}, {line['case']}, {heading}: {text}"
                for heading, text in line.items()
                if any(mark in text for mark in _MARKS)
            ]
    failed = rows[rows["part"] == "failed"]
    return found + [f"{label}: {why}" for label, why in failed[["case", "reason"]].to_numpy()]


def print_tables(rows: pd.DataFrame, console: Console) -> None:
    """Print all tables and what was missed."""
    for title, build in TABLES.items():
        lines = build(rows)
        if lines.empty:
            continue
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for heading in lines:
            left = heading in ("case", "target", "same rows")
            longest_word = max(map(len, heading.split()))
            table.add_column(heading, justify="left" if left else "right", min_width=longest_word)
        for line in lines.itertuples(index=False):
            table.add_row(*line)
        console.print(table)
    for sentence in shortfalls(rows) or ["Every target was met."]:
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def markdown(rows: pd.DataFrame, plot: str | None = None) -> str:
    """Return all tables as a page, with what was missed, the machine and the versions.

    Parameters
    ----------
    rows : DataFrame
        The measurements of a run.
    plot : str, optional
        The file of the scaling plot.
    """
    lines = ["# Speed", "", f"{', '.join(_provenance(rows))}."]
    for title, build in TABLES.items():
        table = build(rows)
        if not table.empty:
            lines += ["", f"## {title}", "", *markdown_table(table), "", NOTES[title]]
    if plot is not None:
        lines += ["", "## Scaling", "", f"![Seconds over rows and over features]({plot})"]
    missed = shortfalls(rows) or ["Nothing: every target was met."]
    lines += ["", "## What was missed", "", *(f"* {sentence}" for sentence in missed), ""]
    return "\n".join(lines)


def _provenance(rows: pd.DataFrame) -> Iterator[str]:
    yield str(rows["machine"].iloc[0])
    for name in rows:
        if name.startswith("version_"):
            yield f"{name.removeprefix('version_')} {rows[name].iloc[0]}"
    yield f"{rows['data'].iloc[0]} data"
    yield f"seed {rows['seed'].iloc[0]}"


def _cases(rows: pd.DataFrame, part: str) -> Iterator[tuple[str, pd.DataFrame]]:
    for label, case in rows[rows["part"] == part].groupby("case", sort=False):
        yield str(label), case


def _values(case: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return one column for each contender, one line for each round."""
    chosen = case[case["measure"] == measure]
    return chosen.pivot(index="round", columns="contender", values="value")


def _ratio(values: pd.DataFrame, peer: str) -> float:
    if peer not in values:
        return float("nan")
    pairs = values[[peer, OURS]].dropna()
    return median_ratio(pairs[peer], pairs[OURS])


def _shown_median(values: pd.DataFrame, contender: str, factor: float = 1000.0) -> str:
    return number(factor * float(values[contender].median())) if contender in values else _NONE


def _times(ratio: float) -> str:
    return _NONE if np.isnan(ratio) else f"{number(ratio)}x"


def _lead(ratio: float) -> str:
    return _times(ratio) + (f" {_BEHIND}" if ratio < 1 else "")


def _sameness(case: pd.DataFrame) -> str:
    made = _values(case, "result_rows").iloc[0]
    if made[OURS] != made[PEER]:
        return f"{made[PEER]:,.0f} instead of {made[OURS]:,.0f}"
    share = float(_values(case, "same_rows")[OURS].iloc[0])
    return "yes" if share == 1 else f"{_OTHER} ({100 * (1 - share):.3g} %)"
