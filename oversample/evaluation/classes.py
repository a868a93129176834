"""Classes by their frequency, so that the rarest one is found by its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def code_by_frequency(names: Sequence[str] | np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number classes by their frequency: 0 the most frequent, the greatest code the rarest.

    Equally frequent classes are numbered in the order of their names.

    Parameters
    ----------
    names : sequence of str
        The class of each row.

    Returns
    -------
    codes : ndarray of int64
        One for each row.
    classes : tuple of str
        The classes in the order of their codes.
    """
    found, place, counts = np.unique(
        np.asarray(names, dtype=object).astype(str), return_inverse=True, return_counts=True
    )
    # The names are sorted, and a stable sort leaves equally frequent ones in that order.
    order = np.argsort(-counts, kind="stable")
    code_of = np.empty(len(found), dtype=np.int64)
    code_of[order] = np.arange(len(found))
    return code_of[place.reshape(-1)], tuple(found[order].tolist())
