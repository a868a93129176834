"""The encoder of categories that imbalanced-learn's users find on its samplers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def fit_encoder(encoder: Any, columns: Any, codes: NDArray[np.integer]) -> Any:
    """Fit an encoder to the categories of a table.

    Parameters
    ----------
    encoder : transformer
        The encoder, fitted in place.
    columns : object of shape (n_rows, n_categorical)
        The user's columns.
    codes : ndarray of shape (n_rows, n_categorical)
        The same as codes.

    Returns
    -------
    transformer
        The encoder. Nothing is computed with it here; it is for looking at.
    """
    try:
        return encoder.fit(columns)
    except TypeError:
        # Levels of several types have no order, without which scikit-learn's encoders cannot do.
        return encoder.fit(codes)
