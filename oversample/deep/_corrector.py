"""A trained corrector of mixtures at rest, and plans of the rows that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample._contract import NO_PARENT
from oversample.deep._asked import in_blocks
from oversample.deep._augmenters import ImageNetworks, Networks
from oversample.plan import Plan
from oversample.plan.base import ReplayRule


@dataclass(frozen=True, eq=False)
class Units:
    """How numbers become units, in which networks see them, and the range of each class.

    Attributes
    ----------
    centres, scales : ndarray of shape (n_numbers,)
        What is 0 units, and the size of a unit, in each column.
    low, high : ndarray of shape (n_classes, n_numbers)
        The range of each class, in which new rows are kept.
    """

    centres: NDArray[np.float64]
    scales: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, numbers: NDArray[Any], codes: NDArray[np.integer], is_image: bool) -> Units:
        """Learn the units of a table.

        Parameters
        ----------
        numbers : ndarray of shape (n_rows, n_numbers)
            The table.
        codes : ndarray of shape (n_rows,)
            The class of each row.
        is_image : bool
            Whether columns are pixels, which have one unit: from the darkest to the lightest.
        """
        n_numbers = numbers.shape[1]
        if is_image:
            darkest, lightest = float(numbers.min()), float(numbers.max())
            centres = np.full(n_numbers, darkest)
            scales = np.full(n_numbers, lightest - darkest)
        else:
            centres = numbers.mean(axis=0, dtype=np.float64)
            scales = numbers.std(axis=0, dtype=np.float64)
        scales[scales == 0] = 1.0
        of_class = [numbers[codes == code] for code in range(int(codes.max()) + 1)]
        low, high = (
            np.array([end(rows, axis=0) for rows in of_class], dtype=np.float64)
            for end in (np.min, np.max)
        )
        return cls(centres, scales, low, high)

    def encode(self, numbers: NDArray[Any]) -> NDArray[np.float32]:
        """Return numbers in units."""
        return ((numbers - self.centres) / self.scales).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Corrector:
    """A trained corrector as arrays, which can be pickled and needs torch in calls only.

    Attributes
    ----------
    shape : RowNetworks or ImageNetworks
        The measures.
    units : Units
        How numbers become units.
    parameters : ndarray of shape (n_own,), float32
        Those of the corrector.
    device : str
        Where it computes.
    owner : str
        The class that has trained it, for messages.
    """

    shape: Networks
    units: Units
    parameters: NDArray[np.float32]
    device: str
    owner: str

    def correct(
        self,
        first: NDArray[Any],
        second: NDArray[Any],
        mixture: NDArray[Any],
        codes: NDArray[np.integer],
    ) -> NDArray[np.float64]:
        """Return corrected mixtures, in the range of their class.

        Cells that both rows have alike, such as the background of images, stay as they are.

        Parameters
        ----------
        first, second, mixture : ndarray of shape (n, n_numbers)
            Two rows of a class each, and what lies between them.
        codes : ndarray of shape (n,)
            The class of each.

        Returns
        -------
        ndarray of shape (n, n_numbers)
            Where nothing is added, the very cells of the mixture.
        """

        def of_block(torch: Any, parameters: Any, *block: Any) -> tuple[Any]:
            return (self.shape.correct(torch, parameters, *block),)

        seen = [self.units.encode(rows) for rows in (first, second, mixture)]
        one_hot = np.eye(self.shape.n_classes, dtype=np.float32)[codes]
        (added,) = in_blocks(self.owner, self.device, self.parameters, of_block, *seen, one_hot)
        moved = mixture + added * self.units.scales
        kept = np.clip(moved, self.units.low[codes], self.units.high[codes])
        return np.where((added == 0) | (first == second), mixture, kept)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class CorrectedPlan(Plan):
    """Two rows of a class, a step between them, and a network that corrects what lies there.

    A replay interpolates the array that it is given; images of as many pixels are corrected, too.

    Attributes
    ----------
    base, partner : ndarray of shape (n_new,), intp
        Row numbers of the input.
    step : ndarray of shape (n_new,), float64
        The share of the way from base to partner.
    network : Corrector
        The network.
    """

    network: Corrector

    def steps(self) -> None:
        """Return None: a corrected row lies on no straight way between two others."""

    def copy_sources(self) -> NDArray[np.intp]:
        """Return -1 for all rows: what is corrected is no plain copy."""
        return np.full(len(self), NO_PARENT)

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Make the mixtures of a block of numbers, and correct them; see :meth:`Plan.make_rows`."""
        # The code of the class is added before rows are made.
        assert self.class_codes is not None
        new = self.replayable().make_rows(X, out)
        for block in blocks(len(self), X.shape[1]):
            first, second = X[self.base[block]], X[self.partner[block]]
            new[block] = self.network.correct(first, second, new[block], self.class_codes[block])
        return new

    def replay(self, array: Any, *, how: ReplayRule = "auto") -> Any:
        """Apply the plan to another array or frame that has the input's rows.

        Parameters
        ----------
        array : array-like, Series, DataFrame or sparse of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order.
        how : {"auto", "interpolate", "base", "partner"}, default="auto"
            ``"auto"``: images of the same number of pixels are mixed and corrected by the same
            network, if it was trained on images. All else as in :meth:`Plan.replay`.

        Returns
        -------
        object
            The same container: the rows of ``array``, then one for each synthetic row.

        Raises
        ------
        ValueError
            If ``how`` is unknown, or the array has not the rows of the resampled table.
        """
        of_images = isinstance(self.network.shape, ImageNetworks) and np.ndim(array) > 1
        n_pixels = len(self.network.units.centres)
        if how == "auto" and of_images and prod(np.shape(array)[1:]) == n_pixels:
            self._count_rows(array)
            return self._replay_table(array)
        return super().replay(array, how=how)
