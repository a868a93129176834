"""Simulated truth: tables of which any number of further rows can be drawn, and their posterior."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import t

N_ROWS, N_TEST = 1000, 6000
"""Rows to train on, and rows by which the gain of a candidate is known."""

N_RARE = (20, 40, 80)
"""Rows of the rare class among those to train on; the test has the same share."""

Draw = Callable[[int, int, np.random.Generator], NDArray[np.float64]]
Density = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class Design(NamedTuple):
    """Two classes of which everything is known.

    Attributes
    ----------
    draw : callable
        Takes a label, a number of rows and a generator, and returns rows of that class.
    log_ratio : callable
        Takes rows and returns the logarithm of the density of the rare class, less that of the
        other one.
    """

    draw: Draw
    log_ratio: Density


def _normal(shift: NDArray[np.float64]) -> Design:
    """Return two normal classes of one covariance: a logistic regression is the truth."""

    def draw(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        return rng.normal(size=(n, len(shift))) + label * shift

    return Design(draw, lambda X: X @ shift - shift @ shift / 2)


SHIFT = np.array([1.2, 0.8, 0.4, 0.0])
"""The distance of the two classes of the linear design, in standard deviations."""

CENTRES = np.array([[2.0, 0, 0, 0], [-1, 1.7, 0, 0], [-1, -1.7, 1, 0]])
WIDE, NARROW = 1.5, 0.6
"""Standard deviations of the frequent class, and of the rare one around each centre."""


def _draw_blobs(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw a rare class in three narrow places of a wide one."""
    if label == 0:
        return rng.normal(scale=WIDE, size=(n, 4))
    return CENTRES[rng.integers(3, size=n)] + rng.normal(scale=NARROW, size=(n, 4))


def _blobs_log_ratio(X: NDArray[np.float64]) -> NDArray[np.float64]:
    squares = ((X[:, np.newaxis] - CENTRES) ** 2).sum(axis=2)
    rare = np.logaddexp.reduce(-squares / (2 * NARROW**2), axis=1) - np.log(len(CENTRES))
    frequent = -(X**2).sum(axis=1) / (2 * WIDE**2)
    return rare - frequent + X.shape[1] * np.log(WIDE / NARROW)


SKEW_SHIFT = np.array([0.9, 0.6, 0.6])


def _draw_skewed(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw three skewed columns that matter, a product of two of them, and seven of noise."""
    columns = rng.normal(size=(n, 10))
    columns[:, :3] += label * SKEW_SHIFT
    columns[:, 1] *= np.where(label == 1, np.sign(columns[:, 0]), 1.0)
    return np.exp(columns / 2)


def _skewed_log_ratio(X: NDArray[np.float64]) -> NDArray[np.float64]:
    columns = 2 * np.log(X[:, :3])
    columns[:, 1] *= np.sign(columns[:, 0])
    return columns @ SKEW_SHIFT - SKEW_SHIFT @ SKEW_SHIFT / 2


CORRELATION = 0.9


def _draw_interaction(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw columns each of which looks alike in both classes; two are correlated in the rare."""
    columns = rng.normal(size=(n, 4))
    if label == 1:
        spread = np.sqrt(1 - CORRELATION**2)
        columns[:, 1] = CORRELATION * columns[:, 0] + spread * columns[:, 1]
    return columns


def _interaction_log_ratio(X: NDArray[np.float64]) -> NDArray[np.float64]:
    variance = 1 - CORRELATION**2
    rest = X[:, 1] - CORRELATION * X[:, 0]
    return (X[:, 1] ** 2 - rest**2 / variance - np.log(variance)) / 2


DEGREES, HEAVY_SHIFT = 2.5, np.array([1.5, 1.0, 0.5, 0.0])
"""Degrees of freedom: the variance exists, the kurtosis does not."""


def _draw_heavy(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw independent columns of Student's distribution, those of the rare class shifted."""
    return rng.standard_t(DEGREES, size=(n, 4)) + label * HEAVY_SHIFT


def _heavy_log_ratio(X: NDArray[np.float64]) -> NDArray[np.float64]:
    return (t.logpdf(X - HEAVY_SHIFT, DEGREES) - t.logpdf(X, DEGREES)).sum(axis=1)


MIXED_SHIFT = np.array([1.0, 0.5])
SHARES = np.array([[[0.5, 0.3, 0.15, 0.05], [0.4, 0.3, 0.2, 0.1]],
                   [[0.2, 0.2, 0.20, 0.40], [0.1, 0.3, 0.3, 0.3]]])  # fmt: skip
"""Shares of the four levels of each nominal column; class by column by level."""


def _draw_mixed(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw two normal columns, and two nominal ones as indicators of their levels."""
    numbers = rng.normal(size=(n, 2)) + label * MIXED_SHIFT
    levels = (rng.choice(4, size=n, p=shares) for shares in SHARES[label])
    return np.hstack([numbers, *(np.eye(4)[level] for level in levels)])


def _mixed_log_ratio(X: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.log(SHARES[1] / SHARES[0]).ravel()
    return X[:, :2] @ MIXED_SHIFT - MIXED_SHIFT @ MIXED_SHIFT / 2 + X[:, 2:] @ weights


DESIGNS: dict[str, Design] = {
    "linear": _normal(SHIFT),
    "blobs": Design(_draw_blobs, _blobs_log_ratio),
    "skewed": Design(_draw_skewed, _skewed_log_ratio),
    "separable": _normal(2 * SHIFT),
    "overlapping": _normal(SHIFT / 2),
    "interaction": Design(_draw_interaction, _interaction_log_ratio),
    "heavy tails": Design(_draw_heavy, _heavy_log_ratio),
    "mixed": Design(_draw_mixed, _mixed_log_ratio),
}
"""By name."""


def draw(
    design: str, n_rare: int, n_rows: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return a table of two classes, in random order."""
    y = rng.permutation(np.repeat([0, 1], [n_rows - n_rare, n_rare]))
    rows = DESIGNS[design].draw
    X = np.empty((n_rows, rows(0, 1, rng).shape[1]))
    for label in (0, 1):
        X[y == label] = rows(label, int((y == label).sum()), rng)
    return X, y


def posterior(design: str, X: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    r"""Return the probability of the rare class, which no classifier can better.

    .. math:: \operatorname{logit} P(1 \mid x) = \log \frac{f_1(x)}{f_0(x)} + \operatorname{logit}
              \pi

    Parameters
    ----------
    design : str
        The name of a design.
    X : ndarray of shape (n_rows, n_columns)
        The rows.
    share : float
        The share of the rare class, :math:`\pi`.
    """
    return expit(DESIGNS[design].log_ratio(X) + logit(share))
