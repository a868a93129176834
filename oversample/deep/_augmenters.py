"""A network that corrects the mixture of two rows of a class, and a classifier beside it.

Both are functions of one vector of parameters, the corrector's first. Rows are in units: of tables
standard deviations from the mean of a column, of images shares of the way from black to white. The
corrector's last layer is zero at the start, so that mixtures stay, to the last bit, as they are.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._image_shape import ImageShape
from oversample._random import Stream
from oversample.deep._convolution import (
    Convolution,
    convolve,
    draw_convolutions,
    embed,
    sizes_of_convolutions,
)
from oversample.deep._features import FeatureNetwork, as_images, as_rows
from oversample.deep._layers import Layer, chain, draw_layers, run_layers, sizes_of

_CLASSIFIER = (64, 64)
"""The widths of the classifier of rows."""

_N_CONVOLUTIONS = 4
"""The convolutions of the corrector of images, before the last."""


class RowNetworks(NamedTuple):
    """The measures of both networks, where rows are numbers.

    Attributes
    ----------
    n_numbers, n_classes : int
        The number of columns and of classes.
    hidden : tuple of int
        The widths of the corrector.
    """

    n_numbers: int
    n_classes: int
    hidden: tuple[int, ...]

    @property
    def corrector(self) -> list[Layer]:
        """From both rows, their mixture and the class to a correction."""
        return chain(3 * self.n_numbers + self.n_classes, *self.hidden, self.n_numbers)

    @property
    def classifier(self) -> list[Layer]:
        """From a row to the logits of classes."""
        return chain(self.n_numbers, *_CLASSIFIER, self.n_classes)

    @property
    def n_own(self) -> int:
        """The number of parameters of the corrector."""
        return sum(sizes_of(self.corrector))

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters; those of the corrector's last layer are 0."""
        last = sum(sizes_of(self.corrector[-1:]))
        own = [draw_layers(self.corrector[:-1], rng), np.zeros(last)]
        return np.concatenate([*own, draw_layers(self.classifier, rng)]).astype(np.float32)

    def correct(
        self, torch: Any, parameters: Any, first: Any, second: Any, mixture: Any, classes: Any
    ) -> Any:
        """Return what is added to the mixtures of two rows.

        Parameters
        ----------
        torch : module
            The module torch.
        parameters : Tensor of shape (n_own,)
            Those of the corrector.
        first, second, mixture : Tensor of shape (n, n_numbers)
            Rows and their mixtures, in units.
        classes : Tensor of shape (n, n_classes)
            One-hot classes.

        Returns
        -------
        Tensor of shape (n, n_numbers)
        """
        row = torch.cat([first, second, mixture, classes], dim=1)
        return run_layers(torch, parameters.split(sizes_of(self.corrector)), self.corrector, row)

    def logits(self, torch: Any, parameters: Any, rows: Any) -> Any:
        """Return the logits of the classes of rows, by the classifier's own parameters."""
        pieces = parameters.split(sizes_of(self.classifier))
        return run_layers(torch, pieces, self.classifier, rows)


class ImageNetworks(NamedTuple):
    """The measures of both networks, where rows are images.

    Attributes
    ----------
    image : ImageShape
        Height, width and channels.
    n_classes : int
        The number of classes.
    width : int
        The maps of each convolution of the corrector.
    """

    image: ImageShape
    n_classes: int
    width: int

    @property
    def corrector(self) -> list[Convolution]:
        """From both images and their mixture, one after the other in channels, to a correction."""
        channels = self.image.channels
        widths = [3 * channels, *[self.width] * _N_CONVOLUTIONS, channels]
        return [Convolution(*pair, 3, 1, 1) for pair in pairwise(widths)]

    @property
    def classifier(self) -> FeatureNetwork:
        """From an image to the logits of classes."""
        return FeatureNetwork(self.image, self.n_classes)

    @property
    def own_sizes(self) -> list[int]:
        """The number of parameters of each piece of the corrector: embeddings, then layers."""
        return [self.n_classes * self.width, *sizes_of_convolutions(self.corrector)]

    @property
    def n_own(self) -> int:
        """The number of parameters of the corrector."""
        return sum(self.own_sizes)

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters; embeddings and the corrector's last layer are 0."""
        last = sum(sizes_of_convolutions(self.corrector[-1:]))
        own = [np.zeros(self.own_sizes[0]), draw_convolutions(self.corrector[:-1], rng)]
        return np.concatenate([*own, np.zeros(last), self.classifier.draw(rng)]).astype(np.float32)

    def correct(
        self, torch: Any, parameters: Any, first: Any, second: Any, mixture: Any, classes: Any
    ) -> Any:
        """Return what is added to the mixtures of two images; see :meth:`RowNetworks.correct`.

        The embedding of the class is added to all pixels of the first maps.
        """
        table, *pieces = parameters.split(self.own_sizes)
        seen = [as_images(torch, rows, self.image) for rows in (first, second, mixture)]
        form = torch.cat(seen, dim=1)
        for number, layer in enumerate(self.corrector):
            weight, offset = pieces[2 * number : 2 * number + 2]
            form = convolve(torch, layer, weight, offset, form)
            if number == 0:
                form = form + embed(table, classes)[:, :, None, None]
            if number < _N_CONVOLUTIONS:
                form = form.relu()
        return as_rows(form)

    def logits(self, torch: Any, parameters: Any, rows: Any) -> Any:
        """Return the logits of the classes of images, by the classifier's own parameters."""
        images = as_images(torch, rows, self.image)
        return self.classifier.logits(torch, parameters, images)

    def maps(self, torch: Any, parameters: Any, rows: Any) -> list[Any]:
        """Return what the classifier sees in images, layer by layer."""
        return self.classifier.maps(torch, parameters, as_images(torch, rows, self.image))


Networks = RowNetworks | ImageNetworks
