"""Pixel transforms against independent references, with parameters given instead of drawn.

Each check is a function that raises AssertionError where a transform is wrong. They are run as they
are by the tests in ``tests/unit/image/pixel``, and on broken transforms by ``test_mutants.py``
there, which shows that they would notice. Images are not square, are standardised rather than in
[0, 1], and nothing of the package computes what is expected.
"""

import colorsys

import numpy as np
import PIL.Image
import PIL.ImageEnhance
import PIL.ImageOps
import skimage.color
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from oversample.image import (
    AutoContrast,
    Brightness,
    Canvas,
    ColorJitter,
    Contrast,
    DirectedEdgeDetect,
    EdgeDetect,
    Emboss,
    Equalize,
    FancyPCA,
    GaussianBlur,
    Grayscale,
    HSVJitter,
    Posterize,
    RGBShift,
    Saturation,
    Sharpen,
    Sharpness,
    Solarize,
)

HEIGHT, WIDTH = 9, 13
LOW, HIGH = -2.0, 3.0
SHARES = np.array([0.0, 0.3, 1.0])


def images_of(n=3, channels=3, dtype=np.float64, seed=0, shape=(HEIGHT, WIDTH)):
    """Images whose values fill [LOW, HIGH]."""
    rng = np.random.default_rng(seed)
    return rng.uniform(LOW, HIGH, (n, *shape, channels)).astype(dtype)


def photos_of(n=3, channels=3, shape=(40, 30), seed=0):
    """Smooth 8-bit images, each channel of its own range."""
    noise = np.random.default_rng(seed).normal(size=(n, *shape, channels))
    smooth = ndimage.gaussian_filter(noise, (0, 3, 3, 0), mode="wrap")
    smooth -= smooth.min(axis=(1, 2), keepdims=True)
    smooth /= smooth.max(axis=(1, 2), keepdims=True)
    darkest, width = np.linspace(10, 30, channels), np.linspace(150, 220, channels)
    return np.rint(darkest + smooth * width).astype(np.uint8)


def applied(transform, images, low=LOW, high=HIGH, **draws):
    """Apply a transform to images with given parameters."""
    canvas = Canvas(*images.shape[1:], low=low, high=high)
    draws = {name: np.asarray(values) for name, values in draws.items()}
    return transform.apply(images, draws, canvas)


def as_bytes(transform, images, **draws):
    """Apply a transform to 8-bit images; give what it computes before rounding."""
    return applied(transform, images.astype(np.float64), 0.0, 255.0, **draws)


# -- filters -----------------------------------------------------------------------------------


def correlated(image, kernel, alpha):
    """Blend one image with its correlation, black being LOW, by SciPy."""
    channels = image.shape[2]
    unit = image.astype(np.float64) - LOW
    filtered = [
        ndimage.correlate(unit[..., channel], np.asarray(kernel, float), mode="mirror")
        for channel in range(channels)
    ]
    return LOW + (1 - alpha) * unit + alpha * np.stack(filtered, axis=-1)


def check_filter(transform, kernels, **draws):
    for channels in (1, 3, 4):
        for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 2e-5)):
            images = images_of(3, channels, dtype)
            new = applied(transform, images, alpha=SHARES, **draws)
            for image, kernel, alpha, got in zip(images, kernels, SHARES, new, strict=True):
                assert_allclose(got, correlated(image, kernel, alpha), atol=tolerance)


def check_sharpen():
    lightness = [0.8, 1.0, 1.2]
    kernels = [[[-1, -1, -1], [-1, 8 + light, -1], [-1, -1, -1]] for light in lightness]
    check_filter(Sharpen(clip=False), kernels, lightness=lightness)


def check_emboss():
    strength = [0.2, 0.5, 0.7]
    kernels = [[[-1 - s, -s, 0], [-s, 1, s], [0, s, 1 + s]] for s in strength]
    check_filter(Emboss(clip=False), kernels, strength=strength)


def check_edge_detect():
    check_filter(EdgeDetect(clip=False), 3 * [[[0, 1, 0], [1, -4, 1], [0, 1, 0]]])


