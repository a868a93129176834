"""Remix: Mixup whose labels favour the rarer class."""

from __future__ import annotations

from typing import Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._encoder import Output
from oversample._params import CategoricalLike, Grid, MissingValues, one_of, real_within
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import GRID
from oversample.mixing._base import BaseMixing, CategorySource
from oversample.mixing._labels import Labels
from oversample.mixing._pairs import PairRule
from oversample.mixing.mixup import LARGEST_ALPHA, draw_beta


class Remix(BaseMixing):
    r"""Remix: rows are mixed as by Mixup, labels in favour of the rarer class.

    With :math:`n_i` and :math:`n_j` the number of rows of the base's and the partner's class, rows
    are :math:`\lambda x_i + (1 - \lambda) x_j`, :math:`\lambda \sim \mathrm{Beta}(\alpha, \alpha)`,
    and the weight of the base's label is ([1]_, equation 6)

    .. math::

        \lambda_y = \begin{cases}
            0 & n_i / n_j \geq \kappa \text{ and } \lambda < \tau \\
            1 & n_i / n_j \leq 1 / \kappa \text{ and } 1 - \lambda < \tau \\
            \lambda & \text{otherwise}
        \end{cases}

    Parameters
    ----------
    alpha : float, default=1.0
        Both parameters of the beta distribution.
    kappa : float, default=3.0
        How many times as many rows a class has whose label is given up.
    tau : float, default=0.5
        Below which share of a row its label is. Above 0.5 a row that is mostly of the more frequent
        class may have the label of the rarer one.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`BaseOverSampler`.
    pairs : {"any", "same", "other", "balanced"}, default="any"
        Where partners are drawn from; see :class:`Mixup`, as for all below.
    labels : {"hard", "split", "soft"}, default="hard"
        What becomes of rows of two classes.
    categorical_features : None, "auto" or list, default=None
        Columns that are not mixed.
    categories : {"base", "mixed"}, default="base"
        Which row they come from.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers.
    image_shape : tuple of int or None, default=None
        (height, width) or (height, width, channels) if rows are images; checked only.
    encoder : transformer or None, default=None
        What encodes the space that rows are mixed in.
    output : {"input", "features"}, default="input"
        Whether new rows are brought back from there.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    sampling_strategy_ : OrderedDict
        The number of rows made for each label.
    plan_ : Plan
        Base row, partner row, step :math:`1 - \lambda` and weight :math:`\lambda_y`, of every
        new row.
    synthetic_mask_ : ndarray of shape (n_rows + n_synthetic,), bool
        True for the new rows.
    n_synthetic_ : int
        The number of new rows returned.
    sample_weight_ : ndarray of shape (n_rows + n_synthetic,)
        The weight of every row, unless labels are hard and no weights were given.
    groups_ : same type as groups, of length n_rows + n_synthetic,
        The group of every row, if groups were given; of a new row that of its base row.
    soft_labels_ : ndarray of shape (n_rows + n_synthetic, n_classes)
        With ``labels="soft"``: the weight of every class in every row; rows sum to one.
    classes_ : ndarray of shape (n_classes,)
        With ``labels="soft"``: the labels that its columns stand for.
    encoder_ : transformer
        The fitted encoder, if there is one.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    Notes
    -----
    With ``labels="hard"`` a row must have its base's label, so weights with :math:`\lambda_y < 1/2`
    are exchanged; where that is not enough (a frequent base and :math:`\tau > 1/2`), the weight is
    raised to :math:`\tau`.

    References
    ----------
    .. [1] H.-P. Chou, S.-C. Chang, J.-Y. Pan, W. Wei and D.-C. Juan, "Remix: rebalanced mixup",
       ECCV Workshops 2020.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import Remix
    >>> X, y = make_classification(n_samples=1000, weights=[0.95], random_state=0)
    >>> X_resampled, y_resampled = Remix(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 946), (1, 946)]
    """

    _reads_partners: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "alpha": [real_within(0, LARGEST_ALPHA)],
        "kappa": [real_within(1, np.inf)],
        "tau": [real_within(0, 1)],
        "pairs": [one_of(*get_args(PairRule))],
        **BaseMixing._parameter_constraints,
        **GRID,
    }

    def __init__(
        self,
        alpha: float = 1.0,
        *,
        kappa: float = 3.0,
        tau: float = 0.5,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        pairs: PairRule = "any",
        labels: Labels = "hard",
        categorical_features: CategoricalLike = None,
        categories: CategorySource = "base",
        missing_values: MissingValues = "raise",
        image_shape: tuple[int, ...] | None = None,
        encoder: Any = None,
        output: Output = "input",
        grid: Grid = "off",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            labels=labels,
            categorical_features=categorical_features,
            categories=categories,
            missing_values=missing_values,
            image_shape=image_shape,
            encoder=encoder,
            output=output,
        )
        self.alpha = alpha
        self.kappa = kappa
        self.tau = tau
        self.pairs = pairs
        self.grid = grid

    def _draw_weights(self, rng: Stream, n_new: int) -> NDArray[np.float64]:
        return draw_beta(rng, self.alpha, self.alpha, n_new)

    def _label_weights(
        self, weight: NDArray[np.float64], ratio: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        gives_up = (ratio >= self.kappa) & (weight < self.tau)
        takes_all = (ratio <= 1 / self.kappa) & (1 - weight < self.tau)
        return np.select([gives_up, takes_all], [0.0, 1.0], weight)

    def _let_base_dominate(
        self, weight: NDArray[np.float64], ratio: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        weight = super()._let_base_dominate(weight, ratio)
        # The exchange may not be enough for a base of a frequent class.
        return np.where(ratio >= self.kappa, np.maximum(weight, self.tau), weight)
