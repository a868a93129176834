"""The small table of a run that is committed, and the part of the README that is made from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.report.findings import compared_resamplers, overall_findings
from benchmarks.report.headline import BASELINE, MOVED, MOVED_FOR, against_peers, headline, partial
from benchmarks.report.markdown import markdown_table, of_run
from benchmarks.report.measures import AT_RATE, HEADLINE, JUDGED
from benchmarks.report.wording import decimals, interval, signed
from benchmarks.statistics.families import MIN_COVERAGE
from oversample.evaluation.statistics.uncertainty import LEVEL, Verdict

TABLE = "docs/results/benchmark.csv"
GUIDE = "docs/guide/which.md"

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

BESIDE = (
    "Recall of arms that did fewer cells / that of the classifier alone on the same cells. Each "
    "row has cells of its own:"
)

FEWER = (
    "Arms that did fewer cells, each against the classifier alone on the cells of its row: they "
    "compare neither with one another nor with the table above."
)

KNOBS = {"neighbors-25": "25 neighbors", "leaves-10": "leaves of at least ten rows"}
"""Arms that turn a knob of their learner, and in words."""

_MEASURES = [measure.name for measure in HEADLINE]
_UNCERTAIN = [
    f"{measure.name}_{column}"
    for measure in JUDGED
    for column in ("gain", "low", "high", "least", "most", "verdict", "cells")
]
VERDICTS = [f"{measure.name}_verdict" for measure in JUDGED]
"""The columns of verdicts: empty texts where there is none."""

_SHOWN = {Verdict.BETTER.value: " better", Verdict.WORSE.value: " worse"}


def published(rows: pd.DataFrame, command: str) -> pd.DataFrame:
    """Return the table that is committed: a row per classifier and method.

    The measures are means over the cells that all methods with enough cells did, ``n_common`` in
    number, so that the rows compare; a method with too few cells has none, but a
    ``partial_recall``, beside ``partial_alone_recall`` of the classifier alone on the same cells.
    ``pair_recall`` and ``peer_recall`` are on the cells that both did, ``pair_cells`` in number,
    and so is ``time_ratio``, the median of our time of ``fit_resample`` divided by the peer's.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    command : str
        The command that made it.

    Returns
    -------
    pandas.DataFrame
        With the columns ``classifier``, ``method``, ``package``, the measures, the differences of
        the headline, ``covered``, ``counted`` and those named above, ``n_ok``, ``n_cells``,
        ``n_datasets``, ``n_families``, ``folds``, ``command``, ``machine`` and ``versions``.
    """
    table, pairs = headline(rows), against_peers(rows)
    result = table[["package", *_MEASURES, *_UNCERTAIN, "covered", "counted", "n_common"]].copy()
    result["n_common"] = result["n_common"].where(result["covered"])
    for name, column in (("pair_recall", "recall"), ("peer_recall",) * 2, ("time_ratio",) * 2):
        result[name] = pairs.get(column)
    result["pair_cells"] = pairs.get("cells")
    few = partial(rows, table)
    result["partial_recall"] = np.nan
    if len(few):
        arms = few[few["method"] != BASELINE].set_index(["classifier", "method"])
        result.loc[arms.index, "partial_recall"] = arms["recall"]
    # On the same cells, so that the difference of the means is the mean difference.
    result["partial_alone_recall"] = result["partial_recall"] - result["recall_gain"]
    result["n_ok"] = table["n_ok"]
    result["n_cells"] = table[["n_ok", "n_skipped", "n_failed"]].sum(axis=1)
    return result.assign(**of_run(rows, command)).round(6).reset_index()


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
        *verdict_part(table),
        "",
        "Recall of the rarest class, ours / imbalanced-learn's of the same algorithm, of the arms "
        f"that did at least {MIN_COVERAGE:.0%} of the cells, on the cells that all of them did, "
        f"{n_common(table)}{fewer_cells(table)}:",
        "",
        *markdown_table(recall_matrix(table)),
    ]
    for words, matrix in ((PARTIAL, pairs_matrix(table)), (BESIDE, partial_matrix(table))):
        if len(matrix):
            lines += ["", words, "", *markdown_table(matrix)]
    lines += ["", LEGEND]
    for classifier in PRICED:
        priced = price_table(table[table["classifier"] == classifier], classifier)
        if len(priced):
            lines += ["", *markdown_table(priced)]
    return "\n".join(lines)


def verdict_part(table: pd.DataFrame) -> list[str]:
    """Return what is shown of the differences to the classifier alone, with their intervals."""
    words = (
        "against the classifier alone, each algorithm once: the mean difference over families and "
        f"its {LEVEL:.0%} interval, where a verdict is shown also the range of the mean with one "
        "family left out, on the cells that both did"
    )
    beyond = (
        "its threshold moved to the false positives that the arm has, which is what a sampler "
        "brings beyond a moved threshold"
    )
    return [
        *overall_findings(table),
        "",
        learner_sentence(table),
        *knob_sentences(table),
        "",
        f"Average precision {words}:",
        *_verdict_tables(table, "average_precision"),
        "",
        f"Recall {words}, {beyond}:",
        *_verdict_tables(table, AT_RATE.name),
    ]


def _verdict_tables(table: pd.DataFrame, name: str) -> list[str]:
    """Return the differences as one table on one set of cells, and one of arms that did fewer."""
    matrix = verdict_matrix(table, name)
    did_all = matrix["cells"] == str(table[f"{name}_cells"].max())
    lines = ["", *markdown_table(matrix[did_all])]
    if not did_all.all():
        lines += ["", FEWER, "", *markdown_table(matrix[~did_all])]
    return lines


def learner_sentence(table: pd.DataFrame) -> str:
    """Return for how many samplers each classifier gains recall beyond a moved threshold."""
    arms = table[compared_resamplers(table) & (table[f"{AT_RATE.name}_verdict"] != "")]
    better = arms[f"{AT_RATE.name}_verdict"] == Verdict.BETTER.value
    counts = better.groupby(arms["classifier"], sort=False).agg(["sum", "size"])
    told = [f"{row['sum']} of {row['size']} for {name}" for name, row in counts.iterrows()]
    return f"Samplers with which {AT_RATE.label} is shown to be better: {', '.join(told)}."


def knob_sentences(table: pd.DataFrame) -> list[str]:
    """Return what knobs of learners do for average precision, beside the best sampler of each."""
    told = []
    for classifier, arms in table[table["average_precision_verdict"] != ""].groupby(
        "classifier", sort=False
    ):
        knobs = arms[arms["method"].isin(KNOBS)]
        samplers = arms[compared_resamplers(arms) & (arms["package"] == "ours")]
        if knobs.empty or samplers.empty:
            continue
        best = samplers.loc[samplers["average_precision_gain"].idxmax()]
        texts = [
            f"{signed(arm['average_precision_gain'])} "
            f"{interval(arm['average_precision_low'], arm['average_precision_high'])} with "
            f"{KNOBS.get(arm['method'], arm['method'])}"
            for arm in (knobs.iloc[0], best)
        ]
        told.append(
            f"Average precision of {classifier} changes by {texts[0]}, and by {texts[1]}, of all "
            "samplers the one with the largest gain."
        )
    return told


def guide_part(table: pd.DataFrame) -> str:
    """Return what the guide says of a run: one classifier as an example, and all in numbers."""
    linear = table[table["classifier"] == PRICED[0]].set_index("method")
    alone, smote, moved = (linear.loc[name] for name in (BASELINE, "oversample-smote", MOVED))
    recalls = [f"{100 * arm['recall']:.0f}" for arm in (alone, smote, moved)]
    return (
        f"In `{table['command'].iloc[0]}` (the tables are in the README) {PRICED[0]} found "
        f"{recalls[0]} of 100 rare cases by itself, {recalls[1]} with SMOTE and {recalls[2]} with "
        "a threshold tuned for balanced accuracy, all on the same cells, and its Brier score went "
        f"from {alone['brier_score']:.3f} to {smote['brier_score']:.3f} with SMOTE only. "
        f"{learner_sentence(table)}"
    )


def verdict_matrix(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the differences to the classifier alone as text: a row per arm, and the cells.

    Parameters
    ----------
    table : pandas.DataFrame
        The committed table.
    name : str
        The name of one of ``JUDGED``.
    """
    told = table["counted"] & (table[f"{name}_verdict"] != "")
    # The scores of the classifier alone are those of the arms that move its threshold.
    told &= ~table["method"].isin(MOVED_FOR.values())
    arms = table[told].set_index(["classifier", "method"])
    columns = ("gain", "low", "high", "least", "most", "verdict")
    texts = pd.Series(
        [
            f"{signed(gain)} {interval(low, high)}"
            + (
                f"{_SHOWN[verdict]} ({signed(least)} to {signed(most)})"
                if verdict in _SHOWN
                else ""
            )
            for gain, low, high, least, most, verdict in zip(
                *(arms[f"{name}_{column}"] for column in columns), strict=True
            )
        ],
        index=arms.index,
        dtype="str",
    )
    matrix = _by_classifier(texts, table)
    matrix["cells"] = arms[f"{name}_cells"].groupby("method").agg(_span_of_counts)
    return matrix.reset_index(names="method")


