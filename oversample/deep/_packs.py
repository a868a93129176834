"""Packs of rows of one class, of which a critic sees several at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.generative.uniforms import pick

_PACKS_IN_CLASS = 4
"""A class has the rows of at least so many packs: of fewer, a critic learns the packs by heart."""


class Packs(NamedTuple):
    """Where packs are drawn from.

    Attributes
    ----------
    filled : list of ndarrays
        The rows of each class that is to be filled; all classes are drawn alike.
    others : list of ndarrays
        The rows of each other class that has a pack; drawn by their numbers of rows.
    pac : int
        The rows of a pack.
    """

    filled: list[NDArray[np.intp]]
    others: list[NDArray[np.intp]]
    pac: int

    @classmethod
    def of(
        cls,
        filled: list[NDArray[np.intp]],
        rest: list[NDArray[np.intp]],
        pac: int,
        batch_size: int,
    ) -> Packs:
        """Bring the size of packs down to what classes and batches hold.

        Parameters
        ----------
        filled, rest : list of ndarrays
            The rows of each class that is to be filled, and of each other.
        pac : int
            The rows of a pack that are asked for.
        batch_size : int
            The rows of a batch.
        """
        smallest = min(map(len, filled))
        fitting = max(1, min(pac, smallest // _PACKS_IN_CLASS, batch_size))
        return cls(filled, [rows for rows in rest if len(rows) >= fitting], fitting)

    def draw(self, n: int, rng: Stream) -> NDArray[np.intp]:
        """Draw packs of rows of one class, none of them twice in a pack.

        Half of the packs are of classes to be filled, where there are others.

        Returns
        -------
        ndarray of shape (n, pac), intp
            The rows of each pack.
        """
        pools = [*self.filled, *self.others]
        sizes = np.array([len(rows) for rows in pools])
        n_filled = n - n // 2 if self.others else n
        pool = rng.integers(len(self.filled), n_filled)
        if n_filled < n:
            ends = np.cumsum(sizes[len(self.filled) :])
            row = rng.integers(int(ends[-1]), n - n_filled)
            other = len(self.filled) + np.searchsorted(ends, row, side="right")
            pool = np.concatenate([pool, other])
        starts = np.cumsum(sizes) - sizes
        places = draw_distinct(sizes[pool], self.pac, rng)
        drawn: NDArray[np.intp] = np.concatenate(pools)[starts[pool][:, np.newaxis] + places]
        return drawn


def draw_distinct(sizes: NDArray[np.intp], k: int, rng: Stream) -> NDArray[np.intp]:
    """Draw ``k`` different integers of ``[0, size)`` for each size, in random order.

    The i-th is drawn from the places that are left, and counted past those that are taken.

    Parameters
    ----------
    sizes : ndarray of shape (n,)
        At least ``k`` each.
    k : int
        The number of integers.
    rng : Stream
        Where draws come from.

    Returns
    -------
    ndarray of shape (n, k), intp
    """
    uniform = rng.uniform(len(sizes) * k).reshape(len(sizes), k)
    drawn = np.empty((len(sizes), k), dtype=np.intp)
    for i in range(k):
        place = pick(uniform[:, i], sizes - i)
        for taken in np.sort(drawn[:, :i], axis=1).T:
            place += place >= taken
        drawn[:, i] = place
    return drawn
