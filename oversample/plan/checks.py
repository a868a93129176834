"""What a sampler has planned, checked before rows are made of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

ROW_NUMBERS = "iu"
"""The kinds of NumPy's dtypes that can be row numbers."""
NUMBERS = "fiu"
"""Those that can be steps, weights and cells."""


def check_array(name: str, values: Any, kinds: str, ndim: int) -> None:
    """Raise where a field of a plan is no array, or holds something else than it should.

    Parameters
    ----------
    name : str
        The field.
    values : object
        What it holds.
    kinds : {ROW_NUMBERS, NUMBERS}
        What it should hold.
    ndim : int
        How many dimensions it should have.

    Raises
    ------
    ValueError
        The message names the field.
    """
    if isinstance(values, np.ndarray) and values.dtype.kind in kinds and values.ndim == ndim:
        return
    wanted = "row numbers" if kinds == ROW_NUMBERS else "numbers"
    raise ValueError(
        f"{name!r} of the plan must be an array of {wanted} with ndim={ndim}. Got {found(values)}."
    )


def check_codes(codes: Any, known: NDArray[np.integer], n_new: int) -> None:
    """Raise where new rows have codes that stand for no category.

    Parameters
    ----------
    codes : object
        The category codes of the new rows.
    known : ndarray of shape (n_rows, n_categorical)
        Those of the table.
    n_new : int
        The number of new rows.

    Raises
    ------
    ValueError
        If they have another shape, or are no whole numbers, or none of a category.
    """
    shape = n_new, known.shape[1]
    if not isinstance(codes, np.ndarray) or codes.dtype.kind not in "iu" or codes.shape != shape:
        raise ValueError(
            f"The codes of new rows must be whole numbers of shape {shape}. Got {found(codes)}."
        )
    if not codes.size:
        return
    wrong = np.flatnonzero((codes.min(axis=0) < 0) | (codes.max(axis=0) > known.max(axis=0)))
    if len(wrong):
        column = wrong[0]
        raise ValueError(
            f"Codes in column {column} of those of the table are from 0 to "
            f"{known[:, column].max()}, but new rows have some from {codes[:, column].min()} to "
            f"{codes[:, column].max()}."
        )


def check_pair(planned: Any, method: str) -> None:
    """Raise where a method has not returned a plan and category codes.

    Parameters
    ----------
    planned : object
        What it has returned.
    method : str
        The class and the method, for the message.

    Raises
    ------
    ValueError
        If it is no pair; the message names the method.
    """
    if not (isinstance(planned, tuple) and len(planned) == 2):
        raise ValueError(
            f"{method} must return a pair, (plan, codes): a plan, such as oversample.Plan, and the "
            "category codes of its rows, or None for those of their base rows. Got "
            f"{found(planned)}."
        )


def found(values: Any) -> str:
    """Return what was given or returned in place of something else, for messages."""
    if isinstance(values, np.ndarray):
        return f"an array of {values.dtype} and shape {values.shape}"
    if isinstance(values, tuple):
        return f"a tuple of {len(values)}"
    return "None" if values is None else f"a {type(values).__name__}"
