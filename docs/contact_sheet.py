"""Every image transform at three strengths, on a digit and on a photo: the pictures of images.md.

``python docs/contact_sheet.py`` writes ``docs/images/digit.png`` and ``docs/images/photo.png``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from oversample import image as im

FOLDER = Path(__file__).parent / "images"
BLOCKS = 3  # transforms beside each other

# Each transform by its strength; angles in degrees, all else as fractions unless named.
STRENGTHS: dict[str, tuple[Callable[[Any], im.ImageTransform], tuple[Any, Any, Any]]] = {
    "HorizontalFlip": (lambda _: im.HorizontalFlip(), ("", "", "")),
    "VerticalFlip": (lambda _: im.VerticalFlip(), ("", "", "")),
    "Rotate": (im.Rotate, (10, 30, 90)),
    "Translate": (lambda way: im.Translate(way, way / 2), (0.05, 0.1, 0.25)),
    "Scale": (im.Scale, (0.7, 1.2, 1.6)),
    "Shear": (im.Shear, (10, 20, 40)),
    "Affine": (
        lambda s: im.Affine(
            scale_range=1 - s, angle_range=60 * s, x_shear_range=40 * s, x_translate_range=s / 3
        ),
        (0.1, 0.25, 0.5),
    ),
    "Affine, reflect": (
        lambda s: im.Affine(scale_range=1 - s, angle_range=60 * s, border_mode="reflect"),
        (0.1, 0.25, 0.5),
    ),
    "RandomResizedCrop": (im.RandomResizedCrop, (0.9, 0.6, 0.3)),
    "CropAndPad": (im.CropAndPad, (-0.1, 0.1, 0.25)),
    "Perspective": (im.Perspective, (0.05, 0.1, 0.2)),
    "PiecewiseAffine": (im.PiecewiseAffine, (0.01, 0.03, 0.06)),
    "ElasticTransform": (lambda px: im.ElasticTransform(px, 4), (0.5, 1.5, 3)),
    "GaussianNoise": (im.GaussianNoise, (0.02, 0.1, 0.25)),
    "SaltAndPepper": (im.SaltAndPepper, (0.01, 0.05, 0.2)),
    "CoarseDropout": (im.CoarseDropout, (1, 3, 8)),
    "CoarseDropout, grid": (
        lambda share: im.CoarseDropout(method="grid", drop_range=share, fill="random"),
        (0.05, 0.15, 0.4),
    ),
    "RandomErasing": (lambda area: im.RandomErasing(area, fill="random"), (0.03, 0.1, 0.3)),
    "SimplexNoiseAlpha": (
        lambda px: im.SimplexNoiseAlpha(im.EdgeDetect(1), size_px_max=px),
        (2, 6, 16),
    ),
    "FrequencyNoiseAlpha": (
        lambda exponent: im.FrequencyNoiseAlpha(im.Invert(), exponent_range=exponent),
        (-4, -1.5, 2),
    ),
    "GaussianBlur": (im.GaussianBlur, (0.5, 1.0, 2.0)),
    "Sharpen": (im.Sharpen, (0.2, 0.5, 1.0)),
    "Emboss": (im.Emboss, (0.2, 0.5, 1.0)),
    "EdgeDetect": (im.EdgeDetect, (0.25, 0.75, 1.0)),
    "DirectedEdgeDetect": (lambda degrees: im.DirectedEdgeDetect(1, degrees), (0, 90, 225)),
    "Superpixels": (lambda n: im.Superpixels(1, n), (200, 80, 20)),
    "Invert": (lambda _: im.Invert(), ("", "", "")),
    "Grayscale": (im.Grayscale, (0.3, 0.7, 1.0)),
    "Brightness": (im.Brightness, (0.6, 1.3, 1.8)),
    "Contrast": (im.Contrast, (0.4, 1.5, 2.5)),
    "Saturation": (im.Saturation, (0.3, 1.5, 2.5)),
    "Sharpness": (im.Sharpness, (0.0, 2.0, 5.0)),
    "ColorJitter": (
        lambda s: im.ColorJitter((1 - s, 1 + s), (1 - s, 1 + s), (1 - s, 1 + s), (1 - s, 1 + s)),
        (0.2, 0.5, 0.9),
    ),
    "HSVJitter, hue": (im.HSVJitter, (0.05, 0.2, 0.5)),
    "HSVJitter, power": (
        lambda power: im.HSVJitter(sat_power_range=power, val_power_range=power),
        (0.5, 1.5, 3.0),
    ),
    "RGBShift": (lambda s: im.RGBShift(s, 0, -s), (0.05, 0.15, 0.3)),
    "FancyPCA": (im.FancyPCA, (0.1, 0.5, 1.0)),
    "Posterize, bits": (im.Posterize, (4, 3, 1)),
    "Solarize": (im.Solarize, (0.8, 0.5, 0.2)),
    "Equalize": (lambda _: im.Equalize(), ("", "", "")),
    "AutoContrast": (lambda _: im.AutoContrast(), ("", "", "")),
    "RandAugment": (lambda m: im.RandAugment(magnitude=m), (0.2, 0.5, 1.0)),
    "TrivialAugment": (lambda _: im.TrivialAugment(), ("", "", "")),
}


def load_digit() -> NDArray[np.uint8]:
    """Return a 5 of 28 x 28 pixels: scikit-learn's largest smooth one."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    bunch = load_digits()
    small = np.pad(bunch.images[bunch.target == 5][7], 1)
    large = np.clip(zoom(small, 2.8, order=3), 0, 16) / 16
    return np.rint(255 * large).astype(np.uint8)[:, :, np.newaxis]


