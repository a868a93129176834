"""The estimator of a cell: preprocessing, over-sampling, classifier, threshold."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from imblearn.pipeline import Pipeline
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import StratifiedKFold, TunedThresholdClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from benchmarks.learners import Learner
from benchmarks.methods import Method


class TimedSampler(BaseEstimator):
    """A sampler and the time that its ``fit_resample`` took.

    Parameters
    ----------
    sampler : object
        Anything with a ``fit_resample``.

    Attributes
    ----------
    seconds_ : float
        Wall-clock time of the last ``fit_resample``, in seconds.
    n_rows_ : int
        Number of rows that it returned.
    """

    def __init__(self, sampler: Any) -> None:
        self.sampler = sampler

    def fit_resample(self, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Resample and take the time."""
        start = perf_counter()
        X_resampled, y_resampled = self.sampler.fit_resample(X, y)
        self.seconds_ = perf_counter() - start
        self.n_rows_ = len(y_resampled)
        return X_resampled, y_resampled


def preprocessing(X: pd.DataFrame) -> ColumnTransformer:
    """Return the steps from a raw table to a float64 matrix.

    Numeric columns are imputed by their median and scaled, nominal ones imputed by their most
    frequent category and one-hot encoded. As the first step of the pipeline it is fitted on the
    real training rows only.
    """
    nominal = list(X.select_dtypes("category"))
    numeric = [name for name in X if name not in nominal]
    impute_numbers = SimpleImputer(strategy="median", keep_empty_features=True)
    impute_categories = SimpleImputer(strategy="most_frequent", keep_empty_features=True)
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return ColumnTransformer(
        [
            ("numeric", make_pipeline(impute_numbers, StandardScaler()), numeric),
            ("nominal", make_pipeline(impute_categories, one_hot), nominal),
        ]
    )


def build_pipeline(method: Method, learner: Learner, X: pd.DataFrame, seed: int) -> Pipeline:
    """Return the pipeline of a method and a learner for tables with the columns of ``X``."""
    steps: list[tuple[str, Any]] = [("preprocess", preprocessing(X))]
    if method.sampler is not None:
        steps.append(("resample", TimedSampler(method.sampler(seed))))
    steps.append(("classify", learner.build(seed, method.class_weight)))
    return Pipeline(steps)


def tune_threshold(pipeline: Pipeline, seed: int) -> TunedThresholdClassifierCV:
    """Wrap a pipeline so that its threshold is tuned for balanced accuracy in inner folds."""
    inner = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    return TunedThresholdClassifierCV(
        pipeline, scoring="balanced_accuracy", cv=inner, random_state=seed
    )
