"""How a candidate is judged: by its scores on rows it has not seen, never by its decisions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import get_scorer
from sklearn.utils.metaestimators import available_if

from oversample.evaluation.operating_point import recall_at_rate
from oversample.exceptions import InvalidParameterError

Scoring = str | float | Callable[[Any, Any, Any], float]

MOST_TIED = 0.05
"""Share of pairs of a rare and another row with equal scores, above which ranks are coarse."""


@dataclass(frozen=True)
class Answer:
    """What a fitted model says of test rows.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_classes) or (n_rows,)
        Probabilities, or decision values.
    kind : {"predict_proba", "decision_function"}
        Which of the two.
    """

    values: NDArray[np.float64]
    kind: Literal["predict_proba", "decision_function"]

    @classmethod
    def of(cls, model: Any, X: Any) -> Answer:
        """Return the probabilities of a model, or its decision values where it has none."""
        kind: Any = "predict_proba" if hasattr(model, "predict_proba") else "decision_function"
        return cls(np.asarray(getattr(model, kind)(X), dtype=np.float64), kind)

    def of_class(self, code: int) -> NDArray[np.float64]:
        """Return the score of one class, greater where the class is likelier."""
        if self.values.ndim == 2:
            return self.values[:, code]
        return self.values if code == 1 else -self.values


class Answered(ClassifierMixin, BaseEstimator):
    """A classifier that gives an answer again, and has no decisions: what scorers are shown.

    Parameters
    ----------
    answer : Answer
        What it says, whatever it is asked about.
    classes : ndarray of shape (n_classes,)
        The classes.
    """

    def __init__(self, answer: Answer, classes: NDArray[Any]) -> None:
        self.answer = answer
        self.classes = classes

    @property
    def classes_(self) -> NDArray[Any]:
        """The classes."""
        return self.classes

    def fit(self, X: Any, y: Any) -> Answered:
        """Return itself."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def predict(self, X: Any) -> NDArray[Any]:
        """Refuse: decisions at a default threshold are no measure of a sampler.

        Raises
        ------
        InvalidParameterError
            Always.
        """
        raise InvalidParameterError(
            "The 'scoring' of AutoOversampler judges decisions at the default threshold, as "
            "recall, accuracy and F1 do: every sampler moves that threshold, so it would seem to "
            "help wherever moving the threshold does. Remedy: a measure of scores, such as "
            "'average_precision', 'roc_auc', 'neg_log_loss' or, as a number, recall at that "
            "false-positive rate; and threshold='f1' or another measure for the decisions."
        )

    @available_if(lambda self: self.answer.kind == "predict_proba")
    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probabilities."""
        return self.answer.values

    @available_if(lambda self: self.answer.kind == "decision_function")
    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Return the decision values."""
        return self.answer.values


@dataclass(frozen=True)
class Judge:
    """A measure of answers, greater is better.

    Parameters
    ----------
    scoring : str, float or callable
        The name of a scorer of scikit-learn, a false-positive rate, or a scorer.
    classes : ndarray of shape (n_classes,)
        The labels.
    rare : int
        The code of the rarest class.
    """

    scoring: Scoring
    classes: NDArray[Any]
    rare: int

    @property
    def name(self) -> str:
        """The measure in words."""
        if isinstance(self.scoring, str):
            return self.scoring.replace("_", " ")
        if callable(self.scoring):
            return str(getattr(self.scoring, "__name__", self.scoring))
        return f"recall at a false-positive rate of {self.scoring:g}"

    def score(self, answer: Answer, codes: NDArray[np.intp], X: Any) -> float:
        """Return the score of an answer.

        Parameters
        ----------
        answer : Answer
            Those of the test rows.
        codes : ndarray of shape (n_rows,)
            Their classes.
        X : table
            The test rows, for scorers of the user's own.

        Returns
        -------
        float
            Greater is better. Scorers by name see the rarest of two classes as the positive one.
        """
        if callable(self.scoring):
            return float(self.scoring(Answered(answer, self.classes), X, self.classes[codes]))
        if not isinstance(self.scoring, str):
            return recall_at_rate(codes == self.rare, answer.of_class(self.rare), self.scoring)
        scorer: Any = get_scorer(self.scoring)
        if len(self.classes) > 2:
            return float(scorer(Answered(answer, self.classes), X, self.classes[codes]))
        if answer.values.ndim == 1:
            answer = Answer(answer.of_class(self.rare), answer.kind)
        elif self.rare == 0:
            answer = Answer(answer.values[:, ::-1], answer.kind)
        shown = Answered(answer, np.array([0, 1]))
        return float(scorer(shown, X, (codes == self.rare).astype(int)))


def share_tied(y: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Return the share of pairs of a rare and another row that have equal scores.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the rare class.
    scores : ndarray of float
        The scores.

    Returns
    -------
    float
        In [0, 1].
    """
    _, level = np.unique(scores, return_inverse=True)
    n_levels = int(level.max()) + 1
    rare, other = (np.bincount(level[rows], minlength=n_levels) for rows in (y, ~y))
    return float((rare * other).sum() / (rare.sum() * other.sum()))


def check_scoring(scoring: Scoring) -> None:
    """Raise, before any work, if a scoring is unknown or is one of decisions.

    Parameters
    ----------
    scoring : str, float or callable
        The parameter.

    Raises
    ------
    InvalidParameterError
        If scikit-learn has no scorer of the name, if a scorer needs predictions, or if a
        false-positive rate is not in (0, 1).
    """
    if scoring == "auto":
        return
    scorer: Any = scoring
    if isinstance(scoring, str):
        try:
            scorer = get_scorer(scoring)
        except ValueError as error:
            raise InvalidParameterError(
                f"The 'scoring' parameter of AutoOversampler: {error}"
            ) from None
    # Scorers of other makes may need the real rows: they are refused when they first ask.
    if isinstance(scorer, type(get_scorer("accuracy"))):
        probe = Answer(np.array([[0.6, 0.4], [0.3, 0.7]]), "predict_proba")
        with suppress(AttributeError):
            scorer(Answered(probe, np.array([0, 1])), np.zeros((2, 1)), np.array([0, 1]))


def resolve(scoring: Scoring, tied: float, n_classes: int, kind: str) -> Scoring:
    """Return what ``"auto"`` stands for, given how many pairs are tied; all else as it is.

    Parameters
    ----------
    scoring : str, float or callable
        The parameter.
    tied : float
        The share of tied pairs in the scores of the classifier alone.
    n_classes : int
        The number of classes.
    kind : {"predict_proba", "decision_function"}
        What the classifier gives.

    Returns
    -------
    str, float or callable
        The scoring.
    """
    if scoring != "auto":
        return scoring
    if tied <= MOST_TIED:
        return "average_precision"
    if n_classes == 2:
        return "roc_auc"
    return "roc_auc_ovr" if kind == "predict_proba" else "average_precision"