def _shown(verdict: str, least: float, most: float) -> str:
    """Return a verdict with the range of the mean with one family left out, if there is one."""
    if verdict not in _SHOWN:
        return ""
    return f"{_SHOWN[verdict]} ({signed(least)} to {signed(most)})"


def recall_matrix(table: pd.DataFrame) -> pd.DataFrame:
    """Return recall as text: a row per algorithm, a column per classifier, the cells at the end.

    All numbers of a column are on the same cells, and arms that did too few to take part are left
    out.
    """
    means = table.dropna(subset=["recall"]).set_index(["classifier", "method"])
    theirs = means.loc[~means["counted"], "recall"].rename(index=_ours, level="method")
    ours = means.loc[means["counted"], "recall"]
    both = _side_by_side(ours, theirs.reindex(ours.index))
    texts = both.where(ours.index.isin(theirs.index), ours.map(decimals))
    matrix = _by_classifier(texts, table)
    cells = means.groupby("classifier")["n_common"].min().astype("int64").astype("str")
    matrix.loc["cells"] = cells[matrix.columns]
    return matrix.reset_index(names="method")


def fewer_cells(table: pd.DataFrame) -> str:
    """Return which of the arms that are compared did fewer cells, empty if all did as many."""
    done = table.dropna(subset=["recall"]).groupby("method")["n_ok"].min()
    few = done[done < done.max()].sort_values(kind="stable")
    named = ", ".join(f"{method} {n_ok}" for method, n_ok in few.items())
    return f" (fewer than {done.max()} did {named})" if named else ""


