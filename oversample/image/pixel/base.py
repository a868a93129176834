"""Base of transforms that change the values of pixels and move none."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._params import Boolean
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.returned import returned


class PixelTransform(ImageTransform):
    """Base of transforms whose values can leave the value range of the images.

    With ``clip`` values are cut to that range, once, at the end of the transform.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {"clip": [Boolean]}

    clip: bool

    @abstractmethod
    def _change(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Return new images as drawn, of any range."""

    @abstractmethod
    def _is_neutral(self, draws: Draws) -> NDArray[np.bool_]:
        """Return, for each image, whether its draws leave it unchanged."""

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Change images as drawn; see :meth:`ImageTransform.apply`."""
        changed = returned(self._change(images, draws, canvas), images.shape, self, "_change")
        if self.clip:
            np.clip(changed, canvas.low, canvas.high, out=changed)
        # Arithmetic would return the same values, but not the same bits.
        neutral = returned(self._is_neutral(draws), images.shape[:1], self, "_is_neutral")
        if neutral.any():
            changed[neutral] = images[neutral]
        return changed


def to_unit(images: NDArray[np.floating], canvas: Canvas) -> NDArray[np.floating]:
    """Return values as fractions of the value range; 0 if that is a point."""
    if canvas.span == 0:
        return np.zeros_like(images)
    return (images - images.dtype.type(canvas.low)) / images.dtype.type(canvas.span)


def from_unit(fractions: NDArray[np.floating], canvas: Canvas) -> NDArray[np.floating]:
    """Return the values at fractions of the value range."""
    kind = fractions.dtype.type
    return kind(canvas.low) + kind(canvas.span) * fractions


def per_image(values: NDArray[Any], images: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return one value for each image in a shape that broadcasts to the images, in their dtype."""
    return values.astype(images.dtype)[:, np.newaxis, np.newaxis, np.newaxis]


def gray_of(images: NDArray[np.floating]) -> NDArray[np.floating]:
    """Compute the luma of RGB images, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).

    Parameters
    ----------
    images : ndarray of shape (n, height, width, 3)
        The images.

    Returns
    -------
    ndarray of shape (n, height, width, 1)
        The luma, in the dtype of the images.
    """
    from oversample._kernels.image.gray import write_luma

    # Not a matrix product: its last bit may depend on the number of images.
    grays = np.empty((*images.shape[:3], 1), images.dtype)
    weights = np.array([0.299, 0.587, 0.114], images.dtype)
    write_luma(np.ascontiguousarray(images).reshape(-1), weights, grays.reshape(-1))
    return grays


def check_rgb(canvas: Canvas, owner: str, remedy: str) -> None:
    """Raise ValueError if images have neither one channel nor three."""
    if canvas.channels not in (1, 3):
        raise ValueError(
            f"{owner} needs images of 3 channels (RGB) or 1 (gray). These have {canvas.channels}. "
            f"{remedy}"
        )
