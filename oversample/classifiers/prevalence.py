"""How many rows of each class a fitted pipeline trained its classifier on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = dict[Any, int]


def counts_after(estimator: Any, labels: NDArray[Any]) -> Counts:
    """Follow the rows of each class through the samplers of a fitted estimator.

    Parameters
    ----------
    estimator : estimator
        A fitted pipeline, a fitted search over one, or any other estimator, which has no samplers.
    labels : ndarray of shape (n_rows,)
        The labels that it was fitted with.

    Returns
    -------
    dict
        The number of rows of each label that its last step was fitted with.

    Raises
    ------
    ValueError
        If a sampler does not tell how many rows of each class it leaves.
    """
    counts = _count(labels)
    ordered: NDArray[Any] | None = labels
    for sampler in _samplers(estimator):
        ordered = _follow(sampler, ordered)
        counts = _told(sampler, counts, ordered)
    return counts


def _samplers(estimator: Any) -> Iterator[Any]:
    estimator = getattr(estimator, "best_estimator_", estimator)
    for _, step in getattr(estimator, "steps", ()):
        if hasattr(step, "fit_resample"):
            yield step
        else:
            yield from _samplers(step)


def _follow(sampler: Any, labels: NDArray[Any] | None) -> NDArray[Any] | None:
    """Give the label of every row that a sampler leaves, in its order; None if it does not tell."""
    if labels is None:
        return None
    if hasattr(sampler, "sample_indices_"):
        return labels[sampler.sample_indices_]
    if getattr(sampler, "plan_", None) is None:
        return None
    replay = sampler.replay if hasattr(sampler, "kept_indices_") else sampler.plan_.replay
    left = np.asarray(replay(labels, how="base"))
    # Where a row stands for the label of its partner, its base tells nothing.
    return left if _count(left) == sampler.class_counts_ else None


def _told(sampler: Any, before: Counts, labels: NDArray[Any] | None) -> Counts:
    """Give the number of rows of each class that a sampler leaves."""
    if labels is not None:
        return _count(labels)
    if hasattr(sampler, "class_counts_"):
        return dict(sampler.class_counts_)
    n_new = getattr(sampler, "sampling_strategy_", None)
    if getattr(sampler, "_sampling_type", None) == "over-sampling" and isinstance(n_new, dict):
        return {label: n + n_new.get(label, 0) for label, n in before.items()}
    raise ValueError(
        f"{sampler!r} does not tell how many rows of each class it leaves (it has neither "
        "class_counts_ nor sample_indices_). Give trained_priors, the share of each class after "
        "resampling."
    )


def _count(labels: NDArray[Any]) -> Counts:
    classes, counts = np.unique(labels, return_counts=True)
    return dict(zip(classes.tolist(), counts.tolist(), strict=True))
