"""The candidates on the inner folds: fits, answers, scores, and which are dropped on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.utils.parallel import Parallel, delayed

from oversample._progress import track
from oversample._table import take_rows
from oversample.classifiers.choice import rule
from oversample.classifiers.choice.candidates import Model, rows_made
from oversample.classifiers.choice.folds import Split, share_of_test
from oversample.classifiers.choice.scoring import Answer, Judge, Scoring, resolve, share_tied

GUARD = "average_precision"
"""What a candidate must not be worse by, where scores are tied and "auto" judges by another."""


@dataclass(frozen=True)
class Rows:
    """The training table of the whole choice.

    Attributes
    ----------
    X : table
        The columns.
    y : ndarray of shape (n_rows,)
        The labels.
    codes : ndarray of shape (n_rows,)
        Their positions among the classes.
    classes : ndarray of shape (n_classes,)
        The labels, sorted.
    weights : ndarray of shape (n_rows,) or None
        The weights.
    """

    X: Any
    y: NDArray[Any]
    codes: NDArray[np.intp]
    classes: NDArray[Any]
    weights: NDArray[Any] | None = None

    @property
    def rare(self) -> int:
        """The code of the rarest class, of equally rare ones the last."""
        counts = np.bincount(self.codes)
        return len(counts) - 1 - int(counts[::-1].argmin())

    def fit(self, model: Model, rows: NDArray[np.intp] | None = None) -> Any:
        """Fit a model on some rows, or on all of them, and return it."""
        X, y, weights = self.X, self.y, self.weights
        if rows is not None:
            X, y = take_rows(X, rows), y[rows]
            weights = None if weights is None else weights[rows]
        given = {} if weights is None else {model.weights: weights}
        return clone(model.classifier).fit(X, y, **given)


class Fold(NamedTuple):
    """What came of one candidate in one fold."""

    answer: Answer | None
    n_made: int = 0
    failure: str = ""


@dataclass
class Record:
    """What is known of one candidate.

    Attributes
    ----------
    scores : list of float
        One for each fold that it took part in.
    answers : list of Answer
        What it said of the test rows of these folds.
    n_made : int
        How many rows its sampler made in the first of them.
    dropped : str
        Why it takes part no more; "" if it does.
    """

    scores: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    n_made: int = 0
    dropped: str = ""


class Comparison:
    """The scores of all candidates on the same inner folds.

    The first scores of all of them screen: those that are clearly worse than nothing are dropped,
    and the other folds are for the rest. If none is left, they are not needed.

    Parameters
    ----------
    models : dict
        The models by name, the classifier alone first.
    rows : Rows
        The table.
    splits : list of Split
        The inner folds.
    scoring : str, float or callable
        The parameter.
    screen : float
        The statistic below which a candidate is dropped after the first scores.
    guard : float
        The statistic of average precision below which a candidate is dropped, where "auto" judges
        by another measure.
    """

    def __init__(
        self,
        models: dict[str, Model],
        rows: Rows,
        splits: list[Split],
        scoring: Scoring,
        screen: float = rule.SCREEN,
        guard: float = rule.GUARDED,
    ) -> None:
        self.models, self.rows, self.splits = models, rows, splits
        self.scoring, self.screen, self.guard = scoring, screen, guard
        self.judge = Judge(scoring, rows.classes, rows.rare)
        self.records = {name: Record() for name in models}
        self.alone = next(iter(models))
        self.test_share = share_of_test(splits)

    @property
    def n_fits(self) -> int:
        """How many models were fitted."""
        failed = sum(record.dropped.startswith("failed") for record in self.records.values())
        return failed + sum(len(record.answers) for record in self.records.values())

    @property
    def left(self) -> list[str]:
        """The candidates that still take part, without the classifier alone."""
        return [
            name
            for name, record in self.records.items()
            if name != self.alone and not record.dropped
        ]

    def run(self, n_jobs: int | None) -> None:
        """Fit and score all candidates on the first folds, and those that are left on the others.

        Parameters
        ----------
        n_jobs : int or None
            How many models are fitted at a time.
        """
        first, others = self.splits[: rule.N_SCREENED], self.splits[rule.N_SCREENED :]
        with Parallel(n_jobs=n_jobs) as parallel:
            self._run_folds(parallel, "screening", first)
            self._settle_scoring()
            self._score(range(len(first)))
            self._screen()
            if self.left and others:
                self._run_folds(parallel, "comparing", others)
                self._score(range(len(first), len(self.splits)))
        if self.scoring == "auto" and self.judge.scoring != GUARD:
            self._guard()

    def differences(self, name: str) -> NDArray[np.float64]:
        """Return the differences of a candidate to the classifier alone, one for each fold."""
        scores = np.array(self.records[name].scores)
        return scores - np.array(self.records[self.alone].scores)[: len(scores)]

    def out_of_fold(self, name: str) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Return whether rows are rare, and the scores of a candidate that has not seen them."""
        answers = self.records[name].answers
        rare, codes = self.rows.rare, self.rows.codes
        tests = [split.test for split in self.splits[: len(answers)]]
        is_rare = np.concatenate([codes[test] == rare for test in tests])
        return is_rare, np.concatenate([answer.of_class(rare) for answer in answers])

    def _run_folds(self, parallel: Parallel, what: str, splits: list[Split]) -> None:
        for split in track(what, splits):
            names = [self.alone, *self.left]
            jobs: Iterable[Any] = (
                delayed(_run)(self.models[name], self.rows, split, name == self.alone)
                for name in names
            )
            for name, fold in zip(names, parallel(jobs), strict=True):
                self._keep(self.records[name], fold)

    def _keep(self, record: Record, fold: Fold) -> None:
        if fold.answer is None:
            record.dropped = f"failed: {fold.failure}"
            return
        if not record.answers:
            record.n_made = fold.n_made
        record.answers.append(fold.answer)

    def _settle_scoring(self) -> None:
        answers, codes = self.records[self.alone].answers, self.rows.codes
        tied = [
            share_tied(codes[split.test] == self.rows.rare, answer.of_class(self.rows.rare))
            for split, answer in zip(self.splits, answers, strict=False)
        ]
        scoring = resolve(
            self.judge.scoring, float(np.mean(tied)), len(self.rows.classes), answers[0].kind
        )
        self.judge = Judge(scoring, self.rows.classes, self.rows.rare)

    def _score(self, folds: range) -> None:
        for fold in folds:
            test = self.splits[fold].test
            X = take_rows(self.rows.X, test) if callable(self.judge.scoring) else test
            for name in (self.alone, *self.left):
                record = self.records[name]
                answer = record.answers[fold]
                record.scores.append(self.judge.score(answer, self.rows.codes[test], X))

    def _guard(self) -> None:
        """Drop what average precision does not support, where that does not judge."""
        guard = Judge(GUARD, self.rows.classes, self.rows.rare)

        def scores(name: str) -> NDArray[np.float64]:
            answers = zip(self.records[name].answers, self.splits, strict=False)
            codes = self.rows.codes
            return np.array(
                [guard.score(answer, codes[test], test) for answer, (_, test) in answers]
            )

        alone = scores(self.alone)
        for name in self.left:
            found = scores(name)
            if rule.is_dropped(found - alone[: len(found)], self.test_share, self.guard):
                self.records[name].dropped = "not better by average precision"

    def _screen(self) -> None:
        for name in self.left:
            if rule.is_dropped(self.differences(name), self.test_share, self.screen):
                n_scores = len(self.records[name].scores)
                self.records[name].dropped = f"dropped after {n_scores} scores"


def _run(model: Model, rows: Rows, split: Split, is_alone: bool) -> Fold:
    """Fit a model on the training rows of a split, and let it answer for the test rows.

    What fails is left out of the comparison. The classifier alone must not fail.
    """
    try:
        fitted = rows.fit(model, split.train)
        answer = Answer.of(fitted, take_rows(rows.X, split.test))
    except Exception as error:  # candidates are the user's own, and so are their errors
        if is_alone:
            raise
        return Fold(None, failure=f"{type(error).__name__}: {error}")
    return Fold(answer, rows_made(fitted))
