"""Changes of hue, saturation and value of RGB images."""

import numpy as np

from oversample._kernels import jit


@jit
def adjust_hsv(images, turns, saturation, value, out):
    """Write images with changed hue, saturation and value.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, 3), float32 or float64
        Values in [0, 1].
    turns : ndarray of shape (n,), float64
        Shifts of the hue, in turns.
    saturation, value : ndarray of shape (n, 3), float64
        Power a, factor b and summand c of each image: s becomes b * s**a + c, cut to [0, 1].
    out : ndarray of shape (n, h, w, 3), the dtype of the images
        Written.
    """
    n, h, w, _ = images.shape
    values, written = images.reshape((n, h * w * 3)), out.reshape((n, h * w * 3))
    hues, saturations, tops = np.empty(h * w), np.empty(h * w), np.empty(h * w)
    for i in range(n):
        _split(values[i], turns[i], hues, saturations, tops)
        _bend(saturations, saturation[i], saturations)
        _bend(tops, value[i], tops)
        _join(hues, saturations, tops, written[i])


@jit
def adjust_value(images, value, out):
    """Write images whose every channel is changed as `adjust_hsv` changes the value."""
    n, h, w, c = images.shape
    values, written = images.reshape((n, h * w * c)), out.reshape((n, h * w * c))
    for i in range(n):
        _bend(values[i], value[i], written[i])


@jit
def _split(values, turn, hues, saturations, tops):
    """Write hues in sixths of a turn, from 0 to 6, saturations and values."""
    step = np.uintp(3)
    for j in range(np.uintp(tops.size)):
        red = np.float64(values[step * j])
        green = np.float64(values[step * j + np.uintp(1)])
        blue = np.float64(values[step * j + np.uintp(2)])
        top = max(max(red, green), blue)
        width = top - min(min(red, green), blue)
        # All differences of gray pixels are 0.
        is_red, is_green = top == red, top == green
        sector = 0.0 if is_red else (2.0 if is_green else 4.0)
        apart = green - blue if is_red else (blue - red if is_green else red - green)
        hue = sector + apart / (width if width > 0 else 1.0) + 6 * turn
        hues[j] = hue - 6 * np.floor(hue / 6)
        saturations[j] = width / (top if top > 0 else 1.0)
        tops[j] = top


@jit
def _bend(shares, curve, out):
    power, factor, summand = curve
    if power == 1:
        for j in range(out.size):
            out[j] = min(max(np.float64(shares[j]) * factor + summand, 0.0), 1.0)
    else:
        for j in range(out.size):
            out[j] = min(max(np.float64(shares[j]) ** power * factor + summand, 0.0), 1.0)


@jit
def _join(hues, saturations, tops, written):
    """Write colours: a channel is v, less up to s v the further the hue is from that channel's."""
    step = np.uintp(3)
    for j in range(np.uintp(tops.size)):
        v, hue = tops[j], hues[j]
        most = v * saturations[j]
        written[step * j] = v - most * min(max(2 - abs(hue - 3), 0.0), 1.0)
        written[step * j + np.uintp(1)] = v - most * min(max(abs(hue - 2) - 1, 0.0), 1.0)
        written[step * j + np.uintp(2)] = v - most * min(max(abs(hue - 4) - 1, 0.0), 1.0)
