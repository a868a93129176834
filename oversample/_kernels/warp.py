"""Images sampled at moved coordinates.

Coordinates are those of pixel centres: pixel (y, x) is at exactly (y, x), as in scipy.ndimage. An
image is copied into a margin first, and coordinates are folded into it, so that no sample has to
ask where it is: loops without branches, each of which does one thing to all pixels.
"""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.lines import copy_line

# Names of `numpy.pad`, by the code that the kernels know them by.
BORDERS = {"constant": 0, "edge": 1, "reflect": 2, "symmetric": 3, "wrap": 4}

# Beyond this a coordinate is outside of any image, and would leave the range of integers.
_FAR = 1e9

# Pixels around the copy of an image: one before it, two after. Folded coordinates are from -1 to
# the length of a side, and show that pixel and the next.
_BEFORE, _AROUND = 1, 3


@jit
def warp(images, sources, border, fill, is_nearest, out):
    """Write each image as seen through its matrix.

    ``sources`` (n, 3, 3) takes homogeneous (x, y, 1) of a pixel of ``out`` to the coordinates in
    ``images`` (n, height, width, channels) that it shows. What is behind the horizon of a
    perspective is outside of the image.
    """
    n, height, width, channels = images.shape
    size, stride = height * width, (width + _AROUND) * channels
    framed = np.empty((height + _AROUND, width + _AROUND, channels), images.dtype)
    beside = np.empty((height + _AROUND) * width * channels, images.dtype)
    x, y, columns, rows = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    near, above = np.empty(size * channels, np.int32), np.empty(size, np.int32)
    across, down = np.empty(size * channels, images.dtype), np.empty(size, images.dtype)
    _write_places(columns, rows, width)
    for i in range(n):
        _frame(images[i], border, fill, framed)
        is_straight = _is_straight(sources[i])
        n_x, n_y, step = size, size, stride
        if is_straight:
            # One line of each is enough.
            n_x, n_y, step = width, height, np.intp(1)
            for column in range(width):
                x[column] = sources[i, 0, 0] * column + sources[i, 0, 2]
            for row in range(height):
                y[row] = sources[i, 1, 1] * row + sources[i, 1, 2]
        else:
            _transform(sources[i], columns, rows, x, y)
        n_between = _locate(x[:n_x], width, border, is_nearest, channels, near, across)
        n_between_rows = _locate(y[:n_y], height, border, is_nearest, step, above, down)
        if is_straight:
            _write_straight(
                framed, near, above, across, down, n_between, n_between_rows, beside, out[i]
            )
        else:
            is_exact = n_between + n_between_rows == 0
            _write_samples(framed, near, above, across, down, is_exact, out[i])


@jit
def remap(images, displacements, sources, border, fill, is_nearest, out):
    """Write each image as seen through a field of displacements, then through its matrix.

    The pixel (y, x) of ``out`` shows the place that ``sources`` takes (x + dx, y + dy) to, with
    (dx, dy) of ``displacements`` (n, height, width, 2).
    """
    n, height, width, channels = images.shape
    size, stride = height * width, (width + _AROUND) * channels
    framed = np.empty((height + _AROUND, width + _AROUND, channels), images.dtype)
    x, y, columns, rows = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    moved_columns, moved_rows = np.empty(size), np.empty(size)
    near, above = np.empty(size, np.int32), np.empty(size, np.int32)
    across, down = np.empty(size, images.dtype), np.empty(size, images.dtype)
    _write_places(columns, rows, width)
    ways = displacements.reshape((n, size * 2))
    for i in range(n):
        _frame(images[i], border, fill, framed)
        _add(columns, rows, ways[i], moved_columns, moved_rows)
        _transform(sources[i], moved_columns, moved_rows, x, y)
        n_between = _locate(x, width, border, is_nearest, channels, near, across)
        n_between += _locate(y, height, border, is_nearest, stride, above, down)
        _write_samples(framed, near, above, across, down, n_between == 0, out[i])


@jit
def _add(columns, rows, ways, moved_columns, moved_rows):
    for j in range(np.uintp(columns.size)):
        moved_columns[j] = columns[j] + np.float64(ways[np.uintp(2) * j])
        moved_rows[j] = rows[j] + np.float64(ways[np.uintp(2) * j + np.uintp(1)])


@jit
def _write_places(columns, rows, width):
    for j in range(columns.size):
        columns[j] = j % width
        rows[j] = j // width


@jit
def _is_straight(source):
    """Tell whether rows stay rows and columns columns: moves, zooms and flips."""
    is_affine = source[2, 0] == 0 and source[2, 1] == 0 and source[2, 2] == 1
    return is_affine and source[0, 1] == 0 and source[1, 0] == 0


