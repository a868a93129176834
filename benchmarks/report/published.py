"""The small table of a run that is committed, and the part of the README that is made from it."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.headline import BASELINE, MOVED, RESAMPLERS, against_peers, headline
from benchmarks.report.markdown import machines, markdown_table, versions
from benchmarks.report.measures import HEADLINE
from benchmarks.report.wording import decimals, span
from benchmarks.statistics.families import MIN_COVERAGE, paired, scores_by_cell
from oversample.evaluation.statistics.pairs import ROPE

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

PARTIAL = (
    "Pairs of which a side did fewer cells, ours / imbalanced-learn's on the cells that both did. "
    "Each row has cells of its own: it compares its two sides, and neither with another row nor "
    "with the table above."
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
    """Return the tables of the README and the sentences on what they can support.

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
        average_remark(table),
        "",
        "Recall of the rarest class, ours / imbalanced-learn's of the same algorithm, of the arms "
        f"that did at least {MIN_COVERAGE:.0%} of the cells, on the cells that all of them did:",
        "",
        *markdown_table(recall_matrix(table)),
    ]
    partial = partial_matrix(table)
    if len(partial):
        lines += ["", PARTIAL, "", *markdown_table(partial)]
    lines += ["", LEGEND]
    for classifier in PRICED:
        priced = price_table(table[table["classifier"] == classifier], classifier)
        if len(priced):
            lines += ["", *markdown_table(priced)]
    return "\n".join(lines)


def average_remark(table: pd.DataFrame) -> str:
    """Return how the averages of resampling differ from those of the classifier alone.

    An algorithm counts once for each classifier, on the cells that all compared arms did. The table
    has no figures per family, so what is returned is a description and no verdict.
    """
    means = table.dropna(subset=["recall"]).set_index(["classifier", "method"])
    alone = means.xs(BASELINE, level="method")
    arms = means[means["package"].isin(RESAMPLERS) & ~is_counted_as_ours(means)]
    gains = arms[_MEASURES].sub(alone[_MEASURES], level="classifier")
    precision = gains["average_precision"]
    n_more = int((gains["recall"] > ROPE).sum())
    n_higher, n_lower = int((precision > ROPE).sum()), int((precision < -ROPE).sum())
    return (
        f"Averages only: over {len(gains)} combinations of an algorithm that resamples and a "
        "classifier, recall is above that of the classifier alone by more than "
        f"{ROPE} in {n_more}; average precision is lower by more than that in {n_lower}, within it "
        f"in {len(gains) - n_higher - n_lower}, and higher in {n_higher} (differences "
        f"{span(precision)}). These averages come without intervals and without the figures of "
        "each family: they do not show that a difference is more than chance, nor that it is more "
        "than one data set."
    )


def is_counted_as_ours(means: pd.DataFrame) -> pd.Series:
    """Return which arms are imbalanced-learn's of an algorithm of ours in the same table.

    Parameters
    ----------
    means : pandas.DataFrame
        Indexed by classifier and method.
    """
    names = means.index.to_frame(index=False)
    names["method"] = names["method"].str.replace("imblearn-", "oversample-", n=1)
    same = pd.MultiIndex.from_frame(names).isin(means.index)
    return (means["package"] == "imblearn") & same


def recall_matrix(table: pd.DataFrame) -> pd.DataFrame:
    """Return recall as text: a row per algorithm, a column per classifier, and the cells.

    All numbers of a column are on the same cells, and arms that did too few to take part are left
    out.
    """
    means = table.dropna(subset=["recall"]).set_index(["classifier", "method"])
    peers = is_counted_as_ours(means)
    theirs = means.loc[peers, "recall"].rename(
        index=lambda name: name.replace("imblearn-", "oversample-", 1), level="method"
    )
    texts = means.loc[~peers, "recall"].map(decimals)
    paired_texts = texts + " / " + theirs.reindex(texts.index).map(decimals)
    texts = paired_texts.where(texts.index.isin(theirs.index), texts)
    columns = {
        classifier: of_classifier.droplevel("classifier")
        for classifier, of_classifier in texts.groupby(level="classifier", sort=False)
    }
    matrix = pd.DataFrame(columns).fillna(decimals(float("nan")))
    order = table["method"].drop_duplicates()
    matrix = matrix.loc[order[order.isin(matrix.index)]]
    matrix["cells"] = n_common(table)
    return matrix.reset_index(names="method")


def n_common(table: pd.DataFrame) -> str:
    """Return on how many cells of a classifier the measures are, as a bound where not counted."""
    compared = table.dropna(subset=["recall"])
    fewest = compared.groupby("classifier")["n_ok"].min()
    bound = "" if (compared["n_ok"] == compared["n_cells"]).all() else "\N{LESS-THAN OR EQUAL TO} "
    low, high = fewest.min(), fewest.max()
    span_of = str(low) if low == high else f"{low} to {high}"
    return f"{bound}{span_of} of {compared['n_cells'].max()}"


def partial_matrix(table: pd.DataFrame) -> pd.DataFrame:
    """Return recall of pairs of which an arm did too few cells to be compared with all others.

    Ours / imbalanced-learn's as text, a column per classifier, and on how many cells.
    """
    arms = table.set_index(["classifier", "method"])
    few = arms.index[arms["recall"].isna()].map(
        lambda key: (key[0], key[1].replace("imblearn-", "oversample-", 1))
    )
    pairs = arms[arms["peer_recall"].notna() & arms.index.isin(few)]
    texts = pairs["pair_recall"].map(decimals) + " / " + pairs["peer_recall"].map(decimals)
    matrix = texts.unstack("classifier", sort=False).fillna(decimals(float("nan")))
    cells = []
    for method in matrix.index:
        names = [method, method.replace("oversample-", "imblearn-", 1)]
        both = table[table["method"].isin(names)]
        bound = both.groupby("classifier")["n_ok"].min()
        low, high = bound.min(), bound.max()
        cells.append(str(low) if low == high else f"{low} to {high}")
    return matrix.assign(**{"cells, at most": cells}).reset_index(names="method")


def price_table(arms: pd.DataFrame, classifier: str) -> pd.DataFrame:
    """Return the measures of the shown arms of one classifier as text, recall first."""
    known = arms[arms["method"].isin(SHOWN)].dropna(subset=["recall"])
    texts = {classifier: known["method"]}
    texts |= {measure.label: known[measure.name].map(decimals) for measure in HEADLINE}
    return pd.DataFrame(texts).assign(cells=n_common(arms) if len(known) else "")


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
