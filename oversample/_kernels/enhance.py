"""Brightness, contrast, saturation and sharpness, in an order of its own for each image."""

import numpy as np

from oversample._kernels import jit

BRIGHTNESS, CONTRAST, SATURATION, SHARPNESS = range(4)


@jit
def enhance(images, kinds, factors, low, high, clip, out):
    """Write enhanced images.

    Each step moves all values away from (factor above 1) or towards (below 1) a pivot:
    value = pivot + factor * (value - pivot). The pivot is black for brightness, the mean of the
    gray image for contrast (of each channel, if there are not 1 or 3), the gray of the pixel for
    saturation (images of other than 3 channels stay as they are), and for sharpness the image
    smoothed with the weights 1 1 1, 1 5 1, 1 1 1 over 13, but for its outermost pixels. A factor
    of 1 changes no bit.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, c), float32 or float64
    kinds : ndarray of shape (n, k), intp
        The steps of each image in their order.
    factors : ndarray of shape (n, k), float64
        The factors of these steps.
    low, high : float
        Black and white.
    clip : bool
        Whether each step cuts values to [low, high].
    out : ndarray of shape (n, h, w, c), the dtype of the images
        Written.
    """
    n, h, w, c = images.shape
    pivots = np.empty((h, w, c), images.dtype)
    values = out.reshape((n, h * w * c))
    for i in range(n):
        out[i] = images[i]
        for j in range(kinds.shape[1]):
            if factors[i, j] == 1 or (kinds[i, j] == SATURATION and c != 3):
                continue
            if kinds[i, j] == BRIGHTNESS:
                pivots[:] = low
            elif kinds[i, j] == CONTRAST:
                _write_means(out[i], pivots)
            elif kinds[i, j] == SATURATION:
                _write_grays(out[i], pivots)
            else:
                _write_smoothed(out[i], pivots)
            _move(values[i], pivots.reshape(h * w * c), factors[i, j], low, high, clip)


@jit
def _move(values, pivots, factor, low, high, clip):
    if not clip:
        low, high = -np.inf, np.inf
    for k in range(values.size):
        value = pivots[k] + factor * (values[k] - pivots[k])
        values[k] = min(max(value, low), high)


@jit
def _gray(image, y, x):
    red, green, blue = image[y, x]
    return 0.299 * np.float64(red) + 0.587 * np.float64(green) + 0.114 * np.float64(blue)


@jit
def _write_grays(image, pivots):
    h, w, _ = image.shape
    for y in range(h):
        for x in range(w):
            pivots[y, x] = _gray(image, y, x)


@jit
def _write_means(image, pivots):
    h, w, c = image.shape
    for channel in range(c):
        total = 0.0
        for y in range(h):
            for x in range(w):
                total += _gray(image, y, x) if c == 3 else np.float64(image[y, x, channel])
        pivots[:, :, channel] = total / (h * w)


@jit
def _write_smoothed(image, pivots):
    h, w, c = image.shape
    pivots[:] = image
    lines = image.reshape((h, w * c))
    smoothed = pivots.reshape((h, w * c))
    for y in range(1, h - 1):
        above = lines[y - 1]
        here = lines[y]
        below = lines[y + 1]
        line = smoothed[y]
        for k in range(c, (w - 1) * c):
            block = (
                (above[k - c] + above[k] + above[k + c])
                + (here[k - c] + here[k] + here[k + c])
                + (below[k - c] + below[k] + below[k + c])
            )
            line[k] = (np.float64(block) + 4.0 * np.float64(here[k])) / 13