def _ours(method: str) -> str:
    """Return the name of ours of the same algorithm."""
    return method.replace("imblearn-", "oversample-", 1)


def _side_by_side(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return two numbers as one text."""
    return first.map(decimals).astype("str") + " / " + second.map(decimals).astype("str")


def _by_classifier(texts: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """Return texts by classifier and method as methods by classifiers, in the table's order."""
    matrix = texts.unstack("classifier").fillna(decimals(float("nan")))
    methods, classifiers = table["method"].unique(), table["classifier"].unique()
    return matrix.loc[
        [name for name in methods if name in matrix.index],
        [name for name in classifiers if name in matrix],
    ]


def n_common(table: pd.DataFrame) -> str:
    """Return on how many cells the measures of the classifiers are."""
    compared = table.dropna(subset=["recall"])
    fewest = compared.groupby("classifier")["n_common"].min().astype("int64")
    return f"{_span_of_counts(fewest)} of {compared['n_cells'].max()}"


def _span_of_counts(counts: pd.Series) -> str:
    """Return the range of some numbers of cells."""
    low, high = int(counts.min()), int(counts.max())
    return str(low) if low == high else f"{low} to {high}"


def pairs_matrix(table: pd.DataFrame) -> pd.DataFrame:
    """Return recall of pairs of which a side did too few cells to be compared with all others.

    Ours / imbalanced-learn's as text, a column per classifier, and on how many cells.
    """
    arms = table.set_index(["classifier", "method"])
    few = [(classifier, _ours(method)) for classifier, method in arms.index[arms["recall"].isna()]]
    pairs = arms[arms["peer_recall"].notna() & arms.index.isin(few)]
    texts = _side_by_side(pairs["pair_recall"], pairs["peer_recall"])
    matrix = _by_classifier(texts, table)
    matrix["cells"] = pairs["pair_cells"].groupby("method").agg(_span_of_counts)
    return matrix.reset_index(names="method")


def partial_matrix(table: pd.DataFrame) -> pd.DataFrame:
    """Return recall of the arms that did few cells beside that of the classifier alone."""
    arms = table.set_index(["classifier", "method"])
    arms = arms[arms["partial_alone_recall"].notna()]
    texts = _side_by_side(arms["partial_recall"], arms["partial_alone_recall"])
    matrix = _by_classifier(texts, table)
    matrix["cells"] = arms["recall_cells"].groupby("method").agg(_span_of_counts)
    return matrix.reset_index(names="method")


def price_table(arms: pd.DataFrame, classifier: str) -> pd.DataFrame:
    """Return the measures of the shown arms of one classifier as text, recall first."""
    known = arms[arms["method"].isin(SHOWN)].dropna(subset=["recall"])
    texts = {classifier: known["method"]}
    texts |= {measure.label: known[measure.name].map(decimals) for measure in HEADLINE}
    return pd.DataFrame(texts).assign(cells=n_common(arms) if len(known) else "")
