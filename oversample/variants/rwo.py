"""RWO: new rows a random step away from rows, so small that mean and spread stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._dense import DenseRows
from oversample._params import CategoricalLike, Grid, one_of
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, STRATEGY, BaseOverSampler, Problem
from oversample.neighbors._spread import spread_of
from oversample.plan import Plan
from oversample.plan.noise import DrawnNoise, Normals, ScaledNormals
from oversample.smote.laws import BASES, Bases, draw_bases

CategoryRule = Literal["roulette", "base"]
"""Where the categories of new rows come from."""


class RWO(DenseRows, BaseOverSampler):
    r"""Random walk over-sampling.

    Every number of a new row is that of a row of the class, and a normal step ([1]_):

    .. math:: x_{new, j} = x_{ij} + \frac{\sigma_j}{\sqrt{n}} \, z_j, \qquad z_j \sim N(0, 1)

    with :math:`\sigma_j` the standard deviation of column :math:`j` in the class, and :math:`n`
    the rows of the class. By the central limit theorem the mean of the class stays, and its
    covariance :math:`\Sigma` becomes
    :math:`\Sigma + \operatorname{diag}(\sigma_1^2, \ldots, \sigma_d^2) / n`: unlike SMOTE, which
    takes a third of it away, the class widens a little. Steps of different columns are
    independent, as in the paper. The smoothed bootstrap of :class:`oversample.RandomOverSampler`
    differs in its bandwidth, which is larger and falls slower with :math:`n`.

    No neighbours are searched: the cost is :math:`O((n + n_{new}) \, d)`. A single row is copied.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn, or dealt as in [1]_; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns that take no step; see :class:`oversample.SMOTE`.
    categories : {"roulette", "base"}, default="roulette"
        Where their cells come from: each drawn with the frequencies of its column in the class, as
        in [1]_; or that of the base row, so that no combination comes up that no row has.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : Plan
        The row as ``base``, and the steps as ``noise``, drawn again where they are needed
        (``compute_noise``).
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] H. Zhang and M. Li, "RWO-Sampling: a random walk over-sampling approach to imbalanced
       data classification", Information Fusion 20, 99-116, 2014.

    Examples
    --------
    >>> from oversample import RWO
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> X_resampled, y_resampled = RWO(random_state=0).fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    """

    _reads_one_class: ClassVar[bool] = True

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **BASES,
        **CATEGORIES,
        "categories": [one_of(*get_args(CategoryRule))],
        **GRID,
    }

    _why_dense: ClassVar[str] = "moves every number, zeros too"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        bases: Bases = "random",
        categorical_features: CategoricalLike = None,
        categories: CategoryRule = "roulette",
        grid: Grid = "auto",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.bases = bases
        self.categorical_features = categorical_features
        self.categories = categories
        self.grid = grid

    def _generate(
        self, problem: Problem, context: None, label: Any, n_new: int
    ) -> tuple[Plan, NDArray[np.integer] | None]:
        rows, X = problem.rows_of(label), problem.table.numeric
        rng = problem.streams.start()
        plan = Plan.copies(rows[draw_bases(rng, len(rows), n_new, self.bases)])
        scale = spread_of(X[rows], np.std) / np.sqrt(len(rows))
        if scale.any():
            steps = ScaledNormals(Normals.draw(rng, (n_new, X.shape[1])), scale)
            plan = replace(plan, noise=DrawnNoise.of(steps))
        if self.categories == "base":
            return plan, None
        return plan, _spin(rng, problem.table.codes[rows], n_new)


def _spin(rng: Stream, codes: NDArray[np.integer], n_new: int) -> NDArray[np.integer]:
    """Draw the codes of new rows, each with the frequencies of its column."""
    drawn = np.empty((n_new, codes.shape[1]), dtype=codes.dtype)
    for column in range(codes.shape[1]):
        drawn[:, column] = codes[rng.integers(len(codes), n_new), column]
    return drawn
