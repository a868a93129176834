"""What a resampling did to a table: counts, origins, neighbourhood, drift."""

from __future__ import annotations

import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import ks_2samp
from sklearn.base import clone
from sklearn.metrics.pairwise import paired_euclidean_distances
from sklearn.neighbors import NearestNeighbors

from oversample._progress import progress
from oversample._report_view import as_html, as_text
from oversample._seen import Seen
from oversample._table import (
    ColumnCells,
    describe_columns,
)

if TYPE_CHECKING:
    from pandas import DataFrame

# Rows of a class that the neighbourhood is looked at for; evenly spaced where there are more.
_EXAMINED = 1000
# Cells of a matrix that is made dense, since dense products are several times as fast: 400 MB.
_DENSE_CELLS = 50_000_000
# A near copy is closer to a row than this share of the usual distance to the nearest.
_NEAR = 0.1


@dataclass(frozen=True, eq=False)
class Report:
    """What a resampling did, to be looked at: printed, shown by a notebook, or as frames.

    Made by :func:`oversample.report`.

    Attributes
    ----------
    sampler : object
        The fitted sampler.
    X_resampled, y_resampled : object
        What it gave.
    classes : DataFrame
        A row for each class: ``before``, ``after``, ``synthetic`` and ``removed`` rows and
        ``synthetic_share``; where rows came from: ``bases`` (the share of the class's rows that at
        least one synthetic row starts from), ``most_from_one`` (synthetic rows that start from the
        same one), ``foreign_partners`` (share of segments that end in another class); where rows
        lie: ``among_others_before`` and ``among_others`` (the share of original and of synthetic
        rows most of whose nearest original rows are of other classes); ``duplicates`` (synthetic
        rows equal to an original or an earlier synthetic one) and ``near_copies`` (those at less
        than a tenth of the usual distance between neighbours of the class from an original).
    columns : DataFrame
        A row for each class with synthetic rows and each column: ``kind``, mean and spread
        (standard deviation) of the class's original and synthetic rows, ``shift`` (the difference
        of the means in original spreads) and ``distance``: between numbers the Kolmogorov-Smirnov
        statistic, between categories the total variation distance, both from 0 (alike) to 1.
        Dates and times have no mean here, and categories neither mean nor spread.
    warnings : tuple of str
        The warnings that the sampler gave.
    seen : Seen
        The rows in working form, for :mod:`oversample.plots`.
    """

    sampler: Any
    X_resampled: Any
    y_resampled: Any
    classes: DataFrame
    columns: DataFrame
    warnings: tuple[str, ...]
    seen: Seen

    def to_frame(self, part: str = "classes") -> DataFrame:
        """Give the figures as a pandas DataFrame.

        Parameters
        ----------
        part : {"classes", "columns"}, default="classes"
            A row for each class, or a row for each class and column.

        Returns
        -------
        DataFrame
            A copy of the attribute of that name.
        """
        if part not in ("classes", "columns"):
            raise ValueError(f"part must be 'classes' or 'columns'. Got {part!r} instead.")
        frame: DataFrame = getattr(self, part).copy()
        return frame

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def report(sampler: Any, X: Any, y: Any, *, verbose: bool = False) -> Report:
    """Resample a table and tell what that did to it.

    A clone of the sampler is run; the report keeps its result, so that what is used later is what
    was looked at: ``report.X_resampled`` and ``report.y_resampled``.

    The neighbourhood is looked at as the sampler does it: in the units of its ``scale`` (of a
    sampler that has none, in standard deviations), with its ``categorical_features``, among the
    five nearest original rows; of classes with more than 1,000 rows, of 1,000 of them, evenly
    spaced. Synthetic rows are not counted as neighbours, since rows that are made together would
    vouch for each other.

    Parameters
    ----------
    sampler : sampler
        Any sampler that tells which rows are synthetic (``synthetic_mask_``), as all of this
        package do.
    X : array-like or DataFrame of shape (n_rows, n_features)
        The table, dense.
    y : array-like of shape (n_rows,) or one-hot
        The labels.
    verbose : bool, default=False
        Whether to show bars while it works; see :func:`oversample.progress`.

    Returns
    -------
    Report
        Printed as text, shown as HTML by a notebook, and as frames by :meth:`Report.to_frame`.

    Raises
    ------
    TypeError
        If ``X`` is sparse, or the sampler does not tell which rows are synthetic.
    ValueError
        If the sampler cannot work on the table; the message says why.

    Examples
    --------
    >>> import oversample
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> report = oversample.report(oversample.SMOTE(random_state=0), X, y)
    >>> report.classes["synthetic"].to_dict()
    {0: 0, 1: 62}
    >>> bool(report.columns["distance"].max() < 0.3)
    True
    """
    if sparse.issparse(X):
        raise TypeError(
            "A report looks at a table column by column, for which sparse ones are too wide. Pass "
            "X.toarray(), or some of its columns."
        )
    sampler = clone(sampler)
    with progress() if verbose else nullcontext(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        X_new, y_new = sampler.fit_resample(X, y)
    if not hasattr(sampler, "synthetic_mask_"):
        raise TypeError(
            f"{sampler!r} does not tell which rows are synthetic (synthetic_mask_), which a report "
            "is about. All samplers of oversample do."
        )
    seen = Seen.made(sampler, X, y, X_new, y_new)
    messages = tuple(dict.fromkeys(str(warning.message) for warning in caught))
    return Report(sampler, X_new, y_new, _classes(seen), _columns(seen), messages, seen)


def _classes(seen: Seen) -> DataFrame:
    import pandas as pd

    duplicates = _duplicates(seen)
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


def _origins(seen: Seen, new: NDArray[np.intp], old: NDArray[np.intp]) -> dict[str, float]:
    """Tell where the synthetic rows of a class came from, if the sampler knows."""
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
    seen: Seen, new: NDArray[np.intp], old: NDArray[np.intp], code: int
) -> dict[str, float]:
    """Tell whose neighbours the rows of a class are."""
    k = min(5, seen.n_old - 1)
    if not len(new) or not k:
        return {"among_others_before": np.nan, "among_others": np.nan, "near_copies": 0}
    originals = np.arange(seen.n_old)
    mismatch = seen.space.mismatch(old)
    points = seen.space.points(mismatch)
    if sparse.issparse(points) and np.prod(points.shape) <= _DENSE_CELLS:
        points = points.toarray()
    old, examined = _some(old), _some(new)
    nearest = seen.space.nearest(old, k, among=originals, mismatch=mismatch)
    search = NearestNeighbors(n_neighbors=k).fit(points[originals])
    distances, found = search.kneighbors(points[examined])
    near = 0.0
    if len(old) > 1:
        twin = seen.space.nearest(old, 1, among=seen.old_rows(code), mismatch=mismatch)[:, 0]
        usual = paired_euclidean_distances(points[old], points[seen.old_rows(code)[twin]])
        near = _NEAR * float(np.median(usual))
    return {
        "among_others_before": _foreign(seen, nearest, code),
        "among_others": _foreign(seen, found, code),
        "near_copies": round(float((distances[:, 0] < near).mean()) * len(new)),
    }


