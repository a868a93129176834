"""The contract of every over-sampler, written once.

``fit_resample`` has three joints, each a method of its own:

======================  ==========================================================================
:meth:`_make_problem`   X and y to a :class:`Problem`: checked, encoded, counted, seeded
:meth:`_plan_all`       a problem to :class:`NewRows`: where every new row comes from
:meth:`_extend`         new rows to the user's own X and y, longer
======================  ==========================================================================

``plan`` is the first two. A wrapper around another sampler calls these on a clone of it, and for
its own purposes :meth:`_plan_by_class` (the middle joint, a class at a time) or its parts
:meth:`_prepare` and :meth:`_plan_class`, :meth:`_finish`, :meth:`_results` and :meth:`_encode`; it
needs no other.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Self, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_consistent_length

from oversample._blocks import count_codes
from oversample._contract import NO_PARENT, LabelsT, Rows, TableT, TargetLike
from oversample._given import check_given, warn_of_order
from oversample._params import ArrayLike as ArrayLike_
from oversample._params import (
    Callable_,
    CategoricalLike,
    Grid,
    Mapping_,
    MissingValues,
    Seed,
    one_of,
    real_within,
    validate_parameters,
)
from oversample._problem import (
    ClassPlan,
    NewRows,
    Problem,
    carry_groups,
    carry_weights,
    check_groups,
    check_weights,
)
from oversample._progress import track
from oversample._random import RandomStateLike, make_streams
from oversample._sampler import BaseEditingSampler, BaseSampler
from oversample._strategy import StrategyLike, StrategyName, label_names, resolve_strategy
from oversample._table import MissingCellsError, encode, read_column_names, row_count
from oversample._tags import OverSamplerTags
from oversample._target import encode_target, warn_of_amounts
from oversample.plan import BasePlan, Plan
from oversample.plan.base import RowClasses, check_is_plan
from oversample.plan.checks import check_codes, check_pair

__all__ = [
    "CATEGORIES",
    "GRID",
    "MISSING",
    "STRATEGY",
    "BaseEditingSampler",
    "BaseOverSampler",
    "BaseSampler",
    "ClassPlan",
    "NewRows",
    "Problem",
    "check_groups",
    "check_weights",
]

STRATEGY: dict[str, list[type | None]] = {
    "sampling_strategy": [
        real_within(0, 1, open_low=True),
        one_of(*get_args(StrategyName)),
        Mapping_,
        Callable_,
    ],
    "random_state": [Seed],
}
"""The parameters of every sampler."""

CATEGORIES: dict[str, list[type | None]] = {
    "categorical_features": [one_of("auto"), ArrayLike_, None]
}
"""The parameter of samplers of mixed tables."""

MISSING: dict[str, list[type | None]] = {
    "missing_values": [one_of(*get_args(MissingValues))],
}
"""The parameter of samplers that can work around missing cells."""


GRID: dict[str, list[type | None]] = {"grid": [one_of(*get_args(Grid))]}
"""The parameter of samplers that make numbers which no row has."""


class BaseOverSampler(BaseSampler):
    """Base of all over-samplers: the only ``fit`` and ``fit_resample``.

    A sampler says how one class is filled (:meth:`_generate`); checking, encoding, counting,
    decoding, provenance and stacking are done here, in this order: parameters, table, target,
    strategy, one :meth:`_prepare`, one :meth:`_generate` for each class, one extension of the
    user's own ``X`` and ``y``. All of these work on a copy of the sampler that belongs to the call:
    fitted attributes (names that end in an underscore) may be set on ``self`` anywhere, and are the
    sampler's own at the end of ``fit_resample``.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards.

        - ``"auto"`` or ``"not majority"``: every class but the majority is filled up to the
          majority; ``"minority"``: only the smallest; ``"not minority"``, ``"all"``: as they say.
        - ``float`` in (0, 1]: the ratio of minority to majority (binary targets only).
        - ``dict``: for each label an ``int``, the number of rows afterwards, or a ``float`` in
          (0, 1], the ratio to the majority class. Ratios hold in every fold of a
          cross-validation and for any number of classes.
        - ``callable``: takes the labels, returns such a dict.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        An ``int`` or ``RandomState`` gives the rows that imbalanced-learn gives for that seed. A
        ``Generator`` or ``SeedSequence`` gives every class an independent stream.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {**STRATEGY}

    sampling_strategy: StrategyLike
    random_state: RandomStateLike
    sampling_strategy_: Mapping[Any, int]
    groups_: Any

    # What a sampler means that does not have the parameter of that name.
    categorical_features: CategoricalLike = None
    missing_values: MissingValues = "raise"
    grid: Grid = "off"

    # Whether a new row is of one class alone, inside whose range its whole numbers are kept.
    _stays_in_class: ClassVar[bool] = True

    # Whether the rows of a class are planned from that class's rows and all counts, and from
    # nothing else. A class says so for itself alone: a subclass with another rule says it again.
    _reads_one_class: ClassVar[bool] = False

    # Or from that class's rows and so many nearest rows of other classes to each of them: numbers,
    # or names of parameters. A class says so for itself too.
    _reads_nearest: ClassVar[tuple[str | int, ...]] = ()

    # Or from that class's rows and the partners that are drawn for them, of any class. A class
    # says so for itself too.
    _reads_partners: ClassVar[bool] = False

    # Or, beside nearest rows, the support vectors of a fitted machine: the parameter that it is in.
    # A class says so for itself too.
    _reads_support: ClassVar[str] = ""

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state

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
            call._make_problem(X, y)
        return self

    def fit_resample(
        self,
        X: TableT,
        y: LabelsT,
        *,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> tuple[TableT, LabelsT]:
        """Append synthetic rows until every class has as many rows as the strategy names.

        Parameters
        ----------
        X : array-like, DataFrame or sparse (CSR, CSC) of shape (n_rows, n_features)
            The table; it is not changed.
        y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
            The labels.
        sample_weight : array-like of shape (n_rows,), optional
            Weights, carried over by the plan to ``sample_weight_``; they do not influence which
            rows are made.
        groups : array-like of shape (n_rows,), optional
            The group of each row, such as a patient, carried over to ``groups_``: a new row is of
            the group of its base row. Groups do not influence which rows are made either, so that
            the partner of a row may be of another group.

        Returns
        -------
        X_resampled : same type as X, of shape (n_rows + n_synthetic, n_features)
            The rows of ``X``, identical, then the synthetic ones, class by class.
        y_resampled : same type as y
            Their labels.

        Raises
        ------
        ValueError
            If a parameter, the table or the target is not usable; the message says which and why.
            If groups are given, and rows are made that come from no row.

        Warns
        -----
        FallbackWarning
            If the method's own rule finds nothing to work on in a class, which is then filled by
            plain SMOTE.
        SoftLabelsWarning
            If labels are soft or split: once in a process, since ``y`` does not hold them.
        """
        with self._call() as call:
            problem = call._make_problem(X, y)
            if sample_weight is not None:
                warn_of_order(X, sample_weight, "sample_weight")
                sample_weight = check_weights(sample_weight, y)
            if groups is not None:
                warn_of_order(X, groups, "groups")
                groups = check_groups(groups, y)
            new = call._plan_all(problem)
            if groups is not None:
                call.groups_ = carry_groups(new.plan, groups)
            X_resampled, y_resampled = call._extend(problem, new)
            call.__dict__.update(call._results(problem, new, sample_weight))
        return X_resampled, y_resampled

    def plan(self, X: Any, y: Any) -> BasePlan:
        """Plan the rows that ``fit_resample`` would make, and make none of them.

        The sampler stays as it is: no attribute is set. With an ``int`` seed the plan is that of
        the next ``fit_resample``; a ``RandomState`` or ``Generator`` moves on.

        Parameters
        ----------
        X : array-like, DataFrame or sparse (CSR, CSC) of shape (n_rows, n_features)
            The table; it is not changed.
        y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
            The labels.

        Returns
        -------
        BasePlan
            How many rows of each class (``counts``), and from which rows each of them comes
            (``to_frame()``).

        Raises
        ------
        ValueError
            As ``fit_resample``.

        Examples
        --------
        >>> from sklearn.datasets import make_classification
        >>> from oversample import SMOTE
        >>> X, y = make_classification(weights=[0.8], random_state=1)
        >>> SMOTE(random_state=0).plan(X, y)
        Plan(62 new rows, {1: 62}, from 18 base rows of 100)
        """
        call = self._unfitted()
        return call._plan_all(call._make_problem(X, y)).plan

    def _make_problem(self, X: Any, y: Any) -> Problem:
        """Check and encode what a call is given; set what ``fit`` finds."""
        # Parameters and containers first, before anything is read.
        validate_parameters(self)
        check_given(X, y, self)
        warn_of_order(X, y, "y")
        read_column_names(self, X, y)
        return self._read(X, y)

    def _read(self, X: Any, y: Any) -> Problem:
        """Encode a table and a target."""
        table = self._encode(X)
        check_consistent_length(X, y)
        return self._pose(table, self._encode_target(y))

    def _pose(self, table: Rows, target: TargetLike) -> Problem:
        """Count what is to be made, and start the streams."""
        streams = make_streams(self.random_state)
        return Problem(table, target, self._count(target), streams, self._stays_in_class)

    def _count(self, target: TargetLike) -> Mapping[Any, int]:
        """Resolve the strategy to the number of rows to make for each label."""
        self.sampling_strategy_ = resolve_strategy(
            self.sampling_strategy, target.labels, target.classes, target.counts
        )
        return self.sampling_strategy_

    @property
    def _grid(self) -> Grid:
        """Whether new cells are put onto the grid of their column, and so in a replay."""
        return self.grid

    def _plan_all(self, problem: Problem) -> NewRows:
        """Plan all new rows, class by class."""
        filled = list(self._plan_by_class(problem))
        if filled:
            plan: BasePlan = BasePlan.join([part.plan for part in filled])
            codes = np.concatenate([part.codes for part in filled])
        else:
            nothing = np.empty(0, dtype=np.intp)
            plan, codes = Plan.copies(nothing), problem.table.codes[nothing]
            plan = replace(plan, class_codes=nothing.astype(np.int32))
        classes = tuple(label_names(problem.target.classes))
        codes_of_rows = problem.target.codes
        row_classes = RowClasses(codes_of_rows) if problem.stays_in_class else None
        plan = replace(
            plan,
            n_rows=len(codes_of_rows),
            classes=classes,
            row_classes=row_classes,
            grid=self._grid,
            n_before=tuple(int(n) for n in problem.target.counts),
        )
        return self._finish(problem, NewRows(plan, codes))

    def _plan_by_class(self, problem: Problem) -> Iterator[ClassPlan]:
        """Plan the new rows of each class in turn, and check what was planned."""
        context = self._prepare(problem)
        for label, n_new in track("filling classes", problem.n_new.items()):
            if n_new > 0:
                yield self._plan_class(problem, context, label, n_new)

    def _plan_class(self, problem: Problem, context: Any, label: Any, n_new: int) -> ClassPlan:
        """Plan new rows of one class, and check what was planned."""
        planned = self._generate(problem, context, label, n_new)
        check_pair(planned, f"{type(self).__name__}._generate")
        plan, codes = planned
        self._check_plan(problem, plan, codes, label, n_new)
        code = problem.target.code_of(label)
        plan = replace(plan, class_codes=np.full(n_new, code, dtype=np.int32))
        return ClassPlan(label, plan, problem.table.codes[plan.base] if codes is None else codes)

    def _check_plan(
        self, problem: Problem, plan: BasePlan, codes: Any, label: Any, n_new: int
    ) -> None:
        """Raise where a subclass has planned what cannot be made."""
        check_is_plan(plan, f"{type(self).__name__}._generate")
        plan.check(len(problem.target.codes))
        if len(plan) != n_new:
            raise ValueError(
                f"{type(self).__name__} planned {len(plan)} rows of class {label!r}, and {n_new} "
                "are needed."
            )
        if codes is not None:
            check_codes(codes, problem.table.codes, n_new)
        if codes is None and problem.table.codes.shape[1] and (plan.base == NO_PARENT).any():
            raise ValueError(
                f"{type(self).__name__} planned rows of class {label!r} without parents, but not "
                f"the codes of their {problem.table.codes.shape[1]} categories."
            )

    def _extend(self, problem: Problem, new: NewRows) -> tuple[Any, Any]:
        """Make the new rows, and append them to the user's own X and y."""
        X_resampled = problem.extend_table(new.plan, new.codes)
        return X_resampled, problem.target.extend(new.plan, new.class_codes)

    @abstractmethod
    def _generate(
        self, problem: Problem, context: Any, label: Any, n_new: int
    ) -> tuple[BasePlan, NDArray[np.integer] | None]:
        """Plan ``n_new`` rows of a class, and choose the category codes of those rows.

        ``context`` is what :meth:`_prepare` returned. Codes of ``None`` stand for those of the
        base rows.
        """

    def _prepare(self, problem: Problem) -> Any:
        """Do once what does not depend on the class being filled."""

    def _check_class_sizes(self, n_rows: Mapping[Any, int]) -> None:
        """Raise where a class has too few rows to be filled, by the number of rows of each."""

    def _finish(self, problem: Problem, new: NewRows) -> NewRows:
        """Change what all classes' new rows and labels are, before they are made."""
        return new

    def _encode(self, X: Any) -> Rows:
        """Bring a table into the form in which the sampler works on it."""
        try:
            return encode(
                X,
                categorical=self.categorical_features,
                owner=type(self).__name__,
                allow_missing=self.missing_values != "raise",
                grid=self.grid,
            )
        except MissingCellsError as error:
            if "missing_values" not in self.get_params(deep=False):
                raise
            parameter = "missing_values='present' or 'propagate'"
            raise MissingCellsError(error.cells, parameter) from None

    def _encode_target(self, y: Any) -> TargetLike:
        """Bring a target into the form in which its groups are counted and filled."""
        target = encode_target(y)
        warn_of_amounts(target)
        return target

    def _results(
        self, problem: Problem, new: NewRows, sample_weight: NDArray[np.float64] | None
    ) -> dict[str, Any]:
        """Return the fitted attributes that tell of the new rows."""
        plan, n_rows = new.plan, row_count(problem.table.X)
        n_new = count_codes(new.class_codes, len(problem.target.classes))
        counts = (problem.target.counts + n_new).tolist()
        classes = label_names(problem.target.classes)
        is_new = np.zeros(n_rows + len(plan), dtype=bool)
        is_new[n_rows:] = True
        results = {
            "plan_": plan,
            "n_synthetic_": len(plan),
            "class_counts_": dict(zip(classes, counts, strict=True)),
            "synthetic_mask_": is_new,
        }
        if sample_weight is not None:
            results["sample_weight_"] = carry_weights(problem, plan, sample_weight)
        return results

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = self.categorical_features is not None
        # Any table of text can be taken only where columns are chosen by what they hold.
        tags.input_tags.string = isinstance(self.categorical_features, str)
        tags.input_tags.allow_nan = self.missing_values != "raise"
        tags.input_tags.sparse = tags.input_tags.sparse and self.grid == "off"
        return tags
