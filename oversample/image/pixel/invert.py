"""Negatives."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws


class Invert(ImageTransform):
    r"""Exchange black and white: :math:`I' = low + high - I`, with the value range [low, high].

    .. warning:: If dark and light make the label, one becomes the other: a black chess piece
       a white one, a scan its negative.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Invert
    >>> Invert().transform(np.array([[[0, 55, 255]]], dtype=np.uint8))
    array([[[255, 200,   0]]], dtype=uint8)
    """

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Invert images; see :meth:`ImageTransform.apply`."""
        return images.dtype.type(canvas.low + canvas.high) - images