def _foreign(seen: Seen, neighbors: NDArray[np.intp], code: int) -> float:
    """Give the share of rows most of whose neighbours are of other classes."""
    return float(((seen.codes[neighbors] != code).mean(axis=1) > 0.5).mean())


def _some(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    if len(rows) <= _EXAMINED:
        return rows
    return rows[np.linspace(0, len(rows) - 1, _EXAMINED).astype(np.intp)]


def _duplicates(seen: Seen) -> NDArray[np.bool_]:
    """Tell which synthetic rows equal an original, or an earlier synthetic row."""
    import pandas as pd

    # Both zeros are one number.
    numbers = pd.DataFrame(seen.table.numeric + 0.0)
    codes = pd.DataFrame(seen.table.codes)
    rows = pd.concat([numbers, codes], axis=1, ignore_index=True)
    return rows.duplicated().to_numpy()[seen.n_old :]


def _columns(seen: Seen) -> DataFrame:
    import pandas as pd

    described = describe_columns(seen.table)
    records = [
        {"class": label, "column": column.name, "kind": column.kind}
        | _drift(column, seen.old_rows(code), seen.new_rows(code))
        for code, label in enumerate(seen.labels)
        if len(seen.new_rows(code))
        for column in described
    ]
    names = ["class", "column", "kind", *_drift(described[0], np.arange(0), np.arange(0))]
    return pd.DataFrame.from_records(records, columns=names)


def _drift(column: ColumnCells, old: NDArray[np.intp], new: NDArray[np.intp]) -> dict[str, float]:
    """Compare the cells of a class's original and synthetic rows."""
    figures = dict.fromkeys(
        ["mean_original", "mean_synthetic", "spread_original", "spread_synthetic", "shift"], np.nan
    ) | {"distance": np.nan}
    if column.kind == "category":
        n_levels = int(column.values.max(initial=0)) + 1
        shares = [np.bincount(column.values[rows], minlength=n_levels) for rows in (old, new)]
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
    if column.kind == "number":
        figures["mean_original"] = float(column.zero + before.mean())
        figures["mean_synthetic"] = float(column.zero + after.mean())
        figures["spread_original"], figures["spread_synthetic"] = float(spread), float(after.std())
    return figures
