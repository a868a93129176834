"""Convolutions and embeddings of classes as pieces of one vector of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._image_shape import ImageShape, check_image_shape
from oversample._random import Stream
from oversample.exceptions import InvalidParameterError

SIDES, CHANNELS = (8, 64), (1, 3)
"""The least and the greatest side of images that are made, in pixels, and their channels."""

_SMALLEST = 4
"""Images are halved until the longer side has at most so many pixels."""

_MOST = 8
"""The most channels of a layer, in units of the width of a network."""


class Convolution(NamedTuple):
    """A convolution, or a transposed one, with offsets.

    Attributes
    ----------
    fan_in, out : int
        The channels of its input and of its output.
    size, stride, padding : int
        The side of its kernel, its step, and the zeros around its input; those of the default
        halve a side, or double it if transposed.
    transposed : bool
        Whether each pixel is spread over a square, rather than made of one.
    """

    fan_in: int
    out: int
    size: int = 4
    stride: int = 2
    padding: int = 1
    transposed: bool = False


def sizes_of_convolutions(layers: Sequence[Convolution]) -> list[int]:
    """Return the number of parameters of each piece: the weights of a layer, then its offsets."""
    sizes = []
    for layer in layers:
        sizes += [layer.fan_in * layer.out * layer.size**2, layer.out]
    return sizes


def draw_convolutions(layers: Sequence[Convolution], rng: Stream) -> NDArray[np.float64]:
    """Draw the first parameters: of each layer uniform within one over the root of its inputs."""
    pieces = [np.empty(0)]
    for layer in layers:
        # A transposed kernel of twice its step reaches each pixel from a part of its places.
        places = layer.size**2 // (layer.stride**2 if layer.transposed else 1)
        bound = (layer.fan_in * places) ** -0.5
        n_weights, n_offsets = sizes_of_convolutions([layer])
        pieces.append(rng.uniform(n_weights + n_offsets, -bound, bound))
    return np.concatenate(pieces)


def convolve(torch: Any, layer: Convolution, weight: Any, offset: Any, images: Any) -> Any:
    """Run images through one layer.

    Parameters
    ----------
    torch : module
        The module torch.
    layer : Convolution
        Its measures.
    weight : Tensor of shape (fan_in * out * size * size,)
        Those of a convolution in the order (out, fan_in, size, size), of a transposed one in
        the order (fan_in, out, size, size).
    offset : Tensor of shape (out,)
        What is added to each channel.
    images : Tensor of shape (n, fan_in, height, width)
        The images.

    Returns
    -------
    Tensor of shape (n, out, new height, new width)
    """
    functional, square = torch.nn.functional, (layer.size, layer.size)
    if layer.transposed:
        kernel = weight.view(layer.fan_in, layer.out, *square)
        return functional.conv_transpose2d(images, kernel, offset, layer.stride, layer.padding)
    kernel = weight.view(layer.out, layer.fan_in, *square)
    return functional.conv2d(images, kernel, offset, layer.stride, layer.padding)


def normalise(torch: Any, images: Any) -> Any:
    """Bring each image to mean 0 and variance 1, over all of its channels and pixels.

    Unlike batch normalisation, it makes no image depend on others, and subtracts no class.
    """
    return torch.nn.functional.layer_norm(images, images.shape[1:])


def embed(table: Any, classes: Any) -> Any:
    """Return the embedding of each class.

    Parameters
    ----------
    table : Tensor of shape (n_classes * width,)
        The embeddings of all classes, one after the other.
    classes : Tensor of shape (n, n_classes)
        One-hot classes.

    Returns
    -------
    Tensor of shape (n, width)
    """
    return classes @ table.view(classes.shape[1], -1)


def check_sides(image_shape: Sequence[int], n_features: int, owner: str, remedy: str) -> ImageShape:
    """Return the shape of the images of a table, or raise where a network makes no such images.

    Parameters
    ----------
    image_shape : sequence of int
        What the user has asked for; see :func:`oversample._image_shape.check_image_shape`.
    n_features : int
        The length of a row.
    owner : str
        The sampler, for the message.
    remedy : str
        What to do with other images, beside resizing them.

    Raises
    ------
    InvalidParameterError
        If rows are no such images, or images of other sides or channels.
    """
    shape, (least, most) = check_image_shape(image_shape, n_features, owner), SIDES
    sides = shape[:2]
    if not (least <= min(sides) and max(sides) <= most and shape.channels in CHANNELS):
        raise InvalidParameterError(
            f"{owner} makes images of {least} to {most} pixels a side, with 1 or 3 channels. "
            f"image_shape={tuple(image_shape)} stands for {tuple(shape)}: resize the images "
            f"first, or {remedy}."
        )
    return shape


class Pyramid(NamedTuple):
    """The sizes between an image and its smallest form, each half of the one before.

    Images of other sides are continued at their right and lower border, and cropped again.

    Attributes
    ----------
    image : ImageShape
        Height, width and channels of images.
    width : int
        The channels of the largest form; each smaller one has twice as many, up to 8 times.
    """

    image: ImageShape
    width: int

    @property
    def n_halvings(self) -> int:
        """How often images are halved: once at least."""
        longer, n = max(self.image.height, self.image.width), 1
        while longer > _SMALLEST * 2**n:
            n += 1
        return n

    @property
    def smallest(self) -> tuple[int, int]:
        """Height and width of the smallest form."""
        step = 2**self.n_halvings
        return -(-self.image.height // step), -(-self.image.width // step)

    @property
    def channels(self) -> list[int]:
        """The channels after each halving; those of the smallest form are the last."""
        return [self.width * min(2**level, _MOST) for level in range(self.n_halvings)]

    @property
    def n_smallest(self) -> int:
        """The number of values of the smallest form."""
        height, width = self.smallest
        return height * width * self.channels[-1]

    @property
    def down(self) -> list[Convolution]:
        """The layers from an image to its smallest form."""
        before = [self.image.channels, *self.channels[:-1]]
        return [Convolution(*pair) for pair in zip(before, self.channels, strict=True)]

    @property
    def up(self) -> list[Convolution]:
        """The layers from the smallest form to an image: transposed ones, and a last of 3 x 3."""
        falling = [*reversed(self.channels), self.width]
        doubling = [Convolution(*pair, transposed=True) for pair in pairwise(falling)]
        return [*doubling, Convolution(self.width, self.image.channels, 3, 1, 1)]

    def images_of(self, torch: Any, rows: Any) -> Any:
        """Return rows of pixels, channels last, as continued images of shape (n, channels, ...)."""
        images = rows.view(len(rows), *self.image).permute(0, 3, 1, 2)
        height, width = (side * 2**self.n_halvings for side in self.smallest)
        more = (0, width - self.image.width, 0, height - self.image.height)
        return torch.nn.functional.pad(images, more, mode="replicate")

    def rows_of(self, images: Any) -> Any:
        """Return continued images as rows of pixels."""
        cropped = images[:, :, : self.image.height, : self.image.width]
        return cropped.permute(0, 2, 3, 1).reshape(len(images), -1)
