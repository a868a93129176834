"""An autoencoder without chance: its training, and itself as a transformer of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.deep._asked import in_blocks
from oversample.deep._columns import Columns
from oversample.deep._layers import Layer, chain, draw_layers, run_layers, sizes_of

Penalty = Literal["none", "cycle"]
"""What is minimised beside the error of reconstruction."""


class Shape(NamedTuple):
    """The widths of an encoder and of a decoder.

    Attributes
    ----------
    n_numbers, n_marks : int
        The number of scores of a row, and of marks of its atoms.
    hidden : tuple of int
        The widths between row and code; between code and row they come in reverse.
    latent : int
        The width of codes.
    """

    n_numbers: int
    n_marks: int
    hidden: tuple[int, ...]
    latent: int

    @property
    def encoder(self) -> list[Layer]:
        """Inputs and outputs of each layer of the encoder."""
        return chain(self.n_numbers + self.n_marks, *self.hidden, self.latent)

    @property
    def decoder(self) -> list[Layer]:
        """Inputs and outputs of each layer of the decoder."""
        return chain(self.latent, *reversed(self.hidden), self.n_numbers + self.n_marks)

    @property
    def layers(self) -> list[Layer]:
        """All layers, those of the encoder first."""
        return [*self.encoder, *self.decoder]

    def draw(self, rng: Stream) -> NDArray[np.float32]:
        """Draw the first parameters."""
        return draw_layers(self.layers, rng).astype(np.float32)


class Reconstruction(NamedTuple):
    """What a decoder makes of codes: scores, and logits of marks."""

    numbers: Any
    marks: Any


class Autoencoder:
    """An encoder and a decoder: parameters, seen as layers.

    Parameters
    ----------
    torch : module
        The module torch.
    shape : Shape
        The widths.
    parameters : Tensor of shape (n_parameters,)
        All parameters.
    """

    def __init__(self, torch: Any, shape: Shape, parameters: Any) -> None:
        self.torch = torch
        self.shape = shape
        self._pieces = parameters.split(sizes_of(shape.layers))

    def encode(self, numbers: Any, marks: Any) -> Any:
        """Return the codes of rows, shape (n, latent)."""
        rows = self.torch.cat([numbers, marks], dim=1)
        return run_layers(self.torch, self._pieces, self.shape.encoder, rows)

    def decode(self, codes: Any) -> Reconstruction:
        """Return the rows of codes."""
        pieces = self._pieces[2 * len(self.shape.encoder) :]
        rows = run_layers(self.torch, pieces, self.shape.decoder, codes)
        return Reconstruction(*rows.split([self.shape.n_numbers, self.shape.n_marks], dim=1))

    def reconstruction(self, rows: Rows, codes: Any) -> Any:
        """Return the mean error of what is decoded of codes: squares of scores, entropy of marks.

        Both are sums over the columns of a row, divided by their number.
        """
        decoded = self.decode(codes)
        error = ((decoded.numbers - rows.numbers).square() * rows.measured).sum()
        if self.shape.n_marks:
            error = error + self.torch.nn.functional.binary_cross_entropy_with_logits(
                decoded.marks, rows.marks, reduction="sum"
            )
        return error / rows.numbers.numel()

    def cycle(self, codes: Any, others: Any, step: Any) -> Any:
        """Return how far codes between two rows are from the codes of what is decoded of them.

        Parameters
        ----------
        codes, others : Tensor of shape (n, latent)
            Codes of two rows of one class.
        step : Tensor of shape (n, 1)
            The share of the way from the one to the other.

        Returns
        -------
        scalar Tensor
            The mean square distance, as a share of the variance of the codes.
        """
        between = codes + step * (others - codes)
        decoded = self.decode(between)
        again = self.encode(decoded.numbers, decoded.marks.sigmoid())
        variance = (codes - codes.mean(dim=0)).square().sum(dim=1).mean()
        return (again - between).square().sum(dim=1).mean() / (variance + 1e-12)


class Rows(NamedTuple):
    """Some rows as tensors; see :class:`oversample.deep._columns.Inputs`."""

    numbers: Any
    measured: Any
    marks: Any


@dataclass(frozen=True, eq=False)
class NetworkEncoder:
    """A trained autoencoder as a transformer of columns of numbers, kept as arrays.

    Attributes
    ----------
    columns : Columns
        How cells are encoded.
    low, high : ndarray of shape (n_numeric,)
        The range of each column, in which decoded numbers are kept.
    shape : Shape
        The widths.
    parameters : ndarray of shape (n_parameters,), float32
        All parameters.
    device : str
        Where it computes.
    owner : str
        The class that has trained it, for messages.
    """

    columns: Columns
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    shape: Shape
    parameters: NDArray[np.float32]
    device: str
    owner: str

    def fit(self, X: Any, y: Any = None) -> Self:
        """Return the transformer as it is: it is trained."""
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return the codes of rows, shape (n, latent)."""
        numbers = np.asarray(X)
        inputs = self.columns.encode(numbers, np.empty((len(numbers), 0), dtype=np.int32))

        def of_block(torch: Any, parameters: Any, numbers: Any, marks: Any) -> tuple[Any]:
            return (Autoencoder(torch, self.shape, parameters).encode(numbers, marks),)

        (codes,) = self._ask(of_block, inputs.numbers, inputs.marks)
        return codes

    def inverse_transform(self, codes: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the rows of codes, in the range of the table; atoms where they are likelier."""

        def of_block(torch: Any, parameters: Any, block: Any) -> tuple[Any, ...]:
            return Autoencoder(torch, self.shape, parameters).decode(block)

        scores, logits = self._ask(of_block, codes.astype(np.float32))
        numbers = np.clip(self.columns.decode_numbers(scores), self.low, self.high)
        is_atom = np.zeros(numbers.shape, dtype=bool)
        is_atom[:, self.columns.has_atom] = logits > 0
        return np.where(is_atom, self.columns.atoms, numbers)

    def _ask(self, of_block: Any, *arrays: NDArray[Any]) -> list[NDArray[np.float64]]:
        return in_blocks(self.owner, self.device, self.parameters, of_block, *arrays)
