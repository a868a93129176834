"""The rows of one class to new rows of it, a block at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from oversample._problem import ClassPlan, Problem
from oversample._strategy import label_names
from oversample._table import WholeRows, take_rows
from oversample._target import Target
from oversample.base import BaseOverSampler
from oversample.distributed.counts import Counts
from oversample.distributed.sampler import seed_of, streams_of_block
from oversample.neighbors.space import MetricSpace
from oversample.smote.base import Context

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class OneClass(Target):
    """The target of the collected rows of one class, which knows the counts of the whole table.

    Attributes
    ----------
    y, labels, classes, codes
        See :class:`Target`; all codes are those of one class.
    n_rows : ndarray of shape (n_classes,)
        The number of rows of each class in the whole table.
    """

    n_rows: NDArray[np.intp]

    @property
    def counts(self) -> NDArray[np.intp]:
        """The number of rows of each class in the whole table."""
        return self.n_rows


class _SearchedOnce(MetricSpace):
    """A space of one class, whose neighbours are searched for the first block and known to all."""

    def __init__(self, space: MetricSpace) -> None:
        vars(self).update(vars(space))
        self._mismatch: float | None = None
        self._known: NDArray[np.intp] | None = None

    def mismatch(self, rows: NDArray[np.intp]) -> float:
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
        if queries is not among:
            return super().nearest(queries, search, among=among, mismatch=mismatch)
        if self._known is None:
            self._known = super().nearest(queries, search, among=among, mismatch=mismatch)
        return self._known


@dataclass(frozen=True, eq=False)
class Filling:
    """One class of a table, ready to be filled block by block.

    Blocks have their own seeds and can be made in any order, anywhere, and again: the rows of a
    block depend on the rows of the class in their order, on the counts, the seed and the size of
    blocks, and on nothing else.

    Attributes
    ----------
    sampler : BaseOverSampler
        A sampler of the call.
    problem : Problem
        The collected rows of the class.
    context : object
        What the sampler has prepared; None where each block prepares for itself.
    label : object
        The class.
    seed : SeedSequence
        The seed of the call.
    block_size : int
        Rows of a block; the last of a class has fewer.
    """

    sampler: BaseOverSampler
    problem: Problem
    context: Any
    label: Any
    seed: SeedSequence
    block_size: int

    @classmethod
    def prepare(
        cls,
        sampler: BaseOverSampler,
        rows: DataFrame,
        counts: Counts,
        label: Any,
        n_new: int,
        block_size: int,
    ) -> Filling:
        """Encode the rows of a class, and do once what its blocks share.

        Parameters
        ----------
        sampler : BaseOverSampler
            A sampler that reads one class at a time.
        rows : DataFrame of shape (n_class, n_features)
            The features of the rows of the class, in the order of the table.
        counts : Counts
            Those of the whole table.
        label : object
            The class.
        n_new : int
            The number of rows to make.
        block_size : int
            Rows of a block.

        Raises
        ------
        ValueError
            If the sampler cannot work on the rows; the message says which and why.
        """
        call, seed = sampler._unfitted(), seed_of(sampler)
        code = counts.classes.tolist().index(label)
        codes = np.full(len(rows), code, dtype=np.int32)
        labels = counts.classes[codes]
        target = OneClass(labels, labels, counts.classes, codes, counts.counts)
        streams = streams_of_block(seed, code, 0)
        table = call._encode(rows)
        problem = Problem(table, target, {label: n_new}, streams, call._stays_in_class)
        context = call._prepare(problem)
        if isinstance(context, Context):
            context = context._replace(space=_SearchedOnce(context.space))
        else:
            # Such a context is a stream, or what takes a moment.
            context = None
        return cls(call, problem, context, label, seed, block_size)

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
        """Plan the rows of a block; row numbers are those of the collected rows of the class."""
        code, size = self.problem.target.code_of(self.label), self.size_of(block)
        streams = streams_of_block(self.seed, code, block)
        problem = replace(self.problem, streams=streams, n_new={self.label: size})
        context = self.sampler._prepare(problem) if self.context is None else self.context
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
            alone = replace(self.problem, table=replace(table, X=table.X.iloc[:0]))
            made = alone.extend_table(planned.plan, planned.codes)
        return made
