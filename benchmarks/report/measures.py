"""The measures as the report shows them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from benchmarks.protocol.readings import RATES, WORTH
from oversample.evaluation.metrics import FIXED_PRECISION, FIXED_RECALL, SMALLER_IS_BETTER


class Measure(NamedTuple):
    """A measure of the results.

    Attributes
    ----------
    name : str
        Its column.
    label : str
        Its heading.
    """

    name: str
    label: str

    @property
    def greater_is_better(self) -> bool:
        """The direction."""
        return self.name.removesuffix("_corrected") not in SMALLER_IS_BETTER


HEADLINE = (
    Measure("recall", "recall"),
    Measure("precision", "precision"),
    Measure("f1", "F1"),
    Measure("g_mean", "G-mean"),
    Measure("average_precision", "average precision"),
    Measure("brier_score", "Brier"),
)
"""What a terminal and the README have room for: recall first, and its price."""

AT_RATE = Measure("recall_gain_at_rate", "recall at the same false-positive rate")
"""Recall beyond that of the classifier alone, its threshold moved to as many false positives."""

JUDGED = (HEADLINE[0], HEADLINE[4], AT_RATE)
"""What is said to be better or worse than the classifier alone: found, ranked, and beyond it."""

STRATIFIED = HEADLINE[4]
"""What is shown by the separability of data sets."""

TUNED = {
    name: Measure(name, label)
    for name, label in {
        "balanced_accuracy_tuned": "balanced accuracy, own threshold",
        "f1_tuned": "F1, own threshold",
        "recall_at_rate_05_tuned": "recall, own threshold at 5 % false positives",
        "recall_at_rate_10_tuned": "recall, own threshold at 10 % false positives",
        "recall_at_precision_tuned": f"recall, own threshold at precision {FIXED_PRECISION}",
    }.items()
}
"""With thresholds that every arm chose for itself in inner folds."""

MAIN = (
    *HEADLINE[:3],
    Measure("mcc", "MCC"),
    HEADLINE[3],
    Measure("balanced_accuracy", "balanced accuracy"),
    Measure("roc_auc", "ROC-AUC"),
    *HEADLINE[4:],
)
"""What the page shows of every arm first: as much as a small laptop has room for."""

BESIDE = (
    AT_RATE,
    *(
        Measure(name, f"recall at a false-positive rate of {rate:.0%}")
        for name, rate in RATES.items()
    ),
    Measure("recall_at_precision", f"recall at precision {FIXED_PRECISION}"),
    Measure("precision_at_recall", f"precision at recall {FIXED_RECALL}"),
    Measure("log_loss", "log-loss"),
    Measure("log_loss_corrected", "log-loss, real priors"),
    Measure("brier_score_corrected", "Brier, real priors"),
    *(Measure(name, f"net benefit at {worth:.0%}") for name, worth in WORTH.items()),
)
"""At operating points that are the same for all arms, and of probabilities."""

ALL = (*MAIN, *BESIDE, *TUNED.values())

MACRO = (
    Measure("macro_recall", "macro recall"),
    Measure("macro_precision", "macro precision"),
    Measure("macro_f1", "macro F1"),
    Measure("macro_g_mean", "macro G-mean"),
    Measure("macro_mcc", "MCC"),
    Measure("macro_roc_auc", "macro ROC-AUC"),
    Measure("macro_log_loss", "log-loss"),
)
"""Over all classes, where there are more than two."""


def with_values(rows: pd.DataFrame, measures: tuple[Measure, ...]) -> list[Measure]:
    """Return the measures of which a table has at least one value."""
    return [measure for measure in measures if rows[measure.name].notna().any()]
