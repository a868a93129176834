"""Base of plans whose new rows are images, and what these are replayed on."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table import Table, is_frame
from oversample.image.canvas import Canvas
from oversample.image.sampling.table import read_pixels
from oversample.plan import Plan


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class MadeImagesPlan(Plan):
    """Base of plans of images that are computed from whole images of the input.

    Attributes
    ----------
    canvas : Canvas
        Shape and value range of the images.
    """

    canvas: Canvas

    def steps(self) -> None:
        """Return None: a new image lies on no straight way between two others."""

    def copy_sources(self) -> NDArray[np.intp]:
        """Return -1 for all rows: none is a plain copy."""
        return np.full(len(self), -1)

    def make_rows(self, X: Any, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Compute the new images.

        Parameters
        ----------
        X : ndarray of shape (n_rows, n_pixels), of any numeric dtype
            All images of the input, flattened.
        out : ndarray of shape (n_new, n_pixels), optional
            The array to write to; by default a new one.

        Returns
        -------
        ndarray of shape (n_new, n_pixels)
            The new images, integers rounded.
        """
        if out is None:
            out = np.empty((len(self), *X.shape[1:]), dtype=X.dtype)
        self._write(X, out)
        return out

    @abstractmethod
    def _write(self, X: NDArray[Any], out: NDArray[Any]) -> None:
        """Compute the new images, and write them."""

    def _are_images(self, array: Any) -> bool:
        """Return whether entries of an array have as many values as an image."""
        return np.ndim(array) > 1 and int(np.prod(np.shape(array)[1:])) == self.canvas.size


def read_images(array: Any) -> Table:
    """Read images that a plan is replayed on: a frame or an array of them, flattened or not."""
    return read_pixels(flattened(array), "replay")


def shaped(rows: Any, like: Any) -> Any:
    """Return flattened rows in the shape of the array that they are from, or as lists."""
    if is_frame(like):
        return rows
    new = rows.reshape(-1, *np.shape(like)[1:])
    return new.tolist() if isinstance(like, list) else new


def flattened(array: Any) -> Any:
    """Return images, or masks, as a table: one row for each; a frame as it is."""
    if is_frame(array):
        return array
    array = np.asarray(array)
    return array.reshape(len(array), -1)
