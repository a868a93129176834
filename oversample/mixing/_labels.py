"""Label rules: how a row of two classes is labelled for a learner."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oversample.base import NewRows
from oversample.plan import BasePlan

Labels = Literal["hard", "split", "soft"]
"""How rows of two classes are labelled."""


def split(new: NewRows, target_codes: NDArray[np.integer]) -> NewRows:
    r"""Split every row of two labels into two rows of one label each.

    For a loss that is a weighted sum over rows, the rows :math:`(x, a)` of weight :math:`w` and
    :math:`(x, b)` of weight :math:`1 - w` are exactly the row :math:`x` with label
    :math:`w \, a + (1 - w) \, b`, since cross-entropy is linear in the label.

    Parameters
    ----------
    new : NewRows
        The rows; their labels are those of their bases.
    target_codes : ndarray of shape (n_rows,)
        The label of each row of the input.

    Returns
    -------
    NewRows
        Rows of the bases' labels, then those of the partners' labels, without rows of weight zero.
        ``label_weight`` of the plan is the weight of each row.
    """
    partner_labels = target_codes[new.plan.parents()[:, 1]]
    weight = own_share(new.plan, target_codes)
    kept, twin = np.flatnonzero(weight > 0), np.flatnonzero(weight < 1)
    rows = np.concatenate([kept, twin])
    plan = replace(
        new.plan.take(rows),
        label_weight=np.concatenate([weight[kept], 1 - weight[twin]]),
        class_codes=np.concatenate([new.class_codes[kept], partner_labels[twin]]),
    )
    return NewRows(plan, None if new.codes is None else new.codes[rows])


def soft_labels(
    plan: BasePlan, target_codes: NDArray[np.integer], n_classes: int
) -> NDArray[np.float64]:
    """Return the weight of every class in every row of the result.

    Parameters
    ----------
    plan : BasePlan
        The new rows.
    target_codes : ndarray of shape (n_rows,)
        The label of each row of the input.
    n_classes : int
        The number of classes.

    Returns
    -------
    ndarray of shape (n_rows + n_new, n_classes)
        One-hot for rows of the input; each row sums to one.
    """
    weight = own_share(plan, target_codes)
    n_rows = len(target_codes)
    labels = np.zeros((n_rows + len(plan), n_classes))
    labels[np.arange(n_rows), target_codes] = 1.0
    at = np.arange(n_rows, len(labels))
    labels[at, target_codes[plan.base]] = weight
    labels[at, target_codes[plan.parents()[:, 1]]] += 1.0 - weight
    return labels


def own_share(plan: BasePlan, target_codes: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return the weight of the base's class in each new row; 1 if the partner is of it too."""
    if plan.label_weight is None:
        return np.ones(len(plan))
    base, partner = target_codes[plan.parents()].T
    return np.where(base == partner, 1.0, plan.label_weight)
