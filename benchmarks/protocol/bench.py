"""One cell after the other, sharing what cells of a fold have in common."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.protocol.cells import Cell
from benchmarks.protocol.dataset import Dataset, LabeledTable, rows_of
from benchmarks.protocol.experiment import (
    DEFAULTS,
    Configuration,
    DeclinedError,
    Fold,
    TrainingRows,
    fit,
    out_of_fold,
    resample,
    training_weights,
)
from benchmarks.protocol.memory import Effort
from benchmarks.protocol.method import Method
from benchmarks.protocol.readings import readings, with_real_priors
from benchmarks.protocol.results import Row, one_line
from benchmarks.protocol.tuned import tuned_measures
from benchmarks.protocol.tuning import best_configuration
from oversample.evaluation.folds import N_INNER_FOLDS, fold_seed, split
from oversample.evaluation.metrics import Measures, class_probabilities, fold_measures
from oversample.evaluation.threshold import best_threshold

T = TypeVar("T")


@lru_cache(maxsize=2)
def read_table(dataset: Dataset) -> LabeledTable:
    """Read a data set, once for the neighbouring cells of a process."""
    return dataset.read()


@lru_cache(maxsize=2)
def read_fold(dataset: Dataset, repeat: int, fold: int, seed: int) -> Fold:
    """Split and encode a data set, once for the neighbouring cells of a process."""
    table = read_table(dataset)
    train, test = split(table.y, seed, dataset.name, repeat, fold)
    return Fold(rows_of(table, train), rows_of(table, test))


class Bench:
    """Runs cells of one fold that resample in the same way.

    What several of them need is made once: resampled rows for all classifiers, and a fitted model
    for the plain arm and for those that move its threshold. The times of what is shared are those
    of the one time that it was made.
    """

    def __init__(self) -> None:
        self.made: dict[tuple, Any] = {}

    def run(self, cell: Cell) -> Row:
        """Run one cell and return its row; whatever goes wrong is stored in the row."""
        row = cell.row()
        with warnings.catch_warnings(record=True) as caught, threadpool_limits(limits=1):
            warnings.simplefilter("always")
            try:
                row |= self.results(cell)
            except DeclinedError as error:
                row |= {"status": "skipped", "reason": str(error)}
            except Exception as error:
                row |= {"status": "failed", "reason": one_line(error)}
        row["warnings"] = "; ".join(sorted({one_line(warning.message) for warning in caught}))
        return row

    def results(self, cell: Cell) -> Row:
        """Fit and test the arm of a cell, and return what was found."""
        method, classifier = cell.method, cell.classifier
        fold = read_fold(cell.dataset, cell.repeat, cell.fold, cell.seed)
        seed = fold_seed(cell.seed, cell.dataset.name, cell.repeat, cell.fold)
        row = sizes(fold)
        refusal = self.refusal(cell, fold.train)
        if refusal:
            return row | {"status": "skipped", "reason": refusal}

        configuration, tuned, row["seconds_tune"] = self.configuration(cell, fold.train, seed)
        row["seconds_warm_up"] = warm_up(cell, fold, seed)
        rows = self.once(
            ("rows", repr(configuration["sampler"])),
            lambda: resample(fold, method, seed, configuration["sampler"]),
        )
        if len(rows.y) > (classifier.most_rows or len(rows.y)):
            reason = f"takes hours with more than {classifier.most_rows:,} rows: {len(rows.y):,}"
            return row | {"status": "skipped", "reason": f"{classifier.name} {reason}"}
        model, effort = self.once(
            ("model", *arm_of(cell), repr(configuration)),
            lambda: fit(rows, method, classifier, seed, configuration["classifier"]),
        )
        threshold, seconds = None, 0.0
        if method.threshold:
            unseen, seconds = self.unseen(cell, fold.train, seed, configuration)
            minority = fold.train.y == len(fold.train.labels) - 1
            threshold = best_threshold(minority, unseen, method.threshold)

        probabilities, seconds_predict = timed(
            lambda: class_probabilities(model, fold.test_matrix, len(fold.test.labels))
        )
        measures = fold_measures(fold.test.y, probabilities, fold.test.labels, threshold)
        if method.is_plain:
            _keep_alone(cell, probabilities[:, -1])
        return (
            row
            | measures
            | self.readings(cell, rows, probabilities, measures)
            | self.tuned(cell, fold, seed, configuration, probabilities)
            | costs(method.sampler, rows, effort)
            | {
                "status": "ok",
                "configuration": tuned,
                "threshold": 0.5 if threshold is None else threshold,
                "n_resampled": len(rows.y),
                "seconds_fit": effort.seconds + seconds,
                "seconds_predict": seconds_predict,
            }
        )

    def configuration(
        self, cell: Cell, train: LabeledTable, seed: int
    ) -> tuple[Configuration, str, float]:
        """Return the configuration of an arm, a record of its choice, and the seconds it took."""
        if cell.n_configurations == 1:
            return DEFAULTS, "", np.nan
        (chosen, record), seconds = self.once(
            ("best configuration", *arm_of(cell)),
            lambda: timed(
                lambda: best_configuration(
                    train, cell.method, cell.classifier, cell.n_configurations, seed
                )
            ),
        )
        return chosen, record, seconds

    def unseen(
        self, cell: Cell, train: LabeledTable, seed: int, configuration: Configuration
    ) -> tuple[np.ndarray, float]:
        """Return the minority's probability for training rows out of fold, and the seconds."""
        return self.once(
            ("out of fold", *arm_of(cell), repr(configuration)),
            lambda: timed(
                lambda: out_of_fold(
                    train, cell.method, cell.classifier, seed, configuration, N_INNER_FOLDS
                )[:, -1]
            ),
        )

    def tuned(
        self,
        cell: Cell,
        fold: Fold,
        seed: int,
        configuration: Configuration,
        probabilities: np.ndarray,
    ) -> Row:
        """Return what the arm decides with thresholds of its own, if the run has such."""
        if not cell.thresholds:
            return {}
        unseen, _ = self.unseen(cell, fold.train, seed, configuration)
        minority = len(fold.test.labels) - 1
        return tuned_measures(
            fold.train.y == minority, unseen, fold.test.y == minority, probabilities[:, minority]
        )

    def readings(
        self, cell: Cell, rows: TrainingRows, probabilities: np.ndarray, measures: Measures
    ) -> Row:
        """Return what else the fitted model says, beside the classifier alone on the same fold."""
        fold = read_fold(cell.dataset, cell.repeat, cell.fold, cell.seed)
        minority = len(fold.test.labels) - 1
        corrected = None
        # An ensemble that resamples for each member has no class shares of its own.
        if not cell.method.ensemble:
            weights = training_weights(cell.method, rows.y)
            trained = np.bincount(rows.y, weights, minlength=minority + 1)
            real = np.bincount(fold.train.y, minlength=minority + 1)
            corrected = with_real_priors(probabilities, trained, real)
        return readings(
            fold.test.y == minority,
            probabilities[:, minority],
            measures,
            alone(cell, fold),
            corrected,
        )

    def refusal(self, cell: Cell, train: LabeledTable) -> str:
        """Return why the arm cannot take the training rows or the classifier, or nothing."""
        for need in cell.method.needs:
            reason = need(train)
            if reason:
                return reason
        if cell.method.weights and not cell.classifier.takes_weights():
            return f"{cell.classifier.name} takes no weights"
        return ""

    def once(self, key: tuple, make: Callable[[], T]) -> T:
        """Return what was made under a key, making it first where it was not."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]


def arm_of(cell: Cell) -> tuple[str, ...]:
    """Return what tells the models of cells apart that are fitted on the same rows."""
    method = cell.method
    return (method.weights, method.ensemble, repr(method.learner), cell.classifier.name)


_alone: dict[tuple, np.ndarray | None] = {}


def alone(cell: Cell, fold: Fold) -> np.ndarray | None:
    """Return the minority probability of test rows by the classifier, fitted on real rows alone.

    Where arms are tuned, it is tuned as the plain arm is. It is kept for the cells of the fold that
    follow in this process, and is that of the plain arm where this was there before.

    Returns
    -------
    ndarray of shape (n_test,) or None
        None where the real rows are too many for the classifier.
    """
    if _place_of_alone(cell) not in _alone:
        _keep_alone(cell, _fit_alone(cell, fold))
    return _alone[_place_of_alone(cell)]


def _fit_alone(cell: Cell, fold: Fold) -> np.ndarray | None:
    classifier = cell.classifier
    if len(fold.train.y) > (classifier.most_rows or len(fold.train.y)):
        return None
    seed = fold_seed(cell.seed, cell.dataset.name, cell.repeat, cell.fold)
    plain, configuration = Method("none"), DEFAULTS
    if cell.n_configurations > 1:
        configuration, _ = best_configuration(
            fold.train, plain, classifier, cell.n_configurations, seed
        )
    rows = TrainingRows(fold.train_matrix, fold.train.y, Effort())
    model, _ = fit(rows, plain, classifier, seed, configuration["classifier"])
    return class_probabilities(model, fold.test_matrix, len(fold.test.labels))[:, -1]


def _keep_alone(cell: Cell, probability: np.ndarray | None) -> None:
    """Keep what the classifier alone says, and forget what it said of other folds."""
    place = _place_of_alone(cell)
    if _alone and next(iter(_alone))[:-2] != place[:-2]:
        _alone.clear()
    _alone[place] = probability


def _place_of_alone(cell: Cell) -> tuple:
    fold = (cell.dataset.name, cell.repeat, cell.fold, cell.seed)
    return (*fold, cell.n_configurations, cell.classifier.name)


def timed(make: Callable[[], T]) -> tuple[T, float]:
    """Return a result and the seconds that it took."""
    start = perf_counter()
    return make(), perf_counter() - start


def sizes(fold: Fold) -> Row:
    """Return the numbers of rows of a fold."""
    minority = len(fold.train.labels) - 1
    return {
        "n_train": len(fold.train.y),
        "n_train_minority": int((fold.train.y == minority).sum()),
        "n_test": len(fold.test.y),
        "n_test_minority": int((fold.test.y == minority).sum()),
        "n_test_known": fold.n_known,
    }


def costs(sampler: str, rows: TrainingRows, fitting: Effort) -> Row:
    """Return the time and the memory of an arm."""
    return {
        "seconds_fit_resample": rows.effort.seconds if sampler else np.nan,
        "peak_bytes_fit_resample": rows.effort.peak_bytes if sampler else np.nan,
        "peak_bytes_fit": fitting.peak_bytes,
    }


_warm: set[tuple] = set()


def warm_up(cell: Cell, fold: Fold, seed: int) -> float:
    """Resample once, untimed, when this process has not yet run this sampler on this data set.

    The first call compiles, imports and fills caches; which code it reaches can depend on the size
    of the data, hence once per data set. All samplers are warmed up in the same way.

    Returns
    -------
    float
        Seconds of ``fit_resample`` in this first call, NaN when there was none.
    """
    key = (cell.method.resampling(), cell.dataset.name)
    if not cell.method.sampler or key in _warm:
        return np.nan
    rows = resample(fold, cell.method, seed, {})
    _warm.add(key)
    return rows.effort.seconds
