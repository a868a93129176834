"""Policies without ranges to choose: RandAugment and TrivialAugment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, get_args

import numpy as np

from oversample._params import Constraint, integer_from, one_of, real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.geometric.interpolation import BorderMode
from oversample.image.geometric.rotate import Rotate
from oversample.image.geometric.shear import Shear
from oversample.image.geometric.translate import Translate
from oversample.image.pixel.base import check_rgb
from oversample.image.pixel.enhance import Brightness, Contrast, Saturation, Sharpness
from oversample.image.pixel.levels import AutoContrast, Equalize, Posterize, Solarize
from oversample.image.policies.base import Policy
from oversample.image.policies.choose import OneOf


class Limits(NamedTuple):
    """The largest strengths of operations."""

    shear: float  # degrees
    translate: float  # fraction of the side
    rotate: float  # degrees
    enhance: float  # change of the factor 1
    posterize: int  # bits taken away


# The slope 0.3, 150 of 331 pixels ([1] of RandAugment, appendix).
RAND_AUGMENT = Limits(float(np.degrees(np.arctan(0.3))), 150 / 331, 30.0, 0.9, 4)
# The slope 0.99; 32 pixels in the paper, which is the whole of a small image.
TRIVIAL_AUGMENT = Limits(float(np.degrees(np.arctan(0.99))), 0.3, 135.0, 0.99, 6)

MOVES = ("shear_x", "shear_y", "translate_x", "translate_y", "rotate")
OPERATIONS = (
    "identity",
    *MOVES,
    "brightness",
    "saturation",
    "contrast",
    "sharpness",
    "posterize",
    "solarize",
    "autocontrast",
    "equalize",
)

Operations = Constraint(
    f"a list of one or more of {', '.join(OPERATIONS)}",
    lambda v: isinstance(v, list | tuple) and len(v) > 0 and all(name in OPERATIONS for name in v),
)


def make_operation(
    name: str, low: float, high: float, limits: Limits, border_mode: BorderMode
) -> ImageTransform:
    """Build an operation whose strength is uniform between two fractions of its limit.

    If a strength has a direction, both directions are equally likely.
    """
    if name == "identity":
        return Rotate(0.0, border_mode=border_mode)
    if name == "posterize":
        bits = 8 - round(high * limits.posterize), 8 - round(low * limits.posterize)
        return Posterize(bits)
    if name == "solarize":
        return Solarize((1 - high, 1 - low))
    if name in ("autocontrast", "equalize"):
        return AutoContrast() if name == "autocontrast" else Equalize()
    if name in MOVES:
        limit = getattr(limits, name.split("_")[0])
        ends = [(low * limit, high * limit), (-high * limit, -low * limit)]
        return OneOf([_move(name, span, border_mode) for span in ends])
    kind = {
        "brightness": Brightness,
        "saturation": Saturation,
        "contrast": Contrast,
        "sharpness": Sharpness,
    }[name]
    low, high = low * limits.enhance, high * limits.enhance
    return OneOf([kind((1 + low, 1 + high)), kind((1 - high, 1 - low))])


def _move(name: str, span: tuple[float, float], border_mode: BorderMode) -> ImageTransform:
    if name == "rotate":
        return Rotate(span, border_mode=border_mode)
    kind = Shear if name.startswith("shear") else Translate
    x, y = (span, 0.0) if name.endswith("x") else (0.0, span)
    return kind(x, y, border_mode=border_mode)


class _NamedOperations(Policy):
    """Base of both policies, whose parts are built from names of operations."""

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "operations": [Operations],
        "border_mode": [one_of(*get_args(BorderMode))],
    }

    operations: Sequence[str]

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if images to saturate are not RGB; see :meth:`ImageTransform.check_canvas`."""
        if "saturation" in self.operations:
            owner = type(self).__name__
            remedy = (
                f'Pass {owner}(operations=[...]) with names of operations, without "saturation".'
            )
            check_rgb(canvas, f"The operation 'saturation' of {owner}", remedy)


