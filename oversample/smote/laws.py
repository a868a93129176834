"""How far new rows are from their base: the law of the step, and how bases are dealt.

Two parameters that mean the same in every sampler that has them:

=================  =======================================================================
``interpolation``  the law of the step: a pair ``(low, high)``, :class:`Beta` or
                   :class:`Dirichlet`
``bases``          whether bases are drawn (``"random"``) or dealt (``"even"``)
=================  =======================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._params import Constraint, is_integer, is_real, one_of
from oversample._random import Stream
from oversample.plan import CombinationPlan, Plan

Bases = Literal["random", "even"]
"""How bases are chosen."""


@dataclass(frozen=True)
class Beta:
    r"""Steps :math:`s \sim B(a, b)` between a base and its partner.

    With ``Beta(1, 1)`` steps are uniform, as SMOTE's; with :math:`a = b < 1` most new rows are near
    one of their parents, with :math:`a = b > 1` near the middle. The covariance of a class is
    multiplied by :math:`(a + 1) / (2 a + 1)` where :math:`a = b` and partners are independent.

    Parameters
    ----------
    a, b : float, default=1.0
        The parameters, above 0.

    Examples
    --------
    >>> from oversample import SMOTE
    >>> from oversample.smote import Beta
    >>> SMOTE(interpolation=Beta(0.5, 0.5))
    SMOTE(interpolation=Beta(a=0.5, b=0.5))
    """

    a: float = 1.0
    b: float = 1.0


@dataclass(frozen=True)
class Dirichlet:
    r"""New rows in the simplex of a base and several of its neighbours.

    The rule is :math:`x_{new} = \sum_{j=1}^{m} w_j \, x_{p_j}` with
    :math:`w \sim Dir(\alpha, \ldots, \alpha)`, where :math:`p_1` is the base, and the others are
    different neighbours of it. The covariance of a class is multiplied by
    :math:`(\alpha + 1) / (m \alpha + 1)` where parents are independent.

    Parameters
    ----------
    n_parents : int, default=3
        The number of parents :math:`m`, at least 2; at most one more than there are neighbours.
    concentration : float, default=1.0
        The parameter :math:`\alpha`, above 0: with 1 the simplex is filled evenly.

    Examples
    --------
    >>> from oversample import SMOTE
    >>> from oversample.smote import Dirichlet
    >>> SMOTE(interpolation=Dirichlet(3))
    SMOTE(interpolation=Dirichlet(n_parents=3, concentration=1.0))
    """

    n_parents: int = 3
    concentration: float = 1.0


Interpolation = tuple[float, float] | Beta | Dirichlet
"""A law of the step."""


def _is_finite(*values: Any) -> bool:
    return all(is_real(value) and math.isfinite(value) for value in values)


Range = Constraint(
    "a pair (low, high) of finite numbers, the lower one first",
    lambda v: isinstance(v, tuple | list) and len(v) == 2 and _is_finite(*v) and v[0] <= v[1],
)
BetaLaw = Constraint(
    "a Beta with parameters above 0",
    lambda v: isinstance(v, Beta) and _is_finite(v.a, v.b) and min(v.a, v.b) > 0,
)
DirichletLaw = Constraint(
    "a Dirichlet of at least 2 parents with a concentration above 0",
    lambda v: (
        isinstance(v, Dirichlet)
        and is_integer(v.n_parents)
        and v.n_parents >= 2
        and _is_finite(v.concentration)
        and v.concentration > 0
    ),
)

INTERPOLATION: dict[str, list[type | None]] = {"interpolation": [Range, BetaLaw, DirichletLaw]}
"""The parameter of samplers whose new rows lie between rows."""

BASES: dict[str, list[type | None]] = {"bases": [one_of(*get_args(Bases))]}
"""The parameter of samplers that choose where new rows start."""


def draw_steps(rng: Stream, n_new: int, law: tuple[float, float] | Beta) -> NDArray[np.float64]:
    """Draw steps between two parents, shape (n_new,)."""
    if isinstance(law, Beta):
        return rng.beta(law.a, law.b, n_new)
    low, high = law
    return low + (high - low) * rng.uniform(n_new)


def draw_bases(
    rng: Stream,
    n_bases: int,
    n_new: int,
    bases: Bases = "random",
    weight: NDArray[np.floating] | None = None,
) -> NDArray[np.intp]:
    r"""Choose the base of each new row.

    Base :math:`i` is expected :math:`q_i = n_{new} \, w_i / \sum w` times. ``"random"`` draws each
    new row's base by itself. ``"even"`` deals them: each base comes
    :math:`\lfloor q_i \rfloor` or :math:`\lceil q_i \rceil` times, so that of equal weights each
    comes once before any comes twice; which of them come once more is drawn, by systematic sampling
    in random order.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    n_bases : int
        The number of possible bases.
    n_new : int
        The number of new rows.
    bases : {"random", "even"}, default="random"
        How bases are chosen.
    weight : ndarray of shape (n_bases,), optional
        Non-negative, finite, not all zero; by default all the same.

    Returns
    -------
    ndarray of shape (n_new,)
        Positions from 0 to ``n_bases - 1``.
    """
    if bases == "random" and weight is None:
        return rng.integers(n_bases, n_new)
    share = np.full(n_bases, 1.0) if weight is None else np.asarray(weight, dtype=np.float64)
    # The largest first, so that no sum of them overflows.
    share = share / share.max()
    order = rng.permutation(n_bases) if bases == "even" else np.arange(n_bases)
    ends = np.cumsum(share[order])
    ends /= ends[-1]
    if bases == "random":
        return np.searchsorted(ends, rng.uniform(n_new), side="right").astype(np.intp)
    marks = np.floor(n_new * ends + rng.uniform(1))
    marks[-1] = n_new
    times = np.diff(marks, prepend=0).astype(np.intp)
    return np.repeat(order, times)


def draw_rows(
    rng: Stream,
    line: NDArray[np.intp],
    bases: NDArray[np.intp],
    rows: NDArray[np.intp],
    neighbors: NDArray[np.intp],
    law: Interpolation = (0.0, 1.0),
) -> Plan | CombinationPlan:
    """Draw the partners and steps of new rows whose bases are chosen.

    Parameters
    ----------
    rng : Stream
        Where draws come from: first partners, then steps.
    line : ndarray of shape (n_new,)
        The position in ``bases`` of each new row's base.
    bases : ndarray of shape (n_bases,)
        Row numbers of possible bases.
    rows : ndarray of shape (n_rows,)
        The row numbers that ``neighbors`` are positions in.
    neighbors : ndarray of shape (n_bases, k)
        The neighbours of each base, of which partners are chosen, all equally likely.
    law : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step.

    Returns
    -------
    Plan or CombinationPlan
        The plan; a combination where the law is of several parents.
    """
    n_new, k = len(line), neighbors.shape[1]
    if not isinstance(law, Dirichlet):
        column = rng.integers(k, n_new)
        partner = rows[neighbors[line, column]]
        return Plan(bases[line], partner, draw_steps(rng, n_new, law))
    n_partners = min(law.n_parents - 1, k)
    keys = rng.uniform(n_new * k).reshape(n_new, k)
    columns = np.argpartition(keys, n_partners - 1, axis=1)[:, :n_partners]
    parent = np.column_stack([bases[line], rows[neighbors[line[:, np.newaxis], columns]]])
    return CombinationPlan(parent, draw_weights(rng, parent.shape, law.concentration))


def draw_weights(
    rng: Stream,
    shape: tuple[int, int],
    concentration: float = 1.0,
    is_used: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Draw weights of a symmetric Dirichlet distribution, each row of which sums to one.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    shape : tuple of (int, int)
        The number of rows, and of weights in each.
    concentration : float, default=1.0
        The parameter of the distribution.
    is_used : ndarray of this shape, optional
        Which of the weights there are, of each row the first; the others are zero.

    Returns
    -------
    ndarray of this shape
        The weights.
    """
    parts = rng.gamma(concentration, shape)
    if is_used is not None:
        parts[~is_used] = 0.0
    total = parts.sum(axis=1, keepdims=True)
    # A tiny concentration may leave no part that is a float: the first parent then has all weight.
    parts[total[:, 0] == 0, 0] = 1.0
    parts /= np.where(total == 0, 1.0, total)
    return parts
