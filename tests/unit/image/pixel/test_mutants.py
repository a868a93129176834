"""The checks of pixel transforms notice what could be wrong: each fails on a broken transform."""

import numpy as np
import pytest

import oversample._kernels.image.correlate
import oversample._kernels.image.enhance
import oversample._kernels.image.hsv
import oversample._kernels.image.levels
import oversample.image.pixel.color
import oversample.image.pixel.levels
from oversample.image import DirectedEdgeDetect, Emboss, Sharpen
from tests import pixel_references as checks


def with_weights(change):
    """Break `correlate`: the kernel gets changed weights."""
    correlate = oversample._kernels.image.correlate.correlate

    def broken(images, weights, offsets, out):
        correlate(images, np.ascontiguousarray(change(weights)), offsets, out)

    return [(oversample._kernels.image.correlate, "correlate", broken)]


def without_offsets():
    """Break `correlate`: black is 0, whatever the value range."""
    correlate = oversample._kernels.image.correlate.correlate

    def broken(images, weights, offsets, out):
        correlate(images, weights, np.zeros_like(offsets), out)

    return [(oversample._kernels.image.correlate, "correlate", broken)]


def with_channels_as_pixels(name):
    """Break a filter: the channels of a pixel are taken for pixels side by side."""
    kernel = getattr(oversample._kernels.image.correlate, name)

    def broken(images, first, second, out):
        n, height, _, _ = images.shape
        lines = images.reshape(n, height, -1, 1)
        kernel(lines, first, second, out.reshape(lines.shape))

    return [(oversample._kernels.image.correlate, name, broken)]


def with_radii(change):
    """Break the blur: weights go further or less far."""
    blur = oversample._kernels.image.correlate.blur

    def broken(images, weights, radii, out):
        blur(images, weights, change(radii), out)

    return [(oversample._kernels.image.correlate, "blur", broken)]


def with_kernels(transform, change):
    """Break a filter: its own kernels are changed before they are blended in."""
    kernels = transform._kernels
    return [(transform, "_kernels", lambda self, draws: change(kernels(self, draws)))]


def with_kinds(change):
    """Break the enhancers: another step than the one that was asked for."""
    enhance = oversample._kernels.image.enhance.enhance

    def broken(images, steps, *rest):
        # In the layout that kernels are compiled for already.
        kinds = np.ascontiguousarray(change(steps.kinds))
        enhance(images, steps._replace(kinds=kinds), *rest)

    return [(oversample._kernels.image.enhance, "enhance", broken)]


def with_black(black):
    """Break the enhancers: another black."""
    enhance = oversample._kernels.image.enhance.enhance

    def broken(images, steps, *rest):
        enhance(images, steps._replace(low=black), *rest)

    return [(oversample._kernels.image.enhance, "enhance", broken)]


def with_hsv(change):
    """Break the HSV kernel: other numbers."""
    adjust = oversample._kernels.image.hsv.adjust_hsv

    def broken(images, turns, saturation, value, out):
        changed = change(turns, saturation, value)
        # In the layout that kernels are compiled for already.
        adjust(images, *map(np.ascontiguousarray, changed), out)

    return [(oversample._kernels.image.hsv, "adjust_hsv", broken)]


def with_one_channel():
    """Break the equalizer: all channels are one."""
    equalize = oversample._kernels.image.levels.equalize

    def broken(images, n_channels, *rest):
        equalize(images, 1, *rest)

    return [(oversample._kernels.image.levels, "equalize", broken)]


def with_luma(weights):
    """Break the gray: other weights."""
    return [
        (
            oversample.image.pixel.color,
            "gray_of",
            lambda images: (images @ np.array(weights))[..., None],
        )
    ]


def swap_axes(weights):
    return weights.swapaxes(1, 2)


def turn_half(weights):
    return weights[:, ::-1, ::-1]


MUTANTS = {
    "emboss-convolved": (checks.check_emboss, with_weights(turn_half)),
    "emboss-turned-marker": (checks.check_filters_on_a_marker, with_weights(turn_half)),
    "emboss-without-middle": (
        checks.check_emboss,
        with_kernels(Emboss, lambda kernels: kernels * [[1, 1, 1], [1, 0, 1], [1, 1, 1]]),
    ),
    "directed-axes-swapped": (checks.check_directed_edge_detect, with_weights(swap_axes)),
    "directed-convolved": (checks.check_directed_edge_detect, with_weights(turn_half)),
    "directed-counter-clockwise": (
        checks.check_directed_edge_detect,
        with_kernels(DirectedEdgeDetect, lambda kernels: kernels[:, :, ::-1]),
    ),
    "sharpen-without-lightness": (
        checks.check_sharpen,
        with_kernels(Sharpen, lambda kernels: kernels / kernels.sum(axis=(1, 2), keepdims=True)),
    ),
    "filter-of-another-image": (checks.check_sharpen, with_weights(lambda w: np.roll(w, 1, 0))),
    "filter-ignores-black": (checks.check_edge_detect, without_offsets()),
    "filter-mixes-channels": (
        checks.check_edge_detect,
        with_channels_as_pixels("correlate"),
    ),
    "blur-mixes-channels": (
        checks.check_blur,
        with_channels_as_pixels("blur"),
    ),
    "blur-too-short": (checks.check_blur, with_radii(lambda radii: np.maximum(radii - 1, 0))),
    "steps-exchanged": (
        checks.check_enhancers_by_hand,
        with_kinds(lambda kinds: np.where(kinds == 0, 1, kinds)),
    ),
    "sharpness-for-saturation": (
        checks.check_enhancers_against_pillow,
        with_kinds(lambda kinds: np.where(kinds == 2, 3, kinds)),
    ),
    "order-reversed": (checks.check_jitter_by_hand, with_kinds(lambda kinds: kinds[:, ::-1])),
    "brightness-from-zero": (checks.check_enhancers_by_hand, with_black(0.0)),
    "hue-backwards": (checks.check_hsv_against_skimage, with_hsv(lambda t, s, v: (-t, s, v))),
    "hue-in-degrees": (
        checks.check_hsv_against_colorsys,
        with_hsv(lambda t, s, v: (t / 360, s, v)),
    ),
    "saturation-for-value": (
        checks.check_hsv_against_skimage,
        with_hsv(lambda t, s, v: (t, v, s)),
    ),
    "power-for-factor": (
        checks.check_hsv_against_skimage,
        with_hsv(lambda t, s, v: (t, s[:, [1, 0, 2]], v)),
    ),
    "gray-is-average": (checks.check_grayscale, with_luma([1 / 3, 1 / 3, 1 / 3])),
    "gray-of-bgr": (checks.check_grayscale, with_luma([0.114, 0.587, 0.299])),
    "posterize-by-255-levels": (
        checks.check_posterize_against_pillow,
        [(oversample.image.pixel.levels, "_WHITE", 254)],
    ),
    "equalized-across-channels": (checks.check_equalize_by_counting, with_one_channel()),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_transform_is_noticed(mutant, monkeypatch):
    check, changes = MUTANTS[mutant]
    check()
    for owner, name, broken in changes:
        monkeypatch.setattr(owner, name, broken, raising=False)
    with pytest.raises(AssertionError):
        check()
