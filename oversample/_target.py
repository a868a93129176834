"""Labels of any container to codes and back: the only module that knows label containers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import column_or_1d

from oversample._table import first_column, missing_cells, take_rows

_CHUNK = 2**14
"""Labels looked at together for the first of each class."""


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
        return np.bincount(self.codes, minlength=len(self.classes))

    def code_of(self, label: Any) -> int:
        """Return the code of a label."""
        # Compared as Python objects, as users name labels.
        return self.classes.tolist().index(label)

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
            # Checking the codes once more would take another array of labels.
            np.take(y[first], codes, axis=0, out=extended[len(y) :], mode="clip")
            return extended
        return take_rows(y, np.concatenate([np.arange(len(self.codes)), first[codes]]))

    def _first_rows(self) -> NDArray[np.intp]:
        """Return the first row of each class, without sorting more labels than it takes."""
        first = np.full(len(self.classes), -1)
        for start in range(0, len(self.codes), _CHUNK):
            found, position = np.unique(self.codes[start : start + _CHUNK], return_index=True)
            is_new = first[found] < 0
            first[found[is_new]] = start + position[is_new]
            if (first >= 0).all():
                break
        return first

    def _flat(self) -> Any:
        # A column vector comes back one-dimensional, as from imbalanced-learn.
        if isinstance(self.y, np.ndarray) and self.y.ndim == 2 and self.y.shape[1] == 1:
            return self.y[:, 0]
        return self.y


def encode_target(y: Any) -> Target:
    """Bring a target into working form.

    Parameters
    ----------
    y : array-like, Series or DataFrame of shape (n_rows,), (n_rows, 1) or one-hot
        Class labels of any type, or a one-hot encoding of them.

    Returns
    -------
    Target
        The working form.

    Raises
    ------
    ValueError
        If ``y`` is continuous, multilabel or multioutput, has missing labels, or is one-hot with
        a row of zeros.
    """
    if sparse.issparse(y):
        raise ValueError("A sparse target is not supported: pass y.toarray() instead.")
    if not hasattr(y, "shape"):
        y = y if isinstance(y, list) else np.asarray(y)
    if type(y) is np.ndarray and y.ndim == 1 and y.dtype.kind in "iu" and y.size:
        classes, codes = _encode(y)
        # There is nothing to find out, unless there are so many that scikit-learn has a warning.
        if 2 * len(classes) < len(y):
            return Target(y, y, classes, codes)
    _check_labelled(y)
    kind = type_of_target(y)
    if kind.startswith("continuous") or kind == "unknown":
        raise ValueError(
            f"Unknown label type: {kind}. A sampler fills classes, but y holds numbers with "
            "fractions, or objects that are no labels."
        )
    if kind == "multilabel-indicator":
        labels = _from_one_hot(np.asarray(y))
    elif kind.startswith("multi") and kind != "multiclass":
        raise ValueError(
            f"The target is of type {kind!r}. Multilabel and multioutput targets are not supported."
        )
    else:
        labels = _column(y)
    return Target(y, labels, *_encode(labels))


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
    cells = np.asarray(y, dtype=object) if isinstance(y, list) else np.asarray(y)
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
            "Multilabel and multioutput targets are not supported."
        )
    if (marks == 0).any():
        raise ValueError(
            f"Row {int((marks == 0).argmax())} of the one-hot target has no label: all its "
            f"{y.shape[1]} cells are zero ({int((marks == 0).sum())} such rows)."
        )
    return y.argmax(axis=1)
