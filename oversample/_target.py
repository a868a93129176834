"""Labels of any container to codes and back: the only module that knows label containers."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import column_or_1d

from oversample._blocks import blocks, count_codes
from oversample._contract import TargetLike
from oversample._strategy import label_names
from oversample._table import column_count, first_column, is_listing, missing_cells, take_rows
from oversample.exceptions import warn

_CHUNK = 2**14
"""Labels looked at together for the first of each class."""

_FEWEST_AMOUNTS = 20
"""Rows; in fewer, scikit-learn does not suspect amounts behind labels either."""

_FILLING_AMOUNTS = (
    "Make classes of amounts first: sampler.fit_resample(X, pandas.cut(y, 5, labels=False)); "
    "sampler.plan_.replay(y, how='interpolate') then gives the amounts of the result."
)

_OUTPUTS_APART = (
    "Multilabel and multioutput targets are not supported. Resample for each output by itself: "
    "sklearn.multioutput.MultiOutputClassifier(imblearn.pipeline.make_pipeline(SMOTE(), ...))."
)


@dataclass(frozen=True)
class Target:
    """A target in working form.

    Attributes
    ----------
    y : object
        The user's own target, never changed.
    labels : ndarray of shape (n_rows,)
        The label of each row; of a one-hot target, the number of its column.
    classes : ndarray of shape (n_classes,)
        The distinct labels, sorted.
    codes : ndarray of shape (n_rows,), int32
        The position of each row's label in ``classes``.
    """

    y: Any
    labels: NDArray[Any]
    classes: NDArray[Any]
    codes: NDArray[np.int32]

    @property
    def counts(self) -> NDArray[np.intp]:
        """The number of rows of each class."""
        return count_codes(self.codes, len(self.classes))

    def code_of(self, label: Any) -> int:
        """Return the code of a label."""
        # Compared as Python objects, as users name labels.
        return label_names(self.classes).index(label)

    def extend(self, plan: Any, codes: NDArray[np.int32]) -> Any:
        """Append labels, given as codes, in the container and dtype of the user's target.

        Parameters
        ----------
        plan : BasePlan
            The new rows; of classes all that matters are the codes.
        codes : ndarray of shape (n_new,), int32
            The class of each new row.

        Returns
        -------
        object
            The same container as ``y``; its first labels are those of ``y``.
        """
        # A label is copied from the first row that has it, so no dtype needs to be restored.
        y, first = self._flat(), self._first_rows()
        if isinstance(y, np.ndarray):
            extended = np.empty((len(y) + len(codes), *y.shape[1:]), dtype=y.dtype)
            extended[: len(y)] = y
            # In blocks, for NumPy takes by a wider copy of the codes.
            label, new = y[first], extended[len(y) :]
            for block in blocks(len(codes), 1):
                new[block] = label[codes[block]]
            return extended
        return take_rows(y, np.concatenate([np.arange(len(self.codes)), first[codes]]))

    def _first_rows(self) -> NDArray[np.intp]:
        """Return the first row of each class, without sorting more labels than it takes."""
        first = np.full(len(self.classes), -1)
        for block in blocks(len(self.codes), 1, _CHUNK):
            found, position = np.unique(self.codes[block], return_index=True)
            is_new = first[found] < 0
            first[found[is_new]] = block.start + position[is_new]
            if (first >= 0).all():
                break
        return first

    def _flat(self) -> Any:
        # A column vector comes back one-dimensional, as from imbalanced-learn.
        if isinstance(self.y, np.ndarray) and self.y.ndim == 2 and self.y.shape[1] == 1:
            return self.y[:, 0]
        return self.y


def labels_for_estimators(target: TargetLike) -> NDArray[Any]:
    """Return labels of types that scikit-learn knows; of other objects, as dates, the codes."""
    if target.labels.dtype.kind == "O" and not all(isinstance(c, str) for c in target.classes):
        return target.codes
    return target.labels


def encode_target(y: Any) -> Target:
    """Bring a target into working form.

    Parameters
    ----------
    y : array-like, Series or DataFrame of shape (n_rows,), (n_rows, 1) or one-hot
        Class labels of any type that has an order, or a one-hot encoding of them.

    Returns
    -------
    Target
        The working form.

    Raises
    ------
    ValueError
        If ``y`` is continuous, multilabel or multioutput, has missing labels or labels of several
        types, or is one-hot with a row of zeros.
    """
    if sparse.issparse(y):
        raise ValueError("A sparse target is not supported: pass y.toarray() instead.")
    if not hasattr(y, "shape"):
        y = y if is_listing(y) else np.asarray(y)
    shape = (len(y),) if is_listing(y) else y.shape
    if 0 in shape:
        raise ValueError(f"y has no labels: its shape is {shape}. Pass one for each row.")
    if type(y) is np.ndarray and y.ndim == 1 and y.dtype.kind in "iu" and y.size:
        classes, codes = _encode(y)
        # There is nothing to find out, unless there are so many that scikit-learn has a warning.
        if 2 * len(classes) < len(y):
            return Target(y, y, classes, codes)
    _check_labelled(y)
    # What scikit-learn knows: no text of variable width, no objects other than text.
    known = y.astype(object) if getattr(getattr(y, "dtype", None), "kind", "") == "T" else y
    kind = _kind(known)
    if kind == "unknown":
        known = _from_objects(known)
        kind = "multiclass" if known.dtype.kind == "O" else type_of_target(known)
    if kind.startswith("continuous"):
        raise ValueError(
            f"Unknown label type: {kind}. A sampler fills classes, but y holds numbers with "
            f"fractions. {_FILLING_AMOUNTS}"
        )
    if kind == "multilabel-indicator":
        labels = _from_one_hot(np.asarray(known))
    elif kind.startswith("multi") and kind != "multiclass":
        raise ValueError(f"The target is of type {kind!r}. {_OUTPUTS_APART}")
    else:
        labels = _column(known)
    return Target(y, labels, *_encode(labels))


def warn_of_amounts(target: Target) -> None:
    """Warn as scikit-learn and imbalanced-learn do if most rows are of a class of their own."""
    n_rows, n_classes = len(target.codes), len(target.classes)
    is_one_hot = column_count(target.y) > 1
    if n_rows > _FEWEST_AMOUNTS and n_classes > round(0.5 * n_rows) and not is_one_hot:
        warn(
            "The number of unique classes is greater than 50% of the number of samples. `y` could "
            "represent a regression problem, not a classification problem: it has "
            f"{n_classes} classes in {n_rows} rows. {_FILLING_AMOUNTS}",
            UserWarning,
        )


def _kind(y: Any) -> str:
    """Return scikit-learn's type of a target; "unknown" also where labels cannot be sorted."""
    try:
        return type_of_target(y)
    except TypeError:
        return "unknown"


