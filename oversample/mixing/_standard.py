"""Tables whose numbers are standardised where rows are made of them, block by block.

A standardised copy of the whole table would be written, checked and read again: several passes
over memory for what two operations on a block in the cache do.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import block_length, blocks, gather
from oversample._contract import RowRule
from oversample._table.encoded_rows import with_names
from oversample._table.table import Table
from oversample.mixing._moments import BLOCK_CELLS, NO_MOMENTS, MomentPlan
from oversample.plan.interpolation import within_floats

# Cells; below it scikit-learn's own fit, whose temporary arrays stay in the cache, is as quick.
_FITTED_IN_BLOCKS_FROM = 1_000_000


@dataclass(frozen=True)
class StandardTable(Table):
    """A table of which new rows are made of standardised numbers, and brought back.

    Attributes
    ----------
    scaler : StandardScaler
        Fitted on the numbers of the table.
    """

    scaler: Any

    @classmethod
    def of(cls, table: Table, scaler: Any) -> StandardTable:
        """Fit a scaler on the numbers of a table, and return the table with it."""
        named = with_names(table)
        if _adds_up_row_by_row(table.numeric):
            # Two rows for all that is no sum: names, the number of features, their types.
            _fit_in_blocks(scaler.fit(named[:2]), table.numeric)
        else:
            scaler.fit(named)
        return cls(
            **{item.name: getattr(table, item.name) for item in fields(table)}, scaler=scaler
        )

    def extend(
        self,
        rule: RowRule,
        codes: NDArray[np.integer] | None = None,
        groups: tuple[NDArray[np.integer], NDArray[np.integer]] | None = None,
    ) -> Any:
        """Append the rows that a plan of moments makes of standardised numbers."""
        if isinstance(rule, MomentPlan):
            rule = _StandardRule(rule, self.scaler)
        return super().extend(rule, codes, groups)


@dataclass(frozen=True)
class _StandardRule:
    """A plan of moments for the user's own columns: standardise, exchange, bring back."""

    plan: MomentPlan
    scaler: Any

    @property
    def base(self) -> NDArray[np.intp]:
        return self.plan.base

    def copy_sources(self) -> NDArray[np.intp]:
        # What comes back of a copy is what is left of it after two roundings.
        return np.full(len(self.plan), -1)

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        if out is None:
            out = np.empty((len(self.plan), X.shape[1]), dtype=X.dtype)
        mean, scale = (part.astype(X.dtype) for part in (self.scaler.mean_, self.scaler.scale_))
        n_at_once = min(len(out), block_length(X.shape[1], BLOCK_CELLS))
        work = np.empty((3, n_at_once, X.shape[1]), dtype=X.dtype)

        def read(rows: NDArray[np.intp], line: int = 0) -> NDArray[np.floating]:
            cells = gather(X, rows, work[line])
            cells -= mean
            cells /= scale
            return cells

        known = self.plan.measure_parents(read, *X.shape)
        for block in blocks(len(out), X.shape[1], BLOCK_CELLS):
            own = read(self.plan.base[block])
            other = read(self.plan.partner[block], 1) if known is None else None
            new = work[2, : len(own)]
            self.plan.exchange(block, own, other, known, new)
            _bring_back(new, mean, scale, out[block])
        return out

    def take(self, rows: NDArray[np.intp]) -> _StandardRule:
        return _StandardRule(self.plan.take(rows), self.scaler)


def _bring_back(
    cells: NDArray[np.floating],
    mean: NDArray[np.floating],
    scale: NDArray[np.floating],
    out: NDArray[np.floating],
) -> None:
    """Write standardised cells, which are written over, in the user's units."""
    with np.errstate(all="ignore"):
        np.multiply(cells, scale, out=out)
        out += mean
        if np.isfinite(out).all():
            return
        # Beyond the largest float there is the largest float; its units may make it small.
        np.multiply(within_floats(cells), scale, out=out)
        out += mean
    if not np.isfinite(out).all():
        raise ValueError(NO_MOMENTS)


def _adds_up_row_by_row(X: NDArray[np.floating]) -> bool:
    """Return whether NumPy adds columns up row by row, so that the sum can be taken in blocks.

    It adds a single column up in pairs, and casts float32 before it adds.
    """
    return X.size >= _FITTED_IN_BLOCKS_FROM and X.shape[1] > 1 and X.dtype == np.float64


def _fit_in_blocks(scaler: Any, X: NDArray[np.float64]) -> None:
    r"""Set mean, variance and scale as scikit-learn's fit does, to the last bit.

    Sums are taken in its order, of blocks that stay in the cache. Its variance is
    :math:`(\sum d^2 - (\sum d)^2 / n) / n` of the distances :math:`d` from the mean; columns of
    which that is within its rounding error are constant, and keep their unit.
    """
    n, d = X.shape
    # One line more, for the sum of what came before.
    work = np.empty((block_length(d, BLOCK_CELLS) + 1, d))
    total = off = squared = None
    for block in blocks(n, d, BLOCK_CELLS):
        cells = work[1 : 1 + block.stop - block.start]
        cells[:] = X[block]
        total = _sum(total, work, len(cells))
    mean = total / n
    for block in blocks(n, d, BLOCK_CELLS):
        cells = work[1 : 1 + block.stop - block.start]
        np.subtract(X[block], mean, out=cells)
        off = _sum(off, work, len(cells))
        np.multiply(cells, cells, out=cells)
        squared = _sum(squared, work, len(cells))
    assert off is not None
    variance = (squared - off**2 / n) / n
    eps = np.finfo(np.float64).eps
    is_constant = variance <= n * eps * variance + (n * mean * eps) ** 2
    scaler.mean_, scaler.var_ = mean, variance
    scaler.scale_ = np.where(is_constant, 1.0, np.sqrt(variance))
    scaler.n_samples_seen_ = type(scaler.n_samples_seen_)(n)


def _sum(
    so_far: NDArray[np.float64] | None, work: NDArray[np.float64], n_rows: int
) -> NDArray[np.float64]:
    """Add the rows of a block, which begin at line 1, to the sum of all before."""
    if so_far is None:
        return np.add.reduce(work[1 : 1 + n_rows])
    work[0] = so_far
    return np.add.reduce(work[: 1 + n_rows])
