"""The plan of synthetic images: their base rows, and the parameters drawn for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, Self, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._table import is_frame
from oversample._threads import count_threads
from oversample.image.base import ImageTransform, check_numbers
from oversample.image.canvas import Canvas, ValueRangeLike
from oversample.image.draws import Draws, select
from oversample.image.sampling.made import MadeImagesPlan, flattened, read_images, shaped
from oversample.image.sampling.table import read_pixels
from oversample.image.stack import chunks, write_images
from oversample.plan.base import ReplayRule

ImageReplayRule = Literal[ReplayRule, "images", "masks"]
"""How a replay computes the entries of new rows, or the images of new rows."""


class Part(NamedTuple):
    """A transform, and the record that it has drawn."""

    transform: ImageTransform
    draws: Draws


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ImagePlan(MadeImagesPlan):
    """Base row and drawn parameters of every synthetic image.

    The new image is ``transform.apply`` of its base row, with ``transform`` and ``draws`` of
    ``parts[part]``, row ``draw`` of the record. The plan holds all chance: it can be replayed on
    other images of the same rows, and on masks.

    Attributes
    ----------
    base : ndarray of shape (n_new,), intp
        Row numbers of the input.
    partner : ndarray of shape (n_new,), intp
        Equal to ``base``.
    step : ndarray of shape (n_new,), float64
        Always 0: there is no other parent.
    part : ndarray of shape (n_new,), intp
        The index in ``parts`` of each image's transform.
    draw : ndarray of shape (n_new,), intp
        The row of that part's record.
    parts : tuple of (transform, draws)
        The transforms and their records.
    canvas : Canvas
        Shape and value range of the images.
    n_jobs : int or None
        Threads of a replay.
    """

    part: NDArray[np.intp]
    draw: NDArray[np.intp]
    parts: tuple[Part, ...]
    n_jobs: int | None = None

    def _write(self, X: NDArray[Any], out: NDArray[Any]) -> None:
        n_threads = count_threads(self.n_jobs)
        for number, (transform, draws) in enumerate(self.parts):
            mine = np.flatnonzero(self.part == number)
            if not len(mine):
                continue
            # Images of a part are usually consecutive, and then written in place.
            is_block = mine[-1] - mine[0] == len(mine) - 1
            block = out[mine[0] : mine[-1] + 1]
            new = block if is_block else np.empty((len(mine), *X.shape[1:]), dtype=X.dtype)
            record, rows = select(draws, self.draw[mine]), self.base[mine]
            write_images(transform, X, record, self.canvas, new, rows=rows, n_threads=n_threads)
            if not is_block:
                out[mine] = new

    def replay(
        self,
        array: Any,
        *,
        how: ImageReplayRule = "auto",
        value_range: ValueRangeLike | None = None,
    ) -> Any:
        """Apply the plan to another array or frame that has the input's rows.

        Parameters
        ----------
        array : array-like, Series or DataFrame of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order.
        how : {"auto", "images", "masks", "interpolate", "base", "partner"}, default="auto"
            ``"images"``: every new image is transformed as in ``fit_resample``. ``"masks"``: labels
            of pixels, of shape (n_rows, height, width), (n_rows, height, width, any) or
            flattened, are moved like the pixels, by the nearest label, and not changed otherwise.
            ``"interpolate"``, ``"base"``, ``"partner"``: copies of the base row, which is the only
            one that a new image is made of. ``"auto"`` is ``"images"`` if an
            entry has as many values as an image, else ``"base"``, as weights and groups need it.
        value_range : "auto", (float, float) or None, default=None
            The values of black and white of other images; None: those of the images that were
            resampled.

        Returns
        -------
        object
            The same container: the rows of ``array``, then one for each synthetic row.

        Raises
        ------
        ValueError
            If ``how`` is unknown, or the array does not have the rows or the pixels of the
            resampled table.
        """
        if how not in get_args(ImageReplayRule):
            raise ValueError(
                "how must be 'auto', 'images', 'masks', 'interpolate', 'base' or 'partner'. Got "
                f"{how!r} instead."
            )
        is_images = self._are_images(array)
        if how in ("interpolate", "base", "partner") or (how == "auto" and not is_images):
            return super().replay(array, how="base")
        self._count_rows(array)
        if how == "masks":
            return self._replay_masks(array)
        if not is_images:
            raise ValueError(
                f"An image has {self.canvas.size} values ({self.canvas.height} x "
                f"{self.canvas.width} x {self.canvas.channels}), but an entry of the array has "
                f"{int(np.prod(np.shape(array)[1:]))}."
            )
        return self._replay_images(array, value_range)

    def _replay_images(self, array: Any, value_range: ValueRangeLike | None) -> Any:
        table, canvas = read_images(array), self.canvas
        if value_range is not None:
            canvas = Canvas.of(canvas.shape, table.numeric, value_range)
        return shaped(table.extend(replace(self, canvas=canvas)), array)

    def _replay_masks(self, array: Any) -> Any:
        height, width = self.canvas.height, self.canvas.width
        flat = flattened(array)
        if flat.shape[1] == 0 or flat.shape[1] % (height * width):
            raise ValueError(
                f"Masks are numbers of shape (n_rows, {height}, {width}), (n_rows, {height}, "
                f"{width}, any), or flattened. Got shape {np.shape(array)}."
            )
        if is_frame(array):
            return read_pixels(array, "replay").extend(_Masks(self))
        check_numbers(flat, "masks")
        return shaped(np.concatenate([flat, self._move_masks(flat)]), array)

    def _move_masks(self, masks: NDArray[Any], out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Compute the masks of the new images from flattened ones."""
        if out is None:
            out = np.empty((len(self), masks.shape[1]), masks.dtype)
        stack = masks.reshape(len(masks), self.canvas.height, self.canvas.width, -1)
        for number, (transform, draws) in enumerate(self.parts):
            mine = np.flatnonzero(self.part == number)
            for chunk in chunks(len(mine), masks.shape[1]):
                some = mine[chunk]
                record = select(draws, self.draw[some])
                moved = transform.apply_to_masks(stack[self.base[some]], record, self.canvas)
                out[some] = moved.reshape(len(some), -1)
        return out


class _Masks(NamedTuple):
    """A plan on masks."""

    plan: ImagePlan

    @property
    def base(self) -> NDArray[np.intp]:
        return self.plan.base

    def copy_sources(self) -> NDArray[np.intp]:
        return self.plan.copy_sources()

    def make_rows(self, X: Any, out: NDArray[Any] | None = None) -> NDArray[Any]:
        return self.plan._move_masks(X, out)

    def take(self, rows: NDArray[np.intp]) -> Self:
        return self._replace(plan=self.plan.take(rows))
