"""Bases of transforms that move pixels: by a matrix for each image, or by a field."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._params import one_of, real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.geometric.interpolation import Sampling, sample_images, sample_masks
from oversample.image.geometric.matrices import Matrices


class _MovingTransform(ImageTransform):
    """What transforms share that do nothing but move pixels."""

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "interpolation": [one_of("bilinear", "nearest")],
        "border_mode": [one_of("constant", "edge", "reflect", "symmetric", "wrap")],
        "fill": [real_within(0, 1)],
    }

    interpolation: str
    border_mode: str
    fill: float

    @property
    def sampling(self) -> Sampling:
        """How images are sampled."""
        return Sampling(self.interpolation, self.border_mode, self.fill)

    def accepts(self, dtype: np.dtype[Any]) -> bool:
        """Return whether pixels are floats or integers; see :meth:`ImageTransform.accepts`."""
        return super().accepts(dtype) or (dtype.kind in "iu" and dtype.isnative)


class MatrixTransform(_MovingTransform):
    """Base of transforms that do nothing but move pixels, by one matrix for each image.

    A transform overrides :meth:`_sample` and :meth:`matrices`. Neighbours in a chain
    (:mod:`oversample.image.policies.base`) multiply their matrices, and the image is interpolated
    once.
    """

    @abstractmethod
    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Give the matrices that take pixels to their new places.

        Parameters
        ----------
        draws : dict
            What was drawn for n images.
        canvas : Canvas
            The height and width of the images.

        Returns
        -------
        ndarray of shape (n, 3, 3), or (1, 3, 3) of one matrix for all
            They take (x, y, 1), x to the right and y down, of a pixel to that of its new place.
        """

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Move pixels; see :meth:`ImageTransform.apply`."""
        return sample_images(images, self.matrices(draws, canvas), None, self.sampling, canvas)

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move labels; see :meth:`ImageTransform.apply_to_masks`."""
        return sample_masks(masks, self.matrices(draws, canvas), None, self.sampling)


class FieldTransform(_MovingTransform):
    """Base of transforms that do nothing but move pixels, by a field of displacements.

    A transform overrides :meth:`_sample` and :meth:`displacements`. What a chain
    (:mod:`oversample.image.policies.base`) moved by matrices just before is interpolated together
    with it.
    """

    @abstractmethod
    def displacements(self, draws: Draws, canvas: Canvas) -> NDArray[np.float32]:
        """Give the way from each pixel to the place that it shows.

        Parameters
        ----------
        draws : dict
            What was drawn for n images.
        canvas : Canvas
            The height and width of the images.

        Returns
        -------
        ndarray of shape (n, height, width, 2), float32
            Pixels to the right, and down.
        """

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Move pixels; see :meth:`ImageTransform.apply`."""
        field = self.displacements(draws, canvas)
        return sample_images(images, None, field, self.sampling, canvas)

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move labels; see :meth:`ImageTransform.apply_to_masks`."""
        return sample_masks(masks, None, self.displacements(draws, canvas), self.sampling)
