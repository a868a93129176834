"""Transforms one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample.image.base import ImageTransform
from oversample.image.draws import Draws
from oversample.image.policy import Carrier, Policy, Transforms


class Compose(Policy):
    """Apply all transforms, in order.

    Neighbours that move pixels by matrices (flips, rotations, perspectives, ...) are multiplied
    and interpolated once; what the first moves out of the image, the next can bring back.

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

    def _sample(self, n: int, rng: Generator) -> Draws:
        return self._sample_parts(n, rng)

    def carry_out(self, carrier: Carrier, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply all parts to some images; see :meth:`Policy.carry_out`."""
        for number, part in enumerate(self.transforms):
            carrier.transform(part, draws[f"{number}"], rows)
