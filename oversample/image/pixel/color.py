"""Changes of colour: gray images, shifts of channels."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import one_of, real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, streams
from oversample.image.pixel.base import (
    PixelTransform,
    check_rgb,
    gray_of,
    to_unit,
)
from oversample.image.pixel.fields import normal_fields
from oversample.image.ranges import Range, draw_seeds, draw_uniform, range_within

Method = Literal["weighted_average", "average", "desaturation", "max"]
"""The gray of a pixel."""


class Grayscale(ImageTransform):
    r"""Make images gray; the number of channels stays.

    :math:`I'_c = (1 - a) I_c + a \, g`, with the gray :math:`g` of the pixel. Images of one channel
    stay as they are.

    .. warning:: If the colour makes the label, classes become the same: ripe and unripe, red and
       green lights.

    Parameters
    ----------
    alpha_range : float or (float, float), default=1
        The share :math:`a` of gray, in [0, 1]; 0 leaves images as they are.
    method : {"weighted_average", "average", "desaturation", "max"}, default="weighted_average"
        The gray: 0.299 R + 0.587 G + 0.114 B, which needs 3 channels; or, for any number of
        channels, their mean, the middle of the smallest and the largest, or the largest.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Grayscale
    >>> Grayscale().transform(np.array([[[[200, 100, 0]]]], np.uint8), random_state=0)
    array([[[[118, 118, 118]]]], dtype=uint8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "alpha_range": [range_within(0, 1)],
        "method": [one_of(*get_args(Method))],
    }

    def __init__(self, alpha_range: Range = 1.0, method: Method = "weighted_average") -> None:
        self.alpha_range = alpha_range
        self.method = method

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if the weights need RGB images; see :meth:`ImageTransform.check_canvas`."""
        if self.method == "weighted_average":
            check_rgb(canvas, "Grayscale", 'Pass method="average".')

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"alpha": draw_uniform(rng, self.alpha_range, n)}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Make images gray; see :meth:`ImageTransform.apply`."""
        if canvas.channels == 1:
            return images
        from oversample._kernels.image.gray import blend_gray

        alpha, out = draws["alpha"].astype(images.dtype), np.empty_like(images)
        grays = self._gray(images).reshape(-1, canvas.height * canvas.width)
        flat, new = images.reshape(-1, canvas.size), out.reshape(-1, canvas.size)
        blend_gray(flat, grays, 1 - alpha, alpha, new)
        return out

    def _gray(self, images: NDArray[np.floating]) -> NDArray[np.floating]:
        if self.method == "weighted_average":
            return gray_of(images)
        if self.method == "average":
            return images.mean(axis=-1, keepdims=True)
        if self.method == "max":
            return images.max(axis=-1, keepdims=True)
        return (images.max(axis=-1, keepdims=True) + images.min(axis=-1, keepdims=True)) / 2


class RGBShift(PixelTransform):
    r"""Add a number to each channel: :math:`I'_c = I_c + \delta_c R`.

    :math:`R` is the width of the value range. Images of one channel are shifted by the number drawn
    for red.

    .. warning:: If the colour itself makes the label (ripe or not), limit the ranges: a shift
       can turn one colour into another.

    Parameters
    ----------
    r_range, g_range, b_range : float or (float, float), default=(-0.08, 0.08)
        The shifts :math:`\delta_c`, as fractions of the value range; 0 leaves a channel as it is.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import RGBShift
    >>> shift = RGBShift(r_range=0.2, g_range=0.0, b_range=-0.2)
    >>> shift.transform(np.array([[[[100, 100, 100]]]], np.uint8), random_state=0)
    array([[[[151, 100,  49]]]], dtype=uint8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **{f"{channel}_range": [range_within(-np.inf, np.inf)] for channel in "rgb"},
        **PixelTransform._parameter_constraints,
    }

    def __init__(
        self,
        r_range: Range = (-0.08, 0.08),
        g_range: Range = (-0.08, 0.08),
        b_range: Range = (-0.08, 0.08),
        *,
        clip: bool = True,
    ) -> None:
        self.r_range = r_range
        self.g_range = g_range
        self.b_range = b_range
        self.clip = clip

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if images are neither gray nor RGB; see :meth:`ImageTransform.check_canvas`."""
        check_rgb(canvas, "RGBShift", "FancyPCA shifts any number of channels.")

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {
            channel: draw_uniform(stream, getattr(self, f"{channel}_range"), n)
            for channel, stream in streams(rng, "r", "g", "b").items()
        }

    def _change(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        shifts = np.stack([draws[channel] for channel in "rgb"[: canvas.channels]], axis=1)
        shifts = (shifts * canvas.span).astype(images.dtype)
        return images + shifts[:, np.newaxis, np.newaxis]

    def _is_neutral(self, draws: Draws) -> NDArray[np.bool_]:
        return (draws["r"] == 0) & (draws["g"] == 0) & (draws["b"] == 0)


class FancyPCA(PixelTransform):
    r"""Shift colours along the principal axes of the image's own colours.

    On values as fractions of the value range, with the eigenvalues :math:`\lambda_j` and unit
    eigenvectors :math:`p_j` of the covariance of the image's pixels over the channels, every pixel
    moves by :math:`\sum_j p_j \alpha_j \lambda_j`, :math:`\alpha_j \sim N(0, \sigma^2)` ([1]_,
    section 4.1, where the covariance is that of all images). Images may have any number of
    channels.

    Parameters
    ----------
    std : float, default=0.1
        The standard deviation :math:`\sigma`, at least 0; 0 leaves images as they are.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet classification with deep
       convolutional neural networks", NIPS 2012.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import FancyPCA
    >>> red = np.zeros((1, 1, 2, 3))
    >>> red[0, 0, 1, 0] = 1
    >>> moved = FancyPCA(clip=False).transform(red, random_state=0) - red
    >>> print((moved[..., 0] != 0).all(), (moved[..., 1:] == 0).all())
    True True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "std": [real_within(0, np.inf)],
        **PixelTransform._parameter_constraints,
    }

    def __init__(self, std: float = 0.1, *, clip: bool = True) -> None:
        self.std = std
        self.clip = clip

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"seed": draw_seeds(rng, n)}

    def _change(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        pixels = to_unit(images.astype(np.float64), canvas)
        pixels = pixels.reshape(len(images), -1, canvas.channels)
        planes = np.ascontiguousarray(pixels.swapaxes(1, 2))
        planes -= planes.mean(axis=2, keepdims=True)
        covariance = np.einsum("ncp,ndp->ncd", planes, planes) / planes.shape[2]
        variances, axes = np.linalg.eigh(covariance)
        # The sign of an eigenvector is arbitrary: its largest entry is made positive.
        largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, np.newaxis], axis=1)
        weights = self.std * normal_fields(draws["seed"], (canvas.channels,)) * variances
        shifts = np.einsum("ncj,nj->nc", axes * np.sign(largest), weights) * canvas.span
        return images + shifts.astype(images.dtype)[:, np.newaxis, np.newaxis]

    def _is_neutral(self, draws: Draws) -> NDArray[np.bool_]:
        return np.full(len(draws["seed"]), self.std == 0)
