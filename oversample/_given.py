"""What a call is given: refused, with a remedy, where it cannot be a table and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from oversample._table import check_container, is_frame, is_pandas, is_series
from oversample.exceptions import warn


def check_given(X: Any, y: Any, sampler: Any) -> None:
    """Raise for what is no table, and no labels of its rows, before anything is read.

    Parameters
    ----------
    X, y : object
        What ``fit_resample`` was given.
    sampler : object
        The sampler, for messages.

    Raises
    ------
    TypeError
        For frames of other libraries, and for those that are not computed yet.
    ValueError
        For stacks of images, for one line of numbers, for complex ones, for the name of a column in
        place of labels, and for no rows.
    """
    owner = type(sampler).__name__
    check_container(X, "X")
    check_container(y, "y")
    if isinstance(X, Mapping) and not hasattr(X, "shape"):
        kind = type(X).__name__
        raise ValueError(f"{owner} takes a table, but X is a {kind}: pandas.DataFrame(X).")
    shape = _shape(X)
    if len(shape) > 2:
        remedy = f"and image_shape={shape[1:]}"
        if not hasattr(sampler, "image_shape"):
            remedy += " to ImageOverSampler or CutMix, which make new images; or X.reshape alone"
        raise ValueError(
            f"{owner} takes a table of shape (n_rows, n_features), but X has shape {shape}: found "
            f"array with dim {len(shape)}, while dim <= 2 is required. Pass "
            f"X.reshape(len(X), -1) {remedy}."
        )
    if shape == (0,):
        raise ValueError(
            "Found array with 0 sample(s) (shape=(0,)) while a minimum of 1 is required."
        )
    if len(shape) == 1:
        raise ValueError(_no_table(X, y, owner, shape))
    if getattr(getattr(X, "dtype", None), "kind", "") == "c":
        raise ValueError(
            f"Complex data not supported: X has dtype {X.dtype}. Pass "
            "numpy.hstack([X.real, X.imag])."
        )
    if np.isscalar(y):
        raise ValueError(_no_labels(X, y, owner))


def _shape(X: Any) -> tuple[int, ...]:
    """Return the shape of a container, if it has one; of a list by its first entry."""
    if not isinstance(X, list | tuple):
        return tuple(getattr(X, "shape", ()))
    try:
        return (len(X), *np.shape(X[:1])[1:])
    except ValueError:
        # Cells of several lengths: a row, not an image.
        return (len(X), 1)


def _no_table(X: Any, y: Any, owner: str, shape: tuple[int, ...]) -> str:
    """Return the message for one line of cells, none of which it shows: they may be anybody's."""
    message = (
        f"Expected 2D array, got 1D array instead: {owner} takes a table of shape (n_rows, "
        f"n_features), but X has shape {shape}"
    )
    of_y = _shape(y)
    if len(of_y) == 2 and of_y[1] > 1:
        return f"{message}, and y has shape {of_y}. Are X and y swapped?"
    if is_series(X):
        return f"{message}. A table of one column is X.to_frame()."
    if isinstance(X, list | tuple):
        return f"{message}. A table of one column is [[x] for x in X]."
    if X.dtype.names:
        return f"{message}, of records. A table of their fields is pandas.DataFrame(X)."
    return f"{message}. A table of one column is X.reshape(-1, 1)."


def _no_labels(X: Any, y: Any, owner: str) -> str:
    y = y.item() if isinstance(y, np.generic) else y
    message = f"y must be the labels of the rows, one for each. Got {y!r}"
    if is_frame(X) and y in list(X.columns):
        return (
            f"{message}, the name of a column of X: {owner}.fit_resample(X.drop({[y]!r}"
            f"{', axis=1' if is_pandas(X, 'DataFrame') else ''}), X[{y!r}]) keeps features and "
            f"labels apart, and oversample.resample(X, {y!r}) takes and returns one frame."
        )
    return f"{message}."


def warn_of_order(X: Any, other: Any, name: str) -> None:
    """Warn if two objects of pandas have the same index, but in another order.

    Rows are paired by position, as in scikit-learn.

    Parameters
    ----------
    X : object
        The table.
    other : object
        What has an entry for each of its rows.
    name : str
        The name of the parameter that it was given for.
    """
    if not (
        is_pandas(X, "DataFrame") and any(is_pandas(other, k) for k in ("Series", "DataFrame"))
    ):
        return
    index, others = X.index, other.index
    if len(index) != len(others) or index.dtype != others.dtype or index.equals(others):
        return
    if index.isin(others).all() and others.isin(index).all():
        warn(
            f"X and {name} have the same index in another order. Rows are paired by position, not "
            f"by index. If {name} belongs to X by index, pass {name}.loc[X.index]; if by position, "
            f"{name}.to_numpy().",
            UserWarning,
        )
