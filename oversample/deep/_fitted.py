"""A trained autoencoder at rest, as arrays, and the model of a class that draws from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from oversample._random import Stream
from oversample.deep._asked import BLOCK, in_blocks
from oversample.deep._columns import Columns, Inputs
from oversample.deep._image_autoencoder import ImageArchitecture
from oversample.deep._latent import N_CHOICES, CodeLaw
from oversample.deep._networks import (
    LOG_SCALES,
    Architecture,
    BaseAutoencoder,
    Batch,
    RowShape,
)
from oversample.generative.uniforms import draw_uniforms
from oversample.plan import RowsPlan


class Law(NamedTuple):
    """The law of the cells of some rows, as arrays; see :class:`Output`."""

    means: NDArray[np.float64]
    marks: NDArray[np.float64]
    levels: NDArray[np.float64]


class Decoder(Protocol):
    """A network at rest that turns codes into laws of cells."""

    @property
    def columns(self) -> Columns:
        """How cells are encoded."""

    @property
    def shape(self) -> RowShape:
        """The widths."""

    @property
    def scales(self) -> NDArray[np.float64]:
        """The standard deviation of each score, given its code."""

    def decode(self, codes: NDArray[np.float64], class_code: int) -> Law:
        """Return the law of cells of a class, given codes."""


@dataclass(frozen=True, eq=False)
class TrainedAutoencoder:
    """An autoencoder as arrays, which can be pickled and needs torch in calls only.

    Attributes
    ----------
    columns : Columns
        How cells are encoded.
    shape : Architecture or ImageArchitecture
        The measures.
    parameters : ndarray of shape (n_parameters,), float32
        All parameters.
    device : str
        Where it computes.
    owner : str
        The class that has trained it, for messages.
    """

    columns: Columns
    shape: Architecture | ImageArchitecture
    parameters: NDArray[np.float32]
    device: str
    owner: str

    @property
    def scales(self) -> NDArray[np.float64]:
        """The standard deviation of each score, given its code; 0 where none is to be drawn."""
        if not self.shape.draws_numbers:
            return np.zeros(self.shape.n_numbers)
        last = self.parameters[len(self.parameters) - self.shape.n_numbers :]
        return np.exp(np.clip(last.astype(np.float64), *LOG_SCALES))

    def encode(
        self, inputs: Inputs, class_code: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the means and standard deviations of the codes of rows of a class."""

        def of_block(network: BaseAutoencoder, *block: Any) -> tuple[Any, ...]:
            code = network.encode(Batch._make([*block, self._classes(network, class_code)]))
            return code.mean, (0.5 * code.log_variance).exp()

        mean, sd = self._in_blocks(of_block, *inputs)
        return mean, sd

    def decode(self, codes: NDArray[np.float64], class_code: int) -> Law:
        """Return the law of cells of a class, given codes."""

        def of_block(network: BaseAutoencoder, block: Any) -> tuple[Any, ...]:
            return network.decode(block, self._classes(network, class_code))

        return Law(*self._in_blocks(of_block, codes.astype(np.float32)))

    def _classes(self, network: BaseAutoencoder, class_code: int) -> Any:
        torch = network.torch
        classes = torch.zeros(BLOCK, self.shape.n_classes, dtype=torch.float32, device=self.device)
        classes[:, class_code] = 1.0
        return classes

    def _in_blocks(self, of_block: Any, *arrays: NDArray[Any]) -> list[NDArray[np.float64]]:
        """Return what the network computes of some rows, as arrays."""

        def of_tensors(torch: Any, parameters: Any, *block: Any) -> tuple[Any, ...]:
            outputs: tuple[Any, ...] = of_block(self.shape.network(torch, parameters), *block)
            return outputs

        return in_blocks(self.owner, self.device, self.parameters, of_tensors, *arrays)


@dataclass(frozen=True, eq=False)
class DecodedClass:
    """The model of a class: a law of codes, and the network that turns codes into rows.

    Attributes
    ----------
    network : Decoder
        The network of all classes.
    class_code : int
        The class.
    codes : CodeLaw
        The law of its codes.
    low, high : ndarray of shape (n_numeric,)
        The range of the class in each column; NaN of a column of which it has no cell.
    outside : ndarray of shape (sum of levels,)
        What is added to logits: 0 of levels that the class has, minus infinity of others.
    takes_gaps : bool
        Whether new rows miss cells as the class does.
    gaps : bool
        Whether cells may be missing: of a column of which the class has no cell they all are.
    """

    network: Decoder
    class_code: int
    codes: CodeLaw
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    outside: NDArray[np.float64]
    takes_gaps: bool
    gaps: bool

    def draw(self, n: int, rng: Stream) -> tuple[RowsPlan, NDArray[np.int32]]:
        """Draw rows; see :class:`oversample.generative.base.Model`."""
        shape, columns = self.network.shape, self.network.columns
        widths = [N_CHOICES, shape.latent, shape.n_numbers, shape.n_marks, len(shape.levels)]
        uniform = draw_uniforms(rng, n, sum(widths))
        choices, for_codes, for_numbers, for_marks, for_levels = np.split(
            uniform, np.cumsum(widths)[:-1], axis=1
        )
        law = self.network.decode(self.codes.draw(choices, ndtri(for_codes)), self.class_code)
        scores = law.means + self.network.scales * ndtri(for_numbers)
        numbers = columns.decode_numbers(scores)
        gone = columns.draw_marks(expit(law.marks), for_marks, numbers)
        numbers = np.clip(numbers, self.low, self.high)
        if self.takes_gaps:
            numbers[gone] = np.nan
        places = draw_levels(law.levels + self.outside, shape.levels, for_levels)
        return RowsPlan(numbers, gaps=self.gaps), columns.decode_levels(places)


def draw_levels(
    logits: NDArray[np.float64], n_levels: tuple[int, ...], uniform: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Draw a level of each column of categories, with the probabilities that logits stand for.

    Parameters
    ----------
    logits : ndarray of shape (n, sum of n_levels)
        Those of the levels of the first column, then of the next.
    n_levels : tuple of int
        The number of levels of each column.
    uniform : ndarray of shape (n, n_columns)
        Chance, in (0, 1).

    Returns
    -------
    ndarray of shape (n, n_columns), intp
        Places among the levels.
    """
    places = np.empty(uniform.shape, dtype=np.intp)
    start = 0
    for column, n in enumerate(n_levels):
        block = logits[:, start : start + n]
        ends = np.cumsum(np.exp(block - block.max(axis=1, keepdims=True)), axis=1)
        # The product may round up to the end, behind which levels of probability 0 lie.
        below_end = np.nextafter(ends[:, -1:], 0.0)
        threshold = np.minimum(uniform[:, column : column + 1] * ends[:, -1:], below_end)
        places[:, column] = (ends <= threshold).sum(axis=1)
        start += n
    return places
