"""Transforms made of transforms, and how they are carried out.

A policy only says which of its transforms strike which images, in which order. A `Carrier` carries
it out, for images and for masks alike. It postpones moves: matrices of transforms that follow each
other are multiplied, row by row and through nested policies, and an image is interpolated once,
when something else than a matrix comes, or at the end.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._params import Constraint
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, select
from oversample.image.geometric.base import FieldTransform, MatrixTransform
from oversample.image.geometric.interpolation import (
    EXACT,
    Sampling,
    agreed,
    sample_images,
    sample_masks,
)
from oversample.image.geometric.matrices import identities

Transforms = Constraint(
    "a list of one image transform or more",
    lambda v: (
        isinstance(v, list | tuple)
        and len(v) > 0
        and all(isinstance(part, ImageTransform) for part in v)
    ),
)
OneTransform = Constraint("an image transform", lambda v: isinstance(v, ImageTransform))


class Policy(ImageTransform):
    """Base of transforms that are made of others, by default applied one after the other.

    A policy overrides :meth:`_parts` and, if it chooses, :meth:`_sample` and :meth:`carry_out`.
    """

    @abstractmethod
    def _parts(self) -> Sequence[ImageTransform]:
        """Give the transforms that this is made of."""

    def carry_out(self, carrier: Carrier, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply parts to some images.

        Parameters
        ----------
        carrier : Carrier
            Holds the images, and applies transforms to them.
        draws : dict
            What was drawn for the images of ``rows``.
        rows : ndarray of shape (n,)
            The numbers of the images, ascending.
        """
        for number, part in enumerate(self._parts()):
            carrier.transform(part, draws[f"{number}"], rows)

    @property
    def n_ways(self) -> int:
        """As many as the part with most; see :attr:`ImageTransform.n_ways`."""
        return max((part.n_ways for part in self._parts()), default=1)

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise where one of the parts cannot transform such images."""
        for part in self._parts():
            part.check_canvas(canvas)

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Transform images; see :meth:`ImageTransform.apply`."""
        carrier = Carrier(images, canvas)
        self.carry_out(carrier, draws, np.arange(len(images)))
        return carrier.finish()

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move masks; see :meth:`ImageTransform.apply_to_masks`."""
        carrier = Carrier(masks, canvas, are_masks=True)
        self.carry_out(carrier, draws, np.arange(len(masks)))
        return carrier.finish()

    def _sample(self, n: int, rng: np.random.Generator) -> Draws:
        """Draw for all parts, each from a stream of its own."""
        parts = self._parts()
        return {
            f"{number}": part.sample(n, stream)
            for number, (part, stream) in enumerate(zip(parts, rng.spawn(len(parts)), strict=True))
        }

    def _dispatch(
        self, carrier: Carrier, draws: Draws, rows: NDArray[np.intp], which: NDArray[np.integer]
    ) -> None:
        """Apply to each image the part of the number given by ``which``; -1 is none."""
        for number, part in enumerate(self._parts()):
            mine = np.flatnonzero(which == number)
            if len(mine):
                carrier.transform(part, select(draws[f"{number}"], mine), rows[mine])


class Carrier:
    """Images or masks on their way through a policy.

    Parameters
    ----------
    arrays : ndarray of shape (n, height, width, channels)
        The images or masks; they are not changed.
    canvas : Canvas
        The shape and value range of the images.
    are_masks : bool, default=False
        Whether these are masks, whose pixels are moved and never changed.
    """

    def __init__(self, arrays: NDArray[Any], canvas: Canvas, are_masks: bool = False) -> None:
        self._arrays = arrays
        self._canvas = canvas
        self._are_masks = are_masks
        self._is_own = False
        self._matrices = identities(len(arrays))
        self._waits = np.zeros(len(arrays), dtype=bool)
        self._sampling: Sampling = EXACT

    def transform(self, transform: ImageTransform, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply a transform to the images of some numbers, ascending, as drawn for them."""
        if isinstance(transform, Policy):
            transform.carry_out(self, draws, rows)
        elif isinstance(transform, MatrixTransform):
            self._make_way_for(transform.sampling)
            matrices = transform.matrices(draws, self._canvas)
            self._matrices[rows] = matrices @ self._matrices[rows]
            self._waits[rows] = True
        elif isinstance(transform, FieldTransform):
            self._make_way_for(transform.sampling)
            self._sample(rows, transform.displacements(draws, self._canvas))
        elif not self._are_masks:
            self._settle(rows)
            self._write(rows, transform.apply(self._read(rows), draws, self._canvas))

    def finish(self) -> NDArray[Any]:
        """Give the result."""
        self._settle(np.arange(len(self._arrays)))
        return self._arrays

    def _make_way_for(self, sampling: Sampling) -> None:
        """Carry out all moves that wait, unless they are sampled in the same way."""
        common = agreed(self._sampling, sampling)
        if common is None:
            self._settle(np.arange(len(self._arrays)))
            common = sampling
        self._sampling = common

    def _settle(self, rows: NDArray[np.intp]) -> None:
        waiting = rows[self._waits[rows]]
        if len(waiting):
            self._sample(waiting, None)

    def _sample(self, rows: NDArray[np.intp], field: NDArray[np.float32] | None) -> None:
        arrays, matrices = self._read(rows), self._matrices[rows]
        if self._are_masks:
            self._write(rows, sample_masks(arrays, matrices, field, self._sampling))
        else:
            new = sample_images(arrays, matrices, field, self._sampling, self._canvas)
            self._write(rows, new)
        self._matrices[rows] = np.eye(3)
        self._waits[rows] = False

    def _read(self, rows: NDArray[np.intp]) -> NDArray[Any]:
        return self._arrays if len(rows) == len(self._arrays) else self._arrays[rows]

    def _write(self, rows: NDArray[np.intp], new: NDArray[Any]) -> None:
        if len(rows) == len(self._arrays):
            self._arrays = new
            return
        if not self._is_own:
            self._arrays = self._arrays.copy()
            self._is_own = True
        self._arrays[rows] = new
