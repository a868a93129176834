"""Filters of 3 x 3 weights: sharpen, emboss, edges."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.pixel.base import PixelTransform
from oversample.image.ranges import Range, draw_uniform, range_within

_UNCHANGED = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], float)


class _Filter(PixelTransform):
    r"""Base of the filters: the image, blended with its correlation with a kernel.

    With :math:`K = (1 - a) \delta + a K_1` and black :math:`low`,
    :math:`I' = low + \sum_{r, s} K_{r s} \, (I_{y + r, x + s} - low)`, :math:`r, s = -1, 0, 1`:
    a correlation, each channel by itself, the image mirrored about its outermost pixels.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "alpha_range": [range_within(0, 1)],
        **PixelTransform._parameter_constraints,
    }

    alpha_range: Range

    @abstractmethod
    def _kernels(self, draws: Draws) -> NDArray[np.float64]:
        """Return the kernels :math:`K_1`, of shape (n, 3, 3) or (1, 3, 3)."""

    def _change(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        from oversample._kernels.image.correlate import correlate

        alpha = draws["alpha"][:, np.newaxis, np.newaxis]
        weights = (1 - alpha) * _UNCHANGED + alpha * self._kernels(draws)
        offsets = canvas.low * (1 - weights.sum(axis=(1, 2)))
        out = np.empty_like(images)
        correlate(images, weights.astype(images.dtype), offsets.astype(images.dtype), out)
        return out

    def _is_neutral(self, draws: Draws) -> NDArray[np.bool_]:
        return draws["alpha"] == 0


class Sharpen(_Filter):
    r"""Sharpen images.

    :math:`K = (1 - a) \delta + a \begin{pmatrix} -1 & -1 & -1 \\ -1 & 8 + l & -1 \\ -1 & -1 & -1
    \end{pmatrix}`, with :math:`a` of ``alpha_range`` and :math:`l` of ``lightness_range``: the
    kernel of imgaug and albumentations. Its sum is 1 for :math:`l = 1`, which keeps the mean; other
    values make the image darker or lighter by the share :math:`a (l - 1)`.

    Parameters
    ----------
    alpha_range : float or (float, float), default=(0.2, 0.5)
        The share of the sharpened image, in [0, 1]; 0 leaves images as they are.
    lightness_range : float or (float, float), default=(0.8, 1.2)
        The lightness :math:`l`, at least 0.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Sharpen
    >>> step = np.array([[[0.2, 0.2, 0.6, 0.6]]])
    >>> Sharpen(alpha_range=0.1, lightness_range=1).transform(step, random_state=0).round(3)
    array([[[0.2 , 0.08, 0.72, 0.6 ]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **_Filter._parameter_constraints,
        "lightness_range": [range_within(0, np.inf)],
    }

    def __init__(
        self,
        alpha_range: Range = (0.2, 0.5),
        lightness_range: Range = (0.8, 1.2),
        *,
        clip: bool = True,
    ) -> None:
        self.alpha_range = alpha_range
        self.lightness_range = lightness_range
        self.clip = clip

    def _sample(self, n: int, rng: Generator) -> Draws:
        alpha, lightness = rng.spawn(2)
        return {
            "alpha": draw_uniform(alpha, self.alpha_range, n),
            "lightness": draw_uniform(lightness, self.lightness_range, n),
        }

    def _kernels(self, draws: Draws) -> NDArray[np.float64]:
        kernels = np.full((len(draws["alpha"]), 3, 3), -1.0)
        kernels[:, 1, 1] = 8 + draws["lightness"]
        return kernels


class Emboss(_Filter):
    r"""Lay a relief over images.

    :math:`K = (1 - a) \delta + a \begin{pmatrix} -1 - s & -s & 0 \\ -s & 1 & s \\ 0 & s & 1 + s
    \end{pmatrix}`, with :math:`a` of ``alpha_range`` and :math:`s` of ``strength_range``: the
    kernel of imgaug and albumentations. Its sum is 1: plain areas stay as they are.

    Parameters
    ----------
    alpha_range : float or (float, float), default=(0.2, 0.5)
        The share of the relief, in [0, 1]; 0 leaves images as they are.
    strength_range : float or (float, float), default=(0.2, 0.7)
        The strength :math:`s`, at least 0.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Emboss
    >>> step = np.array([[[0.2, 0.2, 0.6, 0.6]]])
    >>> Emboss(alpha_range=0.1, strength_range=0.5).transform(step, random_state=0).round(3)
    array([[[0.2 , 0.28, 0.68, 0.6 ]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **_Filter._parameter_constraints,
        "strength_range": [range_within(0, np.inf)],
    }

    def __init__(
        self,
        alpha_range: Range = (0.2, 0.5),
        strength_range: Range = (0.2, 0.7),
        *,
        clip: bool = True,
    ) -> None:
        self.alpha_range = alpha_range
        self.strength_range = strength_range
        self.clip = clip

    def _sample(self, n: int, rng: Generator) -> Draws:
        alpha, strength = rng.spawn(2)
        return {
            "alpha": draw_uniform(alpha, self.alpha_range, n),
            "strength": draw_uniform(strength, self.strength_range, n),
        }

    def _kernels(self, draws: Draws) -> NDArray[np.float64]:
        flat = np.array([[-1, 0, 0], [0, 1, 0], [0, 0, 1]], float)
        relief = np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], float)
        return flat + draws["strength"][:, np.newaxis, np.newaxis] * relief


class EdgeDetect(_Filter):
    r"""Blend images with their edges.

    :math:`K = (1 - a) \delta + a \begin{pmatrix} 0 & 1 & 0 \\ 1 & -4 & 1 \\ 0 & 1 & 0
    \end{pmatrix}`, with :math:`a` of ``alpha_range``: the kernel of imgaug. For :math:`a = 1` plain
    areas become black.

    .. warning:: Only the outline of a filled shape is left: a disc becomes a ring.

    Parameters
    ----------
    alpha_range : float or (float, float), default=(0, 0.75)
        The share of the edges, in [0, 1]; 0 leaves images as they are.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import EdgeDetect
    >>> step = np.array([[[0.2, 0.2, 0.6, 0.6]]])
    >>> EdgeDetect(alpha_range=1).transform(step, random_state=0).round(3)
    array([[[0. , 0.4, 0. , 0. ]]])
    """

    def __init__(self, alpha_range: Range = (0, 0.75), *, clip: bool = True) -> None:
        self.alpha_range = alpha_range
        self.clip = clip

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"alpha": draw_uniform(rng, self.alpha_range, n)}

    def _kernels(self, draws: Draws) -> NDArray[np.float64]:
        return np.array([[[0, 1, 0], [1, -4, 1], [0, 1, 0]]], float)


