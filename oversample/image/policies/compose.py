"""All transforms of a list, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from oversample.image.base import ImageTransform
from oversample.image.policies.base import Policy, Transforms


class Compose(Policy):
    """Apply all transforms, in order.

    The matrices of transforms that follow each other (flips, rotations, perspectives, ...) are
    multiplied, and the image is interpolated once: pixels that the first moves out of the image,
    the next can move back.

    Parameters
    ----------
    transforms : list of ImageTransform
        At least one.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Compose, HorizontalFlip, Invert
    >>> policy = Compose([HorizontalFlip(), Invert()])
    >>> policy.transform(np.array([[[0.0, 0.25, 1.0]]]))
    array([[[0.  , 0.75, 1.  ]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {"transforms": [Transforms]}

    def __init__(self, transforms: Sequence[ImageTransform]) -> None:
        self.transforms = transforms

    def _parts(self) -> Sequence[ImageTransform]:
        return self.transforms
