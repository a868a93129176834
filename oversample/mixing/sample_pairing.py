"""SamplePairing: the mean of two rows, with the label of the first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oversample._encoder import Output
from oversample._image_shape import check_image_shape
from oversample._params import Callable_, CategoricalLike, Grid, MissingValues, has_methods, one_of
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import GRID, Problem
from oversample.exceptions import InvalidParameterError
from oversample.mixing._base import BaseMixing, CategorySource, Pairs
from oversample.mixing._labels import Labels
from oversample.plan import Plan

Partner = Literal["any", "same"]
"""The rows that partners are drawn from."""


class SamplePairing(BaseMixing):
    r"""SamplePairing: each new row is the mean of two rows, and has the label of the first.

    A base row :math:`x_i` is drawn from the class being filled, a partner :math:`x_j` as
    ``partner`` says ([1]_, section 3):

    .. math:: x_{new} = \tfrac{1}{2} \bigl( t(x_i) + t'(x_j) \bigr), \qquad y_{new} = y_i

    where :math:`t` and :math:`t'` are two draws of an optional ``row_transform``. The paper
    trains with it on and off by turns, and without it at last: see :class:`PairingSchedule`.

    Parameters
    ----------
    partner : {"any", "same"}, default="any"
        Where partners are drawn from: all rows, as in the paper, or the base's own class. A row is
        never its own partner.
    row_transform : callable, object with ``transform``, or None, default=None
        What is done to both rows before averaging, such as a random flip and crop of images. It is
        called as ``transform(rows, random_state)`` with an array of shape (n_new, n_numbers), or of
        images (n_new, height, width, channels) if there is an ``image_shape``, and a NumPy
        ``Generator``; it gives an array of the same shape. Any transform of
        :mod:`oversample.image` will do.
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
        (height, width) or (height, width, channels) if rows are images.
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
        Base row, partner row, step 1/2, label weight 1, and what transforms change as ``noise``.
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
    Means of two independent rows of one class have the mean of the class and half its covariance.

    References
    ----------
    .. [1] H. Inoue, "Data augmentation by pairing samples for images classification",
       arXiv:1801.02929, 2018.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import SamplePairing
    >>> X, y = make_classification(n_samples=1000, weights=[0.95], random_state=0)
    >>> X_resampled, y_resampled = SamplePairing(random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 946), (1, 946)]
    """

    _reads_partners: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "partner": [one_of(*get_args(Partner))],
        "row_transform": [has_methods("transform"), Callable_, None],
        **BaseMixing._parameter_constraints,
        **GRID,
    }

    _pair_parameter = "partner"

    def __init__(
        self,
        partner: Partner = "any",
        *,
        row_transform: Any = None,
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
        self.partner = partner
        self.row_transform = row_transform
        self.grid = grid

    def _encode(self, X: Any) -> Any:
        if self.row_transform is not None and sparse.issparse(X):
            raise TypeError(
                "SamplePairing with a row_transform may fill every cell, so sparse data is not "
                "supported. Pass a dense table, or row_transform=None."
            )
        return super()._encode(X)

    def _draw_weights(self, rng: Stream, n_new: int) -> NDArray[np.float64]:
        return np.full(n_new, 0.5)

    def _label_weights(
        self, weight: NDArray[np.float64], ratio: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        return np.ones(len(weight))

    def _mix(self, problem: Problem, context: Any, rng: Stream, pairs: Pairs) -> Plan:
        plan = super()._mix(problem, context, rng, pairs)
        if self.row_transform is None:
            return plan
        X = problem.table.numeric
        if np.isnan(X).any():
            raise ValueError(
                f"SamplePairing: row_transform={self.row_transform!r} works on whole rows, but X "
                "has missing cells. Impute them first, or pass row_transform=None."
            )
        change = sum(self._transformed(X[rows], rng) - X[rows] for rows in pairs[:2])
        return replace(plan, noise=change / 2)

    def _transformed(self, rows: NDArray[np.floating], rng: Stream) -> NDArray[np.float64]:
        generator = np.random.default_rng(int(rng.integers(2**32, 1)[0]))
        shape = rows.shape
        if self.image_shape is not None:
            shape = (len(rows), *check_image_shape(self.image_shape, rows.shape[1]))
        transform = getattr(self.row_transform, "transform", self.row_transform)
        # A copy, since the user's transform may write into it.
        transformed = np.asarray(transform(rows.reshape(shape).copy(), generator), dtype=float)
        if transformed.shape != shape or not np.isfinite(transformed).all():
            raise InvalidParameterError(
                f"SamplePairing: row_transform={self.row_transform!r} must give finite numbers of "
                f"shape {shape}, as it is given. Got an array of shape {transformed.shape}"
                f"{'' if np.isfinite(transformed).all() else ' with NaN or infinity'}."
            )
        return transformed.reshape(rows.shape)
