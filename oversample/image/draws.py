"""The record of draws: a transform's random parameters, in arrays with one entry for each image.

A record is a plain dict. Its values are arrays of length n (first axis), or records again: a
policy's record holds those of its transforms. All chance is in a record: applying it draws nothing.
A field of noise, too large to keep for each image, is kept as a seed, from which
:mod:`oversample.image.pixel.fields` computes it.

Row i of a record depends on the seed and on i only, not on the number of rows drawn. So draw each
array from a stream of its own (:func:`streams`), or row by row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._params import is_integer
from oversample._random import RandomStateLike, make_streams

Draws = dict[str, Any]


def select(draws: Draws, rows: slice | NDArray[Any]) -> Draws:
    """Return some rows of a record.

    Parameters
    ----------
    draws : dict
        The record.
    rows : slice or ndarray
        An index of the first axis of arrays.

    Returns
    -------
    dict
        The record of those rows.
    """
    return {
        name: select(value, rows) if isinstance(value, dict) else value[rows]
        for name, value in draws.items()
    }


def streams(rng: np.random.Generator, *names: str) -> dict[str, np.random.Generator]:
    """Return a stream for each name, spawned in the order of the names.

    Parameters
    ----------
    rng : Generator
        The generator whose children the streams are.
    *names : str
        Names of the arrays to draw.

    Returns
    -------
    dict
        Independent generators by name.
    """
    return dict(zip(names, rng.spawn(len(names)), strict=True))


def generator_of(random_state: RandomStateLike) -> np.random.Generator:
    """Return a generator that can spawn children, from any kind of seed.

    Parameters
    ----------
    random_state : int, RandomState, Generator, SeedSequence or None
        The seed; a ``RandomState`` or ``Generator`` is advanced.

    Returns
    -------
    Generator
        A generator of its own.
    """
    if is_integer(random_state):
        # Seeding imbalanced-learn's kind of stream costs as much time as a hundred small images,
        # and no image has to be equal to one of imbalanced-learn's.
        return np.random.default_rng(random_state)  # type: ignore[arg-type]
    stream = make_streams(random_state).start()
    return np.random.default_rng(stream.integers(2**31, 8).tolist())
