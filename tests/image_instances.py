"""Every image transform, in the configurations that the contract is tested in.

Adding a transform is one line here; it then inherits every test of
``tests/property/test_image_contract.py``.
"""

from collections.abc import Callable
from typing import NamedTuple

from oversample.image import (
    Affine,
    AutoContrast,
    Brightness,
    CoarseDropout,
    ColorJitter,
    Compose,
    Contrast,
    CropAndPad,
    DirectedEdgeDetect,
    EdgeDetect,
    ElasticTransform,
    Emboss,
    Equalize,
    FancyPCA,
    FrequencyNoiseAlpha,
    GaussianBlur,
    GaussianNoise,
    Grayscale,
    HorizontalFlip,
    HSVJitter,
    ImageTransform,
    Invert,
    OneOf,
    Perspective,
    PiecewiseAffine,
    Posterize,
    RandAugment,
    RandomErasing,
    RandomResizedCrop,
    RGBShift,
    Rotate,
    SaltAndPepper,
    Saturation,
    Scale,
    Sharpen,
    Sharpness,
    Shear,
    SimplexNoiseAlpha,
    Solarize,
    SomeOf,
    Sometimes,
    Superpixels,
    Translate,
    TrivialAugment,
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
    "GaussianNoise": ImageInstance(GaussianNoise, lambda: GaussianNoise(0), clips=True),
    "GaussianNoise-gray": ImageInstance(
        lambda: GaussianNoise(0.2, (-0.1, 0.1), per_channel=False, clip=False),
        lambda: GaussianNoise(0, clip=False),
    ),
    "SaltAndPepper": ImageInstance(SaltAndPepper, lambda: SaltAndPepper(0), clips=True),
    "SaltAndPepper-values": ImageInstance(
        lambda: SaltAndPepper(0.3, 0.8, per_channel=True), clips=True
    ),
    "CoarseDropout": ImageInstance(CoarseDropout, lambda: CoarseDropout(0), clips=True),
    "CoarseDropout-grid": ImageInstance(
        lambda: CoarseDropout(method="grid", drop_range=(0.1, 0.5), fill="random"),
        lambda: CoarseDropout(method="grid", drop_range=0),
        clips=True,
    ),
    "RandomErasing": ImageInstance(RandomErasing, lambda: RandomErasing(0), clips=True),
    "RandomErasing-mean": ImageInstance(lambda: RandomErasing(fill="mean"), clips=True),
    "SimplexNoiseAlpha": ImageInstance(
        SimplexNoiseAlpha, lambda: SimplexNoiseAlpha(EdgeDetect(0)), clips=True
    ),
    "SimplexNoiseAlpha-channels": ImageInstance(
        lambda: SimplexNoiseAlpha(Invert(), GaussianBlur(), aggregation="min", per_channel=True),
        lambda: SimplexNoiseAlpha(Sharpen(0), GaussianBlur(0), per_channel=True),
        clips=True,
    ),
    "FrequencyNoiseAlpha": ImageInstance(
        FrequencyNoiseAlpha, lambda: FrequencyNoiseAlpha(EdgeDetect(0)), clips=True
    ),
    "FrequencyNoiseAlpha-max": ImageInstance(
        lambda: FrequencyNoiseAlpha(Invert(), exponent_range=-2, aggregation="max", sigmoid=1.0),
        clips=True,
    ),
    "GaussianBlur": ImageInstance(GaussianBlur, lambda: GaussianBlur(0)),
    "Sharpen": ImageInstance(Sharpen, lambda: Sharpen(0), clips=True),
    "Sharpen-unclipped": ImageInstance(lambda: Sharpen(clip=False), lambda: Sharpen(0, clip=False)),
    "Emboss": ImageInstance(Emboss, lambda: Emboss(0), clips=True),
    "EdgeDetect": ImageInstance(EdgeDetect, lambda: EdgeDetect(0), clips=True),
    "DirectedEdgeDetect": ImageInstance(
        DirectedEdgeDetect, lambda: DirectedEdgeDetect(0), clips=True
    ),
    "Superpixels": ImageInstance(Superpixels, lambda: Superpixels(0), clips=True),
    "Superpixels-few": ImageInstance(lambda: Superpixels(1, (3, 9), 1.0), clips=True),
    "Grayscale": ImageInstance(
        lambda: Grayscale((0.2, 1)), lambda: Grayscale(0), channels=(1, 3), clips=True
    ),
    "Grayscale-desaturation": ImageInstance(
        lambda: Grayscale(method="desaturation"), draws=False, clips=True
    ),
    "Brightness": ImageInstance(Brightness, lambda: Brightness(1), clips=True),
    "Brightness-unclipped": ImageInstance(
        lambda: Brightness((0.5, 3), clip=False), lambda: Brightness(1, clip=False)
    ),
    "Contrast": ImageInstance(Contrast, lambda: Contrast(1), clips=True),
    "Saturation": ImageInstance(Saturation, lambda: Saturation(1), channels=(1, 3), clips=True),
    "Sharpness": ImageInstance(lambda: Sharpness((0, 2)), lambda: Sharpness(1), clips=True),
    "ColorJitter": ImageInstance(
        ColorJitter, lambda: ColorJitter(1, 1, 1, 1), channels=(1, 3), clips=True
    ),
    "ColorJitter-any-channels": ImageInstance(
        lambda: ColorJitter(saturation_range=1.0, clip=False)
    ),
    "HSVJitter": ImageInstance(
        lambda: HSVJitter(
            (-0.5, 0.5),
            sat_power_range=(0.25, 4),
            sat_mul_range=(0.7, 1.4),
            sat_add_range=(-0.1, 0.1),
            val_power_range=(0.25, 4),
            val_mul_range=(0.7, 1.4),
            val_add_range=(-0.1, 0.1),
        ),
        HSVJitter,
        channels=(1, 3),
        clips=True,
    ),
    "RGBShift": ImageInstance(RGBShift, lambda: RGBShift(0, 0, 0), channels=(1, 3), clips=True),
    "FancyPCA": ImageInstance(lambda: FancyPCA(2.0), lambda: FancyPCA(0), clips=True),
    "Posterize": ImageInstance(lambda: Posterize((1, 7)), lambda: Posterize(8), clips=True),
    "Solarize": ImageInstance(Solarize, lambda: Solarize(1), clips=True),
    "Equalize": ImageInstance(Equalize, draws=False, clips=True),
    "AutoContrast": ImageInstance(AutoContrast, draws=False, clips=True),
    "ElasticTransform": ImageInstance(ElasticTransform, lambda: ElasticTransform(0), moves=True),
    "ElasticTransform-none": ImageInstance(
        lambda: ElasticTransform(30, 2, normalize="none", border_mode="symmetric"),
        lambda: ElasticTransform(0, normalize="none"),
        moves=True,
    ),
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
    "RandAugment": ImageInstance(
        RandAugment, lambda: RandAugment(operations=["identity"]), moves=True, channels=(1, 3)
    ),
    "RandAugment-moves": ImageInstance(
        lambda: RandAugment(3, 0.9, ["rotate", "shear_x", "translate_y"], "reflect"),
        lambda: RandAugment(3, 0, ["rotate", "shear_x", "translate_y"]),
        moves=True,
    ),
    "TrivialAugment": ImageInstance(
        TrivialAugment, lambda: TrivialAugment(["identity"]), moves=True, channels=(1, 3)
    ),
}
