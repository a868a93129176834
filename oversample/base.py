"""The contract of every over-sampler, written once."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, clone
from sklearn.utils import check_consistent_length
from sklearn.utils.metadata_routing import UNCHANGED, MetadataRequest, get_routing_for_object
from sklearn.utils.validation import validate_data

from oversample._feature_space import FeatureSpace, fit_transform
from oversample._params import (
    Callable_,
    Mapping_,
    Seed,
    has_methods,
    one_of,
    real_within,
    validate_parameters,
)
from oversample._progress import track
from oversample._random import RandomStateLike, Streams, make_streams
from oversample._strategy import StrategyLike, resolve_strategy
from oversample._table import check_container, encode, row_count
from oversample._tags import OverSamplerTags, sampler_tags
from oversample._target import Target, encode_target
from oversample.plan import Plan


@dataclass(frozen=True)
class Problem:
    """One call of ``fit_resample``, checked and encoded: all that a plan may look at.

    Attributes
    ----------
    table : Table or WholeRows
        The features.
    target : Target
        The labels.
    n_new : Mapping
        The number of rows to make for each label, in sorted order.
    streams : Streams
        Where draws come from.
    """

    table: Any
    target: Target
    n_new: Mapping[Any, int]
    streams: Streams

    def rows_of(self, label: Any) -> NDArray[np.intp]:
        """Give the row numbers of a class, ascending."""
        return np.flatnonzero(self.target.codes == self.target.code_of(label))


@dataclass(frozen=True)
class NewRows:
    """All new rows of one call, planned but not made.

    Attributes
    ----------
    plan : Plan
        Where they come from.
    codes : ndarray of shape (n_new, n_categorical) or None
        Their categories; None stands for those of the base rows.
    labels : ndarray of shape (n_new,), int32
        Their labels, as codes of the target.
    """

    plan: Plan
    codes: NDArray[np.integer] | None
    labels: NDArray[np.int32]


class BaseSampler(OneToOneFeatureMixin, BaseEstimator, metaclass=ABCMeta):
    """What all samplers are to other people's machinery: a pickle, a routing request, tags."""

    _sampling_type = "over-sampling"

    # What a result has one entry for every row of. It is for looking at, and not pickled.
    _row_attributes: ClassVar[tuple[str, ...]] = (
        "plan_",
        "sample_indices_",
        "sample_weight_",
        "synthetic_mask_",
    )
    # Fitted estimators that hold training rows; they are pickled unfitted.
    _holds_training_data: ClassVar[tuple[str, ...]] = ("encoder_",)

    def __getstate__(self) -> dict[str, Any]:
        state = {k: v for k, v in super().__getstate__().items() if k not in self._row_attributes}
        for name in self._holds_training_data:
            if name in state:
                state[name] = clone(state[name])
        return state

    def set_fit_resample_request(self, *, sample_weight: bool | str | None = UNCHANGED) -> Self:
        """Say whether a pipeline passes ``sample_weight`` to ``fit_resample``.

        Only relevant with metadata routing (``sklearn.set_config(enable_metadata_routing=True)``).

        Parameters
        ----------
        sample_weight : bool, str or None
            ``True``: pass it; ``False``: do not; ``None``: raise if it is given; a string: pass
            the metadata of that name.

        Returns
        -------
        self
            The sampler.
        """
        # Routing to `fit_resample` is imbalanced-learn's extension of scikit-learn: importing it
        # here, where somebody asks for that routing, is what makes the method known.
        import imblearn.base  # noqa: F401

        request: MetadataRequest = get_routing_for_object(self)
        if sample_weight is not UNCHANGED:
            request.fit_resample.add_request(param="sample_weight", alias=sample_weight)
        self._metadata_request = request
        return self

    def __sklearn_tags__(self) -> OverSamplerTags:
        return sampler_tags()


# The parameters of samplers that can work in the space of a transformer.
FEATURE_SPACE: dict[str, list[type | None]] = {
    "encoder": [has_methods("fit", "transform"), None],
    "output": [one_of("input", "features")],
}


