"""LVQ-SMOTE: what surrounds one part of the class, moved to another part."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning

from oversample._dense import DenseRows
from oversample._params import CategoricalLike, Grid, Scale, integer_from
from oversample._progress import busy
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, STRATEGY, Problem
from oversample.neighbors import kneighbors
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.plan.interpolation import within_floats
from oversample.plan.noise import DrawnNoise, NoiseSource, Normals
from oversample.smote import NEIGHBOR_CONSTRAINTS, BaseSMOTE, ClassRows
from oversample.smote.base import SEARCH, SmallClass


class LVQSMOTE(DenseRows, BaseSMOTE):
    r"""SMOTE by the codebook of a class.

    The class is summarised by a codebook of ``codebook_size`` centres :math:`c`. Two of them,
    :math:`a` and :math:`b`, are drawn for each new row; of the others the pair :math:`(i, j)` is
    taken that lies most alike, which minimises
    :math:`\lVert (c_a - c_b) - (c_i - c_j) \rVert`; :math:`h` is :math:`i` or :math:`j`, at random,
    and :math:`x` one of the ``k_neighbors`` rows of the class nearest to :math:`c_h`. What lies
    beside :math:`c_h` is put beside :math:`c_a` ([1]_):

    .. math:: x_{new} = c_a + (x - c_h)

    So new rows have the shape that the class has elsewhere; they leave all segments, and where the
    class has holes they may fall into them.

    The codebook is that of k-means, as in the implementation that was compared in [2]_; in [1]_ it
    is learned by vector quantisation, and the pairs come from other tables, too. Pairs are found
    once, :math:`O(s^4 d)` of a size :math:`s`; the clustering is :math:`O(n \, s d)` for each of
    its rounds. A class with fewer than four distinct centres is filled by plain SMOTE, with a
    warning. The first centres of k-means are drawn by row number: for one seed, the codebook and
    what is made of it depend on the order of rows; over all seeds the law is the same.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed, also of the clustering; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The number of rows beside a centre that :math:`x` is drawn from; from [2]_. An object stands
        for its number, and finds the neighbours that vote on categories.
    codebook_size : int, default=10
        The number of centres, at least 4; as many as there are distinct rows where these are fewer.
        From [2]_.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on, among the neighbours of :math:`x`; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the clustering and of the search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : Plan
        The row :math:`x` as ``base``, and as ``noise`` :math:`c_a - c_h` (``compute_noise``).
    codebook_ : dict
        For each label that was filled, its centres, of shape (codebook_size, n_numeric).
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] M. Nakamura, Y. Kajiwara, A. Otsuka and H. Kimura, "LVQ-SMOTE: learning vector
       quantization based synthetic minority over-sampling technique for biomedical data", BioData
       Mining 6, 16, 2013.
    .. [2] G. Kovács, "An empirical comparison and evaluation of minority oversampling techniques on
       a large number of imbalanced datasets", Applied Soft Computing 83, 105662, 2019.

    Examples
    --------
    >>> from oversample import LVQSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> X_resampled, y_resampled = LVQSMOTE(random_state=0).fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        "codebook_size": [integer_from(4)],
        **CATEGORIES,
        **SEARCH,
        **GRID,
    }

    _why_dense: ClassVar[str] = "moves every number, zeros too"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        codebook_size: int = 10,
        categorical_features: CategoricalLike = None,
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        grid: Grid = "auto",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            categorical_features=categorical_features,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.codebook_size = codebook_size

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.codebook_: dict[Any, NDArray[np.float64]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        X = group.space.X[group.rows].astype(np.float64, copy=False)
        centres = self._codebook(group, X)
        n_centres = len(centres)
        if n_centres < 4:
            reason = f"the codebook has {n_centres} different centres (fewer than 4)"
            return self._fall_back(group, n_new, reason)
        self.codebook_[group.label] = centres * group.space.unit
        pairs = most_alike(centres)
        rng = group.problem.streams.start()
        a = rng.integers(n_centres, n_new)
        b = rng.integers(n_centres - 1, n_new)
        b += b >= a
        h = pairs[a, b, rng.integers(2, n_new)]
        k = min(self._k, len(X))
        beside = kneighbors(X, k, points=centres, n_jobs=self.n_jobs).indices
        # Both rows of a cluster of two are equally near to their mean, but for rounding.
        beside = np.sort(beside, axis=1)
        plan = Plan.copies(group.rows[beside[h, rng.integers(k, n_new)]])
        # Nothing more is drawn for a row than which shift it has.
        shift = _Shift(Normals.draw(rng, (n_new, 0)), self.codebook_[group.label], a, h)
        return replace(plan, noise=DrawnNoise.of(shift))

    def _codebook(self, group: ClassRows, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Summarise the rows of a class by the means of clusters."""
        n_distinct = len(np.unique(X, axis=0)) if X.shape[1] else 1
        n_clusters = min(self.codebook_size, n_distinct)
        if n_clusters < 4:
            return X[:n_clusters]
        seed = group.problem.streams.seed_for_estimator()
        with busy("clustering a class"), warnings.catch_warnings():
            # Rows that differ by rounding only are fewer clusters than there are rows.
            warnings.simplefilter("ignore", ConvergenceWarning)
            cluster_of = KMeans(n_clusters, n_init=1, random_state=seed).fit_predict(X)
        # Threads add up the centres of scikit-learn in no fixed order.
        return np.array(
            [X[cluster_of == cluster].mean(axis=0) for cluster in np.unique(cluster_of)]
        )


def most_alike(centres: NDArray[np.float64]) -> NDArray[np.intp]:
    """Find, for each pair of centres, the pair of others whose difference is most like theirs.

    Parameters
    ----------
    centres : ndarray of shape (n, d)
        The codebook, at least four centres.

    Returns
    -------
    ndarray of shape (n, n, 2)
        The pair ``(i, j)`` for the pair ``(a, b)``, of equal ones the first; undefined where
        ``a == b``.
    """
    n = len(centres)
    ways = (centres[:, np.newaxis] - centres).reshape(n * n, -1)
    first, second = np.divmod(np.arange(n * n), n)
    pairs = np.zeros((n, n, 2), dtype=np.intp)
    for a in range(n):
        for b in range(n):
            unlike = np.square(ways - ways[a * n + b]).sum(axis=1)
            unlike[(first == second) | np.isin(first, [a, b]) | np.isin(second, [a, b])] = np.inf
            pairs[a, b] = np.divmod(unlike.argmin(), n)
    return pairs


@dataclass(frozen=True, eq=False)
class _Shift(NoiseSource):
    """What leads from beside one centre to beside another.

    Attributes
    ----------
    centres : ndarray of shape (n_centres, width)
        The codebook, in the units of the table.
    towards, away : ndarray of shape (n_rows,)
        The centre that each row is put beside, and the one that it lies beside.
    """

    centres: NDArray[np.float64]
    towards: NDArray[np.intp]
    away: NDArray[np.intp]

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):
            return within_floats(self.centres[self.towards[drawn]] - self.centres[self.away[drawn]])

    def is_finite(self) -> bool:
        return bool(np.isfinite(self.centres).all())
