"""Count the labels of a table that comes in parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._strategy import StrategyLike, resolve_strategy


@dataclass(frozen=True)
class Counts:
    """The classes of a whole table.

    Attributes
    ----------
    classes : ndarray of shape (n_classes,)
        The labels, sorted.
    counts : ndarray of shape (n_classes,)
        The number of rows of each class.
    """

    classes: NDArray[Any]
    counts: NDArray[np.intp]

    @classmethod
    def of(cls, parts: Iterable[Mapping[Any, int]]) -> Counts:
        """Join the counts of parts, in any order.

        Parameters
        ----------
        parts : iterable of mappings
            The number of rows of each label, as a Python object, in each part.

        Raises
        ------
        ValueError
            If labels are of several types, which have no order, or there is none.
        """
        total: Counter[Any] = Counter()
        for part in parts:
            total.update(part)
        try:
            labels = sorted(total)
        except TypeError as error:
            raise ValueError(
                f"Labels have no common order: {error}. Make text of all of them."
            ) from error
        if not labels:
            raise ValueError("The table has no rows.")
        is_text = all(isinstance(label, str) for label in labels)
        classes = np.array(labels, dtype=object if is_text else None)
        return cls(classes, np.array([total[label] for label in labels], dtype=np.intp))

    def to_make(self, strategy: StrategyLike) -> dict[Any, int]:
        """Return the number of rows to make of each class that gets some.

        Parameters
        ----------
        strategy : str, float or dict
            See :class:`oversample.BaseOverSampler`.

        Raises
        ------
        ValueError
            As ``fit_resample``: of fewer than two classes, unknown ones, or too many rows.
        """
        n_new = resolve_strategy(strategy, self.classes, self.classes, self.counts)
        return {label: n for label, n in n_new.items() if n > 0}
