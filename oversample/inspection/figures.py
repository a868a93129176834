"""The figures of a report, class by class and column by column."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp

from oversample._table import ColumnCells, describe_columns

if TYPE_CHECKING:
    from pandas import DataFrame

    from oversample.inspection.resampled import ResampledTable

# Rows of a class whose neighbours are searched; of larger classes as many, evenly spaced, so that
# a report of a large table takes seconds.
_EXAMINED = 1000
# Share of the median distance to the nearest row of the class; a near copy is closer than that.
_NEAR = 0.1
# The rows of a class whose columns are compared.
GROUPS = ("original", "synthetic")


def class_figures(seen: ResampledTable) -> DataFrame:
    """Compute, for each class, its rows, the origins of new ones, and their neighbourhood."""
    import pandas as pd

    duplicates = _duplicates(seen)
    n_moved, displacement = _moves(seen)
    records = []
    for code, label in enumerate(seen.labels):
        old, new = seen.old_rows(code), seen.new_rows(code)
        counts = {
            "class": label,
            "before": len(old),
            "after": int(seen.after[code]),
            "synthetic": len(new),
            "removed": len(old) + len(new) - int(seen.after[code]),
            "synthetic_share": len(new) / max(int(seen.after[code]), 1),
            "moved": n_moved[code],
            "displacement": displacement.get(label, 0.0),
        }
        records.append(
            counts
            | _origins(seen, new, old)
            | _neighborhood(seen, new, old, code)
            | {"duplicates": int(duplicates[new - seen.n_old].sum())}
        )
    order = ["duplicates", "near_copies"]
    frame = pd.DataFrame.from_records(records, index="class")
    return frame[[name for name in frame if name not in order] + order]


def _moves(seen: ResampledTable) -> tuple[list[int], dict[Any, float]]:
    """Count the original rows of each class that were moved, and return how far on average."""
    sampler, codes = seen.sampler, seen.codes[: seen.n_old]
    rows = sampler.kept_indices_[sampler.moved_] if hasattr(sampler, "moved_") else np.arange(0)
    n_moved = np.bincount(codes[rows], minlength=len(seen.labels)).tolist()
    return n_moved, getattr(sampler, "mean_displacement_", {})


def _origins(
    seen: ResampledTable, new: NDArray[np.intp], old: NDArray[np.intp]
) -> dict[str, float]:
    """Compute the origins of a class's synthetic rows; NaN without a plan of the sampler."""
    nothing = {"bases": np.nan, "most_from_one": 0, "foreign_partners": np.nan}
    parents = seen.parents()
    if parents is None or not len(new):
        return nothing
    base, partner = (rows[new - seen.n_old] for rows in parents)
    uses = np.bincount(base, minlength=seen.n_old)
    classes = seen.codes[: seen.n_old]
    foreign = classes[partner] != classes[old[0]]
    return {
        "bases": float((uses[old] > 0).mean()),
        "most_from_one": int(uses.max()),
        "foreign_partners": float(foreign.mean()),
    }


def _neighborhood(
    seen: ResampledTable, new: NDArray[np.intp], old: NDArray[np.intp], code: int
) -> dict[str, float]:
    """Compute to which classes the neighbours of a class's rows belong."""
    k = min(5, seen.n_old - 1)
    if not len(new) or not k:
        return {"among_others_before": np.nan, "among_others": np.nan, "near_copies": 0}
    originals = np.arange(seen.n_old)
    mismatch = seen.space.mismatch(old)
    old, examined = _some(old), _some(new)
    nearest = seen.space.nearest(old, k, among=originals, mismatch=mismatch)
    space = seen.space.without_gaps()
    found = space.nearest_of(examined, originals, k, mismatch=mismatch)
    near = 0.0
    if len(old) > 1:
        twin = seen.space.nearest(old, 1, among=seen.old_rows(code), mismatch=mismatch)[:, 0]
        usual = space.distance(old, seen.old_rows(code)[twin], mismatch)
        near = _NEAR * float(np.median(usual))
    return {
        "among_others_before": _foreign(seen, nearest, code),
        "among_others": _foreign(seen, found.indices, code),
        "near_copies": round(float((found.distances[:, 0] < near).mean()) * len(new)),
    }


def _foreign(seen: ResampledTable, neighbors: NDArray[np.intp], code: int) -> float:
    """Return the share of rows most of whose neighbours are of other classes."""
    return float(((seen.codes[neighbors] != code).mean(axis=1) > 0.5).mean())


def _some(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    if len(rows) <= _EXAMINED:
        return rows
    return rows[np.linspace(0, len(rows) - 1, _EXAMINED).astype(np.intp)]


def _duplicates(seen: ResampledTable) -> NDArray[np.bool_]:
    """Return a mask of the synthetic rows that equal an original or an earlier synthetic row."""
    import pandas as pd

    # Adding 0.0 makes -0.0 equal to 0.0 bit for bit.
    numbers = pd.DataFrame(seen.table.numeric + 0.0)
    codes = pd.DataFrame(seen.table.codes)
    rows = pd.concat([numbers, codes], axis=1, ignore_index=True)
    return rows.duplicated().to_numpy()[seen.n_old :]


def column_figures(seen: ResampledTable) -> DataFrame:
    """Compute, for each class and column, how synthetic rows differ from original ones."""
    import pandas as pd

    described = describe_columns(seen.table)
    records = [
        {"class": label, "column": column.name, "kind": column.kind}
        | _drift(column, seen.old_rows(code), seen.new_rows(code))
        for code, label in enumerate(seen.labels)
        if len(seen.new_rows(code))
        for column in described
    ]
    return pd.DataFrame.from_records(records, columns=["class", "column", "kind", *_FIGURES])


_FIGURES = [
    *(f"{figure}_{of}" for figure in ("mean", "spread", "min", "max") for of in GROUPS),
    "shift",
    "distance",
]


def _drift(column: ColumnCells, old: NDArray[np.intp], new: NDArray[np.intp]) -> dict[str, Any]:
    """Compute the differences between a class's original and synthetic cells of a column."""
    figures: dict[str, Any] = dict.fromkeys(_FIGURES, np.nan)
    if column.kind == "category":
        n_categories = int(column.values.max(initial=0)) + 1
        shares = [np.bincount(column.values[rows], minlength=n_categories) for rows in (old, new)]
        if len(old) and len(new):
            figures["distance"] = float(abs(shares[0] / len(old) - shares[1] / len(new)).sum() / 2)
        return figures
    before, after = (column.values[rows][~np.isnan(column.values[rows])] for rows in (old, new))
    if not len(before) or not len(after):
        return figures
    spread = before.std()
    difference = after.mean() - before.mean()
    if spread > 0 or difference == 0:
        figures["shift"] = float(difference / spread) if spread > 0 else 0.0
    figures["distance"] = float(ks_2samp(before, after, method="asymp").statistic)
    for of, values in zip(GROUPS, (before, after), strict=True):
        for figure in ("mean", "min", "max"):
            figures[f"{figure}_{of}"] = as_pandas(column.cell(float(getattr(values, figure)())))
        if column.kind == "number":
            figures[f"spread_{of}"] = float(values.std())
    return figures


def as_pandas(cell: Any) -> Any:
    """Return an instant or a duration of NumPy as pandas has it; months and years as they are."""
    import pandas as pd

    with suppress(ValueError):
        if isinstance(cell, np.datetime64):
            return pd.Timestamp(cell)
        if isinstance(cell, np.timedelta64):
            return pd.Timedelta(cell)
    return cell
