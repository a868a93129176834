"""All arms on all splits, each decided in up to three ways."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._progress import track
from oversample.classifiers.priors import correct_priors
from oversample.comparison.arms import NONE, WEIGHTED, Arm
from oversample.comparison.fitting import Prediction, Stage, Task, predict, takes_weights
from oversample.evaluation.folds import N_FOLDS, fold_seed, out_of_fold, split
from oversample.evaluation.metrics import Measures, fold_measures
from oversample.evaluation.operating_point import recalls_at_its_rate
from oversample.evaluation.threshold import best_threshold

Criterion = Literal["balanced_accuracy", "f1"]

AT_HALF, TUNED, CORRECTED = "at 0.5", "tuned threshold", "corrected priors"
AT_ITS_RATE, OF_NONE = "recall_at_its_rate", "recall_of_none_at_its_rate"


class Protocol(NamedTuple):
    """How arms are compared.

    Attributes
    ----------
    n_repeats : int
        Repeats of the five folds.
    criterion : {"balanced_accuracy", "f1"} or None
        What thresholds are tuned for; None: they are not.
    stage : {"matrix", "table"}
        What samplers see.
    seed : int
        The seed of all splits and of all that is random in a fold.
    name : str
        The name of the table, on which these depend too.
    """

    n_repeats: int
    criterion: Criterion | None
    stage: Stage
    seed: int
    name: str


class Run(NamedTuple):
    """What all arms did.

    Attributes
    ----------
    records : list of dict
        A record for each estimator, arm, way to decide, repeat and fold.
    failures : dict of (str, str) to str
        Why the arm of an estimator failed; its records are left out.
    """

    records: list[dict[str, Any]]
    failures: dict[tuple[str, str], str]


def run(task: Task, estimators: dict[str, Any], arms: list[Arm], protocol: Protocol) -> Run:
    """Run all arms of all estimators on the same folds.

    Raises
    ------
    ValueError
        If an estimator cannot be fitted on the real rows; the message names the columns that are
        no numbers.
    """
    records: list[dict[str, Any]] = []
    failures: dict[tuple[str, str], str] = {}
    parts = list(product(range(protocol.n_repeats), range(N_FOLDS), estimators.items()))
    for repeat, fold, (name, estimator) in track("comparing", parts):
        alone: Prediction | None = None
        rows = Split.of(task, protocol, repeat, fold)
        for arm in arms:
            if (name, arm.name) in failures or (arm.weights and not takes_weights(estimator)):
                continue
            keys = {"estimator": name, "sampler": arm.name, "repeat": repeat, "fold": fold}
            try:
                found = rows.predict(task, estimator, arm, protocol)
                alone = found if arm.name == NONE else alone
                told = list(rows.decide(task, estimator, arm, protocol, found, alone))
            except (ValueError, TypeError, RuntimeError) as error:
                if arm.name in (NONE, WEIGHTED):
                    raise ValueError(_remedy(task, name, error)) from error
                failures[name, arm.name] = f"{type(error).__name__}: {error}"
                continue
            records += [keys | record for record in told]
    kept = [r for r in records if (r["estimator"], r["sampler"]) not in failures]
    return Run(kept, failures)


class Split(NamedTuple):
    """The rows of one fold, and its seed."""

    train: NDArray[np.intp]
    test: NDArray[np.intp]
    seed: int

    @classmethod
    def of(cls, task: Task, protocol: Protocol, repeat: int, fold: int) -> Split:
        """Return the split of a fold, which is the same for all arms."""
        train, test = split(task.codes, protocol.seed, protocol.name, repeat, fold)
        return cls(train, test, fold_seed(protocol.seed, protocol.name, repeat, fold))

    def predict(self, task: Task, estimator: Any, arm: Arm, protocol: Protocol) -> Prediction:
        """Return what an arm that is fitted on the training rows says of the test rows."""
        return predict(task, estimator, arm, protocol.stage, self.train, self.test, self.seed)

    def decide(
        self,
        task: Task,
        estimator: Any,
        arm: Arm,
        protocol: Protocol,
        found: Prediction,
        alone: Prediction | None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the measures of an arm, for each way to decide."""
        codes, probabilities = task.codes[self.test], found.probabilities
        ways: dict[str, tuple[NDArray[np.float64], float | None]] = {AT_HALF: (probabilities, None)}
        if protocol.criterion is not None and len(task.labels) == 2:
            ways[TUNED] = probabilities, self.threshold(task, estimator, arm, protocol)
        if arm.name != NONE:
            real = np.bincount(task.codes[self.train], minlength=len(task.labels))
            corrected = correct_priors(probabilities, found.shares, real / real.sum())
            ways[CORRECTED] = corrected, None
        for decision, (probability, threshold) in ways.items():
            measures = fold_measures(codes, probability, task.labels, threshold)
            record = {"decision": decision, "n_fitted": found.n_fitted, "threshold": threshold}
            minority = probability[:, -1]
            yield record | _numbers(measures) | _at_its_rate(alone, arm, codes, measures, minority)

    def threshold(self, task: Task, estimator: Any, arm: Arm, protocol: Protocol) -> float:
        """Return the threshold that is best on rows of inner folds."""
        codes, minority = task.codes[self.train], len(task.labels) - 1

        def of_inner_fold(kept: NDArray[np.intp], held: NDArray[np.intp]) -> NDArray[np.float64]:
            rows = self.train[kept], self.train[held]
            return predict(task, estimator, arm, protocol.stage, *rows, self.seed).probabilities

        unseen = out_of_fold(codes, len(task.labels), self.seed, of_inner_fold)
        return best_threshold(codes == minority, unseen[:, minority], protocol.criterion or "f1")


def _at_its_rate(
    alone: Prediction | None,
    arm: Arm,
    codes: NDArray[np.int64],
    measures: Measures,
    probability: NDArray[np.float64],
) -> dict[str, float]:
    """Return the recall of an arm and of the classifier alone at the arm's false-positive rate."""
    own = of_none = np.nan
    if alone is not None and arm.name != NONE:
        is_minority = codes == alone.probabilities.shape[1] - 1
        of_alone = alone.probabilities[:, -1]
        own, of_none = recalls_at_its_rate(is_minority, probability, of_alone, measures)
    return {AT_ITS_RATE: own, OF_NONE: of_none}


def _numbers(measures: Measures) -> dict[str, Any]:
    """Return the measures that are one number."""
    return {name: value for name, value in measures.items() if not isinstance(value, list)}


def _remedy(task: Task, name: str, error: Exception) -> str:
    """Return why an estimator cannot be fitted, with the columns that may be the reason."""
    dtypes = getattr(task.X, "dtypes", None)
    names = getattr(task.X, "columns", [])
    words = [
        f"{column!r} ({dtype})"
        for column, dtype in zip(names, [] if dtypes is None else dtypes, strict=False)
        if not _is_number(dtype)
    ]
    said = f"The estimator {name!r} cannot be fitted on this table: {error}"
    if not words:
        return said
    return (
        f"Columns that are not numeric: {', '.join(words)}. Give the estimator as a pipeline that "
        "encodes them, such as make_pipeline(make_column_transformer((OneHotEncoder(), columns), "
        f"remainder='passthrough'), classifier). {said}"
    )


def _is_number(dtype: Any) -> bool:
    """Return whether a column of pandas or polars holds numbers."""
    if hasattr(dtype, "is_numeric"):
        return bool(dtype.is_numeric())
    return getattr(dtype, "kind", "O") in "biufc"
