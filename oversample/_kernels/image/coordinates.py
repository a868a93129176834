"""Coordinates of samples, and the pixels between which they lie.

Coordinates are those of pixel centres: pixel (y, x) is at exactly (y, x), as in scipy.ndimage.
"""

import numpy as np

from oversample._kernels import inline

# Codes of the border modes in kernels, by their names in `numpy.pad`.
BORDERS = {"constant": 0, "edge": 1, "reflect": 2, "symmetric": 3, "wrap": 4}

# Pixels around the framed copy of an image: one before it, two after. Folded coordinates are from
# -1 to the length of a side, and need that pixel and the next.
BEFORE, AROUND = 1, 3

# Pixels; coordinates beyond are outside of any image, and would leave the range of int32.
_FAR = 1e9


@inline
def locate(coordinates, length, samples, step, before, shares):
    """Fold coordinates of one axis into the image and its margin, [-1, length], in place.

    Writes to `before` the index of the pixel before each coordinate in the framed image, times
    `step`, and to `shares` the weight of the pixel after it. Returns the number of coordinates
    that lie between pixels. NaN counts as the lowest coordinate, by the order of arguments of min
    and max, so that no index leads out of the frame.
    """
    border = samples.border
    if samples.is_nearest:
        for j in range(coordinates.size):
            coordinates[j] = np.floor(coordinates[j] + 0.5)
    if border <= 1 or length == 1:
        low = -1.0 if border == 0 else 0.0
        high = length - 1.0 - low
        for j in range(coordinates.size):
            coordinates[j] = min(max(low, coordinates[j]), high)
    else:
        # A period goes up from its start and, except for "wrap", down again.
        start, period = 0.0, 2.0 * length - 2
        if border == 3:
            start, period = -0.5, 2.0 * length
        elif border == 4:
            period = float(length)
        turn = np.inf if border == 4 else 2 * start + period
        for j in range(coordinates.size):
            coordinate = min(max(-_FAR, coordinates[j]), _FAR)
            coordinate -= period * np.floor((coordinate - start) / period)
            coordinates[j] = min(coordinate, turn - coordinate)
    n_between = 0
    for j in range(coordinates.size):
        pixel = np.floor(coordinates[j])
        share = coordinates[j] - pixel
        before[j] = np.int32(pixel + BEFORE) * step
        shares[j] = share
        n_between += share != 0
    return n_between


@inline
def fold_index(index, length, border):
    """Return the pixel that a pixel of the margin copies: that of a torus, or the outermost one.

    Mirrored coordinates reach the margin only with weight 0.
    """
    return index % length if border == 4 else min(max(index, 0), length - 1)
