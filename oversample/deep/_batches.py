"""The rows of each step of a training: half of them from the classes that are to be filled."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.generative.uniforms import pick

_ENOUGH = 200
"""Rows are held out where each class to be filled has so many."""

_ONE_IN = 10
"""One of so many rows of a class is held out."""

_MOST = 500
"""At most so many rows of a class are held out."""


class Pools(NamedTuple):
    """Where batches are drawn from.

    Attributes
    ----------
    filled : list of ndarrays
        The rows of each class that is to be filled; all classes are drawn alike.
    others : ndarray
        The rows of all other classes.
    held_out : list of ndarrays
        Rows of each class that no batch holds; empty where none can be spared.
    """

    filled: list[NDArray[np.intp]]
    others: NDArray[np.intp]
    held_out: list[NDArray[np.intp]]

    @classmethod
    def of(
        cls,
        filled: list[NDArray[np.intp]],
        rest: list[NDArray[np.intp]],
        may_hold_out: bool,
        rng: Stream,
    ) -> Self:
        """Part the rows of classes into those of batches and, where allowed, held-out ones.

        Parameters
        ----------
        filled, rest : list of ndarrays
            The rows of each class that is to be filled, and of each other.
        may_hold_out : bool
            Whether rows may be held out, if there are enough.
        rng : Stream
            Where draws come from.
        """
        held_out = []
        if may_hold_out and min(map(len, filled)) >= _ENOUGH:
            parted = [_part(rows, rng) for rows in [*filled, *rest]]
            held_out = [part for part, _ in parted if len(part)]
            kept = [kept for _, kept in parted]
            filled, rest = kept[: len(filled)], kept[len(filled) :]
        return cls(filled, np.concatenate([np.empty(0, dtype=np.intp), *rest]), held_out)

    def draw(self, n: int, rng: Stream) -> NDArray[np.intp]:
        """Draw the rows of a batch."""
        n_filled = n if not len(self.others) else n - n // 2
        sizes = np.array([len(rows) for rows in self.filled])
        group = rng.integers(len(sizes), n_filled)
        starts = np.cumsum(sizes) - sizes
        places = starts[group] + pick(rng.uniform(n_filled), sizes[group])
        chosen = np.concatenate(self.filled)[places]
        if n_filled == n:
            return chosen
        return np.concatenate([chosen, self.others[rng.integers(len(self.others), n - n_filled)]])


def _part(rows: NDArray[np.intp], rng: Stream) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Part the rows of a class at random into held-out ones and others."""
    n_held_out = min(len(rows) // _ONE_IN, _MOST)
    shuffled = rows[rng.permutation(len(rows))]
    return shuffled[:n_held_out], shuffled[n_held_out:]
