"""Number and names of columns by scikit-learn's convention: ``feature_names_in_``."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sklearn.utils.validation import validate_data

from oversample._table.containers import is_pandas, is_polars


def read_column_names(estimator: Any, X: Any, y: Any = None, *, reset: bool = True) -> None:
    """Set ``n_features_in_`` and ``feature_names_in_`` of an estimator, or check a table by them.

    Parameters
    ----------
    estimator : estimator
        What the table is given to.
    X : array-like, DataFrame or sparse of shape (n_rows, n_features)
        The table; its cells are not looked at.
    y : array-like of shape (n_rows,), optional
        The labels, which scikit-learn refuses only where they are needed and None.
    reset : bool, default=True
        Whether the attributes are set; otherwise they are what the table must have.

    Raises
    ------
    ValueError
        If several columns have one name, or others than those of the first table.
    """
    if is_pandas(X, "DataFrame") and not X.columns.is_unique:
        raise _repeated_error(type(estimator).__name__, X.columns)
    # polars 2 shows its names in a way that scikit-learn reads from 1.9 on only.
    named = _as_pandas_names(X) if is_polars(X, "DataFrame") else X
    validate_data(estimator, named, y, reset=reset, skip_check_array=True)


def _as_pandas_names(X: Any) -> Any:
    """Return a frame of pandas without rows that has the columns of a frame of polars."""
    import pandas as pd

    return pd.DataFrame(columns=X.columns)


def _repeated_error(owner: str, names: Any) -> ValueError:
    repeated = [(name, n) for name, n in Counter(names).items() if n > 1]
    told = ", ".join(f"{name!r} ({n} columns)" for name, n in repeated[:3])
    more = f" and {len(repeated) - 3} more" if len(repeated) > 3 else ""
    return ValueError(
        f"{owner}: columns of X have one name: {told}{more}. Columns are told apart by their "
        "names, in messages, reports and categorical_features. Rename them, or keep the first of "
        "each with X.loc[:, ~X.columns.duplicated()]."
    )
