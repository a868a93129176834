"""SMOTE-NC: SMOTE for numeric and categorical columns, under imbalanced-learn's signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import numpy as np
from sklearn.base import clone
from sklearn.preprocessing import OneHotEncoder

from oversample._contract import Rows
from oversample._params import ArrayLike, Grid, MissingValues, Scale, has_methods, one_of
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample._tags import OverSamplerTags
from oversample.base import Problem
from oversample.neighbors.space import MetricSpace
from oversample.plan import CombinationPlan, Plan
from oversample.smote._encoder import fit_encoder
from oversample.smote.base import BaseSMOTE, ClassRows, SmallClass, plan_smote


class SMOTENC(BaseSMOTE):
    r"""SMOTE for tables of numeric and categorical columns.

    Neighbours are the nearest by ([1]_, section 6.1)

    .. math:: d^2(a, b) = \sum_j (a_j - b_j)^2 + m^2 \, \#\{c : a_c \neq b_c\}

    over numeric columns :math:`j` and categorical columns :math:`c`, where :math:`m` is the median
    of the standard deviations of the class's numeric columns. Numbers are interpolated as by
    :class:`oversample.SMOTE`; each categorical column takes the level that most of the base row's
    neighbours have, ties at random.

    The same as ``SMOTE(categorical_features=...)``, under imbalanced-learn's signature and with
    its attributes. Distances and votes are computed on category codes, so that neither time nor
    memory grows with the number of levels.

    Parameters
    ----------
    categorical_features : "auto" or list
        Columns to vote on: positions, names, one bool for each column, or ``"auto"`` for all of
        category, string, object and bool type. At least one, and not all.
    categorical_encoder : object or None, default=None
        A one-hot encoder, fitted for its attribute ``categorical_encoder_`` only; the result does
        not depend on it. By default ``sklearn.preprocessing.OneHotEncoder``.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        See :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    categorical_encoder_ : object
        The fitted encoder; pickled unfitted, as it holds every level.
    categorical_features_, continuous_features_ : ndarray
        Positions of the columns of each kind.
    median_std_ : dict
        For each label that was filled, the distance that a differing category stands for.
    n_features_ : int
        The number of columns.
    nn_k_, sampling_strategy_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] N. V. Chawla, K. W. Bowyer, L. O. Hall and W. P. Kegelmeyer, "SMOTE: synthetic minority
       over-sampling technique", Journal of Artificial Intelligence Research 16, section 6.1, 2002.

    Examples
    --------
    >>> import pandas as pd
    >>> from oversample import SMOTENC
    >>> X = pd.DataFrame({"size": [1.0, 2, 3, 4, 5, 6, 7], "colour": list("rgrrbbg")})
    >>> sampler = SMOTENC(["colour"], k_neighbors=1, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [1, 1, 1, 0, 0, 0, 0])
    >>> X_resampled["colour"].tolist()
    ['r', 'g', 'r', 'r', 'b', 'b', 'g', 'g']
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseSMOTE._parameter_constraints,
        "categorical_features": [one_of("auto"), ArrayLike],
        "categorical_encoder": [has_methods("fit_transform", "inverse_transform"), None],
    }

    _holds_training_data: ClassVar[tuple[str, ...]] = ("categorical_encoder_",)

    def __init__(
        self,
        categorical_features: Literal["auto"] | Sequence[Any],
        *,
        categorical_encoder: Any = None,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        missing_values: MissingValues = "raise",
        scale: Scale | None = None,
        small_class: SmallClass = "raise",
        n_jobs: int | None = None,
        grid: Grid = "off",
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
        )
        self.categorical_encoder = categorical_encoder
        self.grid = grid

    def _encode(self, X: Any) -> Rows:
        table = super()._encode(X)
        for kind, others in (("numerical", table.numbers), ("categorical", table.categories)):
            if not others:
                remedy = "SMOTEN" if kind == "numerical" else "SMOTE"
                other = "categorical" if kind == "numerical" else "numerical"
                raise ValueError(
                    f"SMOTE-NC is not designed to work only with {other} features. It requires "
                    f"some {kind} features. Use {remedy} for this table."
                )
        return table

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        table = problem.table
        self.n_features_ = self.n_features_in_
        self.categorical_features_ = np.array([where for where, _ in table.categories])
        self.continuous_features_ = np.concatenate([where for where, _ in table.numbers])
        encoder = self.categorical_encoder
        encoder = OneHotEncoder(handle_unknown="ignore") if encoder is None else clone(encoder)
        self.categorical_encoder_ = fit_encoder(
            encoder, table.X, self.categorical_features_, table.codes
        )
        self.median_std_: dict[Any, float] = {}

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        self.median_std_[group.label] = group.mismatch * group.space.magnitude
        return plan_smote(group, n_new)

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        # A table of text only has no numbers to interpolate.
        tags.input_tags.string = False
        return tags