@jit
def _transform(source, columns, rows, x, y):
    """Write the coordinates that pixels show."""
    a, b, c = source[0]
    d, e, f = source[1]
    g, h, k = source[2]
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
def _frame(image, border, fill, framed):
    """Copy an image into its margin: what is outside, as far as a fold may lead there."""
    height, width, channels = image.shape
    line, stride = width * channels, framed.shape[1] * channels
    values, written = image.reshape(image.size), framed.reshape(framed.size)
    if border == 0:
        written[:] = fill
    for y in range(height):
        copy_line(values, y * line, written, (y + _BEFORE) * stride + _BEFORE * channels, line)
    if border == 0:
        return
    for x in (0, width + 1, width + 2):
        shown = _BEFORE + _fold_index(x - _BEFORE, width, border)
        for channel in range(channels):
            for y in range(_BEFORE, height + _BEFORE):
                framed[y, x, channel] = framed[y, shown, channel]
    for y in (0, height + 1, height + 2):
        shown = _BEFORE + _fold_index(y - _BEFORE, height, border)
        copy_line(written, shown * stride, written, y * stride, stride)


@jit
def _fold_index(index, length, border):
    """Give the pixel that the margin shows: of a torus, or the outermost one.

    Coordinates that are mirrored do not come near the margin with more than a share of nothing.
    """
    return index % length if border == 4 else min(max(index, 0), length - 1)


@jit
def _locate(places, length, border, is_nearest, step, before, shares):
    """Fold coordinates of one axis into the image and its margin, [-1, length]; they are used up.

    Writes where in the frame the pixel before each place is, in steps from one to the next, and
    the share of the one after it. Returns the number of those that are between pixels.
    """
    if is_nearest:
        for j in range(places.size):
            places[j] = np.floor(places[j] + 0.5)
    if border <= 1 or length == 1:
        low = -1.0 if border == 0 else 0.0
        high = length - 1.0 - low
        for j in range(places.size):
            places[j] = min(max(places[j], low), high)
    else:
        # A wave goes up from its start and, unless it starts again at once, down again.
        start, period = 0.0, 2.0 * length - 2
        if border == 3:
            start, period = -0.5, 2.0 * length
        elif border == 4:
            period = float(length)
        turn = np.inf if border == 4 else 2 * start + period
        for j in range(places.size):
            place = min(max(places[j], -_FAR), _FAR)
            place -= period * np.floor((place - start) / period)
            places[j] = min(place, turn - place)
    n_between = 0
    for j in range(places.size):
        pixel = np.floor(places[j])
        share = places[j] - pixel
        before[j] = np.int32(pixel + _BEFORE) * step
        shares[j] = share
        n_between += share != 0
    return n_between


@jit
def _write_samples(framed, near, above, across, down, is_exact, image):
    """Write the samples of a framed image at places of their own."""
    channels, n_pixels = image.shape[2], above.size
    stride = framed.shape[1] * channels
    values, written = framed.reshape(framed.size), image.reshape(image.size)
    for j in range(n_pixels):
        above[j] += near[j]
    for channel in range(channels):
        if is_exact:
            # Nothing is computed, so that even the sign of a zero is kept.
            _pick(values, channel, above, written, channel, channels, n_pixels)
        else:
            _blend_four(values, channel, stride, above, across, down, written, channels)


@jit
def _pick(values, start, near, written, target, step, size):
    # Unsigned indices here and below: no check for negative ones.
    start, target, step = np.uintp(start), np.uintp(target), np.uintp(step)
    for j in range(np.uintp(size)):
        written[target + j * step] = values[start + np.uintp(near[j])]


@jit
def _blend_four(values, channel, stride, near, across, down, written, step):
    """Interpolate between four neighbours: along rows, and then between both."""
    channel, stride, step = np.uintp(channel), np.uintp(stride), np.uintp(step)
    for j in range(np.uintp(near.size)):
        place = channel + np.uintp(near[j])
        upper, lower = values[place], values[place + stride]
        upper += across[j] * (values[place + step] - upper)
        lower += across[j] * (values[place + stride + step] - lower)
        written[channel + j * step] = upper + down[j] * (lower - upper)


@jit
def _write_straight(framed, near, above, across, down, n_between, n_between_rows, beside, image):
    """Write samples whose columns and rows are moved apart: along rows first, then between them."""
    height, width, channels = image.shape
    stride, line, step = framed.shape[1] * channels, width * channels, np.intp(1)
    values, written = framed.reshape(framed.size), image.reshape(image.size)
    for column in range(width - 1, -1, -1):
        for channel in range(channels):
            near[column * channels + channel] = near[column] + channel
            across[column * channels + channel] = across[column]
    first, last = above[0], above[0]
    for row in range(height):
        first, last = min(first, above[row]), max(last, above[row])
    for row in range(first, last + 2):
        if n_between == 0:
            _pick(values, row * stride, near, beside, row * line, step, line)
        else:
            _blend_columns(values, row * stride, channels, near, across, beside, row * line, line)
    for row in range(height):
        if n_between_rows == 0:
            copy_line(beside, above[row] * line, written, row * line, line)
        else:
            _blend_rows(beside, above[row] * line, down[row], written, row * line, line)


@jit
def _blend_columns(values, start, step, near, across, written, target, size):
    start, step, target = np.uintp(start), np.uintp(step), np.uintp(target)
    for j in range(np.uintp(size)):
        place = start + np.uintp(near[j])
        written[target + j] = values[place] + across[j] * (values[place + step] - values[place])


@jit
def _blend_rows(values, start, share, written, target, size):
    start, target, size = np.uintp(start), np.uintp(target), np.uintp(size)
    for k in range(size):
        upper = values[start + k]
        written[target + k] = upper + share * (values[start + size + k] - upper)
