r"""Matrices of affine maps and homographies, one for each image.

They take homogeneous coordinates :math:`(x, y, 1)` of a pixel, x to the right and y down, to where
that pixel is moved. Angles are counter-clockwise as displayed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oversample.image.canvas import Canvas

Matrices = NDArray[np.float64]


def identities(n: int) -> Matrices:
    """Make n matrices that move nothing."""
    matrices = np.zeros((n, 3, 3))
    matrices.reshape(n, 9)[:, ::4] = 1
    return matrices


def linear(xx: ArrayLike, xy: ArrayLike, yx: ArrayLike, yy: ArrayLike) -> Matrices:
    """Make matrices of x' = xx x + xy y and y' = yx x + yy y."""
    matrices = identities(max(np.size(entry) for entry in (xx, xy, yx, yy)))
    matrices[:, 0, 0], matrices[:, 0, 1] = xx, xy
    matrices[:, 1, 0], matrices[:, 1, 1] = yx, yy
    return matrices


def translations(x: NDArray[np.float64], y: NDArray[np.float64]) -> Matrices:
    """Make matrices that move by x pixels to the right and y down."""
    matrices = identities(len(x))
    matrices[:, 0, 2] = x
    matrices[:, 1, 2] = y
    return matrices


def rotations(degrees: NDArray[np.float64]) -> Matrices:
    """Make matrices that turn counter-clockwise about the origin; exact for right angles."""
    quarters = np.rint(degrees / 90)
    rest = np.deg2rad(degrees - 90 * quarters)
    cos, sin = np.cos(rest), np.sin(rest)
    # Each quarter turn takes (cos, sin) to (-sin, cos), without rounding.
    turn = np.mod(quarters, 4).astype(np.intp)
    cos, sin = np.choose(turn, [cos, -sin, -cos, sin]), np.choose(turn, [sin, cos, -sin, -cos])
    return linear(cos, sin, -sin, cos)


def shears(x_degrees: NDArray[np.float64], y_degrees: NDArray[np.float64]) -> Matrices:
    """Make matrices of x' = x + tan(x_degrees) y and y' = y + tan(y_degrees) x."""
    return linear(1.0, np.tan(np.deg2rad(x_degrees)), np.tan(np.deg2rad(y_degrees)), 1.0)


def scalings(x: NDArray[np.float64], y: NDArray[np.float64]) -> Matrices:
    """Make matrices that multiply x and y."""
    return linear(x, 0.0, 0.0, y)


def about_centre(matrices: Matrices, canvas: Canvas) -> Matrices:
    """Let matrices of the origin act about the centre ((W - 1) / 2, (H - 1) / 2) instead."""
    x, y = (canvas.width - 1) / 2, (canvas.height - 1) / 2
    moved = matrices.copy()
    moved[:, 0, 2] += x - (matrices[:, 0, 0] * x + matrices[:, 0, 1] * y)
    moved[:, 1, 2] += y - (matrices[:, 1, 0] * x + matrices[:, 1, 1] * y)
    return moved


def from_boxes(
    left: NDArray[np.float64],
    top: NDArray[np.float64],
    width: NDArray[np.float64],
    height: NDArray[np.float64],
    canvas: Canvas,
) -> Matrices:
    """Make matrices that enlarge a box, whose edges are given in pixels, to the whole canvas.

    A pixel is a square: the canvas is [0, W] x [0, H], and the centre of its first pixel is at
    (1/2, 1/2).
    """
    x_scale, y_scale = canvas.width / width, canvas.height / height
    matrices = scalings(x_scale, y_scale)
    matrices[:, 0, 2] = (0.5 - left) * x_scale - 0.5
    matrices[:, 1, 2] = (0.5 - top) * y_scale - 0.5
    return matrices


def keep_axes(matrices: Matrices) -> NDArray[np.bool_]:
    """Tell which matrices keep rows and columns as such: those of moves, zooms and flips."""
    is_turned = (matrices[:, 0, 1] != 0) | (matrices[:, 1, 0] != 0)
    is_perspective = (matrices[:, 2] != [0, 0, 1]).any(axis=1)
    return ~(is_turned | is_perspective)


def onto_quadrilaterals(corners: NDArray[np.float64], canvas: Canvas) -> Matrices:
    r"""Make homographies that take the corners of the canvas to four points.

    The unit square's homography has a closed form ([1]_, section 2.2.3); the canvas is a square
    of other units.

    Parameters
    ----------
    corners : ndarray of shape (n, 4, 2)
        Points (x, y) for the first pixel, the last of the first row, the last of all, and the
        first of the last row.
    canvas : Canvas
        Whose corners they are for. One of a single row or column counts as if it had two, since
        nothing else says what is perspective in it.

    References
    ----------
    .. [1] P. S. Heckbert, "Fundamentals of texture mapping and image warping", 1989.
    """
    first, second, third, fourth = (corners[:, k] for k in range(4))
    bend = first - second + third - fourth
    across, along = second - third, fourth - third
    scale = across[:, 0] * along[:, 1] - across[:, 1] * along[:, 0]
    g = (bend[:, 0] * along[:, 1] - bend[:, 1] * along[:, 0]) / scale
    h = (across[:, 0] * bend[:, 1] - across[:, 1] * bend[:, 0]) / scale
    matrices = identities(len(corners))
    matrices[:, :2, 0] = second - first + g[:, np.newaxis] * second
    matrices[:, :2, 1] = fourth - first + h[:, np.newaxis] * fourth
    matrices[:, :2, 2] = first
    matrices[:, 2, 0] = g
    matrices[:, 2, 1] = h
    matrices[:, :, 0] /= max(canvas.width - 1, 1)
    matrices[:, :, 1] /= max(canvas.height - 1, 1)
    return matrices


def inverses(matrices: Matrices) -> Matrices:
    """Invert matrices by their adjugates.

    Those of whole numbers with determinant 1 or -1, as of flips, quarter turns and translations by
    whole pixels, come out without rounding.
    """
    from oversample._kernels.image.matrices import invert

    inverted = np.empty_like(matrices, order="C")
    # Uncompiled, numbers that are divided by 0 are warned of.
    with np.errstate(divide="ignore", invalid="ignore"):
        invert(matrices, inverted)
    return inverted
