"""The report of a resampling: counts, origins, neighbourhood, drift."""

from __future__ import annotations

import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scipy import sparse
from sklearn.base import clone

from oversample._progress import progress
from oversample._sampler import check_sampler
from oversample._soft_labels import carrying_soft_labels
from oversample._table import column_concerns, grid_concerns
from oversample.inspection.figures import class_figures, column_figures
from oversample.inspection.resampled import ResampledTable
from oversample.inspection.view import as_html, as_text

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Report:
    """Figures of a resampling: printed, shown by a notebook, or as frames.

    Made by :func:`oversample.report`.

    Attributes
    ----------
    sampler : object
        The fitted sampler.
    X_resampled, y_resampled : object
        Its result.
    classes : DataFrame
        A row for each class: ``before``, ``after``, ``synthetic`` and ``removed`` rows and
        ``synthetic_share``; original rows that the sampler ``moved``, and their mean
        ``displacement`` in units of its ``scale``; where rows came from: ``bases`` (the share of
        the class's rows that at least one synthetic row starts from), ``most_from_one`` (synthetic
        rows that start from the same one), ``foreign_partners`` (share of segments that end in
        another class); where rows lie: ``among_others_before`` and ``among_others`` (the share of
        original and of synthetic rows most of whose nearest original rows are of other classes);
        ``duplicates`` (synthetic rows equal to an original or an earlier synthetic one) and
        ``near_copies`` (those at less than a tenth of the usual distance between neighbours of the
        class from an original).
    columns : DataFrame
        A row for each class with synthetic rows and each column: ``kind``; mean, spread (standard
        deviation), smallest and largest cell of the class's original and synthetic rows; ``shift``
        (the difference of the means in original spreads) and ``distance``: between numbers the
        Kolmogorov-Smirnov statistic, between categories the total variation distance, both from 0
        (alike) to 1. The mean of dates and of durations is that cell of the column's own type which
        is nearest to it; they have no spread here, and categories have a distance only.
    warnings : tuple of str
        The messages of the sampler's warnings.
    concerns : tuple of str
        Columns that are probably not what they are taken for: row identifiers (whole numbers, none
        twice, that fill half of their range, or rise or fall from row to row and fill a tenth of
        it; texts, none twice), more than one category for each two cells, whole numbers that are
        floats only because others are missing, numbers written with a decimal comma. Then columns
        of floats whose new cells left the grid that the others are on (see ``grid`` of
        :class:`SMOTE`): whole numbers, decimals, few or repeated values. Columns of fewer than 20
        cells raise none.
    seen : ResampledTable
        The rows in working form, for :mod:`oversample.plots`.
    """

    sampler: Any
    X_resampled: Any
    y_resampled: Any
    classes: DataFrame
    columns: DataFrame
    warnings: tuple[str, ...]
    concerns: tuple[str, ...]
    seen: ResampledTable

    def to_frame(self, part: Literal["classes", "columns"] = "classes") -> DataFrame:
        """Return the figures as a pandas DataFrame.

        Parameters
        ----------
        part : {"classes", "columns"}, default="classes"
            One row per class, or one row per class and column.

        Returns
        -------
        DataFrame
            A copy of the attribute of that name.

        Raises
        ------
        ValueError
            If ``part`` is neither.
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
    """Resample a table, and report what that did to it.

    A clone of the sampler is run. The report keeps its result, ``report.X_resampled`` and
    ``report.y_resampled``, so that the rows used later are those of the report.

    Neighbours are measured as the sampler measures them: in the units of its ``scale`` (in
    standard deviations if it has none), with its ``categorical_features``. Each row is compared
    with its five nearest original rows; in classes of more than 1,000 rows, 1,000 of them, evenly
    spaced, are examined. Synthetic rows do not count as neighbours, since rows made together would
    be neighbours of each other wherever they lie.

    Parameters
    ----------
    sampler : sampler
        Any sampler that marks its synthetic rows (``synthetic_mask_``), as all samplers of this
        package do. It is cloned and stays unfitted.
    X : array-like or DataFrame of shape (n_rows, n_features)
        The table, dense.
    y : array-like of shape (n_rows,) or one-hot
        The labels.
    verbose : bool, default=False
        Whether to show progress bars; see :func:`oversample.progress`.

    Returns
    -------
    Report
        Printed as text, shown as HTML by a notebook, and as frames by :meth:`Report.to_frame`.

    Raises
    ------
    TypeError
        If ``X`` is sparse, or the sampler has no ``synthetic_mask_``.
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
    check_sampler(sampler, "sampler")
    sampler = clone(sampler)
    with progress() if verbose else nullcontext(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with carrying_soft_labels():
            X_new, y_new = sampler.fit_resample(X, y)
    if not hasattr(sampler, "synthetic_mask_"):
        raise TypeError(
            f"{sampler!r} does not tell which rows are synthetic (synthetic_mask_), which a report "
            "is about. All samplers of oversample do."
        )
    seen = ResampledTable.from_run(sampler, X, y, X_new, y_new)
    messages = tuple(dict.fromkeys(str(warning.message) for warning in caught))
    return Report(
        sampler,
        X_new,
        y_new,
        classes=class_figures(seen),
        columns=column_figures(seen),
        warnings=messages,
        concerns=(*column_concerns(X), *grid_concerns(seen.table, seen.n_old)),
        seen=seen,
    )
