"""Number of rows of each class on which a fitted pipeline trained its classifier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._strategy import label_names

Counts = dict[Any, int]


def counts_after(estimator: Any, labels: NDArray[Any]) -> Counts:
    """Count the rows of each class after the samplers of a fitted estimator.

    Parameters
    ----------
    estimator : estimator
        A fitted pipeline or a fitted search over one; any other estimator has no samplers.
    labels : ndarray of shape (n_rows,)
        The labels that the estimator was fitted with.

    Returns
    -------
    dict
        The number of rows of each label that the estimator's last step was fitted with.

    Raises
    ------
    ValueError
        If the number of rows per class after a sampler is not known: it has neither
        ``class_counts_`` nor ``sample_indices_``.
    """
    counts = _count(labels)
    ordered: NDArray[Any] | None = labels
    for sampler in _samplers(estimator):
        ordered = _follow(sampler, ordered)
        counts = _counts_left(sampler, counts, ordered)
    return counts


def _samplers(estimator: Any) -> Iterator[Any]:
    estimator = getattr(estimator, "best_estimator_", estimator)
    for _, step in getattr(estimator, "steps", ()):
        if hasattr(step, "fit_resample"):
            yield step
        else:
            yield from _samplers(step)


def _follow(sampler: Any, labels: NDArray[Any] | None) -> NDArray[Any] | None:
    """Return the label of every row after a sampler, in its order; None if unknown."""
    if labels is None:
        return None
    if hasattr(sampler, "sample_indices_"):
        return labels[sampler.sample_indices_]
    if getattr(sampler, "plan_", None) is None:
        return None
    replay = sampler.replay if hasattr(sampler, "kept_indices_") else sampler.plan_.replay
    left = np.asarray(replay(labels, how="base"))
    # A row may have the label of its partner; the base then does not determine it.
    return left if _count(left) == sampler.class_counts_ else None


def _counts_left(sampler: Any, before: Counts, labels: NDArray[Any] | None) -> Counts:
    """Return the number of rows of each class after a sampler."""
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
    return dict(zip(label_names(classes), counts.tolist(), strict=True))
