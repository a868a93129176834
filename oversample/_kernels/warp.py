"""Images sampled at moved coordinates.

Coordinates are those of pixel centres: pixel (y, x) is at exactly (y, x), as in scipy.ndimage. For
each image the coordinates of all pixels are written first, then all samples: loops without
branches, and without views of arrays, whose reference counts would take longer than the samples.
"""

import numpy as np

from oversample._kernels import jit

# Names of `numpy.pad`, by the code that the kernels know them by.
BORDERS = {"constant": 0, "edge": 1, "reflect": 2, "symmetric": 3, "wrap": 4}

# Beyond this a coordinate is outside of any image, and would leave the range of integers.
_FAR = 1e9


@jit
def warp(images, sources, border, fill, is_nearest, out):
    """Write each image as seen through its matrix.

    ``sources`` (n, 3, 3) takes homogeneous (x, y, 1) of a pixel of ``out`` to the coordinates in
    ``images`` (n, height, width, channels) that it shows. What is behind the horizon of a
    perspective is outside of the image.
    """
    height, width = out.shape[1], out.shape[2]
    x, y = np.empty(height * width), np.empty(height * width)
    for i in range(out.shape[0]):
        for row in range(height):
            for column in range(width):
                x[row * width + column] = column
                y[row * width + column] = row
        _transform(sources, i, x, y)
        _write_samples(images, i, x, y, border, fill, is_nearest, out)


@jit
def remap(images, displacements, sources, border, fill, is_nearest, out):
    """Write each image as seen through a field of displacements, then through its matrix.

    The pixel (y, x) of ``out`` shows the place that ``sources`` takes (x + dx, y + dy) to, with
    (dx, dy) of ``displacements`` (n, height, width, 2).
    """
    height, width = out.shape[1], out.shape[2]
    x, y = np.empty(height * width), np.empty(height * width)
    for i in range(out.shape[0]):
        for row in range(height):
            for column in range(width):
                x[row * width + column] = column + np.float64(displacements[i, row, column, 0])
                y[row * width + column] = row + np.float64(displacements[i, row, column, 1])
        _transform(sources, i, x, y)
        _write_samples(images, i, x, y, border, fill, is_nearest, out)


@jit
def _transform(sources, i, x, y):
    """Multiply coordinates, in place, by the matrix of an image."""
    a, b, c = sources[i, 0, 0], sources[i, 0, 1], sources[i, 0, 2]
    d, e, f = sources[i, 1, 0], sources[i, 1, 1], sources[i, 1, 2]
    g, h, k = sources[i, 2, 0], sources[i, 2, 1], sources[i, 2, 2]
    is_affine = g == 0 and h == 0 and k == 1
    for j in range(x.shape[0]):
        right, down = x[j], y[j]
        x[j] = a * right + b * down + c
        y[j] = d * right + e * down + f
        if not is_affine:
            depth = g * right + h * down + k
            x[j] = x[j] / depth if depth > 0 else np.inf
            y[j] = y[j] / depth if depth > 0 else np.inf
    for j in range(x.shape[0]):
        x[j] = min(max(x[j], -_FAR), _FAR)
        y[j] = min(max(y[j], -_FAR), _FAR)


@jit
def _write_samples(images, i, x, y, border, fill, is_nearest, out):
    """Write the samples of an image at all coordinates, which are used up."""
    height, width, channels = images.shape[1], images.shape[2], images.shape[3]
    left = np.empty(x.shape[0], dtype=np.int64)
    top = np.empty(x.shape[0], dtype=np.int64)
    nudge = 0.5 if is_nearest else 0.0
    for j in range(x.shape[0]):
        left_edge, top_edge = np.floor(x[j] + nudge), np.floor(y[j] + nudge)
        left[j], top[j] = int(left_edge), int(top_edge)
        # From here on: the shares of the pixels to the right and below.
        x[j] = 0.0 if is_nearest else x[j] - left_edge
        y[j] = 0.0 if is_nearest else y[j] - top_edge
    # Unsigned indices into flat arrays: no check for negative ones, one multiplication.
    values, written = images[i].ravel(), out[i].ravel()
    step, stride = np.uintp(channels), np.uintp(width * channels)
    for channel in range(step):
        for j in range(np.uintp(x.shape[0])):
            right, down, row, column = x[j], y[j], top[j], left[j]
            is_inside = 0 <= row < height - 1 and 0 <= column < width - 1
            is_on_pixel = right == 0 and down == 0
            if is_inside and not is_on_pixel:
                near = np.uintp(row * width + column) * step + channel
                first, second = np.float64(values[near]), np.float64(values[near + stride])
                first += right * (values[near + step] - first)
                second += right * (values[near + stride + step] - second)
                written[j * step + channel] = first + down * (second - first)
                continue
            if border == 0 and (row < -1 or row >= height or column < -1 or column >= width):
                written[j * step + channel] = fill
                continue
            first = _pixel(values, images.shape, row, column, channel, border, fill)
            if not is_on_pixel:
                # On a pixel nothing is computed, so that even the sign of a zero is kept.
                second = _pixel(values, images.shape, row + 1, column, channel, border, fill)
                beside = _pixel(values, images.shape, row, column + 1, channel, border, fill)
                first += right * (beside - first)
                beside = _pixel(values, images.shape, row + 1, column + 1, channel, border, fill)
                second += right * (beside - second)
                first += down * (second - first)
            written[j * step + channel] = first


@jit
def _pixel(values, shape, row, column, channel, border, fill):
    """Give a pixel that may be outside of its image."""
    height, width, channels = shape[1], shape[2], shape[3]
    if border == 0 and (row < 0 or row >= height or column < 0 or column >= width):
        return np.float64(fill)
    row, column = _inside(row, height, border), _inside(column, width, border)
    return np.float64(values[np.uintp(row * width + column) * np.uintp(channels) + channel])


@jit
def _inside(index, length, border):
    """Give the pixel that stands for one outside of the image."""
    if 0 <= index < length:
        return index
    if border <= 1 or length == 1:
        return 0 if index < 0 else length - 1
    if border == 4:
        return index % length
    if border == 3:
        index %= 2 * length
        return index if index < length else 2 * length - 1 - index
    index %= 2 * length - 2
    return index if index < length else 2 * length - 2 - index
