"""Gray images from RGB, and images blended with gray ones."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.image.copies import copy_values


@jit
def write_luma(values, weights, out):
    """Write the weighted sum of three channels.

    Parameters
    ----------
    values : ndarray of shape (3 * n,), float32 or float64
    weights : ndarray of shape (3,), the dtype of the values
    out : ndarray of shape (n,), the dtype of the values
        Written.
    """
    red, green, blue = weights
    step = np.uintp(3)
    for k in range(np.uintp(out.size)):
        start = step * k
        warm = red * values[start] + green * values[start + np.uintp(1)]
        out[k] = warm + blue * values[start + np.uintp(2)]


@jit
def blend_gray(images, grays, rest, alpha, out):
    """Write images blended with gray ones: rest * image + alpha * gray.

    Parameters
    ----------
    images : ndarray of shape (n, size * c), float32 or float64
    grays : ndarray of shape (n, size), the dtype of the images
    rest, alpha : ndarray of shape (n,), the dtype of the images
        Weights of image and gray; images whose alpha is 0 stay as they are.
    out : ndarray of shape (n, size * c), the dtype of the images
        Written.
    """
    step = np.uintp(images.shape[1] // grays.shape[1])
    for i in range(alpha.size):
        if alpha[i] == 0:
            copy_values(images[i], 0, out[i], 0, images.shape[1])
        elif step == 3:
            _blend_three(images[i], grays[i], rest[i], alpha[i], out[i])
        else:
            for channel in range(step):
                _blend_channel(images[i], grays[i], rest[i], alpha[i], step, channel, out[i])


@jit
def _blend_three(image, gray, rest, alpha, out):
    first, second, step = np.uintp(1), np.uintp(2), np.uintp(3)
    for j in range(np.uintp(gray.size)):
        k, added = step * j, alpha * gray[j]
        out[k] = rest * image[k] + added
        out[k + first] = rest * image[k + first] + added
        out[k + second] = rest * image[k + second] + added


@jit
def _blend_channel(image, gray, rest, alpha, step, channel, out):
    for j in range(np.uintp(gray.size)):
        k = step * j + channel
        out[k] = rest * image[k] + alpha * gray[j]
