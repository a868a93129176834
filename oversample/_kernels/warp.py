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
    framed = np.empty((height + _AROUND, width + _AROUND, channels), images.dtype)
    beside = np.empty((height + _AROUND) * width * channels, images.dtype)
    x, y = np.empty(height * width), np.empty(height * width)
    columns, rows = np.empty(height * width), np.empty(height * width)
    table = _make_table(images)
    _write_places(columns, rows, width)
    for i in range(n):
        _frame(images[i], border, fill, framed)
        if _is_straight(sources[i]):
            for column in range(width):
                x[column] = sources[i, 0, 0] * column + sources[i, 0, 2]
            for row in range(height):
                y[row] = sources[i, 1, 1] * row + sources[i, 1, 2]
            places = x[:width], y[:height]
            _write_straight(framed, *places, border, is_nearest, table, beside, out[i])
        else:
            _transform(sources[i], columns, rows, x, y)
            _write_samples(framed, x, y, border, is_nearest, table, out[i])


@jit
def remap(images, displacements, sources, border, fill, is_nearest, out):
    """Write each image as seen through a field of displacements, then through its matrix.

    The pixel (y, x) of ``out`` shows the place that ``sources`` takes (x + dx, y + dy) to, with
    (dx, dy) of ``displacements`` (n, height, width, 2).
    """
    n, height, width, channels = images.shape
    framed = np.empty((height + _AROUND, width + _AROUND, channels), images.dtype)
    x, y = np.empty(height * width), np.empty(height * width)
    columns, rows = np.empty(height * width), np.empty(height * width)
    moved_columns, moved_rows = np.empty(height * width), np.empty(height * width)
    table = _make_table(images)
    _write_places(columns, rows, width)
    ways = displacements.reshape((n, height * width, 2))
    for i in range(n):
        _frame(images[i], border, fill, framed)
        if _is_identity(sources[i]):
            _add(columns, ways[i, :, 0], x)
            _add(rows, ways[i, :, 1], y)
        else:
            _add(columns, ways[i, :, 0], moved_columns)
            _add(rows, ways[i, :, 1], moved_rows)
            _transform(sources[i], moved_columns, moved_rows, x, y)
        _write_samples(framed, x, y, border, is_nearest, table, out[i])


@jit
def _add(places, ways, moved):
    for j in range(moved.size):
        moved[j] = places[j] + np.float64(ways[j])


@jit
def _make_table(images):
    """Make room for the pixel before and above each pixel, and the shares of those beyond."""
    _, height, width, channels = images.shape
    line, n_pixels = width * channels, height * width
    size = max(line, n_pixels)
    near, below = np.empty(size, np.int32), np.empty(size, np.int32)
    return near, below, np.empty(size, images.dtype), np.empty(size, images.dtype)


@jit
def _cut(table, n_across, n_down):
    near, below, across, down = table
    return near[:n_across], below[:n_down], across[:n_across], down[:n_down]


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
def _is_identity(source):
    is_scaled = source[0, 0] != 1 or source[1, 1] != 1
    return _is_straight(source) and not is_scaled and source[0, 2] == 0 and source[1, 2] == 0


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
def _fold(places, length, border, is_nearest):
    """Fold coordinates of one axis into the image and its margin, [-1, length]."""
    if is_nearest:
        for j in range(places.size):
            places[j] = np.floor(places[j] + 0.5)
    if border <= 1 or length == 1:
        low = -1.0 if border == 0 else 0.0
        high = length - 1.0 - low
        for j in range(places.size):
            places[j] = min(max(places[j], low), high)
        return
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


@jit
def _split(places, step, near, shares):
    """Write where in the frame the pixel before each place is, and how far it is from there.

    Returns whether all are on pixels.
    """
    n_between = 0
    for j in range(places.size):
        before = np.floor(places[j])
        share = places[j] - before
        near[j] = np.int32(before + _BEFORE) * step
        shares[j] = share
        n_between += share != 0
    return n_between == 0


@jit
def _write_samples(framed, x, y, border, is_nearest, table, image):
    """Write the samples of a framed image at all coordinates, which are used up."""
    height, width, channels = image.shape
    stride = framed.shape[1] * channels
    near, below, across, down = _cut(table, x.size, y.size)
    _fold(x, width, border, is_nearest)
    _fold(y, height, border, is_nearest)
    are_on_columns = _split(x, channels, near, across)
    are_on_rows = _split(y, stride, below, down)
    for j in range(near.size):
        near[j] += below[j]
    values, written = framed.reshape(framed.size), image.reshape(image.size)
    for channel in range(channels):
        if are_on_columns and are_on_rows:
            # Nothing is computed, so that even the sign of a zero is kept.
            _pick(values, channel, near, written, channel, channels)
        else:
            _blend_four(values, channel, stride, near, across, down, written, channels)


@jit
def _pick(values, start, near, written, target, step):
    # Unsigned indices here and below: no check for negative ones.
    start, target, step = np.uintp(start), np.uintp(target), np.uintp(step)
    for j in range(np.uintp(near.size)):
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
def _write_straight(framed, x, y, border, is_nearest, table, beside, image):
    """Write samples whose columns and rows are moved apart: along rows first, then between them."""
    height, width, channels = image.shape
    stride, line = framed.shape[1] * channels, width * channels
    values, written = framed.reshape(framed.size), image.reshape(image.size)
    near, below, across, down = _cut(table, line, height)
    _fold(x, width, border, is_nearest)
    _fold(y, height, border, is_nearest)
    are_on_columns = _split(x, channels, near[:width], across[:width])
    are_on_rows = _split(y, 1, below, down)
    for column in range(width - 1, -1, -1):
        for channel in range(channels):
            near[column * channels + channel] = near[column] + channel
            across[column * channels + channel] = across[column]
    for row in range(below.min(), below.max() + 2):
        if are_on_columns:
            _pick(values, row * stride, near, beside, row * line, 1)
        else:
            _blend_columns(values, row * stride, channels, near, across, beside, row * line)
    for row in range(height):
        if are_on_rows:
            copy_line(beside, below[row] * line, written, row * line, line)
        else:
            _blend_rows(beside, below[row] * line, down[row], written, row * line, line)


@jit
def _blend_columns(values, start, step, near, across, written, target):
    start, step, target = np.uintp(start), np.uintp(step), np.uintp(target)
    for j in range(np.uintp(near.size)):
        place = start + np.uintp(near[j])
        written[target + j] = values[place] + across[j] * (values[place + step] - values[place])


@jit
def _blend_rows(values, start, share, written, target, size):
    start, target, size = np.uintp(start), np.uintp(target), np.uintp(size)
    for k in range(size):
        upper = values[start + k]
        written[target + k] = upper + share * (values[start + size + k] - upper)
