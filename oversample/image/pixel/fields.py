"""Fields of noise from one seed for each image.

A record of draws (:mod:`oversample.image.draws`) has to be small: noise for every pixel of every
image would be larger than the images. It holds a 64-bit seed for each image instead, and the field
is a function of that seed: number j of a field is SplitMix64's output j for it ([1]_). So a field
does not depend on chunks, threads or other images.

References
----------
.. [1] G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators",
   OOPSLA 2014, figure 17.
"""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray


def hash_fields(seeds: NDArray[np.uint64], shape: tuple[int, ...]) -> NDArray[np.uint64]:
    """Compute 64 random bits for each element of each field.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each field.
    shape : tuple of int
        The shape of a field.

    Returns
    -------
    ndarray of shape (n, *shape), uint64
        The bits.
    """
    from oversample._kernels.image.hashing import write_fields

    bits = np.empty((len(seeds), prod(shape)), np.uint64)
    # Without JIT, NumPy warns of integers that wrap around.
    with np.errstate(over="ignore"):
        write_fields(seeds, bits)
    return bits.reshape(len(seeds), *shape)


def uniform_fields(seeds: NDArray[np.uint64], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Compute fields of independent numbers that are uniform in [0, 1).

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each field.
    shape : tuple of int
        The shape of a field.

    Returns
    -------
    ndarray of shape (n, *shape), float32
        Multiples of 2**-24; each 64 bits make two.
    """
    from oversample._kernels.image.hashing import write_uniform

    size = prod(shape)
    numbers = np.empty((len(seeds), size + size % 2), np.float32)
    with np.errstate(over="ignore"):
        write_uniform(seeds, numbers)
    return numbers[:, :size].reshape(len(seeds), *shape)


def normal_fields(seeds: NDArray[np.uint64], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Compute fields of independent standard normal numbers, by the Box-Muller transform.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each field.
    shape : tuple of int
        The shape of a field.

    Returns
    -------
    ndarray of shape (n, *shape), float32
        The numbers.
    """
    from oversample._kernels.image.hashing import write_polar

    size = prod(shape)
    half = (size + 1) // 2
    # Shares are in (0, 1], so that logarithms are finite, and have 32 bits, for the tails.
    share, turn = np.empty((len(seeds), half)), np.empty((len(seeds), half), np.float32)
    with np.errstate(over="ignore"):
        write_polar(seeds, share, turn)
    np.log(share, out=share)
    share *= -2
    radius = np.sqrt(share, out=share).astype(np.float32)
    pairs = np.empty((len(seeds), 2, half), np.float32)
    np.multiply(radius, np.cos(turn), out=pairs[:, 0])
    np.multiply(radius, np.sin(turn, out=turn), out=pairs[:, 1])
    return pairs.reshape(-1, 2 * half)[:, :size].reshape(len(seeds), *shape)
