"""Images sampled at moved coordinates.

An image is copied into a margin first, and coordinates are folded into it, so that samples need no
check of their position: loops have no branches, and each does one thing to all pixels.
"""

import numpy as np

from oversample._kernels import inline, jit_in_place
from oversample._kernels.image.coordinates import AROUND, BEFORE, fold_index, locate
from oversample._kernels.image.copies import copy_column, copy_values
from oversample._kernels.image.pixels import write_pixels
from oversample._kernels.image.structures import Warping


def warping(height, width, channels, fill):
    """Return the working memory of `warp` for images of a shape."""
    dtype, n_pixels = fill.dtype, height * width
    places = np.empty((2, height, width))
    places[0], places[1] = np.arange(width), np.arange(height)[:, np.newaxis]
    places = places.reshape(2, n_pixels)
    return Warping(
        framed=np.full((height + AROUND) * (width + AROUND) * channels, fill),
        places=places,
        moved=places.copy(),
        sources=np.empty((2, n_pixels)),
        near=np.empty((2, n_pixels), np.int32),
        shares=np.empty((2, n_pixels), dtype),
        result=np.empty(n_pixels * channels, dtype),
    )


@jit_in_place
def warp(images, chosen, displacements, sources, samples, working, out):
    """Write the chosen images as seen through a field of displacements, then through a matrix.

    The pixel (y, x) of ``out`` takes the value of ``images`` at the coordinates to which its matrix
    takes (x + dx, y + dy, 1), with the displacement (dx, dy). Coordinates behind the horizon of a
    perspective are outside of the image.

    Parameters
    ----------
    images : Stack
    chosen : ndarray of shape (at most n,), intp
        The numbers of the images to write.
    displacements : flat ndarray, float32
        Displacements of shape (n, height, width, 2); if empty, none are added.
    sources : ndarray of shape (n, 3, 3), float64
    samples : Samples
    working : Warping
        Working memory, of this call alone.
    out : flat ndarray, the dtype of the images
        Written: the values of new images of the same shape.
    """
    height, width, channels = images.height, images.width, images.channels
    size, near, shares = height * width, working.near, working.shares
    for i in chosen:
        start = i * size * channels
        _frame(images.values, start, height, width, channels, samples.border, working.framed)
        if displacements.size:
            _add(working.places, displacements, i * size * 2, working.moved)
        _transform(sources[i], working.moved, working.sources)
        length, step, n_between = width, channels, 0
        for axis in range(2):
            n_between += locate(
                working.sources[axis], length, samples, step, near[axis], shares[axis]
            )
            length, step = height, (width + AROUND) * channels
        _write_samples(working.framed, step, near, shares, n_between == 0, channels, working.result)
        write_pixels(working.result, samples.limits, out, start, size * channels)


@inline
def _add(places, shifts, start, moved):
    start = np.uintp(start)
    for j in range(np.uintp(places.shape[1])):
        moved[0, j] = places[0, j] + np.float64(shifts[start + np.uintp(2) * j])
        moved[1, j] = places[1, j] + np.float64(shifts[start + np.uintp(2) * j + np.uintp(1)])


@inline
def _transform(matrix, places, sources):
    """Write the coordinates whose values pixels take."""
    # Unpacking a row would compile to much more code.
    a, b, c = matrix[0, 0], matrix[0, 1], matrix[0, 2]
    d, e, f = matrix[1, 0], matrix[1, 1], matrix[1, 2]
    g, h, k = matrix[2, 0], matrix[2, 1], matrix[2, 2]
    for j in range(places.shape[1]):
        sources[0, j] = a * places[0, j] + b * places[1, j] + c
        sources[1, j] = d * places[0, j] + e * places[1, j] + f
    if g == 0 and h == 0 and k == 1:
        return
    for j in range(places.shape[1]):
        depth = g * places[0, j] + h * places[1, j] + k
        is_seen = depth > 0
        nearness = 1 / (depth if is_seen else 1.0)
        right, down = sources[0, j] * nearness, sources[1, j] * nearness
        sources[0, j] = right if is_seen else np.inf
        sources[1, j] = down if is_seen else np.inf


@inline
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
def _write_samples(values, stride, near, shares, is_exact, channels, written):
    """Write the samples of a framed image at the given coordinates."""
    at, weights = near[1], (shares[0], shares[1])
    for j in range(at.size):
        at[j] += near[0, j]
    for channel in range(channels):
        if is_exact:
            # Copied without arithmetic, which keeps even the sign of a zero.
            _pick(values, channel, at, written, channels)
        else:
            _blend_four(values, channel, stride, at, weights, written, channels)


@inline
def _pick(values, channel, near, written, step):
    # Unsigned indices, here and below, need no check for negative values.
    channel, step = np.uintp(channel), np.uintp(step)
    for j in range(np.uintp(near.size)):
        written[channel + j * step] = values[channel + np.uintp(near[j])]


@inline
def _blend_four(values, channel, stride, near, weights, written, step):
    """Interpolate between four pixels: along both rows, then between the rows."""
    channel, stride, step = np.uintp(channel), np.uintp(stride), np.uintp(step)
    across, down = weights
    for j in range(np.uintp(near.size)):
        at = channel + np.uintp(near[j])
        upper, lower = values[at], values[at + stride]
        upper += across[j] * (values[at + step] - upper)
        lower += across[j] * (values[at + stride + step] - lower)
        written[channel + j * step] = upper + down[j] * (lower - upper)
