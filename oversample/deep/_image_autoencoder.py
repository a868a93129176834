"""A conditional variational autoencoder of images: convolutions around a code.

Its losses, laws of codes and laws of cells are those of rows of numbers; see ``_networks.py``. What
differs is the way between an image and its code: convolutions that halve its sides, fully connected
layers that are told the class, and on the way back transposed convolutions that double sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._image_shape import ImageShape
from oversample._random import Stream
from oversample.deep._convolution import (
    Convolution,
    Pyramid,
    convolve,
    draw_convolutions,
    sizes_of_convolutions,
)
from oversample.deep._layers import Layer, chain, draw_layers, run_layers, sizes_of
from oversample.deep._networks import BaseAutoencoder, Batch, Code, Output


@dataclass(frozen=True)
class ImageArchitecture:
    """The measures of an encoder and of a decoder of images.

    Attributes
    ----------
    image : ImageShape
        Height, width and channels.
    n_classes : int
        The number of classes.
    hidden : tuple of int
        The widths between the smallest form of an image and its code; in reverse on the way back.
    latent : int
        The width of codes.
    width : int
        The channels of the layers nearest to the image.
    """

    image: ImageShape
    n_classes: int
    hidden: tuple[int, ...]
    latent: int
    width: int

    @property
    def n_numbers(self) -> int:
        """The number of pixels."""
        return prod(self.image)

    @property
    def n_marks(self) -> int:
        """0: every pixel is there."""
        return 0

    @property
    def levels(self) -> tuple[int, ...]:
        """Nothing: images have no columns of categories."""
        return ()

    @property
    def draws_numbers(self) -> bool:
        """False: chance that is drawn pixel by pixel is no part of an image, but grain on it."""
        return False

    @property
    def pyramid(self) -> Pyramid:
        """The sizes between an image and its smallest form."""
        return Pyramid(self.image, self.width)

    @property
    def encoder(self) -> list[Layer]:
        """The layers from the smallest form and the class to the law of codes."""
        return chain(self.pyramid.n_smallest + self.n_classes, *self.hidden, 2 * self.latent)

    @property
    def decoder(self) -> list[Layer]:
        """The layers from a code and the class to the smallest form."""
        return chain(self.latent + self.n_classes, *reversed(self.hidden), self.pyramid.n_smallest)

    @property
    def convolutions(self) -> list[Convolution]:
        """All convolutions, those that halve first."""
        return [*self.pyramid.down, *self.pyramid.up]

    @property
    def sizes(self) -> list[int]:
        """The number of parameters of each piece: convolutions, layers, then scales of pixels."""
        layers = sizes_of([*self.encoder, *self.decoder])
        return [*sizes_of_convolutions(self.convolutions), *layers, self.n_numbers]

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters: of each layer uniform within one over the root of inputs."""
        convolutions = draw_convolutions(self.convolutions, rng)
        layers = draw_layers([*self.encoder, *self.decoder], rng)
        return np.concatenate([convolutions, layers, np.zeros(self.n_numbers)]).astype(np.float32)

    def network(self, torch: Any, parameters: Any) -> BaseAutoencoder:
        """Return parameters, seen as layers."""
        return ImageAutoencoder(torch, self, parameters)


class ImageAutoencoder(BaseAutoencoder):
    """An encoder and a decoder of images: parameters, seen as the layers of an architecture.

    Parameters
    ----------
    torch : module
        The module torch.
    shape : ImageArchitecture
        The measures.
    parameters : Tensor of shape (n_parameters,)
        All parameters.
    """

    shape: ImageArchitecture

    def __init__(self, torch: Any, shape: ImageArchitecture, parameters: Any) -> None:
        super().__init__(torch, shape, parameters)
        self._n_down = 2 * len(shape.pyramid.down)
        self._n_convolutions = 2 * len(shape.convolutions)

    def encode(self, batch: Batch) -> Code:
        """Return the law of the codes of some images."""
        form = self.shape.pyramid.images_of(self.torch, batch.numbers)
        pieces = self._pieces[: self._n_down]
        for layer, weight, offset in _layers_of(self.shape.pyramid.down, pieces):
            form = convolve(self.torch, layer, weight, offset, self._side_by_side(form)).relu()
        row = self.torch.cat([form.flatten(1), batch.classes], dim=1)
        pieces = self._pieces[self._n_convolutions :]
        mean, log_variance = run_layers(self.torch, pieces, self.shape.encoder, row).chunk(2, dim=1)
        return Code(mean, log_variance.clamp(-10.0, 10.0))

    def decode(self, code: Any, classes: Any) -> Output:
        """Return the law of pixels, given codes and classes."""
        row = self.torch.cat([code, classes], dim=1)
        pieces = self._pieces[self._n_convolutions + 2 * len(self.shape.encoder) :]
        form = run_layers(self.torch, pieces, self.shape.decoder, row)
        form = form.view(len(row), -1, *self.shape.pyramid.smallest)
        pieces = self._pieces[self._n_down : self._n_convolutions]
        for layer, weight, offset in _layers_of(self.shape.pyramid.up, pieces):
            form = convolve(self.torch, layer, weight, offset, self._side_by_side(form.relu()))
        nothing = form.new_zeros(len(form), 0)
        return Output(self.shape.pyramid.rows_of(form), nothing, nothing)

    def _side_by_side(self, form: Any) -> Any:
        """Return a form with the channels of a pixel side by side in memory.

        Convolutions of several channels are faster on these, but for images of 8 x 8.
        """
        one = form.shape[1] == 1
        return form if one else form.contiguous(memory_format=self.torch.channels_last)


def _layers_of(
    layers: Sequence[Convolution], pieces: Sequence[Any]
) -> list[tuple[Convolution, Any, Any]]:
    """Return each layer with its weights and its offsets."""
    return list(zip(layers, pieces[::2], pieces[1::2], strict=True))
