"""Random over-sampling: copies of rows, optionally jittered."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils import check_array

from oversample._params import Boolean, Grid, Mapping_, one_of, real_within
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike, as_present
from oversample._table import Table, WholeRows, check_not_empty, encode, is_frame, is_listing
from oversample._tags import OverSamplerTags
from oversample.base import GRID, BaseOverSampler, NewRows, Problem
from oversample.exceptions import InvalidParameterError
from oversample.neighbors._magnitude import largest_of, magnitude_for_squares
from oversample.neighbors._spread import sparse_spread_of, spread_of
from oversample.plan import Plan
from oversample.plan.interpolation import within_floats
from oversample.plan.noise import DrawnNoise, Normals, ScaledNormals

_SHRINKAGE = real_within(0, np.inf)


BandwidthRule = Literal["table", "class"]
"""Whose number of rows decides how wide noise is."""


class RandomOverSampler(BaseOverSampler):
    r"""Fill a class with random copies of its own rows, or with a smoothed bootstrap of them.

    Without ``shrinkage``, rows are drawn with replacement and copied whole, so that every dtype,
    missing cell and object comes along unchanged. With it, each copy is moved by Gaussian noise
    (ROSE, [1]_, section 2):

    .. math::

        x_{new} = x_{base} + \lambda \, h \, \operatorname{diag}(\sigma_1, \dots, \sigma_d) \, z,
        \qquad z \sim N(0, I), \qquad h = \left(\frac{4}{(d + 2) \, n}\right)^{1 / (d + 4)}

    where :math:`\lambda` is the shrinkage, :math:`\sigma_j` the standard deviation of feature
    :math:`j` in the class, :math:`d` the number of features and :math:`n` that of all rows; ROSE
    itself takes that of the rows of the class (``bandwidth="class"``).

    Noise makes the class wider, by a factor of :math:`1 + \lambda^2 h^2` in variance, which in many
    dimensions is nearly two. With ``preserve_variance`` new rows are drawn towards the mean
    :math:`\bar{x}` of the class by as much ([2]_),

    .. math::

        x_{new} = \bar{x} +
            \frac{x_{base} - \bar{x} + \lambda h \sigma z}{\sqrt{1 + \lambda^2 h^2}},

    so that mean and variances are those of the class; correlations come out smaller in both forms.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        See :class:`BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        See :class:`BaseOverSampler`.
    shrinkage : float, dict or None, default=None
        The factor :math:`\lambda \geq 0`, one for all or one for each label; None and 0 copy.
    bandwidth : {"table", "class"} or float, default="table"
        The :math:`h` of the noise: by the formula, of all rows of the table or of those of the
        class; or a number. It only matters with ``shrinkage``.
    preserve_variance : bool, default=False
        Whether new rows have the variances of the class. It only matters with ``shrinkage``.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    sampling_strategy_ : OrderedDict
        The number of rows made for each label.
    sample_indices_ : ndarray of shape (n_rows + n_synthetic,)
        The source row of every row of the result.
    shrinkage_ : dict or None
        The shrinkage of each label.
    synthetic_mask_ : ndarray of shape (n_rows + n_synthetic,), bool
        True for the new rows.
    plan_ : Plan
        The base row of every new row, and the noise where there is some.
    n_synthetic_ : int
        The number of new rows.
    class_counts_ : dict
        The number of rows of each label in the result.
    sample_weight_ : ndarray of shape (n_rows + n_synthetic,)
        Weights of the result, if weights were given.
    groups_ : same type as groups, of length n_rows + n_synthetic,
        The group of every row, if groups were given; of a new row that of its base row.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    References
    ----------
    .. [1] G. Menardi and N. Torelli, "Training and assessing classification rules with imbalanced
       data", Data Mining and Knowledge Discovery 28, 92-122, 2014.
    .. [2] B. W. Silverman, "Density Estimation for Statistics and Data Analysis", Chapman and Hall,
       1986.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import RandomOverSampler
    >>> X = np.array([[1, "red"], [2, "blue"], [3, "red"], [4, "red"]], dtype=object)
    >>> sampler = RandomOverSampler(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, ["rare", "usual", "usual", "usual"])
    >>> y_resampled
    ['rare', 'usual', 'usual', 'usual', 'rare', 'rare']
    >>> sampler.plan_.base
    array([0, 0])
    """

    _reads_one_class: ClassVar[bool] = True

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseOverSampler._parameter_constraints,
        "shrinkage": [_SHRINKAGE, Mapping_, None],
        "bandwidth": [one_of(*get_args(BandwidthRule)), real_within(0, np.inf)],
        "preserve_variance": [Boolean],
        **GRID,
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        shrinkage: float | Mapping[Hashable, float] | None = None,
        bandwidth: BandwidthRule | float = "table",
        preserve_variance: bool = False,
        grid: Grid = "off",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.shrinkage = shrinkage
        self.bandwidth = bandwidth
        self.preserve_variance = preserve_variance
        self.grid = grid

    def _encode(self, X: Any) -> Table | WholeRows:
        if self.shrinkage is not None:
            try:
                return encode(X, owner=type(self).__name__, grid=self.grid)
            except ValueError as error:
                raise ValueError(
                    "When shrinkage is not None, X needs to contain only numerical data to later "
                    f"generate a smoothed bootstrap sample. {str(error).split('. ')[0]}. Encode or "
                    "drop such columns, impute missing cells, or set shrinkage=None to copy whole "
                    "rows."
                ) from error
        if is_frame(X):
            check_not_empty(X)
            return WholeRows(X)
        checked = check_array(
            X, accept_sparse=["csr", "csc"], dtype=None, ensure_all_finite=False, copy=False
        )
        return WholeRows(X if is_listing(X) else checked)

    def _prepare(self, problem: Problem) -> Stream:
        self.shrinkage_ = self._shrinkage_by_label(problem)
        # One stream for all classes: imbalanced-learn does not restart it here.
        return problem.streams.start()

    def _shrinkage_by_label(self, problem: Problem) -> dict[Any, float] | None:
        if self.shrinkage is None:
            return None
        if not isinstance(self.shrinkage, Mapping):
            return dict.fromkeys(problem.n_new, float(self.shrinkage))
        given = {as_present(label, problem.n_new): f for label, f in self.shrinkage.items()}
        absent = [label for label in problem.n_new if label not in given]
        if absent:
            raise ValueError(
                "`shrinkage` should contain a shrinkage factor for each class that will be "
                f"resampled. The missing classes are: {absent!r}"
            )
        for label, factor in given.items():
            if not isinstance(factor, _SHRINKAGE):
                raise InvalidParameterError(
                    f"The shrinkage factor needs to be >= 0: {_SHRINKAGE.__name__}. Got {factor!r} "
                    f"for class {label!r}."
                )
        return given

    def _generate(
        self, problem: Problem, context: Stream, label: Any, n_new: int
    ) -> tuple[Plan, None]:
        rows = problem.rows_of(label)
        plan = Plan.copies(rows[context.integers(len(rows), n_new)])
        if self.shrinkage_ is None:
            return plan, None
        X = problem.table.numeric
        own, width, n_all = X[rows], X.shape[1], int(problem.target.counts.sum())
        spread = sparse_spread_of(own) if sparse.issparse(own) else spread_of(own, np.std)
        share = self.shrinkage_[label] * self._bandwidth_of(len(rows), n_all, width)
        scale, normals = share * spread, Normals.draw(context, (n_new, width))
        if self.preserve_variance:
            ratio = np.where(spread > 0, 1 / np.hypot(1, share), 1.0)
            noise = DrawnNoise.of(_TowardsMean(normals, scale, _mean_of(own), ratio))
        else:
            noise = DrawnNoise.of(ScaledNormals(normals, scale))
        # Without a spread these are copies, equal to their rows in the last bit.
        return replace(plan, noise=noise if scale.any() else None), None

    def _bandwidth_of(self, n_own: int, n_rows: int, width: int) -> float:
        """Return the bandwidth of a class of so many rows, in units of its spread."""
        if not isinstance(self.bandwidth, str):
            return float(self.bandwidth)
        n = n_rows if self.bandwidth == "table" else n_own
        return float((4 / ((width + 2) * n)) ** (1 / (width + 4)))

    def _results(
        self, problem: Problem, new: NewRows, sample_weight: NDArray[np.float64] | None
    ) -> dict[str, Any]:
        results = super()._results(problem, new, sample_weight)
        n_rows = len(problem.target.codes)
        results["sample_indices_"] = np.concatenate([np.arange(n_rows), new.plan.base])
        return results

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = self.shrinkage is None
        tags.input_tags.string = self.shrinkage is None
        tags.sampler_tags.sample_indices = True
        return tags


def _mean_of(own: Any) -> NDArray[np.float64]:
    """Return the mean of each column of the rows of a class, dense or sparse."""
    if sparse.issparse(own):
        return np.asarray(own.astype(np.float64).mean(axis=0)).ravel()
    magnitude = magnitude_for_squares(largest_of(own))
    mean: NDArray[np.float64] = (own / magnitude).mean(axis=0, dtype=np.float64) * magnitude
    return mean


@dataclass(frozen=True, eq=False)
class _TowardsMean(ScaledNormals):
    """Normal draws times a standard deviation of each column, and a way to the mean of the class.

    Attributes
    ----------
    mean : ndarray of shape (width,)
        The mean.
    ratio : ndarray of shape (width,)
        The share of the way from the mean that is left.
    """

    mean: NDArray[np.float64]
    ratio: NDArray[np.float64]

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        noise = super().compute(draws, drawn, X, base, partner) * self.ratio
        rows = X[base].toarray() if sparse.issparse(X) else X[base]
        with np.errstate(over="ignore"):
            back = (1 - self.ratio) * (self.mean - rows.astype(np.float64, copy=False))
            return within_floats(noise + within_floats(back))
