"""Places of values, of which different ones are those of different values."""

import numpy as np

from oversample._kernels import jit_in_place

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ONE, _WORD_BITS, _LAST = np.uint64(1), np.uint64(6), np.uint64(63)


@jit_in_place
def count_places(bits, first, shift, is_taken, counts):
    """Count the places of the values of some columns: the highest bits of products of theirs.

    Parameters
    ----------
    bits : ndarray of shape (n, n_columns), uint32 or uint64
        The values.
    first : intp
        The first of the columns that are counted.
    shift : uint64
        How many bits of a product are left out.
    is_taken : ndarray of shape (n_counted, n_places / 64), uint64
        One bit for each place that values of earlier rows have; changed.
    counts : ndarray of shape (n_counted,), intp
        The places of earlier rows; changed.
    """
    for i in range(bits.shape[0]):
        for column in range(counts.size):
            place = (np.uint64(bits[i, first + column]) * _GOLDEN) >> shift
            bit = _ONE << (place & _LAST)
            word = np.intp(place >> _WORD_BITS)
            before = is_taken[column, word]
            counts[column] += (before & bit) == 0
            is_taken[column, word] = before | bit
