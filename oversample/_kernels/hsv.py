"""RGB images changed in hue, saturation and value."""

import numpy as np

from oversample._kernels import jit


@jit
def adjust_hsv(images, turns, saturation, value, out):
    """Write images of which hue, saturation and value are changed.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, 3), float32 or float64
        In [0, 1].
    turns : ndarray of shape (n,), float64
        Added to the hue, which is one turn round.
    saturation, value : ndarray of shape (n, 3), float64
        Power, factor and summand of each image: s becomes power, times factor, plus summand, cut
        to [0, 1].
    out : ndarray of shape (n, h, w, 3), the dtype of the images
        Written.
    """
    n, h, w, _ = images.shape
    for i in range(n):
        for y in range(h):
            for x in range(w):
                red = np.float64(images[i, y, x, 0])
                green = np.float64(images[i, y, x, 1])
                blue = np.float64(images[i, y, x, 2])
                top = max(red, green, blue)
                width = top - min(red, green, blue)
                # In sixths of a turn.
                hue = 0.0
                if width > 0:
                    if top == red:
                        hue = (green - blue) / width
                    elif top == green:
                        hue = 2 + (blue - red) / width
                    else:
                        hue = 4 + (red - green) / width
                hue = (hue + 6 * turns[i]) % 6
                s = _curve(width / top if top > 0 else 0.0, saturation[i])
                v = _curve(top, value[i])
                # Each channel is v, or less by up to s v, by how far the hue is from its own.
                out[i, y, x, 0] = v - v * s * min(max(2 - abs(hue - 3), 0.0), 1.0)
                out[i, y, x, 1] = v - v * s * min(max(abs(hue - 2) - 1, 0.0), 1.0)
                out[i, y, x, 2] = v - v * s * min(max(abs(hue - 4) - 1, 0.0), 1.0)


@jit
def adjust_value(images, value, out):
    """Write images of which every channel is changed as :func:`adjust_hsv` changes the value."""
    n, h, w, c = images.shape
    for i in range(n):
        for y in range(h):
            for x in range(w):
                for channel in range(c):
                    out[i, y, x, channel] = _curve(np.float64(images[i, y, x, channel]), value[i])


@jit
def _curve(share, curve):
    if curve[0] != 1:
        share = share ** curve[0]
    return min(max(share * curve[1] + curve[2], 0.0), 1.0)
