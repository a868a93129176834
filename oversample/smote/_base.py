"""What every SMOTE-like sampler shares: neighbours in a class, segments, votes, small classes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.neighbors import NearestNeighbors

from oversample._params import ArrayLike, has_methods, integer_from, one_of
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample._table import Table, encode
from oversample._tags import OverSamplerTags
from oversample.base import BaseOverSampler, Problem
from oversample.neighbors import kneighbors
from oversample.plan import Plan
from oversample.smote._vote import vote


@dataclass
class ClassGroup:
    """The rows of the class being filled.

    Attributes
    ----------
    label : object
        The class.
    rows : ndarray of shape (n_class,)
        Their numbers in the input, ascending.
    sampler : BaseInterpolation
        Whose parameters say how neighbours are found.
    problem : Problem
        The call that they belong to.
    """

    label: Any
    rows: NDArray[np.intp]
    sampler: BaseInterpolation
    problem: Problem

    @cached_property
    def neighbors(self) -> NDArray[np.intp]:
        """Positions in ``rows`` of each row's neighbours in the class, shape (n_class, k)."""
        return self.sampler._search(self)

    @cached_property
    def mismatch(self) -> float:
        """The distance that a differing category stands for: the median of the class's spreads."""
        X = self.problem.table.numeric
        return float(np.median(X[self.rows].std(axis=0, dtype=np.float64))) if X.shape[1] else 1.0


class BaseInterpolation(BaseOverSampler):
    r"""Base of samplers that place new rows on segments between two rows.

    A variant overrides :meth:`_plan`; interpolating, voting on categories, rounding and counting
    follow from the plan.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        See :class:`BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        See :class:`BaseOverSampler`.
    k_neighbors : int or object, default=5
        See :class:`SMOTE`.
    categorical_features : None, "auto" or list, default=None
        See :class:`SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        See :class:`SMOTE`.
    n_jobs : int or None, default=None
        See :class:`SMOTE`.
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **BaseOverSampler._parameter_constraints,
        "k_neighbors": [integer_from(1), has_methods("kneighbors", "kneighbors_graph")],
        "categorical_features": [one_of("auto"), ArrayLike, None],
        "small_class": [one_of("raise", "reduce_k", "duplicate")],
        "n_jobs": [integer_from(-1), None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        categorical_features: str | Sequence[Any] | None = None,
        small_class: str = "raise",
        n_jobs: int | None = None,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.categorical_features = categorical_features
        self.small_class = small_class
        self.n_jobs = n_jobs

    @abstractmethod
    def _plan(self, problem: Problem, context: Any, group: ClassGroup, n_new: int) -> Plan:
        """Choose base, partner and step of ``n_new`` rows of a class."""

    def _encode(self, X: Any) -> Table:
        return encode(X, categorical=self.categorical_features, owner=type(self).__name__)

    def _prepare(self, problem: Problem) -> Any:
        # Unfitted on purpose: a pickled sampler carries no training data.
        self.nn_k_ = (
            clone(self.k_neighbors)
            if not isinstance(self.k_neighbors, int | np.integer)
            else NearestNeighbors(n_neighbors=self.k_neighbors + 1, n_jobs=self.n_jobs)
        )
        for label, n_new in problem.n_new.items():
            n_rows = len(problem.rows_of(label))
            if n_new > 0 and n_rows <= self._k and self.small_class == "raise":
                raise ValueError(self._too_small(label, n_rows))

    def _generate(
        self, problem: Problem, context: Any, label: Any, n_new: int
    ) -> tuple[Plan, NDArray[np.integer] | None]:
        group = ClassGroup(label, problem.rows_of(label), self, problem)
        if self._is_too_small(group):
            draw = problem.streams.start().integers(len(group.rows), n_new)
            return Plan.copies(group.rows[draw]), None if not problem.table.levels else (
                problem.table.codes[group.rows[draw]]
            )
        plan = self._plan(problem, context, group, n_new)
        if not problem.table.levels:
            return plan, None
        position = np.searchsorted(group.rows, plan.base)
        codes = problem.table.codes[group.rows]
        return plan, vote(codes, group.neighbors, position, problem.streams.start())

    @property
    def _k(self) -> int:
        # As in imbalanced-learn, an object's own count includes the row itself.
        return self.nn_k_.n_neighbors - 1

    def _is_too_small(self, group: ClassGroup) -> bool:
        least = 2 if self.small_class == "reduce_k" else self._k + 1
        return len(group.rows) < least

    def _too_small(self, label: Any, n_rows: int) -> str:
        remedies = [f"set k_neighbors to at most {n_rows - 1}"] if n_rows > 1 else []
        remedies += [
            "small_class='reduce_k' to use the neighbors that there are",
            "small_class='duplicate' to copy the rows of such a class",
        ]
        return (
            f"{type(self).__name__} needs more than k_neighbors={self._k} rows in each class that "
            f"it fills (Expected n_neighbors <= n_samples_fit), but class {label!r} has "
            f"{n_rows}. Remedies: {'; '.join(remedies)}; or leave the class out of "
            "sampling_strategy."
        )

    def _search(self, group: ClassGroup) -> NDArray[np.intp]:
        table = group.problem.table
        k = min(self._k, len(group.rows) - 1)
        X = table.numeric[group.rows]
        if isinstance(self.k_neighbors, int | np.integer):
            codes = table.codes[group.rows] if table.levels else None
            mismatch = group.mismatch if table.levels else 0.0
            return kneighbors(X, k, codes=codes, mismatch=mismatch, n_jobs=self.n_jobs).indices
        search = clone(self.k_neighbors).fit(X)
        found = search.kneighbors(X, n_neighbors=k + 1, return_distance=False)
        return _without_self(np.asarray(found))

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = self.categorical_features is not None
        tags.input_tags.string = self.categorical_features is not None
        return tags


def draw_segments(
    rng: Stream,
    bases: NDArray[np.intp],
    rows: NDArray[np.intp],
    neighbors: NDArray[np.intp],
    n_new: int,
    reach: float = 1.0,
) -> Plan:
    """Draw pairs of a base and one of its neighbours, all equally likely, and steps.

    Parameters
    ----------
    rng : Stream
        Where draws come from: first all pairs, then all steps.
    bases : ndarray of shape (n_bases,)
        Row numbers of possible bases.
    rows : ndarray of shape (n_rows,)
        The row numbers that ``neighbors`` are positions in.
    neighbors : ndarray of shape (n_bases, k)
        The neighbours of each base.
    n_new : int
        The number of pairs.
    reach : float, default=1.0
        Steps are uniform between 0 and this.

    Returns
    -------
    Plan
        The segments.
    """
    pair = rng.integers(neighbors.size, n_new)
    step = reach * rng.uniform(n_new)
    line, column = np.divmod(pair, neighbors.shape[1])
    return Plan(bases[line], rows[neighbors[line, column]], step)


def _without_self(found: NDArray[np.intp]) -> NDArray[np.intp]:
    """Drop each row's own number from its neighbours, or the last where it is not among them."""
    is_self = found == np.arange(len(found))[:, np.newaxis]
    is_self[~is_self.any(axis=1), -1] = True
    return found[~is_self].reshape(len(found), -1)
