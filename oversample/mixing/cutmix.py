"""CutMix: some cells of one row, the others of another."""

from __future__ import annotations

from typing import Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._encoder import Output
from oversample._params import CategoricalLike, MissingValues, one_of, real_within
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import MISSING, STRATEGY, Problem
from oversample.mixing._base import MIXTURE, BaseMixing, Pairs
from oversample.mixing._labels import Labels
from oversample.mixing._pairs import PairRule
from oversample.mixing._patches import PatchPlan, draw_boxes, draw_columns, shares_of
from oversample.mixing.mixup import LARGEST_ALPHA, draw_beta
from oversample.plan import Plan


class CutMix(BaseMixing):
    r"""CutMix: a part of the cells of a row come from another row.

    With a mask :math:`M` of the cells that stay ([1]_, equation 1):

    .. math::

        x_{new} = M \odot x_i + (1 - M) \odot x_j, \qquad
        y_{new} = \lambda y_i + (1 - \lambda) y_j

    A share :math:`\lambda_0 \sim \mathrm{Beta}(\alpha, \alpha)` is drawn for each new row. In a
    table, :math:`[(1 - \lambda_0) \, d]` of its :math:`d` columns, drawn at random and rounded to
    whole columns, come from the partner, categories as well as numbers. In images
    (``image_shape``), a box of sides :math:`\sqrt{1 - \lambda_0}` of the image's comes from the
    partner, all channels of it, around a pixel drawn uniformly and cut at the edges (algorithm 1).
    :math:`\lambda` is then the share that really stayed.

    Parameters
    ----------
    alpha : float, default=1.0
        Both parameters of the beta distribution. 0: copies of base rows.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`BaseOverSampler`.
    pairs : {"any", "same", "other", "balanced"}, default="any"
        Where partners are drawn from; see :class:`Mixup`, as for all below.
    labels : {"hard", "split", "soft"}, default="hard"
        What becomes of rows of two classes.
    categorical_features : None, "auto" or list, default=None
        Columns that are categories: their cells are exchanged like all others.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers.
    image_shape : tuple of int or None, default=None
        (height, width) or (height, width, channels) if rows are images, of which boxes are
        exchanged.
    encoder : transformer or None, default=None
        What encodes the space that rows are mixed in.
    output : {"input", "features"}, default="input"
        Whether new rows are brought back from there.

    Attributes
    ----------
    sampling_strategy_ : OrderedDict
        The number of rows made for each label.
    plan_ : Plan
        Base row, partner row, step :math:`1 - \lambda`, weight of the base's label, and which cells
        were exchanged, of every new row.
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
    With ``labels="hard"`` at least half of the cells stay; of a single column that is all. Boxes
    that hang over the edge are smaller than drawn, so :math:`\lambda` is greater than
    :math:`\lambda_0` on average.

    References
    ----------
    .. [1] S. Yun, D. Han, S. J. Oh, S. Chun, J. Choe and Y. Yoo, "CutMix: regularization strategy
       to train strong classifiers with localizable features", ICCV 2019.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import CutMix
    >>> X, y = make_classification(n_samples=1000, weights=[0.95], random_state=0)
    >>> X_resampled, y_resampled = CutMix(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 946), (1, 946)]
    """

    _reads_partners: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "alpha": [real_within(0, LARGEST_ALPHA)],
        "pairs": [one_of(*get_args(PairRule))],
        **STRATEGY,
        **MIXTURE,
        **MISSING,
    }

    def __init__(
        self,
        alpha: float = 1.0,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        pairs: PairRule = "any",
        labels: Labels = "hard",
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        image_shape: tuple[int, ...] | None = None,
        encoder: Any = None,
        output: Output = "input",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            labels=labels,
            categorical_features=categorical_features,
            missing_values=missing_values,
            image_shape=image_shape,
            encoder=encoder,
            output=output,
        )
        self.alpha = alpha
        self.pairs = pairs

    def _draw_weights(self, rng: Stream, n_new: int) -> NDArray[np.float64]:
        return draw_beta(rng, self.alpha, self.alpha, n_new)

    def _mix(self, problem: Problem, context: Any, rng: Stream, pairs: Pairs) -> Plan:
        n_numbers = problem.table.numeric.shape[1]
        if self.image_shape is not None:
            shape = self._check_image_shape(problem)
            exchanged = draw_boxes(rng, 1.0 - pairs.weight, shape)
            shares = shares_of(exchanged)
            levels = np.zeros((len(pairs.base), problem.table.codes.shape[1]), dtype=bool)
        else:
            width = n_numbers + problem.table.codes.shape[1]
            most = width // 2 if self.labels == "hard" else width
            exchanged = draw_columns(rng, 1.0 - pairs.weight, width, most)
            shares = shares_of(exchanged)
            exchanged, levels = exchanged[:, :n_numbers], exchanged[:, n_numbers:]
        return PatchPlan(
            pairs.base, pairs.partner, shares, exchanged=exchanged, exchanged_levels=levels
        )

    def _choose_categories(
        self, problem: Problem, rng: Stream, plan: Plan
    ) -> NDArray[np.integer] | None:
        codes = problem.table.codes
        assert isinstance(plan, PatchPlan)
        return np.where(plan.exchanged_levels, codes[plan.partner], codes[plan.base])
