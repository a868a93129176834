"""Noise of which much is drawn again wherever it is needed, instead of being kept in its plan."""

from __future__ import annotations

import math
from abc import ABCMeta, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import CACHED, blocks
from oversample._random import Stream
from oversample.plan.interpolation import within_floats

# Draws, 16 MB, that are kept: to draw as many again would take as long as the rest of the call.
_KEPT = 2_000_000


@dataclass(frozen=True, eq=False)
class Draws(metaclass=ABCMeta):
    """Draws of one law: few of them as they are, many as where their stream stood before.

    Attributes
    ----------
    shape : tuple of (int, int)
        The number of rows, and of draws for each.
    values : ndarray of this shape or None
        The draws, where they are few.
    stream : Stream or None
        The stream before the first draw, where they are many; only copies of it draw.
    """

    shape: tuple[int, int]
    values: NDArray[np.float64] | None
    stream: Stream | None

    @classmethod
    def draw(cls, stream: Stream, shape: tuple[int, int]) -> Self:
        """Draw from a stream, which is as far afterwards as if all draws had been kept."""
        if math.prod(shape) <= _KEPT:
            return cls(shape, cls._draw(stream, shape), None)
        drawn = cls(shape, None, stream.copy())
        for block in blocks(*shape):
            cls._draw(stream, (block.stop - block.start, shape[1]))
        return drawn

    @classmethod
    def none(cls, shape: tuple[int, int]) -> Self:
        """Stand for no draws: of noise that follows from the rows alone."""
        return cls(shape, np.broadcast_to(0.0, shape), None)

    @staticmethod
    @abstractmethod
    def _draw(stream: Stream, shape: tuple[int, int]) -> NDArray[np.float64]:
        """Draw from a stream."""

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Yield blocks of rows and their draws: the same at every call."""
        stream = None if self.stream is None else self.stream.copy()
        for block in blocks(*self.shape, CACHED):
            if stream is not None:
                yield block, self._draw(stream, (block.stop - block.start, self.shape[1]))
            elif self.values is not None:
                yield block, self.values[block]


class Normals(Draws):
    """Draws of the standard normal distribution."""

    @staticmethod
    def _draw(stream: Stream, shape: tuple[int, int]) -> NDArray[np.float64]:
        return stream.normal(shape)


class Uniforms(Draws):
    """Draws from 0 to 1, evenly."""

    @staticmethod
    def _draw(stream: Stream, shape: tuple[int, int]) -> NDArray[np.float64]:
        return stream.uniform(math.prod(shape)).reshape(shape)


@dataclass(frozen=True, eq=False)
class NoiseSource(metaclass=ABCMeta):
    """What the draws of the new rows of one class become.

    Attributes
    ----------
    draws : Draws
        Those of each row.
    """

    draws: Draws

    @abstractmethod
    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        """Compute the noise of some new rows.

        Parameters
        ----------
        draws : ndarray of shape (n, width)
            Theirs.
        drawn : slice or ndarray of shape (n,)
            Which rows of the source they are.
        X : ndarray or CSR of shape (n_table_rows, width)
            The numbers of the table that is resampled.
        base, partner : ndarray of shape (n,)
            Their parents.

        Returns
        -------
        ndarray of shape (n, width)
            What is added to the new rows.
        """

    @abstractmethod
    def is_finite(self) -> bool:
        """Return whether all noise is finite numbers."""


@dataclass(frozen=True, eq=False)
class ScaledNormals(NoiseSource):
    """Normal draws times a standard deviation of each column.

    Attributes
    ----------
    scale : ndarray of shape (width,)
        The standard deviations.
    """

    scale: NDArray[np.float64]

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        """Compute the noise of some new rows; see :class:`NoiseSource`."""
        with np.errstate(over="ignore"):
            return within_floats(draws * self.scale)

    def is_finite(self) -> bool:
        """Return whether all noise is finite numbers."""
        return bool(np.isfinite(self.scale).all())


@dataclass(frozen=True, eq=False)
class DrawnNoise:
    """The noise of the new rows of a plan, in blocks that are drawn from where a stream stood.

    Attributes
    ----------
    sources : tuple of (int, NoiseSource or None)
        The number of rows of each class, and where their noise comes from; None: they have none.
    rows : ndarray of shape (n_new,) or None
        Which of all rows of the sources each new row is; None: all of them, in order.
    """

    sources: tuple[tuple[int, NoiseSource | None], ...]
    rows: NDArray[np.intp] | None = None

    @classmethod
    def of(cls, source: NoiseSource) -> DrawnNoise:
        """Build the noise of one class."""
        return cls(((source.draws.shape[0], source),))

    @classmethod
    def join(cls, parts: Sequence[DrawnNoise | int]) -> DrawnNoise:
        """Put the noise of several plans one after another; of a number of rows, there is none."""
        noises = [cls(((part, None),)) if isinstance(part, int) else part for part in parts]
        sources = tuple(source for noise in noises for source in noise.sources)
        if all(noise.rows is None for noise in noises):
            return cls(sources)
        rows, first = [], 0
        for noise in noises:
            n_drawn = noise._n_drawn()
            chosen = np.arange(n_drawn) if noise.rows is None else noise.rows
            rows.append(first + chosen)
            first += n_drawn
        return cls(sources, np.concatenate(rows))

    def take(self, rows: NDArray[np.intp]) -> DrawnNoise:
        """Return the noise of some of the new rows, in the order asked for."""
        chosen = np.arange(self._n_drawn()) if self.rows is None else self.rows
        return DrawnNoise(self.sources, chosen[rows])

    def moves(self) -> NDArray[np.bool_]:
        """Return which of the new rows have noise."""
        sizes = [n_rows for n_rows, _ in self.sources]
        moves = np.repeat([source is not None for _, source in self.sources], sizes)
        return moves if self.rows is None else moves[self.rows]

    def is_finite(self) -> bool:
        """Return whether all noise is finite numbers."""
        return all(source is None or source.is_finite() for _, source in self.sources)

    def blocks(
        self, X: Any, base: NDArray[np.intp], partner: NDArray[np.intp]
    ) -> Iterator[tuple[slice | NDArray[np.intp], NDArray[np.float64]]]:
        """Yield which new rows, and what is added to them; each row that has noise once."""
        rows = self.rows
        order = None if rows is None else np.argsort(rows, kind="stable")
        first = 0
        for n_rows, source in self.sources:
            if source is None:
                first += n_rows
                continue
            for block, draws in source.draws.blocks():
                start, stop = first + block.start, first + block.stop
                if rows is None or order is None:
                    yield (
                        slice(start, stop),
                        source.compute(draws, block, X, base[start:stop], partner[start:stop]),
                    )
                    continue
                low, high = np.searchsorted(rows, [start, stop], sorter=order)
                new = order[low:high]
                drawn = rows[new] - first
                draws = draws[drawn - block.start]
                yield new, source.compute(draws, drawn, X, base[new], partner[new])
            first += n_rows

    def _n_drawn(self) -> int:
        return sum(n_rows for n_rows, _ in self.sources)
