"""Plans of rows that are weighted sums of several parents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._contract import NO_PARENT
from oversample.plan.checks import NUMBERS, ROW_NUMBERS
from oversample.plan.interpolation import combine, copy_rows, within_floats
from oversample.plan.noise import DrawnNoise
from oversample.plan.noisy import NoisyPlan
from oversample.plan.segments import Plan


@dataclass(frozen=True, eq=False, repr=False)
class CombinationPlan(NoisyPlan):
    r"""Parents and weights of every synthetic row.

    The rule is :math:`x_{new} = \sum_{j=1}^{m} w_j \, x_{p_j}`: with weights that are not negative
    and sum to one, a point of the simplex that the parents span.

    Attributes
    ----------
    parent : ndarray of shape (n_new, m), intp
        Row numbers of the input; the first of each new row is its base.
    weight : ndarray of shape (n_new, m), float64
        The weight of each parent.
    noise : ndarray of shape (n_new, n_features), DrawnNoise or None
        What is added to each new row afterwards; see :class:`Plan`.
    label_weight, fills_missing, n_rows, class_codes, classes
        See :class:`Plan`. Where a parent misses a cell and ``fills_missing`` is set, the weights of
        the others are scaled up to the same sum.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.plan import CombinationPlan
    >>> plan = CombinationPlan(np.array([[0, 1, 2]]), np.array([[0.5, 0.25, 0.25]]))
    >>> plan.replay(np.array([8.0, 0.0, 4.0]))
    array([8., 0., 4., 5.])
    """

    parent: NDArray[np.intp]
    weight: NDArray[np.float64]
    noise: NDArray[np.float64] | DrawnNoise | None = None

    _arrays: ClassVar[Mapping[str, tuple[str, int]]] = {
        "parent": (ROW_NUMBERS, 2),
        "weight": (NUMBERS, 2),
    }

    @classmethod
    def of_segments(cls, plan: Plan) -> CombinationPlan:
        """Bring a plan of two parents into this form."""
        values = {item.name: getattr(plan, item.name) for item in fields(plan)}
        base, partner, step = (values.pop(name) for name in ("base", "partner", "step"))
        step = np.where(base == partner, 0.0, step)
        parent, weight = np.stack([base, partner], axis=1), np.stack([1 - step, step], axis=1)
        return cls(parent, weight, **values)

    @property
    def base(self) -> NDArray[np.intp]:
        """The first parent of each new row."""
        return self.parent[:, 0]

    @classmethod
    def _alike(cls, values: list[NDArray[Any]]) -> list[NDArray[Any]]:
        # Parents that a class has not weigh nothing; row 0 stands for them.
        if values[0].ndim != 2:
            return values
        width = max(value.shape[1] for value in values)
        return [np.pad(value, [(0, 0), (0, width - value.shape[1])]) for value in values]

    def check(self, n_rows: int) -> None:
        """Raise where parents or weights are wrong, or not as many; see :meth:`BasePlan.check`."""
        super().check(n_rows)
        n_parents, n_weights = self.parent.shape[1], self.weight.shape[1]
        if n_parents != n_weights:
            raise ValueError(
                f"The plan has {n_parents} parents of each new row, and {n_weights} weights."
            )

    def parents(self) -> NDArray[np.intp]:
        """Return the parents of each new row, shape (n_new, m)."""
        return self.parent

    def steps(self) -> NDArray[np.float64] | None:
        """Return the weight of all parents but the base; see :meth:`BasePlan.steps`."""
        weights: NDArray[np.float64] = self.weight[:, 1:].sum(axis=1)
        return weights

    def copy_sources(self) -> NDArray[np.intp]:
        """Return the one parent that has all of the weight, or -1."""
        if not (self.weight == 1).any():
            return np.full(len(self), NO_PARENT)
        heaviest = self.weight.argmax(axis=1)[:, np.newaxis]
        source = np.take_along_axis(self.parent, heaviest, axis=1)[:, 0]
        is_copy = (np.take_along_axis(self.weight, heaviest, axis=1)[:, 0] == 1) & (
            (self.weight != 0).sum(axis=1) == 1
        )
        if self.noise is not None:
            is_copy &= ~self._moves()
        return np.where(is_copy, source, NO_PARENT)

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Make the new rows of a block of numbers; see :meth:`BasePlan.make_rows`."""
        # Weights of both signs may leave the range of floats.
        with np.errstate(over="ignore"):
            new = combine(X, self.parent, self.weight, out, self.fills_missing)
            if self.noise is not None:
                new = self._add_noise(new, X)
        if self.noise is not None or (self.weight < 0).any():
            within_floats(new if isinstance(new, np.ndarray) else new.data)
        copy_rows(X, self.copy_sources(), new)
        return new

    def replayable(self) -> CombinationPlan:
        """Return the bare parents and weights, without what belongs to one table only."""
        return replace(self, noise=None)
