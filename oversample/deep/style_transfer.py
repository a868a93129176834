"""Style transfer: the content of one image of a class, the style of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample._image_shape import Shape
from oversample._params import Callable_, integer_from, one_of, real_within
from oversample._problem import Problem
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import STRATEGY
from oversample.deep._batches import Pools
from oversample.deep._classifier import train_classifier
from oversample.deep._features import FeatureMaps, FeatureNetwork, as_images, as_rows
from oversample.deep._image_sampler import ImageNetworkOverSampler, Trained
from oversample.deep._interface import TRAINING, rows_to_fill, rows_to_leave, training_stream
from oversample.deep._moved import shares
from oversample.deep._style import StyleLoss, stylise
from oversample.deep._torch import import_torch, one_thread
from oversample.deep._training import Callback
from oversample.generative.base import STATE
from oversample.image.canvas import Canvas, ValueRange, ValueRangeLike
from oversample.image.rounding import to_pixels
from oversample.image.sampling.plan import read_images, shaped
from oversample.plan import Plan
from oversample.plan.base import ReplayRule

Features = Literal["trained", "random"]
"""Where the filters of the network come from."""

_BLOCK = 64
"""Images that take steps together: always so many, filled up with black ones, so that what becomes
of an image does not depend on their number."""


class Network(NamedTuple):
    """What sees the images, and where.

    Attributes
    ----------
    shape : FeatureNetwork
        Its measures.
    parameters : ndarray of shape (n_parameters,), float32
        Its parameters; none where features are the user's own.
    own : callable or None
        The user's own features.
    device : str
        Where torch computes.
    owner : str
        The sampler, for messages.
    """

    shape: FeatureNetwork
    parameters: NDArray[np.float32]
    own: FeatureMaps | None
    device: str
    owner: str


class Settings(NamedTuple):
    """How images are made.

    Attributes
    ----------
    loss : StyleLoss
        What is minimised.
    strength : float
        The share by which the style distance is to fall.
    n_steps : int
        The most steps.
    step_size : float
        The size of steps.
    """

    loss: StyleLoss
    strength: float
    n_steps: int
    step_size: float


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StylePlan(Plan):
    """Content, style, and the network that sees both: all of which new images are made.

    Attributes
    ----------
    base : ndarray of shape (n_new,), intp
        The row of each content image.
    partner : ndarray of shape (n_new,), intp
        The row of each style image, of the same class.
    step : ndarray of shape (n_new,), float64
        The strength: the share of the way to the partner that weights are carried by.
    network : Network
        What sees images.
    settings : Settings
        How images are made.
    canvas : Canvas
        Shape and value range of the images.
    """

    network: Network
    settings: Settings
    canvas: Canvas

    def steps(self) -> None:
        """Return None: a new image lies on no straight way between two others."""

    def copy_sources(self) -> NDArray[np.intp]:
        """Return -1 for all rows: none is a plain copy."""
        return np.full(len(self), -1)

    def make_rows(self, X: Any, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Compute the new images.

        Parameters
        ----------
        X : ndarray of shape (n_rows, n_pixels), of any numeric dtype
            All images of the input, flattened.
        out : ndarray of shape (n_new, n_pixels), optional
            The array to write to; by default a new one.

        Returns
        -------
        ndarray of shape (n_new, n_pixels)
            The new images, integers rounded.
        """
        if out is None:
            out = np.empty((len(self), X.shape[1]), dtype=X.dtype)
        torch = import_torch(self.network.owner)
        with one_thread(torch):
            for block in blocks(len(self), 1, _BLOCK):
                content, style = X[self.base[block]], X[self.partner[block]]
                out[block] = to_pixels(self._stylised(torch, content, style), out.dtype)
        return out

    def _stylised(
        self, torch: Any, content: NDArray[Any], style: NDArray[Any]
    ) -> NDArray[np.float64]:
        """Return some images with the style of others."""
        shape, canvas, settings = self.network.shape, self.canvas, self.settings
        parameters = torch.tensor(self.network.parameters, device=self.network.device)

        def seen(pixels: NDArray[Any]) -> Any:
            padded = np.zeros((_BLOCK, pixels.shape[1]), dtype=np.float32)
            padded[: len(pixels)] = shares(pixels, canvas)
            tensor = torch.tensor(padded.clip(0, 1), device=self.network.device)
            return as_images(torch, tensor, shape.image)

        def maps_of(images: Any) -> list[Any]:
            if self.network.own is None:
                return shape.maps(torch, parameters, images)
            maps = self.network.own(images)
            return list(maps) if isinstance(maps, list | tuple) else [maps]

        images = stylise(
            torch,
            maps_of,
            seen(content),
            seen(style),
            settings.loss,
            strength=settings.strength,
            n_steps=settings.n_steps,
            learning_rate=settings.step_size,
        )
        rows = as_rows(images)[: len(content)].cpu().numpy().astype(np.float64)
        return np.where(content == style, content, canvas.low + rows * canvas.span)

    def replay(self, array: Any, *, how: ReplayRule = "auto") -> Any:
        """Apply the plan to another array or frame that has the input's rows.

        Parameters
        ----------
        array : array-like, Series or DataFrame of shape (n_rows, ...)
            One entry for each row of the table that was resampled, in the same order.
        how : {"auto", "interpolate", "base", "partner"}, default="auto"
            ``"auto"``: images of the same number of pixels get content and style of the same rows,
            by the same network; all else is that of the base row, the content. ``"interpolate"``:
            numbers are interpolated by the strength. ``"base"``, ``"partner"``: copies of that row.

        Returns
        -------
        object
            The same container: the rows of ``array``, then one for each synthetic row.

        Raises
        ------
        ValueError
            If ``how`` is unknown, or the array has not the rows of the resampled table.
        """
        n_values = int(np.prod(np.shape(array)[1:]))
        if how != "auto":
            bare = Plan(self.base, self.partner, self.step, n_rows=self.n_rows)
            return bare.replay(array, how=how)
        if np.ndim(array) < 2 or n_values != self.canvas.size:
            return super().replay(array, how="base")
        self._count_rows(array)
        return shaped(read_images(array).extend(self), array)


