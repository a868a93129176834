"""What an image looks like to a small network: maps of features, and a class.

Three convolutions of 3 x 3 pixels with ReLU, halved between them by the mean of each square, as far
as the image is large enough; then one layer to the classes. Nothing is normalised over images, so
that the features of one do not depend on others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._image_shape import ImageShape
from oversample._random import Stream
from oversample.deep._convolution import (
    Convolution,
    convolve,
    draw_convolutions,
    sizes_of_convolutions,
)
from oversample.deep._layers import chain, draw_layers, run_layers, sizes_of

FeatureMaps = Callable[[Any], Any]
"""Takes images of shape (n, channels, height, width), black 0 and white 1; returns a Tensor of
shape (n, maps, ...), or a sequence of these, the deepest last."""

_WIDTHS = (16, 32, 32)
"""The maps of each convolution."""

_SMALLEST = 4
"""Sides of fewer pixels are not halved."""


class FeatureNetwork(NamedTuple):
    """The measures of the network.

    Attributes
    ----------
    image : ImageShape
        Height, width and channels of images.
    n_classes : int
        The number of classes.
    """

    image: ImageShape
    n_classes: int

    @property
    def convolutions(self) -> list[Convolution]:
        """The layers of maps."""
        return [Convolution(*pair, 3, 1, 1) for pair in chain(self.image.channels, *_WIDTHS)]

    @property
    def halves(self) -> list[bool]:
        """Whether maps are halved after each convolution, which the deepest never are."""
        side = min(self.image.height, self.image.width)
        return [*(side >= _SMALLEST * 2**level for level in range(len(_WIDTHS) - 1)), False]

    @property
    def n_deepest(self) -> int:
        """The number of values of the deepest maps."""
        n = 2 ** sum(self.halves)
        return (self.image.height // n) * (self.image.width // n) * _WIDTHS[-1]

    @property
    def sizes(self) -> list[int]:
        """The number of parameters of each piece."""
        last = sizes_of(chain(self.n_deepest, self.n_classes))
        return [*sizes_of_convolutions(self.convolutions), *last]

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters."""
        last = draw_layers(chain(self.n_deepest, self.n_classes), rng)
        return np.concatenate([draw_convolutions(self.convolutions, rng), last]).astype(np.float32)

    def maps(self, torch: Any, parameters: Any, images: Any) -> list[Any]:
        """Return the maps of each layer, the deepest last.

        Parameters
        ----------
        torch : module
            The module torch.
        parameters : Tensor of shape (n_parameters,)
            All parameters.
        images : Tensor of shape (n, channels, height, width)
            Images, black 0 and white 1.
        """
        pieces, found, now = parameters.split(self.sizes), [], images
        for number, (layer, halves) in enumerate(zip(self.convolutions, self.halves, strict=True)):
            weight, offset = pieces[2 * number : 2 * number + 2]
            found.append(torch.relu(convolve(torch, layer, weight, offset, now)))
            now = torch.nn.functional.avg_pool2d(found[-1], 2) if halves else found[-1]
        return found

    def logits(self, torch: Any, parameters: Any, images: Any) -> Any:
        """Return the logit of each class."""
        deepest = self.maps(torch, parameters, images)[-1].flatten(1)
        last = chain(self.n_deepest, self.n_classes)
        return run_layers(torch, parameters.split(self.sizes)[-2:], last, deepest)


def as_images(torch: Any, rows: Any, image: ImageShape) -> Any:
    """Return rows of pixels, channels last, as images of shape (n, channels, height, width)."""
    return rows.view(len(rows), *image).permute(0, 3, 1, 2).contiguous()


def as_rows(images: Any) -> Any:
    """Return images as rows of pixels, channels last."""
    return images.permute(0, 2, 3, 1).reshape(len(images), -1)
