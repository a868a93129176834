"""Over-sample, then clean: new rows first, then away with the rows that lie among other classes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from oversample._contract import LabelsT, TableT
from oversample._given import check_given, warn_of_order
from oversample._params import Threads, has_methods, validate_parameters
from oversample._progress import busy
from oversample._random import RandomStateLike
from oversample._sampler import keeps_rows
from oversample._soft_labels import check_hard_labels
from oversample._strategy import StrategyLike, label_names
from oversample._table import MissingCellsError, encode, read_column_names, row_count, take_rows
from oversample._tags import OverSamplerTags
from oversample._target import Target, encode_target
from oversample.base import STRATEGY, BaseEditingSampler, BaseSampler, check_groups, check_weights
from oversample.neighbors.space import MetricSpace
from oversample.plan import BasePlan, Plan
from oversample.plan.base import ReplayRule
from oversample.smote.base import BaseSMOTE
from oversample.smote.smote import SMOTE

SAMPLER: list[type | None] = [has_methods("fit", "fit_resample"), None]


class BaseCombination(BaseEditingSampler):
    """Base of samplers that over-sample, then clean.

    The over-sampler works on the user's own table. The cleaning method sees it as one matrix of
    numbers and only decides which rows stay; those are copied from the over-sampled table, so that
    no cell and no dtype changes.

    A subclass chooses the rows that stay (``_clean``).
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "smote": SAMPLER,
        "n_jobs": [Threads, None],
    }

    sampling_strategy: StrategyLike
    random_state: RandomStateLike
    smote: Any
    n_jobs: int | None

    @abstractmethod
    def _clean(self, X: Any, target: Target, n_rows: int) -> NDArray[np.intp]:
        """Choose the rows of the over-sampled table that stay; ``n_rows`` are the input's."""

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
        with self._call() as call:
            call._begin(X, y)
            with call._remedies_of_the_sampler():
                call.smote_.fit(X, y)
            call.sampling_strategy_ = getattr(call.smote_, "sampling_strategy_", None)
        return self

    def fit_resample(
        self,
        X: TableT,
        y: LabelsT,
        *,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> tuple[TableT, LabelsT]:
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
        groups : array-like of shape (n_rows,), optional
            The group of each row, carried over to ``groups_``: a new row is of the group of its
            base row. Groups do not influence which rows are made or kept either.

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
            rows it keeps; or if weights or groups are given and the over-sampler does not tell
            where its rows come from.

        Warns
        -----
        UserWarning
            If cleaning leaves no row of a class.
        """
        with self._call() as call:
            return call._resample(X, y, sample_weight, groups)

    def plan(self, X: Any, y: Any) -> BasePlan:
        """Plan the rows that the over-sampler would make; which of them cleaning keeps is not said.

        Parameters
        ----------
        X : array-like, DataFrame or sparse (CSR, CSC) of shape (n_rows, n_features)
            The table; it is not changed.
        y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
            The labels.

        Returns
        -------
        BasePlan
            The plan of all synthetic rows before cleaning, which is ``plan_`` after
            ``fit_resample``.

        Raises
        ------
        TypeError
            If the over-sampler cannot plan without making rows, as those of other packages.
        ValueError
            As ``fit_resample``.
        """
        call = self._unfitted()
        call._begin(X, y)
        if not hasattr(call.smote_, "plan"):
            raise TypeError(f"{call.smote_!r} has no plan(X, y). All samplers of oversample do.")
        with call._remedies_of_the_sampler():
            plan: BasePlan = call.smote_.plan(X, y)
        return replace(plan, remark=f"{type(self).__name__} then leaves rows out.")

    @contextmanager
    def _remedies_of_the_sampler(self) -> Iterator[None]:
        """Let errors of the over-sampler name what can be done at this object."""
        try:
            yield
        except MissingCellsError as error:
            raise error.inside("smote", self.smote_) from None

    def _resample(
        self, X: Any, y: Any, sample_weight: ArrayLike | None, groups: ArrayLike | None
    ) -> tuple[Any, Any]:
        """Over-sample and clean, on the copy of one call."""
        self._begin(X, y)
        if sample_weight is not None:
            warn_of_order(X, sample_weight, "sample_weight")
            sample_weight = check_weights(sample_weight, y)
        if groups is not None:
            warn_of_order(X, groups, "groups")
            groups = check_groups(groups, y)
        with self._remedies_of_the_sampler():
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
        with busy("cleaning"):
            self.kept_indices_ = self._clean(X_over, target, n_rows)
        self.synthetic_mask_ = self.kept_indices_ >= n_rows
        # Cleaning leaves rows out, and changes none.
        self.moved_ = np.zeros(len(self.kept_indices_), dtype=bool)
        self.n_synthetic_ = int(self.synthetic_mask_.sum())
        left = np.bincount(target.codes[self.kept_indices_], minlength=len(target.classes))
        self.class_counts_ = dict(zip(label_names(target.classes), left.tolist(), strict=True))
        if sample_weight is not None:
            self.sample_weight_ = self.replay(sample_weight, how="interpolate")
        if groups is not None:
            self.groups_ = self.replay(groups, how="base")
        return take_rows(X_over, self.kept_indices_), take_rows(y_over, self.kept_indices_)

    def replay(self, array: Any, *, how: ReplayRule = "auto") -> Any:
        """Carry over to the result whatever belongs to the rows but is not a feature.

        Parameters
        ----------
        array : array-like, Series, DataFrame or sparse of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order: weights,
            group labels, raw images, a second modality.
        how : {"auto", "interpolate", "base", "partner"}, default="auto"
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
        check_given(X, y, self)
        read_column_names(self, X, y)
        if self.smote is None:
            self.smote_ = SMOTE(
                sampling_strategy=self.sampling_strategy,
                random_state=self.random_state,
                n_jobs=self.n_jobs,
            )
        else:
            self.smote_ = clone(self.smote)
        if not keeps_rows(self.smote_):
            raise ValueError(
                f"The over-sampler of {type(self).__name__} must append rows to those that it is "
                f"given and leave these as they are, which {self.smote_!r} does not."
                + (" Set clean=False of it." if hasattr(self.smote_, "clean") else "")
            )
        if not isinstance(self.smote_, BaseSampler):
            warn_of_order(X, y, "y")
        check_hard_labels(self.smote_, type(self).__name__, "cleaned rows with one label each")

    def _space(self, X: Any) -> MetricSpace:
        """Return the over-sampled rows in the units of the over-sampler."""
        if isinstance(self.smote_, BaseSMOTE):
            return MetricSpace(self.smote_._encode(X), self.smote_.scale, self.n_jobs)
        # imbalanced-learn's SMOTENC may call columns of numbers categories.
        given = getattr(self.smote_, "categorical_features_", None)
        table = encode(
            X,
            categorical=None if sparse.issparse(X) else given,
            owner=type(self).__name__,
            allow_missing=True,
            refuse=False,
        )
        return MetricSpace(table, n_jobs=self.n_jobs)

    def _points(self, X: Any) -> Any:
        """Return the over-sampled rows as numbers, for a method that knows numbers only."""
        space = self._space(X)
        points = space.points(space.mismatch(np.arange(row_count(X))))
        # Some cleaning methods index one row, which is one-dimensional in a sparse array.
        return sparse.csr_matrix(points) if sparse.issparse(points) else points

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        if hasattr(self.smote, "__sklearn_tags__"):
            tags.input_tags = get_tags(self.smote).input_tags
        return tags


def _plan_of(over_sampler: Any, n_rows: int) -> BasePlan | None:
    """Return the plan of an over-sampler, if it has one or names the rows that it copied."""
    plan = getattr(over_sampler, "plan_", None)
    if plan is None and hasattr(over_sampler, "sample_indices_"):
        copied = np.asarray(over_sampler.sample_indices_, dtype=np.intp)[n_rows:]
        plan = replace(Plan.copies(copied), n_rows=n_rows)
    return plan