def check_directed_edge_detect():
    # Up, right (as 450 degrees), and between left and top left, where angles wrap around.
    directions = [0.0, 450.0, 292.5]
    kernels = []
    for direction in directions:
        kernel = np.zeros((3, 3))
        for row in range(3):
            for column in range(3):
                if (row, column) != (1, 1):
                    # Clockwise from the top, y pointing down.
                    bearing = np.degrees(np.arctan2(column - 1, 1 - row))
                    difference = np.radians(bearing - direction)
                    apart = np.degrees(np.abs(np.arctan2(np.sin(difference), np.cos(difference))))
                    kernel[row, column] = (1 - apart / 180) ** 4
        kernel /= -kernel.sum()
        kernel[1, 1] = 1
        kernels.append(kernel)
    check_filter(DirectedEdgeDetect(clip=False), kernels, direction=directions)


def check_filters_on_a_marker():
    """Each filter's own kernel, turned by half a turn, is what it makes of a single white pixel."""
    images = np.zeros((1, 5, 7, 1))
    images[0, 2, 3] = 1
    new = applied(Emboss(clip=False), images, 0.0, 1.0, alpha=[1.0], strength=[0.5])
    assert_array_equal(new[0, 1:4, 2:5, 0], [[1.5, 0.5, 0], [0.5, 1, -0.5], [0, -0.5, -1.5]])
    assert np.count_nonzero(new) == 7


def check_blur():
    sigma = np.array([0.0, 0.7, 3.0])
    for shape in ((HEIGHT, WIDTH), (4, 11), (1, 6)):
        for channels in (1, 3):
            images = images_of(3, channels, shape=shape)
            new = applied(GaussianBlur(truncate=3.0), images, sigma=sigma)
            for image, s, got in zip(images, sigma, new, strict=True):
                radius = min(int(3.0 * s), min(shape) - 1)
                expected = np.stack(
                    [
                        ndimage.gaussian_filter(
                            image[..., channel], max(s, 1e-9), radius=radius, mode="mirror"
                        )
                        for channel in range(channels)
                    ],
                    axis=-1,
                )
                assert_allclose(got, expected, atol=1e-12)


# -- brightness, contrast, saturation, sharpness ------------------------------------------------


def gray_of(image):
    return 0.299 * image[..., 0] + 0.587 * image[..., 1] + 0.114 * image[..., 2]


def enhanced(image, step, factor):
    """One step of one RGB image, black being LOW, written out."""
    if step == "brightness":
        return LOW + factor * (image - LOW)
    if step == "contrast":
        return factor * image + (1 - factor) * gray_of(image).mean()
    if step == "saturation":
        return factor * image + (1 - factor) * gray_of(image)[..., np.newaxis]
    smooth = ndimage.correlate(image, np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]])[..., None] / 13)
    result = image.copy()
    result[1:-1, 1:-1] = (factor * image + (1 - factor) * smooth)[1:-1, 1:-1]
    return result


SINGLE_STEPS = {
    "brightness": Brightness,
    "contrast": Contrast,
    "saturation": Saturation,
    "sharpness": Sharpness,
}


def check_enhancers_by_hand():
    images = images_of(3)
    factors = np.array([0.0, 0.6, 1.7])
    for step, transform in SINGLE_STEPS.items():
        new = applied(transform(clip=False), images, factor=factors)
        for image, factor, got in zip(images, factors, new, strict=True):
            assert_allclose(got, enhanced(image, step, factor), atol=1e-12)
    two = images_of(3, 2)
    means = two.mean(axis=(1, 2), keepdims=True)
    f = factors[:, np.newaxis, np.newaxis, np.newaxis]
    new = applied(Contrast(clip=False), two, factor=factors)
    assert_allclose(new, f * two + (1 - f) * means, atol=1e-12)


def check_jitter_by_hand():
    """Every image in its own order; with ``clip`` every step stays in the range."""
    images = np.repeat(images_of(1), 4, axis=0)
    factors = {"brightness": 1.5, "contrast": 0.5, "saturation": 1.6, "sharpness": 1.8}
    order = np.array([[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 0, 1, 3]])
    draws = {step: np.full(4, factor) for step, factor in factors.items()}
    for clip in (False, True):
        new = applied(ColorJitter(clip=clip), images, order=order, **draws)
        for image, steps, got in zip(images, order, new, strict=True):
            expected = image
            for number in steps:
                step = list(SINGLE_STEPS)[number]
                expected = enhanced(expected, step, factors[step])
                if clip:
                    expected = expected.clip(LOW, HIGH)
            assert_allclose(got, expected, atol=1e-12)
        assert len({image.tobytes() for image in new}) == 4