def _from_objects(y: Any) -> NDArray[Any]:
    """Return labels kept as objects as an array of numbers, or of objects that have an order."""
    cells = np.asarray(first_column(y), dtype=object)
    if cells.ndim == 2 and cells.shape[1] == 1:
        cells = cells[:, 0]
    kinds = sorted({type(cell).__name__ for cell in cells.flat})
    if all(isinstance(cell, Real | np.bool_) for cell in cells.flat):
        numbers = np.array(cells.tolist())
        return numbers if numbers.dtype.kind in "biuf" else cells
    if len(kinds) > 1 or cells.ndim > 1:
        raise ValueError(
            f"Unknown label type: y has dtype object and holds labels of the types "
            f"{', '.join(kinds)}, which have no order in common. Make them of one type, for "
            "example by y.astype(str)."
        )
    try:
        np.unique(cells)
    except TypeError as error:
        raise ValueError(
            f"Unknown label type: y holds objects of type {kinds[0]}, which cannot be sorted "
            f"({error}). Pass labels that are numbers, text or dates."
        ) from error
    return cells


def _encode(labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Return the distinct labels, sorted, and the position of each row's label among them."""
    if labels.dtype.kind not in "iu" or int(labels.max()) - int(labels.min()) > len(labels):
        classes, codes = np.unique(labels, return_inverse=True)
        return classes, codes.astype(np.int32)
    # Counting is several times quicker than sorting. In the widest type of the same sign no
    # difference overflows.
    wide = labels.astype(np.int64 if labels.dtype.kind == "i" else np.uint64, copy=False)
    lowest = wide.min()
    offset = (wide - lowest).astype(np.int32)
    present = np.bincount(offset) > 0
    classes = np.flatnonzero(present).astype(wide.dtype) + lowest
    codes = offset if present.all() else (np.cumsum(present, dtype=np.int32) - 1)[offset]
    return classes.astype(labels.dtype), codes


def _check_labelled(y: Any) -> None:
    missing = int(_is_missing(y).sum())
    if missing:
        raise ValueError(
            f"Input y contains NaN: {missing} of {len(y)} rows have no label. Drop those rows, or "
            "make 'missing' a class of its own."
        )


def _is_missing(y: Any) -> NDArray[np.bool_]:
    # An array of objects, since NumPy would turn NaN among strings into the string "nan".
    cells = np.asarray(y, dtype=object) if is_listing(y) else np.asarray(y)
    if cells.dtype.kind == "T":
        cells = cells.astype(object)
    return missing_cells(cells) if cells.dtype.kind in "fOMm" else np.zeros(1, dtype=bool)


def _column(y: Any) -> NDArray[Any]:
    values = first_column(y)
    numpy_dtype = getattr(getattr(values, "dtype", None), "numpy_dtype", None)
    if numpy_dtype is not None and numpy_dtype.kind in "biuf":
        # A nullable column becomes a NumPy one of the same kind rather than one of objects.
        return values.to_numpy(dtype=numpy_dtype)
    return column_or_1d(np.asarray(values))


def _from_one_hot(y: NDArray[Any]) -> NDArray[np.intp]:
    marks = (y != 0).sum(axis=1)
    if (marks > 1).any():
        raise ValueError(
            f"Row {int((marks > 1).argmax())} of the target has {int(marks.max())} labels. "
            f"{_OUTPUTS_APART}"
        )
    if (marks == 0).any():
        raise ValueError(
            f"Row {int((marks == 0).argmax())} of the one-hot target has no label: all its "
            f"{y.shape[1]} cells are zero ({int((marks == 0).sum())} such rows)."
        )
    return y.argmax(axis=1)
