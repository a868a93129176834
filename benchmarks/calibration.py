"""Whether predicted probabilities are true: intercept, slope and bins."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from benchmarks.protocol.results import N_BINS, Row

CLIP = 1e-6
"""Probabilities of 0 and 1, as of trees, have no logit: they are moved inwards by this much."""

_STEPS = 50
_WIDEST = 40.0


def calibration(y: np.ndarray, probability: np.ndarray) -> Row:
    """Return calibration intercept, slope and bins.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Of the minority.
    """
    scores = logit(np.clip(probability, CLIP, 1 - CLIP))
    place = np.minimum((probability * N_BINS).astype(np.intp), N_BINS - 1)
    return {
        "calibration_intercept": intercept(y, scores),
        "calibration_slope": slope(y, scores),
        "bin_rows": np.bincount(place, minlength=N_BINS).astype(float).tolist(),
        "bin_probability": np.bincount(place, weights=probability, minlength=N_BINS).tolist(),
        "bin_minority": np.bincount(place, weights=y, minlength=N_BINS).tolist(),
    }


def intercept(y: np.ndarray, scores: np.ndarray) -> float:
    """Return a of the model P(y) = 1 / (1 + exp(-(a + score))): calibration in the large.

    0 is right; below 0 the probabilities are too high. It is the root of a monotone function, and
    NaN when there is one class only.
    """
    if y.all() or not y.any():
        return float("nan")

    def surplus(a: float) -> float:
        return float(expit(scores + a).mean() - y.mean())

    return float(brentq(surplus, -_WIDEST, _WIDEST))


def slope(y: np.ndarray, scores: np.ndarray) -> float:
    """Return b of the model P(y) = 1 / (1 + exp(-(a + b score))), by Newton's method.

    1 is right; below 1 the probabilities are too extreme. It is NaN where the likelihood has no
    maximum: all scores are equal, or a threshold separates the classes.
    """
    positive, negative = scores[y], scores[~y]
    if len(positive) == 0 or len(negative) == 0 or np.ptp(scores) == 0:
        return float("nan")
    if positive.min() >= negative.max() or positive.max() <= negative.min():
        return float("nan")
    centred = scores - scores.mean()
    design = np.column_stack([np.ones_like(centred), centred / np.abs(centred).max()])
    coefficients = np.array([logit(y.mean()), 0.0])
    for _ in range(_STEPS):
        fitted = expit(design @ coefficients)
        gradient = design.T @ (y - fitted)
        weighted = design * (fitted * (1 - fitted))[:, None]
        step = np.linalg.lstsq(weighted.T @ design, gradient, rcond=None)[0]
        # A long step, as from a flat likelihood, is cut: Newton's method would overshoot.
        step *= min(1.0, 5.0 / max(np.abs(step).max(), 1e-300))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-8:
            return float(coefficients[1] / np.abs(centred).max())
    return float("nan")
