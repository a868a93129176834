"""IPF: over-sample, then remove the rows that trees of parts of the table misclassify."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from oversample._params import Boolean, has_methods, integer_from, one_of, real_within
from oversample._random import RandomStateLike, Stream, make_streams
from oversample._strategy import StrategyLike, label_names
from oversample._target import Target
from oversample._threads import count_threads
from oversample.combine.base import BaseCombination
from oversample.exceptions import FallbackWarning, warn

Vote = Literal["majority", "consensus"]
"""How many trees decide that a row is removed."""

FitOn = Literal["fold", "others"]
"""The rows that a tree is fitted on."""


class IPF(BaseCombination):
    r"""Over-sample, then remove rows that look mislabelled: the iterative-partitioning filter.

    With SMOTE it is SMOTE-IPF ([1]_): ``IPF(SMOTE())``. The rows that the over-sampler gives, old
    and new, are filtered in rounds ([2]_):

    1. they are dealt, class by class and at random, to :math:`n` folds;
    2. a tree is fitted on each fold, and all :math:`n` trees classify all rows;
    3. rows that most of the trees (``vote="majority"``) or all (``"consensus"``) misclassify are
       removed.

    It ends after :math:`k` rounds in a row that each remove less than a share :math:`p` of the rows
    before the first.

    Trees see the table as numbers, in the units of the over-sampler (its ``scale``): categories are
    one-hot, a missing number stands at the mean of its column. Rows are then copied from the
    over-sampled table, so that no cell and no dtype changes.

    Parameters
    ----------
    smote : object or None, default=None
        Any over-sampler, of this package or of imbalanced-learn, that appends its rows; by default
        ``oversample.SMOTE``.
    vote : {"majority", "consensus"}, default="majority"
        How many trees must misclassify a row that is removed: more than half, as in the paper, or
        all.
    n_folds : int, default=9
        The number of folds :math:`n`, at least 2, of the paper; fewer, where the smallest class has
        fewer rows.
    fit_on : {"fold", "others"}, default="fold"
        What each tree is fitted on: its fold, as in the paper, or all others, as in smote-variants.
    patience : int, default=3
        The number of rounds :math:`k`, of the paper.
    tolerance : float in [0, 1], default=0.01
        The share :math:`p`, of the paper; a round that removes nothing counts in any case.
    protect_original : {"minority"}, True or False, default="minority"
        Which rows of the input stay whatever the trees say: those of all classes but the largest,
        all, or none, as in the paper. What is rare is not thrown away by default.
    classifier : classifier or None, default=None
        What is fitted on each fold. ``None``: a tree in terms of C4.5, which the paper uses,
        ``DecisionTreeClassifier(criterion="entropy", min_samples_leaf=2)``, without its pruning.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has before it is filtered; see :class:`oversample.BaseOverSampler`.
        Not used if ``smote`` is given, which has its own.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed of folds and trees, and of the over-sampler if ``smote`` is not given; see
        :class:`oversample.BaseOverSampler`.
    n_jobs : int or None, default=None
        Threads in which classifiers are fitted, and of the default ``smote``; the result does not
        depend on it.

    Attributes
    ----------
    n_removed_ : list of int
        The number of rows that each round removed.
    kept_indices_ : ndarray of shape (n_kept,), intp
        The row of the over-sampled table (those of ``X``, then the synthetic ones) that each row
        of the result is, ascending.
    sampling_strategy_, smote_, synthetic_mask_, n_synthetic_, class_counts_, plan_
        See :class:`oversample.SMOTEENN`.
    sample_weight_, groups_, n_features_in_, feature_names_in_
        See :class:`oversample.SMOTEENN`.

    Warns
    -----
    FallbackWarning
        If trees take all rows of a class for noise, which then stay; or if a class has a single
        row, so that there are no two folds and nothing is filtered.

    See Also
    --------
    SelectiveOverSampler : rejects new rows before they are added, and keeps counts exact.
    SMOTEENN : removes rows by their neighbours.

    Notes
    -----
    Counts afterwards are what the filter leaves: it removes rows of the larger class, too. The cost
    is that of ``n_folds`` trees in each of at least ``patience`` rounds; of classes that overlap
    there are many, which take many times as long as SMOTE.

    Classes are compared as they are, with any labels and any number of them; votes are counted
    against the number of trees that were really fitted. (Other implementations know labels 0 and 1
    only, and compare with the number of folds that was asked for.)

    References
    ----------
    .. [1] J. A. Saez, J. Luengo, J. Stefanowski and F. Herrera, "SMOTE-IPF: addressing the noisy
       and borderline examples problem in imbalanced classification by a re-sampling method with
       filtering", Information Sciences 291, 184-203, 2015.
    .. [2] T. M. Khoshgoftaar and P. Rebours, "Improving software quality prediction by noise
       filtering techniques", Journal of Computer Science and Technology 22(3), 387-396, 2007.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import make_classification
    >>> from oversample import IPF, SMOTE
    >>> X, y = make_classification(n_samples=1000, weights=[0.9], flip_y=0.1, random_state=0)
    >>> sampler = IPF(SMOTE(random_state=0), random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> np.bincount(y), np.bincount(y_resampled), sampler.n_removed_
    (array([854, 146]), array([781, 628]), [143, 65, 35, 19, 29, 8, 0, 0])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseCombination._parameter_constraints,
        "vote": [one_of(*get_args(Vote))],
        "n_folds": [integer_from(2)],
        "fit_on": [one_of(*get_args(FitOn))],
        "patience": [integer_from(1)],
        "tolerance": [real_within(0, 1)],
        "protect_original": [one_of("minority"), Boolean],
        "classifier": [has_methods("fit", "predict"), None],
    }

    _holds_training_data = ("smote_",)

    def __init__(
        self,
        smote: Any = None,
        *,
        vote: Vote = "majority",
        n_folds: int = 9,
        fit_on: FitOn = "fold",
        patience: int = 3,
        tolerance: float = 0.01,
        protect_original: Literal["minority"] | bool = "minority",
        classifier: Any = None,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        n_jobs: int | None = None,
    ) -> None:
        self.smote = smote
        self.vote = vote
        self.n_folds = n_folds
        self.fit_on = fit_on
        self.patience = patience
        self.tolerance = tolerance
        self.protect_original = protect_original
        self.classifier = classifier
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _clean(self, X: Any, target: Target, n_rows: int) -> NDArray[np.intp]:
        points, codes = self._points(X), target.codes
        may_go = ~self._is_protected(codes, n_rows)
        rng = make_streams(self.random_state).start()
        kept = np.arange(len(codes))
        enough, n_quiet = self.tolerance * len(codes), 0
        self.n_removed_: list[int] = []
        while n_quiet < self.patience:
            sizes = np.bincount(codes[kept], minlength=len(target.classes))
            n_folds = min(self.n_folds, int(sizes.min()))
            if n_folds < 2:
                self._warn(target, sizes == 1, "has a single row, so that nothing more is filtered")
                break
            n_wrong = self._count_wrong(points[kept], codes[kept], n_folds, rng)
            needed = n_folds if self.vote == "consensus" else n_folds // 2 + 1
            goes = (n_wrong >= needed) & may_go[kept]
            is_emptied = np.bincount(codes[kept[~goes]], minlength=len(sizes)) == 0
            if is_emptied.any():
                self._warn(target, is_emptied, "is noise to the filter, all of it, and stays")
                goes &= ~is_emptied[codes[kept]]
            kept = kept[~goes]
            self.n_removed_.append(int(goes.sum()))
            is_quiet = self.n_removed_[-1] == 0 or self.n_removed_[-1] < enough
            n_quiet = n_quiet + 1 if is_quiet else 0
        return kept

    def _is_protected(self, codes: NDArray[np.integer], n_rows: int) -> NDArray[np.bool_]:
        """Return which rows of the over-sampled table stay in any case."""
        is_protected = np.zeros(len(codes), dtype=bool)
        if self.protect_original == "minority":
            sizes = np.bincount(codes[:n_rows])
            is_protected[:n_rows] = (sizes < sizes.max())[codes[:n_rows]]
        else:
            is_protected[:n_rows] = self.protect_original
        return is_protected

    def _count_wrong(
        self, points: Any, codes: NDArray[np.integer], n_folds: int, rng: Stream
    ) -> NDArray[np.intp]:
        """Count the trees that misclassify each row."""
        order = rng.permutation(len(codes))
        # Class by class, so that each fold has rows of all of them.
        order = order[np.argsort(codes[order], kind="stable")]
        fold = np.empty(len(codes), dtype=np.intp)
        fold[order] = np.arange(len(codes)) % n_folds
        seeds = rng.integers(2**31 - 1, n_folds).tolist()

        def is_wrong(number: int) -> NDArray[np.bool_]:
            is_inside = fold == number
            train = np.flatnonzero(is_inside if self.fit_on == "fold" else ~is_inside)
            model = self._make_classifier(seeds[number]).fit(points[train], codes[train])
            return np.asarray(model.predict(points) != codes)

        # A tree is grown without Python's lock.
        with ThreadPoolExecutor(min(n_folds, count_threads(self.n_jobs))) as threads:
            return np.sum(list(threads.map(is_wrong, range(n_folds))), axis=0, dtype=np.intp)

    def _make_classifier(self, seed: int) -> Any:
        if self.classifier is not None:
            return clone(self.classifier)
        from sklearn.tree import DecisionTreeClassifier

        return DecisionTreeClassifier(criterion="entropy", min_samples_leaf=2, random_state=seed)

    def _warn(self, target: Target, which: NDArray[np.bool_], what: str) -> None:
        labels = ", ".join(map(repr, label_names(target.classes[which])))
        warn(f"{type(self).__name__}: class {labels} {what}.", FallbackWarning)
