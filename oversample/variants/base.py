"""The base of the variants of SMOTE: the parameters that all of them share."""

from __future__ import annotations

from typing import Any, ClassVar

from oversample._params import CategoricalLike, Grid, MissingValues, Scale
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.smote import BaseSMOTE
from oversample.smote.base import SmallClass
from oversample.smote.laws import BASES, INTERPOLATION, Bases, Interpolation


class BaseVariant(BaseSMOTE):
    r"""Base of samplers that differ from SMOTE in their bases, their partners, or both.

    A variant overrides ``_plan``, and has those of these parameters that mean something to it.
    Unlike SMOTE's, its new numbers lie on the grid of their column by default.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        See :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        See :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        See :class:`oversample.SMOTE`, as for all below.
    interpolation : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step.
    bases : {"random", "even"}, default="random"
        Whether bases are drawn or dealt.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows.
    n_jobs : int or None, default=None
        Threads of the neighbour search.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        **INTERPOLATION,
        **BASES,
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        interpolation: Interpolation = (0.0, 1.0),
        bases: Bases = "random",
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
        self.interpolation = interpolation
        self.bases = bases
