"""Transforms of images, for stacks of them and for rows of pixels.

Every transform draws its parameters for each image (``sample``) and applies them without further
chance (``apply``); see :mod:`oversample.image.base`.
"""

from oversample.image.affine import Affine
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.choose import OneOf, SomeOf, Sometimes
from oversample.image.compose import Compose
from oversample.image.crop import CropAndPad, RandomResizedCrop
from oversample.image.flips import HorizontalFlip, VerticalFlip
from oversample.image.invert import Invert
from oversample.image.perspective import Perspective
from oversample.image.piecewise_affine import PiecewiseAffine
from oversample.image.rotate import Rotate
from oversample.image.scale import Scale
from oversample.image.shear import Shear
from oversample.image.translate import Translate

__all__ = [
    "Affine",
    "Canvas",
    "Compose",
    "CropAndPad",
    "HorizontalFlip",
    "ImageTransform",
    "Invert",
    "OneOf",
    "Perspective",
    "PiecewiseAffine",
    "RandomResizedCrop",
    "Rotate",
    "Scale",
    "Shear",
    "SomeOf",
    "Sometimes",
    "Translate",
    "VerticalFlip",
]
