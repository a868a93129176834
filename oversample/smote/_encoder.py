"""The encoder of categories that imbalanced-learn's users find on its samplers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table import take_columns


def fit_encoder(encoder: Any, X: Any, columns: NDArray[np.intp], codes: NDArray[np.integer]) -> Any:
    """Fit an encoder to the categories of a table.

    Parameters
    ----------
    encoder : transformer
        The encoder, fitted in place.
    X : object of shape (n_rows, n_columns)
        The user's table.
    columns : ndarray of shape (n_categorical,)
        The positions of the categories.
    codes : ndarray of shape (n_rows, n_categorical)
        The same as codes.

    Returns
    -------
    transformer
        The encoder. Nothing is computed with it here; it is for looking at.
    """
    try:
        with np.errstate(all="ignore"):
            return encoder.fit(take_columns(X, columns))
    except Exception:
        # Categories without an order, complex numbers, integers of 128 bits, ...
        return encoder.fit(codes)
