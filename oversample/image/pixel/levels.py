"""Curves of intensities: posterize, solarize, equalize, autocontrast."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.ranges import (
    Range,
    draw_integers,
    draw_uniform,
    integer_range_within,
    range_within,
)
from oversample.image.rounding import write_pixels

# Level of white; intensities have 256 levels, as numbers of 8 bits.
_WHITE = 255


class Posterize(ImageTransform):
    r"""Keep only the highest bits of intensities.

    A value with the fraction :math:`u` of the value range has the level :math:`l =
    \mathrm{rint}(255 u)`; all but the highest :math:`b` of its 8 bits become 0. Values outside of
    the value range are cut to it.

    .. warning:: Soft detail vanishes, and a smooth shade becomes steps with edges: a faint mark is
       gone, a plain surface has stripes.

    Parameters
    ----------
    bits_range : int or (int, int), default=(4, 7)
        The number of bits :math:`b`, from 1 to 8; 8 leaves images as they are.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Posterize
    >>> Posterize(2).transform(np.array([[[3, 100, 200, 255]]], np.uint8), random_state=0)
    array([[[  0,  64, 192, 192]]], dtype=uint8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "bits_range": [integer_range_within(1, 8)]
    }

    def __init__(self, bits_range: int | tuple[int, int] = (4, 7)) -> None:
        self.bits_range = bits_range

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"bits": draw_integers(rng, self.bits_range, n)}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Posterize images; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.levels import posterize

        out = np.empty_like(images)
        dropped = 8 - draws["bits"]
        posterize(
            images.reshape(-1, canvas.size),
            dropped,
            canvas.low,
            canvas.span,
            _WHITE,
            np.empty(canvas.size, np.int32),
            out.reshape(-1, canvas.size),
        )
        return out


class Solarize(ImageTransform):
    r"""Invert light pixels: :math:`I' = low + high - I` if :math:`I > low + t R`.

    [low, high] is the value range and :math:`R` its width.

    .. warning:: Light pixels become dark, at 0 all of the image: a white object becomes a black
       one, a filled stroke an outline.

    Parameters
    ----------
    threshold_range : float or (float, float), default=(0.5, 1.0)
        The threshold :math:`t` as a fraction of the value range, in [0, 1]; 1 leaves images as they
        are.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Solarize
    >>> Solarize(0.5).transform(np.array([[[0, 100, 200, 255]]], np.uint8), random_state=0)
    array([[[  0, 100,  55,   0]]], dtype=uint8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "threshold_range": [range_within(0, 1)]
    }

    def __init__(self, threshold_range: Range = (0.5, 1.0)) -> None:
        self.threshold_range = threshold_range

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"threshold": draw_uniform(rng, self.threshold_range, n)}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Solarize images; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.levels import solarize

        out = np.empty_like(images)
        turn = images.dtype.type(canvas.low + canvas.high)
        thresholds = draws["threshold"]
        solarize(
            images.reshape(-1, canvas.size),
            thresholds,
            canvas.low,
            canvas.span,
            turn,
            out.reshape(-1, canvas.size),
        )
        return out


class Equalize(ImageTransform):
    r"""Spread intensities so that all are about equally frequent.

    Each channel by itself: with the level :math:`l = \mathrm{rint}(255 u)` of a value (:math:`u`
    its fraction of the value range), the number :math:`C(l)` of pixels of at most that level, the
    number :math:`N` of all pixels and the lowest level :math:`m`,
    :math:`u' = (C(l) - C(m)) / (N - C(m))`. A channel of a single level stays as it is.

    Images of fewer than some 255 pixels are equalized as well; Pillow's rule, which counts in whole
    steps of :math:`N / 255` pixels, leaves them unchanged.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Equalize
    >>> Equalize().transform(np.array([[[10, 10, 11, 12]]], np.uint8))
    array([[[  0,   0, 128, 255]]], dtype=uint8)
    """

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {}

    def accepts(self, dtype: np.dtype[Any]) -> bool:
        """Return whether pixels are floats or bytes; see :meth:`ImageTransform.accepts`."""
        return super().accepts(dtype) or dtype == np.uint8

    def apply(self, images: NDArray[Any], draws: Draws, canvas: Canvas) -> Any:
        """Equalize images; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.levels import equalize, equalize_bytes, histogram

        out, size = np.empty_like(images), canvas.size
        if images.dtype != np.uint8:
            flat, new = images.reshape(-1, size), out.reshape(-1, size)
            working = histogram(size, _WHITE + 1, images.dtype)
            equalize(flat, canvas.channels, canvas.low, canvas.span, working, new)
        elif (canvas.low, canvas.high) == (0, _WHITE):
            working = histogram(0, _WHITE + 1, np.float32)
            equalize_bytes(images.reshape(-1), size, canvas.channels, working, out.reshape(-1))
        else:
            # With another value range a byte is not its own level.
            computed = self.apply(images.astype(np.float32), draws, canvas)
            write_pixels(computed, out)
        return out


class AutoContrast(ImageTransform):
    r"""Stretch intensities to the whole value range.

    Each channel by itself: :math:`I' = low + R \, (I - \min I) / (\max I - \min I)`, with the
    value range [low, high] and its width :math:`R`. A constant channel stays as it is.

    .. warning:: If dark and light make the label, a pale kind becomes a bright one; since each
       channel is stretched by itself, colours change as well.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import AutoContrast
    >>> AutoContrast().transform(np.array([[[100, 110, 120]]], np.uint8))
    array([[[  0, 128, 255]]], dtype=uint8)
    """

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Stretch images; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.levels import stretch

        out = np.empty_like(images)
        least, most = np.empty((2, canvas.width * canvas.channels), images.dtype)
        flat, new = images.reshape(-1, canvas.size), out.reshape(-1, canvas.size)
        stretch(flat, canvas.channels, least, most, canvas.low, canvas.span, new)
        return out
