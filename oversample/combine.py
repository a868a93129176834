"""Over-sample, then clean: new rows first, then away with the rows that lie among other classes."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted, validate_data

from oversample._params import Threads, has_methods, validate_parameters
from oversample._progress import busy
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample._table import encode, row_count, take_rows
from oversample._tags import OverSamplerTags
from oversample._target import Target, encode_target
from oversample.base import BaseOverSampler, BaseSampler, check_weights
from oversample.exceptions import InvalidParameterError
from oversample.neighbors.space import Space
from oversample.plan import Plan
from oversample.smote._base import BaseInterpolation
from oversample.smote.smote import SMOTE

_SAMPLER: list[type | None] = [has_methods("fit", "fit_resample"), None]


class BaseCombination(BaseSampler):
    """Base of samplers that over-sample, then clean.

    The over-sampler works on the user's own table. The cleaning method sees it as one matrix of
    numbers and only decides which rows stay; those are copied from the over-sampled table, so that
    no cell and no dtype changes.

    A subclass names the parameter that holds its cleaning method (``_cleaning``) and says which
    one is the default.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseOverSampler._parameter_constraints,
        "smote": _SAMPLER,
        "n_jobs": [Threads, None],
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (
        *BaseSampler._row_attributes,
        "kept_indices_",
    )

    # The name of the parameter that holds the cleaning method.
    _cleaning: ClassVar[str]

    sampling_strategy: StrategyLike
    random_state: RandomStateLike
    smote: Any
    n_jobs: int | None

    @abstractmethod
    def _default_cleaner(self) -> Any:
        """Make the cleaning method that is used where none is given."""

    def fit(self, X: Any, y: Any) -> Self:
        """Check the input and resolve the strategy, without resampling.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The table.
        y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
            The labels.

        Returns
        -------
        self
            With ``sampling_strategy_``, ``n_features_in_`` and ``feature_names_in_``.
        """
        self._begin(X, y)
        self.smote_.fit(X, y)
        self.sampling_strategy_ = getattr(self.smote_, "sampling_strategy_", None)
        return self

    def fit_resample(
        self, X: Any, y: Any, *, sample_weight: ArrayLike | None = None
    ) -> tuple[Any, Any]:
        """Append synthetic rows, then leave out the rows that the cleaning method rejects.

        Parameters
        ----------
        X : array-like, DataFrame or sparse (CSR, CSC) of shape (n_rows, n_features)
            The table; it is not changed. What it may hold is up to the over-sampler.
        y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
            The labels.
        sample_weight : array-like of shape (n_rows,), optional
            Weights, carried over to ``sample_weight_``; they do not influence which rows are made
            or kept.

        Returns
        -------
        X_resampled : same type as X, of shape (n_kept, n_features)
            Rows of ``X``, identical, and synthetic ones, in the order of the cleaning method.
        y_resampled : same type as y
            Their labels.

        Raises
        ------
        ValueError
            If a parameter, the table or the target is not usable; if the over-sampler changes the
            rows it was given instead of adding to them; if the cleaning method does not tell which
            rows it keeps; or if weights are given and the over-sampler does not tell where its rows
            come from.

        Warns
        -----
        UserWarning
            If cleaning leaves no row of a class.
        """
        self._begin(X, y)
        if sample_weight is not None:
            sample_weight = check_weights(sample_weight, y)
        X_over, y_over = self.smote_.fit_resample(X, y)
        target = encode_target(y_over)
        n_rows = row_count(X)
        if not np.array_equal(encode_target(y).labels, target.labels[:n_rows]):
            raise ValueError(
                f"The over-sampler of {type(self).__name__} must append rows to those that it is "
                f"given and leave these as they are, which {self.smote_!r} does not."
            )
        self.sampling_strategy_ = getattr(self.smote_, "sampling_strategy_", None)
        self.plan_ = _plan_of(self.smote_, n_rows)
        self.kept_indices_ = self._clean(X_over, target)
        self.synthetic_mask_ = self.kept_indices_ >= n_rows
        self.n_synthetic_ = int(self.synthetic_mask_.sum())
        left = np.bincount(target.codes[self.kept_indices_], minlength=len(target.classes))
        self.class_counts_ = dict(zip(target.classes.tolist(), left.tolist(), strict=True))
        if sample_weight is not None:
            self.sample_weight_ = self.replay(sample_weight)
        elif hasattr(self, "sample_weight_"):
            del self.sample_weight_
        return take_rows(X_over, self.kept_indices_), take_rows(y_over, self.kept_indices_)

    def replay(self, array: Any, *, how: str = "auto") -> Any:
        """Carry over to the result whatever belongs to the rows but is not a feature.

        Parameters
        ----------
        array : array-like, Series, DataFrame or sparse of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order: weights,
            group labels, raw images, a second modality.
        how : {"auto", "base", "partner"}, default="auto"
            How the entries of synthetic rows are made; see :meth:`oversample.Plan.replay`.

        Returns
        -------
        object
            The same container, with one entry for each row of the result, in its order.

        Raises
        ------
        NotFittedError
            If :meth:`fit_resample` has not been called since the sampler was made or unpickled.
        ValueError
            If the over-sampler does not tell where its rows come from, or the array has not the
            rows of the table that was resampled.
        """
        check_is_fitted(
            self,
            "kept_indices_",
            msg="This %(name)s has nothing to replay: call fit_resample first. Pickles do not hold "
            "where rows came from.",
        )
        if self.plan_ is None:
            raise ValueError(
                f"{type(self.smote_).__module__}.{type(self.smote_).__name__} does not tell which "
                "rows its new rows come from (it has neither plan_ nor sample_indices_), so that "
                "nothing can be carried over to them. All samplers of oversample do."
            )
        return take_rows(self.plan_.replay(array, how=how), self.kept_indices_)

    def _begin(self, X: Any, y: Any) -> None:
        validate_parameters(self)
        validate_data(self, X, y, reset=True, skip_check_array=True)
        if self.smote is None:
            self.smote_ = SMOTE(
                sampling_strategy=self.sampling_strategy,
                random_state=self.random_state,
                n_jobs=self.n_jobs,
            )
        else:
            self.smote_ = clone(self.smote)
        if getattr(self.smote_, "labels", None) == "split":
            raise InvalidParameterError(
                f"{type(self).__name__}: smote={self.smote_!r} returns rows of two labels twice, "
                "and cleaning would take both for noise. Set labels='hard', or clean nothing and "
                "train on sample_weight_."
            )
        given = getattr(self, self._cleaning)
        cleaner = self._default_cleaner() if given is None else clone(given)
        setattr(self, f"{self._cleaning}_", cleaner)

    def _clean(self, X: Any, target: Target) -> NDArray[np.intp]:
        """Choose the rows of the over-sampled table that stay."""
        cleaner = getattr(self, f"{self._cleaning}_")
        # Numbers where its strategy does not name labels: imbalanced-learn can vote on no others.
        by_name = isinstance(getattr(cleaner, "sampling_strategy", None), str)
        with busy("cleaning"):
            cleaner.fit_resample(self._points(X), target.codes if by_name else target.labels)
        if not hasattr(cleaner, "sample_indices_"):
            raise ValueError(
                f"The {self._cleaning!r} parameter of {type(self).__name__} must be a method that "
                f"selects rows and has sample_indices_ afterwards, which {cleaner!r} has not."
            )
        kept = np.asarray(cleaner.sample_indices_, dtype=np.intp)
        left = np.bincount(target.codes[kept], minlength=len(target.classes))
        gone = target.classes[left == 0].tolist()
        if gone:
            warnings.warn(
                f"{type(self).__name__}: cleaning removed all rows of class "
                f"{', '.join(map(repr, gone))}. A milder {self._cleaning!r} or a higher "
                "sampling_strategy keeps some.",
                UserWarning,
                stacklevel=3,
            )
        return kept

    def _points(self, X: Any) -> Any:
        """Give the over-sampled rows as numbers, measured as the over-sampler measures them."""
        if isinstance(self.smote_, BaseInterpolation):
            space = Space(self.smote_._encode(X), self.smote_.scale)
        else:
            # What imbalanced-learn's SMOTENC calls categories, which in an array may be numbers.
            given = getattr(self.smote_, "categorical_features_", None)
            table = encode(
                X,
                categorical=None if sparse.issparse(X) else given,
                owner=type(self).__name__,
                allow_missing=True,
                refuse=False,
            )
            space = Space(table)
        points = space.points(space.mismatch(np.arange(row_count(X))))
        # Some cleaning methods index one row, which of a sparse array is not two-dimensional.
        return sparse.csr_matrix(points) if sparse.issparse(points) else points

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        if hasattr(self.smote, "__sklearn_tags__"):
            tags.input_tags = get_tags(self.smote).input_tags
        return tags


