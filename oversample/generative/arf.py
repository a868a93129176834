"""Adversarial random forests: cells exchanged within leaves of trees that tell rows from fakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._params import CategoricalLike, Grid, MissingValues, integer_from
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import MISSING
from oversample.generative.base import ClassCells, GenerativeOverSampler
from oversample.generative.features import SMALLEST_LEAF, features_of, leaf_size
from oversample.generative.uniforms import draw_uniforms, pick
from oversample.plan import CellsPlan


class ARFOverSampler(GenerativeOverSampler):
    r"""Rows of cells that random rows of a leaf exchange, in an adversarial forest ([1]_).

    A forest learns to tell the rows of a class from fakes: rows of which each column is shuffled on
    its own. Its leaves are boxes in which columns are nearly independent. New fakes are drawn from
    the leaves, and the forest is fitted anew, ``n_rounds`` times. A new row is then

    .. math::

        x_{new, j} = x_{D_j, j}, \qquad D_1, \ldots, D_d \sim U(L), \qquad L = T(x_i),

    where :math:`x_i` is a random row of the class, :math:`T` a random tree, :math:`L` the rows of
    the class in the leaf of :math:`x_i`, and :math:`D_j` the donor of column :math:`j`. Cells are
    never computed, as in :class:`oversample.CARTOverSampler`. A leaf of fewer than
    ``min_samples_leaf`` rows of the class is that of its parent.

    It assumes that columns are independent within leaves, which they are not quite: **much of the
    dependence is lost**, whatever the number of rounds and the size of leaves. Where columns depend
    on each other strongly, :class:`oversample.CARTOverSampler` or
    :class:`oversample.GaussianCopulaOverSampler` keep more of it.

    Differences from [1]_: leaves give cells of the class instead of normal numbers, which keeps
    grids, gaps and categories; and rounds are fixed. In [1]_ they end where the out-of-bag accuracy
    is one half. But each cell of a fake is that of a row: a row out of the bag meets its own cells
    in it, labelled as fakes, so that accuracy is below one half in small classes from the start,
    and the first forest would be the last.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    n_estimators : int, default=30
        The number of trees; [1]_'s software has 30.
    n_rounds : int, default=1
        How often the forest is fitted anew, to fakes from its own leaves.
    min_samples_leaf : int, default=5
        The fewest rows of a leaf, at least 3. In a class of less than four times as many rows it is
        a quarter of these, but not below 3.
    categorical_features : None, "auto" or list, default=None
        Columns of categories; see :class:`oversample.SMOTE`. Trees split them in the order of
        their frequency.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers: refuse them, draw donors that have the cell, or draw from
        all rows of a leaf, so that cells are missing as in the class. Missing categories are always
        a category of their own.
    grid : {"off", "auto"}, default="auto"
        Has no effect: cells are those of the class, and on their grid.
    keep_state : bool, default=False
        Whether pickles keep the models and the table, which :meth:`sample` needs; models hold
        the cells of their class.

    Attributes
    ----------
    plan_ : CellsPlan
        The donor of every cell. New rows come from no row: ``base`` is -1.
    generators_ : dict
        The model of each class that was filled.
    copy_share_ : dict
        The share of each class's new rows that are equal to a row of it.
    problem_ : Problem
        The table and target that were resampled; with ``generators_``, what :meth:`sample` needs.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_
        See :class:`oversample.SMOTE`. The weight of a new row is the mean of its class.

    References
    ----------
    .. [1] D. S. Watson, K. Blesch, J. Kapar and M. N. Wright, "Adversarial random forests for
       density estimation and generative modeling", AISTATS 2023, PMLR 206, 5357-5375.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import ARFOverSampler
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(60, 3))
    >>> sampler = ARFOverSampler(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0] * 45 + [1] * 15)
    >>> donors = sampler.plan_.donors
    >>> bool((X_resampled[60:] == X[donors, [0, 1, 2]]).all())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **GenerativeOverSampler._parameter_constraints,
        **MISSING,
        "n_estimators": [integer_from(1)],
        "n_rounds": [integer_from(0)],
        "min_samples_leaf": [integer_from(SMALLEST_LEAF)],
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        n_estimators: int = 30,
        n_rounds: int = 1,
        min_samples_leaf: int = 5,
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        grid: Grid = "auto",
        keep_state: bool = False,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            categorical_features=categorical_features,
            grid=grid,
            keep_state=keep_state,
        )
        self.n_estimators = n_estimators
        self.n_rounds = n_rounds
        self.min_samples_leaf = min_samples_leaf
        self.missing_values = missing_values

    def _fit_model(self, cells: ClassCells, table: Rows, label: Any, rng: Stream) -> LeafBootstrap:
        leaf = leaf_size(len(cells.rows), self.min_samples_leaf)
        features = features_of(cells)
        n_rows, width = features.shape
        shuffled = np.stack([rng.permutation(n_rows) for _ in range(width)], axis=1)
        partitions = self._partition(features, shuffled, leaf, rng)
        for _ in range(self.n_rounds):
            fakes = draw_donors(partitions, np.isnan(features), True, n_rows, rng)
            partitions = self._partition(features, fakes, leaf, rng)
        takes_gaps = self.missing_values == "propagate"
        return LeafBootstrap(cells, np.isnan(features), takes_gaps, partitions)

    def _partition(
        self, features: NDArray[np.float32], donors: NDArray[np.intp], leaf: int, rng: Stream
    ) -> tuple[Partition, ...]:
        """Fit a forest that tells rows from fakes, and return what its trees make of the rows."""
        from sklearn.ensemble import RandomForestClassifier

        fakes = features[donors, np.arange(features.shape[1])]
        forest = RandomForestClassifier(
            self.n_estimators,
            min_samples_leaf=leaf,
            random_state=int(rng.integers(2**31 - 1, 1)[0]),
        )
        is_row = np.repeat([True, False], [len(features), len(fakes)])
        forest.fit(np.concatenate([features, fakes]), is_row)
        return tuple(Partition.of(tree, features, leaf) for tree in forest.estimators_)


