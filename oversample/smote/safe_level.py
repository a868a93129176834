"""Safe-level SMOTE: new rows nearer to whichever parent is safer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample.plan import CombinationPlan, Plan
from oversample.smote.base import BaseSMOTE, ClassRows


class SafeLevelSMOTE(BaseSMOTE):
    r"""SMOTE with steps bounded by how safe the two rows are.

    The safe level :math:`s` of a row is the number of rows of its class among its
    ``k_neighbors`` nearest rows of any class. For a base :math:`i` and a partner :math:`j`, one of
    the ``k_neighbors`` nearest rows of the class, the step is uniform in ([1]_, section 4)

    ============================================ =======================================
    levels                                       step
    ============================================ =======================================
    :math:`s_i = 0, s_j = 0`                     the pair is not used
    :math:`s_i > 0, s_j = 0`                     0: a copy of the base
    :math:`s_i \geq s_j > 0`                     :math:`[0, s_j / s_i]`
    :math:`s_i < s_j`                            :math:`[1 - s_i / s_j, 1]`
    ============================================ =======================================

    The paper draws a step for each attribute; here one step is drawn for the whole row, so that
    it stays on the segment. A class without a usable pair is filled by plain SMOTE, with a
    warning.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    k_neighbors : int or object, default=5
        The number of neighbours of both searches; see :class:`oversample.SMOTE`.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on instead of interpolating; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        Missing cells of numeric columns; see :class:`oversample.SMOTE`.
    scale : None, "std", "minmax" or "robust", default=None
        Units of the neighbour search; see :class:`oversample.SMOTE`.
    small_class : {"raise", "reduce_k", "duplicate"}, default="raise"
        What to do with a class of too few rows; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="off"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.

    Attributes
    ----------
    sampling_strategy_, nn_k_, synthetic_mask_, plan_, n_synthetic_, sample_weight_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] C. Bunkhumpornpat, K. Sinapiromsaran and C. Lursinsap, "Safe-level-SMOTE", PAKDD 2009,
       475-482.

    Examples
    --------
    >>> from oversample import SafeLevelSMOTE
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.8], random_state=1)
    >>> X_resampled, y_resampled = SafeLevelSMOTE(random_state=0).fit_resample(X, y)
    >>> int(y_resampled.sum())
    81
    """

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan | CombinationPlan:
        k = self._k
        safety = k - group.foreign_among(group.rows, self.k_neighbors)
        line, column = np.nonzero((safety[:, np.newaxis] + safety[group.neighbors]) > 0)
        if not len(line):
            return self._fall_back(group, n_new, f"no row has a neighbor (k_neighbors={k})")
        rng = group.problem.streams.start()
        pair = rng.integers(len(line), n_new)
        base = line[pair]
        partner = group.neighbors[base, column[pair]]
        low, high = step_bounds(safety[base], safety[partner])
        step = low + (high - low) * rng.uniform(n_new)
        return Plan(group.rows[base], group.rows[partner], step)


def step_bounds(
    base: NDArray[np.intp], partner: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds of the step of pairs of safe levels, not both of which are zero."""
    base, partner = base.astype(np.float64), partner.astype(np.float64)
    low = np.where(base < partner, 1.0 - base / np.maximum(partner, 1.0), 0.0)
    high = np.where(base < partner, 1.0, partner / np.maximum(base, 1.0))
    return low, high