def _plan_of(over_sampler: Any, n_rows: int) -> Plan | None:
    """Give the plan of an over-sampler, ours or one that tells which rows it copied."""
    plan = getattr(over_sampler, "plan_", None)
    if plan is None and hasattr(over_sampler, "sample_indices_"):
        copied = np.asarray(over_sampler.sample_indices_, dtype=np.intp)[n_rows:]
        plan = replace(Plan.copies(copied), n_rows=n_rows)
    return plan


class SMOTEENN(BaseCombination):
    r"""Over-sample, then remove every row that has a neighbour of another class.

    SMOTE (or any over-sampler) fills the classes; then the edited nearest neighbour rule ([2]_,
    section III) is applied to all rows, old and synthetic, of all classes ([1]_, section 3):

    .. math:: \{ i : y_j = y_i \;\; \forall j \in kNN_3(i) \}

    stays. As in imbalanced-learn one neighbour of another class is enough for a row to go. In [1]_
    and [2]_ most of the three are needed, which is
    ``enn=EditedNearestNeighbours(sampling_strategy="all", kind_sel="mode")``.

    Neighbours are searched in the units of the over-sampler (its ``scale``). Categories that differ
    are as far apart as in SMOTE-NC: the median of the standard deviations of the over-sampled
    table's numeric columns. A missing number stands at the mean of its column.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has before it is cleaned; see :class:`oversample.BaseOverSampler`.
        Not used if ``smote`` is given, which has its own.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Not used if ``smote`` is given.
    smote : object or None, default=None
        Any over-sampler, of this package or of imbalanced-learn, that appends its rows; by default
        ``oversample.SMOTE``. For tables with categories
        ``SMOTE(categorical_features="auto")``, for example.
    enn : object or None, default=None
        Any sampler that selects rows and tells which, in ``sample_indices_``: imbalanced-learn's
        ``EditedNearestNeighbours``, ``RepeatedEditedNearestNeighbours``, ``AllKNN``, ...; by
        default ``EditedNearestNeighbours(sampling_strategy="all")``.
    n_jobs : int or None, default=None
        Threads of the default ``smote`` and ``enn``; the result does not depend on it.

    Attributes
    ----------
    sampling_strategy_ : dict
        The number of rows that the over-sampler made for each label.
    smote_ : object
        The over-sampler; pickled unfitted, as it may hold training rows.
    enn_ : object
        The cleaning method; pickled unfitted, as it holds training rows.
    kept_indices_ : ndarray of shape (n_kept,), intp
        The row of the over-sampled table (those of ``X``, then the synthetic ones) that each row
        of the result is.
    synthetic_mask_ : ndarray of shape (n_kept,), bool
        True for the rows of the result that are synthetic.
    n_synthetic_ : int
        The number of synthetic rows in the result.
    class_counts_ : dict
        The number of rows of each label in the result.
    plan_ : Plan or None
        Base row, partner row and step of every synthetic row before cleaning: row ``i`` of the
        result, if synthetic, is the plan's entry ``kept_indices_[i] - n_rows``. None if the
        over-sampler does not tell.
    sample_weight_ : ndarray of shape (n_kept,)
        Weights of the result, if weights were given.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    See Also
    --------
    SMOTETomek : removes far fewer rows.

    References
    ----------
    .. [1] G. E. A. P. A. Batista, R. C. Prati and M. C. Monard, "A study of the behavior of several
       methods for balancing machine learning training data", ACM SIGKDD Explorations 6(1), 20-29,
       2004.
    .. [2] D. L. Wilson, "Asymptotic properties of nearest neighbor rules using edited data", IEEE
       Transactions on Systems, Man, and Cybernetics 2(3), 408-421, 1972.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import SMOTEENN
    >>> X, y = make_classification(n_samples=1000, weights=[0.9], random_state=10)
    >>> sampler = SMOTEENN(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 681), (1, 900)]
    >>> i = sampler.synthetic_mask_.argmax()
    >>> entry, plan = sampler.kept_indices_[i] - len(X), sampler.plan_
    >>> base, partner, step = plan.base[entry], plan.partner[entry], plan.step[entry]
    >>> bool((X_resampled[i] == X[base] + step * (X[partner] - X[base])).all())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseCombination._parameter_constraints,
        "enn": _SAMPLER,
    }

    _cleaning = "enn"
    _holds_training_data = ("smote_", "enn_")

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        smote: Any = None,
        enn: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.smote = smote
        self.enn = enn
        self.n_jobs = n_jobs

    def _default_cleaner(self) -> Any:
        from imblearn.under_sampling import EditedNearestNeighbours

        return EditedNearestNeighbours(sampling_strategy="all", n_jobs=self.n_jobs)


class SMOTETomek(BaseCombination):
    r"""Over-sample, then remove pairs of rows of different classes that are nearest to each other.

    SMOTE (or any over-sampler) fills the classes; then both rows of every Tomek link ([2]_) are
    removed, whether old or synthetic ([1]_). Two rows are a link if

    .. math::

        y_i \ne y_j, \qquad
        d(x_i, x_j) < d(x_i, x_l) \;\text{and}\; d(x_i, x_j) < d(x_j, x_l) \quad \forall l \ne i, j

    Distances are measured as in :class:`SMOTEENN`.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has before it is cleaned; see :class:`oversample.BaseOverSampler`.
        Not used if ``smote`` is given, which has its own.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Not used if ``smote`` is given.
    smote : object or None, default=None
        Any over-sampler, of this package or of imbalanced-learn, that appends its rows; by default
        ``oversample.SMOTE``. For tables with categories
        ``SMOTE(categorical_features="auto")``, for example.
    tomek : object or None, default=None
        Any sampler that selects rows and tells which, in ``sample_indices_``; by default
        imbalanced-learn's ``TomekLinks(sampling_strategy="all")``.
    n_jobs : int or None, default=None
        Threads of the default ``smote`` and ``tomek``; the result does not depend on it.

    Attributes
    ----------
    tomek_ : object
        The cleaning method; pickled unfitted, as it may hold training rows.
    sampling_strategy_, smote_, kept_indices_, synthetic_mask_, n_synthetic_, plan_, sample_weight_
        See :class:`oversample.SMOTEENN`.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    See Also
    --------
    SMOTEENN : removes every row that has a neighbour of another class.

    References
    ----------
    .. [1] G. E. A. P. A. Batista, A. L. C. Bazzan and M. C. Monard, "Balancing training data for
       automated annotation of keywords: a case study", Workshop on Bioinformatics (WOB), 10-18,
       2003.
    .. [2] I. Tomek, "Two modifications of CNN", IEEE Transactions on Systems, Man, and Cybernetics
       6(11), 769-772, 1976.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import make_classification
    >>> from oversample import SMOTETomek
    >>> X, y = make_classification(
    ...     1000, n_features=3, n_redundant=0, weights=[0.9], class_sep=0.5, random_state=0
    ... )
    >>> sampler = SMOTETomek(random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> np.bincount(y), np.bincount(y_resampled)
    (array([897, 103]), array([872, 872]))

    Group labels, of the base row where a row is synthetic:

    >>> groups = sampler.replay(np.arange(1000) % 7, how="base")
    >>> len(groups) == len(y_resampled)
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseCombination._parameter_constraints,
        "tomek": _SAMPLER,
    }

    _cleaning = "tomek"
    _holds_training_data = ("smote_", "tomek_")

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        smote: Any = None,
        tomek: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.smote = smote
        self.tomek = tomek
        self.n_jobs = n_jobs

    def _default_cleaner(self) -> Any:
        from imblearn.under_sampling import TomekLinks

        return TomekLinks(sampling_strategy="all", n_jobs=self.n_jobs)
