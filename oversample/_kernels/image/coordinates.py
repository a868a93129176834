"""Coordinates of samples, and the pixels that they are between.

Coordinates are those of pixel centres: pixel (y, x) is at exactly (y, x), as in scipy.ndimage.
"""

import numpy as np

from oversample._kernels import jit

# Names of `numpy.pad`, by the code that the kernels know them by.
BORDERS = {"constant": 0, "edge": 1, "reflect": 2, "symmetric": 3, "wrap": 4}

# Pixels around the copy of an image: one before it, two after. Folded coordinates are from -1 to
# the length of a side, and show that pixel and the next.
BEFORE, AROUND = 1, 3

# Beyond this a coordinate is outside of any image, and would leave the range of integers.
_FAR = 1e9


@jit
def locate(places, length, border, is_nearest, step, before, shares):
    """Fold coordinates of one axis into the image and its margin, [-1, length]; they are used up.

    Writes where in the frame the pixel before each place is, in steps from one to the next, and
    the share of the one after it. Returns the number of those that are between pixels. What is no
    number counts as the lowest, by the order of arguments: nothing leads out of the frame.
    """
    if is_nearest:
        for j in range(places.size):
            places[j] = np.floor(places[j] + 0.5)
    if border <= 1 or length == 1:
        low = -1.0 if border == 0 else 0.0
        high = length - 1.0 - low
        for j in range(places.size):
            places[j] = min(max(low, places[j]), high)
    else:
        # A wave goes up from its start and, unless it starts again at once, down again.
        start, period = 0.0, 2.0 * length - 2
        if border == 3:
            start, period = -0.5, 2.0 * length
        elif border == 4:
            period = float(length)
        turn = np.inf if border == 4 else 2 * start + period
        for j in range(places.size):
            place = min(max(-_FAR, places[j]), _FAR)
            place -= period * np.floor((place - start) / period)
            places[j] = min(place, turn - place)
    n_between = 0
    for j in range(places.size):
        pixel = np.floor(places[j])
        share = places[j] - pixel
        before[j] = np.int32(pixel + BEFORE) * step
        shares[j] = share
        n_between += share != 0
    return n_between


@jit
def fold_index(index, length, border):
    """Give the pixel that the margin shows: of a torus, or the outermost one.

    Coordinates that are mirrored do not come near the margin with more than a share of nothing.
    """
    return index % length if border == 4 else min(max(index, 0), length - 1)
