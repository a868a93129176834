"""M2m: images of larger classes, moved until a network takes them for a rare one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample._image_shape import Shape
from oversample._params import integer_from, real_within
from oversample._problem import Problem
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import STRATEGY
from oversample.deep._batches import Pools
from oversample.deep._classifier import ImageClassifier, train_classifier
from oversample.deep._features import FeatureNetwork
from oversample.deep._image_sampler import Trained
from oversample.deep._interface import TRAINING, rows_to_fill, rows_to_leave, training_stream
from oversample.deep._moved import MovedPlan
from oversample.deep._moving_sampler import Movable, MovingOverSampler
from oversample.deep._training import Callback, Training
from oversample.exceptions import FallbackWarning, warn
from oversample.generative.attacks import Ball
from oversample.generative.base import STATE
from oversample.generative.uniforms import pick
from oversample.image.canvas import ValueRange, ValueRangeLike

_AT_ONCE = 512
"""Images that are moved at once."""


class Networks(NamedTuple):
    """Both networks at rest.

    Attributes
    ----------
    pulls, holds : ImageClassifier
        The network that has to take a new image for its class, and the one that must not take it
        for the class of its base.
    """

    pulls: ImageClassifier
    holds: ImageClassifier

    @property
    def parameters(self) -> NDArray[np.float32]:
        """The parameters of both, one after the other."""
        return np.concatenate([self.pulls.parameters, self.holds.parameters])


class M2m(MovingOverSampler):
    r"""Fill a class with images of larger classes, moved until a network takes them for its own.

    Experimental: its authors use it inside of the training of one network, and what its images are
    worth to other classifiers is not known. Parameters and rows may change.

    For each new image of the class :math:`k`, of :math:`N_k` images, a class :math:`k_0` is drawn
    with a probability in proportion to :math:`1 - \beta^{(N_{k_0} - N_k)^+}`, and of it an image
    :math:`x_0`. From :math:`x_0`, and a random step of length :math:`r`, the image takes steps of
    fixed length down ([1]_, equation 2)

    .. math:: \ell(g; x, k) + \lambda \, f_{k_0}(x),

    the loss of one network for the new class and the logit of another for the old one; pixels
    are cut to black and white after each. It is accepted where
    :math:`p_g(k \mid x) \ge \gamma`, and with probability :math:`1 - \beta^{N_{k_0} - N_k}`: the
    fewer images the class has beside the other, the more of the other serve. Else the new row is
    a copy of an image of the class, drawn uniformly.

    In the paper :math:`g` is a network that was trained before, and :math:`f` the one in training.
    Here :math:`g` is trained on all images, and :math:`f` on as many, drawn with replacement.

    Accepted images look like their bases. With the default :math:`\beta`, which is made for
    thousands of images, a class that has 100 fewer than another gets one in ten rows that are not
    copies; lower it for small data sets.

    Parameters
    ----------
    image_shape : tuple of int
        (height, width) or (height, width, channels) of the images that rows hold, flattened in C
        order; one may be -1.
    beta : float, default=0.999
        The base :math:`\beta` of what a difference in size counts; 0: any larger class serves.
    confidence : float, default=0.99
        The probability :math:`\gamma` that is asked for.
    avoidance : float, default=0.5
        The weight :math:`\lambda`.
    start_radius : float, default=0.5
        The length :math:`r` of the random step, over all pixels, in shares of the range from black
        to white.
    n_steps : int, default=10
        The number of steps.
    step_size : float, default=0.1
        Their length, as ``start_radius``.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. A
        warning tells of classes of fewer than 20 rows to be filled.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Global streams, those of torch too, are
        left alone but for NumPy's where it is None.
    value_range : "auto" or (float, float), default="auto"
        The values of black and white; see :class:`oversample.ImageOverSampler`.
    max_steps, batch_size, learning_rate, early_stopping, device, callback : optional
        How each network is trained, and where; see :class:`StyleTransferOverSampler`.
    keep_state : bool, default=False
        Whether pickles keep the network and the table, which :meth:`sample` needs. Files of
        :meth:`save` hold no cells.

    Attributes
    ----------
    plan_ : MovedPlan
        The base row of every new image, of another class where it was accepted, and the step from
        it as ``noise``. Weights and groups are those of the base.
    accepted_ : dict
        The share of the new rows of each class that were accepted; the others are copies.
    network_ : Networks
        Both networks.
    problem_ : Problem
        The table and the target; with ``network_``, what :meth:`sample` needs.
    image_shape_ : tuple of three int
        Height, width and channels.
    value_range_ : tuple of two float
        The values of black and white.
    history_ : dict of ndarrays of shape (n_steps,)
        The losses of each step of training: ``"loss"`` of :math:`g`, ``"second_loss"`` of
        :math:`f`.
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_, groups_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] J. Kim, J. Jeong and J. Shin, "M2m: imbalanced classification via major-to-minor
       translation", CVPR 2020.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from oversample.deep import M2m
    >>> X, y = load_digits(return_X_y=True)
    >>> X, y = X[:600], y[:600] == 8
    >>> sampler = M2m((8, 8), beta=0.9, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)  # doctest: +SKIP
    >>> sampler.accepted_[True] > 0.5  # doctest: +SKIP
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **TRAINING,
        **STATE,
        "image_shape": [Shape],
        "beta": [real_within(0, 1)],
        "confidence": [real_within(0, 1)],
        "avoidance": [real_within(0, np.inf)],
        "start_radius": [real_within(0, np.inf)],
        "n_steps": [integer_from(0)],
        "step_size": [real_within(0, np.inf, open_low=True)],
        "value_range": [ValueRange],
    }

    _saved: ClassVar[tuple[str, ...]] = (
        "image_shape",
        "beta",
        "confidence",
        "avoidance",
        "start_radius",
        "n_steps",
        "step_size",
        "value_range",
    )

    def __init__(
        self,
        image_shape: Sequence[int],
        *,
        beta: float = 0.999,
        confidence: float = 0.99,
        avoidance: float = 0.5,
        start_radius: float = 0.5,
        n_steps: int = 10,
        step_size: float = 0.1,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        value_range: ValueRangeLike = "auto",
        max_steps: int = 300,
        batch_size: int = 64,
        learning_rate: float = 1e-3,
        early_stopping: bool = True,
        device: str = "auto",
        callback: Callback | None = None,
        keep_state: bool = False,
    ) -> None:
        self.image_shape = image_shape
        self.beta = beta
        self.confidence = confidence
        self.avoidance = avoidance
        self.start_radius = start_radius
        self.n_steps = n_steps
        self.step_size = step_size
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.value_range = value_range
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.early_stopping = early_stopping
        self.device = device
        self.callback = callback
        self.keep_state = keep_state

    def _prepare(self, problem: Problem) -> Movable[Networks] | None:
        """Read the images, and train both networks."""
        self.accepted_: dict[Any, float] = {}
        return super()._prepare(problem)

    def _train(self, torch: Any, device: str, shape: FeatureNetwork, problem: Problem) -> Trained:
        """Train the one network on all images, the other on as many, drawn with replacement."""
        images, rng = self._images(problem), training_stream(problem)
        filled = list(rows_to_fill(problem).values())
        pools = Pools.of(filled, rows_to_leave(problem), self.early_stopping, rng)

        def trained(pools: Pools) -> Training:
            return train_classifier(
                torch, device, shape, shape.draw(rng), images.seen, images.codes, pools, rng, self
            )

        first, second = trained(pools), trained(_drawn_again(pools, rng))
        return Trained(
            np.concatenate([first.parameters, second.parameters]),
            {"loss": first.history["loss"], "second_loss": second.history["loss"]},
        )

    def _at_rest(
        self, shape: FeatureNetwork, parameters: NDArray[np.float32], device: str
    ) -> Networks:
        owner = type(self).__name__
        of_each = np.split(parameters, 2)
        return Networks(*(ImageClassifier(shape, each, None, device, owner) for each in of_each))

    def _generate(
        self, problem: Problem, context: Movable[Networks] | None, label: Any, n_new: int
    ) -> tuple[MovedPlan, None]:
        assert context is not None
        images, code = context.images, problem.target.code_of(label)
        rng, own = problem.streams.start(), problem.rows_of(label)
        base = own[rng.integers(len(own), n_new)]
        noise = np.zeros((n_new, images.canvas.size))
        served, seeds = self._seeds(problem.target.counts, images.codes, code, n_new, rng)
        steps, accepted = self._translated(context, seeds, code, rng)
        served = served[accepted]
        base[served], noise[served] = seeds[accepted], images.noise(steps[accepted])
        self.accepted_[label] = len(served) / max(n_new, 1)
        if n_new and not len(served):
            warn(
                f"{type(self).__name__}: no image of a larger class was accepted for class "
                f"{label!r}, which is filled with copies of its own.",
                FallbackWarning,
            )
        return MovedPlan.of(base, noise, images.canvas), None

    def _seeds(
        self,
        counts: NDArray[np.integer],
        codes: NDArray[np.integer],
        code: int,
        n_new: int,
        rng: Stream,
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return which of the new rows may start from a larger class, and the rows they start from.

        Those that chance alone would reject afterwards are not made in the first place.
        """
        larger = np.maximum(np.asarray(counts, dtype=np.float64) - counts[code], 0.0)
        share = np.where(larger > 0, 1.0 - self.beta**larger, 0.0)
        uniform = rng.uniform(3 * n_new).reshape(3, n_new)
        if not share.any():
            nothing = np.empty(0, dtype=np.intp)
            return nothing, nothing
        ends = np.cumsum(share)
        # The product may round up to the end, behind which no class is.
        below_end = np.minimum(uniform[0] * ends[-1], np.nextafter(ends[-1], 0.0))
        chosen = np.searchsorted(ends, below_end, side="right")
        members, starts = np.argsort(codes, kind="stable"), np.cumsum(counts) - counts
        seeds = members[starts[chosen] + pick(uniform[1], counts[chosen])]
        served = np.flatnonzero(uniform[2] < share[chosen])
        return served, seeds[served]

    def _translated(
        self, movable: Movable[Networks], seeds: NDArray[np.intp], code: int, rng: Stream
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the steps from images to a class, and which of them are taken for it."""
        images, steps = movable.images, np.empty((len(seeds), movable.images.canvas.size))
        accepted = np.empty(len(seeds), dtype=bool)
        for block in blocks(len(seeds), 1, _AT_ONCE):
            steps[block] = images.rounded(self._descent(movable, seeds[block], code, rng))
            ends = images.units[seeds[block]] + steps[block]
            loss, _ = movable.network.pulls.loss_gradient(ends, np.full(len(ends), code))
            # The loss is minus the logarithm of the probability.
            accepted[block] = np.exp(-loss) >= self.confidence
        return steps, accepted

    def _descent(
        self, movable: Movable[Networks], seeds: NDArray[np.intp], code: int, rng: Stream
    ) -> NDArray[np.float64]:
        images = movable.images
        units, theirs = images.units[seeds], images.codes[seeds]
        code_of_all = np.full(len(seeds), code)
        # A ball without end: what bounds steps is the box.
        ball = Ball("l2", np.full(len(seeds), np.inf), *images.box(seeds))
        steps = ball.project(self.start_radius * ball.ascent(rng.normal(units.shape)))
        for _ in range(self.n_steps):
            _, gradient = movable.network.pulls.loss_gradient(units + steps, code_of_all)
            _, logit_gradient = movable.network.holds.score_gradient(units + steps, theirs)
            gradient = gradient + self.avoidance * logit_gradient
            steps = ball.project(steps - self.step_size * ball.ascent(gradient))
        return steps


def _drawn_again(pools: Pools, rng: Stream) -> Pools:
    """Return as many rows of each pool, drawn with replacement."""

    def again(rows: NDArray[np.intp]) -> NDArray[np.intp]:
        return rows[rng.integers(len(rows), len(rows))] if len(rows) else rows

    return pools._replace(filled=[again(rows) for rows in pools.filled], others=again(pools.others))
