"""Changes of hue, saturation and value."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, streams
from oversample.image.pixel.base import check_rgb, from_unit, to_unit
from oversample.image.ranges import Range, draw_uniform, range_within

_ANY = range_within(-np.inf, np.inf)
_POSITIVE = range_within(0, np.inf)

# The value of each parameter that changes nothing.
_NEUTRAL = {
    "hue_shift": 0.0,
    "sat_power": 1.0,
    "sat_mul": 1.0,
    "sat_add": 0.0,
    "val_power": 1.0,
    "val_mul": 1.0,
    "val_add": 0.0,
}


class HSVJitter(ImageTransform):
    r"""Turn the hue, and change saturation and value (contrast in HSV).

    :math:`h' = h + \Delta` modulo a turn, :math:`s' = b \, s^a + c` cut to [0, 1], and the value
    :math:`v` likewise with numbers of its own: the contrast of [1]_, which uses powers of 1/4 to 4,
    factors of 0.7 to 1.4 and summands of -0.1 to 0.1. Everything is computed in floats
    on the pixels as fractions of the value range, values outside of it cut. Gray pixels have no
    saturation and no hue: adding to their saturation makes them red. In images of one channel
    only the value is changed. By default images stay as they are.

    .. warning:: If the colour itself makes the label (ripe or not), leave the hue alone.

    Parameters
    ----------
    hue_shift_range : float or (float, float), default=0
        The shift :math:`\Delta` in turns: 0.5 makes red cyan.
    sat_power_range, val_power_range : float or (float, float), default=1
        The power :math:`a`, at least 0.
    sat_mul_range, val_mul_range : float or (float, float), default=1
        The factor :math:`b`, at least 0.
    sat_add_range, val_add_range : float or (float, float), default=0
        The summand :math:`c`.

    References
    ----------
    .. [1] A. Dosovitskiy, J. T. Springenberg, M. Riedmiller and T. Brox, "Discriminative
       unsupervised feature learning with convolutional neural networks", NIPS 2014.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import HSVJitter
    >>> red = np.array([[[[255, 0, 0]]]], np.uint8)
    >>> print(HSVJitter(hue_shift_range=1 / 3).transform(red, random_state=0))
    [[[[  0 255   0]]]]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "hue_shift_range": [_ANY],
        "sat_power_range": [_POSITIVE],
        "sat_mul_range": [_POSITIVE],
        "sat_add_range": [_ANY],
        "val_power_range": [_POSITIVE],
        "val_mul_range": [_POSITIVE],
        "val_add_range": [_ANY],
    }

    def __init__(
        self,
        hue_shift_range: Range = 0.0,
        *,
        sat_power_range: Range = 1.0,
        sat_mul_range: Range = 1.0,
        sat_add_range: Range = 0.0,
        val_power_range: Range = 1.0,
        val_mul_range: Range = 1.0,
        val_add_range: Range = 0.0,
    ) -> None:
        self.hue_shift_range = hue_shift_range
        self.sat_power_range = sat_power_range
        self.sat_mul_range = sat_mul_range
        self.sat_add_range = sat_add_range
        self.val_power_range = val_power_range
        self.val_mul_range = val_mul_range
        self.val_add_range = val_add_range

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if images are neither gray nor RGB; see :meth:`ImageTransform.check_canvas`."""
        check_rgb(canvas, "HSVJitter", "Brightness and Contrast work on any.")

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {
            name: draw_uniform(stream, getattr(self, f"{name}_range"), n)
            for name, stream in streams(rng, *_NEUTRAL).items()
        }

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Change images; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.hsv import adjust_hsv, adjust_value

        fractions = np.clip(to_unit(images, canvas), 0, 1)
        saturation, value = (
            np.stack([draws[f"{what}_{how}"] for how in ("power", "mul", "add")], axis=1)
            for what in ("sat", "val")
        )
        out = np.empty_like(images)
        if canvas.channels == 3:
            adjust_hsv(fractions, draws["hue_shift"], saturation, value, out)
        else:
            adjust_value(fractions, value, out)
        out = from_unit(out, canvas)
        neutral = np.all([draws[name] == same for name, same in _NEUTRAL.items()], axis=0)
        out[neutral] = images[neutral]
        return out
