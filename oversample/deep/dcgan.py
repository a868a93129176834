"""Generative adversarial networks of images, trained on all classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from oversample._contract import Rows
from oversample._image_shape import ImageShape, Shape, check_image_shape
from oversample._params import Grid, integer_from
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import GRID, STRATEGY
from oversample.deep._batches import Pools
from oversample.deep._convolution import check_sides
from oversample.deep._disturbances import N_CHANCES, Disturbance, Disturbances, disturb
from oversample.deep._image_adversaries import ImageAdversaries, TrainedImageGenerator, losses
from oversample.deep._interface import TRAINING
from oversample.deep._sampler import NetworkOverSampler, Work
from oversample.deep._training import Callback, Mean, Training, train
from oversample.generative.base import STATE, ClassCells
from oversample.generative.uniforms import draw_uniforms
from oversample.image import Compose, ImageTransform
from oversample.image.canvas import Canvas, ValueRange, ValueRangeLike
from oversample.image.policies.base import OneTransform, Transforms
from oversample.image.sampling.table import pixels_asked_for
from oversample.plan import RowsPlan

_DECAYS = (0.5, 0.999)
"""Decays of Adam. A generator chases a critic that moves: old gradients are soon of no use."""

_AVERAGE = 0.995
"""The decay of the mean of the generator's parameters, which swing from step to step."""


@dataclass(frozen=True, eq=False)
class ImagesOfClass:
    """The model of a class: the network, and how its outputs are brought to pixels.

    Attributes
    ----------
    network : TrainedImageGenerator
        The network of all classes.
    class_code : int
        The class.
    low, high : ndarray of shape (n_pixels,)
        Where pixels are brought to.
    """

    network: TrainedImageGenerator
    class_code: int
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def draw(self, n: int, rng: Stream) -> tuple[RowsPlan, NDArray[np.int32]]:
        """Draw rows; see :class:`oversample.generative.base.Model`."""
        noise = ndtri(draw_uniforms(rng, n, self.network.shape.latent))
        pixels = self.network.generate(noise, self.class_code)
        return RowsPlan(np.clip(pixels, self.low, self.high)), np.empty((n, 0), dtype=np.int32)


