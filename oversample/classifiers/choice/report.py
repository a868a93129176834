"""What came of a comparison: a table with intervals, and sentences that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from oversample.classifiers.choice.comparison import Comparison
from oversample.classifiers.choice.rule import Selection, advantage
from oversample.evaluation.statistics.uncertainty import LEVEL, over_folds

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["score", "advantage", "error", "low", "high", "statistic", "n_scores", "n_made"]


def results_table(
    names: list[str], comparison: Comparison | None, selection: Selection
) -> pd.DataFrame:
    """Return a row for each candidate, the classifier alone first.

    Parameters
    ----------
    names : list of str
        The candidates.
    comparison : Comparison or None
        After it has run; None if no fit was needed.
    selection : Selection
        What the rule took.

    Returns
    -------
    DataFrame
        Indexed by candidate: mean ``score`` on its inner folds, ``advantage`` over the classifier
        alone on the same folds with its standard ``error``, its interval from ``low`` to ``high``
        and their ratio ``statistic``, ``n_scores``, the rows that were made (``n_made``), and the
        ``outcome`` in words.
    """
    import pandas as pd

    rows = {name: _row(name, comparison, selection) for name in names}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("candidate")


def _row(name: str, comparison: Comparison | None, selection: Selection) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS, np.nan) | {"n_scores": 0, "n_made": 0}
    if comparison is None or name not in comparison.records:
        return row | {"outcome": "not tried"}
    record = comparison.records[name]
    row |= {"n_scores": len(record.scores), "n_made": record.n_made}
    if record.scores:
        row["score"] = float(np.mean(record.scores))
    if name != comparison.alone and len(record.scores) > 1:
        differences = comparison.differences(name)
        found = advantage(differences, comparison.test_share)
        interval = over_folds(differences, comparison.test_share)
        row |= {"advantage": found.mean, "error": found.error, "statistic": found.statistic}
        row |= {"low": interval.low, "high": interval.high}
    return row | {"outcome": _outcome(name, comparison, selection)}


def _outcome(name: str, comparison: Comparison, selection: Selection) -> str:
    chosen = comparison.alone if selection.name is None else selection.name
    if name == chosen:
        return "chosen"
    if name == comparison.alone:
        return "worse than what was chosen"
    record = comparison.records[name]
    if record.dropped:
        return record.dropped
    if advantage(comparison.differences(name), comparison.test_share).statistic > (
        selection.required
    ):
        return "better too, but not chosen"
    return "not shown to be better"


def describe(
    comparison: Comparison | None,
    selection: Selection,
    *,
    refusal: str,
    threshold: float | None,
    n_candidates: int,
) -> str:
    """Return what to do, why, and what it took to find out.

    Parameters
    ----------
    comparison : Comparison or None
        After it has run; None if no fit was needed.
    selection : Selection
        What the rule took.
    refusal : str
        Why nothing was compared; "" if it was.
    threshold : float or None
        The tuned threshold.
    n_candidates : int
        How many candidates there were beside the classifier alone.

    Returns
    -------
    str
        Three lines at most.
    """
    decision = "" if threshold is None else f" with threshold {threshold:.2g}"
    if refusal:
        return f"Over-sampling was not tried: use the classifier{decision}. {refusal}"
    assert comparison is not None
    lines = [_verdict(comparison, selection, decision), _reason(comparison, selection)]
    return "\n".join([*lines, _cost(comparison, n_candidates)])


def _verdict(comparison: Comparison, selection: Selection, decision: str) -> str:
    if selection.name is None:
        how = decision or " as it is"
        return f"Over-sampling did not help here: use the classifier{how}."
    helped = "Over-sampling" if comparison.records[selection.name].n_made else "Resampling"
    if comparison.models[selection.name].is_weighted:
        helped = "A class weight"
    return f"{helped} helped here: use {selection.name}{decision}."


def _reason(comparison: Comparison, selection: Selection) -> str:
    alone = comparison.records[comparison.alone]
    measure = comparison.judge.name
    scored = [name for name in comparison.records if name != comparison.alone]
    scored = [name for name in scored if comparison.records[name].scores]
    if not scored:
        return "No candidate could be fitted; results_ says why."
    best = selection.name or max(scored, key=lambda name: comparison.differences(name).mean())
    differences = comparison.differences(best)
    interval = over_folds(differences, comparison.test_share)
    found = advantage(differences, comparison.test_share)
    figures = (
        f"{found.mean:+.3f} ({LEVEL:.0%} interval {interval.low:+.3f} to {interval.high:+.3f}) on "
        f"{len(differences)} inner folds"
    )
    if selection.name is not None:
        return (
            f"Its {measure} is higher than that of the classifier alone, "
            f"{np.mean(alone.scores[: len(differences)]):.3f}, by {figures}: {found.statistic:.1f} "
            f"standard errors, and {selection.required:.1f} are asked for."
        )
    if np.isnan(selection.required):
        return (
            f"No candidate was left to be compared further ({measure}; the classifier alone has "
            f"{np.mean(alone.scores):.3f}). The nearest, {best}, differs by {figures}: "
            f"{comparison.records[best].dropped or 'not better'}."
        )
    return (
        f"No candidate is better by the {selection.required:.1f} standard errors that are asked "
        f"for ({measure}; the classifier alone has {np.mean(alone.scores):.3f}). The nearest, "
        f"{best}, differs by {figures}, {found.statistic:.1f} standard errors."
    )


def _cost(comparison: Comparison, n_candidates: int) -> str:
    most = (n_candidates + 1) * len(comparison.splits)
    return f"{comparison.n_fits} fits were needed, of {most} without screening."