class BaseOverSampler(BaseSampler):
    """Base of all over-samplers: the only ``fit`` and ``fit_resample``.

    A sampler says how one class is filled (:meth:`_generate`); checking, encoding, counting,
    decoding, provenance and stacking are done here, in this order: parameters, table, target,
    strategy, one :meth:`_prepare`, one :meth:`_generate` for each class, one extension of the
    user's own ``X`` and ``y``.

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

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "sampling_strategy": [
            real_within(0, 1, open_low=True),
            one_of("auto", "minority", "not majority", "not minority", "all"),
            Mapping_,
            Callable_,
        ],
        "random_state": [Seed],
    }

    sampling_strategy: StrategyLike
    random_state: RandomStateLike

    # What a sampler means that does not have the parameter of that name.
    categorical_features: Any = None
    missing_values: str = "raise"
    encoder: Any = None
    output: str = "input"

    # Whether a new row is of one class alone, inside whose range its whole numbers are kept.
    _stays_in_class: ClassVar[bool] = True

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
        self._check(X, y)
        return self

    def fit_resample(
        self, X: Any, y: Any, *, sample_weight: ArrayLike | None = None
    ) -> tuple[Any, Any]:
        """Append synthetic rows until every class has the rows that the strategy asks for.

        Parameters
        ----------
        X : array-like, DataFrame or sparse (CSR, CSC) of shape (n_rows, n_features)
            The table; it is not changed.
        y : array-like of shape (n_rows,) or one-hot of shape (n_rows, n_classes)
            The labels.
        sample_weight : array-like of shape (n_rows,), optional
            Weights, carried over by the plan to ``sample_weight_``; they do not influence which
            rows are made.

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

        Warns
        -----
        FallbackWarning
            If the method's own rule finds nothing to work on in a class, which is then filled by
            plain SMOTE.
        """
        problem = self._check(X, y)
        if sample_weight is not None:
            sample_weight = check_weights(sample_weight, y)
        context = self._prepare(problem)
        plans, codes, filled = [], [], []
        for label, n_new in track("filling classes", problem.n_new.items()):
            if n_new > 0:
                plan, new_codes = self._generate(problem, context, label, n_new)
                plans.append(plan)
                codes.append(problem.table.codes[plan.base] if new_codes is None else new_codes)
                filled.append(problem.target.code_of(label))
        new = NewRows(
            replace(Plan.join(plans), n_rows=len(problem.target.codes)),
            np.concatenate(codes) if codes else None,
            np.repeat(np.array(filled, dtype=np.int32), [len(plan) for plan in plans]),
        )
        new = self._finish(problem, new)
        groups = (problem.target.codes, new.labels) if self._stays_in_class else None
        X_resampled = problem.table.extend(new.plan, new.codes, groups)
        self._report(problem, new, sample_weight)
        return X_resampled, problem.target.extend(new.labels)

    @abstractmethod
    def _generate(
        self, problem: Problem, context: Any, label: Any, n_new: int
    ) -> tuple[Plan, NDArray[np.integer] | None]:
        """Plan ``n_new`` rows of a class, and choose the category codes of those rows.

        ``context`` is what :meth:`_prepare` returned. Codes of ``None`` stand for those of the
        base rows.
        """

    def _prepare(self, problem: Problem) -> Any:
        """Do once what does not depend on the class being filled."""

    def _finish(self, problem: Problem, new: NewRows) -> NewRows:
        """Change what all classes' new rows and labels are, before they are made."""
        return new

    def _encode(self, X: Any) -> Any:
        """Bring a table into the form in which the sampler works on it."""
        return encode(
            X,
            categorical=self.categorical_features,
            owner=type(self).__name__,
            allow_missing=self.missing_values != "raise",
        )

    def _make_encoder(self) -> Any:
        """Give the transformer, not fitted, in whose space rows are made; or None."""
        return None if self.encoder is None else clone(self.encoder)

    def _enter_space(self, encoder: Any, table: Any, target: Target) -> Any:
        """Fit the transformer, and give the table seen through it."""
        space = FeatureSpace(table, encoder, target.labels, owner=type(self).__name__)
        self.encoder_ = encoder
        return space

    def _check(self, X: Any, y: Any) -> Problem:
        validate_parameters(self)
        check_container(X, "X")
        check_container(y, "y")
        validate_data(self, X, y, reset=True, skip_check_array=True)
        encoder = self._make_encoder()
        returns_features = encoder is not None and self.output == "features"
        table = None if returns_features else self._encode(X)
        check_consistent_length(X, y)
        target = encode_target(y)
        self.sampling_strategy_ = resolve_strategy(
            self.sampling_strategy, target.labels, target.classes, target.counts
        )
        if hasattr(self, "encoder_"):
            del self.encoder_
        # Last, since fitting an encoder may take long.
        if returns_features:
            table = self._encode(fit_transform(encoder, X, target.labels))
            check_consistent_length(table.X, y)
            self.encoder_ = encoder
        elif encoder is not None:
            table = self._enter_space(encoder, table, target)
        streams = make_streams(self.random_state)
        return Problem(table, target, self.sampling_strategy_, streams)

    def _report(self, problem: Problem, new: NewRows, sample_weight: ArrayLike | None) -> None:
        plan, n_rows = new.plan, row_count(problem.table.X)
        self.plan_ = plan
        self.n_synthetic_ = len(plan)
        n_new = np.bincount(new.labels, minlength=len(problem.target.classes))
        counts = (problem.target.counts + n_new).tolist()
        self.class_counts_ = dict(zip(problem.target.classes.tolist(), counts, strict=True))
        self.synthetic_mask_ = np.arange(n_rows + len(plan)) >= n_rows
        if sample_weight is not None:
            self.sample_weight_ = plan.replay(sample_weight)
        elif hasattr(self, "sample_weight_"):
            del self.sample_weight_

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = self.categorical_features is not None
        # Any table of text can be taken only where columns are chosen by what they hold.
        tags.input_tags.string = isinstance(self.categorical_features, str)
        tags.input_tags.allow_nan = self.missing_values != "raise"
        return tags


def check_weights(sample_weight: ArrayLike, y: Any) -> NDArray[np.float64]:
    """Check weights of rows: one finite number for each label of ``y``."""
    n_rows = row_count(y)
    try:
        weights = np.asarray(sample_weight, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"sample_weight holds what is no number: {error}") from error
    if weights.shape != (n_rows,):
        raise ValueError(
            f"sample_weight must be one number for each of the {n_rows} rows. Got an array of "
            f"shape {weights.shape}."
        )
    if not np.isfinite(weights).all():
        raise ValueError(
            f"sample_weight contains NaN or infinity in {int((~np.isfinite(weights)).sum())} of "
            f"{n_rows} rows."
        )
    return weights
