"""SMOTETomek: over-sample, then remove pairs of other classes nearest to each other."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.combine.base import SAMPLER
from oversample.combine.methods import BaseMethodCombination


class SMOTETomek(BaseMethodCombination):
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
        imbalanced-learn's ``TomekLinks(sampling_strategy="all")``, on neighbours as in
        :class:`SMOTEENN`.
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
        **BaseMethodCombination._parameter_constraints,
        "tomek": SAMPLER,
    }

    _cleaning = "tomek"
    _cleaning_k = 1
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

    def _keeps(self, codes: NDArray[np.integer], neighbors: NDArray[np.intp]) -> NDArray[np.intp]:
        nearest = neighbors[:, 0]
        is_mutual = nearest[nearest] == np.arange(len(nearest))
        return np.flatnonzero(~(is_mutual & (codes[nearest] != codes)))
