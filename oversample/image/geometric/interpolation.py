"""Interpolation of moved images and masks."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample.image.canvas import Canvas, fill_values
from oversample.image.geometric.matrices import Matrices, identities, inverses, keep_axes
from oversample.image.rounding import limits_of, working_dtype

Interpolation = Literal["bilinear", "nearest"]
"""The interpolation of values between pixels."""

BorderMode = Literal["constant", "edge", "reflect", "symmetric", "wrap"]
"""The values outside of an image, as named by :func:`numpy.pad`."""


class Sampling(NamedTuple):
    """The way in which the values of a moved image are computed.

    Attributes
    ----------
    interpolation : {"bilinear", "nearest"}
        The interpolation of values between pixels.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}
        The values outside of the image, as named by :func:`numpy.pad`.
    fill : float or tuple of float
        The constant of ``border_mode="constant"``, as a fraction of the value range; or that of
        each channel.
    """

    interpolation: Interpolation
    border_mode: BorderMode
    fill: float | tuple[float, ...]


# The sampling of transforms that only permute pixels; it agrees with every other.
EXACT = Sampling("nearest", "edge", 0.0)


def agreed(*samplings: Sampling | None) -> Sampling | None:
    """Return the sampling that all agree on; None if some differ or one is None."""
    if None in samplings:
        return None
    particular = {sampling for sampling in samplings if sampling is not EXACT}
    if len(particular) > 1:
        return None
    return particular.pop() if particular else EXACT


def sample_images(
    images: NDArray[Any],
    matrices: Matrices | None,
    displacements: NDArray[np.float32] | None,
    sampling: Sampling,
    canvas: Canvas,
) -> NDArray[Any]:
    """Sample images once, moved by matrices first and by displacements second, if given.

    Parameters
    ----------
    images : ndarray of shape (n, height, width, channels), integers, float32 or float64
        The images.
    matrices : ndarray of shape (n, 3, 3), or (1, 3, 3) of a matrix for all, or None
        They take the coordinates of pixels to their new ones.
    displacements : ndarray of shape (n, height, width, 2), float32, or None
        For each pixel of the result, the displacement to the coordinates whose value it takes.
    sampling : Sampling
        Interpolation and border mode.
    canvas : Canvas
        The value range of the images.

    Returns
    -------
    ndarray of shape (n, height, width, channels)
        New images of the same dtype, integers rounded.
    """
    fills = fill_values(sampling.fill, canvas)
    if len(fills) == 1:
        return _sample(images, matrices, displacements, sampling, fills[0])
    channels = [
        _sample(
            np.ascontiguousarray(images[..., [channel]]), matrices, displacements, sampling, fill
        )
        for channel, fill in enumerate(fills)
    ]
    return np.concatenate(channels, axis=-1)


def sample_masks(
    masks: NDArray[Any],
    matrices: Matrices | None,
    displacements: NDArray[np.float32] | None,
    sampling: Sampling,
) -> NDArray[Any]:
    """Sample masks as :func:`sample_images` samples images, by the nearest label.

    Parameters
    ----------
    masks : ndarray of shape (n, height, width, any), of any numeric dtype
        Labels of pixels; a constant border has the label 0.
    matrices, displacements, sampling
        See :func:`sample_images`.

    Returns
    -------
    ndarray
        New masks of the same dtype.
    """
    n, height, width, channels = masks.shape
    # Numbers of pixels are moved, not their labels, which a float may be unable to hold.
    numbers = np.arange(1.0, height * width + 1).reshape(1, height, width, 1)
    nearest = sampling._replace(interpolation="nearest")
    shown = _sample(np.repeat(numbers, n, axis=0), matrices, displacements, nearest, 0.0)
    source = shown.astype(np.intp).reshape(n, height * width, 1) - 1
    flat = masks.reshape(n, height * width, channels)
    labels = np.take_along_axis(flat, np.maximum(source, 0), axis=1)
    return np.where(source < 0, masks.dtype.type(0), labels).reshape(masks.shape)


def _sample(
    images: NDArray[Any],
    matrices: Matrices | None,
    displacements: NDArray[np.float32] | None,
    sampling: Sampling,
    fill: float,
) -> NDArray[Any]:
    from oversample._kernels.image.coordinates import BORDERS
    from oversample._kernels.image.structures import Samples, Stack

    sources = identities(1) if matrices is None else inverses(matrices)
    if len(sources) != len(images):
        sources = np.repeat(sources, len(images), axis=0)
    dtype, is_nearest = working_dtype(images.dtype), sampling.interpolation == "nearest"
    border, value = BORDERS[sampling.border_mode], dtype.type(fill)
    samples = Samples(border, value, is_nearest, limits_of(images.dtype, dtype))
    _, height, width, channels = images.shape
    out = np.empty(images.shape, images.dtype)
    values, written = images.reshape(-1), out.reshape(-1)
    # Whether the user's images can be written or not, kernels are compiled once.
    values.flags.writeable = False
    stack = Stack(values, height, width, channels)
    is_straight = np.zeros(len(images), bool)
    if displacements is None:
        displacements = np.empty((0, 0, 0, 2), np.float32)
        is_straight = keep_axes(sources)
    straight, others = np.flatnonzero(is_straight), np.flatnonzero(~is_straight)
    # Imported where needed, so that a process compiles only the kernels that it uses.
    if len(straight):
        from oversample._kernels.image.warp_axis_aligned import axis_warping, warp_axis_aligned

        working = axis_warping(height, width, channels, value)
        warp_axis_aligned(stack, straight, sources, samples, working, written)
    if len(others):
        from oversample._kernels.image.warp import warp, warping

        shifts, working = displacements.reshape(-1), warping(height, width, channels, value)
        warp(stack, others, shifts, sources, samples, working, written)
    return out
