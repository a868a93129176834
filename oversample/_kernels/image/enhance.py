"""Brightness, contrast, saturation and sharpness, in a separate order for each image."""

import numpy as np

from oversample._kernels import inline, jit
from oversample._kernels.image.copies import copy_values, fill_values

BRIGHTNESS, CONTRAST, SATURATION, SHARPNESS = range(4)


@jit
def enhance(images, kinds, factors, low, high, clip, out):
    """Write enhanced images.

    Each step moves all values away from (factor above 1) or towards (below 1) a pivot:
    value = pivot + factor * (value - pivot). The pivot is black for brightness; for contrast the
    mean of the gray image (of each channel, if there are not 1 or 3); for saturation the gray of
    the pixel (images of other than 3 channels stay as they are); for sharpness the image smoothed
    with the weights 1 1 1, 1 5 1, 1 1 1 over 13, except for its outermost pixels. A factor of 1
    changes no bit.

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
    pivots, sums = np.empty(h * w * c, images.dtype), np.empty(w * c)
    values, written = images.reshape((n, h * w * c)), out.reshape((n, h * w * c))
    for i in range(n):
        new = written[i]
        copy_values(values[i], 0, new, 0, new.size)
        for j in range(kinds.shape[1]):
            if factors[i, j] == 1 or (kinds[i, j] == SATURATION and c != 3):
                continue
            if kinds[i, j] == BRIGHTNESS:
                fill_values(pivots, low)
            elif kinds[i, j] == CONTRAST:
                _write_means(new, sums, c, pivots)
            elif kinds[i, j] == SATURATION:
                _write_grays(new, pivots)
            else:
                _write_smoothed(new, w * c, c, pivots)
            _move(new, pivots, factors[i, j], low, high, clip)


@inline
def _move(values, pivots, factor, low, high, clip):
    if not clip:
        low, high = -np.inf, np.inf
    for k in range(values.size):
        value = pivots[k] + factor * (values[k] - pivots[k])
        values[k] = min(max(value, low), high)


@inline
def _gray(values, k):
    """Return the gray of the pixel whose values begin at index k."""
    red, green, blue = values[k], values[k + np.uintp(1)], values[k + np.uintp(2)]
    return 0.299 * np.float64(red) + 0.587 * np.float64(green) + 0.114 * np.float64(blue)


@inline
def _write_grays(values, pivots):
    step = np.uintp(3)
    for pixel in range(np.uintp(values.size // 3)):
        gray = _gray(values, step * pixel)
        for channel in range(step):
            pivots[step * pixel + channel] = gray


@jit
def _write_means(values, sums, c, pivots):
    """Write the mean of the gray, or of each channel.

    Columns are summed first: separate sums do not wait for each other as one sum would.
    """
    n_rows = values.size // sums.size
    fill_values(sums, 0)
    for y in range(np.uintp(n_rows)):
        start = y * np.uintp(sums.size)
        for k in range(np.uintp(sums.size)):
            sums[k] += np.float64(values[start + k])
    totals = np.empty(c)
    fill_values(totals, 0)
    for k in range(sums.size):
        totals[k % c] += sums[k]
    if c == 3:
        fill_values(totals, 0.299 * totals[0] + 0.587 * totals[1] + 0.114 * totals[2])
    for channel in range(c):
        mean = totals[channel] / (values.size // c)
        for k in range(channel, values.size, c):
            pivots[k] = mean


@jit
def _write_smoothed(values, row_size, step, pivots):
    """Write smoothed values, and those of the outermost pixels as they are.

    One long loop goes over the ends of rows, since a loop for each row would be too short for
    vector instructions.
    """
    copy_values(values, 0, pivots, 0, values.size)
    height, width = values.size // row_size, row_size // step
    if height < 3 or width < 3:
        return
    above, here, below = values, values[row_size:], values[2 * row_size :]
    run = pivots[row_size + step : (height - 1) * row_size - step]
    _smooth(above, here, below, step, run)
    for y in range(1, height - 1):
        for side in (0, row_size - step):
            copy_values(values, y * row_size + side, pivots, y * row_size + side, step)


@inline
def _smooth(above, here, below, step, run):
    step = np.uintp(step)
    last = step + step
    for k in range(np.uintp(run.size)):
        block = (
            (above[k] + above[k + step] + above[k + last])
            + (here[k] + here[k + step] + here[k + last])
            + (below[k] + below[k + step] + below[k + last])
        )
        run[k] = (np.float64(block) + 4.0 * np.float64(here[k + step])) / 13
