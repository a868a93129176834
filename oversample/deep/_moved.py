"""Images of which each pixel is moved a little, and the plan of such images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample.image.canvas import Canvas
from oversample.image.rounding import to_pixels
from oversample.plan import Plan
from oversample.plan.interpolation import copy_rows

_ROUNDING = 1e-6
"""What a step may lack to be a whole number of pixel values."""


def shares(pixels: NDArray[Any], canvas: Canvas) -> NDArray[np.float64]:
    """Return pixels in shares of the range from black to white; 0 where all are of one value."""
    found: NDArray[np.float64] = (pixels.astype(np.float64) - canvas.low) / (canvas.span or 1.0)
    return found


@dataclass(frozen=True, eq=False)
class Images:
    """All images of a call, in shares of the range from black to white.

    Attributes
    ----------
    units : ndarray of shape (n_rows, n_pixels), float64
        The pixels, black 0 and white 1.
    codes : ndarray of shape (n_rows,)
        The class of each image.
    canvas : Canvas
        Shape and value range.
    whole : bool
        Whether pixels are whole numbers.
    """

    units: NDArray[np.float64]
    codes: NDArray[np.integer]
    canvas: Canvas
    whole: bool

    @classmethod
    def of(cls, pixels: NDArray[Any], codes: NDArray[np.integer], canvas: Canvas) -> Self:
        """Read images of any dtype."""
        return cls(shares(pixels, canvas), codes, canvas, pixels.dtype.kind in "biu")

    def seen(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return some images as a network is trained on them: cut to black and white."""
        return self.units[rows].clip(0, 1).astype(np.float32)

    def box(self, base: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how far some images are from black and from white, in each pixel.

        Pixels beyond black or white, which a value range may leave outside, move inwards only.
        """
        white = 1.0 if self.canvas.span else 0.0
        units = self.units[base]
        return np.minimum(-units, 0.0), np.maximum(white - units, 0.0)

    def rounded(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return steps to whole numbers, if pixels are: towards the image, so that none grows."""
        if not self.whole:
            return steps
        span = self.canvas.span or 1.0
        pixels = steps * span
        return np.copysign(np.floor(np.abs(pixels) + _ROUNDING), pixels) / span

    def noise(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rounded steps in values of pixels."""
        noise = steps * self.canvas.span
        return np.rint(noise) if self.whole else noise


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class MovedPlan(Plan):
    """Base image of every new one, and what is added to its pixels as ``noise``.

    A replay on other arrays copies the entries of base rows: what moves pixels says nothing of
    other images.

    Attributes
    ----------
    base, partner : ndarray of shape (n_new,), intp
        Row numbers of the input; both are the same.
    step : ndarray of shape (n_new,), float64
        Always 0: there is no other parent.
    noise : ndarray of shape (n_new, n_pixels), float64
        What is added to pixels.
    canvas : Canvas
        Shape and value range of the images.
    """

    canvas: Canvas

    @classmethod
    def of(cls, base: NDArray[np.intp], noise: NDArray[np.float64], canvas: Canvas) -> Self:
        """Plan images from their bases and what is added to them."""
        return cls(base, base, np.zeros(len(base)), noise, canvas=canvas)

    def make_rows(self, X: Any, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Compute the new images.

        Parameters
        ----------
        X : ndarray of shape (n_rows, n_pixels), of any numeric dtype
            All images of the input, flattened.
        out : ndarray of shape (n_new, n_pixels), optional
            The array to write to; by default a new one.

        Returns
        -------
        ndarray of shape (n_new, n_pixels)
            The new images, in the range of the canvas but for pixels that were outside before.
        """
        if out is None:
            out = np.empty((len(self), X.shape[1]), dtype=X.dtype)
        noise = self.compute_noise(X)
        for block in blocks(*out.shape):
            images = X[self.base[block]].astype(np.float64)
            low, high = np.minimum(images, self.canvas.low), np.maximum(images, self.canvas.high)
            out[block] = to_pixels(np.clip(images + noise[block], low, high), out.dtype)
        copy_rows(X, self.copy_sources(), out)
        return out
