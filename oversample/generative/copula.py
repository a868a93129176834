"""Gaussian copulas: the margins of a class as they are, joined by a normal law."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import ClusterError, kmeans2
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from oversample._contract import Rows
from oversample._params import CategoricalLike, Grid, MissingValues, integer_from
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import MISSING
from oversample.generative.base import ClassCells, GenerativeOverSampler
from oversample.generative.uniforms import draw_uniforms, pick
from oversample.plan import RowsPlan

_ROWS_PER_COMPONENT = 30
"""A class has no more components than this often so many rows."""

_FEWEST_IN_COMPONENT = 10
"""Where a component would have fewer rows than these, there is one less."""

_RUNS = 4
"""Runs of k-means, of which the best is taken."""


class GaussianCopulaOverSampler(GenerativeOverSampler):
    r"""Rows with the margins of the class, of which the ranks are correlated as in the class.

    Each column of the :math:`m` rows of a class is brought to normal scores,

    .. math::

        z_{ij} = \Phi^{-1}\left(\frac{r_{ij} - 1/2}{m}\right),

    where :math:`r_{ij}` is the rank in the column, the mean rank of equal cells. New scores are
    drawn from :math:`N(0, C)`, where :math:`C` is the correlation of the scores, not shrunk:
    shrinking protects the inverse of :math:`C`, which is not needed, and takes away most of the
    dependence of a small class. A new cell is the quantile of the column at :math:`\Phi(z)`, linear
    between the sorted cells at :math:`(i - 1/2) / m` ([1]_ for the model). New cells thus lie
    inside the range of the class, and values that many rows have keep their share.

    =====================  =====================================================================
    categories             levels, the most frequent first, each an interval of (0, 1) as long as
                           its share; a row of the level is put at random into it
    missing cells          :math:`C` is computed from rows that have both cells; a new row misses
                           the cells that a random row of the class misses
    classes of clusters    the class is parted by k-means on the scores, and each part has a copula
                           of its own, drawn as often as it has rows
    =====================  =====================================================================

    It assumes that the dependence is monotone: of columns that depend on each other in another way,
    such as a square, or of several clusters, one copula makes a cloud. ``max_components`` cures
    that in part, where there are rows enough.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    max_components : int, default=3
        The most parts of a class. It has at most one for each 30 of its rows, and none of fewer
        than 10. 1: a single copula.
    categorical_features : None, "auto" or list, default=None
        Columns of categories; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers: refuse them, make rows without any, or make rows that miss
        cells as those of the class do. Missing categories are always a category of their own.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    keep_state : bool, default=False
        Whether pickles keep the models and the table, which :meth:`sample` needs; models hold
        the sorted cells of their class.

    Attributes
    ----------
    plan_ : RowsPlan
        The numbers of the new rows, which come from no row.
    generators_ : dict
        The model of each class that was filled.
    copy_share_ : dict
        The share of each class's new rows that are equal to a row of it, before rounding.
    problem_ : Problem
        The table and target that were resampled; with ``generators_``, what :meth:`sample` needs.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_
        See :class:`oversample.SMOTE`. The weight of a new row is the mean of its class.

    References
    ----------
    .. [1] R. B. Nelsen, "An Introduction to Copulas", 2nd edition, Springer, 2006.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import GaussianCopulaOverSampler
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(60, 2)).round(1)
    >>> sampler = GaussianCopulaOverSampler(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0] * 45 + [1] * 15)
    >>> sampler.plan_
    RowsPlan(30 new rows, {1: 30}, without parents)
    >>> sampler.sample(1, 2, random_state=0).shape
    (2, 2)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **GenerativeOverSampler._parameter_constraints,
        **MISSING,
        "max_components": [integer_from(1)],
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        max_components: int = 3,
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
        self.max_components = max_components
        self.missing_values = missing_values

    def _fit_model(self, cells: ClassCells, table: Rows, label: Any, rng: Stream) -> CopulaMixture:
        parts = _part(cells, self.max_components, rng)
        copulas = tuple(Copula.fit(cells.take(rows), rng) for rows in parts)
        masks = np.isnan(cells.numbers) if self.missing_values == "propagate" else None
        return CopulaMixture(copulas, masks, gaps=self.missing_values != "raise")


