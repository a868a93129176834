"""What a run says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from benchmarks.report.headline import BASELINE, MOVED, MOVED_FOR, RESAMPLERS
from benchmarks.report.remarks import power_remarks, time_ratios, time_remarks, trouble_remarks
from benchmarks.report.wording import (
    compared,
    hundreds,
    in_hundred,
    listed,
    part_of,
    signed,
    span,
)
from benchmarks.statistics.families import gains_over, paired_differences, scores_by_cell
from oversample.evaluation.statistics.gain import Gain
from oversample.evaluation.statistics.pairs import ROPE


def findings(rows: pd.DataFrame, table: pd.DataFrame, pairs: pd.DataFrame) -> list[str]:
    """Return all sentences about a run: recall first, then its price, peers, time and trouble.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    table : pandas.DataFrame
        Its headline.
    pairs : pandas.DataFrame
        Ours against imbalanced-learn's.
    """
    by_classifier = [*recall_findings(rows, table), *price_findings(rows, table)]
    return [
        *overall_findings(table),
        *(f"{classifier}: {sentence}" for classifier, sentence in by_classifier),
        *peer_findings(pairs),
        *time_remarks(time_ratios(rows)),
        *power_remarks(rows),
        *trouble_remarks(rows),
    ]


def overall_findings(table: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence on how many gains of recall are no more than a moved threshold."""
    gains = table.loc[compared_resamplers(table) & (table["gain"] != ""), "gain"]
    n_shifted = int((gains == Gain.THRESHOLD.value).sum())
    n_risen = n_shifted + int((gains == Gain.RANKING.value).sum())
    if not n_risen:
        return
    yield (
        f"Resampling finds more of the rare cases in {part_of(n_risen, len(gains))} combinations "
        f"of a sampler and a classifier. In {part_of(n_shifted, n_risen)} such combinations it "
        "does not tell rare cases from others any better: the same could be had by moving the "
        "decision threshold, without synthetic rows."
    )


def compared_resamplers(table: pd.DataFrame) -> pd.Series:
    """Return which rows of the headline are of samplers that can be compared with all others."""
    return table["package"].isin(RESAMPLERS) & table["covered"]


def recall_findings(rows: pd.DataFrame, table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield a classifier and a sentence on gains of recall and whether the threshold explains them.

    The rule is that of ``kind_of_gain``: where recall rises and average precision does not, the
    same could be had by moving the threshold, and the sentence says so.
    """
    gains = gains_over(rows, BASELINE, ["recall", "average_precision"])
    for classifier, arms in table.groupby(level="classifier", sort=False):
        arms = arms.droplevel("classifier")
        arms = arms[compared_resamplers(arms) & (arms["gain"] != "")]
        if arms.empty:
            continue
        precision = gains.loc[classifier, "average_precision"]
        # Arms that lack some cells differ from the classifier alone only by what the arm does.
        alone = table.loc[(classifier, BASELINE), "recall"]
        means = alone + gains.loc[classifier, "recall"]
        start = f"of 100 rare cases it finds {in_hundred(alone)} by itself"
        moved = arms["gain"] == Gain.THRESHOLD.value
        lost = moved & (precision.reindex(arms.index) < -ROPE)
        shifted, worse = arms.index[moved & ~lost], arms.index[lost]
        ranked = arms.index[arms["gain"] == Gain.RANKING.value]
        if len(shifted):
            sentence = (
                f"{start} and {hundreds(means[shifted])} after resampling "
                f"({listed(shifted, len(arms))}). Resampling does not tell rare cases from others "
                f"any better (average precision {span(precision[shifted])}), so the same could be "
                f"had by moving the decision threshold{_moved_clause(means)}."
            )
            yield str(classifier), sentence
        if len(worse):
            sentence = (
                f"{start} and {hundreds(means[worse])} after resampling "
                f"({listed(worse, len(arms))}), but tells rare cases from others worse (average "
                f"precision {span(precision[worse])}): a loss that does not come with a moved "
                f"decision threshold{_moved_clause(means)}."
            )
            yield str(classifier), sentence
        if len(ranked):
            sentence = (
                f"{start} and {hundreds(means[ranked])} after resampling "
                f"({listed(ranked, len(arms))}), which also tells rare cases from others better "
                f"on average (average precision {span(precision[ranked])}; "
                f"{_family_counts(rows, classifier, ranked)}): a moved threshold cannot do that."
            )
            yield str(classifier), sentence
        if not moved.any() and not len(ranked):
            recall = gains.loc[classifier, "recall"][arms.index]
            yield (
                str(classifier),
                f"{start}, and resampling does not raise that (recall {span(recall)}).",
            )


def _family_counts(rows: pd.DataFrame, classifier: object, methods: pd.Index) -> str:
    """Return on how many families the methods raise average precision."""
    table = scores_by_cell(rows[rows["classifier"] == classifier], "average_precision")
    differences = paired_differences(table, dict.fromkeys(methods, BASELINE))
    wins = (differences > ROPE).sum()
    low, high, n_families = wins.min(), wins.max(), differences.notna().any(axis=1).sum()
    n_wins = str(low) if low == high else f"{low} to {high}"
    return f"by more than {ROPE} on {n_wins} of {n_families} families of data sets"


def _moved_clause(means: pd.Series) -> str:
    """Return what the moved threshold finds, where that arm was run."""
    if MOVED not in means or pd.isna(means[MOVED]):
        return ""
    return f", which finds {in_hundred(means[MOVED])} without one synthetic row"


def price_findings(rows: pd.DataFrame, table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield a classifier and a sentence on resampling against a moved threshold."""
    methods = rows["method"].unique()
    gains = [
        gains_over(rows, reference, [measure])[measure]
        for measure, reference in MOVED_FOR.items()
        if reference in methods
    ]
    if not gains:
        return
    prices = pd.concat(gains, axis=1)
    prices = prices[prices.index.isin(table.index[compared_resamplers(table)])]
    for classifier, means in prices.groupby(level="classifier", sort=False).mean().iterrows():
        said = [_PRICES[measure](mean) for measure, mean in means.dropna().items()]
        if said:
            sentence = "against a threshold moved for the same purpose, resampling has on average "
            yield str(classifier), sentence + ", ".join(said) + "."


def _score_price(label: str, difference: float) -> str:
    """Return what is said of a score."""
    return f"{compared(difference, 'a higher', 'a lower')} {label} ({signed(difference)})"


def _brier_price(difference: float) -> str:
    """Return what is said of the Brier score, of which smaller values are better."""
    return (
        f"{compared(-difference, 'better', 'worse')} probabilities "
        f"(Brier score {signed(difference)})"
    )


_PRICES = {
    "f1": partial(_score_price, "F1"),
    "g_mean": partial(_score_price, "G-mean"),
    "brier_score": _brier_price,
}


def peer_findings(pairs: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence on the recall of ours against that of imbalanced-learn's."""
    if pairs.empty:
        return
    gains = pairs["recall_gain"]
    equal = int((gains.abs() <= ROPE).sum())
    better, worse = int((gains > ROPE).sum()), int((gains < -ROPE).sum())
    yield (
        "Ours against imbalanced-learn's sampler of the same algorithm: the recall is equal "
        f"within {ROPE} in {part_of(equal, len(pairs))} comparisons, higher in {better} and lower "
        f"in {worse} (differences {span(gains)})."
    )
