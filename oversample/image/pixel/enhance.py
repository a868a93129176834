"""Brightness, contrast, saturation, sharpness, and all four in random order."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import Boolean
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, streams
from oversample.image.pixel.base import check_rgb
from oversample.image.ranges import Range, draw_uniform, range_within

# The steps, in the order of their numbers in `oversample._kernels.image.enhance`.
_STEPS = ("brightness", "contrast", "saturation", "sharpness")

_FACTOR = range_within(0, np.inf)


def _enhance(
    images: NDArray[np.floating],
    kinds: NDArray[np.intp],
    factors: NDArray[np.float64],
    canvas: Canvas,
    clip: bool,
) -> NDArray[np.floating]:
    from oversample._kernels.image.enhance import Pivots, Steps, enhance

    flat, out = images.reshape(-1, canvas.size), np.empty(images.shape, images.dtype)
    pivots = Pivots(
        values=np.empty(canvas.size, images.dtype),
        sums=np.empty(canvas.width * canvas.channels),
        totals=np.empty(canvas.channels),
    )
    steps = Steps(kinds, factors, canvas.low, canvas.high, bool(clip))
    enhance(flat, steps, pivots, out.reshape(flat.shape))
    return out


class _Enhancer(ImageTransform):
    """Base of the single steps: :math:`I' = P + f (I - P)` for some pivot :math:`P`."""

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "factor_range": [_FACTOR],
        "clip": [Boolean],
    }

    _step: ClassVar[str]

    def __init__(self, factor_range: Range = (0.8, 1.2), *, clip: bool = True) -> None:
        self.factor_range = factor_range
        self.clip = clip

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"factor": draw_uniform(rng, self.factor_range, n)}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Enhance images; see :meth:`ImageTransform.apply`."""
        kinds = np.full((len(images), 1), _STEPS.index(self._step))
        return _enhance(images, kinds, draws["factor"][:, np.newaxis], canvas, self.clip)


class Brightness(_Enhancer):
    r"""Make images lighter or darker: :math:`I' = low + f (I - low)`, black being :math:`low`.

    .. warning:: If light makes the label, day becomes night.

    Parameters
    ----------
    factor_range : float or (float, float), default=(0.8, 1.2)
        The factor :math:`f`, at least 0: 0 is black, 1 leaves images as they are.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Brightness
    >>> Brightness(1.5).transform(np.array([[[0, 100, 200]]], np.uint8), random_state=0)
    array([[[  0, 150, 255]]], dtype=uint8)
    """

    _step = "brightness"


class Contrast(_Enhancer):
    r"""Spread values around their mean, or gather them: :math:`I' = m + f (I - m)`.

    :math:`m` is the mean of the gray image (0.299 R + 0.587 G + 0.114 B), as in Pillow and
    torchvision; in images of neither 1 nor 3 channels, the mean of each channel.

    Parameters
    ----------
    factor_range : float or (float, float), default=(0.8, 1.2)
        The factor :math:`f`, at least 0: 0 is plain gray, 1 leaves images as they are.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Contrast
    >>> Contrast(0.5).transform(np.array([[[0, 100, 200]]], np.uint8), random_state=0)
    array([[[ 50, 100, 150]]], dtype=uint8)
    """

    _step = "contrast"


class Saturation(_Enhancer):
    r"""Make colours stronger or paler: :math:`I'_c = g + f (I_c - g)`.

    :math:`g = 0.299 R + 0.587 G + 0.114 B`, the gray of the pixel. Gray images stay as they are.

    .. warning:: If the colour makes the label, a pale kind becomes a bright one, and at 0 all
       become gray.

    Parameters
    ----------
    factor_range : float or (float, float), default=(0.8, 1.2)
        The factor :math:`f`, at least 0: 0 is gray, 1 leaves images as they are.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Saturation
    >>> Saturation(0.0).transform(np.array([[[[200, 100, 0]]]], np.uint8), random_state=0)
    array([[[[118, 118, 118]]]], dtype=uint8)
    """

    _step = "saturation"

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if images are neither gray nor RGB; see :meth:`ImageTransform.check_canvas`."""
        check_rgb(canvas, "Saturation", "Leave it out, or pass the colours alone.")


class Sharpness(_Enhancer):
    r"""Sharpen or smooth images: :math:`I' = B + f (I - B)`.

    :math:`B` is the image smoothed with the weights :math:`\frac{1}{13} \begin{pmatrix}
    1 & 1 & 1 \\ 1 & 5 & 1 \\ 1 & 1 & 1 \end{pmatrix}`; the outermost pixels stay as they are, as
    in Pillow and torchvision.

    Parameters
    ----------
    factor_range : float or (float, float), default=(0.8, 1.2)
        The factor :math:`f`, at least 0: 0 is smooth, 1 leaves images as they are, 2 is sharp.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Sharpness
    >>> point = np.zeros((1, 3, 3), np.uint8)
    >>> point[0, 1, 1] = 130
    >>> print(Sharpness(0.0).transform(point, random_state=0)[0, 1])
    [ 0 50  0]
    """

    _step = "sharpness"


class ColorJitter(ImageTransform):
    """Brightness, contrast, saturation and sharpness, in an order drawn for each image.

    The steps are those of :class:`Brightness`, :class:`Contrast`, :class:`Saturation` (nothing on
    gray images) and :class:`Sharpness`. The hue is turned by :class:`HSVJitter`.

    .. warning:: If the colour itself makes the label (ripe or not), limit the ranges.

    Parameters
    ----------
    brightness_range, contrast_range : float or (float, float), default=(0.8, 1.2)
        Factors, at least 0; 1 leaves images as they are.
    saturation_range, sharpness_range : float or (float, float), default=(0.8, 1.2)
        Factors, at least 0; 1 leaves images as they are.
    clip : bool, default=True
        Whether values outside of the value range become its ends, after each step.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import ColorJitter
    >>> jitter = ColorJitter(brightness_range=1.5, contrast_range=1, saturation_range=1)
    >>> jitter.transform(np.array([[[0, 100, 200]]], np.uint8), random_state=0)
    array([[[  0, 150, 255]]], dtype=uint8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **{f"{step}_range": [_FACTOR] for step in _STEPS},
        "clip": [Boolean],
    }

    def __init__(
        self,
        brightness_range: Range = (0.8, 1.2),
        contrast_range: Range = (0.8, 1.2),
        saturation_range: Range = (0.8, 1.2),
        sharpness_range: Range = (0.8, 1.2),
        *,
        clip: bool = True,
    ) -> None:
        self.brightness_range = brightness_range
        self.contrast_range = contrast_range
        self.saturation_range = saturation_range
        self.sharpness_range = sharpness_range
        self.clip = clip

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if images to saturate are not RGB; see :meth:`ImageTransform.check_canvas`."""
        if np.any(np.asarray(self.saturation_range) != 1):
            check_rgb(canvas, "ColorJitter", "Pass saturation_range=1.")

    def _sample(self, n: int, rng: Generator) -> Draws:
        stream = streams(rng, *_STEPS, "order")
        draws = {
            step: draw_uniform(stream[step], getattr(self, f"{step}_range"), n) for step in _STEPS
        }
        return {**draws, "order": np.argsort(stream["order"].random((n, len(_STEPS))), axis=1)}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Enhance images; see :meth:`ImageTransform.apply`."""
        factors = np.stack([draws[step] for step in _STEPS], axis=1)
        order = draws["order"]
        in_order = np.take_along_axis(factors, order, axis=1)
        return _enhance(images, order, in_order, canvas, self.clip)
