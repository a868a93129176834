"""Images sampled at rows and columns that move independently: by moves, zooms and flips.

One array of coordinates serves all rows, another all columns. Images are interpolated along rows
first, column by column, so that the coordinates of a column are read once, and between rows second.
Rows are padded to whole vectors: a remainder computed value by value would be all of a short row.
"""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.image.coordinates import AROUND, BEFORE, fold_index, locate
from oversample._kernels.image.copies import copy_values, round_up
from oversample._kernels.image.pixels import write_pixels

# Values of two float32 vectors of 512 bits; loops over rows padded to that have no remainder.
_AT_ONCE = 32


@jit
def warp_axis_aligned(images, chosen, sources, border, fill, is_nearest, limits, out):
    """Write the chosen images as seen through their matrices, without displacements; see `warp`."""
    _, height, width, channels = images.shape
    row_size, size = width * channels, height * width * channels
    whole = round_up(row_size, _AT_ONCE)
    values, written = images.reshape(images.size), out.reshape(out.size)
    beside = np.full((height + AROUND) * whole, fill)
    x, y = np.empty(width), np.empty(height)
    near, above = np.empty(width, np.int32), np.empty(height, np.int32)
    across, down = np.empty(width, beside.dtype), np.empty(height, beside.dtype)
    # The padding of the last row stays behind the image.
    image, result = np.empty(size, beside.dtype), np.empty(size + whole, beside.dtype)
    for i in chosen:
        _write_coordinates(sources[i, 0, 0], sources[i, 0, 2], x)
        _write_coordinates(sources[i, 1, 1], sources[i, 1, 2], y)
        # Not a literal 1, for which it would be compiled once more.
        locate(x, width, border, is_nearest, np.intp(1), near, across)
        locate(y, height, border, is_nearest, np.intp(1), above, down)
        first, last = _reach(above, height, border)
        copy_values(values, i * size + first * row_size, image, 0, (last - first) * row_size)
        for channel in range(channels):
            target = (BEFORE + first) * whole + channel
            _write_columns(
                image,
                channel,
                row_size,
                channels,
                near,
                across,
                border,
                fill,
                beside,
                target,
                whole,
                last - first,
            )
        if border != 0:
            for row in (0, height + 1, height + 2):
                shown = BEFORE + fold_index(row - BEFORE, height, border)
                copy_values(beside, shown * whole, beside, row * whole, whole)
        _write_rows(beside, above, down, row_size, whole, result)
        write_pixels(result, limits, written, i * size, size)


@jit
def _write_coordinates(factor, start, coordinates):
    for j in range(coordinates.size):
        coordinates[j] = factor * j + start


@jit
def _reach(above, height, border):
    """Return the range of rows that are read, directly or in the margin."""
    low, high = height, 0
    for row in range(above.size):
        low, high = min(low, above[row] - BEFORE), max(high, above[row] - BEFORE + 2)
    if border != 0 and (low < 0 or high > height):
        return 0, height
    return max(low, 0), min(high, height)


@jit
def _write_columns(
    values, start, row_size, step, near, across, border, fill, written, target, whole, n_rows
):
    """Write one channel of some rows, interpolated along the rows."""
    start, row_size, step = np.uintp(start), np.uintp(row_size), np.uintp(step)
    target, whole = np.uintp(target), np.uintp(whole)
    width = near.size
    for column in range(width):
        before, share = near[column] - BEFORE, across[column]
        is_left = is_right = True
        after = fold_index(before + 1, width, border)
        if border == 0:
            is_left, is_right = 0 <= before < width, before + 1 < width
        before = fold_index(before, width, border)
        left, right = start + np.uintp(before) * step, start + np.uintp(after) * step
        at = target + np.uintp(column) * step
        for _ in range(np.uintp(n_rows)):
            value = values[left] if is_left else fill
            beyond = values[right] if is_right else fill
            # Copied if the share is 0, which keeps even the sign of a zero.
            between = value + share * (beyond - value)
            written[at] = between if share != 0 else value
            left, right, at = left + row_size, right + row_size, at + whole


@jit
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