class Partition(NamedTuple):
    """The rows of a class in the leaves of a tree.

    Attributes
    ----------
    home : ndarray of shape (m,)
        The leaf of each row, or the nearest node above that has rows enough.
    order : ndarray of shape (m,)
        The rows, those of each node next to each other.
    starts, ends : ndarray of shape (n_nodes,)
        Where in ``order`` the rows of each node begin and end.
    """

    home: NDArray[np.intp]
    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]

    @classmethod
    def of(cls, estimator: Any, features: NDArray[np.float32], fewest: int) -> Partition:
        """Sort rows into the leaves of a tree; those of too few rows are their parents'."""
        tree = estimator.tree_
        leaves = estimator.apply(features, check_input=False).astype(np.intp)
        order = np.argsort(leaves, kind="stable")
        # Nodes are numbered depth first: those below a node follow it, up to the last of them.
        last = np.arange(tree.node_count)
        parent = np.zeros(tree.node_count, dtype=np.intp)
        for node in range(tree.node_count - 1, -1, -1):
            if tree.children_left[node] >= 0:
                parent[[tree.children_left[node], tree.children_right[node]]] = node
                last[node] = last[tree.children_right[node]]
        starts = np.searchsorted(leaves[order], np.arange(tree.node_count))
        ends = np.searchsorted(leaves[order], last, side="right")
        home = leaves
        while (is_small := (ends - starts)[home] < fewest).any():
            home = np.where(is_small, parent[home], home)
        return cls(home, order, starts, ends)

    def draw(
        self, row: NDArray[np.intp], uniform: NDArray[np.float64], usable: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """Draw a donor from the leaf of each row, of the usable ones; else from all of these."""
        giving = self.order[usable[self.order]]
        before = np.concatenate([[0], np.cumsum(usable[self.order])])
        start, end = before[self.starts[self.home[row]]], before[self.ends[self.home[row]]]
        is_none = start == end
        start, end = np.where(is_none, 0, start), np.where(is_none, len(giving), end)
        return giving[start + pick(uniform, end - start)]


@dataclass(frozen=True, eq=False)
class LeafBootstrap:
    """The model of a class: its cells, and the leaves in which they are exchanged.

    Attributes
    ----------
    cells : ClassCells
        The class.
    gone : ndarray of shape (m, width), bool
        Which cells are missing.
    takes_gaps : bool
        Whether rows that miss a cell may be its donors.
    partitions : tuple of Partition
        One for each tree.
    """

    cells: ClassCells
    gone: NDArray[np.bool_]
    takes_gaps: bool
    partitions: tuple[Partition, ...]

    def draw(self, n: int, rng: Stream) -> tuple[CellsPlan, NDArray[np.int32]]:
        """Draw rows; see :class:`oversample.generative.base.Model`."""
        donors = draw_donors(self.partitions, self.gone, self.takes_gaps, n, rng)
        return self.cells.exchanged(donors)


def draw_donors(
    partitions: tuple[Partition, ...],
    gone: NDArray[np.bool_],
    takes_gaps: bool,
    n: int,
    rng: Stream,
) -> NDArray[np.intp]:
    """Draw the donor of each cell of new rows.

    Parameters
    ----------
    partitions : tuple of Partition
        The trees.
    gone : ndarray of shape (m, width), bool
        Which cells are missing.
    takes_gaps : bool
        Whether rows that miss a cell may be its donors; of a column without cells they are anyway.
    n : int
        The number of new rows.
    rng : Stream
        Where draws come from.

    Returns
    -------
    ndarray of shape (n, width)
        Positions of rows in the class.
    """
    n_rows, width = gone.shape
    uniform = draw_uniforms(rng, n, 2 + width)
    tree, row = pick(uniform[:, 0], len(partitions)), pick(uniform[:, 1], n_rows)
    usable = np.ones_like(gone) if takes_gaps else ~gone | gone.all(axis=0)
    donors = np.empty((n, width), dtype=np.intp)
    for number, partition in enumerate(partitions):
        mine = tree == number
        for column in range(width):
            drawn = partition.draw(row[mine], uniform[mine, 2 + column], usable[:, column])
            donors[mine, column] = drawn
    return donors
