"""Transforms of images, for stacks of them and for rows of pixels.

Every transform draws its parameters for each image (``sample``) and applies them without further
chance (``apply``); see :mod:`oversample.image.base`.
"""

from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.flips import HorizontalFlip
from oversample.image.invert import Invert

__all__ = [
    "Canvas",
    "HorizontalFlip",
    "ImageTransform",
    "Invert",
]