def check_enhancers_against_pillow():
    """Pillow truncates to whole numbers, its mean of contrast too: up to a level and a half."""
    for transform, reference in (
        (Brightness(), PIL.ImageEnhance.Brightness),
        (Contrast(), PIL.ImageEnhance.Contrast),
        (Saturation(), PIL.ImageEnhance.Color),
        (Sharpness(), PIL.ImageEnhance.Sharpness),
    ):
        photos = photos_of(4)
        factors = np.array([0.0, 0.5, 1.3, 1.9])
        new = as_bytes(transform, photos, factor=factors)
        for photo, factor, got in zip(photos, factors, new, strict=True):
            expected = reference(PIL.Image.fromarray(photo)).enhance(factor)
            assert_allclose(got, np.asarray(expected, float), atol=1.5)


# -- colours -----------------------------------------------------------------------------------


def check_hsv_against_skimage():
    images = images_of(4)
    draws = {
        "hue_shift": [0.0, 0.3, -0.9, 5.25],
        "sat_power": [1.0, 0.5, 2.0, 1.0],
        "sat_mul": [1.0, 1.3, 0.7, 1.0],
        "sat_add": [0.1, 0.0, -0.1, 0.0],
        "val_power": [1.0, 2.0, 0.5, 1.0],
        "val_mul": [1.2, 0.8, 1.0, 1.0],
        "val_add": [0.0, 0.1, -0.2, 0.0],
    }
    new = applied(HSVJitter(), images, **draws)
    for i, (image, got) in enumerate(zip(images, new, strict=True)):
        d = {name: values[i] for name, values in draws.items()}
        hsv = skimage.color.rgb2hsv((image - LOW) / (HIGH - LOW))
        hsv[..., 0] = (hsv[..., 0] + d["hue_shift"]) % 1
        for channel, what in ((1, "sat"), (2, "val")):
            share = hsv[..., channel] ** d[f"{what}_power"]
            hsv[..., channel] = np.clip(share * d[f"{what}_mul"] + d[f"{what}_add"], 0, 1)
        expected = LOW + (HIGH - LOW) * skimage.color.hsv2rgb(hsv)
        assert_allclose(got, expected, atol=1e-9)


def check_hsv_against_colorsys():
    """Pure and gray colours, on the borders between the sixths of the circle."""
    corners = np.array([[r, g, b] for r in (0, 0.5, 1) for g in (0, 0.5, 1) for b in (0, 0.5, 1)])
    images = corners.reshape(1, 3, 9, 3)
    for turns in (0.0, 1 / 6, 0.5, 0.61):
        neutral = {f"{w}_{how}": [1.0] for w in ("sat", "val") for how in ("power", "mul")}
        new = applied(
            HSVJitter(),
            images,
            0.0,
            1.0,
            hue_shift=[turns],
            **neutral,
            sat_add=[1e-9],
            val_add=[0.0],
        )
        for before, after in zip(corners, new.reshape(-1, 3), strict=True):
            h, s, v = colorsys.rgb_to_hsv(*before)
            assert_allclose(after, colorsys.hsv_to_rgb((h + turns) % 1, s, v), atol=1e-8)


def check_grayscale():
    photos = photos_of(2)
    new = as_bytes(Grayscale(), photos, alpha=[1.0, 0.25])
    gray = np.asarray(PIL.Image.fromarray(photos[0]).convert("L"), float)
    assert_allclose(new[0], np.repeat(gray[..., np.newaxis], 3, axis=-1), atol=1)
    exact = photos @ [0.299, 0.587, 0.114]
    assert_allclose(new[1], 0.75 * photos[1] + 0.25 * exact[1][..., np.newaxis], atol=1e-9)
    images = images_of(1, 4)
    for method, expected in (
        ("average", images.mean(-1)),
        ("max", images.max(-1)),
        ("desaturation", (images.max(-1) + images.min(-1)) / 2),
    ):
        new = applied(Grayscale(method=method), images, alpha=[1.0])
        assert_allclose(new, np.repeat(expected[..., np.newaxis], 4, axis=-1), atol=1e-12)


