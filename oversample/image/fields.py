"""Fields of noise from one seed for each image.

A record of draws (:mod:`oversample.image.draws`) has to be small: a noise for every pixel of every
image would be larger than the images. It holds a 64-bit seed for each image instead, of which the
field is a plain function: number j of a field is SplitMix64's output j for that seed ([1]_). So
neither chunks nor threads nor the other images matter.

References
----------
.. [1] G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators",
   OOPSLA 2014, figure 17.
"""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

_GAMMA = 0x9E3779B97F4A7C15


def hash_fields(seeds: NDArray[np.uint64], shape: tuple[int, ...]) -> NDArray[np.uint64]:
    """Give 64 random bits for each element of each field.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each field.
    shape : tuple of int
        The shape of a field.

    Returns
    -------
    ndarray of shape (n, *shape), uint64
    """
    # Unsigned arrays wrap around in silence, which is the arithmetic modulo 2**64 that is meant.
    steps = np.arange(1, prod(shape) + 1, dtype=np.uint64) * np.uint64(_GAMMA)
    z = seeds[:, np.newaxis] + steps
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z.reshape(len(seeds), *shape)


def uniform_fields(seeds: NDArray[np.uint64], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Give fields of independent numbers that are uniform in [0, 1).

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each field.
    shape : tuple of int
        The shape of a field.

    Returns
    -------
    ndarray of shape (n, *shape), float32
        Multiples of 2**-24, two from each 64 bits.
    """
    size = prod(shape)
    bits = hash_fields(seeds, ((size + 1) // 2,))
    numbers = np.empty((len(seeds), bits.shape[1], 2), dtype=np.float32)
    numbers[..., 0] = (bits >> np.uint64(40)).astype(np.uint32)
    numbers[..., 1] = bits.astype(np.uint32) >> np.uint32(8)
    numbers *= np.float32(2.0**-24)
    return numbers.reshape(len(seeds), -1)[:, :size].reshape(len(seeds), *shape)


def normal_fields(seeds: NDArray[np.uint64], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Give fields of independent standard normal numbers, by the transform of Box and Muller.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each field.
    shape : tuple of int
        The shape of a field.

    Returns
    -------
    ndarray of shape (n, *shape), float32
    """
    size = prod(shape)
    bits = hash_fields(seeds, ((size + 1) // 2,))
    # In (0, 1], so that the logarithm is finite; the radius has 32 bits, for the tails.
    share = ((bits >> np.uint64(32)).astype(np.float64) + 1) * 2.0**-32
    radius = np.sqrt(-2 * np.log(share)).astype(np.float32)
    turn = (bits & np.uint64(0xFFFFFFFF)).astype(np.float32) * np.float32(2 * np.pi * 2.0**-32)
    pairs = np.concatenate([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    return pairs[:, :size].reshape(len(seeds), *shape)
