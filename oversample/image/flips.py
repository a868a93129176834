"""Mirror images."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws


class HorizontalFlip(ImageTransform):
    r"""Exchange left and right: :math:`I'[y, x] = I[y, W - 1 - x]`.

    Digits and letters do not survive it: a mirrored 2 is no 2. Every image is flipped; for one in
    two, wrap it in :class:`~oversample.image.Sometimes`.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import HorizontalFlip
    >>> HorizontalFlip().transform(np.array([[[1, 2, 3]]]))
    array([[[3, 2, 1]]])
    """

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Flip images; see :meth:`ImageTransform.apply`."""
        return np.ascontiguousarray(images[:, :, ::-1])

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Flip masks; see :meth:`ImageTransform.apply_to_masks`."""
        return np.ascontiguousarray(masks[:, :, ::-1])
