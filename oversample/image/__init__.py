"""Transforms of images, for stacks of them and for rows of pixels.

Every transform draws its parameters for each image (``sample``) and applies them without further
chance (``apply``); see :mod:`oversample.image.base`.
"""

from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.geometric.affine import Affine
from oversample.image.geometric.crop import CropAndPad, RandomResizedCrop
from oversample.image.geometric.elastic import ElasticTransform
from oversample.image.geometric.flips import HorizontalFlip, VerticalFlip
from oversample.image.geometric.perspective import Perspective
from oversample.image.geometric.piecewise_affine import PiecewiseAffine
from oversample.image.geometric.rotate import Rotate
from oversample.image.geometric.scale import Scale
from oversample.image.geometric.shear import Shear
from oversample.image.geometric.translate import Translate
from oversample.image.pixel.blur import GaussianBlur
from oversample.image.pixel.color import FancyPCA, Grayscale, RGBShift
from oversample.image.pixel.enhance import Brightness, ColorJitter, Contrast, Saturation, Sharpness
from oversample.image.pixel.filters import DirectedEdgeDetect, EdgeDetect, Emboss, Sharpen
from oversample.image.pixel.hsv import HSVJitter
from oversample.image.pixel.invert import Invert
from oversample.image.pixel.levels import AutoContrast, Equalize, Posterize, Solarize
from oversample.image.pixel.noise import GaussianNoise, SaltAndPepper
from oversample.image.pixel.noise_alpha import FrequencyNoiseAlpha, SimplexNoiseAlpha
from oversample.image.pixel.occlusion import CoarseDropout, RandomErasing
from oversample.image.pixel.superpixels import Superpixels
from oversample.image.policies.augment import RandAugment, TrivialAugment
from oversample.image.policies.choose import OneOf, SomeOf, Sometimes
from oversample.image.policies.compose import Compose
from oversample.image.sampling.plan import ImagePlan
from oversample.image.sampling.transformer import ImageTransformer

__all__ = [
    "Affine",
    "AutoContrast",
    "Brightness",
    "Canvas",
    "CoarseDropout",
    "ColorJitter",
    "Compose",
    "Contrast",
    "CropAndPad",
    "DirectedEdgeDetect",
    "EdgeDetect",
    "ElasticTransform",
    "Emboss",
    "Equalize",
    "FancyPCA",
    "FrequencyNoiseAlpha",
    "GaussianBlur",
    "GaussianNoise",
    "Grayscale",
    "HSVJitter",
    "HorizontalFlip",
    "ImagePlan",
    "ImageTransform",
    "ImageTransformer",
    "Invert",
    "OneOf",
    "Perspective",
    "PiecewiseAffine",
    "Posterize",
    "RGBShift",
    "RandAugment",
    "RandomErasing",
    "RandomResizedCrop",
    "Rotate",
    "SaltAndPepper",
    "Saturation",
    "Scale",
    "Sharpen",
    "Sharpness",
    "Shear",
    "SimplexNoiseAlpha",
    "Solarize",
    "SomeOf",
    "Sometimes",
    "Superpixels",
    "Translate",
    "TrivialAugment",
    "VerticalFlip",
]