# The eight neighbours as (row, column) of the kernel, and the direction in which each lies, in
# degrees clockwise from the top.
_NEIGHBORS = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
_BEARINGS = np.arange(8) * 45.0


class DirectedEdgeDetect(_Filter):
    r"""Blend images with those edges that face one direction.

    :math:`K = (1 - a) \delta + a E`. The kernel :math:`E` is 1 in the middle; a neighbour that
    lies :math:`\theta` degrees off the direction has :math:`-w_\theta / \sum w`,
    :math:`w_\theta = (1 - \theta / 180)^4`, as in imgaug. Pixels that are lighter than their
    neighbours in that direction light up; plain areas become black for :math:`a = 1`.

    .. warning:: Only one side of a filled shape's outline is left: a disc becomes a crescent,
       and strokes along the direction vanish.

    Parameters
    ----------
    alpha_range : float or (float, float), default=(0, 0.75)
        The share of the edges, in [0, 1]; 0 leaves images as they are.
    direction_range : float or (float, float), default=(0, 360)
        The direction in degrees, clockwise from the top of the image: 90 is to the right.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import DirectedEdgeDetect
    >>> step = np.array([[[0.2, 0.2, 0.6, 0.6]]])
    >>> DirectedEdgeDetect(1, direction_range=270).transform(step, random_state=0).round(3)
    array([[[0.  , 0.  , 0.37, 0.  ]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **_Filter._parameter_constraints,
        "direction_range": [range_within(-np.inf, np.inf)],
    }

    def __init__(
        self,
        alpha_range: Range = (0, 0.75),
        direction_range: Range = (0, 360),
        *,
        clip: bool = True,
    ) -> None:
        self.alpha_range = alpha_range
        self.direction_range = direction_range
        self.clip = clip

    def _sample(self, n: int, rng: Generator) -> Draws:
        alpha, direction = rng.spawn(2)
        return {
            "alpha": draw_uniform(alpha, self.alpha_range, n),
            "direction": draw_uniform(direction, self.direction_range, n),
        }

    def _kernels(self, draws: Draws) -> NDArray[np.float64]:
        apart = np.abs(draws["direction"][:, np.newaxis] - _BEARINGS) % 360
        weights = (1 - np.minimum(apart, 360 - apart) / 180) ** 4
        weights /= weights.sum(axis=1, keepdims=True)
        kernels = np.zeros((len(weights), 3, 3))
        kernels[:, 1, 1] = 1
        for k, (row, column) in enumerate(_NEIGHBORS):
            kernels[:, row, column] = -weights[:, k]
        return kernels
