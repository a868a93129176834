"""What a run says, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from benchmarks.report.datasets import duplicate_remarks
from benchmarks.report.headline import BASELINE, MOVED, MOVED_FOR, RESAMPLERS
from benchmarks.report.measures import AT_RATE, HEADLINE, JUDGED
from benchmarks.report.remarks import power_remarks, time_ratios, time_remarks, trouble_remarks
from benchmarks.report.wording import (
    hundreds,
    in_hundred,
    interval,
    listed,
    part_of,
    span,
    with_interval,
)
from benchmarks.statistics.differences import uncertain
from benchmarks.statistics.families import scores_by_cell
from oversample.evaluation.metrics import SMALLER_IS_BETTER
from oversample.evaluation.statistics.pairs import ROPE
from oversample.evaluation.statistics.uncertainty import LEVEL, MIN_FAMILIES, Verdict

BETTER, WORSE, NOT_SHOWN = (verdict.value for verdict in Verdict)

RULE = (
    f"Better and worse: the {LEVEL:.0%} interval excludes zero, and still does whichever family of "
    f"data sets is left out; with fewer than {MIN_FAMILIES} families nothing is shown, but within "
    "one data set by its folds."
)

_WORDS = {BETTER: "better", WORSE: "worse", NOT_SHOWN: "not shown to differ"}


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
    by_classifier = [*recall_findings(table), *price_findings(rows, table)]
    return [
        *overall_findings(table),
        *(f"{classifier}: {sentence}" for classifier, sentence in by_classifier),
        *peer_findings(pairs),
        *time_remarks(time_ratios(rows)),
        *power_remarks(rows),
        *duplicate_remarks(rows),
        *trouble_remarks(rows),
    ]


def overall_findings(table: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence on what is shown of recall and of average precision, each algorithm once."""
    arms = table[compared_resamplers(table) & (table["recall_verdict"] != "")]
    if arms.empty:
        return
    said = [
        f"{measure.label} is better in {counts[BETTER]}, worse in {counts[WORSE]}, and no "
        f"difference is shown in {counts[NOT_SHOWN]}"
        for measure in JUDGED
        for counts in [Counter(arms[f"{measure.name}_verdict"])]
        if counts.total() > counts[""]
    ]
    yield (
        f"Against the classifier alone, of {len(arms)} "
        f"{'combination' if len(arms) == 1 else 'combinations'} of an algorithm that resamples and "
        f"a classifier: {'; '.join(said)}. {RULE}"
    )


def compared_resamplers(table: pd.DataFrame) -> pd.Series:
    """Return which rows of the headline are of samplers to compare with all others, each once."""
    return table["package"].isin(RESAMPLERS) & table["covered"] & table["counted"]


def recall_findings(table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield a classifier and a sentence on recall, and one on average precision.

    Parameters
    ----------
    table : pandas.DataFrame
        The headline.
    """
    for classifier, arms in table.groupby(level="classifier", sort=False):
        arms = arms.droplevel("classifier")
        resampled = arms[compared_resamplers(arms) & (arms["recall_verdict"] != "")]
        if resampled.empty:
            continue
        found = arms["recall"].dropna()
        start = f"of 100 rare cases it finds {hundreds(resampled['recall'])} after resampling"
        if BASELINE in found:
            start += f", {in_hundred(found[BASELINE])} by itself"
        if MOVED in found:
            start += f", {in_hundred(found[MOVED])} with its threshold moved"
        yield str(classifier), f"{start}. Recall is {_by_verdict(resampled, 'recall')}."
        precision = _by_verdict(resampled, "average_precision")
        yield str(classifier), f"average precision is {precision}."
        beyond = _by_verdict(resampled, AT_RATE.name)
        if beyond:
            yield (
                str(classifier),
                f"{AT_RATE.label}, which no moved threshold would give, is {beyond}.",
            )


def _by_verdict(arms: pd.DataFrame, measure: str) -> str:
    """Return which arms have which verdict, with their differences."""
    parts = []
    for verdict, words in _WORDS.items():
        of_verdict = arms[arms[f"{measure}_verdict"] == verdict]
        if of_verdict.empty:
            continue
        columns = of_verdict.filter(regex=f"^{measure}_").rename(
            columns=lambda name: name.removeprefix(f"{measure}_")
        )
        names = listed(of_verdict.index, len(arms))
        if len(columns) == 1:
            said = with_interval(columns.iloc[0])
        else:
            said = span(columns["gain"])
            if columns["low"].notna().any():
                said += (
                    f", intervals within {interval(columns['low'].min(), columns['high'].max())}"
                )
        parts.append(f"{words} with {names} ({said})")
    return "; ".join(parts)


def price_findings(rows: pd.DataFrame, table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield a classifier and a sentence on resampling against a moved threshold.

    The mean over the samplers of their differences, each algorithm once.
    """
    for classifier, of_classifier in rows.groupby("classifier", sort=False):
        arms = table.loc[classifier]
        names = arms.index[compared_resamplers(arms)]
        said = []
        for measure, reference in MOVED_FOR.items():
            scores = scores_by_cell(of_classifier, measure)
            if reference not in scores:
                continue
            cells = scores[names].sub(scores[reference], axis=0).mean(axis=1).dropna()
            if len(cells):
                said.append(_price(measure, cells))
        if said:
            start = "against a threshold moved for the same purpose, on average over the samplers "
            yield str(classifier), start + "; ".join(said) + "."


def _price(measure: str, cells: pd.Series) -> str:
    """Return what is said of a measure, of which smaller values may be better."""
    found = uncertain(cells)
    verdict = uncertain(-cells).verdict if measure in SMALLER_IS_BETTER else found.verdict
    text = with_interval(pd.Series(found._asdict()).rename({"mean": "gain"}))
    label = next(known.label for known in HEADLINE if known.name == measure)
    return f"{label} is {_WORDS[verdict.value]} ({text})"


def peer_findings(pairs: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence on the recall of ours against that of imbalanced-learn's."""
    if pairs.empty:
        return
    gains, verdicts = pairs["recall_gain"], Counter(pairs["verdict"])
    equal = int((gains.abs() <= ROPE).sum())
    yield (
        "Ours against imbalanced-learn's sampler of the same algorithm: the mean recall is equal "
        f"within {ROPE} in {part_of(equal, len(pairs))} comparisons (differences {span(gains)}); "
        f"it is better in {verdicts[BETTER]}, worse in {verdicts[WORSE]}, and no difference is "
        f"shown in {verdicts[NOT_SHOWN]}."
    )
