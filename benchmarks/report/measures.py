"""The measures as the report shows them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

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
        return self.name not in SMALLER_IS_BETTER


HEADLINE = (
    Measure("recall", "recall"),
    Measure("precision", "precision"),
    Measure("f1", "F1"),
    Measure("g_mean", "G-mean"),
    Measure("average_precision", "average precision"),
    Measure("brier_score", "Brier"),
)
"""What a terminal and the README have room for: recall first, and its price."""

ALL = (
    *HEADLINE[:3],
    Measure("mcc", "MCC"),
    HEADLINE[3],
    Measure("balanced_accuracy", "balanced accuracy"),
    Measure("roc_auc", "ROC-AUC"),
    HEADLINE[4],
    Measure("recall_at_precision", f"recall at precision {FIXED_PRECISION}"),
    Measure("precision_at_recall", f"precision at recall {FIXED_RECALL}"),
    Measure("log_loss", "log-loss"),
    HEADLINE[5],
)

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
