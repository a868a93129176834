"""SMOBD: bases by how dense and how wide their surroundings are, without outliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._dense import DenseRows
from oversample._params import CategoricalLike, Grid, Scale, real_within
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, STRATEGY
from oversample.neighbors.within import count_within
from oversample.plan import CombinationPlan, Plan
from oversample.plan.interpolation import within_floats
from oversample.plan.noise import DrawnNoise, NoiseSource, Uniforms
from oversample.smote import NEIGHBOR_CONSTRAINTS, BaseSMOTE, ClassRows
from oversample.smote.base import SEARCH, SmallClass
from oversample.smote.laws import BASES, Bases, draw_bases


class SMOBD(DenseRows, BaseSMOTE):
    r"""SMOTE based on data density.

    Each row of the class has, all distances being within the class ([1]_):

    ========================  ======================================================================
    core distance             :math:`cd_i`: to the ``k_neighbors``-th nearest
    reachability              :math:`rd_i`: the mean over the neighbours of
                              :math:`\max(cd_j, d_{ij})`
    density                   :math:`m_i`: the number of other rows within ``radius``
    ========================  ======================================================================

    A row is *noise* if :math:`cd_i > t \, \overline{cd}` and :math:`rd_i > t \, \overline{rd}`. A
    row is a base with a probability in proportion to

    .. math::

        df_i = \eta \, \frac{cd_i}{\max cd} + (1 - \eta) \, \frac{m_i}{\max m},
        \qquad df_i = 0 \text{ of noise},

    so that both wide and crowded surroundings get rows, and outliers none. The partner is one of
    the ``k_neighbors`` nearest, and the step is one of each column:

    .. math:: x_{new} = x_i + u \circ (x_j - x_i), \qquad u \sim U(0, 1)^d

    The row is anywhere in the box of its parents. Where partners are independent and bases equally
    likely, variances are multiplied by :math:`2 / 3`, as SMOTE's, but covariances by
    :math:`1 / 2`: correlations are weakened.

    In [1]_ distances are those of OPTICS, whose reachability depends on the row that it starts
    from; here they are symmetric, so that the order of rows does not matter, and always finite.
    (Where unreached rows have an infinite reachability, as in some implementations, their mean is
    infinite, too, and nothing is ever noise.) Counting costs :math:`O(n^2 d)`. A class in which
    all are noise, or at one point, is filled by plain SMOTE, with a warning.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The neighbours of core distances, and partners; see :class:`oversample.SMOTE`.
    eta : float in [0, 1], default=0.5
        The weight :math:`\eta` of core distances against density. Not from [1]_ but of the
        implementation that was compared in [2]_.
    noise_threshold : float, default=1.8
        The factor :math:`t`, at least 0; from [2]_.
    radius : float or None, default=None
        Within which rows are counted, above 0, in the units of the search; None: the median core
        distance. An absolute 1.0 ([2]_) is right in no other units than those of scaled columns.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn, or dealt in these proportions; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
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
    plan_ : Plan
        Base and partner; a ``step`` of one half, and as ``noise`` how far each column's step is
        from that (``compute_noise``). A replay on other arrays takes the mean of both.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] Q. Cao and S. Wang, "Applying over-sampling technique based on data density and
       cost-sensitive SVM to imbalanced learning", ICIII 2011, 543-548.
    .. [2] G. Kovács, "An empirical comparison and evaluation of minority oversampling techniques on
       a large number of imbalanced datasets", Applied Soft Computing 83, 105662, 2019.

    Examples
    --------
    >>> from oversample import SMOBD
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> X_resampled, y_resampled = SMOBD(random_state=0).fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        "eta": [real_within(0, 1)],
        "noise_threshold": [real_within(0, np.inf)],
        "radius": [real_within(0, np.inf, open_low=True), None],
        **BASES,
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
        eta: float = 0.5,
        noise_threshold: float = 1.8,
        radius: float | None = None,
        bases: Bases = "random",
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
        self.eta = eta
        self.noise_threshold = noise_threshold
        self.radius = radius
        self.bases = bases

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        weight = self._density_factors(group)
        if not weight.any():
            reason = f"no row has a density above zero (eta={self.eta:g})"
            return self._fall_back(group, n_new, reason)
        rng = group.problem.streams.start()
        line = draw_bases(rng, len(group.rows), n_new, self.bases, weight)
        column = rng.integers(group.neighbors.shape[1], n_new)
        partner = group.rows[group.neighbors[line, column]]
        steps = _Steps(Uniforms.draw(rng, (n_new, group.problem.table.numeric.shape[1])))
        return Plan(group.rows[line], partner, np.full(n_new, 0.5), DrawnNoise.of(steps))

    def _density_factors(self, group: ClassRows) -> NDArray[np.float64]:
        """Compute the weight of each row of the class as a base."""
        neighbors = group.neighbors
        pairs = np.repeat(group.rows, neighbors.shape[1]), group.rows[neighbors.ravel()]
        distance = group.space.distance(*pairs, group.mismatch).reshape(neighbors.shape)
        core = distance.max(axis=1)
        reach = np.maximum(core[neighbors], distance).mean(axis=1)
        t = self.noise_threshold
        is_noise = (core > t * core.mean()) & (reach > t * reach.mean())
        radius = float(np.median(core))
        if self.radius is not None:
            # Distances of very large and very small numbers are in units of a power of two.
            radius = self.radius / group.space.magnitude
        X, codes = group.space.X[group.rows], group.space.codes[group.rows]
        crowd = count_within(X, radius, codes, group.mismatch, self.n_jobs).astype(np.float64)
        share = self.eta * _of_largest(core) + (1 - self.eta) * _of_largest(crowd)
        return np.where(is_noise, 0.0, share)


def _of_largest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    largest = values.max()
    return values / largest if largest > 0 else values


@dataclass(frozen=True, eq=False)
class _Steps(NoiseSource):
    """Steps of each column between base and partner, beyond the half that the plan makes."""

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        starts = X[base].astype(np.float64, copy=False)
        with np.errstate(over="ignore"):
            return within_floats((draws - 0.5) * (X[partner] - starts))

    def is_finite(self) -> bool:
        return True
