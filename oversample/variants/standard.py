"""Columns in units that estimators compute well with."""

from __future__ import annotations

from typing import Any

from scipy import sparse
from sklearn.preprocessing import StandardScaler


def standardized(points: Any) -> Any:
    """Return columns in standard deviations, and dense ones about their mean.

    Trees do not depend on units, but scikit-learn's compute in single precision, and take cells
    for equal that are less than 1e-7 apart; regressions take steps of one size in all columns.

    Parameters
    ----------
    points : ndarray or CSR of shape (n_rows, d)
        Numbers.

    Returns
    -------
    ndarray or CSR of shape (n_rows, d)
        The same rows.
    """
    return StandardScaler(with_mean=not sparse.issparse(points)).fit_transform(points)
