"""Sequential trees: column by column, each cell that of a row like the new one so far."""

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
from oversample.generative.copula import correlation_of, normal_scores
from oversample.generative.features import SMALLEST_LEAF, features_of, leaf_size
from oversample.generative.uniforms import draw_uniforms, pick
from oversample.plan import CellsPlan


class CARTOverSampler(GenerativeOverSampler):
    r"""Rows made column by column, each cell that of a random row of a leaf ([1]_, [2]_).

    The columns :math:`x_1, \ldots, x_d` of a class are put in order, those that depend most on
    others first (by the sum of absolute correlations of normal scores). For each but the first, a
    tree predicts it from the columns before; of numbers the normal score, so that neither units
    nor outliers matter:

    .. math::

        T_j : (x_1, \ldots, x_{j-1}) \mapsto x_j, \qquad
        x_{new, j} = x_{D_j, j}, \qquad D_j \sim U\{i : T_j(x_i) = T_j(x_{new})\},

    and the new cell is that of a donor :math:`D_j`, drawn from the rows in the leaf that the new
    row falls into by its own cells so far. Cells are never computed: whole numbers, decimals,
    zeros, categories and gaps come along as they are, and ``plan_`` knows the donor of each.

    It assumes little: dependences of any form are found where leaves are small enough to see them.
    What trees do not see is lost: the last columns of a chain depend on the first ones less than in
    the class, and new rows have no cells that the class has not. It copies cells, and with few
    columns whole rows (``copy_share_``); a table of one column is only copied.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    min_samples_leaf : int, default=5
        The fewest rows of a leaf, at least 3. In a class of less than four times as many rows it is
        a quarter of these, but not below 3.
    max_predictors : int, default=10
        The most columns that a tree predicts from: those before with the largest absolute
        correlations with its own.
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
    .. [1] J. P. Reiter, "Using CART to generate partially synthetic public use microdata", Journal
       of Official Statistics 21(3), 441-462, 2005.
    .. [2] B. Nowok, G. M. Raab and C. Dibben, "synthpop: bespoke creation of synthetic data in R",
       Journal of Statistical Software 74(11), 2016.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import CARTOverSampler
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(60, 3))
    >>> sampler = CARTOverSampler(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0] * 45 + [1] * 15)
    >>> donors = sampler.plan_.donors
    >>> bool((X_resampled[60:] == X[donors, [0, 1, 2]]).all())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **GenerativeOverSampler._parameter_constraints,
        **MISSING,
        "min_samples_leaf": [integer_from(SMALLEST_LEAF)],
        "max_predictors": [integer_from(1)],
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        min_samples_leaf: int = 5,
        max_predictors: int = 10,
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
        self.min_samples_leaf = min_samples_leaf
        self.max_predictors = max_predictors
        self.missing_values = missing_values

    def _fit_model(self, cells: ClassCells, table: Rows, label: Any, rng: Stream) -> TreeChain:
        leaf = leaf_size(len(cells.rows), self.min_samples_leaf)
        takes_gaps = self.missing_values == "propagate"
        return TreeChain.fit(cells, leaf, self.max_predictors, takes_gaps, rng)


class Link(NamedTuple):
    """One column of a chain.

    Attributes
    ----------
    column : int
        The column, of numbers first, then of categories.
    predictors : ndarray of ints
        The columns that its tree sees.
    tree : DecisionTreeRegressor, DecisionTreeClassifier or None
        None: there is nothing to predict from, or no cell to predict.
    donors : ndarray of ints
        Positions of the rows that may give a cell, leaf by leaf.
    starts, sizes : ndarray of shape (n_nodes,)
        Where the donors of each node of the tree begin, and how many there are.
    """

    column: int
    predictors: NDArray[np.intp]
    tree: Any
    donors: NDArray[np.intp]
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]

    def draw(self, features: NDArray[np.float32], uniform: NDArray[np.float64]) -> NDArray[np.intp]:
        """Draw a donor for each row, of which the predictors are known."""
        node = _nodes(self.tree, features[:, self.predictors])
        return self.donors[self.starts[node] + pick(uniform, self.sizes[node])]


@dataclass(frozen=True, eq=False)
class TreeChain:
    """The trees of a class.

    Attributes
    ----------
    cells : ClassCells
        The class.
    features : ndarray of shape (m, n_numeric + n_categorical), float32
        Its cells as trees see them: the place of each among the values of its column.
    links : tuple of Link
        The columns, in the order in which they are drawn.
    """

    cells: ClassCells
    features: NDArray[np.float32]
    links: tuple[Link, ...]

    @classmethod
    def fit(
        cls, cells: ClassCells, leaf: int, most: int, takes_gaps: bool, rng: Stream
    ) -> TreeChain:
        """Put the columns in order, and fit a tree to each but the first."""
        features = features_of(cells)
        n_numbers = cells.numbers.shape[1]
        scores = np.column_stack([normal_scores(cells.numbers), features[:, n_numbers:]])
        strength = np.abs(correlation_of(scores))
        order = np.argsort(-strength.sum(axis=1), kind="stable")
        seeds = rng.integers(2**31 - 1, len(order))
        links = []
        for n_before, (column, seed) in enumerate(zip(order.tolist(), seeds.tolist(), strict=True)):
            before = np.sort(order[:n_before])
            strongest = np.argsort(-strength[column, before], kind="stable")[:most]
            tree = _Target.of(cells, column).fit(features, before[strongest], leaf, seed)
            links.append(
                _link(features, column, before[strongest], tree, takes_gaps or column >= n_numbers)
            )
        return cls(cells, features, tuple(links))

    def draw(self, n: int, rng: Stream) -> tuple[CellsPlan, NDArray[np.int32]]:
        """Draw rows; see :class:`oversample.generative.base.Model`."""
        width = len(self.links)
        uniform = draw_uniforms(rng, n, width)
        features = np.empty((n, width), dtype=np.float32)
        donors = np.empty((n, width), dtype=np.intp)
        for number, link in enumerate(self.links):
            chosen = link.draw(features, uniform[:, number])
            features[:, link.column] = self.features[chosen, link.column]
            donors[:, link.column] = chosen
        return self.cells.exchanged(donors)


class _Target(NamedTuple):
    """A column that a tree predicts: its cells, and whether they are categories."""

    cells: NDArray[Any]
    is_category: bool

    @classmethod
    def of(cls, cells: ClassCells, column: int) -> _Target:
        """Return a column, of numbers first, then of categories."""
        n_numbers = cells.numbers.shape[1]
        if column >= n_numbers:
            return cls(cells.codes[:, column - n_numbers], True)
        return cls(normal_scores(cells.numbers[:, [column]])[:, 0], False)

    def fit(
        self, features: NDArray[np.float32], predictors: NDArray[np.intp], leaf: int, seed: int
    ) -> Any:
        """Fit a tree to the rows that have the cell; None where there is nothing to fit."""
        from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

        present = self.is_category | ~np.isnan(self.cells)
        if not len(predictors) or not present.any():
            return None
        kind = DecisionTreeClassifier if self.is_category else DecisionTreeRegressor
        tree = kind(min_samples_leaf=leaf, random_state=seed)
        return tree.fit(features[present][:, predictors], self.cells[present])


def _link(
    features: NDArray[np.float32],
    column: int,
    predictors: NDArray[np.intp],
    tree: Any,
    takes_gaps: bool,
) -> Link:
    """Sort the rows that may give a cell into the leaves of a tree."""
    present = ~np.isnan(features[:, column])
    positions = np.arange(len(features))
    if not takes_gaps and present.any():
        positions = np.flatnonzero(present)
    node = _nodes(tree, features[positions][:, predictors])
    sizes = np.bincount(node, minlength=tree.tree_.node_count if tree is not None else 1)
    donors = positions[np.argsort(node, kind="stable")]
    return Link(column, predictors, tree, donors, np.cumsum(sizes) - sizes, sizes)


def _nodes(tree: Any, features: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the leaf that each row falls into, as a node; without a tree there is one."""
    if tree is None:
        return np.zeros(len(features), dtype=np.intp)
    leaves: NDArray[np.intp] = tree.apply(np.ascontiguousarray(features), check_input=False)
    return leaves.astype(np.intp, copy=False)