def load_photo() -> NDArray[np.uint8]:
    """Return a part of scikit-learn's photo of a flower, 64 x 80 pixels."""
    from sklearn.datasets import load_sample_image

    photo = load_sample_image("flower.jpg")[40:360, 180:580]
    return photo.reshape(64, 5, 80, 5, 3).mean(axis=(1, 3)).astype(np.uint8)


def write_sheet(image: NDArray[np.uint8], path: Path, scale: int) -> None:
    """Write one sheet: a line for each transform, the image itself first."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lines = -(-len(STRENGTHS) // BLOCKS)
    height, width = image.shape[:2]
    size = (BLOCKS * (4 * width + 10) * scale / 100, lines * (height + 14) * scale / 100)
    figure = Figure(figsize=size, dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.subplots(lines, 4 * BLOCKS, squeeze=False)
    for axis in axes.ravel():
        axis.set_axis_off()
    for number, (name, (make, strengths)) in enumerate(STRENGTHS.items()):
        block, line = divmod(number, lines)
        row = axes[line, 4 * block : 4 * block + 4]
        row[0].set_title(name, fontsize=7, loc="left", pad=2)
        show(row[0], image)
        for seed, (axis, strength) in enumerate(zip(row[1:], strengths, strict=True)):
            new = make(strength).transform(image[np.newaxis], seed)[0]
            show(axis, new)
            axis.set_title(f"{strength}", fontsize=6, loc="right", pad=2)
    figure.subplots_adjust(0.005, 0.002, 0.995, 0.985, wspace=0.05, hspace=0.22)
    figure.savefig(path)
    # A palette is a quarter of the size.
    PIL.Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)


def show(axis: Any, image: NDArray[np.uint8]) -> None:
    """Show an image as it is: no smoothing, black to white."""
    gray = {"cmap": "gray", "vmin": 0, "vmax": 255} if image.shape[2] == 1 else {}
    axis.imshow(image.squeeze(), interpolation="nearest", **gray)


def main() -> None:
    """Write both sheets."""
    FOLDER.mkdir(exist_ok=True)
    write_sheet(load_digit(), FOLDER / "digit.png", scale=3)
    write_sheet(load_photo(), FOLDER / "photo.png", scale=1)


if __name__ == "__main__":
    main()
