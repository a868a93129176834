"""SMOTEENN: over-sample, then remove every row that has a neighbour of another class."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.combine.base import SAMPLER
from oversample.combine.methods import BaseMethodCombination


class SMOTEENN(BaseMethodCombination):
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
        default ``EditedNearestNeighbours(sampling_strategy="all")``, on neighbours that
        :func:`oversample.neighbors.kneighbors` finds.
    n_jobs : int or None, default=None
        Threads of the default ``smote`` and ``enn``; the result does not depend on it.

    Attributes
    ----------
    sampling_strategy_ : dict
        The number of rows that the over-sampler made for each label.
    smote_ : object
        The over-sampler; pickled unfitted, as it may hold training rows.
    enn_ : object
        The cleaning method; pickled unfitted, as it holds training rows. The default one
        has ``sample_indices_`` alone.
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
    groups_ : same type as groups, of length n_kept,
        The group of every row, if groups were given; of a new row that of its base row.
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
        **BaseMethodCombination._parameter_constraints,
        "enn": SAMPLER,
    }

    _cleaning = "enn"
    _cleaning_k = 3
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

    def _keeps(self, codes: NDArray[np.integer], neighbors: NDArray[np.intp]) -> NDArray[np.intp]:
        kept = np.flatnonzero((codes[neighbors] == codes[:, np.newaxis]).all(axis=1))
        # Class by class, as imbalanced-learn has them.
        return kept[np.argsort(codes[kept], kind="stable")]
