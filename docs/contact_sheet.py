"""Every image transform at three strengths, on a digit and on a photo: the pictures of images.md.

``python docs/contact_sheet.py`` writes ``docs/images/digit.png`` and ``docs/images/photo.png``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from oversample import image as im

FOLDER = Path(__file__).parent / "images"
BLOCKS = 2  # transforms beside each other: more make captions tiny in the width of a page


class Row(NamedTuple):
    """A transform by its strength, at some strengths.

    All pictures of a row have the same seed and differ in strength alone. A row whose transform may
    change nothing visible, as a hole beside the digit, has a seed that shows the change.
    """

    make: Callable[[Any], im.ImageTransform]
    strengths: tuple[Any, ...]  # from weak to strong; one, if there is nothing to vary
    seed: int = 0


def spread(strength: float) -> tuple[float, float]:
    """Return the range of factors that are at most `strength` from 1."""
    return 1 - strength, 1 + strength


# Angles in degrees, all else as fractions unless named.
ROWS: dict[str, Row] = {
    "HorizontalFlip": Row(lambda _: im.HorizontalFlip(), ("",)),
    "VerticalFlip": Row(lambda _: im.VerticalFlip(), ("",)),
    "Rotate": Row(im.Rotate, (10, 30, 90)),
    "Translate": Row(lambda way: im.Translate(way, way / 2), (0.05, 0.1, 0.25)),
    "Scale": Row(im.Scale, (0.9, 1.3, 0.6)),
    "Shear": Row(im.Shear, (10, 20, 40)),
    "Affine": Row(
        lambda s: im.Affine(
            scale_range=1 - s, angle_range=60 * s, x_shear_range=40 * s, x_translate_range=s / 3
        ),
        (0.1, 0.25, 0.5),
    ),
    "Affine, reflect": Row(
        lambda s: im.Affine(scale_range=1 - s, angle_range=60 * s, border_mode="reflect"),
        (0.1, 0.25, 0.5),
    ),
    "RandomResizedCrop": Row(im.RandomResizedCrop, (0.9, 0.6, 0.3), seed=2),
    "CropAndPad": Row(im.CropAndPad, (-0.05, 0.1, 0.25)),
    "Perspective": Row(im.Perspective, (0.05, 0.1, 0.2), seed=1),
    "PiecewiseAffine": Row(im.PiecewiseAffine, (0.02, 0.04, 0.06), seed=1),
    "ElasticTransform": Row(lambda px: im.ElasticTransform(px, 4), (0.5, 1.5, 3)),
    "GaussianNoise": Row(im.GaussianNoise, (0.05, 0.1, 0.25)),
    "SaltAndPepper": Row(im.SaltAndPepper, (0.02, 0.06, 0.2)),
    "CoarseDropout": Row(im.CoarseDropout, (1, 3, 8), seed=6),
    "CoarseDropout, grid": Row(
        lambda share: im.CoarseDropout(method="grid", drop_range=share, fill="random"),
        (0.05, 0.15, 0.4),
    ),
    "RandomErasing": Row(
        lambda area: im.RandomErasing(area, fill="random"), (0.03, 0.1, 0.3), seed=1
    ),
    "SimplexNoiseAlpha": Row(
        lambda px: im.SimplexNoiseAlpha(im.EdgeDetect(1), size_px_max=px, sigmoid_thresh_std=0),
        (2, 6, 16),
        seed=10,
    ),
    "FrequencyNoiseAlpha": Row(
        lambda exponent: im.FrequencyNoiseAlpha(
            im.Invert(), exponent_range=exponent, sigmoid=True, sigmoid_thresh_std=0
        ),
        (-4, -1.5, 2),
        seed=7,
    ),
    "GaussianBlur": Row(im.GaussianBlur, (0.7, 1.2, 2.0)),
    "Sharpen": Row(im.Sharpen, (0.2, 0.5, 1.0)),
    "Emboss": Row(im.Emboss, (0.2, 0.5, 1.0)),
    "EdgeDetect": Row(im.EdgeDetect, (0.25, 0.75, 1.0)),
    "DirectedEdgeDetect": Row(lambda degrees: im.DirectedEdgeDetect(1, degrees), (0, 90, 225)),
    "Superpixels": Row(lambda n: im.Superpixels(1, n), (200, 80, 20)),
    "Invert": Row(lambda _: im.Invert(), ("",)),
    "Grayscale": Row(im.Grayscale, (0.3, 0.7, 1.0)),
    "Brightness": Row(im.Brightness, (1.3, 0.6, 1.8)),
    "Contrast": Row(im.Contrast, (1.5, 2.5, 0.2)),
    "Saturation": Row(im.Saturation, (1.5, 0.3, 2.5)),
    "Sharpness": Row(im.Sharpness, (0.0, 3.0, 5.0)),
    "ColorJitter": Row(
        lambda s: im.ColorJitter(spread(s), spread(s), spread(s), spread(s)),
        (0.2, 0.5, 0.9),
        seed=9,
    ),
    "HSVJitter, hue": Row(im.HSVJitter, (0.05, 0.2, 0.5)),
    "HSVJitter, power": Row(
        lambda power: im.HSVJitter(sat_power_range=power, val_power_range=power),
        (1.5, 0.5, 3.0),
    ),
    "RGBShift": Row(lambda s: im.RGBShift(s, 0, -s), (0.05, 0.15, 0.3)),
    "FancyPCA": Row(im.FancyPCA, (0.2, 0.5, 1.0), seed=88),
    "Posterize, bits": Row(im.Posterize, (3, 2, 1)),
    "Solarize": Row(im.Solarize, (0.7, 0.5, 0.2)),
    "Equalize": Row(lambda _: im.Equalize(), ("",)),
    "AutoContrast": Row(lambda _: im.AutoContrast(), ("",)),
    # Draws a stretch of the contrast and a shear.
    "RandAugment": Row(lambda s: im.RandAugment(magnitude=s), (0.2, 0.5, 1.0), seed=1),
    # Draws its strength itself, here for three of its operations.
    "TrivialAugment": Row(
        lambda name: im.TrivialAugment([name]), ("solarize", "shear_x", "rotate")
    ),
}


def draw_row(row: Row, image: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Transform an image at each strength of a row, all with one seed."""
    stack = image[np.newaxis]
    return [row.make(strength).transform(stack, row.seed)[0] for strength in row.strengths]


