"""Transforms made of transforms, and how they are applied.

A policy only chooses which of its transforms apply to which images, in which order. A `PolicyRun`
applies them, to images and to masks alike. It postpones moves: matrices of transforms that follow
each other are multiplied, row by row and through nested policies, and an image is interpolated
once, before a transform that is no matrix, or at the end.
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
from oversample.image.stack import applied

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

    A policy overrides :meth:`_parts` and, if it chooses, :meth:`_sample` and :meth:`apply_parts`.
    """

    @abstractmethod
    def _parts(self) -> Sequence[ImageTransform]:
        """Return the transforms that this one is made of."""

    def apply_parts(self, run: PolicyRun, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply parts to some images.

        Parameters
        ----------
        run : PolicyRun
            The images and the moves that are postponed; applies transforms to them.
        draws : dict
            The record of the images of ``rows``.
        rows : ndarray of shape (n,)
            The numbers of the images, ascending.
        """
        for number, part in enumerate(self._parts()):
            run.transform(part, draws[f"{number}"], rows)

    @property
    def n_alternatives(self) -> int:
        """The largest number of all parts; see :attr:`ImageTransform.n_alternatives`."""
        return max((part.n_alternatives for part in self._parts()), default=1)

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if one of the parts cannot transform such images."""
        for part in self._parts():
            part.check_canvas(canvas)

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Transform images; see :meth:`ImageTransform.apply`."""
        run = PolicyRun(images, canvas)
        self.apply_parts(run, draws, np.arange(len(images)))
        return run.finish()

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move masks; see :meth:`ImageTransform.apply_to_masks`."""
        run = PolicyRun(masks, canvas, are_masks=True)
        self.apply_parts(run, draws, np.arange(len(masks)))
        return run.finish()

    def _sample(self, n: int, rng: np.random.Generator) -> Draws:
        """Draw for all parts, each from a stream of its own."""
        parts = self._parts()
        return {
            f"{number}": part.sample(n, stream)
            for number, (part, stream) in enumerate(zip(parts, rng.spawn(len(parts)), strict=True))
        }

    def _dispatch(
        self, run: PolicyRun, draws: Draws, rows: NDArray[np.intp], which: NDArray[np.integer]
    ) -> None:
        """Apply to each image the part numbered by ``which``; -1 is none."""
        for number, part in enumerate(self._parts()):
            mine = np.flatnonzero(which == number)
            if len(mine):
                run.transform(part, select(draws[f"{number}"], mine), rows[mine])


class PolicyRun:
    """Apply the parts of a policy to images or masks, with moves postponed and joined.

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
        self._is_postponed = np.zeros(len(arrays), dtype=bool)
        self._sampling: Sampling = EXACT

    def transform(self, transform: ImageTransform, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply a transform to the images of some numbers, ascending, as drawn for them."""
        if isinstance(transform, Policy):
            transform.apply_parts(self, draws, rows)
        elif isinstance(transform, MatrixTransform):
            self._prepare_sampling(transform.sampling)
            matrices = transform.moves(len(rows), draws, self._canvas)
            self._matrices[rows] = matrices @ self._matrices[rows]
            self._is_postponed[rows] = True
        elif isinstance(transform, FieldTransform):
            self._prepare_sampling(transform.sampling)
            self._sample(rows, transform.moves(len(rows), draws, self._canvas))
        elif not self._are_masks:
            self._apply_moves(rows)
            self._write(rows, applied(transform, self._read(rows), draws, self._canvas))

    def finish(self) -> NDArray[Any]:
        """Apply the moves that are still postponed, and return the images or masks."""
        self._apply_moves(np.arange(len(self._arrays)))
        return self._arrays

    def _prepare_sampling(self, sampling: Sampling) -> None:
        """Apply all postponed moves, unless they are sampled in the same way."""
        common = agreed(self._sampling, sampling)
        if common is None:
            self._apply_moves(np.arange(len(self._arrays)))
            common = sampling
        self._sampling = common

    def _apply_moves(self, rows: NDArray[np.intp]) -> None:
        postponed = rows[self._is_postponed[rows]]
        if len(postponed):
            self._sample(postponed, None)

    def _sample(self, rows: NDArray[np.intp], field: NDArray[np.float32] | None) -> None:
        arrays, matrices = self._read(rows), self._matrices[rows]
        if self._are_masks:
            self._write(rows, sample_masks(arrays, matrices, field, self._sampling))
        else:
            new = sample_images(arrays, matrices, field, self._sampling, self._canvas)
            self._write(rows, new)
        self._matrices[rows] = np.eye(3)
        self._is_postponed[rows] = False

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
