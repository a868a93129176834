"""The cells of a table as inputs of a network, and its outputs as cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

_MOST_TIES = 0.05
"""Columns with a greater share of repeated cells are standardised, not brought to ranks.

Ranks tear atoms from their neighbours: pixels, of which most are zero, get the scale of noise.
"""

_ATOM_SHARE, _FEWEST_OTHERS = 0.3, 20
"""An atom is a cell that a greater share of a column has, beside more than so many other values."""

_KNOTS = 1000
"""The most points of the curve between the cells of a column and their normal scores."""


class Curve(NamedTuple):
    """A rising curve: cells and their scores, both ascending."""

    cells: NDArray[np.float64]
    scores: NDArray[np.float64]


class Inputs(NamedTuple):
    """The rows of a table as a network sees them.

    Attributes
    ----------
    numbers : ndarray of shape (n, n_numeric), float32
        Scores of the numbers; 0 where they are not measured.
    measured : ndarray of shape (n, n_numeric), float32
        1 where there is a score, 0 where the number is missing or an atom.
    marks : ndarray of shape (n, n_marks), float32
        1 where a number is missing, in each column that has gaps; then where it is an atom.
    levels : ndarray of shape (n, n_categorical), intp
        The place of each category among the levels of its column.
    """

    numbers: NDArray[np.float32]
    measured: NDArray[np.float32]
    marks: NDArray[np.float32]
    levels: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Columns:
    """How the columns of a table are encoded, learned from all of its rows.

    A column of numbers without many ties is brought to normal scores, linear between its cells; any
    other to mean 0 and standard deviation 1. Numbers that are missing, and atoms, such as the zeros
    of amounts that most rows have not, are marked instead.

    Attributes
    ----------
    curves : tuple of Curve or None
        The normal scores of each column of numbers; None: it is standardised.
    centres, scales : ndarray of shape (n_numeric,)
        Mean and standard deviation of standardised columns; of others 0 and 1.
    has_gaps : ndarray of shape (n_numeric,), bool
        Which columns of numbers miss cells.
    atoms : ndarray of shape (n_numeric,)
        The atom of each column of numbers; NaN: it has none.
    levels : tuple of ndarrays
        The codes of each column of categories, ascending.
    """

    curves: tuple[Curve | None, ...]
    centres: NDArray[np.float64]
    scales: NDArray[np.float64]
    has_gaps: NDArray[np.bool_]
    atoms: NDArray[np.float64]
    levels: tuple[NDArray[np.int32], ...]

    @property
    def has_atom(self) -> NDArray[np.bool_]:
        """Which columns of numbers have an atom."""
        return ~np.isnan(self.atoms)

    @property
    def n_marks(self) -> int:
        """The number of marks of a row."""
        return int(self.has_gaps.sum() + self.has_atom.sum())

    @property
    def widths(self) -> tuple[int, int, tuple[int, ...]]:
        """The number of scores, of marks, and of levels of each column of categories."""
        return len(self.curves), self.n_marks, tuple(map(len, self.levels))

    @classmethod
    def of(cls, numbers: NDArray[np.floating], codes: NDArray[np.integer]) -> Columns:
        """Learn the encoding from the numbers and codes of a table."""
        n_numbers = numbers.shape[1]
        curves: list[Curve | None] = []
        centres, scales = np.zeros(n_numbers), np.ones(n_numbers)
        atoms = np.full(n_numbers, np.nan)
        gone = np.isnan(numbers)
        for j in range(n_numbers):
            present = numbers[~gone[:, j], j].astype(np.float64)
            values, counts = np.unique(present, return_counts=True)
            if len(values) - 1 > _FEWEST_OTHERS and counts.max() > _ATOM_SHARE * len(present):
                at = counts.argmax()
                atoms[j] = values[at]
                present = present[present != atoms[j]]
                values, counts = np.delete(values, at), np.delete(counts, at)
            curves.append(curve_of(values, counts))
            if curves[j] is None and len(present):
                centres[j], scales[j] = present.mean(), present.std() or 1.0
        levels = tuple(np.unique(column).astype(np.int32) for column in codes.T)
        return cls(tuple(curves), centres, scales, gone.any(axis=0), atoms, levels)

    @classmethod
    def of_pixels(cls, pixels: NDArray[np.floating]) -> Columns:
        """Return the encoding of images: all pixels have one mean and one standard deviation.

        Neighbouring pixels stay comparable, which is what convolutions live on.
        """
        n_pixels = pixels.shape[1]
        centre, scale = pixels.mean(dtype=np.float64), pixels.std(dtype=np.float64) or 1.0
        return cls(
            (None,) * n_pixels,
            np.full(n_pixels, centre),
            np.full(n_pixels, scale),
            np.zeros(n_pixels, dtype=bool),
            np.full(n_pixels, np.nan),
            (),
        )

    def encode(self, numbers: NDArray[np.floating], codes: NDArray[np.integer]) -> Inputs:
        """Encode rows of the table."""
        gone, is_atom = np.isnan(numbers), numbers == self.atoms
        scores = np.empty(numbers.shape, dtype=np.float32)
        for j, curve in enumerate(self.curves):
            column = numbers[:, j].astype(np.float64)
            if curve is not None:
                column = np.interp(column, curve.cells, curve.scores)
            scores[:, j] = (column - self.centres[j]) / self.scales[j]
        unmeasured = gone | is_atom
        scores[unmeasured] = 0.0
        marks = np.concatenate([gone[:, self.has_gaps], is_atom[:, self.has_atom]], axis=1)
        levels = np.empty(codes.shape, dtype=np.intp)
        for j, known in enumerate(self.levels):
            levels[:, j] = np.searchsorted(known, codes[:, j])
        measured = (~unmeasured).astype(np.float32)
        return Inputs(scores, measured, marks.astype(np.float32), levels)

    def decode_numbers(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the numbers of scores, shape (n, n_numeric)."""
        numbers = scores * self.scales + self.centres
        for j, curve in enumerate(self.curves):
            if curve is not None:
                numbers[:, j] = np.interp(numbers[:, j], curve.scores, curve.cells)
        return numbers

    def draw_marks(
        self, shares: NDArray[np.float64], uniform: NDArray[np.float64], numbers: NDArray[Any]
    ) -> NDArray[np.bool_]:
        """Draw which numbers are atoms, which are put in, and which are missing.

        Parameters
        ----------
        shares : ndarray of shape (n, n_marks)
            The probability of each mark.
        uniform : ndarray of shape (n, n_marks)
            Chance, in (0, 1).
        numbers : ndarray of shape (n, n_numeric)
            Where atoms are put.

        Returns
        -------
        ndarray of shape (n, n_numeric), bool
            Which numbers are missing.
        """
        n_gaps = int(self.has_gaps.sum())
        p_gone, p_atom = np.zeros(numbers.shape), np.zeros(numbers.shape)
        p_gone[:, self.has_gaps], p_atom[:, self.has_atom] = np.split(shares, [n_gaps], axis=1)
        chance, chance_of_atom = np.ones(numbers.shape), np.ones(numbers.shape)
        chance[:, self.has_gaps] = uniform[:, :n_gaps]
        chance_of_atom[:, self.has_atom] = uniform[:, n_gaps:]
        # Atoms are a share of all cells; those drawn here are a share of the cells that are there.
        is_atom = chance_of_atom * (1 - p_gone) < p_atom
        numbers[is_atom] = np.broadcast_to(self.atoms, numbers.shape)[is_atom]
        gone: NDArray[np.bool_] = chance < p_gone
        return gone

    def decode_levels(self, places: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return the codes of places among the levels, shape (n, n_categorical)."""
        codes = np.empty(places.shape, dtype=np.int32)
        for j, known in enumerate(self.levels):
            codes[:, j] = known[places[:, j]]
        return codes


def curve_of(values: NDArray[np.float64], counts: NDArray[np.integer]) -> Curve | None:
    """Return the normal scores of the cells of a column, or None where too many are equal.

    Equal cells have the score of their mean rank; the i-th of m cells has that of (i - 1/2) / m.

    Parameters
    ----------
    values, counts : ndarray of shape (n_values,)
        The values of the cells, ascending, and how many cells have each.
    """
    n_cells = int(counts.sum())
    if len(values) < 2 or len(values) < (1 - _MOST_TIES) * n_cells:
        return None
    scores = ndtri((np.cumsum(counts) - counts / 2) / n_cells)
    if len(values) > _KNOTS:
        kept = np.linspace(0, len(values) - 1, _KNOTS).round().astype(np.intp)
        values, scores = values[kept], scores[kept]
    return Curve(values, scores)
