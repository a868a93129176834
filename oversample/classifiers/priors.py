"""Bayes' rule for class shares that differ from those of training."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def correct_priors(probabilities: ArrayLike, trained: ArrayLike, real: ArrayLike) -> NDArray[Any]:
    r"""Correct probabilities from the class shares of training to the real ones.

    .. math::

        P'(k \mid x) = \frac{P(k \mid x) \; \pi'_k / \pi_k}
        {\sum_j P(j \mid x) \; \pi'_j / \pi_j}

    with the shares :math:`\pi` in training and :math:`\pi'` in reality ([1]_, theorem 2, for two
    classes; [2]_, equation 4, for any number; for a logistic regression it moves the intercept, as
    in [3]_, equation 7). It is exact if resampling leaves the distribution within each class
    unchanged: random over- and under-sampling, class weights. SMOTE and its variants change that
    distribution a little; for them it is an approximation.

    Parameters
    ----------
    probabilities : array-like of shape (n_rows, n_classes), or (n_rows,) for two classes
        The model's probabilities; in one dimension, those of the second class. Rows add up to 1, as
        far as probabilities of three decimals do.
    trained : array-like of shape (n_classes,), or float for two classes
        The share of each class, or of the second class, in the rows that the model was trained on.
    real : array-like of shape (n_classes,), or float for two classes
        The real share of each class, or of the second class.

    Returns
    -------
    ndarray of the shape of ``probabilities``, float64
        The corrected probabilities.

    Raises
    ------
    ValueError
        If shares are not positive or do not add up to 1, shapes do not agree, a probability is not
        in [0, 1], or those of a row do not add up to 1.

    References
    ----------
    .. [1] C. Elkan, "The foundations of cost-sensitive learning", IJCAI, 973-978, 2001.
    .. [2] M. Saerens, P. Latinne and C. Decaestecker, "Adjusting the outputs of a classifier to new
       a priori probabilities", Neural Computation 14(1), 21-41, 2002.
    .. [3] G. King and L. Zeng, "Logistic regression in rare events data", Political Analysis 9(2),
       137-163, 2001.

    Examples
    --------
    A model trained on equal classes predicts one half; of 1,000 real payments, ten are frauds.

    >>> from oversample import correct_priors
    >>> correct_priors([0.5, 0.99], trained=0.5, real=0.01)
    array([0.01, 0.5 ])
    """
    values = np.asarray(probabilities, dtype=np.float64)
    if values.ndim not in (1, 2):
        raise ValueError(
            "probabilities must be of shape (n_rows, n_classes), or (n_rows,) for two classes. Got "
            f"{values.shape}."
        )
    _check_probabilities(values)
    both = np.column_stack([1 - values, values]) if values.ndim == 1 else values
    shares = [
        class_shares(trained, "trained", both.shape[1]),
        class_shares(real, "real", both.shape[1]),
    ]
    corrected = both * (shares[1] / shares[0])
    corrected /= corrected.sum(axis=1, keepdims=True)
    return corrected[:, 1] if values.ndim == 1 else corrected


def _check_probabilities(values: NDArray[np.float64]) -> None:
    """Raise, with the number of the first, if rows are not distributions over the classes."""
    is_wrong = ~((values >= 0) & (values <= 1))
    if is_wrong.any():
        row = int(np.argwhere(is_wrong)[0, 0])
        raise ValueError(
            f"probabilities must be numbers in [0, 1]. Row {row} is {values[row].tolist()}, the "
            f"first of {np.count_nonzero(is_wrong.reshape(len(values), -1).any(axis=1))} that are "
            "not."
        )
    if values.ndim == 1:
        return
    totals = values.sum(axis=1)
    # As far off as rounding each of them to three decimals brings it.
    is_off = abs(totals - 1) > 0.0005 * values.shape[1] + 1e-9
    if is_off.any():
        row = int(is_off.argmax())
        raise ValueError(
            f"The probabilities of each row must add up to 1. Row {row} is "
            f"{values[row].tolist()}, which add up to {totals[row]:g}, the first of "
            f"{np.count_nonzero(is_off)} that do not."
        )


def class_shares(values: Any, name: str, n_classes: int) -> NDArray[np.float64]:
    """Check and return the share of each class; a number is that of the second of two."""
    shares = np.asarray(values, dtype=np.float64)
    if shares.ndim == 0 and n_classes == 2:
        shares = np.array([1 - shares, shares])
    if shares.shape != (n_classes,):
        raise ValueError(
            f"{name} must be {n_classes} shares, one for each class. Got an array of shape "
            f"{shares.shape}."
        )
    if not (shares > 0).all() or abs(shares.sum() - 1) > 1e-6:
        raise ValueError(
            f"{name} must be positive shares that add up to 1. Got {shares.tolist()}, which add up "
            f"to {shares.sum():g}."
        )
    return shares / shares.sum()
