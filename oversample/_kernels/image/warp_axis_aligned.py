"""Images sampled at rows and columns that are moved apart: by moves, zooms and flips.

One line of coordinates does for all rows and one for all columns. Columns are made one after the
other, since what is the same for all pixels of a column is then read once, and lines of them next.
A line is continued to a length of whole vectors: a rest that is done value by value would be all
of a short line.
"""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.image.coordinates import AROUND, BEFORE, fold_index, locate
from oversample._kernels.image.copies import copy_line, round_up
from oversample._kernels.image.pixels import write_pixels

# Values that a loop over vectors takes at a time.
_AT_ONCE = 32


@jit
def warp_straight(images, chosen, sources, border, fill, is_nearest, limits, out):
    """Write the chosen images as seen through their matrices, without displacements; see `warp`."""
    _, height, width, channels = images.shape
    line, size = width * channels, height * width * channels
    whole = round_up(line, _AT_ONCE)
    values, written = images.reshape(images.size), out.reshape(out.size)
    beside = np.full((height + AROUND) * whole, fill)
    x, y = np.empty(width), np.empty(height)
    near, above = np.empty(width, np.int32), np.empty(height, np.int32)
    across, down = np.empty(width, beside.dtype), np.empty(height, beside.dtype)
    # What is written too much of the last row is left behind.
    image, result = np.empty(size, beside.dtype), np.empty(size + whole, beside.dtype)
    for i in chosen:
        _write_line(sources[i, 0, 0], sources[i, 0, 2], x)
        _write_line(sources[i, 1, 1], sources[i, 1, 2], y)
        locate(x, width, border, is_nearest, 1, near, across)
        locate(y, height, border, is_nearest, 1, above, down)
        first, last = _reach(above, height, border)
        copy_line(values, i * size + first * line, image, 0, (last - first) * line)
        for channel in range(channels):
            target = (BEFORE + first) * whole + channel
            _write_columns(
                image,
                channel,
                line,
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
                copy_line(beside, shown * whole, beside, row * whole, whole)
        _write_rows(beside, above, down, line, whole, result)
        write_pixels(result, limits, written, i * size, size)


@jit
def _write_line(factor, start, places):
    for j in range(places.size):
        places[j] = factor * j + start


@jit
def _reach(above, height, border):
    """Give the range of rows that are seen, directly or in the margin."""
    low, high = height, 0
    for row in range(above.size):
        low, high = min(low, above[row] - BEFORE), max(high, above[row] - BEFORE + 2)
    if border != 0 and (low < 0 or high > height):
        return 0, height
    return max(low, 0), min(high, height)


@jit
def _write_columns(
    values, start, line, step, near, across, border, fill, written, target, whole, n_rows
):
    """Write one channel of some rows, interpolated along them."""
    start, line, step = np.uintp(start), np.uintp(line), np.uintp(step)
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
        place = target + np.uintp(column) * step
        for _ in range(np.uintp(n_rows)):
            value = values[left] if is_left else fill
            beyond = values[right] if is_right else fill
            # Where nothing is between pixels even the sign of a zero is kept.
            between = value + share * (beyond - value)
            written[place] = between if share != 0 else value
            left, right, place = left + line, right + line, place + whole


@jit
def _write_rows(values, above, down, line, whole, written):
    """Write all rows, interpolated between lines of a length of whole vectors.

    What is written too much of a row is written over by the next one.
    """
    size = np.uintp(whole)
    for row in range(above.size):
        share, upper, target = down[row], np.uintp(above[row] * whole), np.uintp(row * line)
        if share == 0:
            copy_line(values, upper, written, target, size)
        else:
            lower = upper + size
            for k in range(size):
                value = values[upper + k]
                written[target + k] = value + share * (values[lower + k] - value)
