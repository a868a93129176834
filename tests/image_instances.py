"""Every image transform, in the configurations that the contract is tested in.

Adding a transform is one line here; it then inherits every test of
``tests/property/test_image_contract.py``.
"""

from collections.abc import Callable
from typing import NamedTuple

from oversample.image import (
    Affine,
    Compose,
    CropAndPad,
    HorizontalFlip,
    ImageTransform,
    Invert,
    OneOf,
    Perspective,
    PiecewiseAffine,
    RandomResizedCrop,
    Rotate,
    Scale,
    Shear,
    SomeOf,
    Sometimes,
    Translate,
    VerticalFlip,
)


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
    "VerticalFlip": ImageInstance(VerticalFlip, moves=True, draws=False),
    "Rotate": ImageInstance(Rotate, lambda: Rotate(0), moves=True),
    "Rotate-full": ImageInstance(
        lambda: Rotate((-180, 180), border_mode="wrap"), lambda: Rotate(360), moves=True
    ),
    "Translate": ImageInstance(Translate, lambda: Translate(0, 0), moves=True),
    "Translate-px": ImageInstance(
        lambda: Translate((-3, 2), (0, 1), unit="px", border_mode="reflect"),
        lambda: Translate(0, 0, unit="px"),
        moves=True,
    ),
    "Scale": ImageInstance(Scale, lambda: Scale(1), moves=True),
    "Scale-free": ImageInstance(
        lambda: Scale((0.5, 2), keep_ratio=False, interpolation="nearest", fill=0.5),
        lambda: Scale(1, keep_ratio=False),
        moves=True,
    ),
    "Shear": ImageInstance(Shear, lambda: Shear(0), moves=True),
    "Shear-both": ImageInstance(
        lambda: Shear((-20, 10), (5, 30), border_mode="symmetric"), lambda: Shear(0, 0), moves=True
    ),
    "Affine": ImageInstance(
        lambda: Affine(
            scale_range=(0.7, 1.3),
            angle_range=(-40, 20),
            x_shear_range=(-10, 20),
            y_shear_range=5,
            x_translate_range=(-0.2, 0.1),
            y_translate_range=(0, 0.3),
            keep_ratio=False,
            border_mode="edge",
        ),
        Affine,
        moves=True,
    ),
    "RandomResizedCrop": ImageInstance(
        RandomResizedCrop, lambda: RandomResizedCrop(1, 1), moves=True
    ),
    "CropAndPad": ImageInstance(CropAndPad, lambda: CropAndPad(0), moves=True),
    "Perspective": ImageInstance(Perspective, lambda: Perspective(0), moves=True),
    "PiecewiseAffine": ImageInstance(PiecewiseAffine, lambda: PiecewiseAffine(0), moves=True),
    "PiecewiseAffine-fine": ImageInstance(
        lambda: PiecewiseAffine(0.1, grid=(2, 5), border_mode="edge"),
        lambda: PiecewiseAffine(0, grid=(3, 2)),
        moves=True,
    ),
    "Invert": ImageInstance(Invert, draws=False),
    "Compose": ImageInstance(
        lambda: Compose([Rotate(), Translate(), HorizontalFlip(), PiecewiseAffine(), Shear()]),
        lambda: Compose([Rotate(0), HorizontalFlip(), HorizontalFlip(), PiecewiseAffine(0)]),
        moves=True,
    ),
    "Compose-pixels": ImageInstance(
        lambda: Compose([Invert(), Rotate(50)]), moves=True, draws=False
    ),
    "Sometimes": ImageInstance(
        lambda: Sometimes([Rotate(), Invert()], 0.6), lambda: Sometimes([Invert()], 0), moves=True
    ),
    "OneOf": ImageInstance(
        lambda: OneOf([Rotate(border_mode="edge"), Scale(), Invert()], [0.5, 2, 1]),
        lambda: OneOf([Rotate(0), Scale(1)]),
        moves=True,
    ),
    "SomeOf": ImageInstance(
        lambda: SomeOf(
            [OneOf([Shear(), Invert()]), Sometimes([PiecewiseAffine()]), VerticalFlip()], (0, 3)
        ),
        lambda: SomeOf([Invert()], 0),
        moves=True,
    ),
    "SomeOf-ordered": ImageInstance(
        lambda: SomeOf([Rotate(), Translate(), Scale()], 2, random_order=False),
        lambda: SomeOf([Rotate(0), Translate(0, 0)], 2, random_order=False),
        moves=True,
    ),
}
