"""Images sampled at moved coordinates.

An image is copied into a margin first, and coordinates are folded into it, so that samples need no
check of their position: loops have no branches, and each does one thing to all pixels.
"""

import numpy as np

from oversample._kernels import inline, jit
from oversample._kernels.image.coordinates import AROUND, BEFORE, fold_index, locate
from oversample._kernels.image.copies import copy_column, copy_values
from oversample._kernels.image.pixels import write_pixels


@jit
def warp(images, chosen, displacements, sources, border, fill, is_nearest, limits, out):
    """Write the chosen images as seen through a field of displacements, then through a matrix.

    The pixel (y, x) of ``out`` takes the value of ``images`` at the coordinates to which its matrix
    takes (x + dx, y + dy, 1), with the displacement (dx, dy). Coordinates behind the horizon of a
    perspective are outside of the image.

    Parameters
    ----------
    images : ndarray of shape (n, height, width, channels)
    chosen : ndarray of shape (at most n,), intp
        The numbers of the images to write.
    displacements : ndarray of shape (n, height, width, 2), float32
        Displacements; if empty, none are added.
    sources : ndarray of shape (n, 3, 3), float64
    border : int
        One of `BORDERS`.
    fill : float32 or float64
        The value outside of an image with a constant border; its dtype is that of all computations.
    is_nearest : bool
        Whether the nearest pixel is taken, not an interpolation of four.
    limits : ndarray
        The limits of integers; see `write_pixels`.
    out : ndarray of shape (n, height, width, channels), the dtype of the images
        Written.
    """
    _, height, width, channels = images.shape
    size, stride = height * width, (width + AROUND) * channels
    framed = np.full((height + AROUND) * stride, fill)
    x, y, columns, rows = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    near, above = np.empty(size, np.int32), np.empty(size, np.int32)
    across, down = np.empty(size, framed.dtype), np.empty(size, framed.dtype)
    values, written = images.reshape(images.size), out.reshape(out.size)
    shifts = displacements.reshape(displacements.size)
    result = np.empty(size * channels, framed.dtype)
    _write_coordinates(columns, rows, width)
    moved_columns, moved_rows = np.empty(size), np.empty(size)
    _write_coordinates(moved_columns, moved_rows, width)
    for i in chosen:
        start = i * result.size
        _frame(values, start, height, width, channels, border, framed)
        if shifts.size:
            _add(columns, rows, shifts, i * size * 2, moved_columns, moved_rows)
        _transform(sources[i], moved_columns, moved_rows, x, y)
        n_between = locate(x, width, border, is_nearest, channels, near, across)
        n_between += locate(y, height, border, is_nearest, stride, above, down)
        _write_samples(framed, stride, near, above, across, down, n_between == 0, channels, result)
        write_pixels(result, limits, written, start, result.size)


@inline
def _write_coordinates(columns, rows, width):
    for j in range(columns.size):
        columns[j] = j % width
        rows[j] = j // width


@inline
def _add(columns, rows, shifts, start, moved_columns, moved_rows):
    start = np.uintp(start)
    for j in range(np.uintp(columns.size)):
        moved_columns[j] = columns[j] + np.float64(shifts[start + np.uintp(2) * j])
        moved_rows[j] = rows[j] + np.float64(shifts[start + np.uintp(2) * j + np.uintp(1)])


@inline
def _transform(source, columns, rows, x, y):
    """Write the coordinates whose values pixels take."""
    # Unpacking a row would compile to much more code.
    a, b, c = source[0, 0], source[0, 1], source[0, 2]
    d, e, f = source[1, 0], source[1, 1], source[1, 2]
    g, h, k = source[2, 0], source[2, 1], source[2, 2]
    for j in range(x.size):
        x[j] = a * columns[j] + b * rows[j] + c
        y[j] = d * columns[j] + e * rows[j] + f
    if g == 0 and h == 0 and k == 1:
        return
    for j in range(x.size):
        depth = g * columns[j] + h * rows[j] + k
        is_seen = depth > 0
        nearness = 1 / (depth if is_seen else 1.0)
        right, down = x[j] * nearness, y[j] * nearness
        x[j] = right if is_seen else np.inf
        y[j] = down if is_seen else np.inf


@jit
def _frame(values, start, height, width, channels, border, framed):
    """Copy an image into its frame, and extend it to the margin that folded coordinates reach.

    The margin of a constant border has been filled before.
    """
    row_size, stride = width * channels, (width + AROUND) * channels
    for y in range(height + AROUND):
        shown = fold_index(y - BEFORE, height, border)
        if border != 0 or shown == y - BEFORE:
            copy_values(
                values, start + shown * row_size, framed, y * stride + BEFORE * channels, row_size
            )
    if border == 0:
        return
    for x in (0, width + 1, width + 2):
        shown = BEFORE + fold_index(x - BEFORE, width, border)
        for channel in range(channels):
            source, target = shown * channels + channel, x * channels + channel
            copy_column(framed, source, target, height + AROUND, stride)


@inline
def _write_samples(values, stride, near, above, across, down, is_exact, channels, written):
    """Write the samples of a framed image at the given coordinates."""
    for j in range(above.size):
        above[j] += near[j]
    for channel in range(channels):
        if is_exact:
            # Copied without arithmetic, which keeps even the sign of a zero.
            _pick(values, channel, above, written, channels)
        else:
            _blend_four(values, channel, stride, above, across, down, written, channels)


@inline
def _pick(values, channel, near, written, step):
    # Unsigned indices, here and below, need no check for negative values.
    channel, step = np.uintp(channel), np.uintp(step)
    for j in range(np.uintp(near.size)):
        written[channel + j * step] = values[channel + np.uintp(near[j])]


@inline
def _blend_four(values, channel, stride, near, across, down, written, step):
    """Interpolate between four pixels: along both rows, then between the rows."""
    channel, stride, step = np.uintp(channel), np.uintp(stride), np.uintp(step)
    for j in range(np.uintp(near.size)):
        at = channel + np.uintp(near[j])
        upper, lower = values[at], values[at + stride]
        upper += across[j] * (values[at + step] - upper)
        lower += across[j] * (values[at + stride + step] - lower)
        written[channel + j * step] = upper + down[j] * (lower - upper)
