"""MoEx: the normalised features of one row, the moments of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import StandardScaler

from oversample._contract import TargetLike
from oversample._encoder import FEATURE_SPACE, Output
from oversample._params import ArrayLike, CategoricalLike, Grid, integer_from, one_of, real_within
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample._tags import OverSamplerTags
from oversample.base import GRID, STRATEGY, Problem
from oversample.exceptions import FallbackWarning, InvalidParameterError, warn
from oversample.mixing._base import CATEGORY_SOURCE, MIXTURE, BaseMixing, CategorySource, Pairs
from oversample.mixing._groups import Norm, channel_groups, column_groups
from oversample.mixing._labels import Labels
from oversample.mixing._moments import NO_MOMENTS, MomentPlan
from oversample.mixing._pairs import PairRule
from oversample.mixing._standard import StandardTable
from oversample.plan import Plan


class MoEx(BaseMixing):
    r"""Moment exchange: each new row has the features of one row and the moments of another.

    In each group of features, the base row :math:`x_i` is normalised by its own mean and standard
    deviation over the group, and gets those of its partner :math:`x_j` ([1]_, equations 1 to 3):

    .. math::

        x_{new} = \sigma_j \frac{x_i - \mu_i}{\sigma_i} + \mu_j, \qquad
        y_{new} = \lambda y_i + (1 - \lambda) y_j, \qquad
        \sigma^2 = \tfrac{1}{m - 1} \sum_k (x_k - \mu)^2 + \varepsilon

    with :math:`m` the size of the group. A group of which all features of the base are equal has
    nothing to normalise and stays as it is. A table of fewer than 3 columns of numbers cannot be
    normalised without losing what a row is: its rows are copied, and a warning says so.

    Parameters
    ----------
    norm : {"pono", "in", "ln", "group"}, default="pono"
        Over which features moments are taken.

        - ``"pono"``: all features of a row; of images, the channels of each pixel.
        - ``"in"``: of images only: all pixels of each channel.
        - ``"ln"``: all features of a row or image.
        - ``"group"``: those of each of the ``groups``.
    groups : int, list of lists, list of labels, or None, default=None
        With ``norm="group"``: how many columns in order are a group (a last one of fewer than 3
        joins its neighbour); or lists of columns, by position or name; or a label for each column,
        such as the original feature of each one-hot column. With images: the same of channels, and
        moments are taken over all their pixels. Columns in no group stay as they are. A group has
        at least 3 features: of 1 only the partner's row is left, of 2 only the order of the two.
    lam : float, default=0.9
        The weight of the base's label, :math:`\lambda`; the features do not depend on it. The
        authors' settings: 0.9 for ImageNet, speech and point clouds, 0.5 for CIFAR.
    eps : float, default=1e-5
        What is added to variances, :math:`\varepsilon`.
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
    image_shape : tuple of int or None, default=None
        (height, width) or (height, width, channels) if rows are images, or maps of features.
    encoder : "auto", transformer or None, default="auto"
        What encodes the space that moments are exchanged in. Moments over features mean something
        if these are comparable; ``"auto"`` therefore standardises the columns of a table, and takes
        images as they are. ``None``: as they are. With a transformer of your own, ``groups`` are
        positions of the features that it makes.
    output : {"input", "features"}, default="input"
        Whether new rows are brought back from there.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    sampling_strategy_ : OrderedDict
        The number of rows made for each label.
    plan_ : Plan
        Base row, partner row, step :math:`1 - \lambda`, weight of the base's label, and the groups.
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
    .. [1] B. Li, F. Wu, S.-N. Lim, S. Belongie and K. Q. Weinberger, "On feature normalization and
       data augmentation", CVPR 2021.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import MoEx
    >>> X, y = make_classification(n_samples=1000, weights=[0.95], random_state=0)
    >>> X_resampled, y_resampled = MoEx(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 946), (1, 946)]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "norm": [one_of(*get_args(Norm))],
        "groups": [integer_from(1), ArrayLike, None],
        "lam": [real_within(0, 1)],
        "eps": [real_within(0, 1e6, open_low=True)],
        "pairs": [one_of(*get_args(PairRule))],
        **STRATEGY,
        **GRID,
        **MIXTURE,
        **CATEGORY_SOURCE,
        "encoder": [one_of("auto"), *FEATURE_SPACE["encoder"]],
    }

    def __init__(
        self,
        norm: Norm = "pono",
        *,
        groups: int | Sequence[Any] | None = None,
        lam: float = 0.9,
        eps: float = 1e-5,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        pairs: PairRule = "any",
        labels: Labels = "hard",
        categorical_features: CategoricalLike = None,
        categories: CategorySource = "base",
        image_shape: tuple[int, ...] | None = None,
        encoder: Any = "auto",
        output: Output = "input",
        grid: Grid = "off",
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            labels=labels,
            categorical_features=categorical_features,
            categories=categories,
            image_shape=image_shape,
            encoder=encoder,
            output=output,
        )
        self.norm = norm
        self.groups = groups
        self.lam = lam
        self.eps = eps
        self.pairs = pairs
        self.grid = grid

    def _make_encoder(self) -> Any:
        if not isinstance(self.encoder, str):
            return super()._make_encoder()
        return None if self.image_shape is not None else StandardScaler()

    def _enter_space(self, encoder: Any, table: Any, target: TargetLike) -> Any:
        if not isinstance(self.encoder, str):
            return super()._enter_space(encoder, table, target)
        if not table.numeric.shape[1]:
            return table
        with self._overflow_refused():
            standard = StandardTable.of(table, encoder)
        self.encoder_ = encoder
        return standard

    def _read_encoded(self, encoder: Any, X: Any, y: Any) -> Problem:
        with self._overflow_refused():
            return super()._read_encoded(encoder, X, y)

    @contextmanager
    def _overflow_refused(self) -> Iterator[None]:
        """Refuse numbers without a spread by themselves: the scaler is not the user's."""
        if not isinstance(self.encoder, str):
            yield
            return
        try:
            with np.errstate(over="raise"):
                yield
        except FloatingPointError:
            raise ValueError(NO_MOMENTS) from None

    def _encode(self, X: Any) -> Any:
        if sparse.issparse(X):
            raise TypeError(
                "MoEx shifts every feature of a row, so no zero stays one: sparse data is not "
                "supported. Pass a dense table, or an encoder such as TruncatedSVD together with "
                "output='features'."
            )
        return super()._encode(X)

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        return tags

    def _prepare(self, problem: Problem) -> tuple[NDArray[np.intp], ...]:
        super()._prepare(problem)
        width = problem.table.numeric.shape[1]
        if (self.groups is None) == (self.norm == "group"):
            raise InvalidParameterError(
                f"MoEx: groups go with norm='group', and only with it. Got norm={self.norm!r} and "
                f"groups={self.groups!r}."
            )
        if self.image_shape is not None:
            return channel_groups(self.norm, self.groups, self._check_image_shape(problem))
        if width < 3 and self.norm in ("pono", "ln"):
            warn(
                f"MoEx: {self._found(width)}, and of fewer than 3, mean and spread are all that "
                "there is. New rows are copies of their base rows.",
                FallbackWarning,
            )
            return ()
        if self.encoder is None or isinstance(self.encoder, str):
            columns = np.concatenate([np.arange(0), *(w for w, _ in problem.table.numbers)])
            names = getattr(self, "feature_names_in_", None)
            return column_groups(self.norm, self.groups, columns, self.n_features_in_, names)
        return column_groups(self.norm, self.groups, np.arange(width), width, None)

    def _draw_weights(self, rng: Stream, n_new: int) -> NDArray[np.float64]:
        return np.full(n_new, self.lam)

    def _let_base_dominate(
        self, weight: NDArray[np.float64], ratio: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        # The features are the base's, however small the weight of its label.
        return weight

    def _mix(self, problem: Problem, context: Any, rng: Stream, pairs: Pairs) -> Plan:
        return MomentPlan(
            pairs.base, pairs.partner, 1.0 - pairs.weight, groups=context, eps=self.eps
        )
