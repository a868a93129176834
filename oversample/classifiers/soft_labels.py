"""Training of any classifier that accepts weights, on rows of two labels."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone, is_classifier
from sklearn.pipeline import Pipeline
from sklearn.utils import Tags, assert_all_finite, get_tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import (
    check_is_fitted,
    column_or_1d,
    has_fit_parameter,
)

from oversample._encoder import gives_encoded_rows
from oversample._given import check_given
from oversample._params import has_methods, validate_parameters
from oversample._soft_labels import carrying_soft_labels
from oversample._strategy import label_names
from oversample._table import MissingCellsError, read_column_names
from oversample.classifiers.delegation import EstimatorProbabilitiesMixin, estimator_has
from oversample.combine.selective import SelectiveOverSampler
from oversample.exceptions import InvalidParameterError
from oversample.mixing.mixup import Mixup


class SoftLabelClassifier(
    EstimatorProbabilitiesMixin, ClassifierMixin, MetaEstimatorMixin, BaseEstimator
):
    r"""Train a classifier on the soft labels of mixed rows.

    scikit-learn's classifiers accept one label a row. A row :math:`x` with the soft label
    :math:`\sum_c p_c \, e_c` therefore becomes one row for each class, of weight
    :math:`w_c = p_c`. For a loss that is a weighted sum over rows this is the same objective, since
    cross-entropy is linear in the label ([1]_, equation 1):

    .. math::

        \ell\Bigl(f(x), \sum_c p_c \, e_c\Bigr)
        = -\sum_c p_c \log f_c(x)
        = \sum_c p_c \, \ell\bigl(f(x), e_c\bigr)

    ``fit`` clones the sampler, sets its ``labels`` to ``"split"`` if it has that parameter,
    resamples, and fits a clone of the estimator on the result with the sampler's
    ``sample_weight_``. Predictions are those of the estimator.

    Parameters
    ----------
    estimator : classifier
        The classifier to train. Its ``fit`` must accept ``sample_weight``. In a
        :class:`sklearn.pipeline.Pipeline` the last step must, which alone gets the weights; with
        metadata routing enabled, the steps that request them do.
    sampler : sampler or None, default=None
        The sampler: any mixing sampler, or any other, whose rows all have weight one (or the
        weights passed to ``fit``, which no pipeline could hand on to the classifier behind a
        sampler). ``None``: ``Mixup()``.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.
    sampler_ : sampler
        The sampler after it has resampled.
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    class_counts_ : dict
        The number of rows of each label after resampling; of rows that are split between labels,
        the sum of their weights. Weights passed to ``fit`` count by their sum over each label: a
        label that has twice the sum after resampling has twice its rows.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    See Also
    --------
    Mixup : soft labels, and the other ways to represent them.

    References
    ----------
    .. [1] H. Zhang, M. Cisse, Y. N. Dauphin and D. Lopez-Paz, "mixup: beyond empirical risk
       minimization", ICLR 2018.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import cross_val_score
    >>> from oversample import Mixup, SoftLabelClassifier
    >>> X, y = make_classification(1000, weights=[0.95], class_sep=1.5, random_state=0)
    >>> classifier = SoftLabelClassifier(LogisticRegression(), Mixup(0.4, random_state=0))
    >>> scores = cross_val_score(classifier, X, y, scoring="balanced_accuracy")
    >>> bool(scores.mean() > cross_val_score(
    ...     LogisticRegression(), X, y, scoring="balanced_accuracy").mean())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "estimator": [has_methods("fit", "predict")],
        "sampler": [has_methods("fit_resample", "get_params"), None],
    }

    # `fit` has no parameter `sample_weight`, by which scikit-learn's checks conclude that a weight
    # of two equals the row twice. That cannot hold where rows are drawn, so weights are metadata.
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None}

    def __init__(self, estimator: Any, sampler: Any = None) -> None:
        self.estimator = estimator
        self.sampler = sampler

    def fit(self, X: Any, y: Any, **metadata: Any) -> Self:
        """Resample, and fit the estimator on the result.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The table, in a form that the sampler and the estimator accept.
        y : array-like of shape (n_rows,)
            The labels.
        **metadata : dict
            ``sample_weight``, array-like of shape (n_rows,), and nothing else: the weights of the
            rows, from which the sampler computes those of synthetic rows. They do not influence
            which rows are made.

        Returns
        -------
        self
            The fitted classifier.

        Raises
        ------
        InvalidParameterError
            If the estimator is no classifier or its ``fit`` accepts no weights; if the sampler
            returns rows in the space of an encoder.
        TypeError
            If anything but ``sample_weight`` is passed, or weights to a sampler that accepts none.
        ValueError
            If the sampler or the estimator rejects the table or the labels.
        """
        validate_parameters(self)
        keyword = weight_parameter(self.estimator)
        sampler = Mixup() if self.sampler is None else clone(self.sampler)
        _check_sampler(sampler, metadata)
        check_given(X, y, self)
        read_column_names(self, X, y)
        y = column_or_1d(y, warn=True)
        assert_all_finite(y, input_name="y")
        # It only warns that classes may be amounts, as the sampler does.
        if type_of_target(y) not in ("binary", "multiclass"):
            check_classification_targets(y)
        try:
            with carrying_soft_labels():
                X_resampled, y_resampled = sampler.fit_resample(X, y, **metadata)
        except MissingCellsError as error:
            raise error.inside("sampler", sampler) from None
        weights = getattr(sampler, "sample_weight_", None)
        estimator = clone(self.estimator)
        estimator.fit(X_resampled, y_resampled, **({} if weights is None else {keyword: weights}))
        self.sampler_, self.estimator_ = sampler, estimator
        before = metadata.get("sample_weight")
        self.class_counts_ = _count_by_weight(y, before, y_resampled, weights)
        self.classes_ = estimator.classes_
        return self

    @available_if(estimator_has("predict"))
    def predict(self, X: Any) -> NDArray[Any]:
        """Predict labels.

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
        return self.estimator_.predict(X)

    @available_if(estimator_has("decision_function"))
    def decision_function(self, X: Any) -> NDArray[np.floating]:
        """Return the estimator's decision values.

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

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        parts = [
            get_tags(part)
            for part in (self.estimator, Mixup() if self.sampler is None else self.sampler)
            if hasattr(part, "__sklearn_tags__")
        ]
        for name in ("sparse", "allow_nan", "string", "categorical"):
            is_accepted = all(getattr(part.input_tags, name) for part in parts)
            setattr(tags.input_tags, name, is_accepted)
        if parts and parts[0].classifier_tags is not None:
            tags.classifier_tags = replace(parts[0].classifier_tags, multi_label=False)
        return tags


