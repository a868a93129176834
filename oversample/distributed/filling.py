"""The rows of one class to new rows of it, a block at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from oversample._problem import ClassPlan, Problem
from oversample._strategy import label_names
from oversample._table import WholeRows, take_rows
from oversample._target import Target
from oversample.base import BaseOverSampler
from oversample.distributed.cells import EXACT_BYTES, Approximation, CellSearch, Exact
from oversample.distributed.counts import Counts
from oversample.distributed.sampler import (
    reads_partners,
    seed_of,
    seed_of_block,
    streams_of_block,
)
from oversample.distributed.support import find_support
from oversample.exceptions import FallbackWarning, warn
from oversample.neighbors.space import MetricSpace
from oversample.smote.base import ClassRows, Context

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class CollectedTarget(Target):
    """The target of the collected rows, which knows the counts of the whole table.

    Attributes
    ----------
    y, labels, classes, codes
        See :class:`Target`.
    n_rows : ndarray of shape (n_classes,)
        The number of rows of each class in the whole table.
    """

    n_rows: NDArray[np.intp]

    @property
    def counts(self) -> NDArray[np.intp]:
        """The number of rows of each class in the whole table."""
        return self.n_rows


class _SearchedOnce(MetricSpace):
    """A space whose neighbours are searched for the first block and known to all."""

    def __init__(self, space: MetricSpace, search: CellSearch | None) -> None:
        vars(self).update(vars(space))
        if search is not None:
            self._search = search
        self._mismatch: float | None = None
        self._known: dict[tuple[Any, ...], NDArray[np.intp]] = {}

    def mismatch(self, rows: NDArray[np.intp]) -> float:
        # That of the rows of the class, the same in all blocks.
        if self._mismatch is None:
            self._mismatch = super().mismatch(rows)
        return self._mismatch

    def nearest(
        self,
        queries: NDArray[np.intp] | None,
        search: int | Any,
        *,
        among: NDArray[np.intp] | None = None,
        mismatch: float = 1.0,
    ) -> NDArray[np.intp]:
        key = (_digest(queries), repr(search), _digest(among), mismatch)
        if key not in self._known:
            self._known[key] = super().nearest(queries, search, among=among, mismatch=mismatch)
        return self._known[key]


def _search_now(group: ClassRows, search: CellSearch, n_bytes: int | None) -> Any:
    """Search the neighbours of a class in cells, and warn of what was found."""
    _ = group.neighbors
    measured = search.measured
    if measured is not None:
        reason = "exact=False" if n_bytes is None else f"its numbers take {n_bytes:,} bytes"
        warn(
            f"Neighbors of class {group.label!r} are searched in {measured.n_cells} cells, for "
            f"{reason}: {measured.recall:.0%} of the nearest rows are found, at "
            f"{measured.distance_ratio:.2f} times their distance. exact=True searches all rows.",
            FallbackWarning,
        )
    return measured


def _digest(rows: NDArray[np.intp] | None) -> bytes | None:
    """Return what tells lists of row numbers apart, in few bytes."""
    return None if rows is None else blake2b(np.ascontiguousarray(rows).data).digest()


@dataclass(frozen=True, eq=False)
class Filling:
    """One class of a table, ready to be filled block by block.

    Blocks have their own seeds and can be made in any order, anywhere, and again: the rows of a
    block depend on the collected rows in their order, on the counts, the seed and the size of
    blocks, and on nothing else.

    Attributes
    ----------
    sampler : BaseOverSampler
        A sampler of the call.
    problem : Problem
        The collected rows: those of the class, and of other classes what the rule needs.
    context : object
        What the sampler has prepared; None where each block prepares for itself.
    label : object
        The class.
    seed : SeedSequence
        The seed of the call.
    block_size : int
        Rows of a block; the last of a class has fewer.
    approximation : Approximation or None
        How near neighbours are that were searched in cells; None where the search is exact.
    partners : ndarray of shape (n_block,) or None
        For one block alone: the partner of each of its rows, where it is drawn from all.
    """

    sampler: BaseOverSampler
    problem: Problem
    context: Any
    label: Any
    seed: SeedSequence
    block_size: int
    approximation: Approximation | None = None
    partners: NDArray[np.intp] | None = None

    @classmethod
    def prepare(
        cls,
        sampler: BaseOverSampler,
        rows: DataFrame,
        counts: Counts,
        label: Any,
        n_new: int,
        block_size: int,
        labels: NDArray[Any] | None = None,
        exact: Exact = "auto",
    ) -> Filling:
        """Encode the rows of a class, and do once what its blocks share.

        Parameters
        ----------
        sampler : BaseOverSampler
            A sampler that reads one class at a time, or nearest rows of others.
        rows : DataFrame of shape (n_rows, n_features)
            The features of the rows of the class, and of those of other classes that the sampler
            needs, in the order of the table.
        counts : Counts
            Those of the whole table.
        label : object
            The class.
        n_new : int
            The number of rows to make.
        block_size : int
            Rows of a block.
        labels : ndarray of shape (n_rows,), optional
            The label of each row; by default all are of the class.
        exact : {"auto", True, False}
            Whether neighbours of the class are searched among all of its rows; or in cells, with a
            warning. "auto": in cells where its numbers take more than :data:`.cells.EXACT_BYTES`.

        Raises
        ------
        ValueError
            If the sampler cannot work on the rows; the message says which and why.
        """
        call, seed = sampler._unfitted(), seed_of(sampler)
        code = counts.classes.tolist().index(label)
        if labels is None:
            codes = np.full(len(rows), code, dtype=np.int32)
            labels = counts.classes[codes]
        else:
            codes = np.searchsorted(counts.classes, labels).astype(np.int32)
        target = CollectedTarget(labels, labels, counts.classes, codes, counts.counts)
        streams = streams_of_block(seed, code, 0)
        table, approximation = call._encode(rows), None
        # New rows of the class alone are in its range, which holds what its rows make.
        stays_in_class = not reads_partners(type(call))
        own = np.flatnonzero(codes == code)
        of_class = seed_of_block(seed, code, 0)
        support = find_support(call, table, list(rows.columns), own, label, of_class)
        problem = Problem(table, target, {label: n_new}, streams, stays_in_class, support=support)
        context = call._prepare(problem)
        if isinstance(context, Context):
            n_bytes = table.numeric.nbytes
            is_exact = n_bytes <= EXACT_BYTES if exact == "auto" else exact
            search = None if is_exact else CellSearch(int(seed.generate_state(1)[0]))
            space = _SearchedOnce(context.space, search)
            context = context._replace(space=space)
            if search is not None:
                within: Any = call
                group = ClassRows(label, code, own, problem, space, within._class_search)
                approximation = _search_now(group, search, n_bytes if exact == "auto" else None)
        else:
            # Such a context is a stream, or what takes a moment.
            context = None
        return cls(call, problem, context, label, seed, block_size, approximation)

    def with_partners(
        self,
        rows: DataFrame,
        labels: NDArray[Any],
        counts: Counts,
        partners: NDArray[np.intp],
    ) -> Filling:
        """Return the class with the partners of one block beside it.

        Parameters
        ----------
        rows : DataFrame of shape (n_rows, n_features)
            The features of the rows of the class and of partners, in the order of the table.
        labels : ndarray of shape (n_rows,)
            Their labels.
        counts : Counts
            Those of the whole table.
        partners : ndarray of shape (n_block,)
            The partner of each row of the block, among these rows.
        """
        filled = self.prepare(
            self.sampler, rows, counts, self.label, self.n_new, self.block_size, labels
        )
        return replace(filled, partners=partners)

    @property
    def n_new(self) -> int:
        """The number of rows to make."""
        return int(self.problem.n_new[self.label])

    @property
    def n_blocks(self) -> int:
        """The number of blocks."""
        return -(-self.n_new // self.block_size)

    def size_of(self, block: int) -> int:
        """Return the number of rows of a block."""
        return min(self.block_size, self.n_new - block * self.block_size)

    def plan(self, block: int) -> ClassPlan:
        """Plan the rows of a block; row numbers are those of the collected rows."""
        code, size = self.problem.target.code_of(self.label), self.size_of(block)
        problem = replace(
            self.problem,
            streams=streams_of_block(self.seed, code, block),
            n_new={self.label: size},
            block=(block * self.block_size, self.n_new),
            partners=self.partners,
        )
        if self.context is None:
            context = self.sampler._prepare(problem)
        else:
            # Streams in the state begin anew with each block.
            sampler: Any = self.sampler
            state = sampler._fit_state(problem, self.context.space)
            context = self.context._replace(state=state)
        planned = self.sampler._plan_class(problem, context, self.label, size)
        classes = tuple(label_names(problem.target.classes))
        return planned._replace(plan=replace(planned.plan, classes=classes))

    def make(self, planned: ClassPlan) -> DataFrame:
        """Make the rows of a planned block.

        Parameters
        ----------
        planned : ClassPlan
            What :meth:`plan` has returned.

        Returns
        -------
        DataFrame of shape (n_block, n_features)
            The new rows, in the columns and dtypes of the rows of the class.
        """
        table: Any = self.problem.table
        made: DataFrame
        if isinstance(table, WholeRows):
            made = take_rows(table.X, planned.plan.base)
        else:
            # The rows of the class stay where they are: what extends no rows is the new ones.
            alone = replace(table, X=table.X.iloc[:0])
            made = alone.extend(planned.plan, planned.codes, self._groups(planned))
        return made

    def _groups(self, planned: ClassPlan) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Return of which rows the range holds new whole numbers: of the class, or of all."""
        old, new = self.problem.target.codes, planned.plan.class_codes
        assert new is not None
        if not self.problem.stays_in_class:
            old, new = np.zeros_like(old), np.zeros_like(new)
        return old, new
