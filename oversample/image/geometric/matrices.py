r"""Matrices of affine maps and homographies, one for each image.

They take the homogeneous coordinates :math:`(x, y, 1)` of a pixel, x to the right and y down, to
its new ones. Angles are counter-clockwise as displayed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oversample.image.canvas import Canvas

Matrices = NDArray[np.float64]

# Entries of a matrix that maps rows to rows and columns to columns, and what they are.
_AXES, _KEPT = np.array([1, 3, 6, 7, 8]), np.array([0.0, 0.0, 0.0, 0.0, 1.0])


def identities(n: int) -> Matrices:
    """Return n identity matrices."""
    matrices = np.zeros((n, 3, 3))
    matrices.reshape(n, 9)[:, ::4] = 1
    return matrices


def linear(xx: ArrayLike, xy: ArrayLike, yx: ArrayLike, yy: ArrayLike) -> Matrices:
    """Return the matrices of x' = xx x + xy y and y' = yx x + yy y."""
    matrices = identities(max(np.size(entry) for entry in (xx, xy, yx, yy)))
    matrices[:, 0, 0], matrices[:, 0, 1] = xx, xy
    matrices[:, 1, 0], matrices[:, 1, 1] = yx, yy
    return matrices


def translations(x: NDArray[np.float64], y: NDArray[np.float64]) -> Matrices:
    """Return the matrices of moves by x pixels to the right and y down."""
    matrices = identities(len(x))
    matrices[:, 0, 2] = x
    matrices[:, 1, 2] = y
    return matrices


def rotations(degrees: NDArray[np.float64]) -> Matrices:
    """Return the matrices of counter-clockwise turns about the origin; exact for right angles."""
    quarters = np.rint(degrees / 90)
    rest = np.deg2rad(degrees - 90 * quarters)
    cos, sin = np.cos(rest), np.sin(rest)
    # Each quarter turn takes (cos, sin) to (-sin, cos), without rounding.
    turn = np.mod(quarters, 4).astype(np.intp)
    cos, sin = np.choose(turn, [cos, -sin, -cos, sin]), np.choose(turn, [sin, cos, -sin, -cos])
    return linear(cos, sin, -sin, cos)


def shears(x_degrees: NDArray[np.float64], y_degrees: NDArray[np.float64]) -> Matrices:
    """Return the matrices of x' = x + tan(x_degrees) y and y' = y + tan(y_degrees) x."""
    return linear(1.0, np.tan(np.deg2rad(x_degrees)), np.tan(np.deg2rad(y_degrees)), 1.0)


def scalings(x: NDArray[np.float64], y: NDArray[np.float64]) -> Matrices:
    """Return the matrices that multiply x and y."""
    return linear(x, 0.0, 0.0, y)


def about_centre(matrices: Matrices, canvas: Canvas) -> Matrices:
    """Return matrices that act about the centre ((W - 1) / 2, (H - 1) / 2), not the origin."""
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
    """Return the matrices that scale boxes, with edges in pixels, to the whole canvas.

    A pixel is a square: the canvas is [0, W] x [0, H], and the centre of its first pixel is at
    (1/2, 1/2).
    """
    x_scale, y_scale = canvas.width / width, canvas.height / height
    matrices = scalings(x_scale, y_scale)
    matrices[:, 0, 2] = (0.5 - left) * x_scale - 0.5
    matrices[:, 1, 2] = (0.5 - top) * y_scale - 0.5
    return matrices


def keep_axes(matrices: Matrices) -> NDArray[np.bool_]:
    """Return which matrices map rows to rows and columns to columns: moves, zooms and flips."""
    entries = matrices.reshape(-1, 9)
    kept: NDArray[np.bool_] = np.all(entries.take(_AXES, axis=1) == _KEPT, axis=1)
    return kept


def onto_quadrilaterals(corners: NDArray[np.float64], canvas: Canvas) -> Matrices:
    r"""Return the homographies that take the corners of the canvas to four points.

    The homography of the unit square has a closed form ([1]_, section 2.2.3); the canvas is such a
    square in other units.

    Parameters
    ----------
    corners : ndarray of shape (n, 4, 2)
        The points (x, y) of the first pixel, the last of the first row, the last of all, and the
        first of the last row.
    canvas : Canvas
        The canvas with these corners. A single row or column is treated as two, without which its
        perspective is not defined.

    Returns
    -------
    ndarray of shape (n, 3, 3)
        The homographies.

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
    """Return the inverses of matrices, computed by their adjugates.

    Inverses of integer matrices with determinant 1 or -1, as of flips, quarter turns and
    translations by whole pixels, are exact.
    """
    from oversample._kernels.image.matrices import invert

    inverted = np.empty_like(matrices, order="C")
    # Without JIT, NumPy warns of divisions by 0.
    with np.errstate(divide="ignore", invalid="ignore"):
        invert(matrices.ravel(), inverted.reshape(-1))
    return inverted
