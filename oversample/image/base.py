"""The contract of every image transform.

A transform is two functions. ``sample(n, rng)`` draws, for n images, a record of parameters and
nothing else; ``apply(images, draws, canvas)`` is a plain function of its arguments. Everything
else follows from the two: stacks in any dtype, threads, policies, replay on masks, samplers.

=====================================  ===========================================================
:mod:`~oversample.image.canvas`        shape and value range of the images
:mod:`~oversample.image.draws`         the record of draws, and the streams that they come from
:mod:`~oversample.image.ranges`        parameters that are ranges, and drawing from them
:mod:`~oversample.image.pixel.fields`  noise for each pixel, from a seed for each image
:mod:`~oversample.image.stack`         chunks and threads
:mod:`~oversample.image.rounding`      from computed values to pixels
=====================================  ===========================================================
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator

from oversample._params import Seed, Threads, check_parameter, validate_parameters
from oversample._random import RandomStateLike
from oversample._threads import count_threads
from oversample.image.canvas import Canvas, ValueRangeLike
from oversample.image.draws import Draws, generator_of
from oversample.image.returned import check_record
from oversample.image.rounding import working_dtype
from oversample.image.stack import write_images


class ImageTransform(BaseEstimator, metaclass=ABCMeta):
    """Base of all image transforms.

    A transform overrides :meth:`_sample` and :meth:`apply`; one that moves pixels is a
    ``MatrixTransform`` or ``FieldTransform`` (:mod:`oversample.image.geometric.base`) instead.
    Parameters are ranges ``(low, high)``, from which one value is drawn for each image, or numbers,
    which are the value for all images. Intensities are fractions of the images' value range.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {}

    def sample(self, n: int, rng: Generator) -> Draws:
        """Draw the parameters of n images.

        Parameters
        ----------
        n : int
            The number of images.
        rng : Generator
            The source of draws. Row i of the record depends on its state and on i only: the record
            of fewer images is the beginning of the record of more.

        Returns
        -------
        dict
            Arrays of length n.

        Raises
        ------
        InvalidParameterError
            If a parameter of the transform is not usable.
        ValueError
            If what :meth:`_sample` returns is no such dict.
        """
        validate_parameters(self)
        record = self._sample(n, rng)
        check_record(record, n, self)
        return record

    @abstractmethod
    def _sample(self, n: int, rng: Generator) -> Draws:
        """Draw the record; parameters have been checked."""

    @abstractmethod
    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Transform images as drawn.

        Parameters
        ----------
        images : ndarray of shape (n, height, width, channels), float32 or float64
            The images; they are not changed. Also of other dtypes that :meth:`accepts` names.
        draws : dict
            The record that :meth:`sample` drew for these n images.
        canvas : Canvas
            The shape and the value range of the images.

        Returns
        -------
        ndarray of shape (n, height, width, channels)
            New images of the same dtype, or ``images`` itself if nothing changes.
        """

    @property
    def n_alternatives(self) -> int:
        """The number of alternatives an image is drawn from; 1 unless a policy chooses."""
        return 1

    def accepts(self, dtype: np.dtype[Any]) -> bool:
        """Return whether :meth:`apply` accepts pixels of a dtype as they are.

        It then returns pixels of that dtype, and rounds by itself. Pixels of other dtypes are
        cast to the float that they are computed in before, and rounded after.

        Parameters
        ----------
        dtype : dtype
            A numeric dtype.

        Returns
        -------
        bool
            By default True for float32 and float64, the dtypes that pixels are computed in.
        """
        return working_dtype(dtype) == dtype

    def apply_to_masks(self, masks: NDArray[Any], draws: Draws, canvas: Canvas) -> NDArray[Any]:
        """Move the pixels of masks like those of their images; no value is changed.

        Parameters
        ----------
        masks : ndarray of shape (n, height, width, any), of any dtype
            Labels of pixels.
        draws : dict
            The record that :meth:`sample` drew for the n images.
        canvas : Canvas
            The height and width of the images.

        Returns
        -------
        ndarray
            Masks of the same dtype; ``masks`` itself if the transform moves no pixels.
        """
        return masks

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise ValueError if images of such a shape cannot be transformed; by default all can."""

    def transform(
        self,
        images: ArrayLike,
        random_state: RandomStateLike = None,
        *,
        value_range: ValueRangeLike = "auto",
        n_jobs: int | None = None,
    ) -> NDArray[Any]:
        """Transform a stack of images, each with draws of its own.

        Parameters
        ----------
        images : array-like of shape (n, height, width) or (n, height, width, channels)
            Images of any numeric dtype; they are not changed.
        random_state : int, RandomState, Generator, SeedSequence or None, default=None
            The seed.
        value_range : "auto" or (float, float), default="auto"
            The values of black and white. ``"auto"``: the limits of the dtype if it has 8 bits; 0
            and 1 for floats that are all within; 0 and 255 for wider integers that are all within,
            and for floats that are all within and of which some pass half of it; otherwise the
            smallest and the largest pixel, with a warning where these may be dark images of a known
            scale.
        n_jobs : int or None, default=None
            Threads; None and -1 are all cores. The result does not depend on it.

        Returns
        -------
        ndarray of the shape and dtype of ``images``
            Integers are rounded once, at the end.

        Raises
        ------
        ValueError
            If a parameter is not usable, or ``images`` is no stack of finite numbers.
        """
        owner = f"{type(self).__name__}.transform"
        check_parameter("random_state", random_state, [Seed], owner)
        check_parameter("n_jobs", n_jobs, [Threads, None], owner)
        stack = check_images(images)
        channels = stack.shape[3] if stack.ndim == 4 else 1
        canvas = Canvas.of((*stack.shape[1:3], channels), stack, value_range)
        draws = self.sample(len(stack), generator_of(random_state))
        self.check_canvas(canvas)
        out = np.empty(stack.shape, stack.dtype)
        write_images(self, stack, draws, canvas, out, n_threads=count_threads(n_jobs))
        return out


def check_images(images: ArrayLike) -> NDArray[Any]:
    """Check that images are a stack of finite numbers, and return it as an array.

    Parameters
    ----------
    images : array-like of shape (n, height, width) or (n, height, width, channels)
        The user's argument.

    Returns
    -------
    ndarray
        The images as an array.

    Raises
    ------
    ValueError
        If it has another number of axes, no pixel, NaN or infinity.
    TypeError
        If it does not hold real numbers.
    """
    stack = np.asarray(images)
    if stack.ndim not in (3, 4) or 0 in stack.shape[1:]:
        raise ValueError(
            "images must be a stack of shape (n, height, width) or (n, height, width, channels), "
            f"with at least one pixel. Got an array of shape {stack.shape}; a single image is a "
            "stack of one: images[np.newaxis]."
        )
    check_pixels(stack, "images")
    return stack


def check_pixels(pixels: NDArray[Any], name: str) -> None:
    """Raise if an array holds NaN, infinity or no numbers; its first axis is that of images."""
    check_numbers(pixels, name)
    if pixels.dtype.kind == "f" and not np.isfinite(pixels).all():
        bad = ~np.isfinite(pixels).reshape(len(pixels), -1).all(axis=1)
        raise ValueError(
            f"{name} contains NaN or infinity in {int(bad.sum())} of {len(pixels)} images, the "
            f"first of them number {int(bad.argmax())}. Replace such pixels first."
        )


def check_numbers(array: NDArray[Any], name: str) -> None:
    """Raise TypeError if an array holds anything but real numbers and booleans."""
    if array.dtype.kind not in "buif":
        raise TypeError(f"{name} must hold real numbers. Got an array of dtype {array.dtype}.")
