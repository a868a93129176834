"""A conditional variational autoencoder of mixed rows, as functions of one vector of parameters.

Parameters are one vector, so that training, keeping and saving them are one line each; layers are
pieces of it. A row of inputs is its scores, marks of numbers without one, one-hot levels and its
one-hot class; a row of outputs is the mean of each score, and logits of marks and levels.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.deep._layers import Layer, chain, draw_layers, run_layers, sizes_of

LOG_SCALES = (-3.0, 1.0)
"""The range of the logarithm of the standard deviation of a score, given its code."""


class Batch(NamedTuple):
    """Some rows as tensors: those of :class:`Inputs`, and one-hot classes."""

    numbers: Any
    measured: Any
    marks: Any
    levels: Any
    classes: Any


class Code(NamedTuple):
    """The normal law of the codes of some rows: mean, and logarithm of the variance."""

    mean: Any
    log_variance: Any


class Output(NamedTuple):
    """The law of cells, given codes: means of scores, logits of marks, logits of levels."""

    means: Any
    marks: Any
    levels: Any


class RowShape(Protocol):
    """The widths of what a network decodes."""

    @property
    def n_numbers(self) -> int:
        """The number of scores."""

    @property
    def n_marks(self) -> int:
        """The number of marks of numbers without one."""

    @property
    def levels(self) -> tuple[int, ...]:
        """The number of levels of each column of categories."""

    @property
    def latent(self) -> int:
        """The width of codes."""


class Measures(RowShape, Protocol):
    """What parameters of an autoencoder are the parameters of."""

    @property
    def sizes(self) -> list[int]:
        """The number of parameters of each piece, of which the last are the scales of scores."""


@dataclass(frozen=True)
class Architecture:
    """The widths of an encoder and of a decoder.

    Attributes
    ----------
    n_numbers, n_marks : int
        The number of scores, and of marks of numbers without one.
    levels : tuple of int
        The number of levels of each column of categories.
    n_classes : int
        The number of classes.
    hidden : tuple of int
        The widths between input and code; between code and output they come in reverse.
    latent : int
        The width of codes.
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
    def encoder(self) -> list[Layer]:
        """Inputs and outputs of each layer of the encoder."""
        return chain(self.width + self.n_classes, *self.hidden, 2 * self.latent)

    @property
    def decoder(self) -> list[Layer]:
        """Inputs and outputs of each layer of the decoder."""
        return chain(self.latent + self.n_classes, *reversed(self.hidden), self.width)

    @property
    def sizes(self) -> list[int]:
        """The number of parameters of each piece: weights and offsets, then scales of scores."""
        return [*sizes_of([*self.encoder, *self.decoder]), self.n_numbers]

    @property
    def draws_numbers(self) -> bool:
        """True: new numbers have the chance that their codes do not account for."""
        return True

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters: of each layer uniform within one over the root of inputs."""
        layers = draw_layers([*self.encoder, *self.decoder], rng)
        return np.concatenate([layers, np.zeros(self.n_numbers)]).astype(np.float32)

    def network(self, torch: Any, parameters: Any) -> BaseAutoencoder:
        """Return parameters, seen as layers."""
        return Autoencoder(torch, self, parameters)


class BaseAutoencoder(ABC):
    """An encoder and a decoder: parameters, seen as layers; and what training minimises.

    Parameters
    ----------
    torch : module
        The module torch.
    shape : Measures
        The widths.
    parameters : Tensor of shape (n_parameters,)
        All parameters.
    """

    shape: Measures

    def __init__(self, torch: Any, shape: Measures, parameters: Any) -> None:
        self.torch = torch
        self.shape = shape
        self._pieces = parameters.split(shape.sizes)

    @abstractmethod
    def encode(self, batch: Batch) -> Code:
        """Return the law of the codes of some rows."""

    @abstractmethod
    def decode(self, code: Any, classes: Any) -> Output:
        """Return the law of cells, given codes and classes."""

    @property
    def log_scales(self) -> Any:
        """The logarithm of the standard deviation of each score, given its code."""
        return self._pieces[-1].clamp(*LOG_SCALES)

    def losses(self, batch: Batch, noise: Any, beta: float) -> dict[str, Any]:
        """Return the mean loss of some rows.

        Parameters
        ----------
        batch : Batch
            The rows.
        noise : Tensor of shape (n, latent)
            Standard normal numbers, by which codes are drawn.
        beta : float
            The weight of the divergence of codes from a standard normal law.

        Returns
        -------
        dict of scalar Tensors
            ``"loss"``, and its parts ``"reconstruction"`` and ``"divergence"``.
        """
        functional = self.torch.nn.functional
        mean, log_variance = self.encode(batch)
        output = self.decode(mean + noise * (0.5 * log_variance).exp(), batch.classes)
        scales = self.log_scales
        error = 0.5 * ((batch.numbers - output.means) * (-scales).exp()).square() + scales
        total = (error * batch.measured).sum()
        if self.shape.n_marks:
            total = total + functional.binary_cross_entropy_with_logits(
                output.marks, batch.marks, reduction="sum"
            )
        for column, logits in enumerate(output.levels.split(list(self.shape.levels), dim=1)):
            total = total + functional.cross_entropy(
                logits, batch.levels[:, column], reduction="sum"
            )
        n_rows = len(batch.numbers)
        divergence = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum() / n_rows
        return {
            "loss": total / n_rows + beta * divergence,
            "reconstruction": total / n_rows,
            "divergence": divergence,
        }


class Autoencoder(BaseAutoencoder):
    """An encoder and a decoder of rows: fully connected layers."""

    shape: Architecture

    def encode(self, batch: Batch) -> Code:
        """Return the law of the codes of some rows."""
        one_hot = batch.numbers.new_zeros(len(batch.levels), sum(self.shape.levels))
        if self.shape.levels:
            one_hot.scatter_(1, batch.levels + self._starts(batch), 1.0)
        row = self.torch.cat([batch.numbers, batch.marks, one_hot, batch.classes], dim=1)
        mean, log_variance = self._run(row, self.shape.encoder, 0).chunk(2, dim=1)
        return Code(mean, log_variance.clamp(-10.0, 10.0))

    def decode(self, code: Any, classes: Any) -> Output:
        """Return the law of cells, given codes and classes."""
        row = self.torch.cat([code, classes], dim=1)
        outputs = self._run(row, self.shape.decoder, len(self.shape.encoder))
        widths = [self.shape.n_numbers, self.shape.n_marks, sum(self.shape.levels)]
        return Output(*outputs.split(widths, dim=1))

    def _starts(self, batch: Batch) -> Any:
        """Return where the one-hot levels of each column begin."""
        ends = np.cumsum([0, *self.shape.levels])[:-1]
        return self.torch.as_tensor(ends, device=batch.levels.device)

    def _run(self, row: Any, layers: list[Layer], first: int) -> Any:
        return run_layers(self.torch, self._pieces[2 * first :], layers, row)
