"""The contract that all parts meet by: four small protocols.

::

    user's X ---> Rows --------+                     +---> Rows.extend ------> result X
                               |                     |
                               +--> RowRule (a plan) +
                               |                     |
    user's y ---> TargetLike --+                     +---> TargetLike.extend -> result y

A sampler sees rows as numbers and codes, and the target as codes of groups to be filled; it chooses
a rule for each new row. Rows and target append what the rule says, each in the user's own
container. Neighbours are found by a :class:`NeighborSearch`, wherever the rows are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

NO_PARENT = -1
"""The base of a new row that comes from no row of the input."""

TableT = TypeVar("TableT")
"""The type of a user's X, which comes back; but for encoders with ``output="features"``."""
LabelsT = TypeVar("LabelsT")
"""The type of a user's y, which comes back."""


class RowRule(Protocol):
    """How new rows come from the rows of a table: a plan, or a plan seen through an encoder."""

    @property
    def base(self) -> NDArray[np.intp]:
        """Number of the row that each new row starts from, shape (n_new,); -1: from none."""

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Make the new rows of a numeric block, in ``out`` where given."""

    def copy_sources(self) -> NDArray[np.intp]:
        """Return the row that each new row is a plain copy of, shape (n_new,); -1: of none.

        Shape (n_new, n_numeric) of rules that put rows together of cells of several rows.
        """

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return the rule of some of the new rows, in the order given."""


class Rows(Protocol):
    """The rows of a table in working form."""

    @property
    def X(self) -> Any:  # noqa: N802 - the field's name for a table
        """The user's own object, never changed."""

    @property
    def numeric(self) -> Any:
        """The numbers: ndarray or CSR of shape (n_rows, n_numeric), float32 or float64."""

    @property
    def codes(self) -> NDArray[np.integer]:
        """The categories, only compared and copied, shape (n_rows, n_categorical)."""

    @property
    def numbers(self) -> Sequence[Any]:
        """How columns of ``numeric`` become cells again; pairs of positions in X and a decoder."""

    @property
    def categories(self) -> Sequence[Any]:
        """How columns of ``codes`` become cells again; pairs of a position in X and a decoder."""

    def extend(
        self,
        rule: RowRule,
        codes: NDArray[np.integer] | None = None,
        groups: tuple[NDArray[np.integer], NDArray[np.integer]] | None = None,
    ) -> Any:
        """Append the rows that a rule makes, in the container of ``X``.

        ``codes`` are those of the new rows, by default those of their bases; ``groups`` are the
        group of each old and of each new row, inside whose range whole numbers stay.
        """


class TargetLike(Protocol):
    """What is filled: classes, regions of a continuous target, sets of labels."""

    @property
    def y(self) -> Any:
        """The user's own target, never changed."""

    @property
    def labels(self) -> NDArray[Any]:
        """The group of each row, shape (n_rows,)."""

    @property
    def classes(self) -> NDArray[Any]:
        """The groups, sorted, shape (n_classes,)."""

    @property
    def codes(self) -> NDArray[np.int32]:
        """The position in ``classes`` of each row's group, shape (n_rows,)."""

    @property
    def counts(self) -> NDArray[np.intp]:
        """The number of rows of each group, shape (n_classes,)."""

    def code_of(self, label: Any) -> int:
        """Return the position of a group in ``classes``."""

    def extend(self, plan: Any, codes: NDArray[np.int32]) -> Any:
        """Append the targets of the rows of a plan, whose groups are given as codes."""


class NeighborSearch(Protocol):
    """A search for the k nearest rows, such as :func:`oversample.neighbors.kneighbors`."""

    def __call__(
        self,
        X: Any,
        k: int,
        *,
        queries: NDArray[np.integer] | None = None,
        points: Any = None,
        codes: NDArray[np.integer] | None = None,
        point_codes: NDArray[np.integer] | None = None,
        mismatch: float = 0.0,
        n_jobs: int | None = None,
    ) -> FoundNeighbors:
        """Find the rows nearest to rows of X, by default to all, or to points that are no rows.

        A row is not its own neighbour, and ties are decided by the lower row number.
        """


class FoundNeighbors(Protocol):
    """The nearest rows of each query, nearest first."""

    @property
    def indices(self) -> NDArray[np.intp]:
        """Row numbers, shape (n_queries, k)."""

    @property
    def distances(self) -> NDArray[np.float64]:
        """Euclidean distances, shape (n_queries, k)."""
