"""What a method needs of a training fold; a fold without it is skipped, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

import numpy as np

from benchmarks.protocol.dataset import LabeledTable


class Need(Protocol):
    """A condition on the rows of a training fold."""

    def __call__(self, train: LabeledTable) -> str:
        """Return why the training fold does not do, or an empty text when it does."""
        ...


@dataclass(frozen=True)
class MinorityRows:
    """At least ``count`` rows of the rarest class."""

    count: int

    def __call__(self, train: LabeledTable) -> str:
        """Compare the count of the rarest class."""
        n_minority = int(np.bincount(train.y, minlength=len(train.labels)).min())
        if n_minority >= self.count:
            return ""
        return f"needs {self.count} minority rows, the training fold has {n_minority}"


@dataclass(frozen=True)
class AtMostRows:
    """A bound on the rows, because the ``cost`` grows faster than they do."""

    count: int
    cost: str

    def __call__(self, train: LabeledTable) -> str:
        """Compare the number of rows."""
        if len(train.y) <= self.count:
            return ""
        return f"{self.cost}: at most {self.count:,} rows, the training fold has {len(train.y):,}"


@dataclass(frozen=True)
class Installed:
    """A package; whether it is there belongs to what results depend on.

    Attributes
    ----------
    package : str
        Its name.
    is_there : bool
        Whether it can be imported.
    """

    package: str
    is_there: bool

    @classmethod
    def of(cls, package: str) -> Installed:
        """Look for a package, without importing it."""
        return cls(package, find_spec(package) is not None)

    def __call__(self, train: LabeledTable) -> str:
        """Say that it is missing."""
        return "" if self.is_there else f"needs {self.package}, which is not installed"


@dataclass(frozen=True)
class TwoClasses:
    """Two classes."""

    def __call__(self, train: LabeledTable) -> str:
        """Count the classes."""
        n_classes = len(train.labels)
        return "" if n_classes == 2 else f"is for two classes, the data set has {n_classes}"


@dataclass(frozen=True)
class NominalColumns:
    """Columns with categories; with ``numeric_too`` also columns of numbers, otherwise none."""

    numeric_too: bool

    def __call__(self, train: LabeledTable) -> str:
        """Count the columns of both kinds."""
        n_nominal = train.X.select_dtypes("category").shape[1]
        n_numeric = train.X.shape[1] - n_nominal
        if n_nominal > 0 and (n_numeric > 0) == self.numeric_too:
            return ""
        wanted = "numeric and nominal columns" if self.numeric_too else "only nominal columns"
        return f"is for {wanted}, the data set has {n_numeric} numeric and {n_nominal} nominal ones"


@dataclass(frozen=True)
class ImageRows:
    """Rows that are flattened images."""

    def __call__(self, train: LabeledTable) -> str:
        """Look for the shape of an image."""
        return "is for images, the rows of the data set are none" if not train.image_shape else ""
