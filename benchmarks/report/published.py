"""The small table of a run that is committed, and the part of the README that is made from it."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.findings import overall_findings
from benchmarks.report.headline import BASELINE, MOVED, against_peers, headline
from benchmarks.report.markdown import machines, markdown_table, versions
from benchmarks.report.measures import HEADLINE
from benchmarks.report.wording import decimals
from benchmarks.statistics.families import MIN_COVERAGE, paired, scores_by_cell

TABLE = "docs/results/benchmark.csv"


def marks(table: str) -> tuple[str, str]:
    """Return the lines of the README between which stands what is made from a table."""
    return f"<!-- made from {table} by python -m benchmarks.publish -->", f"<!-- end of {table} -->"


START, END = marks(TABLE)

PRICED = ("logistic-regression", "hist-gradient-boosting")
"""The classifiers whose price of recall the README shows, where a run has them."""

SHOWN = (
    BASELINE,
    MOVED,
    "none-threshold-f1",
    "class-weight",
    "imblearn-random",
    "oversample-random",
    "imblearn-smote",
    "oversample-smote",
)
"""The arms with their price: one of each kind."""

LEGEND = (
    "`none` is the classifier alone; `none-threshold` and `none-threshold-f1` move its decision "
    "threshold, tuned for balanced accuracy and for F1, and synthesise nothing. What recall costs:"
)

_MEASURES = [measure.name for measure in HEADLINE]


def published(rows: pd.DataFrame, command: str) -> pd.DataFrame:
    """Return the table that is committed: a row per classifier and method.

    The measures are means over the cells that all methods with enough cells did, so that the rows
    compare; a method with too few cells has none. ``pair_recall`` and ``peer_recall`` are on the
    cells that both did, and so is ``time_ratio``, the median of our time of ``fit_resample``
    divided by the peer's.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    command : str
        The command that made it.

    Returns
    -------
    pandas.DataFrame
        With the columns ``classifier``, ``method``, ``package``, the measures, ``gain``,
        ``covered``, ``pair_recall``, ``peer_recall``, ``time_ratio``, ``n_ok``, ``n_cells``,
        ``n_datasets``, ``n_families``, ``folds``, ``command``, ``machine`` and ``versions``.
    """
    table, pairs = headline(rows), against_peers(rows)
    means = []
    for classifier, its_rows in rows.groupby("classifier", sort=False):
        its_means = pd.DataFrame(
            {
                name: paired(scores_by_cell(its_rows, name), MIN_COVERAGE).mean()
                for name in _MEASURES
            }
        )
        means.append(pd.concat({classifier: its_means}, names=["classifier", "method"]))
    result = table[["package"]].join(pd.concat(means)).join(table[["gain", "covered"]])
    for name, column in (("pair_recall", "recall"), ("peer_recall",) * 2, ("time_ratio",) * 2):
        result[name] = pairs.get(column)
    result["n_ok"] = table["n_ok"]
    result["n_cells"] = table[["n_ok", "n_skipped", "n_failed"]].sum(axis=1)
    result["n_datasets"] = rows["dataset"].nunique()
    result["n_families"] = rows["family"].nunique()
    result["folds"] = f"{rows['repeat'].nunique()} x {rows['fold'].nunique()}"
    result["command"], result["machine"] = command, machines(rows)
    result["versions"] = versions(rows)
    return result.round(6).reset_index()


def readme_part(table: pd.DataFrame) -> str:
    """Return the tables of the README and the sentence on what they say.

    Parameters
    ----------
    table : pandas.DataFrame
        The committed table, as read from its file with empty texts.
    """
    first = table.iloc[0]
    lines = [
        f"`{first['command']}`: {first['n_datasets']} data sets of {first['n_families']} families, "
        f"{first['folds']} stratified folds, resampling inside the training fold only, means over "
        "families "
        f"({first['machine']}; {first['versions']}).",
        "",
        *overall_findings(table),
        "",
        "Recall of the rarest class, ours / imbalanced-learn's of the same algorithm:",
        "",
        *markdown_table(recall_matrix(table)),
    ]
    lines += ["", LEGEND]
    for classifier in PRICED:
        priced = price_table(table[table["classifier"] == classifier], classifier)
        if len(priced):
            lines += ["", *markdown_table(priced)]
    return "\n".join(lines)


def recall_matrix(table: pd.DataFrame) -> pd.DataFrame:
    """Return recall as text: a row per arm that is not a peer's, a column per classifier."""
    columns = {}
    for classifier, arms in table[table["package"] != "imblearn"].groupby("classifier", sort=False):
        pairs = arms["pair_recall"].map(decimals) + " / " + arms["peer_recall"].map(decimals)
        recall = arms["recall"].map(decimals).where(arms["peer_recall"].isna(), pairs)
        columns[classifier] = recall.set_axis(arms["method"])
    matrix = pd.DataFrame(columns).fillna("")
    order = table.loc[table["package"] != "imblearn", "method"].drop_duplicates()
    # Arms of few data sets have no mean to show beside the others.
    known = (~matrix.isin(["", decimals(float("nan"))])).any(axis=1)
    return matrix.loc[order][known.loc[order]].reset_index(names="method")


def price_table(arms: pd.DataFrame, classifier: str) -> pd.DataFrame:
    """Return the measures of the shown arms of one classifier as text, recall first."""
    arms = arms[arms["method"].isin(SHOWN)].dropna(subset=["recall"])
    texts = {classifier: arms["method"]}
    texts |= {measure.label: arms[measure.name].map(decimals) for measure in HEADLINE}
    return pd.DataFrame(texts)


def replace_part(readme: str, part: str, table: str = TABLE) -> str:
    """Return a README with the part between the two marks replaced.

    Parameters
    ----------
    readme : str
        The text of the README.
    part : str
        What to put between the marks.
    table : str
        The committed table that the part is made from.

    Raises
    ------
    ValueError
        When the marks are not there exactly once, in their order.
    """
    first, last = marks(table)
    before, start, rest = readme.partition(first)
    _, end, after = rest.partition(last)
    if not end or first in rest or last in after:
        raise ValueError(f"the README needs these two lines, once each:\n{first}\n{last}")
    return f"{before}{start}\n\n{part}\n\n{end}{after}"
