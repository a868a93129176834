"""A generator of mixed rows and its critic, as functions of one vector of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.deep._asked import BLOCK, in_blocks
from oversample.deep._columns import Columns
from oversample.deep._fitted import Law
from oversample.deep._layers import Layer, chain, draw_layers, run_layers, sizes_of

TEMPERATURE = 0.2
"""The temperature of relaxed marks and levels: at 0 they would be 0 or 1, without a gradient."""

_LEAK = 0.2
"""The slope of the critic's activation below 0."""


@dataclass(frozen=True)
class GeneratorShape:
    """The widths of a generator, of which each layer sees the noise and the class.

    Attributes
    ----------
    n_numbers, n_marks : int
        The number of scores, and of marks of numbers without one.
    levels : tuple of int
        The number of levels of each column of categories.
    n_classes : int
        The number of classes.
    hidden : tuple of int
        The widths between noise and row.
    latent : int
        The width of the noise.
    """

    n_numbers: int
    n_marks: int
    levels: tuple[int, ...]
    n_classes: int
    hidden: tuple[int, ...]
    latent: int

    @property
    def width(self) -> int:
        """The width of rows: numbers, marks, levels."""
        return self.n_numbers + self.n_marks + sum(self.levels)

    @property
    def layers(self) -> list[Layer]:
        """Inputs and outputs of each layer."""
        given, widths = self.latent + self.n_classes, [0, *self.hidden, self.width]
        return [(before + given, out) for before, out in pairwise(widths)]


@dataclass(frozen=True)
class CriticShape:
    """The widths of a critic, which sees a pack of rows of one class, and the class.

    Its last layer has a number for each class, of which that of the pack's class counts: a class
    among the inputs alone is overheard for long, among the numbers of so many rows.

    Attributes
    ----------
    width, n_classes, pac : int
        The width of a row, the number of classes, the number of rows of a pack.
    hidden : tuple of int
        The widths between pack and verdict.
    """

    width: int
    n_classes: int
    pac: int
    hidden: tuple[int, ...]

    @property
    def layers(self) -> list[Layer]:
        """Inputs and outputs of each layer."""
        return chain(self.pac * self.width + self.n_classes, *self.hidden, self.n_classes)


class Generator:
    """A generator: parameters, seen as layers.

    Parameters
    ----------
    torch : module
        The module torch.
    shape : GeneratorShape
        The widths.
    parameters : Tensor of shape (n_parameters,)
        Its parameters.
    """

    def __init__(self, torch: Any, shape: GeneratorShape, parameters: Any) -> None:
        self.torch = torch
        self.shape = shape
        self._pieces = parameters.split(sizes_of(shape.layers))

    def outputs(self, noise: Any, classes: Any) -> tuple[Any, Any, Any]:
        """Return scores, logits of marks and logits of levels of some rows.

        Parameters
        ----------
        noise : Tensor of shape (n, latent)
            Standard normal numbers.
        classes : Tensor of shape (n, n_classes)
            One-hot classes.
        """
        torch, row = self.torch, noise.new_empty(len(noise), 0)
        for number, (fan_in, out) in enumerate(self.shape.layers):
            weight, offset = self._pieces[2 * number : 2 * number + 2]
            row = torch.cat([row.relu(), noise, classes], dim=1)
            row = torch.nn.functional.linear(row, weight.view(out, fan_in), offset)
        widths = [self.shape.n_numbers, self.shape.n_marks, sum(self.shape.levels)]
        scores, marks, levels = row.split(widths, dim=1)
        return scores, marks, levels

    def rows(self, noise: Any, classes: Any, chance: Any, marked: Any) -> Any:
        """Return rows as the critic sees them, with relaxed marks and levels.

        Parameters
        ----------
        noise, classes : Tensor
            See :meth:`outputs`.
        chance : Tensor of shape (n, n_marks + sum of levels)
            Uniform in (0, 1).
        marked : Tensor of shape (n_marks, n_numbers)
            1 where a mark is that of a number, which is then none: its score is 0.

        Returns
        -------
        Tensor of shape (n, width)
        """
        torch, n_marks = self.torch, self.shape.n_marks
        scores, marks, levels = self.outputs(noise, classes)
        logistic = chance[:, :n_marks].logit()
        marks = ((marks + logistic) / TEMPERATURE).sigmoid()
        scores = scores * (1 - marks @ marked).clamp(min=0)
        gumbel = -(-chance[:, n_marks:].log()).log()
        relaxed = ((levels + gumbel) / TEMPERATURE).split(list(self.shape.levels), dim=1)
        return torch.cat([scores, marks, *(column.softmax(dim=1) for column in relaxed)], dim=1)


class Critic:
    """A critic: parameters, seen as layers.

    Parameters
    ----------
    torch : module
        The module torch.
    shape : CriticShape
        The widths.
    parameters : Tensor of shape (n_parameters,)
        Its parameters.
    """

    def __init__(self, torch: Any, shape: CriticShape, parameters: Any) -> None:
        self.torch = torch
        self.shape = shape
        self._pieces = parameters.split(sizes_of(shape.layers))

    def verdicts(self, packs: Any, classes: Any) -> Any:
        """Return a number for each pack, shape (n_packs, 1): the greater, the more real.

        Parameters
        ----------
        packs : Tensor of shape (n_packs, pac * width)
            The rows of each pack, one after the other.
        classes : Tensor of shape (n_packs, n_classes)
            The one-hot class of each pack.
        """
        row = self.torch.cat([packs, classes], dim=1)
        told = run_layers(self.torch, self._pieces, self.shape.layers, row, self._activation)
        return (told * classes).sum(dim=1, keepdim=True)

    def _activation(self, row: Any) -> Any:
        return self.torch.nn.functional.leaky_relu(row, _LEAK)

    def penalty(self, real: Any, fake: Any, classes: Any, step: Any) -> Any:
        r"""Return how far the critic's slope is from 1 between packs: the mean of (|slope| - 1)^2.

        Parameters
        ----------
        real, fake : Tensor of shape (n_packs, pac * width)
            Packs of the same classes.
        classes : Tensor of shape (n_packs, n_classes)
            Their one-hot classes.
        step : Tensor of shape (n_packs, 1)
            Where between both the slope is taken.
        """
        between = (fake + step * (real - fake)).detach().requires_grad_(True)
        verdicts = self.verdicts(between, classes).sum()
        (slope,) = self.torch.autograd.grad(verdicts, between, create_graph=True)
        return (slope.square().sum(dim=1).add(1e-12).sqrt() - 1).square().mean()


