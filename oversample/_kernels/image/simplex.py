"""Masks of noise: OpenSimplex noise on a small lattice, and lattices enlarged to images."""

import numpy as np

from oversample._kernels import jit

# Constants of OpenSimplex noise: skews between the plane and the lattice, the scale of its values
# to [-1, 1], and the gradients.
_STRETCH = (1 / np.sqrt(3.0) - 1) / 2
_SQUISH = (np.sqrt(3.0) - 1) / 2
_NORM = 47.0
_GRADIENTS = np.array(
    [(5, 2), (2, 5), (-5, 2), (-2, 5), (5, -2), (2, -5), (-5, -2), (-2, -5)], np.float64
)

NEAREST, LINEAR, CUBIC = range(3)


@jit
def simplex(tables, offsets, heights, widths, out):
    """Write OpenSimplex noise in two dimensions (K. Spencer, 2014), sampled in steps of 1.

    Parameters
    ----------
    tables : ndarray of shape (n, 256), intp
        A permutation of 0..255 for each field, from which its gradients follow.
    offsets : ndarray of shape (n, 2), float64
        Coordinates (x, y) of the first sample of each field.
    heights, widths : ndarray of shape (n,), intp
        The size of each field in samples.
    out : ndarray of shape (n, at least height, at least width), float64
        Written up to each height and width: noise in [-1, 1].
    """
    for i in range(len(tables)):
        for y in range(heights[i]):
            for x in range(widths[i]):
                out[i, y, x] = _noise(tables[i], offsets[i, 0] + x, offsets[i, 1] + y)


@jit
def enlarge(small, heights, widths, methods, out):
    """Write each small field, interpolated to the size of the images.

    Pixel centres are at half-integers, so that both have the same border; beyond it the outermost
    samples are repeated. The cubic is Keys' (a = -1/2) and can leave the range of the field.

    Parameters
    ----------
    small : ndarray of shape (n, at least height, at least width), float64
    heights, widths : ndarray of shape (n,), intp
        The size of each field.
    methods : ndarray of shape (n,), integers
        NEAREST, LINEAR or CUBIC.
    out : ndarray of shape (n, h, w), float64
        Written.
    """
    n, h, w = out.shape
    columns = np.empty((w, 4), np.intp)
    column_weights = np.empty((w, 4))
    rows = np.empty((h, 4), np.intp)
    row_weights = np.empty((h, 4))
    for i in range(n):
        _write_taps(widths[i], methods[i], columns, column_weights)
        _write_taps(heights[i], methods[i], rows, row_weights)
        for y in range(h):
            for x in range(w):
                total = 0.0
                for r in range(4):
                    along = 0.0
                    for s in range(4):
                        along += column_weights[x, s] * small[i, rows[y, r], columns[x, s]]
                    total += row_weights[y, r] * along
                out[i, y, x] = total


@jit
def _noise(table, x, y):
    """Return the sum of the contributions of the lattice points at less than the root of 2."""
    skew = (x + y) * _STRETCH
    column = int(np.floor(x + skew))
    row = int(np.floor(y + skew))
    total = 0.0
    for u in range(column - 1, column + 3):
        for v in range(row - 1, row + 3):
            skew = (u + v) * _SQUISH
            dx = x - (u + skew)
            dy = y - (v + skew)
            reach = 2 - dx * dx - dy * dy
            if reach > 0:
                gradient = (table[(table[u & 255] + v) & 255] & 14) >> 1
                reach *= reach
                slope = _GRADIENTS[gradient, 0] * dx + _GRADIENTS[gradient, 1] * dy
                total += reach * reach * slope
    return total / _NORM


@jit
def _write_taps(size, method, taps, weights):
    """Write, for each pixel along an axis, the four of `size` samples that it sums, and weights."""
    n = len(taps)
    for j in range(n):
        at = (j + 0.5) * size / n - 0.5
        if method == NEAREST:
            at = np.floor(at + 0.5)
        first = int(np.floor(at)) - 1
        t = at - np.floor(at)
        for k in range(4):
            taps[j, k] = min(max(first + k, 0), size - 1)
        if method == CUBIC:
            weights[j, 0] = ((-0.5 * t + 1.0) * t - 0.5) * t
            weights[j, 1] = (1.5 * t - 2.5) * t * t + 1.0
            weights[j, 2] = ((-1.5 * t + 2.0) * t + 0.5) * t
            weights[j, 3] = (0.5 * t - 0.5) * t * t
        else:
            weights[j, 0] = 0.0
            weights[j, 1] = 1.0 - t
            weights[j, 2] = t
            weights[j, 3] = 0.0
