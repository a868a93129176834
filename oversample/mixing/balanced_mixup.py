"""Balanced-MixUp: rows of a class, each with a little of a row of any class alike."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._encoder import Output
from oversample._params import CategoricalLike, Grid, MissingValues, real_within
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import GRID
from oversample.mixing._base import BaseMixing, CategorySource
from oversample.mixing._labels import Labels
from oversample.mixing.mixup import LARGEST_ALPHA, draw_beta


class BalancedMixup(BaseMixing):
    r"""Balanced-MixUp: rows of a class, with a share of rows drawn class by class.

    The partner :math:`x_j` comes from a class drawn uniformly, then a row of it ([1]_, section
    2.2):

    .. math::

        x_{new} = \lambda x_i + (1 - \lambda) x_j, \qquad
        y_{new} = \lambda y_i + (1 - \lambda) y_j, \qquad
        1 - \lambda \sim \mathrm{Beta}(\alpha, 1)

    The mean share of the partner is :math:`\alpha / (\alpha + 1)`, and mostly it is near 0. In the
    paper the other stream is the training set as it is, which does not balance it; here base rows
    are drawn from the class being filled, so that the counts are those of ``sampling_strategy``.

    Parameters
    ----------
    alpha : float, default=0.2
        First parameter of the beta distribution; the paper has 0.1 to 0.3. 0: copies.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`BaseOverSampler`.
    labels : {"hard", "split", "soft"}, default="hard"
        What becomes of rows of two classes; see :class:`Mixup`, as for all below.
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
        Base row, partner row, step :math:`1 - \lambda` and weight of the base's label, of every new
        row.
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

    References
    ----------
    .. [1] A. Galdran, G. Carneiro and M. A. González Ballester, "Balanced-MixUp for highly
       imbalanced medical image classification", MICCAI 2021.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import BalancedMixup
    >>> X, y = make_classification(n_samples=1000, weights=[0.95], random_state=0)
    >>> X_resampled, y_resampled = BalancedMixup(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 946), (1, 946)]
    """

    _reads_partners: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "alpha": [real_within(0, LARGEST_ALPHA)],
        **BaseMixing._parameter_constraints,
        **GRID,
    }

    # The pair rule is the method.
    pairs = "balanced"

    def __init__(
        self,
        alpha: float = 0.2,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
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
        self.grid = grid

    def _draw_weights(self, rng: Stream, n_new: int) -> NDArray[np.float64]:
        # One minus the draw of Beta(alpha, 1), and a one where alpha is 0.
        return draw_beta(rng, 1.0, self.alpha, n_new) if self.alpha else np.ones(n_new)
