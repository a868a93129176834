"""SMOTE-N: SMOTE for tables of categories only."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from sklearn.base import clone
from sklearn.preprocessing import OrdinalEncoder

from oversample._blocks import DISTANCES, blocks
from oversample._params import has_methods
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample._table import Table, column_count, encode
from oversample._tags import OverSamplerTags, sampler_tags
from oversample.base import STRATEGY, Problem
from oversample.neighbors import smallest
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote._encoder import fit_encoder
from oversample.smote._vote import first_of_most_voted
from oversample.smote.base import (
    NEIGHBOR_CONSTRAINTS,
    SMALL_CLASS,
    BaseSMOTE,
    ClassRows,
    SmallClass,
)


class SMOTEN(BaseSMOTE):
    r"""SMOTE for tables of categorical columns only.

    A row of the class is drawn uniformly, and each column of the new row has the level that is
    most frequent among it and its ``k_neighbors`` nearest rows of the class, the first in sorted
    order among equals ([1]_, section 6.2). Nearest is by the value difference metric

    .. math:: d(a, b) = \sum_f \Big( \sum_c \big| P(c \mid a_f) - P(c \mid b_f) \big| \Big)^2

    where :math:`P(c \mid v)` is the share of class :math:`c` among all rows that have level
    :math:`v` in column :math:`f`. Columns of any type are taken as categories; missing cells are
    a level of their state.

    Parameters
    ----------
    categorical_encoder : object or None, default=None
        An ordinal encoder, fitted for its attribute ``categorical_encoder_`` only; the result
        does not depend on it. By default ``sklearn.preprocessing.OrdinalEncoder``.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The number of neighbours, beside the row itself, that vote. An object gives only its
        ``n_neighbors`` (which counts the row): the metric is the method's state.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        See :class:`oversample.SMOTE`.

    Attributes
    ----------
    categorical_encoder_ : object
        The fitted encoder; pickled unfitted, as it holds every level.
    plan_ : Plan
        The row that each new row was voted around, as ``base`` and ``partner``.
    nn_k_, sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] N. V. Chawla, K. W. Bowyer, L. O. Hall and W. P. Kegelmeyer, "SMOTE: synthetic minority
       over-sampling technique", Journal of Artificial Intelligence Research 16, 321-357, 2002.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import SMOTEN
    >>> X = np.array([["a", "x"], ["a", "y"], ["b", "x"]] * 4 + [["c", "z"]] * 20)
    >>> y = np.repeat([1, 0], [12, 20])
    >>> X_resampled, y_resampled = SMOTEN(random_state=0).fit_resample(X, y)
    >>> X_resampled[32:35].tolist()
    [['a', 'x'], ['a', 'x'], ['a', 'x']]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "categorical_encoder": [has_methods("fit_transform", "inverse_transform"), None],
        **STRATEGY,
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        **SMALL_CLASS,
    }

    _holds_training_data: ClassVar[tuple[str, ...]] = ("categorical_encoder_",)

    # Fixed by the method: there are no numbers to scale or to miss.
    missing_values = "raise"
    scale = None
    n_jobs = None

    def __init__(
        self,
        categorical_encoder: Any = None,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        small_class: SmallClass = "raise",
    ) -> None:
        self.categorical_encoder = categorical_encoder
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.small_class = small_class

    def _encode(self, X: Any) -> Table:
        all_columns = np.ones(column_count(X), dtype=bool)
        return encode(X, categorical=all_columns, owner=type(self).__name__)

    def _fit_state(self, problem: Problem, space: MetricSpace) -> _ValueDifferences:
        self.nn_k_.set_params(metric="precomputed")
        encoder = self.categorical_encoder
        encoder = OrdinalEncoder() if encoder is None else clone(encoder)
        X, codes = problem.table.X, problem.table.codes
        self.categorical_encoder_ = fit_encoder(encoder, X, np.arange(column_count(X)), codes)
        return _ValueDifferences.learn(problem.table.codes, problem.target.codes)

    def _plan(
        self, group: ClassRows, n_new: int, state: _ValueDifferences
    ) -> Plan | CombinationPlan:
        group.neighbors = state.nearest(group.rows, min(self._k, len(group.rows) - 1))
        rng = group.problem.streams.start()
        return Plan.copies(group.rows[rng.integers(len(group.rows), n_new)])

    def _vote(self, group: ClassRows, plan: Plan | CombinationPlan) -> NDArray[np.integer]:
        itself = np.arange(len(group.rows))[:, np.newaxis]
        ballots = group.space.codes[group.rows][np.hstack([itself, group.neighbors])]
        position = np.searchsorted(group.rows, plan.base)
        winners = [first_of_most_voted(ballots[:, :, j]) for j in range(ballots.shape[2])]
        return np.stack(winners, axis=1)[position]

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = sampler_tags()
        tags.input_tags.categorical = True
        tags.input_tags.string = True
        tags.input_tags.allow_nan = True
        return tags


class _ValueDifferences(NamedTuple):
    """The value difference metric: for each column, the class shares of every row's level."""

    shares: list[NDArray[np.float64]]
    codes: NDArray[np.integer]

    @classmethod
    def learn(cls, codes: NDArray[np.integer], classes: NDArray[np.integer]) -> _ValueDifferences:
        """Count the classes of each level of each column."""
        shares = []
        for column in codes.T:
            counts = np.zeros((column.max() + 1, classes.max() + 1))
            np.add.at(counts, (column, classes), 1.0)
            shares.append(counts / counts.sum(axis=1, keepdims=True))
        return cls(shares, codes)

    def nearest(self, rows: NDArray[np.intp], k: int) -> NDArray[np.intp]:
        """Return the k nearest of each of some rows among them, as positions."""
        indices = np.empty((len(rows), k), dtype=np.intp)
        for block in blocks(len(rows), len(rows), DISTANCES):
            queries = rows[block]
            distances = np.zeros((len(queries), len(rows)))
            for share, column in zip(self.shares, self.codes.T, strict=True):
                distances += cdist(share[column[queries]], share[column[rows]], "cityblock") ** 2
            distances[np.arange(len(queries)), np.arange(block.start, block.stop)] = np.inf
            indices[block] = smallest(distances, k)[0]
        return indices
