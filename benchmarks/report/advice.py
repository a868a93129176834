"""What a run says to do, in thirty seconds: what costs no new row first."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from benchmarks.report.findings import BETTER, WORSE, compared_resamplers
from benchmarks.report.headline import BASELINE, MOVED, MOVED_FOR
from benchmarks.report.measures import AT_RATE
from benchmarks.report.wording import interval, listed, part_of, signed, span

RANKING = "average_precision"
_NAMED = 2


def advice(table: pd.DataFrame) -> list[str]:
    """Return what to do, from the verdicts of a headline; nothing where it has none.

    Parameters
    ----------
    table : pandas.DataFrame
        The headline.
    """
    table = table[table["counted"] & table["covered"]]
    samplers = table[compared_resamplers(table)]
    return [*_threshold(table), *_own_knobs(table), *_samplers(samplers), *_beyond(samplers)]


def _threshold(table: pd.DataFrame) -> Iterator[str]:
    """Yield whether choosing the threshold is enough to find more."""
    moved = table[table.index.get_level_values("method") == MOVED]
    moved = moved[moved["recall_verdict"] != ""]
    if moved.empty:
        return
    better = moved[moved["recall_verdict"] == BETTER]
    start = "To find more rare cases, choose the threshold first: tuned on inner folds it"
    if better.empty:
        yield f"{start} is not shown to raise recall with any classifier here."
        return
    names = listed(list(better.index.get_level_values("classifier")), len(moved), "classifiers")
    gains = span(better["recall_gain"])
    yield f"{start} raises recall with {names} ({gains}), and makes no new row."


def _own_knobs(table: pd.DataFrame) -> Iterator[str]:
    """Yield which arms that synthesise nothing rank better."""
    method = table.index.get_level_values("method")
    others = table[(table["package"] == "simple") & ~method.isin([BASELINE, *MOVED_FOR.values()])]
    better = others[others[f"{RANKING}_verdict"] == BETTER]
    if len(better):
        yield (
            "Then use what the classifier has itself. Without a new row, average precision is "
            f"better with {_named(better, RANKING)}."
        )


def _samplers(arms: pd.DataFrame) -> Iterator[str]:
    """Yield where a sampler ranks better, and where worse."""
    arms = arms[arms[f"{RANKING}_verdict"] != ""]
    if arms.empty:
        return
    yield (
        "Resample where it is shown to rank rare cases better than the classifier alone, and do "
        f"not expect it elsewhere: average precision {_counted(arms, RANKING)}."
    )


def _beyond(arms: pd.DataFrame) -> Iterator[str]:
    """Yield where a sampler finds what no moved threshold finds."""
    verdicts = f"{AT_RATE.name}_verdict"
    arms = arms[arms[verdicts] != ""]
    if arms.empty:
        return
    better = arms[arms[verdicts] == BETTER].groupby(level="classifier", sort=False).size()
    by_classifier = ", ".join(f"{count} with {name}" for name, count in better.items())
    yield (
        "What no threshold of the classifier alone gives is recall beyond its own at the same "
        f"false-positive rate: it is better in {part_of(int(better.sum()), len(arms))} "
        f"combinations{f' ({by_classifier})' if by_classifier else ''} and worse in "
        f"{int((arms[verdicts] == WORSE).sum())}."
    )


def _counted(arms: pd.DataFrame, measure: str) -> str:
    """Return in how many combinations a measure is better and worse, and the clearest of them."""
    parts = []
    for verdict in (BETTER, WORSE):
        found = arms[arms[f"{measure}_verdict"] == verdict]
        text = f"is {verdict} in {part_of(len(found), len(arms))} combinations"
        parts.append(f"{text}: {_named(found, measure)}" if len(found) else text)
    return "; ".join(parts)


def _named(arms: pd.DataFrame, measure: str) -> str:
    """Return the arms of the greatest differences with their intervals, and how many more."""
    gains = arms[f"{measure}_gain"]
    first = arms.loc[gains.abs().sort_values(ascending=False, kind="stable").index[:_NAMED]]
    texts = []
    for (classifier, method), arm in first.iterrows():
        bounds = interval(arm[f"{measure}_low"], arm[f"{measure}_high"])
        texts.append(f"{classifier} with {method} ({signed(arm[f'{measure}_gain'])} {bounds})")
    more = len(arms) - len(first)
    return ", ".join(texts) + (f", and {more} more" if more else "")
