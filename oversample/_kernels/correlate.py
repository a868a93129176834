"""Filters with weights of its own for each image: 3 x 3, and separable Gaussian.

Beyond its border an image is mirrored about its outermost pixels: ``"reflect"`` of `numpy.pad`,
``"mirror"`` of SciPy. An image is copied into a margin of such pixels first, and the result is made
for a run of values that goes over the ends of lines: one long loop, and not one for every line,
which would be too short for vector instructions. What comes out at the ends of lines is left there.
"""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.lines import copy_line


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
    line, stride = w * c, (w + 2) * c
    values, written = images.reshape(images.size), out.reshape(out.size)
    padded = np.empty((h + 2) * stride, images.dtype)
    result = np.empty(h * stride - 2 * c, images.dtype)
    for i in range(n):
        first = i * h * line
        for y in range(h):
            copy_line(values, first + y * line, padded, (y + 1) * stride + c, line)
        _mirror_columns(padded, stride, 1, c)
        _mirror_rows(padded, stride, 1)
        _correlate(padded, weights[i], offsets[i], stride, c, result)
        for y in range(h):
            copy_line(result, y * stride, written, first + y * line, line)


@jit
def _correlate(padded, weights, offset, stride, step, result):
    a, b, d = weights[0]
    e, f, g = weights[1]
    p, q, r = weights[2]
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
        How far the weights of each image go; at most the smaller side less one.
    out : ndarray of shape (n, h, w, c), float32 or float64
        Written.
    """
    scratch = scratch_of(images.shape[1:], weights)
    for i in range(radii.size):
        smooth_both(images[i], weights[i], radii[i], scratch, out[i])


@jit
def scratch_of(shape, weights):
    """Make room for what `smooth_both` needs for an image of a shape, of any of the weights."""
    h, w, c = shape
    most = weights.shape[1] - 1
    longer = max(h * (w + 2 * most), (h + 2 * most) * w)
    return np.empty((3, longer * c), weights.dtype)


@jit
def smooth_both(image, weights, radius, scratch, out):
    """Write an image, smoothed along both axes, to `out`; see `blur`."""
    h, w, c = image.shape
    line, margin = w * c, radius * c
    stride = line + 2 * margin
    values, written = image.reshape(image.size), out.reshape(out.size)
    wide, across, high = scratch[0, : h * stride], scratch[1], scratch[2, : (h + 2 * radius) * line]
    for y in range(h):
        copy_line(values, y * line, wide, y * stride + margin, line)
    _mirror_columns(wide, stride, radius, c)
    _smooth(wide, weights, radius, c, across[: h * stride - 2 * margin])
    for y in range(h):
        copy_line(across, y * stride, high, (radius + y) * line, line)
    _mirror_rows(high, line, radius)
    _smooth(high, weights, radius, line, written)


@jit
def _smooth(values, weights, radius, step, out):
    """Write weighted sums of values that are `step` apart; the first is of the middle `radius`."""
    size, middle = out.size, radius * step
    _multiply(values[middle:], weights[0], out)
    # Two distances at a time: half of the time goes into reading and writing sums.
    for distance in range(1, radius, 2):
        near, far = distance * step, (distance + 1) * step
        _add_pairs(
            values[middle - near : middle - near + size],
            values[middle + near : middle + near + size],
            weights[distance],
            values[middle - far : middle - far + size],
            values[middle + far : middle + far + size],
            weights[distance + 1],
            out,
        )
    if radius % 2:
        _add_pair(values[:size], values[2 * middle : 2 * middle + size], weights[radius], out)


@jit
def _multiply(values, weight, out):
    for k in range(out.size):
        out[k] = weight * values[k]


@jit
def _add_pair(before, after, weight, out):
    for k in range(out.size):
        out[k] += weight * (before[k] + after[k])


@jit
def _add_pairs(before, after, weight, far_before, far_after, far_weight, out):
    for k in range(out.size):
        total = out[k] + weight * (before[k] + after[k])
        out[k] = total + far_weight * (far_before[k] + far_after[k])


@jit
def _mirror(j, size):
    """Give the index inside [0, size) that stands for `j`, at most ``size - 1`` outside."""
    j = abs(j)
    return max(min(j, 2 * (size - 1) - j), 0)


@jit
def _mirror_columns(padded, stride, radius, step):
    """Continue lines of pixels of `step` channels by `radius` pixels on both sides."""
    width = stride // step - 2 * radius
    for distance in range(1, radius + 1):
        for x in (-distance, width - 1 + distance):
            source, target = (radius + _mirror(x, width)) * step, (radius + x) * step
            for channel in range(step):
                _copy_column(padded, source + channel, target + channel, stride)


@jit
def _copy_column(padded, source, target, stride):
    source, target = np.uintp(source), np.uintp(target)
    for _ in range(padded.size // stride):
        padded[target] = padded[source]
        source += np.uintp(stride)
        target += np.uintp(stride)


@jit
def _mirror_rows(padded, stride, radius):
    """Continue a stack of lines by `radius` lines at both ends."""
    height = padded.size // stride - 2 * radius
    for distance in range(1, radius + 1):
        for y in (-distance, height - 1 + distance):
            source = radius + _mirror(y, height)
            copy_line(padded, source * stride, padded, (radius + y) * stride, stride)
