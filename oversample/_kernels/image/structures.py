"""The arrays that the kernels of moved images share, by name.

Kernels make no arrays of their own: what does, takes twice as long to compile. d is the dtype in
which values are computed.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Stack(NamedTuple):
    """Images, the values of all of them in one flat array."""

    values: NDArray[Any]
    height: int
    width: int
    channels: int


class Samples(NamedTuple):
    """How values between and beyond pixels are computed."""

    border: int
    """One of `BORDERS`."""

    fill: np.floating
    """The value outside of an image with a constant border, of dtype d."""

    is_nearest: bool
    """Whether the nearest pixel is taken, not an interpolation."""

    limits: NDArray[np.floating]
    """The limits of integers, of dtype d; see `write_pixels`."""


class Warping(NamedTuple):
    """Working memory of `warp`, for images of p pixels; of two lines, the first is of x."""

    framed: NDArray[np.floating]
    """An image in its margin, of dtype d; full of the value outside."""

    places: NDArray[np.float64]
    """The coordinates of all pixels, of shape (2, p)."""

    moved: NDArray[np.float64]
    """The same with displacements."""

    sources: NDArray[np.float64]
    """The coordinates whose values they take."""

    near: NDArray[np.int32]
    """The pixels before these in the frame, of shape (2, p)."""

    shares: NDArray[np.floating]
    """The weights of the pixels after them, of shape (2, p) and dtype d."""

    result: NDArray[np.floating]
    """New values of an image, of dtype d."""


class AxisWarping(NamedTuple):
    """Working memory of `warp_axis_aligned`; of two lines, the first is of x."""

    image: NDArray[np.floating]
    """An image, of dtype d."""

    beside: NDArray[np.floating]
    """Its rows, moved along themselves, in a margin above and below; full of the value outside."""

    sources: NDArray[np.float64]
    """The coordinates of columns and rows, of shape (2, longer side)."""

    near: NDArray[np.int32]
    """The columns and rows before these in the frame, of the same shape."""

    shares: NDArray[np.floating]
    """The weights of those after them, of the same shape and dtype d."""

    result: NDArray[np.floating]
    """New values of an image, and padding behind it, of dtype d."""
