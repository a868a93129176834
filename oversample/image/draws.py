"""What a transform has drawn: a record of arrays with one entry for each image.

A record is a plain dict. Its values are arrays of length n (first axis), or records again, as those
of a policy, which holds the records of its transforms. All chance is in a record: applying it
draws nothing. Whatever is too large to keep for each image (a field of noise) is kept as a seed and
made by :mod:`oversample.image.pixel.fields`.

Row i of a record depends on the seed and on i only, not on how many rows are drawn. So draw each
array from a stream of its own (``rng.spawn``), or row by row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._params import is_integer
from oversample._random import RandomStateLike, make_streams

Draws = dict[str, Any]


def select(draws: Draws, rows: slice | NDArray[Any]) -> Draws:
    """Take some rows of a record.

    Parameters
    ----------
    draws : dict
        The record.
    rows : slice or ndarray
        Whatever indexes the first axis of an array.
    """
    return {
        name: select(value, rows) if isinstance(value, dict) else value[rows]
        for name, value in draws.items()
    }


def generator_of(random_state: RandomStateLike) -> np.random.Generator:
    """Make a generator that can spawn children from whatever a seed is.

    Parameters
    ----------
    random_state : int, RandomState, Generator, SeedSequence or None
        The seed; an object that draws is advanced.
    """
    if is_integer(random_state):
        # The stream that samplers share with imbalanced-learn takes as long to begin with as a
        # hundred small images, and no image depends on it.
        return np.random.default_rng(random_state)  # type: ignore[arg-type]
    stream = make_streams(random_state).start()
    return np.random.default_rng(stream.integers(2**31, 8).tolist())
