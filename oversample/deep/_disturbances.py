"""Random changes of images that a critic sees, through which gradients pass (DiffAugment)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oversample._params import Constraint

Disturbance = Literal["brightness", "contrast", "translation", "cutout"]
"""A change of images; see :class:`oversample.deep.DCGANOverSampler`."""

_SHIFT = 1 / 8
"""Share of a side; images are moved by so much at most."""

_HOLE = 1 / 2
"""Share of a side; that of the square that is cut out."""

N_CHANCES = 2
"""The uniform numbers of an image, for each change."""


def brighten(torch: Any, images: Any, chance: Any) -> Any:
    """Add one number of [-1/2, 1/2) to all pixels of an image, of which the range is [-1, 1]."""
    return images + (chance[:, 0] - 0.5).view(-1, 1, 1, 1)


def stretch(torch: Any, images: Any, chance: Any) -> Any:
    """Multiply the distances of pixels from their mean by one number of [1/2, 3/2)."""
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    return mean + (images - mean) * (chance[:, 0] + 0.5).view(-1, 1, 1, 1)


def translate(torch: Any, images: Any, chance: Any) -> Any:
    """Move an image by whole pixels, up to an eighth of its sides; what is bared is 0."""
    for axis in (2, 3):
        length = images.shape[axis]
        shift = _whole(torch, chance[:, axis - 2], -_most(length), _most(length))
        source = torch.arange(length, device=images.device) - shift.view(-1, 1)
        is_inside = (source >= 0) & (source < length)
        shape = [len(images), 1, 1, 1]
        shape[axis] = length
        places = source.clamp(0, length - 1).view(shape).expand_as(images)
        images = images.gather(axis, places) * is_inside.view(shape)
    return images


def cut(torch: Any, images: Any, chance: Any) -> Any:
    """Set a rectangle of half of both sides to 0; parts of it may lie outside of the image."""
    inside = []
    for axis in (2, 3):
        length = images.shape[axis]
        hole = int(length * _HOLE + 0.5)
        first = _whole(torch, chance[:, axis - 2], -(hole // 2), length - hole + (hole + 1) // 2)
        place = torch.arange(length, device=images.device) - first.view(-1, 1)
        inside.append((place >= 0) & (place < hole))
    rectangle = inside[0][:, None, :, None] & inside[1][:, None, None, :]
    return images * ~rectangle


_BY_NAME: dict[str, Callable[[Any, Any, Any], Any]] = {
    "brightness": brighten,
    "contrast": stretch,
    "translation": translate,
    "cutout": cut,
}

Disturbances = Constraint(
    f"a list of some of {', '.join(map(repr, _BY_NAME))}, each once",
    lambda v: (
        isinstance(v, tuple | list)
        and all(isinstance(name, str) and name in _BY_NAME for name in v)
        and len(set(v)) == len(v)
    ),
)


def disturb(
    torch: Any, names: Sequence[Disturbance], images: Any, chance: NDArray[np.float32]
) -> Any:
    """Change images, one change after the other.

    Parameters
    ----------
    torch : module
        The module torch.
    names : sequence of str
        The changes.
    images : Tensor of shape (n, channels, height, width)
        Images in [-1, 1].
    chance : ndarray of shape (n, 2 * number of changes), float32
        Uniform numbers of [0, 1).

    Returns
    -------
    Tensor of shape (n, channels, height, width)
    """
    for number, name in enumerate(names):
        columns = chance[:, N_CHANCES * number : N_CHANCES * (number + 1)]
        images = _BY_NAME[name](torch, images, torch.tensor(columns, device=images.device))
    return images


def _most(length: int) -> int:
    """Return by how many pixels a side of some length is moved at most."""
    return int(length * _SHIFT + 0.5)


def _whole(torch: Any, chance: Any, low: int, high: int) -> Any:
    """Turn uniform numbers into integers of [low, high], all alike probable."""
    n = high - low + 1
    # The product may round up to n.
    return low + (chance * n).long().clamp(max=n - 1)
