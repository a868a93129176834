"""The tidy table of results, ``results.parquet``: one row per cell, its columns and their meaning.

Everything that is said about a run is computed from this table alone.

A measure without a prefix is about the **minority class against all others**: the rarest class is
the positive one, its predicted probability the score, and it counts as predicted where it is the
predicted class. With two classes that is the usual binary measure; with more, the measures over
all classes stand beside it with the prefix ``macro_``, and one number per class in list columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

Row = dict[str, Any]
Kind = Literal["text", "integer", "number", "numbers", "texts"]


class Column(NamedTuple):
    """A column of the results.

    Attributes
    ----------
    name : str
        Its name.
    kind : {"text", "integer", "number", "numbers", "texts"}
        ``str`` without missing values (unknown is empty), ``int64``, ``float64`` (unknown is NaN),
        or lists of floats or strings (unknown is None).
    meaning : str
        What it holds.
    """

    name: str
    kind: Kind
    meaning: str


CELL = (
    Column("dataset", "text", "name of the data set"),
    Column("family", "text", "data sets of one family are cut from one table: average them first"),
    Column("repeat", "integer", "which shuffle of the data set, from 0"),
    Column("fold", "integer", "which fold of the shuffle, from 0"),
    Column("method", "text", "name of the arm"),
    Column("package", "text", '"ours", "imblearn" or "simple" (nothing is synthesised)'),
    Column("peer", "text", "the arm of imbalanced-learn with the same algorithm, or empty"),
    Column("classifier", "text", "name of the classifier"),
    Column("seed", "integer", "the seed of the run"),
    Column("n_configurations", "integer", "how many configurations were tried; 1 is no tuning"),
    Column("key", "text", "SHA-256 of all that the numbers depend on; names the stored record"),
)

OUTCOME = (
    Column("status", "text", '"ok", "skipped" (cannot take this data set) or "failed"'),
    Column("reason", "text", "why it is not ok, in one line"),
    Column("warnings", "text", "the distinct warnings, joined by semicolons"),
    Column("configuration", "text", "JSON of the parameters that tuning chose; empty without"),
    Column("threshold", "number", "minority probability from which on the minority is predicted"),
)

DATA = (
    Column("n_classes", "integer", "number of classes"),
    Column("n_rows", "integer", "rows of the data set"),
    Column("n_features", "integer", "columns before encoding"),
    Column("n_nominal", "integer", "of them with categories"),
    Column("n_missing", "integer", "missing cells"),
    Column("n_duplicates", "integer", "rows that are equal to another one in all columns"),
    Column("n_minority", "integer", "rows of the rarest class"),
    Column("imbalance_ratio", "number", "rows of the most frequent class per minority row"),
    Column("separability", "number", "ROC-AUC of a plain random forest out of fold, macro"),
    Column("n_train", "number", "rows of the training fold"),
    Column("n_train_minority", "number", "minority rows of the training fold"),
    Column("n_test", "number", "rows of the test fold"),
    Column("n_test_minority", "number", "minority rows of the test fold"),
    Column("n_test_known", "number", "test rows that are equal to a training row in all columns"),
    Column("n_resampled", "number", "rows that the classifier was fitted on"),
)

MEASURES = (
    Column("recall", "number", "TP / (TP + FN)"),
    Column("precision", "number", "TP / (TP + FP); 0 where nothing is predicted"),
    Column("f1", "number", "harmonic mean of recall and precision"),
    Column("mcc", "number", "Matthews correlation coefficient"),
    Column("g_mean", "number", "geometric mean of recall and specificity"),
    Column("balanced_accuracy", "number", "mean of recall and specificity"),
    Column("roc_auc", "number", "area under the ROC curve"),
    Column("average_precision", "number", "area under the precision-recall curve, step-wise"),
    Column("log_loss", "number", "mean negative log-likelihood in nats; smaller is better"),
    Column("brier_score", "number", "mean squared error of the probability; smaller is better"),
    Column("calibration_intercept", "number", "logit offset at slope 1; 0 is right, < 0 too high"),
    Column("calibration_slope", "number", "slope of the outcome on the logit; 1 is right"),
    Column("recall_at_precision", "number", "greatest recall with a precision of at least 0.5"),
    Column("precision_at_recall", "number", "greatest precision with a recall of at least 0.8"),
)

READINGS = (
    Column("recall_of_alone", "number", "of the classifier alone at the arm's false-positive rate"),
    Column("recall_gain_at_rate", "number", "the arm's best recall at that rate, beyond it"),
    Column(
        "recall_at_rate_05", "number", "recall at a false-positive rate of 5 %, by the ROC curve"
    ),
    Column("recall_at_rate_10", "number", "recall at a false-positive rate of 10 %"),
    Column("log_loss_corrected", "number", "log-loss with real priors; NaN where undefined"),
    Column("brier_score_corrected", "number", "Brier score with real priors; NaN where undefined"),
    Column("net_benefit_05", "number", "true positives a row less false ones / 19, real priors"),
    Column("net_benefit_10", "number", "true positives a row less false ones / 9, real priors"),
    Column("net_benefit_20", "number", "true positives a row less false ones / 4, real priors"),
)

TUNED = (
    Column("balanced_accuracy_tuned", "number", "at the arm's own threshold for it, inner folds"),
    Column("f1_tuned", "number", "at the arm's own threshold for it, inner folds"),
    Column(
        "recall_at_rate_05_tuned", "number", "at a threshold of 5 % false positives, inner folds"
    ),
    Column(
        "rate_05_tuned", "number", "the false-positive rate that this threshold has on test rows"
    ),
    Column("recall_at_rate_10_tuned", "number", "at a threshold of 10 %, inner folds"),
    Column(
        "rate_10_tuned", "number", "the false-positive rate that this threshold has on test rows"
    ),
    Column("recall_at_precision_tuned", "number", "at a threshold of precision 0.5, inner folds"),
    Column("precision_tuned", "number", "the precision that this threshold has on test rows"),
)
"""With a threshold that is chosen in inner folds for every arm; NaN without ``--thresholds``."""

MULTICLASS = (
    Column("macro_recall", "number", "mean recall of the classes; NaN with two classes"),
    Column("macro_precision", "number", "mean precision of the classes"),
    Column("macro_f1", "number", "mean F1 of the classes"),
    Column("macro_g_mean", "number", "geometric mean of the recalls of the classes"),
    Column("macro_mcc", "number", "Matthews correlation coefficient of all classes"),
    Column("macro_roc_auc", "number", "mean one-against-rest ROC-AUC"),
    Column("macro_average_precision", "number", "mean one-against-rest average precision"),
    Column("macro_log_loss", "number", "mean negative log-likelihood of the true class"),
    Column("class_labels", "texts", "the classes, the most frequent first, the minority last"),
    Column("class_support", "numbers", "test rows of each class"),
    Column("class_recall", "numbers", "recall of each class"),
    Column("class_precision", "numbers", "precision of each class"),
    Column("class_f1", "numbers", "F1 of each class"),
)

COUNTS = (
    Column("true_positives", "number", "minority rows predicted as such"),
    Column("false_positives", "number", "other rows predicted as minority"),
    Column("false_negatives", "number", "minority rows predicted as others"),
    Column("true_negatives", "number", "other rows predicted as others"),
    Column("bin_rows", "numbers", "test rows by minority probability: 10 bins of equal width"),
    Column("bin_probability", "numbers", "sum of the probabilities in each bin"),
    Column("bin_minority", "numbers", "minority rows in each bin; sums can be pooled over folds"),
)

COST = (
    Column("seconds_fit_resample", "number", "of fit_resample alone; NaN where nothing resamples"),
    Column("seconds_fit", "number", "of the classifier's fit, tuning of the threshold included"),
    Column("seconds_tune", "number", "of the search for a configuration; NaN without"),
    Column("seconds_predict", "number", "of predict_proba on the test fold"),
    Column("seconds_warm_up", "number", "of the untimed first fit_resample of a process"),
    Column("peak_bytes_fit_resample", "number", "growth of resident memory in fit_resample; Linux"),
    Column("peak_bytes_fit", "number", "growth of resident memory in the classifier's fit; Linux"),
)

PROVENANCE = (
    Column("machine", "text", "processor, cores, operating system"),
    Column("version_python", "text", "and further version_PACKAGE columns"),
)

SCHEMA = (
    *CELL,
    *OUTCOME,
    *DATA,
    *MEASURES,
    *READINGS,
    *TUNED,
    *MULTICLASS,
    *COUNTS,
    *COST,
    *PROVENANCE,
)

_EMPTY = {"text": "", "integer": 0, "number": float("nan"), "numbers": None, "texts": None}
_DTYPES = {"text": "str", "integer": "int64", "number": "float64"}


def blank() -> Row:
    """Return a row of which nothing is known."""
    return {column.name: _EMPTY[column.kind] for column in SCHEMA}


def tidy(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as the table of results: the columns of the schema, then further versions.

    Parameters
    ----------
    rows : sequence of mapping
        Rows with at least the columns of the schema.

    Returns
    -------
    pandas.DataFrame
        With the dtypes that the schema names.
    """
    names = [column.name for column in SCHEMA]
    versions = sorted({name for row in rows for name in row} - set(names))
    frame = pd.DataFrame(list(rows), columns=[*names, *versions])
    frame[versions] = frame[versions].fillna("")
    dtypes = {column.name: _DTYPES[column.kind] for column in SCHEMA if column.kind in _DTYPES}
    return frame.astype(dtypes)


def one_line(error: BaseException | str) -> str:
    """Return the type and the message of an error or a warning on one line of bounded length."""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}"[:300]
