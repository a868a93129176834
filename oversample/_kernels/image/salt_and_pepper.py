"""Salt and pepper noise."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.image.hashing import write_hashes

_LARGEST = np.uint64(2**64 - 1)


@jit
def sprinkle(seeds, n_white, n_replaced, white, black, step, out):
    """Replace values of images: those with the lowest random keys by white, the next by black.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        The seed of the keys of each image, no two of which are equal.
    n_white, n_replaced : ndarray of shape (n,), intp
        The number of keys of each image that become white, and white or black.
    white, black : float
        Values in the dtype of the images.
    step : int
        The number of consecutive values with one key: the channels, or 1.
    out : ndarray of shape (n, size), float32 or float64
        The images; changed.
    """
    keys = np.empty(out.shape[1] // step, np.uint64)
    for i in range(seeds.size):
        write_hashes(seeds[i], keys)
        for count, value in ((n_replaced[i], black), (n_white[i], white)):
            if count > 0:
                _replace(out[i], keys, _cut(keys, count), value, step)


@jit
def _replace(values, keys, cut, new, step):
    if step == 1:
        for j in range(keys.size):
            values[j] = new if keys[j] <= cut else values[j]
        return
    for j in range(keys.size):
        if keys[j] <= cut:
            values[j * step : (j + 1) * step] = new


@jit
def _cut(keys, count):
    """Return a cut such that exactly `count` keys, at least one, are at most that cut.

    Keys are about evenly spread, so that the number of keys below a cut shows how far it is from
    the wanted one; a step that leaves the bracket is replaced by bisection.
    """
    if count == keys.size:
        return _LARGEST
    spacing = _LARGEST // np.uint64(keys.size)
    low, high = np.uint64(0), _LARGEST
    cut = spacing * np.uint64(count)
    while True:
        n_below = _count(keys, cut)
        if n_below == count:
            return cut
        if n_below < count:
            low = cut
            step = spacing * np.uint64(count - n_below)
            cut = low + (step if step < high - low else (high - low) // np.uint64(2))
        else:
            high = cut
            step = spacing * np.uint64(n_below - count)
            cut = high - (step if step < high - low else (high - low) // np.uint64(2))


@jit
def _count(keys, cut):
    count = 0
    for j in range(keys.size):
        count += keys[j] <= cut
    return count