def check_rgb_shift():
    images = images_of(2)
    shifts = {"r": np.array([0.1, 0.0]), "g": np.array([-0.2, 0.3]), "b": np.array([0.05, 0.0])}
    new = applied(RGBShift(clip=False), images, **shifts)
    for k, shift in enumerate(shifts.values()):
        moved = images[..., k] + shift[:, np.newaxis, np.newaxis] * (HIGH - LOW)
        assert_allclose(new[..., k], moved, atol=1e-12)
    assert_allclose(
        applied(RGBShift(), images, **shifts), np.clip(new, LOW, HIGH), rtol=0, atol=1e-12
    )
    one = images_of(2, 1)
    moved = one + shifts["r"][:, np.newaxis, np.newaxis, np.newaxis] * (HIGH - LOW)
    assert_allclose(applied(RGBShift(clip=False), one, **shifts), moved, atol=1e-12)


def check_fancy_pca():
    """Over many draws the shifts have the covariance sum of p p' (std lambda)^2 R^2."""
    image = images_of(1)
    image[..., 1] += image[..., 0]
    n = 4000
    images = np.repeat(image, n, axis=0)
    seeds = np.random.default_rng(0).integers(0, 2**64, n, dtype=np.uint64)
    shifts = applied(FancyPCA(0.3, clip=False), images, seed=seeds) - images
    assert_allclose(shifts, shifts[:, :1, :1] + np.zeros_like(images), atol=1e-12)
    drawn = shifts[:, 0, 0] / (HIGH - LOW)
    covariance = np.cov(image.reshape(-1, 3).T / (HIGH - LOW), bias=True)
    variances, axes = np.linalg.eigh(covariance)
    assert_allclose((drawn @ axes).std(axis=0), 0.3 * variances, rtol=0.05)
    assert_allclose(np.corrcoef((drawn @ axes).T), np.eye(3), atol=0.06)


# -- levels ------------------------------------------------------------------------------------


def check_posterize_against_pillow():
    photos = photos_of(8)
    bits = np.arange(1, 9)
    new = as_bytes(Posterize(), photos, bits=bits)
    for photo, b, got in zip(photos, bits, new, strict=True):
        expected = PIL.ImageOps.posterize(PIL.Image.fromarray(photo), int(b))
        assert_allclose(got, np.asarray(expected), atol=1e-9)


def check_solarize_against_pillow():
    photos = photos_of(4)
    thresholds = np.array([0, 40, 128, 255])
    # Pillow inverts from the threshold on, we above it.
    new = as_bytes(Solarize(), photos, threshold=(thresholds - 0.5).clip(0) / 255)
    for photo, threshold, got in zip(photos, thresholds, new, strict=True):
        expected = PIL.ImageOps.solarize(PIL.Image.fromarray(photo), int(threshold))
        assert_array_equal(got, np.asarray(expected))


def check_autocontrast_against_pillow():
    photos = photos_of(3)
    new = as_bytes(AutoContrast(), photos)
    for photo, got in zip(photos, new, strict=True):
        expected = PIL.ImageOps.autocontrast(PIL.Image.fromarray(photo))
        assert_allclose(got, np.asarray(expected, float), atol=1.0)
    assert_array_equal(new.min(axis=(1, 2)), 0)
    assert_array_equal(new.max(axis=(1, 2)), 255)


def check_equalize_by_counting():
    photos = photos_of(2, shape=(7, 8))
    new = as_bytes(Equalize(), photos)
    for photo, got in zip(photos, new, strict=True):
        for channel in range(3):
            values = photo[..., channel]
            n_least = np.count_nonzero(values == values.min())
            for value, level in zip(values.ravel(), got[..., channel].ravel(), strict=True):
                share = (np.count_nonzero(values <= value) - n_least) / (values.size - n_least)
                assert_allclose(level, 255 * share, atol=1e-9)


FILTERS = (
    check_sharpen,
    check_emboss,
    check_edge_detect,
    check_directed_edge_detect,
    check_filters_on_a_marker,
    check_blur,
)
ENHANCERS = (
    check_enhancers_by_hand,
    check_enhancers_against_pillow,
    check_jitter_by_hand,
)
COLORS = (
    check_hsv_against_skimage,
    check_hsv_against_colorsys,
    check_grayscale,
    check_rgb_shift,
    check_fancy_pca,
)
LEVELS = (
    check_posterize_against_pillow,
    check_solarize_against_pillow,
    check_autocontrast_against_pillow,
    check_equalize_by_counting,
)
