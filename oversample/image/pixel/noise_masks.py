"""Masks of noise in [0, 1], computed on small lattices and enlarged to images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample.image.pixel.fields import hash_fields, uniform_fields

# Probabilities that a lattice is enlarged by the nearest sample, linearly, or by cubics; imgaug's.
ENLARGEMENT_CHANCES = (0.05, 0.60, 0.35)


def lattice_sides(
    sizes: NDArray[np.int64], height: int, width: int, least: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Scale the shape of an image so that its longer side is at most ``sizes``.

    Parameters
    ----------
    sizes : ndarray of shape (n,)
        The longer sides, in samples.
    height, width : int
        The sides of the image, in pixels.
    least : int
        The smallest side of a lattice, in samples.

    Returns
    -------
    heights, widths : ndarray of shape (n,)
        The sides of the lattices, at least ``least``.
    """
    scale = np.minimum(sizes / max(height, width), 1)
    heights, widths = (
        np.maximum(np.rint(scale * side), least).astype(np.intp) for side in (height, width)
    )
    return heights, widths


def simplex_masks(
    seeds: NDArray[np.uint64], heights: NDArray[np.intp], widths: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Compute lattices of OpenSimplex noise, each at random coordinates of a field of its own.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each lattice.
    heights, widths : ndarray of shape (n,), intp
        Their sizes.

    Returns
    -------
    ndarray of shape (n, largest height, largest width)
        Values in [0, 1].
    """
    from oversample._kernels.image.simplex import simplex

    keys = hash_fields(seeds, (258,))
    tables = np.argsort(keys[:, :256], axis=1)
    offsets = (keys[:, 256:] >> np.uint64(11)).astype(np.float64) * (256 * 2.0**-53)
    noise = np.zeros((len(seeds), heights.max(initial=1), widths.max(initial=1)))
    simplex(tables, offsets, heights, widths, noise)
    return (noise + 1) / 2


def frequency_masks(
    seeds: NDArray[np.uint64],
    exponents: NDArray[np.float64],
    heights: NDArray[np.intp],
    widths: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Compute lattices of noise whose amplitudes are powers of the frequency.

    The spectrum at frequencies (fy, fx), each counted from 0 up to the middle and down again, is
    U exp(2 pi i V) (fy^2 + fx^2)^(exponent / 2) with U and V uniform in [0, 1), and 0 at (0, 0);
    the real part of its inverse transform is stretched to [0, 1].

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        One seed for each lattice.
    exponents : ndarray of shape (n,)
        The powers: large blobs below 0, small patterns above.
    heights, widths : ndarray of shape (n,), intp
        The sizes of the lattices, at least 2.

    Returns
    -------
    ndarray of shape (n, largest height, largest width)
        Values in [0, 1].
    """
    noise = np.zeros((len(seeds), heights.max(initial=1), widths.max(initial=1)))
    for height, width in np.unique(np.stack([heights, widths], axis=1), axis=0):
        chosen = np.flatnonzero((heights == height) & (widths == width))
        amplitude, phase = np.moveaxis(uniform_fields(seeds[chosen], (2, height, width)), 1, 0)
        fy, fx = (np.minimum(np.arange(side), side - np.arange(side)) for side in (height, width))
        squares = (fy**2)[:, np.newaxis] + fx**2
        squares[0, 0] = 1
        scale = squares ** (exponents[chosen, np.newaxis, np.newaxis] / 2)
        scale[:, 0, 0] = 0
        spectrum = scale * amplitude * np.exp(2j * np.pi * phase)
        field = np.fft.ifft2(spectrum).real
        least = field.min(axis=(1, 2), keepdims=True)
        most = field.max(axis=(1, 2), keepdims=True)
        noise[chosen, :height, :width] = (field - least) / (most - least)
    return noise


def enlarge_masks(
    lattices: NDArray[np.float64],
    heights: NDArray[np.intp],
    widths: NDArray[np.intp],
    methods: NDArray[np.integer],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Interpolate lattices to the size of images; values stay in [0, 1].

    Parameters
    ----------
    lattices : ndarray of shape (n, largest height, largest width)
        Values in [0, 1].
    heights, widths : ndarray of shape (n,), intp
        The sizes of the lattices.
    methods : ndarray of shape (n,), integers
        0 for the nearest sample, 1 for linear, 2 for cubic interpolation.
    shape : (int, int)
        Height and width of the images.

    Returns
    -------
    ndarray of shape (n, *shape)
        Values in [0, 1].
    """
    from oversample._kernels.image.simplex import enlarge

    masks = np.empty((len(lattices), *shape))
    enlarge(lattices, heights, widths, methods, masks)
    return np.clip(masks, 0, 1)
