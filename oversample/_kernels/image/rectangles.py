"""Fill rectangles."""

import numpy as np

from oversample._kernels import jit


@jit
def cover(boxes, filling, out):
    """Write a filling into rectangles of images.

    Parameters
    ----------
    boxes : ndarray of shape (n, k, 4), intp
        First row, first column, height and width of the rectangles of each image, all inside of it.
    filling : ndarray that broadcasts to the shape of ``out``, of its dtype
        The values of each pixel in a rectangle.
    out : ndarray of shape (n, h, w, c), float32 or float64
        Images; changed.
    """
    n, _, width, channels = out.shape
    filling = np.broadcast_to(filling, out.shape)
    written = out.reshape(out.size)
    for i in range(n):
        for top, left, rows, columns in boxes[i]:
            for y in range(top, top + rows):
                at = np.uintp(((i * out.shape[1] + y) * width + left) * channels)
                for x in range(left, left + columns):
                    for channel in range(channels):
                        written[at] = filling[i, y, x, channel]
                        at += np.uintp(1)
