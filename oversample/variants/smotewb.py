"""SMOTE-WB: boosting finds noise, and each row has as many neighbours as its surroundings allow."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.tree import DecisionTreeClassifier

from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    Scale,
    has_methods,
    integer_from,
)
from oversample._progress import track
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import Problem
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote import BaseSMOTE, Beta, ClassRows
from oversample.smote.base import SmallClass
from oversample.smote.laws import BASES, Bases, BetaLaw, Range, draw_bases, draw_steps
from oversample.variants.standard import standardized


class SMOTEWB(BaseSMOTE):
    r"""SMOTE with boosting: noise is found by boosted trees, and ``k`` by each row's surroundings.

    Let :math:`n` be the rows of the table, :math:`N_+` those of the class and :math:`N_-` the
    others ([1]_, algorithms 2-4).

    1. *Boosting.* Of :math:`w = 1 / n`, in each of ``n_iterations`` rounds a tree is fitted that
       tells the class from all others, :math:`e = \sum_{wrong} w`, and the weights of wrong rows
       are multiplied by :math:`\exp(\tfrac12 \ln \tfrac{1 - e}{e})`; then all are divided by their
       sum. Once nothing is wrong, nothing changes any more.
    2. *Noise* is a row of the class with :math:`w > 2 N_- / n^2`, and another with
       :math:`w > 2 N_+ / n^2`.
    3. *Neighbours.* Among the rows that are no noise, :math:`k_i` is the number of rows of the
       class that are nearer to row :math:`i` than the first other, at most
       :math:`\lfloor N_- / N_+ \rfloor` (at least 1). A row with :math:`k_i > 0` is *good*; one
       with :math:`k_i = 0` is *lonely*, or *bad* if it is noise.
    4. Good and lonely rows are dealt as bases. From a good one a new row lies between it and one of
       its :math:`k_i` neighbours; a lonely one is copied; a bad one is left alone.

    Where the very first tree makes no mistake, nothing is noise. (In [1]_ all weights would be
    equal then, and most often all rows of the majority noise.) The ``k_neighbors`` are not those of
    the method: they vote on categories, and make the rows where plain SMOTE is fallen back to,
    which is where all rows are bad, or all rows of the table noise.

    Mind the cost: up to ``n_iterations`` deep trees on the whole table for each class that is
    filled, :math:`O(n_{iterations} \, n \log n \, d)`; rounds end with the first tree that makes no
    mistake. Do not save rounds: weights start above the limit of the majority, and it takes many
    rounds until those of rows that are always right have fallen below.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed, also of the trees; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The neighbours that vote on categories, and those of the fallback; not from [1]_.
    n_iterations : int, default=100
        The rounds of boosting; from [1]_.
    estimator : classifier or None, default=None
        What is boosted: a classifier whose ``fit`` takes ``sample_weight``. A clone is fitted. None
        is a decision tree with ``max_depth=30`` and ``min_samples_split=3``, those of the code of
        [1]_.
    interpolation : tuple of (float, float) or Beta, default=(0.0, 1.0)
        The law of the step; see :class:`oversample.SMOTE`.
    bases : {"even", "random"}, default="even"
        Whether bases are dealt, as in [1]_, or drawn; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`. To the trees they are the
        mean of their column.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    noise_indices_ : dict
        For each label that was filled, the row numbers, of any class, that are noise.
    sampling_strategy_, nn_k_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] F. Sağlam and M. A. Cengiz, "A novel SMOTE-based resampling technique trough noise
       detection and the boosting procedure", Expert Systems with Applications 200, 117023, 2022.

    Examples
    --------
    >>> from oversample import SMOTEWB
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> X_resampled, y_resampled = SMOTEWB(random_state=0).fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        "n_iterations": [integer_from(1)],
        "estimator": [has_methods("fit", "predict"), None],
        "interpolation": [Range, BetaLaw],
        **BASES,
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (*BaseSMOTE._row_attributes, "noise_indices_")

    interpolation: tuple[float, float] | Beta

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        n_iterations: int = 100,
        estimator: Any = None,
        interpolation: tuple[float, float] | Beta = (0.0, 1.0),
        bases: Bases = "even",
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
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
            missing_values=missing_values,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.n_iterations = n_iterations
        self.estimator = estimator
        self.interpolation = interpolation
        self.bases = bases

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        self.noise_indices_: dict[Any, NDArray[np.intp]] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        is_noise = self._find_noise(group)
        self.noise_indices_[group.label] = np.flatnonzero(is_noise)
        trusted = find_trusted(group, is_noise)
        eligible = np.flatnonzero((trusted.lengths > 0) | ~is_noise[group.rows])
        if is_noise.all() or not len(eligible):
            reason = "every row is noise without a neighbor that is none"
            return self._fall_back(group, n_new, reason)
        rng = group.problem.streams.start()
        line = eligible[draw_bases(rng, len(eligible), n_new, self.bases)]
        length = trusted.lengths[line]
        column = (rng.uniform(n_new) * length).astype(np.intp)
        step = draw_steps(rng, n_new, self.interpolation)
        is_lonely = length == 0
        base = group.rows[line]
        partner = np.where(is_lonely, base, trusted.rows[line, column])
        return Plan(base, partner, np.where(is_lonely, 0.0, step))

    def _find_noise(self, group: ClassRows) -> NDArray[np.bool_]:
        """Return which rows of the table are noise, by the weights of boosting."""
        points = standardized(group.space.points(group.mismatch))
        is_own = group.problem.target.codes == group.code
        n_rows, n_own = len(is_own), int(is_own.sum())
        if self.estimator is None:
            seed = group.problem.streams.seed_for_estimator()
            weak = DecisionTreeClassifier(max_depth=30, min_samples_split=3, random_state=seed)
        else:
            weak = clone(self.estimator)
        weight = np.full(n_rows, 1 / n_rows)
        for number in track("boosting", range(self.n_iterations)):
            is_wrong = weak.fit(points, is_own, sample_weight=weight).predict(points) != is_own
            error = weight[is_wrong].sum()
            if not is_wrong.any() and number == 0:
                return np.zeros(n_rows, dtype=bool)
            if not 0 < error < 1:
                break
            weight[is_wrong] *= np.sqrt((1 - error) / error)
            weight /= weight.sum()
        return weight > 2 * np.where(is_own, n_rows - n_own, n_own) / n_rows**2


class Trusted(NamedTuple):
    """The neighbours of each row of a class that come before the first of another class.

    Attributes
    ----------
    rows : ndarray of shape (n_class, k)
        Row numbers, of which only the first of each row are meant.
    lengths : ndarray of shape (n_class,)
        How many are meant.
    """

    rows: NDArray[np.intp]
    lengths: NDArray[np.intp]


def find_trusted(group: ClassRows, is_noise: NDArray[np.bool_]) -> Trusted:
    """Search for neighbours among the rows that are no noise, until the first of another class.

    Parameters
    ----------
    group : ClassRows
        The class.
    is_noise : ndarray of shape (n_rows,)
        Which rows of the table are noise.

    Returns
    -------
    Trusted
        For each row of the class, noise or not, at most as many as there are other rows for each
        of the class.
    """
    clean, n_own = np.flatnonzero(~is_noise), len(group.rows)
    most = max(1, (len(is_noise) - n_own) // n_own)
    rows = np.repeat(group.rows[:, np.newaxis], most, axis=1)
    lengths = np.zeros(n_own, dtype=np.intp)
    mismatch, noisy = group.mismatch, is_noise[group.rows]
    for queries, are_noise in ((group.rows[~noisy], False), (group.rows[noisy], True)):
        if not len(queries) or len(clean) < (1 if are_noise else 2):
            continue
        if are_noise:
            k = min(most, len(clean))
            found = group.space.nearest_of(queries, clean, k, mismatch=mismatch).indices
        else:
            found = group.space.nearest(queries, most, among=clean, mismatch=mismatch)
        nearest = clean[found]
        is_foreign = group.problem.target.codes[nearest] != group.code
        mine = noisy == are_noise
        rows[mine, : nearest.shape[1]] = nearest
        lengths[mine] = np.where(is_foreign.any(axis=1), is_foreign.argmax(axis=1), found.shape[1])
    return Trusted(rows, lengths)
