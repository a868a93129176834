"""The class shares that each part of a fitted estimator was trained on, and the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample._strategy import label_names

Counts = dict[Any, float]


@dataclass(frozen=True)
class Seen:
    """What one part of a fitted estimator was fitted with, in the labels that it knows.

    Parameters
    ----------
    shares : mapping
        The share of each label in its rows, or any multiple of it.
    real : mapping
        The share of each label for which its probabilities are to be.
    counts : dict or None
        The number of rows of each label; None if it is not known.
    ordered : ndarray of shape (n_rows,) or None
        The label of each row, in order; None if the order is not known.
    """

    shares: Mapping[Any, float]
    real: Mapping[Any, float]
    counts: Counts | None = None
    ordered: NDArray[Any] | None = None

    @classmethod
    def of(cls, labels: NDArray[Any], real: Mapping[Any, float]) -> Self:
        """Return what is known where an estimator is fitted with labels.

        Parameters
        ----------
        labels : ndarray of shape (n_rows,)
            The labels.
        real : mapping
            The real share of each.

        Returns
        -------
        Seen
            All of it.
        """
        counts = count(labels)
        return cls(counts, real, counts, labels)

    def after(self, sampler: Any) -> Self:
        """Return what the step behind a sampler was fitted with.

        Parameters
        ----------
        sampler : sampler
            A fitted sampler, or a classifier with one in it and ``class_counts_``.

        Returns
        -------
        Seen
            With the numbers of rows that the sampler has left.

        Raises
        ------
        ValueError
            If the sampler does not tell how many rows of each class it leaves.
        """
        ordered = _follow(sampler, self.ordered)
        counts = _counts_left(sampler, self.counts, ordered)
        return replace(self, shares=counts, counts=counts, ordered=ordered)

    def encoded(self, classes: NDArray[Any]) -> Self:
        """Return the same with the position of each label among the classes in its place.

        Parameters
        ----------
        classes : ndarray of shape (n_classes,)
            The labels, sorted.

        Returns
        -------
        Seen
            Those of the labels 0, 1 and so on.
        """
        labels = label_names(classes)

        def in_code(values: Mapping[Any, float]) -> Counts:
            return {code: values.get(label, 0) for code, label in enumerate(labels)}

        return replace(
            self,
            shares=in_code(self.shares),
            real=in_code(self.real),
            counts=None if self.counts is None else in_code(self.counts),
            ordered=None if self.ordered is None else np.searchsorted(classes, self.ordered),
        )

    def drawn(self, rows: NDArray[np.integer] | None) -> Self:
        """Return what a part that was fitted with some of the rows has seen.

        Their shares are those of all rows, but for chance.

        Parameters
        ----------
        rows : ndarray of int or None
            Which rows, in order; None if it is not known.

        Returns
        -------
        Seen
            With the labels of these rows.
        """
        if rows is None or self.ordered is None:
            return replace(self, counts=None, ordered=None)
        ordered = self.ordered[rows]
        return replace(self, counts=count(ordered), ordered=ordered)

    def against_rest(self, label: Any) -> Self:
        """Return what the classifier of one label against all others was fitted with.

        Parameters
        ----------
        label : object
            The label.

        Returns
        -------
        Seen
            Those of the labels 1 and, for the rest, 0. Probabilities are to be for the shares of
            the rows that the one-vs-rest classifier was fitted with: inside the rest the shares of
            classes do not change then, as they would on the way to the real ones.
        """

        def of_two(values: Mapping[Any, float]) -> Counts:
            return {0: sum(values.values()) - values.get(label, 0), 1: values.get(label, 0)}

        shares = of_two(self.shares)
        return replace(
            self,
            shares=shares,
            real=shares,
            counts=None if self.counts is None else of_two(self.counts),
            ordered=None if self.ordered is None else (self.ordered == label).astype(int),
        )


def count(labels: NDArray[Any]) -> Counts:
    """Count the rows of each label.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,)
        The labels.

    Returns
    -------
    dict
        The number of rows of each.
    """
    classes, counts = np.unique(labels, return_counts=True)
    return dict(zip(label_names(classes), counts.tolist(), strict=True))


def _follow(sampler: Any, labels: NDArray[Any] | None) -> NDArray[Any] | None:
    """Return the label of every row after a sampler, in its order; None if unknown."""
    if labels is None:
        return None
    if hasattr(sampler, "sample_indices_"):
        return labels[sampler.sample_indices_]
    if getattr(sampler, "plan_", None) is None:
        return None
    replay = sampler.replay if hasattr(sampler, "replay") else sampler.plan_.replay
    left = np.asarray(replay(labels, how="base"))
    # A row may have the label of its partner; the base then does not determine it.
    return left if count(left) == sampler.class_counts_ else None


def _counts_left(sampler: Any, before: Counts | None, labels: NDArray[Any] | None) -> Counts:
    """Return the number of rows of each class after a sampler."""
    if labels is not None:
        return count(labels)
    if hasattr(sampler, "class_counts_"):
        return dict(sampler.class_counts_)
    n_new = getattr(sampler, "sampling_strategy_", None)
    is_over_sampler = getattr(sampler, "_sampling_type", None) == "over-sampling"
    if is_over_sampler and isinstance(n_new, dict) and before is not None:
        return {label: n + n_new.get(label, 0) for label, n in before.items()}
    raise ValueError(
        f"{sampler!r} does not tell how many rows of each class it leaves (it has neither "
        "class_counts_ nor sample_indices_ of rows that are known). Give trained_priors, the share "
        "of each class after resampling."
    )
