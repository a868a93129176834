"""A resampled table in working form, for the report and the plots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._strategy import label_names
from oversample._table import Table, encode, row_count, stack_rows, take_rows
from oversample._target import encode_target
from oversample.base import BaseOverSampler
from oversample.neighbors.space import MetricSpace


@dataclass(frozen=True)
class ResampledTable:
    """A resampled table: all original rows, then the synthetic ones of the result.

    Attributes
    ----------
    sampler : object
        The fitted sampler.
    table : Table
        The rows.
    space : MetricSpace
        The metric space in which their distances are measured.
    labels : list
        The classes, sorted.
    before, after : ndarray of shape (n_classes,)
        The number of rows of each class before resampling, and in the result.
    codes : ndarray of shape (n_old + n_new,)
        The class of each row, as a position in ``labels``.
    n_old : int
        The number of original rows.
    """

    sampler: Any
    table: Table
    space: MetricSpace
    labels: list[Any]
    before: NDArray[np.intp]
    codes: NDArray[np.intp]
    after: NDArray[np.intp]
    n_old: int

    @classmethod
    def from_run(cls, sampler: Any, X: Any, y: Any, X_new: Any, y_new: Any) -> ResampledTable:
        """Build it from a sampler that was just run, its input and its result."""
        mask = sampler.synthetic_mask_
        old, new = encode_target(y), encode_target(y_new)
        labels = label_names(old.classes)
        code_of = np.array(
            [labels.index(label) for label in label_names(new.classes)], dtype=np.intp
        )
        new_codes = code_of[new.codes]
        n_old = row_count(X)
        rows = X_new
        if hasattr(sampler, "kept_indices_"):
            rows = stack_rows(X, take_rows(X_new, np.flatnonzero(mask)))
        inner = _innermost(sampler)
        table: Any = None
        if isinstance(inner, BaseOverSampler) and getattr(inner, "output", "input") == "input":
            table = inner._encode(rows)
        if not isinstance(table, Table):
            # Rows that were only copied, of other packages' samplers, or of an encoder's columns.
            table = encode(rows, allow_missing=True, refuse=False)
        space = MetricSpace(table, getattr(inner, "scale", "std"), getattr(inner, "n_jobs", None))
        codes = np.concatenate([old.codes, new_codes[mask]])
        after = np.bincount(new_codes, minlength=len(labels))
        return cls(sampler, table, space, labels, old.counts, codes, after, n_old)

    def parents(self) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
        """Return the base and the partner of each synthetic row; None without a plan."""
        plan = getattr(self.sampler, "plan_", None)
        if plan is None:
            return None
        entries = np.arange(len(self.codes) - self.n_old)
        if hasattr(self.sampler, "kept_indices_"):
            entries = self.sampler.kept_indices_[self.sampler.synthetic_mask_] - self.n_old
        parents = plan.take(entries).parents()
        # The second of many parents is shown; without parents there is nothing to show.
        return (parents[:, 0], parents[:, 1]) if parents.shape[1] > 1 else None

    def old_rows(self, code: int) -> NDArray[np.intp]:
        """Return the numbers of the original rows of a class."""
        return np.flatnonzero(self.codes[: self.n_old] == code)

    def new_rows(self, code: int) -> NDArray[np.intp]:
        """Return the numbers of the synthetic rows of a class."""
        return self.n_old + np.flatnonzero(self.codes[self.n_old :] == code)


def _innermost(sampler: Any) -> Any:
    """Return the sampler that makes the rows, inside whatever wrappers stand around it."""
    for name in ("smote_", "sampler_"):
        if hasattr(sampler, name):
            return _innermost(getattr(sampler, name))
    return sampler
