"""Adversarial rows: rows of a class, moved to where a classifier doubts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from oversample._contract import Rows
from oversample._dense import DenseRows
from oversample._params import (
    ArrayLike,
    Callable_,
    CategoricalLike,
    Grid,
    has_methods,
)
from oversample._problem import Problem
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample._table import is_frame
from oversample._table.selection import chosen_columns
from oversample.base import CATEGORIES, GRID, STRATEGY
from oversample.exceptions import InvalidParameterError
from oversample.generative.attacks import (
    ATTACKS,
    Attack,
    Ball,
    Epsilon,
    Norm,
    among_own,
    draw_radii,
    ends_among_others,
    find_steps,
)
from oversample.generative.surrogates import Surrogate, has_gradient, surrogate_of
from oversample.neighbors._magnitude import largest_of, magnitude_for_squares
from oversample.neighbors._spread import spread_of
from oversample.plan import Plan


class AdversarialOverSampler(DenseRows):
    r"""Rows of a class, moved a little to where a classifier takes them least for it.

    A surrogate classifier with loss :math:`\ell` is fitted to the table. Each new row starts from
    a random row :math:`x` of the class :math:`c` and keeps its label,

    .. math::

        x_{new} = x + \delta, \qquad
        \delta \approx \arg\max_{\|\delta / \sigma\| \le \epsilon} \ell(x + \delta, c),

    where :math:`\sigma` are the standard deviations of the class. New rows are hard ones, between
    the class and the others. The label is right as far as steps are small: a step that ends nearest
    to a row of another class is halved, up to four times, and then given up.

    ==========  ==================================================================================
    ``attack``  steps
    ==========  ==================================================================================
    ``"fgsm"``  one, of the sign of the gradient (or along it, in ``"l2"``), [1]_
    ``"pgd"``   from a random start ``n_steps`` such steps, each 2.5 / ``n_steps`` of the radius
                long, back into the ball and the range of the table after each; the place of the
                greatest loss is taken, [2]_
    ==========  ==================================================================================

    Categories and columns of ``immutable_features`` do not change. Attacks know nothing of what
    columns mean: a total may no longer be the sum of its parts. ``repair`` can see to that.

    Parameters
    ----------
    surrogate : LogisticRegression, MLPClassifier, object with ``loss_gradient``, or None
        The classifier; it is cloned, and fitted to standardised numbers and one-hot categories
        under the labels 0, 1, ... An estimator of your own has ``loss_gradient(X, y)``, which
        returns the loss of each row and its gradient, of the shape of ``X``. ``None``: logistic
        regression, balanced. Along a linear surrogate all rows of a class move the same way.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`.
    attack : {"pgd", "fgsm"}, default="pgd"
        How steps are found.
    norm : {"inf", "l2"}, default="inf"
        What :math:`\epsilon` bounds: the step in every column, or its length.
    epsilon : float or tuple of (float, float), default=(0.0, 0.2)
        The radius in standard deviations of the class. A pair: drawn uniformly for each new row, so
        that those of one base differ.
    n_steps : int, default=10
        The steps of ``"pgd"``.
    rounds : int, default=1
        How often the classifier is attacked. After each attack but the last it is fitted again, to
        the table and as many adversarial rows as are to be made: later attacks meet a classifier
        that knows the earlier ones.
    immutable_features : None or list, default=None
        Columns that keep the cells of the base row, by position or name.
    repair : callable or None, default=None
        Takes the numbers of new rows, shape (n, n_numeric), in the order of the table's columns,
        and returns them as they should be. It is applied after each step, and last; immutable
        columns are then put back.
    categorical_features : None, "auto" or list, default=None
        Columns of categories, those of the base row; see :class:`oversample.SMOTE`.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`. Rounding
        may lead out of the ball by half a step of the grid, or back to the base row.

    Attributes
    ----------
    plan_ : Plan
        The base row of every new row, and the step from it as ``noise``.
    surrogate_ : estimator
        The fitted classifier; pickles hold it unfitted.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_, groups_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] I. J. Goodfellow, J. Shlens and C. Szegedy, "Explaining and harnessing adversarial
       examples", ICLR 2015.
    .. [2] A. Madry, A. Makelov, L. Schmidt, D. Tsipras and A. Vladu, "Towards deep learning models
       resistant to adversarial attacks", ICLR 2018.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import AdversarialOverSampler
    >>> X = np.array([[0.0], [1.0], [2.0], [3.0], [7.0], [9.0]])
    >>> sampler = AdversarialOverSampler(epsilon=0.5, grid="off", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0, 0, 0, 0, 1, 1])
    >>> (X_resampled[6:] - X[sampler.plan_.base]).ravel()  # towards the others
    array([-0.5, -0.5])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **CATEGORIES,
        **GRID,
        "surrogate": [has_methods("fit", "get_params"), None],
        **ATTACKS,
        "immutable_features": [ArrayLike, None],
        "repair": [Callable_, None],
    }

    _why_dense: ClassVar[str] = "moves every number, zeros too"
    _holds_training_data: ClassVar[tuple[str, ...]] = ("surrogate_",)

    def __init__(
        self,
        surrogate: Any = None,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        attack: Attack = "pgd",
        norm: Norm = "inf",
        epsilon: Epsilon = (0.0, 0.2),
        n_steps: int = 10,
        rounds: int = 1,
        immutable_features: Sequence[Any] | None = None,
        repair: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None,
        categorical_features: CategoricalLike = None,
        grid: Grid = "auto",
    ) -> None:
        self.surrogate = surrogate
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.attack = attack
        self.norm = norm
        self.epsilon = epsilon
        self.n_steps = n_steps
        self.rounds = rounds
        self.immutable_features = immutable_features
        self.repair = repair
        self.categorical_features = categorical_features
        self.grid = grid

    def _encode(self, X: Any) -> Rows:
        if self.surrogate is not None and not has_gradient(self.surrogate):
            raise InvalidParameterError(
                f"The 'surrogate' parameter of {type(self).__name__} must be a LogisticRegression, "
                "an MLPClassifier, or an estimator with loss_gradient(X, y). Got "
                f"{self.surrogate!r} instead."
            )
        return super()._encode(X)

    def _prepare(self, problem: Problem) -> Target | None:
        if not any(problem.n_new.values()):
            return None
        names = list(problem.table.X.columns) if is_frame(problem.table.X) else None
        width = problem.table.numeric.shape[1] + problem.table.codes.shape[1]
        fixed = chosen_columns(
            self.immutable_features, names or width, type(self).__name__, "immutable_features"
        )
        target = Target.of(problem, fixed)
        self.surrogate_ = self._make_surrogate(problem)
        points, codes = target.points(target.numbers, target.codes), problem.target.codes
        self.surrogate_.fit(points, codes)
        for _ in range(self.rounds - 1):
            more, more_codes = [points], [codes]
            for label, n_new in problem.n_new.items():
                way, steps = self._attacked(problem, target, label, n_new)
                more.append(way.points(steps))
                more_codes.append(np.full(n_new, problem.target.code_of(label)))
            self.surrogate_.fit(np.concatenate(more), np.concatenate(more_codes))
        return target

    def _make_surrogate(self, problem: Problem) -> Any:
        from sklearn.linear_model import LogisticRegression

        if self.surrogate is None:
            return LogisticRegression(class_weight="balanced", max_iter=1000)
        model = clone(self.surrogate)
        if "random_state" in model.get_params(deep=False):
            seed = int(problem.streams.start().integers(2**31 - 1, 1)[0])
            model.set_params(random_state=seed)
        return model

    def _generate(
        self, problem: Problem, context: Target | None, label: Any, n_new: int
    ) -> tuple[Plan, None]:
        assert context is not None
        way, steps = self._attacked(problem, context, label, n_new)
        noise = way.moved(steps) * context.magnitude
        return Plan(way.base, way.base, np.zeros(n_new), noise), None

    def _attacked(
        self, problem: Problem, target: Target, label: Any, n_new: int
    ) -> tuple[_Way, NDArray[np.float64]]:
        """Return random rows of a class, and the steps from them."""
        rng, rows = problem.streams.start(), problem.rows_of(label)
        base = rows[rng.integers(len(rows), n_new)]
        radius = draw_radii(self.epsilon, n_new, rng)
        unit = np.where(target.free, spread_of(target.numbers[rows], np.std), 0.0)
        way = _Way(target, base, unit, surrogate_of(self.surrogate_), self.repair)
        code, codes = problem.target.code_of(label), problem.target.codes
        ball, evaluate = Ball(self.norm, radius, *way.box()), partial(way.evaluate, code=code)
        steps = find_steps(self.attack, ball, evaluate, way.repaired, self.n_steps, rng)
        is_foreign = partial(way.is_foreign, codes=codes, code=code)
        return way, among_own(steps, is_foreign, way.repaired)