@dataclass(frozen=True, eq=False)
class CopulaMixture:
    """The copulas of the parts of a class.

    Attributes
    ----------
    copulas : tuple of Copula
        One for each part.
    masks : ndarray of shape (m, n_numeric), bool, or None
        Which cells each row of the class misses; None: new rows miss none.
    gaps : bool
        Whether cells may be missing: of a column of which the class has no cell they all are.
    """

    copulas: tuple[Copula, ...]
    masks: NDArray[np.bool_] | None
    gaps: bool

    def draw(self, n: int, rng: Stream) -> tuple[RowsPlan, NDArray[np.int32]]:
        """Draw rows; see :class:`oversample.generative.base.Model`."""
        first = self.copulas[0]
        uniform = draw_uniforms(rng, n, 2 + first.width)
        ends = np.cumsum([copula.n_rows for copula in self.copulas])
        part = np.searchsorted(ends, pick(uniform[:, 0], int(ends[-1])), side="right")
        numbers = np.empty((n, len(first.sorted_cells)))
        codes = np.empty((n, len(first.levels)), dtype=np.int32)
        for number, copula in enumerate(self.copulas):
            mine = part == number
            numbers[mine], codes[mine] = copula.transform(uniform[mine, 2:])
        if self.masks is not None:
            numbers[self.masks[pick(uniform[:, 1], len(self.masks))]] = np.nan
        return RowsPlan(numbers, gaps=self.gaps), codes


