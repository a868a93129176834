"""Which labels a fitted pipeline trained its classifier on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


def labels_after(estimator: Any, labels: NDArray[Any]) -> NDArray[Any]:
    """Follow labels through the samplers of a fitted estimator.

    Parameters
    ----------
    estimator : estimator
        A fitted pipeline, a fitted search over one, or any other estimator, which has no samplers.
    labels : ndarray of shape (n_rows,)
        The labels that it was fitted with.

    Returns
    -------
    ndarray of shape (n_rows_resampled,)
        The labels that its last step was fitted with, in some order.

    Raises
    ------
    ValueError
        If a sampler does not tell how many rows of each class it leaves.
    """
    for sampler in _samplers(estimator):
        labels = _resampled(sampler, labels)
    return labels


def _samplers(estimator: Any) -> Iterator[Any]:
    estimator = getattr(estimator, "best_estimator_", estimator)
    for _, step in getattr(estimator, "steps", ()):
        if hasattr(step, "fit_resample"):
            yield step
        else:
            yield from _samplers(step)


def _resampled(sampler: Any, labels: NDArray[Any]) -> NDArray[Any]:
    # The label of a synthetic row is that of its base.
    if hasattr(sampler, "kept_indices_") and sampler.plan_ is not None:
        return np.asarray(sampler.replay(labels, how="base"))
    if getattr(sampler, "plan_", None) is not None:
        return np.asarray(sampler.plan_.replay(labels, how="base"))
    if hasattr(sampler, "sample_indices_"):
        return labels[sampler.sample_indices_]
    n_new = getattr(sampler, "sampling_strategy_", None)
    if getattr(sampler, "_sampling_type", None) == "over-sampling" and isinstance(n_new, dict):
        made = [np.full(n, label, dtype=labels.dtype) for label, n in n_new.items()]
        return np.concatenate([labels, *made])
    raise ValueError(
        f"{sampler!r} does not tell how many rows of each class it leaves (it has neither plan_ "
        "nor sample_indices_). Give trained_priors, the share of each class after resampling."
    )
