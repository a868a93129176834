"""Make more rows than are needed, and keep the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any, ClassVar, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.utils import get_tags

from oversample._contract import Rows
from oversample._given import check_given
from oversample._params import (
    Callable_,
    Constraint,
    Grid,
    Scale,
    Threads,
    has_methods,
    integer_from,
    one_of,
    real_within,
    validate_parameters,
)
from oversample._random import RandomStateLike
from oversample._sampler import keeps_rows
from oversample._strategy import StrategyLike
from oversample._table import (
    MissingCellsError,
    WholeRows,
    encode,
    read_column_names,
    row_count,
    take_rows,
)
from oversample._tags import OverSamplerTags
from oversample.base import STRATEGY, BaseOverSampler, ClassPlan, NewRows, Problem
from oversample.combine.criteria import CandidateSpace
from oversample.exceptions import FallbackWarning, InvalidParameterError, warn
from oversample.plan import BasePlan
from oversample.smote.smote import SMOTE

_LARGEST_FACTOR = 1000
_OverSampler = Constraint(
    "an over-sampler of this package that leaves the rows of its input as they are",
    lambda v: isinstance(v, BaseOverSampler) and keeps_rows(v),
)

CriterionName = Literal["neighbors", "safe", "classifier"]
"""The criteria that have a name."""


class _Scores(NamedTuple):
    """How good candidates are, and which of them pass; all, where there is no bar to pass."""

    score: NDArray[np.float64]
    passes: NDArray[np.bool_] | None


class SelectiveOverSampler(BaseOverSampler):
    r"""Make ``factor`` times the rows that are needed, and keep the best.

    For each class, the sampler plans :math:`\lceil f \cdot n_{new} \rceil` candidates by its own
    rule; a criterion scores each of them; :math:`n_{new}` are kept, so that the counts are exact:

    - ``"neighbors"``: those with the most of their :math:`k` nearest real rows in their own class,

      .. math:: s(x) = \tfrac{1}{k} \, |\{j \in kNN(x) : y_j = y(x)\}|

    - ``"safe"``: rejection of rows among other classes, the rejection SMOTE of Lee et al. ([1]_):
      candidates are taken in the order in which they were drawn if :math:`1 - s(x) < level`.
    - ``"classifier"``: those that look most like the class to a classifier. As in learning from
      positive and unlabelled rows, that a candidate is of the class is not taken for granted: the
      classifier is fitted on real rows, two thirds of them, without the candidate's base row, and
      :math:`s(x) = P(y(x) \mid x)`.
    - a callable of your own.

    Equal scores: the candidate drawn first. If fewer pass than are needed, those with the best
    scores of the others fill up, and a warning says how many.

    Parameters
    ----------
    sampler : over-sampler or None, default=None
        What makes candidates: any over-sampler of this package; ``None``: ``SMOTE()``.
    criterion : {"neighbors", "safe", "classifier"} or callable, default="neighbors"
        What is good. A callable is called as ``criterion(rows, label, X, y)`` with the candidates
        of a class, in the container of ``X``, and with copies of ``X`` and ``y``; it gives an array
        of one number for each (more is better) or of one bool (whether it passes).
    factor : float, default=3.0
        How many times the rows that are needed are made, 1 to 1000. With 1 nothing is selected.
    k_neighbors : int, default=5
        Neighbours among real rows, for ``"neighbors"`` and ``"safe"``.
    level : float, default=0.5
        For ``"safe"``: the share of neighbours of other classes from which on a row is rejected, in
        (0, 1].
    classifier : classifier or None, default=None
        For ``"classifier"``: it has ``predict_proba``. ``None``: a balanced forest,
        ``RandomForestClassifier(50, class_weight="balanced", min_samples_leaf=3)``.
    sampling_strategy : str, float, dict, callable or None, default=None
        How many rows each class has afterwards; see :class:`BaseOverSampler`. ``None``: that of the
        sampler.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`BaseOverSampler`. ``None``: that of the sampler.
    scale : None, "std", "minmax" or "robust", default=None
        The unit of each numeric column where neighbours are searched; ``None``: that of the
        sampler, if it has a ``scale``, or as the columns are.
    n_jobs : int or None, default=None
        Threads of the search and of the default classifier; the result does not depend on it.

    Attributes
    ----------
    sampler_ : over-sampler
        What made the candidates; pickled unfitted.
    sampling_strategy_ : OrderedDict
        The number of rows made for each label.
    plan_ : Plan
        Base row, partner row and step of every row that was kept.
    synthetic_mask_ : ndarray of shape (n_rows + n_synthetic,), bool
        True for the new rows.
    n_synthetic_ : int
        The number of new rows.
    sample_weight_ : ndarray of shape (n_rows + n_synthetic,)
        Weights, if they were given or the sampler gives some.
    groups_ : same type as groups, of length n_rows + n_synthetic,
        The group of every row, if groups were given; of a new row that of its base row.
    soft_labels_, classes_, sample_indices_ : ndarrays
        As those of the sampler, if it gives any; see :class:`Mixup` and
        :class:`RandomOverSampler`.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, if all are strings.

    Notes
    -----
    Keeping the best moves new rows to the middle of their class, away from the border on which a
    classifier is decided; ``"safe"`` does so least.

    Lee's method by its name is ``SelectiveOverSampler(SMOTE(), "safe")``, with its five neighbours
    among all real rows and its level of 0.5, and the same test of a candidate. It differs where too
    few pass: smote-variants draws further batches, and raises the level by 0.1 whenever five of
    them in a row are rejected as a whole; here ``factor`` bounds the candidates, the best of the
    rejected ones fill up, and a warning says how many these are.

    References
    ----------
    .. [1] J. Lee, N.-R. Kim and J.-H. Lee, "An over-sampling technique with rejection for
       imbalanced class learning", IMCOM 2015, article 102.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from oversample import SMOTE, SelectiveOverSampler
    >>> X, y = make_classification(n_samples=1000, weights=[0.9], random_state=0)
    >>> sampler = SelectiveOverSampler(SMOTE(k_neighbors=3), "safe", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 898), (1, 898)]

    A rule of your own: no more than one standard deviation above the real mean of the first column.

    >>> def is_low(rows, label, X, y):
    ...     return rows[:, 0] < X[y == label, 0].mean() + X[y == label, 0].std()
    >>> sampler = SelectiveOverSampler(criterion=is_low, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> bool(is_low(X_resampled[1000:], 1, X, y).all())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "sampler": [_OverSampler, None],
        "criterion": [one_of(*get_args(CriterionName)), Callable_],
        "factor": [real_within(1, _LARGEST_FACTOR)],
        "k_neighbors": [integer_from(1)],
        "level": [real_within(0, 1, open_low=True)],
        "classifier": [has_methods("fit", "predict_proba"), None],
        "sampling_strategy": [*STRATEGY["sampling_strategy"], None],
        "scale": [one_of(*get_args(Scale)), None],
        "n_jobs": [Threads, None],
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (
        *BaseOverSampler._row_attributes,
        "soft_labels_",
    )
    _holds_training_data: ClassVar[tuple[str, ...]] = ("sampler_",)

    def __init__(
        self,
        sampler: BaseOverSampler | None = None,
        criterion: CriterionName | Callable[[Any, Any, Any, Any], ArrayLike] = "neighbors",
        *,
        factor: float = 3.0,
        k_neighbors: int = 5,
        level: float = 0.5,
        classifier: Any = None,
        sampling_strategy: StrategyLike | None = None,
        random_state: RandomStateLike = None,
        scale: Scale | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.sampler = sampler
        self.criterion = criterion
        self.factor = factor
        self.k_neighbors = k_neighbors
        self.level = level
        self.classifier = classifier
        self.sampling_strategy = sampling_strategy  # type: ignore[assignment]
        self.random_state = random_state
        self.scale = scale
        self.n_jobs = n_jobs

    def _make_problem(self, X: Any, y: Any) -> Problem:
        validate_parameters(self)
        check_given(X, y, self)
        read_column_names(self, X, y)
        self.sampler_ = self._make_sampler()
        try:
            problem = self.sampler_._make_problem(X, y)
        except MissingCellsError as error:
            raise error.inside("sampler", self.sampler_) from None
        self.sampling_strategy_ = problem.n_new
        return problem

    def _make_sampler(self) -> BaseOverSampler:
        given = SMOTE() if self.sampler is None else self.sampler
        sampler = clone(given)
        if self.sampling_strategy is not None:
            sampler.set_params(sampling_strategy=self.sampling_strategy)
        # The very same object, so that draws move a generator on.
        seed = given.random_state if self.random_state is None else self.random_state
        return sampler.set_params(random_state=seed)

    def _plan_by_class(self, problem: Problem) -> Iterator[ClassPlan]:
        n_candidates = {label: math.ceil(self.factor * n) for label, n in problem.n_new.items()}
        for candidates in self.sampler_._plan_by_class(replace(problem, n_new=n_candidates)):
            label, n_new = candidates.label, problem.n_new[candidates.label]
            if n_candidates[label] > n_new:
                kept = self._select(self._judge(problem, candidates), label, n_new)
                plan, codes = candidates.plan.take(kept), candidates.codes[kept]
                candidates = ClassPlan(label, plan, codes)
            yield candidates

    def _generate(
        self, problem: Problem, context: Any, label: Any, n_new: int
    ) -> tuple[BasePlan, NDArray[np.integer] | None]:
        """Plan candidates of a class, as the sampler inside does."""
        return self.sampler_._generate(problem, context, label, n_new)

    def _judge(self, problem: Problem, candidates: ClassPlan) -> _Scores:
        label, plan, codes = candidates
        code = problem.target.code_of(label)
        X_over = problem.extend_table(plan, codes)
        if callable(self.criterion):
            return self._ask(problem, label, X_over)
        n_rows = row_count(problem.table.X)
        scale = self.scale or getattr(self.sampler_, "scale", None)
        space = CandidateSpace(self._as_numbers(X_over), n_rows, scale, self.n_jobs)
        if self.criterion == "classifier":
            classifier = self._make_classifier(problem)
            return _Scores(
                space.probability(classifier, problem.target.codes, code, plan.base), None
            )
        rows = problem.rows_of(label)
        nearest = space.nearest_real(rows, min(self.k_neighbors, n_rows))
        foreign = (problem.target.codes[nearest] != code).mean(axis=1)
        return _Scores(-foreign, foreign < self.level if self.criterion == "safe" else None)

    def _ask(self, problem: Problem, label: Any, X_over: Any) -> _Scores:
        """Let the user's own criterion judge."""
        # Copies, since the criterion may write into what it is given.
        X, y = deepcopy((problem.table.X, problem.target.y))
        rows = take_rows(X_over, np.arange(row_count(X), row_count(X_over)))
        answer = np.asarray(self.criterion(rows, label, X, y))  # type: ignore[operator]
        if answer.shape != (row_count(rows),) or answer.dtype.kind not in "biuf":
            raise InvalidParameterError(
                f"{type(self).__name__}: criterion={self.criterion!r} must give one number or bool "
                f"for each of the {row_count(rows)} candidates of class {label!r}. Got an array of "
                f"shape {answer.shape} and dtype {answer.dtype}."
            )
        if answer.dtype.kind == "b":
            return _Scores(answer.astype(np.float64), answer)
        if np.isnan(answer).any():
            raise InvalidParameterError(
                f"{type(self).__name__}: criterion={self.criterion!r} gave NaN for "
                f"{int(np.isnan(answer).sum())} of {len(answer)} candidates of class {label!r}."
            )
        return _Scores(answer.astype(np.float64), None)

    @property
    def _grid(self) -> Grid:
        return self.sampler_._grid

    def _encode(self, X: Any) -> Rows:
        return self.sampler_._encode(X)

    def _as_numbers(self, X: Any) -> Any:
        """Bring finished rows into working form, as the sampler does if it computes with them."""
        table = self._encode(X)
        if isinstance(table, WholeRows):
            return encode(X, owner=type(self).__name__, allow_missing=True, refuse=False)
        return table

    def _make_classifier(self, problem: Problem) -> Any:
        if self.classifier is not None:
            return self.classifier
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(
            n_estimators=50,
            class_weight="balanced",
            min_samples_leaf=3,
            random_state=problem.streams.seed_for_estimator(),
            n_jobs=self.n_jobs,
        )

    def _select(self, scores: _Scores, label: Any, n_new: int) -> NDArray[np.intp]:
        """Choose candidates, in the order in which they were drawn."""
        best_first = np.argsort(-scores.score, kind="stable")
        if scores.passes is None:
            return np.sort(best_first[:n_new])
        passing = np.flatnonzero(scores.passes)
        if len(passing) >= n_new:
            return passing[:n_new]
        others = best_first[~scores.passes[best_first]][: n_new - len(passing)]
        warn(
            f"{type(self).__name__}: {len(passing)} of {len(scores.score)} candidates of class "
            f"{label!r} pass criterion={self.criterion!r}, and {n_new} rows are needed. The best "
            f"{len(others)} of the others are taken too. A greater factor makes more candidates.",
            FallbackWarning,
        )
        return np.sort(np.concatenate([passing, others]))

    def _finish(self, problem: Problem, new: NewRows) -> NewRows:
        return self.sampler_._finish(problem, new)

    def _results(
        self, problem: Problem, new: NewRows, sample_weight: NDArray[np.float64] | None
    ) -> dict[str, Any]:
        results = self.sampler_._results(problem, new, sample_weight)
        self.sampler_.__dict__.update(results)
        return results

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        inner: OverSamplerTags = get_tags(SMOTE() if self.sampler is None else self.sampler)
        tags.input_tags, tags.sampler_tags = inner.input_tags, inner.sampler_tags
        return tags