@dataclass(frozen=True, eq=False)
class Target:
    """The table that is attacked, as the surrogate sees it.

    Attributes
    ----------
    numbers : ndarray of shape (n_rows, n_numeric), float64
        Its numbers, divided by ``magnitude``, a power of two that lets them be squared.
    codes : ndarray of shape (n_rows, n_categorical)
        Its categories.
    magnitude : float
        See above.
    order : ndarray of shape (n_numeric,)
        The columns of numbers in the order of the table.
    free : ndarray of shape (n_numeric,), bool
        Which of them may change.
    mean, spread : ndarray of shape (n_numeric,)
        What the surrogate's numbers are relative to, and their unit.
    """

    numbers: NDArray[np.float64]
    codes: NDArray[np.integer]
    magnitude: float
    order: NDArray[np.intp]
    free: NDArray[np.bool_]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def of(cls, problem: Problem, fixed: list[int]) -> Target:
        """Read the table; columns at the positions ``fixed`` may not change."""
        table = problem.table
        numbers = np.ascontiguousarray(table.numeric, dtype=np.float64)
        magnitude = magnitude_for_squares(largest_of(numbers))
        numbers = numbers / magnitude
        where = np.concatenate([np.empty(0, np.intp), *(where for where, _ in table.numbers)])
        spread = spread_of(numbers, np.std)
        return cls(
            numbers,
            table.codes,
            magnitude,
            np.argsort(where),
            ~np.isin(where, fixed),
            numbers.mean(axis=0),
            np.where(spread > 0, spread, 1.0),
        )

    def points(
        self, numbers: NDArray[np.float64], codes: NDArray[np.integer]
    ) -> NDArray[np.float64]:
        """Return rows as the surrogate sees them: standardised numbers, one-hot categories."""
        blocks = [(numbers - self.mean) / self.spread]
        for known, column in zip(self.codes.T, codes.T, strict=True):
            blocks.append((column[:, np.newaxis] == np.unique(known)).astype(np.float64))
        return np.hstack(blocks)


