"""A generator of images and its critic, as functions of one vector of parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._image_shape import ImageShape
from oversample._random import Stream
from oversample.deep._asked import BLOCK, in_blocks
from oversample.deep._convolution import (
    Convolution,
    Pyramid,
    convolve,
    draw_convolutions,
    embed,
    normalise,
    sizes_of_convolutions,
)
from oversample.deep._layers import Layer, draw_layers, sizes_of
from oversample.image.canvas import Canvas

_LEAK = 0.2
"""The slope of the critic's activation below 0."""

_SEEKING, _LEAST_RATIO = 0.1, 0.01
"""The weight of the term that keeps images of a class apart, and what keeps it finite."""

_N_FEATURES = 128
"""The width of what the critic sums up an image to."""


@dataclass(frozen=True)
class ImageAdversaries:
    """The measures of a generator and of a critic, whose parameters are one vector.

    Attributes
    ----------
    image : ImageShape
        Height, width and channels.
    n_classes : int
        The number of classes.
    latent : int
        The width of the noise, and of the embedding of a class.
    width : int
        The channels of the layers nearest to the image.
    """

    image: ImageShape
    n_classes: int
    latent: int
    width: int

    @property
    def pyramid(self) -> Pyramid:
        """The sizes between an image and its smallest form."""
        return Pyramid(self.image, self.width)

    @property
    def of_generator(self) -> tuple[list[Layer], list[Convolution]]:
        """The layer from noise and embedding to the smallest form; those to an image."""
        return [(2 * self.latent, self.pyramid.n_smallest)], self.pyramid.up

    @property
    def of_critic(self) -> tuple[list[Convolution], list[Layer]]:
        """The layers from an image to its smallest form; those to features and to a verdict."""
        layers = [(self.pyramid.n_smallest, _N_FEATURES), (_N_FEATURES, 1)]
        return self.pyramid.down, layers

    @property
    def generator_sizes(self) -> list[int]:
        """The number of parameters of each piece of the generator: embeddings, then layers."""
        layers, convolutions = self.of_generator
        embeddings = self.n_classes * self.latent
        return [embeddings, *sizes_of(layers), *sizes_of_convolutions(convolutions)]

    @property
    def critic_sizes(self) -> list[int]:
        """The number of parameters of each piece of the critic: embeddings, then layers."""
        convolutions, layers = self.of_critic
        embeddings = self.n_classes * _N_FEATURES
        return [embeddings, *sizes_of_convolutions(convolutions), *sizes_of(layers)]

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters: those of the generator, then those of the critic.

        Embeddings of the generator are standard normal, as its noise is; those of the critic are 0:
        at first it judges images of all classes alike.
        """
        layers, convolutions = self.of_generator
        pieces = [rng.normal((self.n_classes * self.latent,)), draw_layers(layers, rng)]
        pieces += [draw_convolutions(convolutions, rng), np.zeros(self.critic_sizes[0])]
        convolutions, layers = self.of_critic
        pieces += [draw_convolutions(convolutions, rng), draw_layers(layers, rng)]
        return np.concatenate(pieces).astype(np.float32)


def generate(torch: Any, shape: ImageAdversaries, parameters: Any, noise: Any, classes: Any) -> Any:
    """Return rows of pixels in (-1, 1).

    Parameters
    ----------
    torch : module
        The module torch.
    shape : ImageAdversaries
        The measures.
    parameters : Tensor of shape (n_parameters,)
        Those of the generator.
    noise : Tensor of shape (n, latent)
        Standard normal numbers.
    classes : Tensor of shape (n, n_classes)
        One-hot classes.

    Returns
    -------
    Tensor of shape (n, n_pixels)
    """
    table, weight, offset, *pieces = parameters.split(shape.generator_sizes)
    pyramid, convolutions = shape.pyramid, shape.of_generator[1]
    row = torch.cat([noise, embed(table, classes)], dim=1)
    form = torch.nn.functional.linear(row, weight.view(-1, row.shape[1]), offset)
    form = form.view(len(row), -1, *pyramid.smallest)
    for number, layer in enumerate(convolutions):
        form = normalise(torch, form).relu()
        weight, offset = pieces[2 * number : 2 * number + 2]
        form = convolve(torch, layer, weight, offset, form)
    return pyramid.rows_of(form.tanh())


def judge(torch: Any, shape: ImageAdversaries, parameters: Any, images: Any, classes: Any) -> Any:
    """Return the logit of the probability that each image is real, given its class.

    With features f of an image, it is w f + b + e f, where e is the embedding of the class (a
    projection; T. Miyato and M. Koyama, "cGANs with projection discriminator", ICLR 2018, eq. 4).

    All layers but the first and the last are normalised over the batch, as in DCGAN: images that
    are all alike are told from real ones by that. A critic that sees each image on its own lets the
    generator make the same one for ever.

    Parameters
    ----------
    torch : module
        The module torch.
    shape : ImageAdversaries
        The measures.
    parameters : Tensor of shape (n_parameters,)
        Those of the critic.
    images : Tensor of shape (n, channels, height, width)
        Continued images; see :class:`Pyramid`.
    classes : Tensor of shape (n, n_classes)
        One-hot classes.

    Returns
    -------
    Tensor of shape (n,)
    """
    functional = torch.nn.functional
    table, *pieces = parameters.split(shape.critic_sizes)
    for number, layer in enumerate(shape.of_critic[0]):
        weight, offset = pieces[2 * number : 2 * number + 2]
        images = convolve(torch, layer, weight, offset, images)
        if number:
            images = functional.batch_norm(images, None, None, training=True)
        images = functional.leaky_relu(images, _LEAK)
    weight, offset, last_weight, last_offset = pieces[-4:]
    row = images.reshape(len(images), -1)
    features = functional.linear(row, weight.view(_N_FEATURES, -1), offset)
    features = functional.batch_norm(features, None, None, training=True)
    features = functional.leaky_relu(features, _LEAK)
    of_class = (embed(table, classes) * features).sum(dim=1)
    return features @ last_weight + last_offset + of_class


def losses(
    torch: Any,
    shape: ImageAdversaries,
    parameters: Any,
    real: Any,
    classes: Any,
    noise: Any,
    disturb: Callable[[Any], Any],
) -> dict[str, Any]:
    """Return the losses of one step on a batch.

    The gradient of their sum, ``"loss"``, is that of the generator's loss in the parameters of the
    generator, and that of the critic's in those of the critic: each sees the other as it is. The
    sum itself says nothing.

    A generator that is told the class may ignore the noise, and make one image of each. Its loss
    therefore has a term that falls as images of one class and of different noise move apart: one
    over the mean distance of their pixels for each distance of noise (Q. Mao et al., "Mode seeking
    generative adversarial networks for diverse image synthesis", CVPR 2019, eq. 4).

    Parameters
    ----------
    torch : module
        The module torch.
    shape : ImageAdversaries
        The measures.
    parameters : Tensor of shape (n_parameters,)
        All parameters.
    real : Tensor of shape (n, n_pixels)
        Images in [-1, 1].
    classes : Tensor of shape (n, n_classes)
        Their one-hot classes, of which images are made, too.
    noise : Tensor of shape (n, latent)
        Standard normal numbers.
    disturb : callable
        Changes images of shape (2 n, channels, height, width), of which the first are real.

    Returns
    -------
    dict of scalar Tensors
        ``"loss"``, ``"generator"``, ``"critic"``.
    """
    softplus, n = torch.nn.functional.softplus, len(real)
    of_generator, of_critic = parameters.split(
        [sum(shape.generator_sizes), sum(shape.critic_sizes)]
    )
    made = generate(torch, shape, of_generator, noise, classes)
    images = disturb(shape.pyramid.images_of(torch, torch.cat([real, made])))
    of_real = judge(torch, shape, of_critic, images[:n].detach(), classes)
    of_made = judge(torch, shape, of_critic, images[n:].detach(), classes)
    for_critic = softplus(-of_real).mean() + softplus(of_made).mean()
    seen = judge(torch, shape, of_critic.detach(), images[n:], classes)
    other = noise.roll(1, dims=0)
    apart = (made - generate(torch, shape, of_generator, other, classes)).abs().mean(dim=1)
    ratio = apart / (noise - other).abs().mean(dim=1)
    for_generator = softplus(-seen).mean() + _SEEKING * (1 / (ratio + _LEAST_RATIO)).mean()
    return {"loss": for_generator + for_critic, "generator": for_generator, "critic": for_critic}


@dataclass(frozen=True, eq=False)
class TrainedImageGenerator:
    """A generator of images as arrays, which can be pickled and needs torch in calls only.

    Attributes
    ----------
    canvas : Canvas
        The values of black and white.
    shape : ImageAdversaries
        The measures.
    parameters : ndarray of shape (n_parameters,), float32
        Those of the generator.
    device : str
        Where it computes.
    owner : str
        The class that has trained it, for messages.
    """

    canvas: Canvas
    shape: ImageAdversaries
    parameters: NDArray[np.float32]
    device: str
    owner: str

    def generate(self, noise: NDArray[np.float64], class_code: int) -> NDArray[np.float64]:
        """Return the pixels of images of a class, shape (n, n_pixels).

        Parameters
        ----------
        noise : ndarray of shape (n, latent)
            Standard normal numbers.
        class_code : int
            The class.
        """

        def of_block(torch: Any, parameters: Any, block: Any) -> tuple[Any]:
            classes = block.new_zeros(BLOCK, self.shape.n_classes)
            classes[:, class_code] = 1.0
            return (generate(torch, self.shape, parameters, block, classes),)

        block = noise.astype(np.float32)
        (pixels,) = in_blocks(self.owner, self.device, self.parameters, of_block, block)
        return self.canvas.low + (pixels + 1) / 2 * self.canvas.span
