"""From a raw table to a matrix of numbers, fitted on the real training rows only."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.preprocessing import OneHotEncoder

MOST_CATEGORIES = 100
"""Categories of a column; rarer ones share a column of the matrix."""


class Encoding:
    """Two steps, each of which can be followed by a sampler.

    ``clean`` imputes numbers by their median and scales them to mean 0 and variance 1, and imputes
    categories by the most frequent one. ``to_matrix`` then encodes categories one-hot.

    Parameters
    ----------
    X : pandas.DataFrame
        The real training rows.
    """

    def __init__(self, X: pd.DataFrame) -> None:
        self.nominal = list(X.select_dtypes("category"))
        self.numeric = [name for name in X if name not in self.nominal]
        numbers = X[self.numeric].astype("float64")
        self.medians = numbers.median().fillna(0.0)
        filled = numbers.fillna(self.medians)
        self.means = filled.mean()
        deviations = filled.std(ddof=0)
        self.deviations = deviations.where(deviations > 0, 1.0)
        self.modes = {name: _most_frequent(X[name]) for name in self.nominal}
        self.one_hot = OneHotEncoder(
            handle_unknown="ignore",
            max_categories=MOST_CATEGORIES,
            sparse_output=False,
        )
        if self.nominal:
            self.one_hot.fit(self._words(self.clean(X)))

    def clean(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return imputed and scaled numbers and imputed categories, in the order of the columns."""
        numbers = X[self.numeric].astype("float64").fillna(self.medians)
        columns = dict((numbers - self.means) / self.deviations)
        columns |= {name: _impute(X[name], self.modes[name]) for name in self.nominal}
        return pd.DataFrame({name: columns[name] for name in X}, index=X.index)

    def to_matrix(self, cleaned: pd.DataFrame) -> np.ndarray:
        """Return cleaned rows as a float64 matrix: the numbers, then the one-hot columns."""
        numbers = cleaned[self.numeric].to_numpy(dtype=np.float64)
        if not self.nominal:
            return np.ascontiguousarray(numbers)
        return np.hstack([numbers, self.one_hot.transform(self._words(cleaned))])

    def _words(self, cleaned: pd.DataFrame) -> np.ndarray:
        return cleaned[self.nominal].astype(object).to_numpy()


def _most_frequent(column: pd.Series) -> object:
    counts = column.value_counts()
    return counts.index[0] if counts.iloc[0] > 0 else None


def _impute(column: pd.Series, mode: object) -> pd.Series:
    return column if mode is None else column.fillna(mode)
