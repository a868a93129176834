"""Over-sample, then clean by any method that selects rows."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from oversample._strategy import label_names
from oversample._table import row_count
from oversample._target import Target, labels_for_estimators
from oversample.combine.base import BaseCombination
from oversample.exceptions import warn


class BaseMethodCombination(BaseCombination):
    """Base of samplers whose parameter is the cleaning method.

    A subclass names the parameter that holds its cleaning method (``_cleaning``) and says which
    one is the default: its class (``_default_cleaner``), the neighbours that it looks at
    (``_cleaning_k``) and its rule (``_keeps``), by which rows are chosen on the neighbours that
    this package finds.
    """

    # The name of the parameter that holds the cleaning method.
    _cleaning: ClassVar[str]
    # The number of neighbours that the default method looks at.
    _cleaning_k: ClassVar[int]

    @abstractmethod
    def _default_cleaner(self) -> Any:
        """Make the cleaning method that is used where none is given."""

    @abstractmethod
    def _keeps(self, codes: NDArray[np.integer], neighbors: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows that the default method keeps, by the classes of their neighbours."""

    def _begin(self, X: Any, y: Any) -> None:
        super()._begin(X, y)
        given = getattr(self, self._cleaning)
        if given is not None:
            setattr(self, f"{self._cleaning}_", clone(given))

    def __getattr__(self, name: str) -> Any:
        # The default method is an object of imbalanced-learn, whose import takes longer than most
        # calls, and which no call needs: it is made when it is looked at.
        is_begun = name == f"{self._cleaning}_" and "smote_" in self.__dict__
        if not is_begun or getattr(self, self._cleaning) is not None:
            return super().__getattr__(name)
        cleaner = self._default_cleaner()
        if "kept_indices_" in self.__dict__:
            cleaner.sample_indices_ = self.kept_indices_
        return self.__dict__.setdefault(name, cleaner)

    def _clean(self, X: Any, target: Target, n_rows: int) -> NDArray[np.intp]:
        if getattr(self, self._cleaning) is None:
            kept = self._keeps(target.codes, self._neighbors(X))
        else:
            kept = self._selected(getattr(self, f"{self._cleaning}_"), X, target)
        left = np.bincount(target.codes[kept], minlength=len(target.classes))
        gone = label_names(target.classes[left == 0])
        if gone:
            warn(
                f"{type(self).__name__}: cleaning removed all rows of class "
                f"{', '.join(map(repr, gone))}. A milder {self._cleaning!r} or a higher "
                "sampling_strategy keeps some.",
                UserWarning,
            )
        return kept

    def _selected(self, cleaner: Any, X: Any, target: Target) -> NDArray[np.intp]:
        """Return the rows that a cleaning method which was given selects."""
        # Codes, unless its strategy names labels: imbalanced-learn votes on numbers only.
        by_name = isinstance(getattr(cleaner, "sampling_strategy", None), str)
        labels = target.codes if by_name else labels_for_estimators(target)
        cleaner.fit_resample(self._points(X), labels)
        if not hasattr(cleaner, "sample_indices_"):
            raise ValueError(
                f"The {self._cleaning!r} parameter of {type(self).__name__} must be a method that "
                f"selects rows and has sample_indices_ afterwards, which {cleaner!r} has not."
            )
        return np.asarray(cleaner.sample_indices_, dtype=np.intp)

    def _neighbors(self, X: Any) -> NDArray[np.intp]:
        """Find the nearest rows of each over-sampled row, shape (n_rows, k)."""
        space = self._space(X)
        mismatch = space.mismatch(np.arange(row_count(X)))
        return space.without_gaps().nearest(None, self._cleaning_k, mismatch=mismatch)
