"""Random choice among transforms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import Boolean, Constraint, real_within
from oversample.exceptions import InvalidParameterError
from oversample.image.base import ImageTransform
from oversample.image.draws import Draws, select
from oversample.image.policies.base import Policy, PolicyRun, Transforms
from oversample.image.ranges import Range, draw_integers, integer_range_from

Weights = Constraint(
    "a list of numbers of at least 0, not all 0",
    lambda v: (
        isinstance(v, list | tuple)
        and all(isinstance(weight, real_within(0, np.inf)) for weight in v)
        and any(weight > 0 for weight in v)
    ),
)


class Sometimes(Policy):
    """Apply all transforms, in order, to each image with some probability; else none.

    Parameters
    ----------
    transforms : list of ImageTransform
        At least one.
    p : float, default=0.5
        The probability, in [0, 1], independently for each image.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import HorizontalFlip, Sometimes
    >>> images = np.tile([0.0, 1.0], (6, 1, 1))
    >>> Sometimes([HorizontalFlip()]).transform(images, random_state=0).shape
    (6, 1, 2)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "transforms": [Transforms],
        "p": [real_within(0, 1)],
    }

    def __init__(self, transforms: Sequence[ImageTransform], p: float = 0.5) -> None:
        self.transforms = transforms
        self.p = p

    def _parts(self) -> Sequence[ImageTransform]:
        return self.transforms

    def _sample(self, n: int, rng: Generator) -> Draws:
        for_chance, for_parts = rng.spawn(2)
        return {
            "strikes": for_chance.uniform(size=n) < self.p,
            **super()._sample(n, for_parts),
        }

    def apply_parts(self, run: PolicyRun, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply parts to some images; see :meth:`Policy.apply_parts`."""
        struck = np.flatnonzero(draws["strikes"])
        super().apply_parts(run, select(draws, struck), rows[struck])


class OneOf(Policy):
    """Apply one of the transforms to each image.

    Parameters
    ----------
    transforms : list of ImageTransform
        At least one.
    weights : list of float or None, default=None
        The relative probability of each; None: all are equally likely.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import HorizontalFlip, Invert, OneOf
    >>> images = np.tile([0.0, 0.25], (6, 1, 1))
    >>> OneOf([HorizontalFlip(), Invert()]).transform(images, random_state=0).shape
    (6, 1, 2)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "transforms": [Transforms],
        "weights": [Weights, None],
    }

    def __init__(
        self, transforms: Sequence[ImageTransform], weights: Sequence[float] | None = None
    ) -> None:
        self.transforms = transforms
        self.weights = weights

    def _parts(self) -> Sequence[ImageTransform]:
        return self.transforms

    @property
    def n_alternatives(self) -> int:
        """The sum over all parts; see :attr:`ImageTransform.n_alternatives`."""
        return sum(part.n_alternatives for part in self.transforms)

    def _sample(self, n: int, rng: Generator) -> Draws:
        weights = np.ones(len(self.transforms)) if self.weights is None else self.weights
        if len(weights) != len(self.transforms):
            raise InvalidParameterError(
                f"OneOf has {len(self.transforms)} transforms and {len(weights)} weights: pass "
                "one weight for each."
            )
        for_choice, for_parts = rng.spawn(2)
        borders = np.cumsum(weights) / np.sum(weights)
        choice = np.searchsorted(borders[:-1], for_choice.uniform(size=n), side="right")
        return {"choice": choice, **super()._sample(n, for_parts)}

    def apply_parts(self, run: PolicyRun, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply parts to some images; see :meth:`Policy.apply_parts`."""
        self._dispatch(run, draws, rows, draws["choice"])


class SomeOf(Policy):
    """Apply some of the transforms to each image, each at most once.

    Parameters
    ----------
    transforms : list of ImageTransform
        At least one.
    n_range : int or (int, int), default=(1, 2)
        The number of transforms, at most all; all sets of that size are equally likely.
    random_order : bool, default=True
        Whether the order is random too, not that of the list.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import HorizontalFlip, Invert, SomeOf
    >>> images = np.tile([0.0, 0.25], (6, 1, 1))
    >>> SomeOf([HorizontalFlip(), Invert()], (0, 2)).transform(images, random_state=0).shape
    (6, 1, 2)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "transforms": [Transforms],
        "n_range": [integer_range_from(0)],
        "random_order": [Boolean],
    }

    def __init__(
        self,
        transforms: Sequence[ImageTransform],
        n_range: Range = (1, 2),
        random_order: bool = True,
    ) -> None:
        self.transforms = transforms
        self.n_range = n_range
        self.random_order = random_order

    def _parts(self) -> Sequence[ImageTransform]:
        return self.transforms

    @property
    def n_alternatives(self) -> int:
        """The sum over all parts; see :attr:`ImageTransform.n_alternatives`."""
        return sum(part.n_alternatives for part in self.transforms)

    def _sample(self, n: int, rng: Generator) -> Draws:
        for_number, for_order, for_parts = rng.spawn(3)
        n_parts = len(self.transforms)
        number = draw_integers(for_number, self.n_range, n)
        if np.max(self.n_range) > n_parts:
            raise InvalidParameterError(
                f"The 'n_range' parameter of SomeOf, {self.n_range!r}, goes beyond the "
                f"{n_parts} transforms that there are."
            )
        order = np.argsort(for_order.uniform(size=(n, n_parts)), axis=1)
        is_out = np.arange(n_parts) >= number[:, np.newaxis]
        if not self.random_order:
            order = np.sort(np.where(is_out, n_parts, order), axis=1)
        return {"order": np.where(is_out, -1, order), **super()._sample(n, for_parts)}

    def apply_parts(self, run: PolicyRun, draws: Draws, rows: NDArray[np.intp]) -> None:
        """Apply parts to some images; see :meth:`Policy.apply_parts`."""
        for which in draws["order"].T:
            self._dispatch(run, draws, rows, which)