def _count_by_weight(y: Any, before: Any, y_resampled: Any, after: Any) -> dict[Any, float]:
    """Return by how much resampling has multiplied the weight of each class, times its rows."""
    classes, codes, counts = np.unique(y, return_inverse=True, return_counts=True)
    left = np.searchsorted(classes, y_resampled)
    mass_before, mass_after = (
        np.bincount(of_rows, None if weights is None else np.asarray(weights), len(classes))
        for of_rows, weights in ((codes, before), (left, after))
    )
    # A class without any weight is as good as not there, before and after.
    factors = mass_after / np.where(mass_before == 0, 1, mass_before)
    return dict(zip(label_names(classes), (counts * factors).tolist(), strict=True))


def weight_parameter(estimator: Any) -> str:
    """Return the name of the weights in the ``fit`` of a classifier, or raise if it has none."""
    name = type(estimator).__name__
    if not is_classifier(estimator):
        raise InvalidParameterError(
            f"The 'estimator' parameter of SoftLabelClassifier must be a classifier. {name} is "
            "none."
        )
    if isinstance(estimator, Pipeline):
        return _weight_parameter_of_pipeline(estimator)
    if has_fit_parameter(estimator, "sample_weight"):
        return "sample_weight"
    if {"estimator", "estimators"} & set(estimator.get_params(deep=False)):
        remedy = f"the other way round, SoftLabelClassifier around each classifier inside {name}"
    else:
        remedy = (
            "take a classifier that has weights, such as LogisticRegression or "
            f"HistGradientBoostingClassifier; or train {name} on hard labels, by "
            f"imblearn.pipeline.make_pipeline(sampler, {name}())"
        )
    raise InvalidParameterError(
        f"SoftLabelClassifier tells soft labels by the weights of rows, but the fit of {name} "
        f"takes no sample_weight. Remedy: {remedy}."
    )


def _weight_parameter_of_pipeline(pipeline: Pipeline) -> str:
    for name, step in pipeline.steps[:-1]:
        if hasattr(step, "fit_resample"):
            raise InvalidParameterError(
                f"The 'estimator' of SoftLabelClassifier is a pipeline whose step {name!r} changes "
                "the number of rows, so that weights would no longer fit. Remedy: pass that step, "
                f"{type(step).__name__}, as 'sampler', or put it in a pipeline before "
                "SoftLabelClassifier."
            )
    name, last = pipeline.steps[-1]
    parameter = weight_parameter(last)
    # With routing, weights are passed as they are called, to the steps that request them.
    return parameter if get_config()["enable_metadata_routing"] else f"{name}__{parameter}"


def _check_sampler(sampler: Any, metadata: dict[str, Any]) -> None:
    """Raise, before any work, if a sampler cannot be used; set its labels to "split"."""
    name = type(sampler).__name__
    if gives_encoded_rows(sampler):
        raise InvalidParameterError(
            f"The 'sampler' of SoftLabelClassifier, {name}, has output='features', but rows to be "
            "predicted are in the columns of X. Remedy: output='input'; or put the encoder in a "
            "pipeline before SoftLabelClassifier."
        )
    unknown = sorted(set(metadata) - {"sample_weight"})
    if unknown:
        raise TypeError(
            f"SoftLabelClassifier.fit takes no metadata but sample_weight. Got {unknown}: there "
            "are more rows after resampling than it has entries for."
        )
    accepts_weights = "sample_weight" in inspect.signature(sampler.fit_resample).parameters
    if metadata and not accepts_weights:
        raise TypeError(
            f"sample_weight cannot be carried over to the rows that {name} makes: its fit_resample "
            "takes none. All samplers of oversample do."
        )
    _split_labels(sampler)


def _split_labels(sampler: Any) -> None:
    """Set the labels of a sampler, or of the one inside it, to be split into weighted rows."""
    if isinstance(sampler, SelectiveOverSampler) and sampler.sampler is not None:
        _split_labels(sampler.sampler)
    elif "labels" in sampler.get_params(deep=False):
        sampler.set_params(labels="split")