class Chance(NamedTuple):
    """The chance of one step, as tensors: of rows noise and uniform numbers, of packs steps."""

    noise: Any
    uniform: Any
    step: Any


@dataclass(frozen=True)
class Adversaries:
    """A generator and a critic, whose parameters are one vector: those of the generator first.

    Attributes
    ----------
    generator : GeneratorShape
        The widths of the one.
    critic : CriticShape
        The widths of the other.
    weight : float
        The weight of the penalty of slopes.
    """

    generator: GeneratorShape
    critic: CriticShape
    weight: float

    @property
    def sizes(self) -> list[int]:
        """The number of parameters of each."""
        return [sum(sizes_of(shape.layers)) for shape in (self.generator, self.critic)]

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters."""
        return draw_layers([*self.generator.layers, *self.critic.layers], rng).astype(np.float32)

    def losses(
        self, torch: Any, parameters: Any, real: Any, classes: Any, chance: Chance, marked: Any
    ) -> dict[str, Any]:
        """Return the losses of one step on a batch.

        The gradient of their sum, ``"loss"``, is that of the generator's loss in the parameters of
        the generator, and that of the critic's in those of the critic: each sees the other as it
        is. The sum itself says nothing.

        Parameters
        ----------
        torch : module
            The module torch.
        parameters : Tensor of shape (n_parameters,)
            All parameters.
        real : Tensor of shape (n_packs * pac, width)
            Rows of the table, pack by pack.
        classes : Tensor of shape (n_packs, n_classes)
            The one-hot class of each pack.
        chance : Chance
            The chance of this step.
        marked : Tensor of shape (n_marks, n_numbers)
            See :meth:`Generator.rows`.

        Returns
        -------
        dict of scalar Tensors
            ``"loss"``, ``"generator"``, ``"critic"``, ``"penalty"``.
        """
        of_generator, of_critic = parameters.split(self.sizes)
        pac, n_packs = self.critic.pac, len(classes)
        generator = Generator(torch, self.generator, of_generator)
        each = classes.repeat_interleave(pac, dim=0)
        fake = generator.rows(chance.noise, each, chance.uniform, marked).reshape(n_packs, -1)
        real = real.reshape(n_packs, -1)
        critic = Critic(torch, self.critic, of_critic)
        told = critic.verdicts(torch.cat([real, fake.detach()]), classes.repeat(2, 1))
        penalty = critic.penalty(real, fake.detach(), classes, chance.step)
        for_critic = told[n_packs:].mean() - told[:n_packs].mean() + self.weight * penalty
        seen = Critic(torch, self.critic, of_critic.detach())
        for_generator = -seen.verdicts(fake, classes).mean()
        return {
            "loss": for_generator + for_critic,
            "generator": for_generator,
            "critic": for_critic,
            "penalty": penalty,
        }


def energy_distance(torch: Any, first: Any, second: Any) -> Any:
    """Return the energy distance of two sets of rows: 2 E|a - b| - E|a - a'| - E|b - b'|."""
    across = torch.cdist(first, second).mean()
    return 2 * across - torch.cdist(first, first).mean() - torch.cdist(second, second).mean()


def one_hot_rows(
    numbers: NDArray[np.float32],
    marks: NDArray[np.float32],
    levels: NDArray[np.intp],
    n_levels: Sequence[int],
) -> NDArray[np.float32]:
    """Return rows of a table as a critic sees them: scores, marks, one-hot levels."""
    blocks = [numbers, marks]
    for column, n in enumerate(n_levels):
        blocks.append(np.eye(n, dtype=np.float32)[levels[:, column]])
    return np.hstack(blocks)


@dataclass(frozen=True, eq=False)
class TrainedGenerator:
    """A generator as arrays, which can be pickled and needs torch in calls only.

    Attributes
    ----------
    columns : Columns
        How cells are encoded.
    shape : GeneratorShape
        The widths.
    parameters : ndarray of shape (n_parameters,), float32
        Its parameters.
    device : str
        Where it computes.
    owner : str
        The class that has trained it, for messages.
    """

    columns: Columns
    shape: GeneratorShape
    parameters: NDArray[np.float32]
    device: str
    owner: str

    @property
    def scales(self) -> NDArray[np.float64]:
        """The standard deviation of each score, given the noise: scores follow from it."""
        return np.zeros(self.shape.n_numbers)

    def decode(self, codes: NDArray[np.float64], class_code: int) -> Law:
        """Return the law of cells of a class, given noise."""

        def of_block(torch: Any, parameters: Any, noise: Any) -> tuple[Any, ...]:
            classes = noise.new_zeros(BLOCK, self.shape.n_classes)
            classes[:, class_code] = 1.0
            return Generator(torch, self.shape, parameters).outputs(noise, classes)

        noise = codes.astype(np.float32)
        return Law(*in_blocks(self.owner, self.device, self.parameters, of_block, noise))
