"""MGS-GRF: drawn numbers, and the categories of one row that a forest finds near them."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from oversample._params import CategoricalLike, Grid, Scale, integer_from, one_of
from oversample._progress import busy
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import Problem
from oversample.neighbors import kneighbors
from oversample.plan import CombinationPlan, Plan
from oversample.plan.interpolation import combine
from oversample.smote import ClassRows
from oversample.smote.base import Context, SmallClass
from oversample.smote.laws import Bases
from oversample.variants.mgs import MGS, Centre
from oversample.variants.standard import standardized

Donors = Literal["forest", "1-nn", "5-nn"]
"""How the row is found that categories come from."""


class MGSGRF(MGS):
    r"""Multivariate Gaussian SMOTE for mixed tables, with a generalised random forest.

    The numbers of a new row :math:`x` are those of :class:`oversample.MGS`, whose neighbours are
    nearest in the numbers alone. All its categories are those of one row of the class, the *donor*,
    so that no combination comes up that no row has ([1]_). A random forest is fitted to
    the rows of the class, from their numbers to all their categories at once; row :math:`j` is the
    donor with probability

    .. math::

        w_j(x) = \frac{1}{T} \sum_{t=1}^{T} \frac{1[l_t(x) = l_t(x_j)]}{|\{i: l_t(x) = l_t(x_i)\}|}

    where :math:`l_t` is the leaf of tree :math:`t`. It is drawn as a tree, then a row of the leaf,
    which is the same and needs no weights. ``donors="1-nn"`` and ``"5-nn"`` take the nearest row in
    the numbers, or one of the five nearest; each column is not voted on by itself, as in the code
    of [1]_, so that combinations are kept here, too.

    The donor is found for the numbers as they are drawn, before they are rounded or put onto a
    grid. A table without numbers gets donors at random, one without categories is that of
    :class:`oversample.MGS`.

    A forest is fitted for each class: :math:`O(T \, n \log n \, d)`, mostly much more than all the
    rest; ``"5-nn"`` costs a neighbour search.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed, also of the forest; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int, object or None, default=None
        The neighbours whose distribution is drawn from; see :class:`oversample.MGS`.
    covariance_scale : float, default=1.0
        The factor of the covariance; see :class:`oversample.MGS`.
    centre : {"mean", "row"}, default="mean"
        Where the distribution is centred; see :class:`oversample.MGS`.
    clip : bool, default=False
        Whether rows stay in the range of their class; see :class:`oversample.MGS`.
    donors : {"forest", "1-nn", "5-nn"}, default="forest"
        How the row is found whose categories a new row has.
    n_estimators : int, default=100
        The number of trees :math:`T`; as in [1]_, that of scikit-learn.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn, or dealt; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default="auto"
        Columns that come from the donor; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.MGS`.
    n_jobs : int or None, default=None
        Threads of the neighbour search, and of the forest (None: one); the result does not depend
        on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    plan_ : CombinationPlan
        Parents and weights of the numbers; see :class:`oversample.MGS`.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] A. Sakho, E. Malherbe, C.-E. Gauthier and E. Scornet, "Harnessing mixed features for
       imbalance data oversampling: application to bank customers scoring", ECML PKDD 2025, arXiv
       2503.22730.

    Examples
    --------
    >>> import pandas as pd
    >>> from oversample import MGSGRF
    >>> X = pd.DataFrame({"amount": range(40), "kind": ["a", "b"] * 20, "code": ["A", "B"] * 20})
    >>> sampler = MGSGRF(random_state=0, n_estimators=10)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [1] * 10 + [0] * 30)
    >>> bool((X_resampled["kind"].str.upper() == X_resampled["code"]).all())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **MGS._parameter_constraints,
        "donors": [one_of(*get_args(Donors))],
        "n_estimators": [integer_from(1)],
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any | None = None,
        covariance_scale: float = 1.0,
        centre: Centre = "mean",
        clip: bool = False,
        donors: Donors = "forest",
        n_estimators: int = 100,
        bases: Bases = "random",
        categorical_features: CategoricalLike = "auto",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        grid: Grid = "auto",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            k_neighbors=k_neighbors,
            covariance_scale=covariance_scale,
            centre=centre,
            clip=clip,
            bases=bases,
            categorical_features=categorical_features,
            scale=scale,
            small_class=small_class,
            n_jobs=n_jobs,
            grid=grid,
        )
        self.donors = donors
        self.n_estimators = n_estimators

    def _prepare(self, problem: Problem) -> Context:
        context = super()._prepare(problem)
        numbers = copy(context.space)
        numbers.codes = numbers.codes[:, :0]
        return context._replace(space=numbers)

    def _vote(self, group: ClassRows, plan: Plan | CombinationPlan) -> NDArray[np.integer]:
        codes = group.problem.table.codes[group.rows]
        assert isinstance(plan, CombinationPlan)
        return codes[self._choose_donors(group, codes, plan)]

    def _choose_donors(
        self, group: ClassRows, codes: NDArray[np.integer], plan: CombinationPlan
    ) -> NDArray[np.intp]:
        """Choose the row of the class, by position, whose categories each new row has."""
        rng, n_new = group.problem.streams.start(), len(plan)
        points = group.space.points(1.0)
        if not points.shape[1]:
            return rng.integers(len(codes), n_new)
        if self.donors == "forest":
            points = standardized(points)
        own, new = points[group.rows], combine(points, plan.parent, plan.weight)
        if self.donors == "forest":
            forest = RandomForestClassifier(
                self.n_estimators,
                random_state=group.problem.streams.seed_for_estimator(),
                n_jobs=self.n_jobs,
            )
            with busy("fitting the forest of a class"):
                forest.fit(own, codes[:, 0] if codes.shape[1] == 1 else codes)
            return draw_from_leaves(rng, forest, own, new)
        k = min(int(self.donors[0]), len(codes))
        nearest = kneighbors(own, k, points=new, n_jobs=self.n_jobs).indices
        return nearest[np.arange(n_new), rng.integers(k, n_new)]


def draw_from_leaves(rng: Stream, forest: Any, own: Any, new: Any) -> NDArray[np.intp]:
    """Draw a tree for each new point, and one of the rows that are in the same leaf of it.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    forest : RandomForestClassifier
        A forest that was fitted to ``own``.
    own : ndarray or CSR of shape (n_class, d)
        The rows to draw from.
    new : ndarray or CSR of shape (n_new, d)
        The points.

    Returns
    -------
    ndarray of shape (n_new,)
        Positions in ``own``.
    """
    tree_of = rng.integers(len(forest.estimators_), new.shape[0])
    share = rng.uniform(new.shape[0])
    donors = np.empty(new.shape[0], dtype=np.intp)
    for number, tree in enumerate(forest.estimators_):
        mine = np.flatnonzero(tree_of == number)
        if not len(mine):
            continue
        leaves = tree.apply(own)
        order = np.argsort(leaves, kind="stable")
        leaf = tree.apply(new[mine])
        start, stop = (np.searchsorted(leaves[order], leaf, side) for side in ("left", "right"))
        donors[mine] = order[start + (share[mine] * (stop - start)).astype(np.intp)]
    return donors
