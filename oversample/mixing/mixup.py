"""Mixup: convex combinations of two rows, and of their labels."""

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

# Beyond this a weight is one half to six digits; far beyond it NumPy's generators overflow.
LARGEST_ALPHA = 1e6
_SMALLEST_ALPHA = 1e-10


class Mixup(BaseMixing):
    r"""Mixup: each new row is a weighted mean of two rows.

    A base row :math:`x_i` is drawn from the class being filled, a partner :math:`x_j` as ``pairs``
    says, and a weight for each new row ([1]_, equation 1):

    .. math::

        x_{new} = \lambda x_i + (1 - \lambda) x_j, \qquad
        y_{new} = \lambda y_i + (1 - \lambda) y_j, \qquad
        \lambda \sim \mathrm{Beta}(\alpha, \alpha)

    The paper draws both rows from the whole training set, which leaves the classes as unbalanced
    as they were; drawing the base from the class being filled is what makes this an over-sampler.
    It also draws one :math:`\lambda` for a whole mini-batch; here every row has its own.

    Parameters
    ----------
    alpha : float, default=1.0
        Both parameters of the beta distribution. 1: uniform weights; smaller: new rows nearer to
        one of the two; 0: copies of base rows. The paper has 0.1 to 0.4 for ImageNet, 1 for CIFAR.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`BaseOverSampler`.
    pairs : {"any", "same", "other", "balanced"}, default="any"
        Where partners are drawn from: all rows, the base's own class, all other classes, or a class
        drawn uniformly and then a row of it. A row is never its own partner, except where
        ``"balanced"`` draws a class of which it is the only row.
    labels : {"hard", "split", "soft"}, default="hard"
        What becomes of rows of two classes.

        - ``"hard"``: the base's label. The base has the greater weight then,
          :math:`\lambda' = \max(\lambda, 1 - \lambda)`.
        - ``"split"``: each is returned twice, once for each label, with weights :math:`\lambda` and
          :math:`1 - \lambda` in ``sample_weight_``. To a learner that takes weights and minimises a
          sum over rows this is exactly the soft label. The weights of a class's new rows no longer
          sum to the number that the strategy asked for: the partners' share is elsewhere.
        - ``"soft"``: rows and counts as under ``"hard"``, but weights as drawn, and the true labels
          in ``soft_labels_``.

        A Pipeline passes on neither weights nor soft labels: use
        :class:`oversample.SoftLabelClassifier` there.
    categorical_features : None, "auto" or list, default=None
        Columns that are not mixed. ``None``: none; a category, string or object column is an error.
        ``"auto"``: by dtype (category, string, object, bool). A list: positions, column names, or
        one bool for each column.
    categories : {"base", "mixed"}, default="base"
        Which row they come from: the base, or each cell from the partner with probability
        :math:`1 - \lambda`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns: an error that names the column; or a new cell of which one
        parent is missing is that of the other (``"present"``) or missing (``"propagate"``).
    image_shape : tuple of int or None, default=None
        (height, width) or (height, width, channels) if rows are images. Mixing is pixel by pixel
        and does not need it; it is checked, so that image samplers can be exchanged.
    encoder : transformer or None, default=None
        A transformer of the columns of numbers, such as ``PCA(10)`` or a wrapper of your own
        network: rows are mixed in its space (manifold mixup). A clone is fitted on all rows; wrap
        one that is fitted already in ``sklearn.frozen.FrozenEstimator``.
    output : {"input", "features"}, default="input"
        With an ``encoder``: ``"input"`` brings the new rows back by its ``inverse_transform``;
        ``"features"`` encodes the whole table (all of it, categories too) and returns all rows in
        the encoder's space. Tables that a learner sees later must go through ``encoder_`` too,
        which a Pipeline does not do: in one, put the encoder before the sampler.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    sampling_strategy_ : OrderedDict
        The number of rows made for each label.
    plan_ : Plan
        Base row :math:`i`, partner row :math:`j`, step :math:`1 - \lambda` and the weight of the
        base's label, of every new row; with ``labels="split"``, of every returned row and its own
        label.
    synthetic_mask_ : ndarray of shape (n_rows + n_synthetic,), bool
        True for the new rows.
    n_synthetic_ : int
        The number of new rows returned.
    class_counts_ : dict
        The number of rows of each label in the result.
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
    Mixing contracts: pairs of one class (or any pairs, with ``labels="soft"``) have the mean of the
    rows they are drawn from, and :math:`(\alpha + 1) / (2 \alpha + 1)` of their covariance.

    References
    ----------
    .. [1] H. Zhang, M. Cisse, Y. N. Dauphin and D. Lopez-Paz, "mixup: beyond empirical risk
       minimization", ICLR 2018.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import Mixup
    >>> X, y = make_classification(n_samples=1000, weights=[0.95], random_state=0)
    >>> X_resampled, y_resampled = Mixup(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 946), (1, 946)]


    Soft labels are not in ``y``, of which a warning reminds the first time:

    >>> import warnings
    >>> from oversample.exceptions import SoftLabelsWarning
    >>> warnings.simplefilter("ignore", SoftLabelsWarning)
    >>> sampler = Mixup(labels="soft", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sampler.soft_labels_[1000].round(2)
    array([0.88, 0.12])
    """

    _reads_one_class: ClassVar[bool] = True
    _reads_partners: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "alpha": [real_within(0, LARGEST_ALPHA)],
        "pairs": [one_of(*get_args(PairRule))],
        **BaseMixing._parameter_constraints,
        **GRID,
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
        self.pairs = pairs
        self.grid = grid

    def _draw_weights(self, rng: Stream, n_new: int) -> NDArray[np.float64]:
        return draw_beta(rng, self.alpha, self.alpha, n_new)


def draw_beta(rng: Stream, alpha: float, beta: float, size: int) -> NDArray[np.float64]:
    """Draw from a beta distribution; with ``alpha`` of 0, as in the paper's code, ones."""
    if alpha == 0:
        return np.ones(size)
    if alpha == beta == 1:
        # The same law, drawn ten times as fast.
        return rng.uniform(size)
    # Below this NumPy's generators divide by what has underflowed to zero.
    return rng.beta(max(alpha, _SMALLEST_ALPHA), max(beta, _SMALLEST_ALPHA), size)
