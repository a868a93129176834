"""What samplers that train a network have in common: parameters, chance, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._params import Boolean, Callable_, Constraint, integer_from, is_integer, real_within
from oversample._problem import Problem
from oversample._random import Stream, make_streams
from oversample._strategy import label_names
from oversample.exceptions import warn

FEW = 20
"""Classes of fewer rows are filled with a warning."""

Widths = Constraint(
    "a tuple of ints of at least 1",
    lambda v: isinstance(v, tuple | list) and all(is_integer(w) and w >= 1 for w in v),
)
_Name = Constraint("the name of a device", lambda v: isinstance(v, str))

TRAINING: dict[str, list[type | None]] = {
    "max_steps": [integer_from(1)],
    "batch_size": [integer_from(2)],
    "learning_rate": [real_within(0, np.inf, open_low=True)],
    "early_stopping": [Boolean],
    "device": [_Name],
    "callback": [Callable_, None],
}
"""The parameters of every sampler that trains a network."""


def rows_to_fill(problem: Problem) -> dict[Any, NDArray[np.intp]]:
    """Return the rows of each class of which new ones are to be made."""
    return {label: problem.rows_of(label) for label, n_new in problem.n_new.items() if n_new}


def rows_to_leave(problem: Problem) -> list[NDArray[np.intp]]:
    """Return the rows of each class of which none are to be made."""
    classes = label_names(problem.target.classes)
    return [problem.rows_of(label) for label in classes if not problem.n_new.get(label)]


def warn_of_few(
    owner: str, filled: Mapping[Any, NDArray[np.intp]], few: int = FEW, instead: str = "SMOTE"
) -> None:
    """Warn of each class of so few rows that a network learns little from them.

    Parameters
    ----------
    owner : str
        The class that warns.
    filled : mapping
        The rows of each class to be filled.
    few : int, default=20
        Fewer rows are warned of.
    instead : str, default="SMOTE"
        The sampler that its rows are to be compared with.
    """
    for label, rows in filled.items():
        if len(rows) < few:
            warn(
                f"{owner}: class {label!r} has {len(rows)} rows, from which a network learns "
                f"little. This is told of fewer than {few}; compare its rows with those of "
                f"{instead}.",
                UserWarning,
            )


def training_stream(problem: Problem) -> Stream:
    """Return a stream for training alone: that of new rows begins anew for each class."""
    seed = problem.streams.start().integers(2**31 - 1, 1)
    return make_streams(np.random.SeedSequence(int(seed[0]))).start()
