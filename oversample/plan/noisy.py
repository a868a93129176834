"""Plans whose rows are moved by noise after they have been put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample.plan.base import BasePlan
from oversample.plan.noise import DrawnNoise


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class NoisyPlan(BasePlan):
    """What plans with a field ``noise`` have in common.

    Attributes
    ----------
    noise : ndarray of shape (n_new, n_features), DrawnNoise or None
        What is added to each new row; it belongs to the table that it was drawn for.
    """

    if TYPE_CHECKING:  # each kind declares the field itself, after those of its parents

        @property
        def noise(self) -> NDArray[np.float64] | DrawnNoise | None:
            """What is added to each new row."""

    @classmethod
    def _join_drawn(cls, plans: Sequence[Any]) -> dict[str, Any]:
        noises = [plan.noise for plan in plans]
        if not any(isinstance(noise, DrawnNoise) for noise in noises):
            return {}
        if any(isinstance(noise, np.ndarray) for noise in noises):
            raise TypeError(
                "Plans of one call must be of one kind. Got an array of noise and drawn noise."
            )
        parts = [
            len(plan) if noise is None else noise for plan, noise in zip(plans, noises, strict=True)
        ]
        return {"noise": DrawnNoise.join(parts)}

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return the plan of some of the new rows; see :meth:`BasePlan.take`."""
        taken = super().take(rows)
        if isinstance(self.noise, DrawnNoise):
            changes: dict[str, Any] = {"noise": self.noise.take(rows)}
            taken = replace(taken, **changes)
        return taken

    def check(self, n_rows: int) -> None:
        """Raise where parents or numbers of the plan are wrong; see :meth:`BasePlan.check`."""
        super().check(n_rows)
        if isinstance(self.noise, DrawnNoise) and not self.noise.is_finite():
            raise ValueError("'noise' of the plan holds NaN or infinity.")

    def compute_noise(self, X: Any) -> NDArray[np.float64]:
        """Compute what is added to each new row.

        Parameters
        ----------
        X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
            The numbers of the table that was resampled.

        Returns
        -------
        ndarray of shape (n_new, n_features)
            The noise; zeros where the plan has none.
        """
        if isinstance(self.noise, np.ndarray):
            return self.noise
        noise = np.zeros((len(self), X.shape[1]))
        if self.noise is not None:
            for rows, block in self.noise.blocks(X, self.base, self._towards()):
                noise[rows] = block
        return noise

    def _towards(self) -> NDArray[np.intp]:
        """Return the second parent that noise may depend on."""
        return self.base

    def _moves(self) -> NDArray[np.bool_]:
        """Return which of the new rows have noise."""
        if isinstance(self.noise, DrawnNoise):
            return self.noise.moves()
        if self.noise is not None:
            return (self.noise != 0).any(axis=1)
        return np.zeros(len(self), dtype=bool)

    def _add_noise(self, new: Any, X: Any) -> Any:
        """Add the noise to new rows, in place where they are dense; they may overflow."""
        if isinstance(self.noise, DrawnNoise) and isinstance(new, np.ndarray):
            for rows, noise in self.noise.blocks(X, self.base, self._towards()):
                new[rows] += noise.astype(new.dtype, copy=False)
        elif isinstance(new, np.ndarray):
            new += self.compute_noise(X).astype(new.dtype, copy=False)
        else:
            limit = np.finfo(new.dtype).max
            moved = np.clip(np.asarray(new + self.compute_noise(X)), -limit, limit)
            new = type(new)(moved.astype(new.dtype))
        return new