@dataclass(frozen=True, eq=False)
class _Way:
    """From base rows to new ones, by steps in units of the spread of the class."""

    target: Target
    base: NDArray[np.intp]
    unit: NDArray[np.float64]
    surrogate: Surrogate
    repair: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None

    @property
    def start(self) -> NDArray[np.float64]:
        return self.target.numbers[self.base]

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how far each base row is from the ends of the table's range, in steps."""
        numbers = self.target.numbers
        return (
            self._steps_to(np.broadcast_to(numbers.min(axis=0), self.start.shape)),
            self._steps_to(np.broadcast_to(numbers.max(axis=0), self.start.shape)),
        )

    def _steps_to(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        moves = self.unit > 0
        steps = np.zeros(numbers.shape)
        # A class may spread so little that the table's range is more steps than there are floats.
        with np.errstate(over="ignore"):
            steps[:, moves] = (numbers - self.start)[:, moves] / self.unit[moves]
        return steps

    def moved(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far numbers are moved by steps."""
        return steps * self.unit

    def points(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the rows that steps lead to, as the surrogate sees them."""
        numbers = self.start + self.moved(steps)
        return self.target.points(numbers, self.target.codes[self.base])

    def evaluate(self, steps: NDArray[np.float64], code: int) -> Any:
        """Return the loss of a class at each step, and its gradient in steps."""
        points = self.points(steps)
        loss, gradient = self.surrogate.loss_gradient(points, np.full(len(points), code))
        return loss, gradient[:, : len(self.unit)] / self.target.spread * self.unit

    def repaired(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Apply the user's repair to the rows that steps lead to."""
        if self.repair is None:
            return steps
        order, unit = self.target.order, self.target.magnitude
        numbers = (self.start + self.moved(steps)) * unit
        answer = np.asarray(self.repair(numbers[:, order]), dtype=np.float64)
        if answer.shape != numbers.shape or not np.isfinite(answer).all():
            raise ValueError(
                f"repair={self.repair!r} must return finite numbers of the shape {numbers.shape}. "
                f"Got an array of shape {answer.shape}."
            )
        numbers[:, order] = answer
        return self._steps_to(numbers / unit)

    def is_foreign(
        self, steps: NDArray[np.float64], codes: NDArray[np.integer], code: int
    ) -> NDArray[np.bool_]:
        """Return which steps end nearest to a row of another class."""
        if not len(self.unit):
            return np.zeros(len(steps), dtype=bool)
        known = (self.target.numbers - self.target.mean) / self.target.spread
        new = (self.start + self.moved(steps) - self.target.mean) / self.target.spread
        return ends_among_others(steps, new, known, codes, code)
