"""Resampling of a frame that holds features and labels together."""

from __future__ import annotations

import inspect
from contextlib import nullcontext
from difflib import get_close_matches
from importlib import import_module
from typing import Any, TypeVar

from sklearn.base import clone

from oversample._progress import progress
from oversample._public import HOME
from oversample._sampler import check_sampler
from oversample._soft_labels import check_hard_labels
from oversample._table import check_container, insert_column, is_frame, split_column

# Names that an error message lists; more would hide its first words.
_MOST_LISTED = 25


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
        raise ValueError(_unknown("target column", target, names))
    if groups is not None and (groups not in names or groups == target):
        others = [name for name in names if name != target]
        raise ValueError(_unknown("column of groups", groups, others))
    if synthetic is not None and synthetic in names:
        raise ValueError(
            f"synthetic={synthetic!r} names the column that is to tell synthetic rows, but data "
            "already has a column of that name. Choose another name."
        )
    sampler = _sampler(method, parameters)
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


def _sampler(method: str | Any, parameters: dict[str, Any]) -> Any:
    if isinstance(method, str):
        kind = _sampler_named(method)
        known = list(inspect.signature(kind).parameters)
        _check_known(parameters, known, kind.__name__)
        if "categorical_features" in known:
            parameters = {"categorical_features": "auto", **parameters}
        _check_complete(parameters, kind, method)
        return kind(**parameters)
    check_sampler(method, "method", "the name of a sampler, such as 'smote', or ")
    _check_known(parameters, list(method.get_params()), type(method).__name__)
    return clone(method).set_params(**parameters)


def _check_complete(parameters: dict[str, Any], kind: type, method: str) -> None:
    """Raise where a sampler has parameters without a default that are not given."""
    needed = [
        name
        for name, parameter in inspect.signature(kind).parameters.items()
        if parameter.default is parameter.empty and name not in parameters
    ]
    if needed:
        given = ", ".join(f"{name}=..." for name in needed)
        raise TypeError(
            f"{kind.__name__} has no default for {', '.join(map(repr, needed))}: "
            f"resample(data, target, {method!r}, {given})."
        )


def _check_known(parameters: dict[str, Any], known: list[str], owner: str) -> None:
    for name in parameters:
        if name not in known:
            raise TypeError(_unknown(f"parameter of {owner}", name, known))


def _sampler_named(method: str) -> Any:
    """Return the public sampler of a name; case, hyphens and underscores do not matter."""
    by_letters = {_letters(name): name for name in HOME}
    name = by_letters.get(_letters(method))
    if name is not None and _is_sampler(_imported(name)):
        return _imported(name)
    raise ValueError(
        _unknown("method", method, [n for n in sorted(HOME) if _is_sampler(_imported(n))])
    )


def _imported(name: str) -> Any:
    """Return the object of a public name, imported from its module."""
    return getattr(import_module(HOME[name]), name)


def _is_sampler(value: object) -> bool:
    is_concrete = isinstance(value, type) and not inspect.isabstract(value)
    return is_concrete and hasattr(value, "fit_resample")


def _check_carries_groups(sampler: Any) -> None:
    """Raise where a sampler does not carry groups over to its rows."""
    if "groups" not in inspect.signature(sampler.fit_resample).parameters:
        raise ValueError(
            f"{sampler!r} does not carry groups over to new rows. All samplers of oversample do."
        )


def _marks_synthetic(sampler: Any) -> bool:
    return "synthetic_mask_" in getattr(sampler, "_row_attributes", ())


def _letters(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


def _unknown(what: str, name: Any, known: list[Any]) -> str:
    """Return the message for an unknown name: the known ones, the most similar first."""
    by_letters = {_letters(str(item)): item for item in known}
    letters = _letters(str(name))
    near = get_close_matches(letters, by_letters, n=3)
    near += [word for word in by_letters if letters and letters in word and word not in near]
    suggestion = " or ".join(repr(by_letters[word]) for word in near[:3])
    question = f" Did you mean {suggestion}?" if near else ""
    if not known:
        return f"There is no {what} {name!r}, and no other."
    listed = ", ".join(map(repr, known[:_MOST_LISTED]))
    more = f" and {len(known) - _MOST_LISTED} more" if len(known) > _MOST_LISTED else ""
    return f"There is no {what} {name!r}.{question} There are: {listed}{more}."
