"""Every image transform, in the configurations that the contract is tested in.

Adding a transform is one line here; it then inherits every test of
``tests/property/test_image_contract.py``.
"""

from collections.abc import Callable
from typing import NamedTuple

from oversample.image import HorizontalFlip, ImageTransform, Invert


class ImageInstance(NamedTuple):
    """A configured transform, and what its rule promises."""

    make: Callable[[], ImageTransform]
    neutral: Callable[[], ImageTransform] | None = None  # parameters that leave images as they are
    moves: bool = False  # moves pixels, so that masks have to follow
    draws: bool = True  # has something to draw: images of a stack are transformed differently
    channels: tuple[int, ...] = (1, 2, 3, 4)  # the numbers of channels that it takes
    clips: bool = False  # what leaves the value range is cut to it


IMAGE_INSTANCES = {
    "HorizontalFlip": ImageInstance(HorizontalFlip, moves=True, draws=False),
    "Invert": ImageInstance(Invert, draws=False),
}
