"""The exact number of new rows for each class, from ``sampling_strategy``."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oversample.exceptions import InvalidParameterError

StrategyName = Literal["auto", "minority", "not majority", "not minority", "all"]
"""The strategies that have a name."""

StrategyLike = (
    StrategyName | float | Mapping[Any, float] | Callable[[NDArray[Any]], Mapping[Any, float]]
)

_DATES = (date, timedelta, np.datetime64, np.timedelta64)


def label_names(classes: NDArray[Any]) -> list[Any]:
    """Return labels as Python objects, as users name them; dates stay NumPy's.

    As Python objects dates are whole numbers in some units. A date of another type or unit is equal
    to NumPy's, but may have another hash: :func:`as_present` finds the label that it names.
    """
    return list(classes) if classes.dtype.kind in "mM" else classes.tolist()


def resolve_strategy(
    strategy: StrategyLike, labels: NDArray[Any], classes: NDArray[Any], counts: NDArray[np.intp]
) -> OrderedDict[Any, int]:
    """Return the number of new rows for each label, sorted by label.

    Parameters
    ----------
    strategy : str, float, dict or callable
        See :class:`oversample.BaseOverSampler`.
    labels : ndarray of shape (n_rows,)
        The target, passed to a callable strategy.
    classes : ndarray of shape (n_classes,)
        Its distinct labels, sorted.
    counts : ndarray of shape (n_classes,)
        The number of rows of each class.

    Returns
    -------
    OrderedDict
        The numbers by label. A class that the strategy does not name is absent; one that has
        enough rows has 0.

    Raises
    ------
    ValueError
        If there are fewer than two classes, a class is unknown, or the strategy sets fewer rows
        of a class than there are.
    InvalidParameterError
        If a number of rows is no number, or a callable returns no dict.
    """
    present = dict(zip(label_names(classes), counts.tolist(), strict=True))
    if len(present) < 2:
        raise ValueError(
            f"The target 'y' needs to have more than 1 class. Got {len(present)} class instead"
        )
    if callable(strategy):
        # Labels may be the user's own array, which the callable may write into.
        strategy = strategy(labels.copy())
        if not isinstance(strategy, Mapping):
            raise InvalidParameterError(
                "A callable 'sampling_strategy' must return a dict of class to number of rows. "
                f"Got {strategy!r} instead."
            )
    if isinstance(strategy, str):
        n_new = _by_name(strategy, present)
    elif isinstance(strategy, Mapping):
        named = {as_present(label, present): value for label, value in strategy.items()}
        n_new = {label: _wanted(label, value, present) for label, value in named.items()}
    else:
        n_new = _by_ratio(float(strategy), present)
    return OrderedDict((label, n_new[label]) for label in present if label in n_new)


def _by_name(name: str, present: dict[Any, int]) -> dict[Any, int]:
    most = max(present.values())
    # Among equally frequent classes the first in sorted order is *the* majority or minority.
    majority = max(present, key=present.__getitem__)
    minority = min(present, key=present.__getitem__)
    left_out = {
        "auto": {majority},
        "not majority": {majority},
        "not minority": {minority},
        "minority": set(present) - {minority},
        "all": set(),
    }[name]
    return {label: most - n for label, n in present.items() if label not in left_out}


def _by_ratio(ratio: float, present: dict[Any, int]) -> dict[Any, int]:
    majority = max(present, key=present.__getitem__)
    if len(present) > 2:
        raise ValueError(
            '"sampling_strategy" can be a float only when the type of target is binary. '
            f"There are {len(present)} classes: give a dict of ratios instead, such as "
            f"{dict.fromkeys((label for label in present if label != majority), ratio)}."
        )
    (minority,) = set(present) - {majority}
    n_new = _missing_to_ratio(ratio, minority, present)
    if n_new <= 0:
        raise ValueError(
            f"'sampling_strategy'={ratio:g} asks for no new row of class {minority!r}: its ratio "
            f"to the majority class is {present[minority] / present[majority]:.4g} already. "
            "Please increase the ratio."
        )
    return {minority: n_new}


def _missing_to_ratio(ratio: float, label: Hashable, present: dict[Any, int]) -> int:
    # Truncated, as in imbalanced-learn: the ratio is never exceeded.
    return int(ratio * max(present.values()) - present[label])


def as_present(label: Any, present: Mapping[Any, Any]) -> Any:
    """Return the label of the data that a date stands for.

    Those of Python have other hashes than NumPy's, and before NumPy 2.2 so have those of NumPy in
    another unit.
    """
    if label in present or not isinstance(label, _DATES) or _zone_of(label) is not None:
        return label
    # Those of pandas have nanoseconds, which NumPy does not see.
    own: Any = label.to_numpy() if hasattr(label, "to_numpy") else label
    is_duration = isinstance(label, timedelta | np.timedelta64)
    named = np.array(own, dtype="m8" if is_duration else "M8")[()]
    return next((own for own in present if type(own) is type(named) and own == named), label)


def _zone_of(label: Any) -> Any:
    return getattr(label, "tzinfo", None)


def _wanted(label: Any, value: Any, present: dict[Any, int]) -> int:
    if label not in present:
        raise ValueError(
            f"The {label!r} target class of 'sampling_strategy' is not present in the data. "
            f"The classes are {list(present)}."
        )
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise InvalidParameterError(
            f"'sampling_strategy' must give a number for class {label!r}. Got {value!r} instead."
        )
    if isinstance(value, Integral):
        if value < 0:
            raise ValueError(
                "The number of samples in a class cannot be negative. 'sampling_strategy' asks "
                f"for {value} rows of class {label!r}."
            )
        if value < present[label]:
            raise ValueError(
                "With over-sampling methods, the number of samples in a class should be greater "
                f"or equal to the original number of samples. Class {label!r} has "
                f"{present[label]} rows and {value} are asked. A float, the ratio to the majority "
                "class, works for every fold of a cross-validation."
            )
        return int(value) - present[label]
    ratio = float(value)
    if not 0 < ratio <= 1:
        raise ValueError(
            f"In a dict, a float is a ratio to the majority class, in (0, 1]. Class {label!r} has "
            f"{value!r}; give an int for a number of rows."
        )
    # A class may have the ratio already, in a fold by one row: it then gets no new row.
    return max(0, _missing_to_ratio(ratio, label, present))


def allocate(total: int, weights: ArrayLike) -> NDArray[np.intp]:
    r"""Divide ``total`` in proportion to weights, exactly, by the largest remainder.

    Each share is :math:`\lfloor q_i \rfloor` of its quota :math:`q_i = total \, w_i / \sum w`; the
    remainder goes, one each, to the largest fractional parts, the lower index first among equal
    ones. If quotas rounded half to even already sum to the total, they are the shares.

    Parameters
    ----------
    total : int
        The sum of the shares.
    weights : array-like of shape (n,)
        Non-negative, finite, not all zero.

    Returns
    -------
    ndarray of shape (n,)
        Non-negative integers that sum to ``total``.

    Examples
    --------
    >>> allocate(10, [1, 1, 1])
    array([4, 3, 3])
    """
    weights = np.asarray(weights, dtype=np.float64)
    quota = total * (weights / weights.sum())
    rounded = np.rint(quota).astype(np.intp)
    if rounded.sum() == total:
        return rounded
    share = np.floor(quota).astype(np.intp)
    # Rounded, so that remainders that are equal on paper are equal here.
    order = np.argsort(np.round(share - quota, 12), kind="stable")
    share[order[: total - share.sum()]] += 1
    return share
