"""Resampling of a frame that holds features and labels together."""

from __future__ import annotations

import inspect
from contextlib import nullcontext
from typing import Any, TypeVar

from oversample._by_name import make_sampler, unknown_name
from oversample._progress import progress
from oversample._soft_labels import check_hard_labels
from oversample._table import check_container, insert_column, is_frame, split_column

FrameT = TypeVar("FrameT")


def resample(
    data: FrameT,
    target: Any,
    method: str | Any = "smote",
    *,
    synthetic: str | None = None,
    groups: Any = None,
    verbose: bool = False,
    **parameters: Any,
) -> FrameT:
    """Append synthetic rows to a frame that holds features and labels together.

    Rows are those of the sampler's ``fit_resample`` on the columns without the target.

    Parameters
    ----------
    data : DataFrame of shape (n_rows, n_columns), of pandas or polars
        The table; it is not changed.
    target : str or other column name
        The column that holds the labels.
    method : str or sampler, default="smote"
        The name of a public sampler, in which case, hyphens and underscores do not matter
        (``"smote"``, ``"borderline_smote"``, ``"RandomOverSampler"``), or a sampler, which is
        cloned and stays unfitted.
    synthetic : str, optional
        The name of an additional last column that is true in synthetic rows.
    groups : str or other column name, optional
        A column that is no feature but the group of each row, such as a patient; that of a new row
        is that of its base row.
    verbose : bool, default=False
        Whether to show progress bars; see :func:`oversample.progress`.
    **parameters : object
        Parameters of the sampler, such as ``sampling_strategy``, ``random_state`` and
        ``k_neighbors``. If a sampler given by name has ``categorical_features``, its default here
        is ``"auto"``: new cells of category, string, object and bool columns are chosen by vote.

    Returns
    -------
    DataFrame of shape (n_rows + n_synthetic, n_columns) or one column more
        The rows of ``data``, identical, then the synthetic ones; columns in their order, dtypes
        kept. A pandas frame has a fresh ``RangeIndex``. A cleaning method such as SMOTEENN drops
        rows.

    Raises
    ------
    TypeError
        If ``data`` is no DataFrame, ``method`` is neither a name nor a sampler, or the sampler has
        no parameter of that name.
    ValueError
        If there is no such column or method, the name of ``synthetic`` exists already, or the
        sampler cannot work on the table; the message says why.

    See Also
    --------
    oversample.report : counts, origins, neighbourhood and drift of resampled rows.
    oversample.Plan : the parents of each synthetic row, as a sampler's ``plan_``.

    Examples
    --------
    >>> import pandas as pd
    >>> import oversample
    >>> people = pd.DataFrame(
    ...     {
    ...         "age": [23, 31, 35, 52, 61, 47, 58, 44],
    ...         "ill": ["yes", "yes", "yes", "no", "no", "no", "no", "no"],
    ...         "town": ["Ulm", "Kiel", "Ulm", "Bonn", "Ulm", "Kiel", "Bonn", "Ulm"],
    ...     }
    ... )
    >>> oversample.resample(
    ...     people, target="ill", k_neighbors=2, random_state=0, synthetic="made"
    ... ).tail(3)
       age  ill  town   made
    7   44   no   Ulm  False
    8   32  yes   Ulm   True
    9   25  yes  Kiel   True
    """
    check_container(data, "data")
    if not is_frame(data):
        raise TypeError(
            "resample takes a DataFrame of pandas or polars. Got "
            f"{type(data).__name__}; for arrays and lists call a sampler's fit_resample(X, y)."
        )
    frame: Any = data
    names = list(frame.columns)
    if target not in names:
        raise ValueError(unknown_name("target column", target, names))
    if groups is not None and (groups not in names or groups == target):
        others = [name for name in names if name != target]
        raise ValueError(unknown_name("column of groups", groups, others))
    if synthetic is not None and synthetic in names:
        raise ValueError(
            f"synthetic={synthetic!r} names the column that is to tell synthetic rows, but data "
            "already has a column of that name. Choose another name."
        )
    sampler = make_sampler(method, parameters)
    if synthetic is not None and not _marks_synthetic(sampler):
        raise ValueError(
            f"{sampler!r} does not tell which rows are synthetic (synthetic_mask_), so that no "
            f"column synthetic={synthetic!r} can be made. All samplers of oversample do."
        )
    check_hard_labels(sampler, "resample", "one frame with one label a row")
    X, y = split_column(data, target)
    carried = {}
    if groups is not None:
        _check_carries_groups(sampler)
        X, carried["groups"] = split_column(X, groups)
    with progress() if verbose else nullcontext():
        X_new, y_new = sampler.fit_resample(X, y, **carried)
    if type(X_new) is not type(X) or type(y_new) is not type(y):
        raise ValueError(
            f"{sampler!r} gives other features or labels than it takes ({type(X_new).__name__} and "
            f"{type(y_new).__name__}), of which no column of data can be made. Call its "
            "fit_resample(X, y)."
        )
    columns = {names.index(target): y_new}
    if groups is not None:
        columns[names.index(groups)] = sampler.groups_
    result = X_new
    for position in sorted(columns):
        result = insert_column(result, position, names[position], columns[position])
    if synthetic is None:
        return result
    return insert_column(result, len(names), synthetic, sampler.synthetic_mask_)


def _check_carries_groups(sampler: Any) -> None:
    """Raise where a sampler does not carry groups over to its rows."""
    if "groups" not in inspect.signature(sampler.fit_resample).parameters:
        raise ValueError(
            f"{sampler!r} does not carry groups over to new rows. All samplers of oversample do."
        )


def _marks_synthetic(sampler: Any) -> bool:
    return "synthetic_mask_" in getattr(sampler, "_row_attributes", ())
