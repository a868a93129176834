"""Crops and pads, scaled to the size of the image."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.random import Generator

from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws, streams
from oversample.image.geometric.base import MatrixTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.geometric.matrices import Matrices, from_boxes
from oversample.image.ranges import Range, draw_log_uniform, draw_uniform, range_within


class RandomResizedCrop(MatrixTransform):
    r"""Cut out a box and enlarge it to the size of the image.

    The box has the share :math:`a` of the image's area and :math:`r` times its ratio of width to
    height: its sides are :math:`\min(1, \sqrt{a r})` of the width and :math:`\min(1, \sqrt{a / r})`
    of the height. Its position is uniform; neither position nor sides are rounded to pixels. A
    pixel is a square, as in :func:`skimage.transform.resize`; close to the edges of the box, pixels
    outside of it contribute to the interpolation.

    .. warning:: The part that distinguishes classes may be cut off: an 8 without its lower half is
       a 0, a Q without its tail an O.

    Parameters
    ----------
    scale_range : float or (float, float), default=(0.6, 1.0)
        The share :math:`a`.
    ratio_range : float or (float, float), default=(3/4, 4/3)
        The factor :math:`r`, drawn from the log-uniform distribution; 1 distorts nothing.
    interpolation : {"bilinear", "nearest"}, default="bilinear"
        The interpolation of values between pixels.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="edge"
        The values outside of the image, as named by :func:`numpy.pad`; they are used within half a
        pixel of its edges.
    fill : float or sequence of float, default=0.0
        The constant of ``border_mode="constant"``, as a fraction of the value range (0:
        black, 1: white); or one for each channel.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import RandomResizedCrop
    >>> image = np.arange(16.0).reshape(1, 4, 4)
    >>> RandomResizedCrop(0.25, 1).transform(image, random_state=0).shape
    (1, 4, 4)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "scale_range": [range_within(0.0001, 1)],
        "ratio_range": [range_within(0.01, 100)],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        scale_range: Range = (0.6, 1.0),
        ratio_range: Range = (3 / 4, 4 / 3),
        *,
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "edge",
        fill: FillLike = 0.0,
    ) -> None:
        self.scale_range = scale_range
        self.ratio_range = ratio_range
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        stream = streams(rng, "area", "ratio", "left", "top")
        area = draw_uniform(stream["area"], self.scale_range, n)
        ratio = draw_log_uniform(stream["ratio"], self.ratio_range, n)
        width = np.minimum(np.sqrt(area * ratio), 1)
        height = np.minimum(np.sqrt(area / ratio), 1)
        return {
            "left": stream["left"].uniform(size=n) * (1 - width),
            "top": stream["top"].uniform(size=n) * (1 - height),
            "width": width,
            "height": height,
        }

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices; see :meth:`MatrixTransform.matrices`."""
        return from_boxes(
            draws["left"] * canvas.width,
            draws["top"] * canvas.height,
            draws["width"] * canvas.width,
            draws["height"] * canvas.height,
            canvas,
        )


class CropAndPad(MatrixTransform):
    r"""Cut off or add to each side, and scale the result to the size of the image.

    .. warning:: Below 0 the part that distinguishes classes may be cut off, as the tail of a Q,
       which makes it an O; above 0 objects become smaller, which matters if size makes the label.

    Parameters
    ----------
    fraction_range : float or (float, float), default=(-0.1, 0.1)
        The width added to each of the four sides, as a fraction of height or width; below 0 it is
        cut off. At least -0.49, so that a part of the image is left.
    interpolation : {"bilinear", "nearest"}, default="bilinear"
        The interpolation of values between pixels.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="constant"
        The values added, as named by :func:`numpy.pad`.
    fill : float or sequence of float, default=0.0
        The constant of ``border_mode="constant"``, as a fraction of the value range (0:
        black, 1: white); or one for each channel.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import CropAndPad
    >>> CropAndPad(0.5).transform(np.array([[[0.2, 0.2, 0.6, 0.6]]]))
    array([[[0. , 0.2, 0.6, 0. ]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "fraction_range": [range_within(-0.49, 10)],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        fraction_range: Range = (-0.1, 0.1),
        *,
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.fraction_range = fraction_range
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {
            side: draw_uniform(stream, self.fraction_range, n)
            for side, stream in streams(rng, "left", "top", "right", "bottom").items()
        }

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices; see :meth:`MatrixTransform.matrices`."""
        return from_boxes(
            -draws["left"] * canvas.width,
            -draws["top"] * canvas.height,
            (1 + draws["left"] + draws["right"]) * canvas.width,
            (1 + draws["top"] + draws["bottom"]) * canvas.height,
            canvas,
        )
