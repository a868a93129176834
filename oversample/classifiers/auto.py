"""The automatic choice: whether over-sampling helps a classifier on a table, and which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, is_classifier
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils import Tags, assert_all_finite, get_tags
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d

from oversample._given import check_given
from oversample._params import (
    Boolean,
    Callable_,
    Constraint,
    Mapping_,
    Seed,
    Threads,
    has_methods,
    is_integer,
    one_of,
    real_within,
    validate_parameters,
)
from oversample._random import RandomStateLike, make_streams
from oversample._strategy import label_names
from oversample._table import read_column_names
from oversample.classifiers.choice.candidates import Candidate, Model, read_candidates
from oversample.classifiers.choice.comparison import Comparison, Rows
from oversample.classifiers.choice.decision import Criterion, tuned_threshold
from oversample.classifiers.choice.folds import Split, inner_splits
from oversample.classifiers.choice.report import describe, results_table
from oversample.classifiers.choice.rule import (
    MIN_RARE,
    MIN_SCORES,
    REQUIRED,
    SCREEN,
    Rule,
    Selection,
    select,
)
from oversample.classifiers.choice.scoring import Answer, Scoring, check_scoring
from oversample.classifiers.delegation import EstimatorProbabilitiesMixin, estimator_has
from oversample.exceptions import InvalidParameterError, warn


def _has_decision_values(self: Any) -> bool:
    # Corrected probabilities have no decision values beside them.
    corrects = self.correct_priors and hasattr(self.estimator, "predict_proba")
    return not corrects and estimator_has("decision_function")(self)


_Splitter = Constraint(
    "an int of at least 2, a splitter or an iterable of splits",
    lambda v: (is_integer(v) and v >= 2) or hasattr(v, "split") or hasattr(v, "__iter__"),
)
_List = Constraint("a list of samplers", lambda v: isinstance(v, list | tuple))
_Rate = Constraint("a false-positive rate in (0, 1)", lambda v: isinstance(v, float) and 0 < v < 1)


class AutoOversampler(
    EstimatorProbabilitiesMixin, ClassifierMixin, MetaEstimatorMixin, BaseEstimator
):
    r"""A classifier that over-samples only where that is shown to help.

    Over-sampling often does not help, and whether it does depends on the table and on the
    classifier. ``fit`` compares a few ways to resample with the classifier alone, on the same inner
    folds, resampling in their training rows only. A way to resample is taken only if its paired
    differences :math:`d_1, \ldots, d_n` to the classifier alone are large for their spread:

    .. math::

        t = \frac{\bar d}{\sqrt{\left(\frac{1}{n} + \frac{n_{test}}{n_{train}}\right)
        \mathrm{var}(d)}} > c

    with the variance of Nadeau and Bengio ([1]_, section 3), since inner folds share training
    rows. Among those within one standard error of the best, the one that makes the fewest rows is
    taken. Then what was chosen is fitted on all rows, its probabilities are corrected to the real
    share of each class, and the threshold of its decision is tuned, if that is asked for, on the
    scores of rows that its inner fits have not seen.

    With fewer than five inner scores, or 20 rows of the rarest class, nothing is compared, and the
    classifier is used alone.

    Parameters
    ----------
    estimator : classifier
        The classifier, or a pipeline that ends with one. It is the same in all comparisons: tune it
        first, or search over its parameters with this around it.
    candidates : "default", dict or list, default="default"
        What is compared with the classifier alone. ``"default"``: ``class_weight="balanced"``, if
        the classifier takes it; :class:`SMOTE` up to a quarter and up to half of the most frequent
        class; :class:`GeometricSMOTE`; and :class:`Mixup` of rows of one class. More candidates
        find more chance, so there are few. Or samplers of any package in a list, or in a dict by
        name, where ``"class_weight"`` stands for class weights and None gives the classifier alone
        another name than ``"nothing"``. A ``random_state`` of None gets a seed. What samplers that
        clean move or leave out (:class:`CCR`, :class:`IPF`, :class:`SMOTEENN`) is trained on only:
        scores and thresholds are of rows as they are.
    scoring : "auto", str, float or callable, default="auto"
        What is compared. ``"auto"``: average precision of the rarest class (of several classes, the
        mean over them); but the area under the ROC curve where more than one in twenty pairs of a
        rare and another row have equal scores, as with trees and few neighbours, of which average
        precision knows too few ranks; that must be one standard error better there, too. A str: a
        scorer of scikit-learn, which sees the rarest of two classes as the positive one. A float in
        (0, 1): recall at that false-positive rate. A callable ``scorer(estimator, X, y)``, whose
        estimator has scores and no ``predict``. Measures of decisions (recall, accuracy, F1) are
        refused: each sampler moves the default threshold, which is no reason to take it.
    cv : int, splitter, iterable or None, default=None
        The inner folds. ``None``: five stratified folds, twice; with groups, of whole groups.
    rule : "max-t" or float, default=2.0
        The :math:`c` that is asked for. A float: that number of standard errors. ``"max-t"``: what
        the best of all candidates exceeds by chance in one of twenty comparisons, if no candidate
        is better ([2]_), from the correlations of their differences. After the first five scores,
        candidates that are not one standard error better, or as much as is asked for, if that is
        less, are dropped.
    threshold : None, "f1", "balanced_accuracy" or callable, default=None
        What the threshold is tuned for, of two classes. ``None``: nothing, it is that of the
        classifier. A callable ``measure(y, predicted)``, greater is better, such as a negative
        cost.
    correct_priors : bool, default=True
        Whether probabilities are corrected as by :class:`PriorCorrectedClassifier`, if the
        classifier has any. It repairs those of logistic regression and boosting, not those of trees
        and nearest neighbours, whose scores are no odds.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed of folds, samplers and classifier, where these have none of their own.
    n_jobs : int or None, default=None
        Models fitted at a time, as joblib counts them. The result does not depend on it.

    Attributes
    ----------
    choice_ : str
        The name of the candidate that was chosen.
    helped_ : bool
        Whether that is another one than the classifier alone.
    report_ : str
        What to do, why, and how many fits it took to find out.
    results_ : DataFrame
        A row for each candidate: its mean ``score``; its ``advantage`` over the classifier alone,
        with standard ``error``, 95 % interval (``low``, ``high``) and ``statistic``, each on the
        folds that both did, ``n_scores`` in number; the rows that it made in the first (``n_made``)
        and the ``outcome``. Intervals are of single candidates, not simultaneous.
    estimator_ : classifier
        What was chosen, fitted on all rows.
    threshold_ : float or None
        The score from which on the rarest class is predicted, if it was tuned.
    rare_label_ : object
        The rarest class.
    scoring_ : str, float, callable or None
        What was compared; None if nothing was.
    n_fits_ : int
        The number of inner fits: at most, of all candidates and the classifier alone on all folds.
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    See Also
    --------
    PriorCorrectedClassifier : the correction of probabilities alone.

    References
    ----------
    .. [1] C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning 52,
       239-281, 2003.
    .. [2] T. Hothorn, F. Bretz and P. Westfall, "Simultaneous inference in general parametric
       models", Biometrical Journal 50(3), 346-363, 2008.

    Examples
    --------
    >>> from oversample import AutoOversampler
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> X, y = make_classification(1000, weights=[0.95], class_sep=1.5, random_state=0)
    >>> auto = AutoOversampler(LogisticRegression(), threshold="f1", random_state=0).fit(X, y)
    >>> print(auto.report_.splitlines()[0])
    Over-sampling did not help here: use the classifier with threshold 0.48.
    >>> auto.choice_, auto.helped_
    ('nothing', False)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "estimator": [has_methods("fit", "predict")],
        "candidates": [one_of("default"), Mapping_, _List],
        "scoring": [Constraint("a str", lambda v: isinstance(v, str)), _Rate, Callable_],
        "cv": [_Splitter, None],
        "rule": [one_of("max-t"), real_within(0, np.inf)],
        "threshold": [one_of("f1", "balanced_accuracy"), Callable_, None],
        "correct_priors": [Boolean],
        "random_state": [Seed],
        "n_jobs": [Threads, None],
    }

    def __init__(
        self,
        estimator: Any,
        candidates: Literal["default"] | Mapping[str, Any] | Sequence[Any] = "default",
        *,
        scoring: Scoring = "auto",
        cv: Any = None,
        rule: Rule = REQUIRED,
        threshold: Criterion | None = None,
        correct_priors: bool = True,
        random_state: RandomStateLike = None,
        n_jobs: int | None = None,
    ) -> None:
        self.estimator = estimator
        self.candidates = candidates
        self.scoring = scoring
        self.cv = cv
        self.rule = rule
        self.threshold = threshold
        self.correct_priors = correct_priors
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, **metadata: Any) -> Self:
        """Compare the candidates on inner folds, and fit what was chosen on all rows.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The table, in a form that the classifier and the samplers accept.
        y : array-like of shape (n_rows,)
            The labels.
        **metadata : dict
            ``sample_weight``, array-like of shape (n_rows,): the weights of the rows, which
            samplers carry over to new rows; the classifier must take them. Scores and thresholds
            are of rows without weights. ``groups``, array-like of shape (n_rows,): no group is on
            both sides of an inner split. With metadata routing, as classifier and splitter request.

        Returns
        -------
        self
            The fitted classifier.

        Raises
        ------
        InvalidParameterError
            If a parameter is of the wrong type, ``scoring`` is one of decisions, or a threshold is
            asked for of more than two classes.
        TypeError
            If other metadata are passed.
        ValueError
            If the classifier rejects the table or the labels.

        Warns
        -----
        UserWarning
            If candidates failed, which are then left out.
        """
        validate_parameters(self)
        check_scoring(self.scoring)
        if not is_classifier(self.estimator):
            raise InvalidParameterError(
                "The 'estimator' parameter of AutoOversampler must be a classifier. "
                f"{type(self.estimator).__name__} is none."
            )
        weights, groups, routed = self._read_metadata(metadata)
        rows = self._read_rows(X, y, weights)
        candidates = read_candidates(self.candidates, self.estimator, np.bincount(rows.codes))
        seeds = make_streams(self.random_state).start().integers(2**31, 1 + len(candidates))
        models = self._models(candidates, seeds[1:].tolist(), weights is not None)
        refusal, splits = _refusal(rows, candidates), []
        if not refusal or self.threshold is not None:
            splits = inner_splits(self.cv, X, rows.codes, groups, routed, int(seeds[0]))
        refusal = refusal or _refusal_of_splits(splits)

        comparison, selection = None, Selection(None, np.nan)
        alone = candidates[0].name
        if not refusal:
            comparison = self._compare(models, rows, splits)
            selection = _select(comparison, self.rule)
        elif self.threshold is not None:
            comparison = self._compare({alone: models[alone]}, rows, splits)
        chosen = alone if selection.name is None else selection.name
        self.threshold_ = None
        if self.threshold is not None and comparison is not None:
            labels = rows.classes[[1 - rows.rare, rows.rare]]
            scores = comparison.out_of_fold(chosen)
            self.threshold_ = tuned_threshold(*scores, self.threshold, labels)

        self.estimator_ = rows.fit(models[chosen])
        read_column_names(self, X, y)
        self.classes_, self.choice_, self.helped_ = rows.classes, chosen, chosen != alone
        self.rare_label_ = rows.classes[rows.rare]
        self.scoring_ = None if comparison is None else comparison.judge.scoring
        self.n_fits_ = 0 if comparison is None else comparison.n_fits
        self.results_ = results_table([*models], comparison, selection)
        self.report_ = describe(
            comparison,
            selection,
            refusal=refusal,
            threshold=self.threshold_,
            n_candidates=len(candidates) - 1,
        )
        return self

    @available_if(estimator_has("predict"))
    def predict(self, X: Any) -> NDArray[Any]:
        """Predict labels; of two classes by the tuned threshold, if there is one.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_rows,)
            The predicted label of each row.
        """
        check_is_fitted(self)
        if self.threshold_ is None:
            return self.estimator_.predict(X)
        rare = int(self.classes_[1] == self.rare_label_)
        is_rare = Answer.of(self.estimator_, X).of_class(rare) >= self.threshold_
        return self.classes_[np.where(is_rare, rare, 1 - rare)]

    @available_if(_has_decision_values)
    def decision_function(self, X: Any) -> NDArray[np.floating]:
        """Return the decision values of a classifier that gives no probabilities.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_rows,) or (n_rows, n_classes)
            In the order of ``classes_``; for two classes, the values of the second.
        """
        check_is_fitted(self)
        return self.estimator_.decision_function(X)

    def get_metadata_routing(self) -> MetadataRouter:
        """Return the routing of ``fit``: to the classifier's fit, and to the splitter.

        Returns
        -------
        MetadataRouter
            The routing.
        """
        splitter = self.cv if hasattr(self.cv, "split") else StratifiedGroupKFold()
        return (
            MetadataRouter(owner=self)
            .add(
                estimator=self.estimator,
                method_mapping=MethodMapping().add(caller="fit", callee="fit"),
            )
            .add(
                splitter=splitter,
                method_mapping=MethodMapping().add(caller="fit", callee="split"),
            )
        )

    def _read_metadata(self, metadata: dict[str, Any]) -> tuple[Any, Any, dict[str, Any]]:
        """Return weights, groups and what else the splitter has requested."""
        of_splitter: dict[str, Any]
        if get_config()["enable_metadata_routing"]:
            routed = process_routing(self, "fit", **metadata) if metadata else None
            of_fit = dict(routed.estimator.fit) if routed else {}
            of_splitter = dict(routed.splitter.split) if routed else {}
        else:
            of_splitter = {key: metadata[key] for key in ("groups",) if key in metadata}
            of_fit = {key: metadata[key] for key in metadata if key not in of_splitter}
        weights = of_fit.pop("sample_weight", None)
        if of_fit:
            raise TypeError(
                "AutoOversampler.fit passes no metadata on but sample_weight and groups. Got "
                f"{sorted(of_fit)}: there are more rows after resampling than it has entries for."
            )
        return weights, of_splitter.pop("groups", None), of_splitter

    def _read_rows(self, X: Any, y: Any, weights: Any) -> Rows:
        """Return the table in working form, or raise if it cannot be used."""
        check_given(X, y, self)
        read_column_names(self, X, y)
        y = column_or_1d(y, warn=True)
        assert_all_finite(y, input_name="y")
        check_classification_targets(y)
        check_consistent_length(X, y, weights)
        classes, codes = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"The target 'y' needs to have more than 1 class. Got {len(classes)} class instead"
            )
        if len(classes) > 2 and self.threshold is not None:
            raise InvalidParameterError(
                "The 'threshold' parameter of AutoOversampler moves the decision between two "
                f"classes, and y has {len(classes)}. Remedy: threshold=None."
            )
        return Rows(X, y, codes, classes, None if weights is None else np.asarray(weights))

    def _models(
        self, candidates: list[Candidate], seeds: list[int], has_weights: bool
    ) -> dict[str, Model]:
        """Return the model of each candidate, the classifier alone first, with seeds."""
        return {
            candidate.name: candidate.model(
                self.estimator,
                has_weights=has_weights,
                corrected=self.correct_priors and hasattr(self.estimator, "predict_proba"),
                # The classifier has the same seed everywhere: differences are of resampling.
                seeds=(seeds[0], seed),
            )
            for candidate, seed in zip(candidates, seeds, strict=True)
        }

    def _compare(self, models: dict[str, Model], rows: Rows, splits: list[Split]) -> Comparison:
        screen = SCREEN if isinstance(self.rule, str) else min(SCREEN, self.rule)
        comparison = Comparison(models, rows, splits, self.scoring, screen)
        comparison.run(self.n_jobs)
        failures = [
            f"{name} {record.dropped}"
            for name, record in comparison.records.items()
            if record.dropped.startswith("failed")
        ]
        if failures:
            warn(
                f"AutoOversampler leaves {len(failures)} of {len(models) - 1} candidates out: "
                + "; ".join(failures),
                UserWarning,
            )
        return comparison

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.input_tags = inner.input_tags
        tags.classifier_tags = inner.classifier_tags or tags.classifier_tags
        if tags.classifier_tags is not None:
            tags.classifier_tags = replace(tags.classifier_tags, multi_label=False)
        return tags


