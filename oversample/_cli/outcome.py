"""Which rows a result has: rows of the input, and rows that were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oversample._cli.errors import CommandError
from oversample._contract import NO_PARENT
from oversample._shown import counted

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Outcome:
    """The rows of a result, as the rows of the input followed by rows that were made.

    Attributes
    ----------
    rows : ndarray of shape (n_result,), intp
        The number of each row of the result among the ``n_rows`` of the input and the made ones.
    made : DataFrame of shape (n_made, n_columns)
        The cells of rows that are not in the input: synthetic ones, and changed ones of methods
        that change rows. Columns and dtypes are those of the input.
    synthetic : ndarray of shape (n_result,), bool
        True for synthetic rows.
    n_moved, n_left_out : int
        Rows of the input that the method changed, and those that are not in the result.
    """

    rows: NDArray[np.intp]
    made: DataFrame
    synthetic: NDArray[np.bool_]
    n_moved: int
    n_left_out: int

    def __str__(self) -> str:
        n_synthetic = int(self.synthetic.sum())
        told = f"{counted(len(self.rows), 'row')}, {n_synthetic:,} of them synthetic"
        changes = [(self.n_moved, "moved"), (self.n_left_out, "left out")]
        said = [f"{counted(n, 'row')} {what}" for n, what in changes if n]
        return f"{told}; of the input, {' and '.join(said)}" if said else told

    def of(self, frame: DataFrame) -> DataFrame:
        """Return the rows of the result as one frame, given that of the input."""
        import pandas as pd

        both = pd.concat([frame, self.made], ignore_index=True) if len(self.made) else frame
        return both.take(self.rows).reset_index(drop=True)


def outcome_of(
    sampler: Any, frame: DataFrame, X_new: DataFrame, y_new: Any, copied: list[str]
) -> Outcome:
    """Return what a sampler has made of a frame.

    Parameters
    ----------
    sampler : sampler
        The fitted sampler.
    frame : DataFrame of shape (n_rows, n_columns)
        The input, with the target and with columns that are not resampled.
    X_new : DataFrame of shape (n_result, n_features)
        The sampler's result.
    y_new : Series of shape (n_result,)
        Its labels, named as the target.
    copied : list of str
        Columns of ``frame`` that are not in ``X_new``; new rows have the cells of their base row.

    Raises
    ------
    CommandError
        If cells are to be copied to rows that come from no row.
    """
    n_rows, synthetic = len(frame), sampler.synthetic_mask_
    base = sampler.plan_.base
    kept = getattr(sampler, "kept_indices_", np.arange(n_rows + len(base)))
    is_moved = getattr(sampler, "moved_", np.zeros(len(kept), dtype=bool))
    is_made = synthetic | is_moved
    origin = np.concatenate([np.arange(n_rows), base])[kept[is_made]]
    if copied and (origin == NO_PARENT).any():
        raise CommandError(
            f"{type(sampler).__name__} makes rows that come from no row of the input, so that they "
            f"have no cell to copy in {', '.join(map(repr, copied))}. Leave out --copy, or take "
            "another method."
        )
    cells = X_new[is_made].assign(**{y_new.name: y_new[is_made]})
    for name in copied:
        cells[name] = frame[name].take(origin).set_axis(cells.index)
    rows = kept.copy()
    rows[is_made] = n_rows + np.arange(is_made.sum())
    made = cells[frame.columns].reset_index(drop=True)
    n_left_out = n_rows - int((~synthetic).sum())
    return Outcome(rows, made, synthetic, int(is_moved.sum()), n_left_out)