class StyleTransferOverSampler(ImageNetworkOverSampler):
    r"""Fill a class with its own images in the style of others of it.

    A network sees an image as maps of features :math:`F^l` in each layer :math:`l`; its style is
    which of them come together, :math:`G^l = F^l {F^l}^\top / (N_l M_l)` for :math:`N_l` maps of
    :math:`M_l` positions, and its content the deepest maps :math:`F^L`. From an image :math:`x_i`
    of the class, drawn uniformly, the pixels of a new one move towards the style of another,
    :math:`x_j`, and keep the content ([1]_, equations 1 to 7, per element):

    .. math::

        x_{new} \approx \arg\min_x \;
        \frac{\alpha}{2 N_L M_L} \lVert F^L(x) - F^L(x_i) \rVert^2
        + \frac{\beta}{4 n_L} \sum_l \lVert G^l(x) - G^l(x_j) \rVert^2
        + \gamma \, TV(x)

    with the mean step between neighbouring pixels :math:`TV`. Both images are of one class, so that
    the label stays true; how far pixels go is a matter of ``strength``, not of the weights. Pixels
    that both images have alike, such as a plain background, stay as they are, of which the paper
    has nothing.

    It assumes that classes differ by what is where, and images of a class by textures and strokes.
    Where a texture is the label of another class, this moves rows towards it no more than the class
    itself does.

    The network is small: three convolutions of 3 x 3, trained on the labels of all classes, half of
    each batch from those to be filled. Networks that are pre-trained on photographs see little in
    images of 8 to 32 pixels; pass one as ``features`` for larger ones. Pixels take steps of Adam,
    each image by itself, so that no image depends on others.

    Parameters
    ----------
    image_shape : tuple of int
        (height, width) or (height, width, channels) of the images that rows hold, flattened in C
        order; one may be -1.
    features : {"trained", "random"} or callable, default="trained"
        What sees images: the network, trained on ``y``; the same with random filters, which
        know textures, too ([2]_), and are enough for few images; or a function of torch tensors of
        shape (n, channels, height, width), black 0 and white 1, that returns maps of shape
        (n, maps, ...), or a list of those, the deepest last, such as a frozen ``torch.nn.Module``.
        It must not mix images.
    strength : float, default=0.5
        The share by which the style distance is to fall, in (0, 1]; an image rests from then on.
    n_steps : int, default=40
        The most steps of an image.
    step_size : float, default=0.05
        The size of these steps, in shares of the range from black to white.
    content_weight : float, default=1.0
        The weight :math:`\alpha`.
    style_weight : float, default=100.0
        The weight :math:`\beta`.
    variation_weight : float, default=0.001
        The weight :math:`\gamma`.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. Classes
        to be filled must have at least 2 rows, and of fewer than 20 a warning tells.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Global streams, those of torch too, are
        left alone but for NumPy's where it is None.
    value_range : "auto" or (float, float), default="auto"
        The values of black and white; see :class:`oversample.ImageOverSampler`.
    max_steps : int, default=300
        The number of steps in which the network is trained.
    batch_size : int, default=64
        The images of such a step.
    learning_rate : float, default=0.001
        The size of such a step.
    early_stopping : bool, default=True
        Whether training ends where the loss of held-out rows has not fallen for 300 steps. Only
        where each class to be filled has 200 rows.
    device : str, default="auto"
        Where torch computes; ``"auto"`` is the processor. Other devices do not promise the same
        rows.
    callback : callable, default=None
        Called after each step of training with its number and a dict of losses. A true answer ends
        training.
    keep_state : bool, default=False
        Whether pickles keep the network and the table, which :meth:`sample` needs. Files of
        :meth:`save` hold no cells.

    Attributes
    ----------
    plan_ : StylePlan
        The rows of content and style of each new image, and the network: ``plan_.replay`` makes
        the same of other images of these rows, such as those of another camera.
    network_ : Network
        The network, or ``features``.
    problem_ : Problem
        The table and the target; with ``network_``, what :meth:`sample` needs.
    image_shape_ : tuple of three int
        Height, width and channels.
    value_range_ : tuple of two float
        The values of black and white.
    history_ : dict of ndarrays of shape (n_steps,)
        The loss of each step of training; empty where nothing was trained.
    sampling_strategy_, synthetic_mask_, n_synthetic_, sample_weight_, groups_
        See :class:`oversample.SMOTE`. Weights are interpolated by ``strength``.

    References
    ----------
    .. [1] L. A. Gatys, A. S. Ecker and M. Bethge, "A neural algorithm of artistic style",
       arXiv:1508.06576, 2015.
    .. [2] I. Ustyuzhaninov, W. Brendel, L. A. Gatys and M. Bethge, "Texture synthesis using shallow
       convolutional networks with random filters", arXiv:1606.00021, 2016.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from oversample.deep import StyleTransferOverSampler
    >>> X, y = load_digits(return_X_y=True)
    >>> X, y = X[:120], y[:120] == 8
    >>> sampler = StyleTransferOverSampler((8, 8), features="random", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)  # doctest: +SKIP
    >>> int(y.sum()), int(y_resampled.sum())  # doctest: +SKIP
    (9, 111)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        **TRAINING,
        **STATE,
        "image_shape": [Shape],
        "features": [one_of(*get_args(Features)), Callable_],
        "strength": [real_within(0, 1, open_low=True)],
        "n_steps": [integer_from(0)],
        "step_size": [real_within(0, 1, open_low=True)],
        "content_weight": [real_within(0, np.inf)],
        "style_weight": [real_within(0, np.inf)],
        "variation_weight": [real_within(0, np.inf)],
        "value_range": [ValueRange],
    }

    # One for the content, another for the style.
    _min_rows: ClassVar[int] = 2
    _may_be_own: ClassVar[str | None] = "features"
    _saved: ClassVar[tuple[str, ...]] = (
        "image_shape",
        "features",
        "strength",
        "n_steps",
        "step_size",
        "content_weight",
        "style_weight",
        "variation_weight",
        "value_range",
    )

    def __init__(
        self,
        image_shape: Sequence[int],
        *,
        features: Features | FeatureMaps = "trained",
        strength: float = 0.5,
        n_steps: int = 40,
        step_size: float = 0.05,
        content_weight: float = 1.0,
        style_weight: float = 100.0,
        variation_weight: float = 1e-3,
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
        self.features = features
        self.strength = strength
        self.n_steps = n_steps
        self.step_size = step_size
        self.content_weight = content_weight
        self.style_weight = style_weight
        self.variation_weight = variation_weight
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

    def _check_class_sizes(self, n_rows: Mapping[Any, int]) -> None:
        for label, n in n_rows.items():
            if n < self._min_rows:
                raise ValueError(
                    f"{type(self).__name__} takes the content of one image and the style of "
                    f"another, and class {label!r} has {n}. Leave this class out of "
                    "sampling_strategy, or fill it with ImageOverSampler."
                )

    def _train(self, torch: Any, device: str, shape: FeatureNetwork, problem: Problem) -> Trained:
        rng = training_stream(problem)
        parameters = shape.draw(rng)
        if self.features == "random":
            return Trained(parameters, {})
        canvas, pixels = self._canvas(problem), np.asarray(problem.table.numeric)
        filled = list(rows_to_fill(problem).values())
        pools = Pools.of(filled, rows_to_leave(problem), self.early_stopping, rng)

        def units_of(rows: NDArray[np.intp]) -> NDArray[np.float32]:
            return shares(pixels[rows], canvas).clip(0, 1).astype(np.float32)

        training = train_classifier(
            torch,
            device,
            shape,
            parameters,
            units_of,
            problem.target.codes,
            pools,
            rng,
            settings=self,
        )
        return Trained(training.parameters, training.history)

    def _at_rest(
        self, shape: FeatureNetwork, parameters: NDArray[np.float32], device: str
    ) -> Network:
        return Network(shape, parameters, self._own, device, type(self).__name__)

    def _generate(
        self, problem: Problem, context: None, label: Any, n_new: int
    ) -> tuple[StylePlan, None]:
        rng, rows = problem.streams.start(), problem.rows_of(label)
        content = rng.integers(len(rows), n_new)
        # Any image of the class but the first: what is drawn is how many places further it is.
        style = (content + 1 + rng.integers(len(rows) - 1, n_new)) % len(rows)
        loss = StyleLoss(self.content_weight, self.style_weight, self.variation_weight)
        plan = StylePlan(
            rows[content],
            rows[style],
            np.full(n_new, float(self.strength)),
            network=self.network_,
            settings=Settings(loss, self.strength, self.n_steps, self.step_size),
            canvas=self._canvas(problem),
        )
        return plan, None