class DCGANOverSampler(NetworkOverSampler):
    r"""Images of a generator that is trained, with the class as an input, against a critic.

    A generator :math:`G` makes an image of normal noise :math:`z` and of an embedding of the class
    :math:`y`, by convolutions that double its sides; a critic :math:`D` judges images by
    convolutions that halve them ([1]_), and the class by a projection ([2]_). In turns of one step
    each, both minimise

    .. math::

        L_D &= -E \, \log D(T(x), y) - E \, \log (1 - D(T(G(z, y)), y)), \\
        L_G &= -E \, \log D(T(G(z, y)), y) + \lambda / r,

    where :math:`r` is how far apart two images of a class are, for each distance of their noise
    ([4]_), without which a generator that knows the class soon ignores the noise.
    Both are trained on the images of all classes, half of each batch on those of the classes to be
    filled: some forty images alone do not train a generator. Augmentation enters in two ways.

    ``augment``
        Real images are transformed *before* the critic sees them, made ones are not. The generator
        therefore learns to make transformed images, too: of rotated images it makes tilted ones.
        This is right where a transformed image could have been taken, such as a mirrored one.
    ``differentiable``
        Real and made images are changed *alike* before the critic sees them (:math:`T`, drawn anew
        for each image), and gradients pass through the change ([3]_). The critic cannot learn the
        few images by heart, and made images stay free of the changes.

    All but the last layer of the generator are normalised image by image, not over the batch as in
    [1]_: an image would depend on those made beside it, and the class, which all images of a call
    have in common, would be subtracted. The critic's are normalised over the batch. New pixels are
    brought into the range that the class has in that pixel, or with ``augment``, which moves
    pixels, into that of black and white.

    Parameters
    ----------
    image_shape : (int, int) or (int, int, int)
        Height, width and, if there are several, channels of each image, flattened in C order with
        channels last. Sides are of 8 to 64 pixels, channels 1 or 3. One may be -1: it follows from
        the length of a row.
    augment : ImageTransform, list of ImageTransform or None, default=None
        A transform or policy of :mod:`oversample.image`, or a list, applied one after the other, by
        which training images are transformed.
    differentiable : sequence of str, default=("translation",)
        What made and real images have done to them before the critic sees them, in this order:

        =================  =======================================================================
        ``"brightness"``   all pixels of an image are shifted by up to a quarter of the value range
        ``"contrast"``     distances from the mean are multiplied by 0.5 to 1.5
        ``"translation"``  up to an eighth of each side, by whole pixels; what is bared is grey
        ``"cutout"``       a rectangle of half of both sides is grey
        =================  =======================================================================

    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. Classes
        to be filled must have at least 8 rows, and of fewer than 20 a warning tells.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Global streams, those of torch too, are
        left alone but for NumPy's where it is None.
    value_range : "auto" or (float, float), default="auto"
        The values of black and white; see :class:`oversample.ImageOverSampler`.
    latent_dim : int, default=32
        The width of the noise, and of the embedding of a class.
    width : int, default=32
        The channels of the layers nearest to the image; those farther away have twice as many at
        each halving, up to eight times.
    max_steps : int, default=2000
        The number of steps, each of both networks.
    batch_size : int, default=64
        The images of a step.
    learning_rate : float, default=0.001
        The size of steps.
    device : str, default="auto"
        Where torch computes; see :class:`VAEOverSampler`.
    callback : callable, default=None
        Called after each step with its number and a dict of losses. A true answer ends training.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    keep_state : bool, default=False
        Whether pickles keep the network and the table, which :meth:`sample` needs. Files of
        :meth:`save` hold no cells.

    Attributes
    ----------
    plan_ : RowsPlan
        The pixels of the new rows, which come from no row.
    network_ : TrainedImageGenerator
        The parameters of the generator: a mean over the last steps.
    history_ : dict of ndarrays of shape (n_steps,)
        ``"generator"`` and ``"critic"``: the losses of both. Neither says that images are good.
    n_steps_ : int
        The number of steps.
    stopped_by_ : {"steps", "callback"}
        What has ended training.
    generators_, copy_share_, problem_
        See :class:`VAEOverSampler`.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_
        See :class:`oversample.SMOTE`. The weight of a new row is the mean of its class.

    References
    ----------
    .. [1] A. Radford, L. Metz and S. Chintala, "Unsupervised representation learning with deep
       convolutional generative adversarial networks", ICLR 2016.
    .. [2] T. Miyato and M. Koyama, "cGANs with projection discriminator", ICLR 2018.
    .. [3] S. Zhao, Z. Liu, J. Lin, J.-Y. Zhu and S. Han, "Differentiable augmentation for
       data-efficient GAN training", NeurIPS 2020.
    .. [4] Q. Mao, H.-Y. Lee, H.-Y. Tseng, S. Ma and M.-H. Yang, "Mode seeking generative
       adversarial networks for diverse image synthesis", CVPR 2019.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from oversample.deep import DCGANOverSampler
    >>> X, y = load_digits(return_X_y=True)
    >>> X, y = X[:300], y[:300] == 8
    >>> sampler = DCGANOverSampler((8, 8), max_steps=10, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)  # doctest: +SKIP
    >>> int(y.sum()), int(y_resampled.sum()), X_resampled.shape  # doctest: +SKIP
    (31, 269, (538, 64))
    >>> sampler.sample(True, 2, random_state=0).shape  # doctest: +SKIP
    (2, 64)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **GRID,
        **STATE,
        "image_shape": [Shape],
        "augment": [OneTransform, Transforms, None],
        "differentiable": [Disturbances],
        "value_range": [ValueRange],
        "latent_dim": [integer_from(1)],
        "width": [integer_from(1)],
        **{name: TRAINING[name] for name in TRAINING if name != "early_stopping"},
    }

    _saved: ClassVar[tuple[str, ...]] = (
        "image_shape",
        "value_range",
        "latent_dim",
        "width",
        "grid",
    )

    def __init__(
        self,
        image_shape: Sequence[int],
        *,
        augment: ImageTransform | Sequence[ImageTransform] | None = None,
        differentiable: Sequence[Disturbance] = ("translation",),
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        value_range: ValueRangeLike = "auto",
        latent_dim: int = 32,
        width: int = 32,
        max_steps: int = 2000,
        batch_size: int = 64,
        learning_rate: float = 1e-3,
        device: str = "auto",
        callback: Callback | None = None,
        grid: Grid = "auto",
        keep_state: bool = False,
    ) -> None:
        self.image_shape = image_shape
        self.augment = augment
        self.differentiable = differentiable
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.value_range = value_range
        self.latent_dim = latent_dim
        self.width = width
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.device = device
        self.callback = callback
        self.grid = grid
        self.keep_state = keep_state

    def _encode(self, X: Any) -> Rows:
        owner = type(self).__name__
        with pixels_asked_for():
            table = super()._encode(X)
        n_pixels = table.numeric.shape[1]
        shape = check_sides(self.image_shape, n_pixels, owner, "take VAEOverSampler")
        policy = self._policy()
        if policy is not None:
            # Nested parameters are checked when they are drawn from.
            policy.sample(0, np.random.default_rng(0))
            policy.check_canvas(Canvas.of(shape, table.numeric, self.value_range))
        return table

    def _policy(self) -> ImageTransform | None:
        if self.augment is None or isinstance(self.augment, ImageTransform):
            return self.augment
        return Compose(self.augment)

    def _coding(self, table: Rows) -> Canvas:
        shape = check_image_shape(self.image_shape, table.numeric.shape[1], type(self).__name__)
        return Canvas.of(shape, table.numeric, self.value_range)

    def _measures(self, canvas: Canvas, n_classes: int) -> ImageAdversaries:
        return ImageAdversaries(ImageShape(*canvas.shape), n_classes, self.latent_dim, self.width)

    def _train(self, work: Work) -> Training:
        torch, device, rng, canvas = work.torch, work.device, work.rng, work.coding
        shape, policy = self._measures(canvas, work.n_classes), self._policy()
        pools = Pools.of(work.filled, work.rest, False, rng)
        one_hot = torch.eye(work.n_classes, dtype=torch.float32, device=device)
        classes = torch.tensor(work.codes.astype(np.int64), device=device)
        for_policy = np.random.default_rng(rng.integers(2**31 - 1, 4).tolist())
        names = tuple(self.differentiable)

        def real_images(rows: NDArray[np.intp]) -> Any:
            images = work.table.numeric[rows].astype(np.float32)
            if policy is not None:
                draws = policy.sample(len(rows), for_policy)
                images = policy.apply(images.reshape(-1, *canvas.shape), draws, canvas)
            scaled = (images.reshape(len(rows), -1) - canvas.low) * (2 / (canvas.span or 1.0)) - 1
            return torch.tensor(np.clip(scaled, -1, 1).astype(np.float32), device=device)

        def disturbed(images: Any) -> Any:
            uniform = rng.uniform(len(images) * N_CHANCES * len(names))
            chance = uniform.reshape(len(images), -1).astype(np.float32)
            return disturb(torch, names, images, chance)

        start = torch.tensor(shape.draw(rng), device=device)
        n_own = sum(shape.generator_sizes)
        mean = Mean(start[:n_own], _AVERAGE)

        def losses_of(parameters: Any, step: int) -> dict[str, Any]:
            mean.follow(parameters[:n_own], step)
            rows = pools.draw(self.batch_size, rng)
            of_class = one_hot[classes[torch.tensor(rows, device=device)]]
            normal = rng.normal((len(rows), shape.latent)).astype(np.float32)
            noise = torch.tensor(normal, device=device)
            return losses(torch, shape, parameters, real_images(rows), of_class, noise, disturbed)

        training = train(
            torch,
            start,
            losses_of,
            max_steps=self.max_steps,
            learning_rate=self.learning_rate,
            decays=_DECAYS,
            callback=self.callback,
        )
        history = {name: told for name, told in training.history.items() if name != "loss"}
        return training._replace(parameters=mean.now.cpu().numpy().copy(), history=history)

    def _at_rest(
        self, coding: Canvas, n_classes: int, parameters: NDArray[np.float32], device: str
    ) -> TrainedImageGenerator:
        shape = self._measures(coding, n_classes)
        return TrainedImageGenerator(coding, shape, parameters, device, type(self).__name__)

    def _fit_model(self, cells: ClassCells, table: Rows, label: Any, rng: Stream) -> ImagesOfClass:
        low, high = cells.numbers.min(axis=0), cells.numbers.max(axis=0)
        if self.augment is not None:
            canvas = self.network_.canvas
            low, high = np.full_like(low, canvas.low), np.full_like(high, canvas.high)
        return ImagesOfClass(self.network_, self.problem_.target.code_of(label), low, high)
