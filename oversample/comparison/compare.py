"""The comparison of samplers on one's own table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from sklearn.utils import check_consistent_length
from threadpoolctl import threadpool_limits

from oversample._params import Constraint, check_parameter, integer_from, one_of
from oversample._progress import progress
from oversample._table import check_container, missing_cells
from oversample.comparison.arms import make_arms, make_estimators
from oversample.comparison.fitting import Stage, Task
from oversample.comparison.running import Criterion, Protocol, run
from oversample.comparison.summary import summarize
from oversample.comparison.view import as_html, as_text
from oversample.evaluation.classes import code_by_frequency
from oversample.evaluation.folds import N_FOLDS

if TYPE_CHECKING:
    from pandas import DataFrame

Measure = Literal[
    "recall",
    "precision",
    "f1",
    "mcc",
    "g_mean",
    "balanced_accuracy",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier_score",
    "recall_at_precision",
    "precision_at_recall",
]
_Measures = Constraint(
    f"a list of measures among {', '.join(get_args(Measure))}",
    lambda v: (
        isinstance(v, list | tuple)
        and len(v) > 0
        and all(measure in get_args(Measure) for measure in v)
    ),
)
_CONSTRAINTS: dict[str, list[type | None]] = {
    "scoring": [_Measures],
    "n_repeats": [integer_from(1)],
    "tune": [one_of(*get_args(Criterion)), None],
    "stage": [one_of(*get_args(Stage))],
    "random_state": [integer_from(0)],
    "name": [str],
}
# Rows of the rarest class in each test fold, on average, below which a fold tells nothing.
_FEWEST_IN_A_FOLD = 2


@dataclass(frozen=True, eq=False)
class Comparison:
    """Samplers on one's own table: printed, shown by a notebook, or as frames.

    Made by :func:`oversample.compare`.

    Attributes
    ----------
    summary : DataFrame
        A row for each ``estimator``, ``sampler``, ``decision`` and ``measure``: ``mean`` over all
        folds; ``difference``, the mean difference from the classifier alone that is decided in the
        same way (with corrected priors: at 0.5), its interval ``low`` to ``high`` and ``verdict``:
        ``"better"``, ``"worse"`` or ``"not shown"``. The measure ``recall_beyond_none`` compares
        the ROC curves of the arm and of the classifier alone at the arm's own false-positive rate,
        where the recall of the latter is its ``mean``.
    folds : DataFrame
        A row for each estimator, sampler, decision, repeat and fold, with all measures.
    scoring : tuple of str
        The measures of the summary.
    class_counts : dict of str to int
        The rows of each class, the rarest last.
    failures : dict of (str, str) to str
        Estimator and sampler of each pair that failed in a fold, and why. It is left out of all
        else, since means over fewer folds would compare with nothing.
    warnings : tuple of str
        The messages of warnings, each once.
    """

    summary: DataFrame
    folds: DataFrame
    scoring: tuple[str, ...]
    class_counts: Mapping[str, int]
    failures: Mapping[tuple[str, str], str]
    warnings: tuple[str, ...]

    def to_frame(self, part: Literal["summary", "folds"] = "summary") -> DataFrame:
        """Return the figures as a pandas DataFrame.

        Parameters
        ----------
        part : {"summary", "folds"}, default="summary"
            Means and differences, or the measures of each fold.

        Returns
        -------
        DataFrame
            A copy of the attribute of that name.

        Raises
        ------
        ValueError
            If ``part`` is neither.
        """
        if part not in ("summary", "folds"):
            raise ValueError(f"part must be 'summary' or 'folds'. Got {part!r} instead.")
        frame: DataFrame = getattr(self, part).copy()
        return frame

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def compare(
    X: Any,
    y: Any,
    estimators: Any,
    samplers: Any = ("random_over_sampler", "smote"),
    *,
    scoring: Sequence[Measure] = ("recall", "precision", "f1", "average_precision", "brier_score"),
    n_repeats: int = 3,
    tune: Criterion | None = "balanced_accuracy",
    stage: Stage = "matrix",
    random_state: int = 0,
    name: str = "data",
    verbose: bool = False,
) -> Comparison:
    r"""Compare samplers with doing nothing, by the protocol of the package's benchmark.

    Each estimator is fitted on the training rows of ``5 * n_repeats`` stratified folds: alone, with
    weights that make classes equally heavy (if it takes weights), and after each sampler. All of
    these meet the same splits and the same seeds. The rarest class is the positive one. Each is
    decided in three ways:

    - ``"at 0.5"``: the most probable class is predicted;
    - ``"tuned threshold"`` (two classes): the rarer class from that probability on which is best
      for ``tune`` on five inner folds of the training rows, in which everything is done anew;
    - ``"corrected priors"``: probabilities brought back to the real shares of the classes
      (:func:`correct_priors`), then the most probable class.

    A difference from the estimator alone has the interval of Nadeau and Bengio [1]_: with
    :math:`n` folds whose differences have the variance :math:`s^2`, and the ratio :math:`\rho` of
    test to training rows,

    .. math:: \bar d \pm t_{n-1} \sqrt{(1 / n + \rho) \, s^2}

    **Recall beyond none** is the recall of a sampler less that of the estimator alone, both at the
    false-positive rate of the sampler, by their ROC curves: what a moved threshold gives as well is
    0.

    Linear algebra runs on one thread meanwhile, as in the benchmark: the tables of folds are small.

    Parameters
    ----------
    X : array-like, DataFrame or sparse of shape (n_rows, n_features)
        The table.
    y : array-like of shape (n_rows,)
        The labels.
    estimators : classifier, list of classifiers or dict of names to classifiers
        With ``predict_proba``; clones are fitted. The steps of a pipeline before its last one, such
        as scalers and encoders, are fitted on real training rows alone.
    samplers : str, sampler, list of these or dict of names to these
        Samplers, or their names (``"smote"``), of which ``categorical_features`` is ``"auto"``.
    scoring : sequence of str
        What is told of each: ``"recall"``, ``"precision"``, ``"f1"``, ``"mcc"``, ``"g_mean"``,
        ``"balanced_accuracy"`` of decisions; ``"roc_auc"``, ``"average_precision"``,
        ``"recall_at_precision"`` (of 0.5), ``"precision_at_recall"`` (of 0.8) of rankings;
        ``"log_loss"``, ``"brier_score"`` of probabilities. All are of the rarest class against the
        others.
    n_repeats : int, default=3
        Repeats of the five folds.
    tune : {"balanced_accuracy", "f1"} or None, default="balanced_accuracy"
        What thresholds are tuned for; ``None``: they are not, which takes a sixth of the time.
    stage : {"matrix", "table"}, default="matrix"
        Whether samplers see what the steps before the last one make of the rows, or the rows of
        ``X`` themselves, as samplers of mixed tables need it.
    random_state : int, default=0
        The seed of splits, and of every ``random_state`` that is not set.
    name : str, default="data"
        The name of the table, on which splits and seeds depend as well: those of the benchmark's
        data set of that name are the same.
    verbose : bool, default=False
        Whether to show a progress bar; see :func:`oversample.progress`.

    Returns
    -------
    Comparison
        Printed as text, shown as HTML by a notebook, as frames by :meth:`Comparison.to_frame`, and
        drawn by :class:`oversample.plots.ComparisonDisplay`.

    Raises
    ------
    InvalidParameterError
        If a parameter has a wrong value.
    TypeError
        If an estimator is no classifier with probabilities, or a sampler is none.
    ValueError
        If a class has too few rows for the folds, a label is missing, or an estimator cannot be
        fitted on the table; the message names columns that are not numeric.

    See Also
    --------
    oversample.report : what one sampler does to a table.

    References
    ----------
    .. [1] C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning
       52(3), 239-281, 2003.

    Examples
    --------
    >>> import oversample
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> X, y = make_classification(300, weights=[0.9], class_sep=0.5, random_state=0)
    >>> found = oversample.compare(X, y, LogisticRegression(), "smote", n_repeats=1, tune=None)
    >>> recall = found.summary.query("measure == 'recall' and decision == 'at 0.5'")
    >>> recall.set_index("sampler")["mean"].round(2).to_dict()
    {'none': 0.07, 'class-weight': 0.68, 'smote': 0.58}
    """
    given = {"scoring": scoring, "n_repeats": n_repeats, "tune": tune, "stage": stage}
    for parameter, value in {**given, "random_state": random_state, "name": name}.items():
        check_parameter(parameter, value, _CONSTRAINTS[parameter], "compare")
    named, arms = make_estimators(estimators), make_arms(samplers)
    task = _task(X, y)
    protocol = Protocol(n_repeats, tune, stage, random_state, name)
    with (
        progress() if verbose else nullcontext(),
        warnings.catch_warnings(record=True) as caught,
        threadpool_limits(limits=1),
    ):
        warnings.simplefilter("always")
        records, failures = run(task, named, arms, protocol)
    import pandas as pd

    folds = pd.DataFrame.from_records(records)
    counts = np.bincount(task.codes).tolist()
    return Comparison(
        summarize(folds, scoring),
        folds,
        tuple(scoring),
        dict(zip(task.labels, counts, strict=True)),
        failures,
        tuple(dict.fromkeys(str(warning.message) for warning in caught)),
    )


def _task(X: Any, y: Any) -> Task:
    """Return the table with its classes numbered; raise where folds cannot be made of them."""
    check_container(X, "X")
    check_container(y, "y")
    check_consistent_length(X, y)
    labels = np.asarray(y)
    if labels.ndim != 1:
        raise ValueError(f"y must have one label for each row. Got the shape {labels.shape}.")
    gaps = int(missing_cells(labels).sum()) if labels.dtype.kind in "fO" else 0
    if gaps:
        raise ValueError(f"{gaps:,} of {len(labels):,} rows have no label in y. Drop those rows.")
    codes, names = code_by_frequency([str(label) for label in labels.tolist()])
    if len(names) < 2:
        raise ValueError(f"y has the single class {names[0]!r}: there is nothing to tell apart.")
    fewest = int(np.bincount(codes)[-1])
    if fewest < _FEWEST_IN_A_FOLD * N_FOLDS:
        raise ValueError(
            f"Class {names[-1]!r} has {fewest:,} rows; {N_FOLDS} folds with inner folds need at "
            f"least {_FEWEST_IN_A_FOLD * N_FOLDS}. Collect more of it, or join it with another."
        )
    return Task(X, labels, codes, names)
