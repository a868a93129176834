"""Adversarial images: images of a class, moved to where a network doubts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample._image_shape import Shape
from oversample._params import Callable_
from oversample._problem import Problem
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import STRATEGY
from oversample.deep._batches import Pools
from oversample.deep._classifier import ImageClassifier, Scores, train_classifier
from oversample.deep._features import FeatureNetwork
from oversample.deep._image_sampler import Trained
from oversample.deep._interface import TRAINING, rows_to_fill, rows_to_leave, training_stream
from oversample.deep._moved import Images, MovedPlan
from oversample.deep._moving_sampler import Movable, MovingOverSampler
from oversample.deep._training import Callback
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
from oversample.generative.base import STATE
from oversample.image.canvas import ValueRange, ValueRangeLike
from oversample.image.sampling.table import ImageTable

_AT_ONCE = 512
"""Images that are attacked at once."""


class ImageAdversarialOverSampler(MovingOverSampler):
    r"""Images of a class, moved a little to where a network takes them least for it.

    What :class:`oversample.AdversarialOverSampler` does to rows of a table, in pixels. A small
    network with loss :math:`\ell` is trained on the labels of all classes. Each new image starts
    from a random image :math:`x` of the class :math:`c` and keeps its label,

    .. math::

        x_{new} = x + \delta, \qquad
        \delta \approx \arg\max_{\|\delta\| \le \epsilon} \ell(x + \delta, c),

    with pixels between black, 0, and white, 1. New images are hard ones. The label is right as far
    as steps are small: a step that ends nearest to an image of another class is halved, up to four
    times, and then given up.

    ==========  ==================================================================================
    ``attack``  steps
    ==========  ==================================================================================
    ``"fgsm"``  one, of the sign of the gradient (or along it, in ``"l2"``), [1]_
    ``"pgd"``   from a random start ``n_steps`` such steps, each 2.5 / ``n_steps`` of the radius
                long, back into the ball and between black and white after each; the place of the
                greatest loss is taken, [2]_
    ==========  ==================================================================================

    It assumes that what is near in pixels is of one class. The images look like their bases with
    noise; that noise is what the network goes by, which another classifier may not.

    Parameters
    ----------
    image_shape : tuple of int
        (height, width) or (height, width, channels) of the images that rows hold, flattened in C
        order; one may be -1.
    surrogate : callable or None, default=None
        The network that is attacked. ``None``: three convolutions of 3 x 3, trained on ``y``, half
        of each batch from the classes to be filled. Or a function of torch tensors of shape
        (n, channels, height, width), black 0 and white 1, that returns logits of shape
        (n, n_classes), classes in the order of sorted labels, such as a ``torch.nn.Module`` after
        ``eval()``. It must not mix images.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. A
        warning tells of classes of fewer than 20 rows to be filled.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Global streams, those of torch too, are
        left alone but for NumPy's where it is None.
    attack : {"pgd", "fgsm"}, default="pgd"
        How steps are found.
    norm : {"inf", "l2"}, default="inf"
        What :math:`\epsilon` bounds: the step in every pixel, or its length over all pixels.
    epsilon : float or tuple of (float, float), default=(0.0, 0.1)
        The radius in shares of the range from black to white. A pair: drawn uniformly for each new
        image, so that those of one base differ. In ``"l2"`` half the range, 0.5, is usual.
    n_steps : int, default=10
        The steps of ``"pgd"``.
    rounds : int, default=1
        How often the network is attacked. After each attack but the last it is trained anew, on all
        images and as many adversarial ones as are to be made: later attacks meet a network that
        knows the earlier ones. Each round costs another training.
    value_range : "auto" or (float, float), default="auto"
        The values of black and white; see :class:`oversample.ImageOverSampler`.
    max_steps, batch_size, learning_rate, early_stopping, device, callback : optional
        How the network is trained, and where; see :class:`StyleTransferOverSampler`.
    keep_state : bool, default=False
        Whether pickles keep the network and the table, which :meth:`sample` needs. Files of
        :meth:`save` hold no cells.

    Attributes
    ----------
    plan_ : MovedPlan
        The base row of every new image, and the step from it as ``noise``. Pixels of an integer
        dtype take whole steps, rounded towards the base, so that no step is longer than its radius.
    network_ : ImageClassifier
        The network, or ``surrogate``: its ``loss_gradient(units, codes)`` gives the loss of images,
        black 0 and white 1, and its gradient, and ``scores(units)`` their logits.
    problem_ : Problem
        The table and the target; with ``network_``, what :meth:`sample` needs.
    image_shape_ : tuple of three int
        Height, width and channels.
    value_range_ : tuple of two float
        The values of black and white.
    history_ : dict of ndarrays of shape (n_steps,)
        The loss of each step of training, round after round; empty where nothing was trained.
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_, groups_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] I. J. Goodfellow, J. Shlens and C. Szegedy, "Explaining and harnessing adversarial
       examples", ICLR 2015.
    .. [2] A. Madry, A. Makelov, L. Schmidt, D. Tsipras and A. Vladu, "Towards deep learning models
       resistant to adversarial attacks", ICLR 2018.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from oversample.deep import ImageAdversarialOverSampler
    >>> X, y = load_digits(return_X_y=True)
    >>> X, y = X[:300], y[:300] == 8
    >>> sampler = ImageAdversarialOverSampler((8, 8), random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)  # doctest: +SKIP
    >>> int(y.sum()), int(y_resampled.sum())  # doctest: +SKIP
    (28, 272)
    >>> abs(sampler.plan_.noise).max() <= 0.1 * 16  # doctest: +SKIP
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **TRAINING,
        **ATTACKS,
        **STATE,
        "image_shape": [Shape],
        "surrogate": [Callable_, None],
        "value_range": [ValueRange],
    }

    _may_be_own: ClassVar[str | None] = "surrogate"
    _saved: ClassVar[tuple[str, ...]] = (
        "image_shape",
        "attack",
        "norm",
        "epsilon",
        "n_steps",
        "value_range",
    )

    def __init__(
        self,
        image_shape: Sequence[int],
        *,
        surrogate: Scores | None = None,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        attack: Attack = "pgd",
        norm: Norm = "inf",
        epsilon: Epsilon = (0.0, 0.1),
        n_steps: int = 10,
        rounds: int = 1,
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
        self.surrogate = surrogate
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.attack = attack
        self.norm = norm
        self.epsilon = epsilon
        self.n_steps = n_steps
        self.rounds = rounds
        self.value_range = value_range
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.early_stopping = early_stopping
        self.device = device
        self.callback = callback
        self.keep_state = keep_state

    def _encode(self, X: Any) -> ImageTable:
        if self.surrogate is not None and self.rounds > 1:
            raise InvalidParameterError(
                f"{type(self).__name__}: rounds={self.rounds} trains the network anew, which a "
                "surrogate of your own cannot be. Set rounds=1, or surrogate=None."
            )
        return super()._encode(X)

    def _train(self, torch: Any, device: str, shape: FeatureNetwork, problem: Problem) -> Trained:
        """Train the network; in further rounds on adversaries of the one before, too."""
        images, rng = self._images(problem), training_stream(problem)
        start = shape.draw(rng)
        filled = list(rows_to_fill(problem).values())
        pools = Pools.of(filled, rows_to_leave(problem), self.early_stopping, rng)
        parameters, seen, seen_pools, losses = start, images, pools, []
        for number in range(self.rounds):
            if number:
                attacked = Movable(images, self._at_rest(shape, parameters, device))
                seen, seen_pools = self._with_adversaries(attacked, problem, pools, rng)
            training = train_classifier(
                torch, device, shape, start, seen.seen, seen.codes, seen_pools, rng, settings=self
            )
            parameters = training.parameters
            losses.append(training.history["loss"])
        return Trained(parameters, {"loss": np.concatenate(losses)})

    def _at_rest(
        self, shape: FeatureNetwork, parameters: NDArray[np.float32], device: str
    ) -> ImageClassifier:
        return ImageClassifier(shape, parameters, self._own, device, type(self).__name__)

    def _with_adversaries(
        self, attacked: Movable[ImageClassifier], problem: Problem, pools: Pools, rng: Stream
    ) -> tuple[Images, Pools]:
        """Return the images with adversarial ones, and where batches of both are drawn from."""
        images = attacked.images
        units, codes, filled = [images.units], [images.codes], []
        for own, label in zip(pools.filled, rows_to_fill(problem), strict=True):
            code, n_new = problem.target.code_of(label), problem.n_new[label]
            # Not from those that are held out, of which adversaries would tell.
            base = own[rng.integers(len(own), n_new)]
            n_before = sum(map(len, codes))
            filled.append(np.concatenate([own, np.arange(n_before, n_before + n_new)]))
            units.append(images.units[base] + self._attacked(attacked, base, code, rng))
            codes.append(np.full(n_new, code))
        longer = replace(images, units=np.concatenate(units), codes=np.concatenate(codes))
        return longer, pools._replace(filled=filled)

    def _generate(
        self, problem: Problem, context: Movable[ImageClassifier] | None, label: Any, n_new: int
    ) -> tuple[MovedPlan, None]:
        assert context is not None
        images = context.images
        rng, rows = problem.streams.start(), problem.rows_of(label)
        base = rows[rng.integers(len(rows), n_new)]
        steps = self._attacked(context, base, problem.target.code_of(label), rng)
        return MovedPlan.of(base, images.noise(steps), images.canvas), None

    def _attacked(
        self, attacked: Movable[ImageClassifier], base: NDArray[np.intp], code: int, rng: Stream
    ) -> NDArray[np.float64]:
        """Return steps from images of a class to where the network doubts them."""
        radii = draw_radii(self.epsilon, len(base), rng)
        steps = np.empty((len(base), attacked.images.units.shape[1]))
        for block in blocks(len(base), 1, _AT_ONCE):
            steps[block] = self._attacked_block(attacked, base[block], radii[block], code, rng)
        return steps

    def _attacked_block(
        self,
        attacked: Movable[ImageClassifier],
        base: NDArray[np.intp],
        radii: NDArray[np.float64],
        code: int,
        rng: Stream,
    ) -> NDArray[np.float64]:
        images, surrogate = attacked
        units, codes = images.units[base], np.full(len(base), code)

        def evaluate(steps: NDArray[np.float64]) -> Any:
            return surrogate.loss_gradient(units + steps, codes)

        def is_foreign(steps: NDArray[np.float64]) -> NDArray[np.bool_]:
            return ends_among_others(steps, units + steps, images.units, images.codes, code)

        ball = Ball(self.norm, radii, *images.box(base))
        steps = find_steps(self.attack, ball, evaluate, _unchanged, self.n_steps, rng)
        return among_own(images.rounded(steps), is_foreign, images.rounded)


def _unchanged(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    # Rounded after every step, those of a small radius would not leave the image.
    return steps