class RandAugment(_NamedOperations):
    """Apply a few random operations, all of one strength ([1]_).

    Each of the ``n_ops`` operations is drawn with replacement; both directions of an operation are
    equally likely. At ``magnitude=1`` shears have the slope 0.3, translations are 45 % of the side,
    rotations 30 degrees; factors of brightness, saturation, contrast and sharpness are 0.1 or 1.9,
    posterize leaves 4 bits, and solarize inverts everything.

    .. warning:: Near ``magnitude=1`` translations push half of an object out of the image, and
       "solarize" makes white objects black: leave operations that change a label out of
       ``operations``.

    Parameters
    ----------
    n_ops : int, default=2
        The number of operations, at least 0.
    magnitude : float, default=0.3
        Their strength, from 0 to 1; the paper's 9 of 30 is 0.3.
    operations : list of str, default=all
        Names among "identity", "shear_x", "shear_y", "translate_x", "translate_y", "rotate",
        "brightness", "saturation", "contrast", "sharpness", "posterize", "solarize",
        "autocontrast", "equalize".
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="constant"
        The values outside of the image, as named by :func:`numpy.pad`; a constant is black.

    References
    ----------
    .. [1] E. D. Cubuk, B. Zoph, J. Shlens and Q. V. Le, "RandAugment: practical automated data
       augmentation with a reduced search space", NeurIPS 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import RandAugment
    >>> images = np.zeros((3, 8, 8, 3), np.uint8)
    >>> RandAugment(magnitude=0.5).transform(images, random_state=0).shape
    (3, 8, 8, 3)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "n_ops": [integer_from(0)],
        "magnitude": [real_within(0, 1)],
        **_NamedOperations._parameter_constraints,
    }

    def __init__(
        self,
        n_ops: int = 2,
        magnitude: float = 0.3,
        operations: Sequence[str] = OPERATIONS,
        border_mode: BorderMode = "constant",
    ) -> None:
        self.n_ops = n_ops
        self.magnitude = magnitude
        self.operations = operations
        self.border_mode = border_mode

    def _parts(self) -> Sequence[ImageTransform]:
        chosen = [
            make_operation(name, self.magnitude, self.magnitude, RAND_AUGMENT, self.border_mode)
            for name in self.operations
        ]
        return [OneOf(chosen)] * self.n_ops


class TrivialAugment(_NamedOperations):
    """Apply one random operation of random strength ([1]_).

    Strengths are uniform from nothing to the strongest: shears of slope 0.99, translations of 30 %
    of the side (the paper's 32 pixels would leave nothing of a small image), rotations of 135
    degrees, factors of brightness, saturation, contrast and sharpness of 0.01 or 1.99, posterize
    to 2 bits, solarize of everything.

    .. warning:: Rotations go as far as 135 degrees, and a 6 looks like a 9: for digits, leave out
       "rotate". If dark and light make the label, leave out "solarize".

    Parameters
    ----------
    operations : list of str, default=all
        See :class:`RandAugment`.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="constant"
        The values outside of the image, as named by :func:`numpy.pad`; a constant is black.

    References
    ----------
    .. [1] S. G. Müller and F. Hutter, "TrivialAugment: tuning-free yet state-of-the-art data
       augmentation", ICCV 2021.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import TrivialAugment
    >>> images = np.zeros((3, 8, 8), np.uint8)
    >>> TrivialAugment(["translate_x", "shear_y"]).transform(images, random_state=0).shape
    (3, 8, 8)
    """

    def __init__(
        self, operations: Sequence[str] = OPERATIONS, border_mode: BorderMode = "constant"
    ) -> None:
        self.operations = operations
        self.border_mode = border_mode

    def _parts(self) -> Sequence[ImageTransform]:
        return [
            OneOf(
                [
                    make_operation(name, 0.0, 1.0, TRIVIAL_AUGMENT, self.border_mode)
                    for name in self.operations
                ]
            )
        ]