def measure_change(new: NDArray[np.uint8], image: NDArray[np.uint8]) -> float:
    """Return the mean absolute change of the pixels, which are at most 255."""
    return float(np.abs(new.astype(float) - image).mean())


def load_digit() -> NDArray[np.uint8]:
    """Return a 5 of 28 x 28 pixels, scikit-learn's largest smooth one, in a white of 210."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    bunch = load_digits()
    small = np.pad(bunch.images[bunch.target == 5][7], 1)
    large = np.clip(zoom(small, 2.8, order=3), 0, 16) / 16
    return np.rint(210 * large).astype(np.uint8)[:, :, np.newaxis]


def load_photo() -> NDArray[np.uint8]:
    """Return a part of scikit-learn's photo of a flower, 64 x 80 pixels."""
    from sklearn.datasets import load_sample_image

    photo = load_sample_image("flower.jpg")[40:360, 180:580]
    return photo.reshape(64, 5, 80, 5, 3).mean(axis=(1, 3)).astype(np.uint8)


def write_sheet(image: NDArray[np.uint8], path: Path, scale: int) -> None:
    """Write one sheet: a row of pictures for each transform, the image itself first."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    n_rows = -(-len(ROWS) // BLOCKS)
    height, width = image.shape[:2]
    size = (BLOCKS * (4 * width + 10) * scale / 100, n_rows * (height + 14) * scale / 100)
    figure = Figure(figsize=size, dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.subplots(n_rows, 4 * BLOCKS, squeeze=False)
    for axis in axes.ravel():
        axis.set_axis_off()
    for number, (name, row) in enumerate(ROWS.items()):
        pictures = draw_row(row, image)
        changes = [measure_change(picture, image) for picture in pictures]
        block, position = divmod(number, n_rows)
        first, *others = axes[position, 4 * block : 4 * block + 4]
        title = name if any(changes) else f"{name}: no change"
        first.set_title(title, fontsize=9, loc="left", pad=2)
        show(first, image)
        for axis, picture, strength in zip(others, pictures, row.strengths, strict=False):
            show(axis, picture)
            axis.set_title(f"{strength}", fontsize=8, loc="right", pad=2)
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