def _refusal(rows: Rows, candidates: list[Candidate]) -> str:
    """Return why nothing is compared, as far as rows and candidates tell; "" if nothing does."""
    n_rare = int(np.bincount(rows.codes).min())
    if len(candidates) == 1:
        return "There is no candidate: classes are about as frequent as each other."
    if n_rare < MIN_RARE:
        return (
            f"Class {label_names(rows.classes)[rows.rare]!r} has {n_rare} rows, and fewer than "
            f"{MIN_RARE} do not tell whether over-sampling helps."
        )
    return ""


def _refusal_of_splits(splits: list[Split]) -> str:
    """Return why splits are too few to compare anything; "" if they are not."""
    if 0 < len(splits) < MIN_SCORES:
        return (
            f"There are {len(splits)} inner splits with all classes on both sides, and fewer than "
            f"{MIN_SCORES} scores do not tell chance from a gain. Remedy: another 'cv'."
        )
    return ""


def _select(comparison: Comparison, rule: Rule) -> Selection:
    """Return what the rule takes of the candidates that are left."""
    left = comparison.left
    return select(
        {name: comparison.differences(name) for name in left},
        len(comparison.models) - 1 - len(left),
        {name: comparison.records[name].n_made for name in left},
        comparison.test_share,
        rule,
    )
