"""Over-sampling by transformed images, with a strength learnt for each class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import NDArray
from sklearn.base import clone

from oversample._params import Constraint, has_methods, integer_from, real_within
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample._threads import count_threads
from oversample.base import Problem
from oversample.exceptions import FallbackWarning, warn
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas, ValueRangeLike
from oversample.image.policies.augment import MOVES, RandAugment
from oversample.image.sampling.sampler import IMAGES, Context, ImageOverSampler, choose_rows
from oversample.image.stack import write_images

_Graded = Constraint(
    "an image transform with a parameter `magnitude`, as RandAugment",
    lambda v: isinstance(v, ImageTransform) and "magnitude" in v.get_params(deep=False),
)

# Moves of pixels keep more labels true than changes of their colours do.
DEFAULT_POLICY = RandAugment(2, operations=MOVES, border_mode="edge")


class AdaptiveImageOverSampler(ImageOverSampler):
    r"""Fill a class with images transformed as strongly as a classifier still recognises them.

    Every class that is filled has a level :math:`L_c`, at first 0, and its new images are made
    with ``magnitude`` :math:`L_c / n\_levels`. In each round a classifier is trained on a part of
    the rows, filled in this way up to the final number of each class, and then tested on the other
    rows of each class: for every :math:`s = 0, \dots, L_c`, on :math:`n\_test \, (s + 1)` images
    drawn from them and transformed with magnitude :math:`s / n\_levels`. If more than
    ``accept_rate`` of them are recognised at every :math:`s`, the level rises by 1; otherwise it
    falls by 1, not below 0 ([1]_, algorithm 2). Classes are filled with the levels of the last
    round. The images of a class that ends at level 0 are not transformed, with a
    :class:`FallbackWarning`.

    The paper tests a network while it learns, on its training images. Here any classifier is
    trained anew in each round, and tested on images that it was not trained on.

    Parameters
    ----------
    image_shape : (int, int) or (int, int, int)
        See :class:`ImageOverSampler`.
    classifier : estimator with ``fit`` and ``predict``
        The classifier of rows of pixels, with integers as labels; it is cloned.
    policy : ImageTransform with a parameter ``magnitude``, or None, default=None
        The transform of images. None: a :class:`~oversample.image.RandAugment` of two moves
        (shear, translation, rotation), borders continued.
    n_levels : int, default=10
        The level of magnitude 1, at least 1.
    n_rounds : int, default=5
        The number of rounds, each of which trains the classifier once; at least 1.
    n_test : int, default=10
        The number of test images at magnitude 0, at least 1.
    accept_rate : float, default=0.6
        The share of test images above which a class passes, from 0 to 1.
    test_size : float, default=0.3
        The share of the rows of each class that are held out for tests, above 0, at most 0.9.
    sampling_strategy : str, float, dict or callable, default="auto"
        The number of rows of each class afterwards; see :class:`oversample.BaseOverSampler`.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed of rows and transforms; the classifier has its own.
    value_range : "auto" or (float, float), default="auto"
        See :class:`ImageOverSampler`.
    n_jobs : int or None, default=None
        Threads that transform images; None and -1 are all cores. The result does not depend on it.

    Attributes
    ----------
    levels_ : dict
        The last level of each class that was filled.
    level_history_ : dict
        The levels of each such class after each round.
    plan_, image_shape_, value_range_ : object
        See :class:`ImageOverSampler`.
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_ : object
        See :class:`SMOTE`.

    References
    ----------
    .. [1] S. Ahn, J. Ko and S.-Y. Yun, "CUDA: curriculum of data augmentation for long-tailed
       recognition", ICLR 2023.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.linear_model import RidgeClassifier
    >>> from oversample import AdaptiveImageOverSampler
    >>> X, y = load_digits(return_X_y=True)
    >>> X, y = X[:200], y[:200] == 0
    >>> sampler = AdaptiveImageOverSampler((8, 8), RidgeClassifier(), random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sampler.level_history_[True]
    [1, 2, 3, 4, 5]

    A custom policy is a transform with a parameter ``magnitude``, from 0, which does nothing,
    to 1:

    >>> from oversample.image import Compose, GaussianNoise, Rotate
    >>> class TurnAndNoise(Compose):
    ...     def __init__(self, magnitude=0.0):
    ...         self.magnitude = magnitude
    ...     @property
    ...     def transforms(self):
    ...         turn, noise = 20 * self.magnitude, 0.1 * self.magnitude
    ...         return [Rotate((-turn, turn)), GaussianNoise(noise)]
    >>> sampler = AdaptiveImageOverSampler(
    ...     (8, 8), RidgeClassifier(), TurnAndNoise(), random_state=0
    ... )
    >>> _ = sampler.fit_resample(X, y)
    >>> sampler.level_history_[True]
    [1, 2, 3, 4, 5]
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **IMAGES,
        "classifier": [has_methods("fit", "predict")],
        "policy": [_Graded, None],
        "n_levels": [integer_from(1)],
        "n_rounds": [integer_from(1)],
        "n_test": [integer_from(1)],
        "accept_rate": [real_within(0, 1)],
        "test_size": [real_within(0, 0.9, open_low=True)],
    }

    def __init__(
        self,
        image_shape: Sequence[int],
        classifier: Any,
        policy: ImageTransform | None = None,
        *,
        n_levels: int = 10,
        n_rounds: int = 5,
        n_test: int = 10,
        accept_rate: float = 0.6,
        test_size: float = 0.3,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        value_range: ValueRangeLike = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.image_shape = image_shape
        self.classifier = classifier
        self.policy = policy
        self.n_levels = n_levels
        self.n_rounds = n_rounds
        self.n_test = n_test
        self.accept_rate = accept_rate
        self.test_size = test_size
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.value_range = value_range
        self.n_jobs = n_jobs

    def _policy(self) -> ImageTransform:
        return DEFAULT_POLICY if self.policy is None else self.policy

    def _policy_at(self, level: int) -> ImageTransform:
        magnitude = min(level / self.n_levels, 1.0)
        return clone(self._policy()).set_params(magnitude=magnitude)

    def _policy_for(self, label: Any) -> ImageTransform:
        return self._policy_at(self.levels_.get(label, 0))

    def _prepare(self, problem: Problem) -> Context:
        entropy = problem.streams.start().integers(2**31, 8).tolist()
        filled = [label for label, n_new in problem.n_new.items() if n_new > 0]
        self.levels_ = dict.fromkeys(problem.n_new, 0)
        self.level_history_: dict[Any, list[int]] = {label: [] for label in filled}
        if filled:
            # One beyond the numbers of classes, which seed the final images.
            seed = SeedSequence(entropy, spawn_key=(len(problem.target.classes),))
            for_split, for_rounds = np.random.default_rng(seed).spawn(2)
            is_test = self._split(problem, filled, for_split)
            for rng in for_rounds.spawn(self.n_rounds):
                self._round(problem, filled, is_test, rng)
        self.levels_ = {label: self.levels_[label] for label in filled}
        self._warn_of_copies(problem)
        return super()._prepare(problem)

    def _warn_of_copies(self, problem: Problem) -> None:
        """Warn of the classes whose new images are not transformed."""
        for label, level in self.levels_.items():
            if level == 0:
                warn(
                    f"AdaptiveImageOverSampler: class {label!r} is at level 0 after n_rounds="
                    f"{self.n_rounds}, since no more than accept_rate={self.accept_rate:g} of its "
                    f"images were recognised in the last. Its {problem.n_new[label]} new images "
                    "are made with magnitude 0: plain copies, unless the policy does more. Another "
                    "classifier, a lower accept_rate or more rows of the class let levels rise; "
                    "ImageOverSampler transforms whatever a classifier says.",
                    FallbackWarning,
                )

    def _split(self, problem: Problem, filled: Sequence[Any], rng: Generator) -> NDArray[np.bool_]:
        """Return a mask of the rows held out for tests: some of each class that is filled."""
        is_test = np.zeros(len(problem.target.codes), dtype=bool)
        for label, stream in zip(filled, rng.spawn(len(filled)), strict=True):
            rows = problem.rows_of(label)
            if len(rows) < 2:
                raise ValueError(
                    f"AdaptiveImageOverSampler keeps some rows of each class to examine its "
                    f"classifier, but class {label!r} has {len(rows)} row. Leave it out of "
                    "sampling_strategy, or use ImageOverSampler."
                )
            n_test = min(max(round(self.test_size * len(rows)), 1), len(rows) - 1)
            is_test[stream.permutation(rows)[:n_test]] = True
        return is_test

    def _round(
        self, problem: Problem, filled: Sequence[Any], is_test: NDArray[np.bool_], rng: Generator
    ) -> None:
        """Train the classifier, and raise or lower the level of each class."""
        for_training, for_tests = rng.spawn(2)
        rows = np.flatnonzero(~is_test)
        X, y = [problem.table.numeric[rows]], [problem.target.codes[rows]]
        for label, stream in zip(filled, for_training.spawn(len(filled)), strict=True):
            members = problem.rows_of(label)
            own = members[~is_test[members]]
            # Up to the final number of the class: new images also replace rows held out.
            n_new = len(members) + problem.n_new[label] - len(own)
            base = choose_rows(own, n_new, stream)
            X.append(self._make_images(problem, base, self.levels_[label], stream))
            y.append(problem.target.codes[base])
        classifier = clone(self.classifier).fit(np.concatenate(X), np.concatenate(y))
        for label, stream in zip(filled, for_tests.spawn(len(filled)), strict=True):
            members = problem.rows_of(label)
            own = members[is_test[members]]
            step = 1 if self._passes(problem, classifier, label, own, stream) else -1
            self.levels_[label] = min(max(self.levels_[label] + step, 0), self.n_levels)
            self.level_history_[label].append(self.levels_[label])

    def _passes(
        self,
        problem: Problem,
        classifier: Any,
        label: Any,
        rows: NDArray[np.intp],
        rng: Generator,
    ) -> bool:
        """Return whether images of a class are recognised at every level up to its own."""
        code = problem.target.code_of(label)
        for level, stream in enumerate(rng.spawn(self.levels_[label] + 1)):
            base = rows[stream.integers(len(rows), size=self.n_test * (level + 1))]
            images = self._make_images(problem, base, level, stream)
            if (classifier.predict(images) == code).mean() <= self.accept_rate:
                return False
        return True

    def _make_images(
        self, problem: Problem, base: NDArray[np.intp], level: int, rng: Generator
    ) -> NDArray[Any]:
        pixels = problem.table.numeric
        policy = self._policy_at(level)
        new = np.empty((len(base), pixels.shape[1]), dtype=pixels.dtype)
        canvas: Canvas = problem.table.canvas  # type: ignore[attr-defined]
        draws = policy.sample(len(base), rng)
        n_threads = count_threads(self.n_jobs)
        write_images(policy, pixels, draws, canvas, new, rows=base, n_threads=n_threads)
        return new
