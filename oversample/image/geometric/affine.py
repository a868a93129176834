"""Affine maps: all of scale, rotation, shear and translation at once."""

from __future__ import annotations

from typing import ClassVar

from numpy.random import Generator

from oversample._params import Boolean
from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws, streams
from oversample.image.geometric.base import MatrixTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.geometric.matrices import (
    Matrices,
    about_centre,
    rotations,
    scalings,
    shears,
    translations,
)
from oversample.image.ranges import Range, draw_log_uniform, draw_uniform, range_within

# Degrees; a shear by more spreads the image beyond recognition, and 90 has no tangent.
SHEAR_ANGLES = range_within(-89, 89)
SCALES = range_within(0.01, 100)


class Affine(MatrixTransform):
    r"""Scale, rotate, shear and translate, in this order, about the centre.

    A pixel at :math:`p = (x, y, 1)` moves to :math:`M p` with

    .. math::

        M = C \, T \, S_h \, R \, S \, C^{-1}, \quad
        R = \begin{pmatrix} \cos a & \sin a \\ -\sin a & \cos a \end{pmatrix}, \quad
        S_h = \begin{pmatrix} 1 & \tan s_x \\ \tan s_y & 1 \end{pmatrix}

    where :math:`C` moves the origin to the centre ((W - 1) / 2, (H - 1) / 2), x is to the right and
    y down, so that positive angles are counter-clockwise as displayed. By default images stay as
    they are.

    .. warning:: Each of its parts can change a label: turned, a 6 becomes a 9; slanted, a 1 becomes
       a 7; moved or enlarged too far, a digit leaves the image.

    Parameters
    ----------
    scale_range : float or (float, float), default=1.0
        The factor :math:`S`: above 1 objects become larger. It is drawn from the log-uniform
        distribution, so that half and twice are equally likely.
    angle_range : float or (float, float), default=0.0
        The angle :math:`a` in degrees.
    x_shear_range, y_shear_range : float or (float, float), default=0.0
        The angles :math:`s_x` and :math:`s_y` in degrees, within 89.
    x_translate_range, y_translate_range : float or (float, float), default=0.0
        The translation :math:`T` to the right and down, as fractions of width and height.
    keep_ratio : bool, default=True
        Whether width and height have the same scale, instead of one each.
    interpolation : {"bilinear", "nearest"}, default="bilinear"
        The interpolation of values between pixels.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="constant"
        The values outside of the image, as named by :func:`numpy.pad`.
    fill : float or sequence of float, default=0.0
        The constant of ``border_mode="constant"``, as a fraction of the value range (0:
        black, 1: white); or one for each channel.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Affine
    >>> image = np.array([[[0, 0, 0], [7, 0, 0], [0, 0, 0]]])
    >>> Affine(angle_range=90).transform(image)  # what was at the left is at the bottom
    array([[[0, 0, 0],
            [0, 0, 0],
            [0, 7, 0]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "scale_range": [SCALES],
        "angle_range": [range_within(-360, 360)],
        "x_shear_range": [SHEAR_ANGLES],
        "y_shear_range": [SHEAR_ANGLES],
        "x_translate_range": [range_within(-10, 10)],
        "y_translate_range": [range_within(-10, 10)],
        "keep_ratio": [Boolean],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        *,
        scale_range: Range = 1.0,
        angle_range: Range = 0.0,
        x_shear_range: Range = 0.0,
        y_shear_range: Range = 0.0,
        x_translate_range: Range = 0.0,
        y_translate_range: Range = 0.0,
        keep_ratio: bool = True,
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.scale_range = scale_range
        self.angle_range = angle_range
        self.x_shear_range = x_shear_range
        self.y_shear_range = y_shear_range
        self.x_translate_range = x_translate_range
        self.y_translate_range = y_translate_range
        self.keep_ratio = keep_ratio
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        uniform = "angle", "x_shear", "y_shear", "x_translate", "y_translate"
        stream = streams(rng, "x_scale", "y_scale", *uniform)
        x_scale = draw_log_uniform(stream["x_scale"], self.scale_range, n)
        y_scale = draw_log_uniform(stream["y_scale"], self.scale_range, n)
        return {
            "x_scale": x_scale,
            "y_scale": x_scale.copy() if self.keep_ratio else y_scale,
            **{
                name: draw_uniform(stream[name], getattr(self, f"{name}_range"), n)
                for name in uniform
            },
        }

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices; see :meth:`MatrixTransform.matrices`."""
        turned = rotations(draws["angle"]) @ scalings(draws["x_scale"], draws["y_scale"])
        sheared = shears(draws["x_shear"], draws["y_shear"]) @ turned
        moved = about_centre(sheared, canvas)
        x, y = draws["x_translate"] * canvas.width, draws["y_translate"] * canvas.height
        return translations(x, y) @ moved
