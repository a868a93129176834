"""Occlusion of parts of images: many small holes, or one large rectangle."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import one_of
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas, Fill, FillLike, fill_values
from oversample.image.draws import Draws, streams
from oversample.image.pixel.base import from_unit
from oversample.image.pixel.fields import uniform_fields
from oversample.image.ranges import (
    Range,
    draw_integers,
    draw_log_uniform,
    draw_seeds,
    draw_uniform,
    integer_range_from,
    range_within,
)

Method = Literal["holes", "grid"]
"""The placement of holes."""

RegionFill = Literal["random", "mean"]
"""The fills that depend on the image."""

# Draws of a rectangle, the first that fits is used; a bound gives records a fixed size.
_TRIES = 10


class CoarseDropout(ImageTransform):
    r"""Cut holes into images.

    ``method="holes"``: each image gets some rectangles of ``round(height share * height)`` by
    ``round(width share * width)`` pixels, at least one, anywhere inside the image; they may
    overlap. ``method="grid"``: the image is divided into a grid, each cell of which is cut out with
    the same probability, as in imgaug's transform of this name.

    .. warning:: A hole can hide the part that distinguishes classes, as the gap of a C.

    Parameters
    ----------
    n_holes_range : int or (int, int), default=(1, 2)
        The number of holes, at least 0; 0 leaves images as they are.
    hole_height_range, hole_width_range : float or (float, float), default=(0.1, 0.2)
        The sides of each hole, as shares of those of the image, in [0, 1].
    fill : float, sequence of float, "random" or "mean", default=0
        The values in a hole: a fraction of the value range, or one for each channel; a uniform
        value of that range for each pixel and channel; or the mean of each channel.
    method : {"holes", "grid"}, default="holes"
        The placement of holes.
    drop_range : float or (float, float), default=(0.02, 0.1)
        With ``method="grid"``, the probability that a cell is cut out, in [0, 1].
    grid_range : int or (int, int), default=(3, 8)
        With ``method="grid"``, the number of cells along the longer side; along the other their
        number makes them about square.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import CoarseDropout
    >>> hole = CoarseDropout(1, hole_height_range=0.5, hole_width_range=0.25)
    >>> print((hole.transform(np.ones((1, 8, 8)), random_state=0) == 0).sum())
    8
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "n_holes_range": [integer_range_from(0)],
        "hole_height_range": [range_within(0, 1)],
        "hole_width_range": [range_within(0, 1)],
        "fill": [Fill, one_of(*get_args(RegionFill))],
        "method": [one_of(*get_args(Method))],
        "drop_range": [range_within(0, 1)],
        "grid_range": [integer_range_from(1)],
    }

    def __init__(
        self,
        n_holes_range: int | tuple[int, int] = (1, 2),
        hole_height_range: Range = (0.1, 0.2),
        hole_width_range: Range = (0.1, 0.2),
        *,
        fill: FillLike | RegionFill = 0.0,
        method: Method = "holes",
        drop_range: Range = (0.02, 0.1),
        grid_range: int | tuple[int, int] = (3, 8),
    ) -> None:
        self.n_holes_range = n_holes_range
        self.hole_height_range = hole_height_range
        self.hole_width_range = hole_width_range
        self.fill = fill
        self.method = method
        self.drop_range = drop_range
        self.grid_range = grid_range

    def _sample(self, n: int, rng: Generator) -> Draws:
        if self.method == "grid":
            stream = streams(rng, "seed", "n_cells", "drop", "cell_seed")
            return {
                "seed": draw_seeds(stream["seed"], n),
                "n_cells": draw_integers(stream["n_cells"], self.grid_range, n),
                "drop": draw_uniform(stream["drop"], self.drop_range, n),
                "cell_seed": draw_seeds(stream["cell_seed"], n),
            }
        stream = streams(rng, "seed", "n_holes", "height", "width", "top", "left")
        most = int(np.max(self.n_holes_range))
        heights = draw_uniform(stream["height"], self.hole_height_range, n * most)
        widths = draw_uniform(stream["width"], self.hole_width_range, n * most)
        return {
            "seed": draw_seeds(stream["seed"], n),
            "n_holes": draw_integers(stream["n_holes"], self.n_holes_range, n),
            "height": heights.reshape(n, most),
            "width": widths.reshape(n, most),
            "top": stream["top"].random((n, most)),
            "left": stream["left"].random((n, most)),
        }

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Cut holes; see :meth:`ImageTransform.apply`."""
        filling = _filling(images, self.fill, draws["seed"], canvas)
        if "drop" in draws:
            return np.where(_dropped_cells(draws, canvas)[..., np.newaxis], filling, images)
        return _cover(images, _holes(draws, canvas), filling)


class RandomErasing(ImageTransform):
    r"""Hide one rectangle of an image, large or small.

    Its area is the share :math:`s` of the image, its height is :math:`r` times its width, and
    :math:`\log r` is uniform, so that wide and high rectangles are equally likely ([1]_, algorithm
    1). A rectangle that does not fit, or has no pixel, is drawn again, up to ten times; then the
    image stays as it is.

    .. warning:: A rectangle can hide the part that distinguishes classes: limit ``scale_range`` for
       digits and letters.

    Parameters
    ----------
    scale_range : float or (float, float), default=(0.02, 0.33)
        The share :math:`s` of the area, in [0, 1]; 0 leaves images as they are.
    ratio_range : float or (float, float), default=(0.3, 3.3)
        The ratio :math:`r` of height to width, above 0.
    fill : float, sequence of float, "random" or "mean", default=0
        The values in the rectangle; see :class:`CoarseDropout`.

    References
    ----------
    .. [1] Z. Zhong, L. Zheng, G. Kang, S. Li and Y. Yang, "Random erasing data augmentation",
       AAAI 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import RandomErasing
    >>> quarter = RandomErasing(scale_range=0.25, ratio_range=1)
    >>> print((quarter.transform(np.ones((1, 8, 8)), random_state=0) == 0).sum())
    16
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "scale_range": [range_within(0, 1)],
        "ratio_range": [range_within(0, np.inf, open_low=True)],
        "fill": [Fill, one_of(*get_args(RegionFill))],
    }

    def __init__(
        self,
        scale_range: Range = (0.02, 0.33),
        ratio_range: Range = (0.3, 3.3),
        *,
        fill: FillLike | RegionFill = 0.0,
    ) -> None:
        self.scale_range = scale_range
        self.ratio_range = ratio_range
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        seed, scale, ratio, top, left = rng.spawn(5)
        return {
            "seed": draw_seeds(seed, n),
            "scale": draw_uniform(scale, self.scale_range, n * _TRIES).reshape(n, _TRIES),
            "ratio": draw_log_uniform(ratio, self.ratio_range, n * _TRIES).reshape(n, _TRIES),
            "top": top.random(n),
            "left": left.random(n),
        }

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Hide rectangles; see :meth:`ImageTransform.apply`."""
        area = draws["scale"] * canvas.height * canvas.width
        heights = np.rint(np.sqrt(area * draws["ratio"]))
        widths = np.rint(np.sqrt(area / draws["ratio"]))
        fits = (heights <= canvas.height) & (widths <= canvas.width) & (heights * widths > 0)
        chosen = fits.argmax(axis=1)[:, np.newaxis]
        # A rectangle without height hides nothing.
        heights = np.take_along_axis(heights * fits, chosen, axis=1)
        widths = np.take_along_axis(widths * fits, chosen, axis=1)
        top, left = draws["top"][:, np.newaxis], draws["left"][:, np.newaxis]
        boxes = _boxes(top, left, heights, widths, canvas)
        return _cover(images, boxes, _filling(images, self.fill, draws["seed"], canvas))


def _holes(draws: Draws, canvas: Canvas) -> NDArray[np.intp]:
    heights = np.maximum(np.rint(draws["height"] * canvas.height), 1)
    widths = np.maximum(np.rint(draws["width"] * canvas.width), 1)
    is_used = np.arange(heights.shape[1]) < draws["n_holes"][:, np.newaxis]
    return _boxes(draws["top"], draws["left"], heights * is_used, widths, canvas)


def _boxes(
    top: NDArray[np.float64],
    left: NDArray[np.float64],
    heights: NDArray[np.float64],
    widths: NDArray[np.float64],
    canvas: Canvas,
) -> NDArray[np.intp]:
    """Return first row, first column, height and width of rectangles, of shape (n, k, 4).

    ``top`` and ``left`` in [0, 1) choose uniformly among the possible first rows and columns.
    """
    first_row = np.floor(top * (canvas.height - heights + 1))
    first_column = np.floor(left * (canvas.width - widths + 1))
    return np.stack([first_row, first_column, heights, widths], axis=-1).astype(np.intp)


def _cover(
    images: NDArray[np.floating], boxes: NDArray[np.intp], filling: NDArray[np.floating]
) -> NDArray[np.floating]:
    from oversample._kernels.image.rectangles import cover

    out = images.copy()
    cover(boxes, filling, out)
    return out


def _dropped_cells(draws: Draws, canvas: Canvas) -> NDArray[np.bool_]:
    """Return a mask of the pixels in the cells of a grid that are cut out."""
    longer = max(canvas.height, canvas.width)
    n_cells = draws["n_cells"][:, np.newaxis]
    row, column = (
        np.arange(side) * np.maximum(np.rint(n_cells * side / longer), 1).astype(np.intp) // side
        for side in (canvas.height, canvas.width)
    )
    cell = row[:, :, np.newaxis] * n_cells[..., np.newaxis] + column[:, np.newaxis]
    chances = uniform_fields(draws["cell_seed"], (int(n_cells.max(initial=1)) ** 2,))
    chance = np.take_along_axis(chances, cell.reshape(len(cell), -1), axis=1).reshape(cell.shape)
    return chance < draws["drop"][:, np.newaxis, np.newaxis]


def _filling(
    images: NDArray[np.floating],
    fill: FillLike | RegionFill,
    seeds: NDArray[np.uint64],
    canvas: Canvas,
) -> NDArray[np.floating]:
    """Return the values of hidden pixels, in a shape that broadcasts to the images."""
    if fill == "random":
        filling = from_unit(uniform_fields(seeds, canvas.shape), canvas)
    elif fill == "mean":
        values = images.reshape(len(images), -1, canvas.channels)
        filling = values.mean(axis=1, dtype=np.float64)[:, np.newaxis, np.newaxis]
    else:
        filling = fill_values(fill, canvas).reshape(1, 1, 1, -1)  # type: ignore[arg-type]
    return filling.astype(images.dtype)