@dataclass(frozen=True, eq=False)
class Copula:
    """One Gaussian copula.

    Attributes
    ----------
    n_rows : int
        The number of rows that it is fitted to.
    root : ndarray of shape (width, width)
        A root of the correlation of the scores, of numbers first, then of categories.
    sorted_cells : tuple of ndarrays
        The cells of each column of numbers that are there, ascending.
    levels : tuple of (levels, shares up to and including each)
        The levels of each column of categories, the most frequent first.
    """

    n_rows: int
    root: NDArray[np.float64]
    sorted_cells: tuple[NDArray[np.float64], ...]
    levels: tuple[tuple[NDArray[np.int32], NDArray[np.float64]], ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.root)

    @classmethod
    def fit(cls, cells: ClassCells, rng: Stream) -> Copula:
        """Fit margins and correlation."""
        n_rows, n_codes = cells.codes.shape
        inside = rng.uniform(n_rows * n_codes).reshape(n_rows, n_codes)
        levels = tuple(map(levels_of, cells.codes.T))
        places = [
            _place(codes, *of, within)
            for codes, of, within in zip(cells.codes.T, levels, inside.T, strict=True)
        ]
        scores = np.column_stack([normal_scores(cells.numbers), *map(ndtri, places)])
        present = tuple(np.sort(column[~np.isnan(column)]) for column in cells.numbers.T)
        return cls(n_rows, root_of(correlation_of(scores)), present, levels)

    def transform(
        self, uniform: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Turn independent uniform numbers, shape (n, width), into numbers and codes."""
        dependent = ndtr(ndtri(uniform) @ self.root.T)
        n_numbers = len(self.sorted_cells)
        numbers = np.empty((len(uniform), n_numbers))
        for j, column in enumerate(self.sorted_cells):
            numbers[:, j] = interpolated_quantile(column, dependent[:, j])
        codes = np.empty((len(uniform), len(self.levels)), dtype=np.int32)
        for j, (levels, ends) in enumerate(self.levels):
            place = np.searchsorted(ends, dependent[:, n_numbers + j], side="right")
            codes[:, j] = levels[np.minimum(place, len(levels) - 1)]
        return numbers, codes


def normal_scores(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal scores of the cells of each column; of missing ones NaN.

    Parameters
    ----------
    numbers : ndarray of shape (m, n_columns)
        The cells.

    Returns
    -------
    ndarray of shape (m, n_columns)
        Scores of mean 0.
    """
    ranks = rankdata(numbers, axis=0, nan_policy="omit") if numbers.size else numbers
    n_present = (~np.isnan(numbers)).sum(axis=0)
    scores: NDArray[np.float64] = ndtri((ranks - 0.5) / np.maximum(n_present, 1))
    return scores


def correlation_of(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of some scores, not shrunk.

    Parameters
    ----------
    scores : ndarray of shape (m, width)
        Scores; missing ones are NaN, and each pair of columns is correlated over the rows that have
        both.

    Returns
    -------
    ndarray of shape (width, width)
        The correlation; a column without spread depends on no other.
    """
    present = ~np.isnan(scores)
    means = np.where(present, scores, 0.0).sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    centred = np.where(present, scores - means, 0.0)
    products = centred.T @ centred
    squares = (centred**2).T @ present
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = products / np.sqrt(squares * squares.T)
    correlation = np.where(np.isfinite(correlation), correlation, 0.0)
    np.fill_diagonal(correlation, 1.0)
    return correlation


def root_of(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a matrix R of which R R' is a correlation, the nearest where that has none.

    Correlations over different rows may have negative eigenvalues, which are set to zero.
    """
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    unit: NDArray[np.float64] = root / np.linalg.norm(root, axis=1, keepdims=True)
    return unit


def interpolated_quantile(
    ordered: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the quantiles of ascending cells, linear between (i + 1/2) / m; NaN of no cells."""
    if not len(ordered):
        return np.full(len(share), np.nan)
    last = len(ordered) - 1
    place = np.clip(share * len(ordered) - 0.5, 0.0, last)
    lower = np.minimum(place.astype(np.intp), max(last - 1, 0))
    low, high = ordered[lower], ordered[np.minimum(lower + 1, last)]
    step = place - lower
    # The weighted mean of equal cells may be another in its last bit.
    return np.where(low == high, low, (1 - step) * low + step * high)


def levels_of(codes: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the levels of a column, the most frequent first, and the shares up to each."""
    levels, counts = np.unique(codes, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return levels[order], np.cumsum(counts[order]) / len(codes)


def _place(
    codes: NDArray[np.int32],
    levels: NDArray[np.int32],
    ends: NDArray[np.float64],
    within: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return a random place in (0, 1) for each cell, inside the interval of its level."""
    starts = np.concatenate([[0.0], ends[:-1]])
    order = np.argsort(levels)
    level = order[np.searchsorted(levels[order], codes)]
    place = starts[level] + within * (ends - starts)[level]
    return np.clip(place, 2.0**-54, 1 - 2.0**-53)


def _part(cells: ClassCells, most: int, rng: Stream) -> list[NDArray[np.intp]]:
    """Return the positions of the rows of each part of a class."""
    n_rows = len(cells.rows)
    scores = np.nan_to_num(normal_scores(cells.numbers), nan=0.0)
    most = most if scores.shape[1] else 1
    for n_parts in range(min(most, n_rows // _ROWS_PER_COMPONENT), 1, -1):
        labels = _cluster(scores, n_parts, rng)
        if labels is not None:
            parts = [np.flatnonzero(labels == part) for part in range(n_parts)]
            if min(map(len, parts)) >= _FEWEST_IN_COMPONENT:
                return parts
    return [np.arange(n_rows)]


def _cluster(scores: NDArray[np.float64], k: int, rng: Stream) -> NDArray[np.intp] | None:
    """Return the cluster of each row by the best of several runs of k-means; None if all fail."""
    found: list[tuple[float, NDArray[np.intp]]] = []
    for _ in range(_RUNS):
        uniform = rng.uniform(k)
        nearest = np.ones(len(scores))
        centres = np.empty((k, scores.shape[1]))
        # The next centre is a row, drawn with its squared distance from the nearest so far.
        for number, share in enumerate(uniform.tolist()):
            ends = np.cumsum(nearest)
            row = np.searchsorted(ends, share * ends[-1], side="right")
            centres[number] = scores[min(row, len(scores) - 1)]
            distance = ((scores - centres[number]) ** 2).sum(axis=1)
            nearest = distance if number == 0 else np.minimum(nearest, distance)
        # SciPy's, which starts no threads for so little work.
        try:
            centres, labels = kmeans2(scores, centres, iter=30, minit="matrix", missing="raise")
        except ClusterError:
            continue
        found.append((float(((scores - centres[labels]) ** 2).sum()), labels))
    return min(found, key=itemgetter(0))[1] if found else None
