"""Filters with weights of its own for each image: 3 x 3, and separable Gaussian.

Beyond its border an image is mirrored about its outermost pixels: ``"reflect"`` of `numpy.pad`,
``"mirror"`` of SciPy.
"""

import numpy as np

from oversample._kernels import jit


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
    lines = images.reshape((n, h, w * c))
    written = out.reshape((n, h, w * c))
    padded = np.empty((h + 2, (w + 2) * c), images.dtype)
    for i in range(n):
        for y in range(h + 2):
            _pad(lines[i, _mirror(y - 1, h)], 1, c, padded[y])
        a, b, d = weights[i, 0]
        e, f, g = weights[i, 1]
        p, q, r = weights[i, 2]
        offset = offsets[i]
        for y in range(h):
            above = padded[y]
            here = padded[y + 1]
            below = padded[y + 2]
            line = written[i, y]
            for k in range(w * c):
                line[k] = (
                    (a * above[k] + b * above[k + c] + d * above[k + 2 * c])
                    + (e * here[k] + f * here[k + c] + g * here[k + 2 * c])
                    + (p * below[k] + q * below[k + c] + r * below[k + 2 * c])
                ) + offset


@jit
def blur(images, weights, radii, out):
    """Write each image, smoothed along both axes with its own symmetric weights, to `out`.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, c), float32 or float64
    weights : ndarray of shape (n, largest radius + 1), float32 or float64
        The weight of the pixel itself, of the two at distance 1, and so on.
    radii : ndarray of shape (n,), intp
        How far the weights of each image go; at most the smaller side less one.
    out : ndarray of shape (n, h, w, c), float32 or float64
        Written.
    """
    n, h, w, c = images.shape
    lines = images.reshape((n, h, w * c))
    written = out.reshape((n, h, w * c))
    across = np.empty((h, w * c), images.dtype)
    padded = np.empty((w + 2 * min(w, h)) * c, images.dtype)
    for i in range(n):
        radius = radii[i]
        middle = weights[i, 0]
        for y in range(h):
            _pad(lines[i, y], radius, c, padded)
            line = across[y]
            for k in range(w * c):
                line[k] = middle * padded[k + radius * c]
            for distance in range(1, radius + 1):
                weight = weights[i, distance]
                left = (radius - distance) * c
                right = (radius + distance) * c
                for k in range(w * c):
                    line[k] += weight * (padded[k + left] + padded[k + right])
        for y in range(h):
            line = written[i, y]
            here = across[y]
            for k in range(w * c):
                line[k] = middle * here[k]
            for distance in range(1, radius + 1):
                weight = weights[i, distance]
                above = across[_mirror(y - distance, h)]
                below = across[_mirror(y + distance, h)]
                for k in range(w * c):
                    line[k] += weight * (above[k] + below[k])


@jit
def _mirror(j, size):
    """Give the index inside [0, size) that stands for `j`, at most ``size - 1`` outside."""
    j = abs(j)
    return max(min(j, 2 * (size - 1) - j), 0)


@jit
def _pad(line, radius, c, padded):
    """Copy a line of pixels of `c` channels and continue it by `radius` pixels on both sides."""
    w = line.size // c
    for k in range(line.size):
        padded[radius * c + k] = line[k]
    for distance in range(1, radius + 1):
        for channel in range(c):
            left = _mirror(-distance, w) * c + channel
            padded[(radius - distance) * c + channel] = line[left]
            right = _mirror(w - 1 + distance, w) * c + channel
            padded[(w - 1 + radius + distance) * c + channel] = line[right]
