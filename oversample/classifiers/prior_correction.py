"""Probabilities of a model trained on resampled data, brought back to the real prevalence."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.ensemble import StackingClassifier
from sklearn.utils import Tags, get_tags
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.validation import check_is_fitted

from oversample._params import ArrayLike as ArrayLike_
from oversample._params import Constraint, Mapping_, one_of, validate_parameters
from oversample._strategy import as_present, label_names
from oversample._target import encode_target
from oversample.classifiers.members import correct, shares_of, shift
from oversample.classifiers.prevalence import Seen, count
from oversample.classifiers.priors import class_shares

PriorsName = Literal["auto", "balanced"]
"""The shares that have a name."""

Priors = Mapping[Hashable, float] | Sequence[float] | NDArray[np.floating] | None


def _has_probabilities(estimator: Any) -> bool:
    """Return whether an estimator will have ``predict_proba`` once it is fitted."""
    if isinstance(estimator, type) or not hasattr(estimator, "fit"):
        return False
    if hasattr(estimator, "predict_proba"):
        return True
    # scikit-learn finds the methods of a stack's default final estimator only after its fit.
    parts = [estimator, *getattr(estimator, "get_params", dict)().values()]
    return any(
        isinstance(part, StackingClassifier) and part.final_estimator is None for part in parts
    )


class PriorCorrectedClassifier(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    r"""A classifier trained on resampled data, with probabilities for the real prevalence.

    A classifier trained on resampled data overrates the rare class: after random over-sampling to
    equal classes, its log odds are too high by the log of the ratio of the classes. This wrapper
    records the share of each class before and after resampling, and corrects the classifier's
    probabilities by :func:`oversample.correct_priors`.

    It does so at the classifier that was trained on resampled rows, before an ensemble averages:
    behind samplers of a pipeline and in :class:`oversample.SoftLabelClassifier`, in each member of
    ``BaggingClassifier``, ``VotingClassifier`` and ``OneVsRestClassifier``, in what a search or a
    threshold classifier has fitted, in the final estimator of ``StackingClassifier``, and in any
    of these inside another. Where a later step was fitted on the labels as they are
    (``CalibratedClassifierCV``, a stack with samplers below its final estimator), or nothing
    resamples, nothing is corrected.

    The correction repairs models whose scores are odds: logistic regression, and nearly so
    boosting. Trees, forests and nearest neighbours give shares of few rows, which do not follow
    Bayes' rule, and come out too low, too high or unchanged: calibrate them instead. Bagged trees
    are corrected as a forest is, at their average.

    ``predict`` returns the class of the greatest corrected probability, which finds fewer rare rows
    than without the correction. For another balance of errors choose the threshold, for example by
    ``sklearn.model_selection.TunedThresholdClassifierCV`` around this classifier; one inside it is
    for uncorrected probabilities, and is not used.

    Parameters
    ----------
    estimator : classifier with ``predict_proba``
        An ``imblearn.pipeline.Pipeline`` with a sampler in it, or any of the above around one. Put
        this classifier around the pipeline, not into it.
    trained_priors : "auto", "balanced", dict or array-like, default="auto"
        The share of each class in the rows that the classifier itself was trained on. ``"auto"``:
        as after the samplers, for each member of an ensemble; without any, as in ``y``.
        ``"balanced"``: equal shares, as with ``class_weight="balanced"`` or imbalanced-learn's
        balanced forests. Or the shares, for each label in a dict, or in the order of the sorted
        labels. All but ``"auto"`` are applied to the probabilities of the whole estimator.
    priors : None, dict or array-like, default=None
        The real share of each class. ``None``: as in ``y``. Set it if the rows of ``y`` were
        themselves chosen by class, as in a case-control study or in data that were resampled
        beforehand.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    trained_priors_, priors_ : ndarray of shape (n_classes,)
        The share of each class in training, and in reality. In training: the mean over the members
        of an ensemble; of a one-vs-rest classifier with samplers inside, the share of each class
        in the problem of that class.
    n_features_in_ : int
        The number of columns, if the classifier has that attribute.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if the classifier has that attribute.

    See Also
    --------
    correct_priors : the formula, its sources, and when it is exact.

    Examples
    --------
    >>> from imblearn.pipeline import make_pipeline
    >>> from oversample import PriorCorrectedClassifier, RandomOverSampler
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> X, y = make_classification(5000, weights=[0.95], flip_y=0, random_state=0)
    >>> model = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    >>> shares = [float(y.mean()), float(model.fit(X, y).predict_proba(X)[:, 1].mean())]
    >>> corrected = PriorCorrectedClassifier(model).fit(X, y)
    >>> shares.append(float(corrected.predict_proba(X)[:, 1].mean()))
    >>> [round(share, 2) for share in shares]
    [0.05, 0.1, 0.05]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "estimator": [Constraint("an object with `fit` and `predict_proba`", _has_probabilities)],
        "trained_priors": [one_of(*get_args(PriorsName)), Mapping_, ArrayLike_],
        "priors": [Mapping_, ArrayLike_, None],
    }

    def __init__(
        self, estimator: Any, *, trained_priors: PriorsName | Priors = "auto", priors: Priors = None
    ) -> None:
        self.estimator = estimator
        self.trained_priors = trained_priors
        self.priors = priors

    def fit(self, X: Any, y: Any, **fit_params: Any) -> Self:
        """Fit the classifier, and record the share of each class before and after resampling.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The table, in a form that the classifier accepts.
        y : array-like of shape (n_rows,)
            The labels.
        **fit_params : object
            Passed to the classifier's ``fit``; with metadata routing, as it requests.

        Returns
        -------
        self
            The fitted classifier.

        Raises
        ------
        ValueError
            If priors are not those of the classes; if no row of a class is left to train on; or,
            with ``trained_priors="auto"``, if it is not known how many rows of each class a sampler
            has left, or whether the probabilities come from a classifier that was trained on
            them (a sampler in an estimator of another kind than those above), or if no correction
            fits: votes, trees that were trained on unlike shares, temperature scaling.
        InvalidParameterError
            If a parameter is of the wrong type.
        """
        validate_parameters(self)
        if get_config()["enable_metadata_routing"]:
            fit_params = process_routing(self, "fit", **fit_params).estimator.fit
        self.estimator_ = clone(self.estimator).fit(X, y, **fit_params)
        self.classes_ = self.estimator_.classes_
        labels, classes = encode_target(y).labels, label_names(self.classes_)
        self.priors_ = (
            shares_of(count(labels), classes)
            if self.priors is None
            else self._given(self.priors, "priors")
        )
        real = dict(zip(classes, self.priors_, strict=True))
        if isinstance(self.trained_priors, str) and self.trained_priors == "auto":
            corrected = correct(self.estimator_, Seen.of(labels, real))
        else:
            trained = self._given(self.trained_priors, "trained_priors")
            corrected = shift(self.estimator_, Seen(dict(zip(classes, trained, strict=True)), real))
        self._corrected, self.trained_priors_ = corrected.estimator, corrected.trained
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the corrected probability of each class.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_rows, n_classes), float64
            Probabilities, in the order of ``classes_``.
        """
        return np.exp(self.predict_log_proba(X))

    def predict_log_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the logarithm of the corrected probability of each class.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_rows, n_classes), float64
            Logarithms, in the order of ``classes_``; minus infinity for a probability of 0.
        """
        check_is_fitted(self)
        with np.errstate(divide="ignore"):
            corrected = np.log(np.asarray(self._corrected.predict_proba(X), dtype=np.float64))
        # One-vs-rest classifiers of a one-hot target give rows that do not add up to 1.
        normalised: NDArray[np.float64] = log_softmax(corrected, axis=1)
        return normalised

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of the greatest corrected probability.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_rows,)
            Labels.
        """
        best = self.predict_log_proba(X).argmax(axis=1)
        return self.classes_[best]

    @property
    def n_features_in_(self) -> int:
        """The number of columns that the classifier was fitted with."""
        return self._fitted_attribute("n_features_in_")

    @property
    def feature_names_in_(self) -> NDArray[np.object_]:
        """The names of the columns that the classifier was fitted with."""
        return self._fitted_attribute("feature_names_in_")

    def get_metadata_routing(self) -> MetadataRouter:
        """Return the routing: metadata of ``fit`` go to the classifier, as it requests.

        Returns
        -------
        MetadataRouter
            The routing.
        """
        mapping = MethodMapping().add(caller="fit", callee="fit")
        return MetadataRouter(owner=self).add(estimator=self.estimator, method_mapping=mapping)

    def _fitted_attribute(self, name: str) -> Any:
        if not hasattr(self, "estimator_"):
            raise AttributeError(f"{type(self).__name__} has no {name} before it is fitted.")
        return getattr(self.estimator_, name)

    def _given(self, priors: Any, name: str) -> NDArray[np.float64]:
        """Return the shares that a parameter states, in the order of the classes."""
        if isinstance(priors, str):
            return np.full(len(self.classes_), 1 / len(self.classes_))
        if isinstance(priors, Mapping):
            labels = label_names(self.classes_)
            present = dict.fromkeys(labels)
            shares = {as_present(label, present): share for label, share in priors.items()}
            if set(shares) != set(labels):
                raise ValueError(
                    f"{name} must have a share for each of the classes {labels}. Got "
                    f"{list(priors)}."
                )
            priors = [shares[label] for label in labels]
        return class_shares(priors, name, len(self.classes_))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.input_tags = inner.input_tags
        tags.classifier_tags = inner.classifier_tags or tags.classifier_tags
        return tags
