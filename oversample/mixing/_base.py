"""The base of mixing samplers: pair rule x law of weights x label rule."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._encoder import FEATURE_SPACE, EncoderMixin, Output
from oversample._image_shape import ImageShape, Shape, check_image_shape
from oversample._params import CategoricalLike, MissingValues, one_of
from oversample._random import RandomStateLike, Stream, Streams
from oversample._soft_labels import warn_of_soft_labels
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, MISSING, STRATEGY, BaseSampler, NewRows, Problem
from oversample.mixing._labels import Labels, soft_labels, split
from oversample.mixing._pairs import DrawnPartners, PairRule, draw_pairs, draw_positions
from oversample.plan import Plan

MIXTURE: dict[str, list[type | None]] = {
    "labels": [one_of(*get_args(Labels))],
    **CATEGORIES,
    "image_shape": [Shape, None],
    **FEATURE_SPACE,
}
"""The parameters of all mixing samplers, beside those of every sampler."""

CategorySource = Literal["base", "mixed"]
"""The row of a pair that the categories come from."""

CATEGORY_SOURCE: dict[str, list[type | None]] = {"categories": [one_of(*get_args(CategorySource))]}
"""The parameter of mixing samplers that choose which row the categories come from."""


class Pairs(NamedTuple):
    """Rows to be mixed, by number, and the weight of each base."""

    base: NDArray[np.intp]
    partner: NDArray[np.intp]
    weight: NDArray[np.float64]


class BaseMixing(EncoderMixin):
    r"""Base of samplers that mix pairs of rows, of one class or of two.

    Three rules make a member of the family:

    - the **pair rule** (``pairs``): base rows are drawn uniformly from the class being filled, so
      that the counts are exact, and partners from where the rule says;
    - the **law of weights** (:meth:`_draw_weights`): :math:`\lambda`, the weight of the base;
    - the **label rule** (:meth:`_label_weights`): :math:`\omega`, the weight of the base's label.

    With ``labels="hard"`` the base's label must be the greater part of the row, so weights for
    which it is not are exchanged (:meth:`_let_base_dominate`): :math:`\lambda' = \max(\lambda, 1 -
    \lambda)` where :math:`\omega = \lambda`.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        See :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        See :class:`oversample.BaseOverSampler`.
    labels : {"hard", "split", "soft"}, default="hard"
        How rows of two classes are labelled; see :class:`oversample.Mixup`, as for all below.
    categorical_features : None, "auto" or list, default=None
        Columns that are not mixed.
    categories : {"base", "mixed"}, default="base"
        Which row they come from.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers.
    image_shape : tuple of int or None, default=None
        The shape of the image that each row holds.
    encoder : transformer or None, default=None
        What encodes the space that rows are mixed in.
    output : {"input", "features"}, default="input"
        Whether new rows are brought back from there.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **MIXTURE,
        **CATEGORY_SOURCE,
        **MISSING,
    }

    _row_attributes: ClassVar[tuple[str, ...]] = (*BaseSampler._row_attributes, "soft_labels_")

    # A mixture of two classes need not lie in the range of one.
    _stays_in_class: ClassVar[bool] = False

    # The rule of samplers without a parameter of that name.
    pairs: PairRule = "any"

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        labels: Labels = "hard",
        categorical_features: CategoricalLike = None,
        categories: CategorySource = "base",
        missing_values: MissingValues = "raise",
        image_shape: tuple[int, ...] | None = None,
        encoder: Any = None,
        output: Output = "input",
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.labels = labels
        self.categorical_features = categorical_features
        self.categories = categories
        self.missing_values = missing_values
        self.image_shape = image_shape
        self.encoder = encoder
        self.output = output

    # The name of the parameter that decides where partners are drawn from.
    _pair_parameter: ClassVar[str] = "pairs"

    @property
    def _pair_rule(self) -> PairRule:
        return getattr(self, self._pair_parameter)

    def _draw_partners(
        self,
        streams: Streams,
        counts: NDArray[np.intp],
        code: int,
        numbers: NDArray[np.intp],
        n_new: int,
    ) -> DrawnPartners:
        """Draw where the partners of new rows stand, as the plan of these rows will.

        Parameters
        ----------
        streams : Streams
            Those of the plan.
        counts : ndarray of shape (n_classes,)
            The rows of each class.
        code : int
            The class being filled.
        numbers : ndarray of shape (n_class,)
            The number of each of its rows in the table.
        n_new : int
            The number of new rows.
        """
        rng = streams.start()
        at = rng.integers(len(numbers), n_new)
        return draw_positions(rng, counts, code, at, numbers[at], self._pair_rule)

    @abstractmethod
    def _draw_weights(self, rng: Stream, n_new: int) -> NDArray[np.float64]:
        """Draw the weight of the base in each new row."""

    def _label_weights(
        self, weight: NDArray[np.float64], ratio: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the weight of the base's label, where its class has ``ratio`` times the rows."""
        return weight

    def _let_base_dominate(
        self, weight: NDArray[np.float64], ratio: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Exchange the two weights of a pair where the base's label would be the smaller part."""
        is_smaller = self._label_weights(weight, ratio) < 0.5
        return np.where(is_smaller, 1.0 - weight, weight)

    def _mix(self, problem: Problem, context: Any, rng: Stream, pairs: Pairs) -> Plan:
        """Plan the rows that pairs make: by default :math:`w x_{base} + (1 - w) x_{partner}`."""
        return Plan(pairs.base, pairs.partner, 1.0 - pairs.weight)

    def _prepare(self, problem: Problem) -> Any:
        for label, n_new in problem.n_new.items():
            if n_new > 0 and self._pair_rule == "same" and len(problem.rows_of(label)) == 1:
                raise ValueError(
                    f"{type(self).__name__} with {self._pair_parameter}='same' needs at least 2 "
                    f"rows in each class that it fills, but class {label!r} has 1. Remedies: "
                    f"{self._pair_parameter}='any', or leave the class out of sampling_strategy."
                )
        if self.image_shape is not None:
            self._check_image_shape(problem)

    def _check_image_shape(self, problem: Problem) -> ImageShape:
        """Check that what is mixed can be images of the shape."""
        assert self.image_shape is not None
        width = problem.table.numeric.shape[1]
        return check_image_shape(self.image_shape, width, type(self).__name__, self._found(width))

    def _found(self, width: int) -> str:
        """Return a description of what is mixed, for messages."""
        if self.encoder is None or isinstance(self.encoder, str):
            return f"X has {width} columns of numbers"
        return f"the encoder makes {width} features, which are what is mixed"

    def _generate(
        self, problem: Problem, context: Any, label: Any, n_new: int
    ) -> tuple[Plan, NDArray[np.integer] | None]:
        rng = problem.streams.start()
        base, partner = draw_pairs(rng, problem, label, n_new, self._pair_rule)
        counts = problem.target.counts[problem.target.codes]
        ratio = counts[base] / counts[partner]
        weight = self._draw_weights(rng, n_new)
        if self.labels == "hard":
            weight = self._let_base_dominate(weight, ratio)
        plan = self._mix(problem, context, rng, Pairs(base, partner, weight))
        plan = plan.labelled(self._label_weights(1.0 - plan.step, ratio))
        if self.missing_values == "present":
            plan = plan.filling_missing()
        return plan, self._choose_categories(problem, rng, plan)

    def _choose_categories(
        self, problem: Problem, rng: Stream, plan: Plan
    ) -> NDArray[np.integer] | None:
        codes = problem.table.codes
        if self.categories == "base" or not codes.shape[1]:
            return None
        from_partner = rng.uniform(len(plan) * codes.shape[1]).reshape(len(plan), -1)
        is_partner = from_partner < plan.step[:, np.newaxis]
        return np.where(is_partner, codes[plan.partner], codes[plan.base])

    def _finish(self, problem: Problem, new: NewRows) -> NewRows:
        return split(new, problem.target.codes) if self.labels == "split" else new

    def _results(
        self, problem: Problem, new: NewRows, sample_weight: NDArray[np.float64] | None
    ) -> dict[str, Any]:
        results = super()._results(problem, new, sample_weight)
        if self.labels == "hard":
            return results
        if len(new.plan):
            warn_of_soft_labels(self)
        is_new = results["synthetic_mask_"]
        weights = results.setdefault("sample_weight_", np.ones(len(is_new)))
        if self.labels == "split" and new.plan.label_weight is not None:
            weights[is_new] *= new.plan.label_weight
        if self.labels == "soft":
            codes, classes = problem.target.codes, problem.target.classes
            results["classes_"] = classes
            results["soft_labels_"] = soft_labels(new.plan, codes, len(classes))
        return results
