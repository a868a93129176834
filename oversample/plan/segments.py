"""Plans of rows between two parents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._contract import NO_PARENT
from oversample.plan.base import BasePlan
from oversample.plan.checks import NUMBERS, ROW_NUMBERS
from oversample.plan.interpolation import copy_rows, interpolate, within_floats
from oversample.plan.noise import DrawnNoise
from oversample.plan.noisy import NoisyPlan


@dataclass(frozen=True, eq=False, repr=False)
class Plan(NoisyPlan):
    r"""Base row, partner row and step of every synthetic row.

    The rule is :math:`x_{new} = x_{base} + step \, (x_{partner} - x_{base})`.

    Attributes
    ----------
    base : ndarray of shape (n_new,), intp
        Row numbers of the input.
    partner : ndarray of shape (n_new,), intp
        Row numbers of the input; equal to ``base`` for a plain copy.
    step : ndarray of shape (n_new,), float64
        The share of the way from base to partner.
    noise : ndarray of shape (n_new, n_features), DrawnNoise or None
        What is added to each new row afterwards: an array, or the state of a stream from which it
        is drawn again wherever it is needed (smoothed bootstrap, Geometric SMOTE), as
        :meth:`compute_noise` does. It belongs to the table that it was drawn for, and is left out
        when the plan is replayed on another.
    label_weight : ndarray of shape (n_new,), float64, or None
        The weight of the base row's label in the label of each new row; the rest is the partner's.
        ``None`` stands for 1: samplers that do not mix labels.
    fills_missing : bool
        Whether a cell that one parent misses is that of the other; otherwise it is missing.
    n_rows : int or None
        The number of rows of the input, if known; replay takes arrays of just that length.
    class_codes : ndarray of shape (n_new,), int32, or None
        The class of each new row, as a position in ``classes``.
    classes : tuple
        The labels, sorted.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import Plan
    >>> plan = Plan(base=np.array([0]), partner=np.array([2]), step=np.array([0.25]))
    >>> plan
    Plan(1 new row, from 1 base row)
    >>> plan.replay(np.array([0.0, 10.0, 100.0]))
    array([  0.,  10., 100.,  25.])
    >>> plan.replay(["a", "b", "c"])
    ['a', 'b', 'c', 'a']
    """

    base: NDArray[np.intp]
    partner: NDArray[np.intp]
    step: NDArray[np.float64]
    noise: NDArray[np.float64] | DrawnNoise | None = None

    _arrays: ClassVar[Mapping[str, tuple[str, int]]] = {
        "base": (ROW_NUMBERS, 1),
        "partner": (ROW_NUMBERS, 1),
        "step": (NUMBERS, 1),
    }

    @classmethod
    def copies(cls, base: NDArray[np.intp]) -> Plan:
        """Plan plain copies of rows."""
        return cls(base, base, np.zeros(len(base)))

    @classmethod
    def join(cls, plans: Sequence[BasePlan]) -> Any:
        """Put the plans of several classes, all of one kind, one after another; none: no row."""
        return super().join(plans) if plans else cls.copies(np.empty(0, dtype=np.intp))

    def parents(self) -> NDArray[np.intp]:
        """Return base and partner of each new row, shape (n_new, 2)."""
        return np.stack([self.base, self.partner], axis=1)

    def _parent_range(self) -> tuple[int, int]:
        # Without the table of both, which for a million rows is 16 MB.
        if not len(self):
            return 0, NO_PARENT
        lowest = min(self.base.min(), self.partner.min())
        return int(lowest), int(max(self.base.max(), self.partner.max()))

    def replayable(self) -> Plan:
        """Return the bare base, partner and step, without what belongs to one table only."""
        return Plan(
            self.base,
            self.partner,
            self.step,
            fills_missing=self.fills_missing,
            n_rows=self.n_rows,
            class_codes=self.class_codes,
            row_classes=self.row_classes,
            grid=self.grid,
        )

    def copy_sources(self) -> NDArray[np.intp]:
        """Return the row that each new row is a plain copy of, or -1."""
        return np.where(self._is_copy(), self.base, NO_PARENT)

    def steps(self) -> NDArray[np.float64] | None:
        """Return the step of each new row; see :meth:`BasePlan.steps`."""
        return self.step

    def _leaves_segments(self) -> bool:
        return bool(len(self) and (self.step.min() < 0 or self.step.max() > 1))

    def _is_copy(self) -> NDArray[np.bool_]:
        is_copy = (self.step == 0) | (self.base == self.partner)
        return is_copy & ~self._moves() if self.noise is not None and is_copy.any() else is_copy

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Make the new rows of a block of numbers; see :meth:`BasePlan.make_rows`."""
        # Beyond its parents a row may lie beyond the largest float, too.
        with np.errstate(over="ignore"):
            new = interpolate(X, self.base, self.partner, self.step, out, self.fills_missing)
            if self.noise is not None:
                new = self._add_noise(new, X)
        if self.noise is not None or self._leaves_segments():
            within_floats(new if isinstance(new, np.ndarray) else new.data)
        copy_rows(X, self.copy_sources(), new)
        return new

    def _towards(self) -> NDArray[np.intp]:
        return self.partner

    def _partners(self) -> NDArray[np.intp]:
        return self.partner
