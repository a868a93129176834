"""Bases of transforms that move pixels: by a matrix for each image, or by a field."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._params import one_of
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas, Fill, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.interpolation import (
    BorderMode,
    Interpolation,
    Sampling,
    sample_images,
    sample_masks,
)
from oversample.image.geometric.matrices import Matrices
from oversample.image.returned import returned


class _MovingTransform(ImageTransform):
    """Base of transforms that only move pixels: interpolation, border and dtypes."""

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "interpolation": [one_of(*get_args(Interpolation))],
        "border_mode": [one_of(*get_args(BorderMode))],
        "fill": [Fill],
    }

    interpolation: Interpolation
    border_mode: BorderMode
    fill: FillLike

    @property
    def sampling(self) -> Sampling:
        """Interpolation, border mode and fill of moved images."""
        fill = tuple(self.fill) if isinstance(self.fill, Sequence) else self.fill
        return Sampling(self.interpolation, self.border_mode, fill)

    def accepts(self, dtype: np.dtype[Any]) -> bool:
        """Return whether pixels are floats or integers; see :meth:`ImageTransform.accepts`."""
        return super().accepts(dtype) or (dtype.kind in "iu" and dtype.isnative)


class MatrixTransform(_MovingTransform):
    """Base of transforms that only move pixels, by one matrix for each image.

    A transform overrides :meth:`_sample` and :meth:`matrices`. The matrices of transforms that
    follow each other in a policy (:mod:`oversample.image.policies.base`) are multiplied, and the
    image is interpolated once.
    """

    @abstractmethod
    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices that take pixels to their new coordinates.

        Parameters
        ----------
        draws : dict
            The record that was drawn for n images.
        canvas : Canvas
            The height and width of the images.

        Returns
        -------
        ndarray of shape (n, 3, 3), or (1, 3, 3) of one matrix for all
            They take the coordinates (x, y, 1) of a pixel, x to the right and y down, to its new
            ones.
        """

    def moves(self, n: int, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices of n images, checked to be one for each or one for all."""
        made = self.matrices(draws, canvas)
        n_made = 1 if np.shape(made) == (1, 3, 3) else n
        matrices: Matrices = returned(made, (n_made, 3, 3), self, "matrices")
        return matrices

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Move pixels; see :meth:`ImageTransform.apply`."""
        matrices = self.moves(len(images), draws, canvas)
        return sample_images(images, matrices, None, self.sampling, canvas)

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move labels; see :meth:`ImageTransform.apply_to_masks`."""
        return sample_masks(masks, self.moves(len(masks), draws, canvas), None, self.sampling)


class FieldTransform(_MovingTransform):
    """Base of transforms that only move pixels, by a field of displacements.

    A transform overrides :meth:`_sample` and :meth:`displacements`. Moves by matrices just before
    it in a policy (:mod:`oversample.image.policies.base`) are interpolated together with it.
    """

    @abstractmethod
    def displacements(self, draws: Draws, canvas: Canvas) -> NDArray[np.float32]:
        """Return, for each pixel, the displacement to the coordinates whose value it takes.

        Parameters
        ----------
        draws : dict
            The record that was drawn for n images.
        canvas : Canvas
            The height and width of the images.

        Returns
        -------
        ndarray of shape (n, height, width, 2), float32
            Pixels to the right, and down.
        """

    def moves(self, n: int, draws: Draws, canvas: Canvas) -> NDArray[np.float32]:
        """Return the displacements of the pixels of n images, checked to be one for each."""
        shape = n, canvas.height, canvas.width, 2
        field: NDArray[np.float32] = returned(
            self.displacements(draws, canvas), shape, self, "displacements"
        )
        return field

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Move pixels; see :meth:`ImageTransform.apply`."""
        field = self.moves(len(images), draws, canvas)
        return sample_images(images, None, field, self.sampling, canvas)

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move labels; see :meth:`ImageTransform.apply_to_masks`."""
        return sample_masks(masks, None, self.moves(len(masks), draws, canvas), self.sampling)
