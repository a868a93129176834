"""Layers of networks by plain loops; NumPy alone, so that it can be had without torch."""

from itertools import pairwise

import numpy as np


def run_slowly(row, parameters, widths):
    """The layers of a network, one after the other, and the parameters that are left."""
    pairs = list(pairwise(widths))
    for number, (fan_in, out) in enumerate(pairs):
        weight = parameters[: fan_in * out].reshape(out, fan_in)
        row = weight @ row + parameters[fan_in * out :][:out]
        parameters = parameters[fan_in * out + out :]
        if number < len(pairs) - 1:
            row = np.where(row > 0, row, 0)
    return row, parameters


def convolve_slowly(layer, weight, offset, images):
    """Each pixel of the output is a sum over a square of the input, or is spread over one."""
    n, _, height, width = images.shape
    k, step, pad = layer.size, layer.stride, layer.padding
    if layer.transposed:
        kernel = weight.reshape(layer.fan_in, layer.out, k, k)
        tall, wide = (step * (side - 1) + k for side in (height, width))
        whole = np.zeros((n, layer.out, tall, wide))
        for i, j in np.ndindex(height, width):
            spread = np.einsum("nc,cohw->nohw", images[:, :, i, j], kernel)
            whole[:, :, step * i : step * i + k, step * j : step * j + k] += spread
        found = whole[:, :, pad : tall - pad, pad : wide - pad]
    else:
        kernel = weight.reshape(layer.out, layer.fan_in, k, k)
        padded = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
        tall, wide = ((side + 2 * pad - k) // step + 1 for side in (height, width))
        found = np.empty((n, layer.out, tall, wide))
        for i, j in np.ndindex(tall, wide):
            square = padded[:, :, step * i : step * i + k, step * j : step * j + k]
            found[:, :, i, j] = np.einsum("nchw,ochw->no", square, kernel)
    return found + offset[:, np.newaxis, np.newaxis]
