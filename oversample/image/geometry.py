"""Transforms that move pixels: by a matrix for each image, or by a field of displacements."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._params import one_of, real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.matrices import Matrices, identities, inverses


class Sampling(NamedTuple):
    """How a moved image gets its values.

    Attributes
    ----------
    interpolation : {"bilinear", "nearest"}
        What a pixel shows that comes from between others.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}
        What is outside of the image, as named by :func:`numpy.pad`.
    fill : float
        The constant of ``border_mode="constant"``, as a fraction of the value range.
    """

    interpolation: str = "bilinear"
    border_mode: str = "constant"
    fill: float = 0.0


class GeometricTransform(ImageTransform):
    """Base of transforms that move pixels.

    Displacements and matrices are kept apart from sampling, so that a chain of transforms
    (:class:`~oversample.image.Compose`) multiplies its matrices and interpolates once.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "interpolation": [one_of("bilinear", "nearest")],
        "border_mode": [one_of("constant", "edge", "reflect", "symmetric", "wrap")],
        "fill": [real_within(0, 1)],
    }

    interpolation: str
    border_mode: str
    fill: float

    @property
    def sampling(self) -> Sampling | None:
        """How images are sampled; None where every pixel becomes that of another place."""
        return Sampling(self.interpolation, self.border_mode, self.fill)

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices | None:
        """Give the matrices that take pixels to their new places.

        Parameters
        ----------
        draws : dict
            What was drawn for n images.
        canvas : Canvas
            The height and width of the images.

        Returns
        -------
        ndarray of shape (n, 3, 3), or (1, 3, 3) of a matrix for all, or None
            None where pixels are moved by :meth:`displacements`.
        """
        return None

    def displacements(self, draws: Draws, canvas: Canvas) -> NDArray[np.float32] | None:
        """Give the way from each pixel to the place that it shows.

        Parameters
        ----------
        draws : dict
            What was drawn for n images.
        canvas : Canvas
            The height and width of the images.

        Returns
        -------
        ndarray of shape (n, height, width, 2), float32, or None
            Pixels to the right and down; None where pixels are moved by :meth:`matrices`.
        """
        return None

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Move pixels; see :meth:`ImageTransform.apply`."""
        return sample_images(
            images,
            self.matrices(draws, canvas),
            self.displacements(draws, canvas),
            self.sampling or Sampling(),
            canvas,
        )

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move labels of pixels; see :meth:`ImageTransform.apply_to_masks`.

        What comes from outside a mask is label 0 with ``border_mode="constant"``.
        """
        return sample_masks(
            masks,
            self.matrices(draws, canvas),
            self.displacements(draws, canvas),
            self.sampling or Sampling(),
        )


class MatrixTransform(GeometricTransform):
    """Base of transforms that move pixels by one matrix for each image."""

    @abstractmethod
    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Give the matrices; see :meth:`GeometricTransform.matrices`."""


def sample_images(
    images: NDArray[np.floating],
    matrices: Matrices | None,
    displacements: NDArray[np.float32] | None,
    sampling: Sampling,
    canvas: Canvas,
) -> NDArray[np.floating]:
    """Sample images once, moved by matrices first and by displacements then, where given.

    Parameters
    ----------
    images : ndarray of shape (n, height, width, channels), float32 or float64
        The images.
    matrices : ndarray of shape (n, 3, 3), or (1, 3, 3) of a matrix for all, or None
        Where pixels are moved to.
    displacements : ndarray of shape (n, height, width, 2) or None
        The way from each pixel of the result to the place that it shows.
    sampling : Sampling
        How.
    canvas : Canvas
        The value range of the images.

    Returns
    -------
    ndarray of shape (n, height, width, channels)
        New images of the same dtype.
    """
    fill = canvas.low + sampling.fill * canvas.span
    return _sample(images, matrices, displacements, sampling, fill)


def sample_masks(
    masks: NDArray[Any],
    matrices: Matrices | None,
    displacements: NDArray[np.float32] | None,
    sampling: Sampling,
) -> NDArray[Any]:
    """Sample masks as :func:`sample_images` does images, taking the nearest label.

    Parameters
    ----------
    masks : ndarray of shape (n, height, width, any), of any numeric dtype
        Labels of pixels.
    matrices, displacements, sampling
        See :func:`sample_images`.

    Returns
    -------
    ndarray
        New masks of the same dtype.
    """
    labels = np.ascontiguousarray(masks, dtype=np.float64)
    nearest = sampling._replace(interpolation="nearest")
    return _sample(labels, matrices, displacements, nearest, 0.0).astype(masks.dtype)


def _sample(
    images: NDArray[np.floating],
    matrices: Matrices | None,
    displacements: NDArray[np.float32] | None,
    sampling: Sampling,
    fill: float,
) -> NDArray[np.floating]:
    from oversample._kernels.warp import BORDERS, remap, warp

    sources = identities(1) if matrices is None else inverses(matrices)
    sources = np.ascontiguousarray(np.broadcast_to(sources, (len(images), 3, 3)))
    how = BORDERS[sampling.border_mode], float(fill), sampling.interpolation == "nearest"
    out = np.empty_like(images)
    if displacements is None:
        warp(images, sources, *how, out)
    else:
        remap(images, displacements, sources, *how, out)
    return out
