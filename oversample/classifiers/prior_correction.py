"""Probabilities of a model trained on resampled data, brought back to the real prevalence."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils import Tags, get_tags
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.validation import check_is_fitted

from oversample._params import ArrayLike as ArrayLike_
from oversample._params import Mapping_, has_methods, one_of, validate_parameters
from oversample._strategy import label_names
from oversample._target import encode_target
from oversample.classifiers.prevalence import counts_after
from oversample.classifiers.priors import class_shares

Priors = Mapping[Hashable, float] | Sequence[float] | NDArray[np.floating] | None


class PriorCorrectedClassifier(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    r"""A classifier trained on resampled data, with probabilities for the real prevalence.

    A classifier trained on resampled data overrates the rare class: after random over-sampling to
    equal classes, its log odds are too high by the log of the ratio of the classes. This wrapper
    records the share of each class before and after resampling, and corrects the classifier's
    probabilities by :func:`oversample.correct_priors`.

    ``predict`` returns the class of the greatest corrected probability, which finds fewer rare rows
    than without the correction. For another balance of errors choose the threshold, for example by
    ``sklearn.model_selection.TunedThresholdClassifierCV`` around this classifier.

    Parameters
    ----------
    estimator : classifier with ``predict_proba``
        Usually an ``imblearn.pipeline.Pipeline`` with a sampler in it, or a search
        (``GridSearchCV``) over such a pipeline.
    trained_priors : "auto", "balanced", dict or array-like, default="auto"
        The share of each class in the rows that the classifier itself was trained on. ``"auto"``:
        as after the samplers of the pipeline; without any, as in ``y``. ``"balanced"``: equal
        shares, as with ``class_weight="balanced"`` or imbalanced-learn's balanced ensembles. Or
        the shares, for each label in a dict, or in the order of the sorted labels.
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
        The share of each class in training, and in reality.
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
        "estimator": [has_methods("fit", "predict_proba")],
        "trained_priors": [one_of("auto", "balanced"), Mapping_, ArrayLike_],
        "priors": [Mapping_, ArrayLike_, None],
    }

    def __init__(
        self, estimator: Any, *, trained_priors: str | Priors = "auto", priors: Priors = None
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
            If priors are not those of the classes, no row of a class is left to train on, or the
            number of rows per class after a sampler of the pipeline is not known.
        InvalidParameterError
            If a parameter is of the wrong type.
        """
        validate_parameters(self)
        if get_config()["enable_metadata_routing"]:
            fit_params = process_routing(self, "fit", **fit_params).estimator.fit
        self.estimator_ = clone(self.estimator).fit(X, y, **fit_params)
        self.classes_ = self.estimator_.classes_
        labels = encode_target(y).labels
        shares = self._shares_of(counts_after(None, labels))
        self.priors_ = shares if self.priors is None else self._given(self.priors, "priors")
        if not isinstance(self.trained_priors, str):
            self.trained_priors_ = self._given(self.trained_priors, "trained_priors")
        elif self.trained_priors == "balanced":
            self.trained_priors_ = np.full(len(self.classes_), 1 / len(self.classes_))
        else:
            self.trained_priors_ = self._shares_of(counts_after(self.estimator_, labels))
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
            uncorrected = np.log(np.asarray(self.estimator_.predict_proba(X), dtype=np.float64))
        odds = np.log(self.priors_) - np.log(self.trained_priors_)
        corrected: NDArray[np.float64] = log_softmax(uncorrected + odds, axis=1)
        return corrected

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

    def _shares_of(self, rows: Mapping[Any, int]) -> NDArray[np.float64]:
        """Return numbers of rows as shares, in the order of the classes."""
        counts = np.array([rows.get(label, 0) for label in label_names(self.classes_)])
        if not counts.all():
            gone = label_names(self.classes_[counts == 0])
            raise ValueError(
                f"No row of class {', '.join(map(repr, gone))} was left to train on, so that its "
                "probability cannot be corrected."
            )
        return counts / counts.sum()

    def _given(self, priors: Any, name: str) -> NDArray[np.float64]:
        if isinstance(priors, Mapping):
            labels = label_names(self.classes_)
            if set(priors) != set(labels):
                raise ValueError(
                    f"{name} must have a share for each of the classes {labels}. Got "
                    f"{list(priors)}."
                )
            priors = [priors[label] for label in labels]
        return class_shares(priors, name, len(self.classes_))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.input_tags = inner.input_tags
        tags.classifier_tags = inner.classifier_tags or tags.classifier_tags
        return tags
