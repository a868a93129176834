"""Filters with separate weights for each image: 3 x 3, and separable Gaussian.

Beyond its border an image is mirrored about its outermost pixels: ``"reflect"`` of `numpy.pad`,
``"mirror"`` of SciPy. An image is copied into a margin of such pixels first. The result is computed
in one long loop over the ends of rows, since a loop for each row would be too short for vector
instructions; results at the ends of rows are not used.
"""

import numpy as np

from oversample._kernels import inline, jit
from oversample._kernels.image.copies import copy_column, copy_values


@jit
def correlate(images, weights, offsets, out):
    """Write the correlation of each image with its own 3 x 3 weights, plus an offset, to `out`.

    out[i, y, x, c] = offsets[i] + sum over r, s of weights[i, r, s] * images[i, y+r-1, x+s-1, c]

    Parameters
    ----------
    images : ndarray of shape (n, h, w, c), float32 or float64
    weights : ndarray of shape (n, 3, 3), the dtype of the images
    offsets : ndarray of shape (n,), the dtype of the images
    out : ndarray of shape (n, h, w, c), float32 or float64
        Written.
    """
    n, h, w, c = images.shape
    row_size, stride = w * c, (w + 2) * c
    values, written = images.reshape(images.size), out.reshape(out.size)
    padded = np.empty((h + 2) * stride, images.dtype)
    result = np.empty(h * stride - 2 * c, images.dtype)
    for i in range(n):
        first = i * h * row_size
        for y in range(-1, h + 1):
            copy_values(
                values, first + _mirror(y, h) * row_size, padded, (y + 1) * stride + c, row_size
            )
        _mirror_columns(padded, h + 2, stride, 1, c)
        _correlate(padded, weights[i], offsets[i], stride, c, result)
        for y in range(h):
            copy_values(result, y * stride, written, first + y * row_size, row_size)


@jit
def _correlate(padded, weights, offset, stride, step, result):
    a, b, d = weights[0, 0], weights[0, 1], weights[0, 2]
    e, f, g = weights[1, 0], weights[1, 1], weights[1, 2]
    p, q, r = weights[2, 0], weights[2, 1], weights[2, 2]
    stride, step = np.uintp(stride), np.uintp(step)
    here, below = stride, stride + stride
    for k in range(np.uintp(result.size)):
        result[k] = (
            (a * padded[k] + b * padded[k + step] + d * padded[k + step + step])
            + (
                e * padded[here + k]
                + f * padded[here + k + step]
                + g * padded[here + k + step + step]
            )
            + (
                p * padded[below + k]
                + q * padded[below + k + step]
                + r * padded[below + k + step + step]
            )
        ) + offset


@jit
def blur(images, weights, radii, out):
    """Write each image, smoothed along both axes with its own symmetric weights, to `out`.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, c), float32 or float64
    weights : ndarray of shape (n, largest radius + 1), the dtype of the images
        The weight of the pixel itself, of the two at distance 1, and so on.
    radii : ndarray of shape (n,), intp
        The largest distance of the weights of each image; at most the smaller side less one.
    out : ndarray of shape (n, h, w, c), float32 or float64
        Written.
    """
    scratch = _scratch_of(images.shape[1:], weights)
    for i in range(radii.size):
        _smooth_both(images[i], weights[i], radii[i], scratch, out[i])


@jit
def _scratch_of(shape, weights):
    """Return the arrays that `_smooth_both` needs for an image of a shape, for any weights."""
    h, w, c = shape
    most = weights.shape[1] - 1
    longer = max(h * (w + 2 * most), (h + 2 * most) * w)
    return np.empty((3, longer * c), weights.dtype)


@jit
def _smooth_both(image, weights, radius, scratch, out):
    """Write an image, smoothed along both axes, to `out`; see `blur`."""
    h, w, c = image.shape
    row_size, margin = w * c, radius * c
    stride = row_size + 2 * margin
    values, written = image.reshape(image.size), out.reshape(out.size)
    wide, across, high = scratch[0], scratch[1], scratch[2]
    for y in range(h):
        copy_values(values, y * row_size, wide, y * stride + margin, row_size)
    _mirror_columns(wide, h, stride, radius, c)
    _smooth(wide, weights, radius, c, across, h * stride - 2 * margin)
    for y in range(h):
        copy_values(across, y * stride, high, (radius + y) * row_size, row_size)
    smooth_rows(high, h, row_size, weights, radius, written)


@jit
def smooth_rows(padded, n_rows, row_size, weights, radius, out):
    """Write rows of values, smoothed across rows, to `out`; see `blur`.

    The rows stand in ``padded`` behind a margin of ``radius`` rows; this margin and the one after
    them are written.
    """
    for distance in range(1, radius + 1):
        for y in (-distance, n_rows - 1 + distance):
            source, target = (radius + _mirror(y, n_rows)) * row_size, (radius + y) * row_size
            copy_values(padded, source, padded, target, row_size)
    _smooth(padded, weights, radius, row_size, out, n_rows * row_size)


@jit
def _smooth(values, weights, radius, step, out, size):
    """Write weighted sums of values that are `step` apart; the first has its middle at `radius`."""
    middle = radius * step
    _multiply(values, middle, weights[0], out, size)
    # Two distances at a time: reading and writing sums takes half of the time.
    for distance in range(1, radius, 2):
        near = distance * step, weights[distance]
        far = (distance + 1) * step, weights[distance + 1]
        _add_pairs(values, middle, near, far, out, size)
    if radius % 2:
        _add_pair(values, middle, middle, weights[radius], out, size)


@jit
def _multiply(values, middle, weight, out, size):
    middle = np.uintp(middle)
    for k in range(np.uintp(size)):
        out[k] = weight * values[middle + k]


@jit
def _add_pair(values, middle, away, weight, out, size):
    before, after = np.uintp(middle - away), np.uintp(middle + away)
    for k in range(np.uintp(size)):
        out[k] += weight * (values[before + k] + values[after + k])


@jit
def _add_pairs(values, middle, near, far, out, size):
    """Add the pairs at two distances; `near` and `far` are each a distance and a weight."""
    near_away, near_weight = near
    far_away, far_weight = far
    before, after = np.uintp(middle - near_away), np.uintp(middle + near_away)
    far_before, far_after = np.uintp(middle - far_away), np.uintp(middle + far_away)
    for k in range(np.uintp(size)):
        total = out[k] + near_weight * (values[before + k] + values[after + k])
        out[k] = total + far_weight * (values[far_before + k] + values[far_after + k])


@inline
def _mirror(j, size):
    """Return the mirrored index inside [0, size) of `j`, which is at most ``size - 1`` outside."""
    j = abs(j)
    return max(min(j, 2 * (size - 1) - j), 0)


@jit
def _mirror_columns(padded, n_rows, stride, radius, step):
    """Extend rows of pixels of `step` channels by `radius` mirrored pixels on both sides."""
    width = stride // step - 2 * radius
    for distance in range(1, radius + 1):
        for x in (-distance, width - 1 + distance):
            source, target = (radius + _mirror(x, width)) * step, (radius + x) * step
            for channel in range(step):
                copy_column(padded, source + channel, target + channel, n_rows, stride)
