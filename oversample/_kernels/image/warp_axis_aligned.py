"""Images sampled at rows and columns that move independently: by moves, zooms and flips.

One array of coordinates serves all rows, another all columns. Images are interpolated along rows
first, column by column, so that the coordinates of a column are read once, and between rows second.
Rows are padded to whole vectors: a remainder computed value by value would be all of a short row.
"""

import numpy as np

from oversample._kernels import inline, jit_in_place
from oversample._kernels.image.coordinates import AROUND, BEFORE, fold_index, locate
from oversample._kernels.image.copies import copy_values
from oversample._kernels.image.pixels import write_pixels
from oversample._kernels.image.structures import AxisWarping

# Values of two float32 vectors of 512 bits; loops over rows padded to that have no remainder.
_AT_ONCE = 32


def axis_warping(height, width, channels, fill):
    """Return the working memory of `warp_axis_aligned` for images of a shape."""
    dtype, longest, size = fill.dtype, max(height, width), height * width * channels
    whole = -(-width * channels // _AT_ONCE) * _AT_ONCE
    return AxisWarping(
        image=np.empty(size, dtype),
        beside=np.full((height + AROUND) * whole, fill),
        sources=np.empty((2, longest)),
        near=np.empty((2, longest), np.int32),
        shares=np.empty((2, longest), dtype),
        # The padding of the last row stays behind the image.
        result=np.empty(size + whole, dtype),
    )


@jit_in_place
def warp_axis_aligned(images, chosen, sources, samples, working, out):
    """Write the chosen images as seen through their matrices, without displacements; see `warp`."""
    height, width, channels = images.height, images.width, images.channels
    near, shares, beside = working.near, working.shares, working.beside
    row_size, size = width * channels, height * width * channels
    whole = beside.size // (height + AROUND)
    for i in chosen:
        length = width
        for axis in range(2):
            places = working.sources[axis, :length]
            _write_places(sources[i, axis, axis], sources[i, axis, 2], places)
            locate(places, length, samples, 1, near[axis], shares[axis])
            length = height
        first, last = _reach(near[1], height, samples.border)
        n_values = (last - first) * row_size
        copy_values(images.values, i * size + first * row_size, working.image, 0, n_values)
        for channel in range(channels):
            _write_columns(images, channel, samples, working, first, last)
        if samples.border != 0:
            for row in (0, height + 1, height + 2):
                shown = BEFORE + fold_index(row - BEFORE, height, samples.border)
                copy_values(beside, shown * whole, beside, row * whole, whole)
        _write_rows(beside, near[1, :height], shares[1], row_size, whole, working.result)
        write_pixels(working.result, samples.limits, out, i * size, size)


@inline
def _write_places(factor, start, places):
    for j in range(places.size):
        places[j] = factor * j + start


@inline
def _reach(above, height, border):
    """Return the range of rows that are read, directly or in the margin."""
    low, high = height, 0
    for row in range(height):
        low, high = min(low, above[row] - BEFORE), max(high, above[row] - BEFORE + 2)
    if border != 0 and (low < 0 or high > height):
        low, high = 0, height
    return max(low, 0), min(high, height)


@inline
def _write_columns(images, channel, samples, working, first, last):
    """Write one channel of the rows from `first` to `last`, interpolated along the rows."""
    values, written = working.image, working.beside
    near, shares = working.near[0], working.shares[0]
    width, border, fill = images.width, samples.border, samples.fill
    step, row_size = np.uintp(images.channels), np.uintp(width * images.channels)
    whole = np.uintp(written.size // (images.height + AROUND))
    start = np.uintp(channel)
    target = np.uintp(BEFORE + first) * whole + start
    for column in range(width):
        before, share = near[column] - BEFORE, shares[column]
        is_left = is_right = True
        after = fold_index(before + 1, width, border)
        if border == 0:
            is_left, is_right = 0 <= before < width, before + 1 < width
        before = fold_index(before, width, border)
        left, right = start + np.uintp(before) * step, start + np.uintp(after) * step
        at = target + np.uintp(column) * step
        for _ in range(np.uintp(last - first)):
            value = values[left] if is_left else fill
            beyond = values[right] if is_right else fill
            # Copied if the share is 0, which keeps even the sign of a zero.
            between = value + share * (beyond - value)
            written[at] = between if share != 0 else value
            left, right, at = left + row_size, right + row_size, at + whole


@inline
def _write_rows(values, above, down, row_size, whole, written):
    """Write all rows, interpolated between two rows that are padded to whole vectors.

    The next row overwrites the padding of this one.
    """
    size = np.uintp(whole)
    for row in range(above.size):
        share, upper, target = down[row], np.uintp(above[row] * whole), np.uintp(row * row_size)
        if share == 0:
            copy_values(values, upper, written, target, size)
        else:
            lower = upper + size
            for k in range(size):
                value = values[upper + k]
                written[target + k] = value + share * (values[lower + k] - value)
