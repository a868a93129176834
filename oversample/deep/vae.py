"""Variational autoencoders: rows decoded from codes that lie where those of the class lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._image_shape import Shape, check_image_shape
from oversample._params import (
    CategoricalLike,
    Grid,
    MissingValues,
    integer_from,
    one_of,
    real_within,
)
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import MISSING
from oversample.deep._batches import Pools
from oversample.deep._columns import Columns, Inputs
from oversample.deep._convolution import check_sides
from oversample.deep._fitted import TrainedAutoencoder
from oversample.deep._image_autoencoder import ImageArchitecture
from oversample.deep._interface import TRAINING, Widths
from oversample.deep._latent import CodeLaw, Latent
from oversample.deep._networks import Architecture, Batch
from oversample.deep._sampler import Work
from oversample.deep._table_sampler import TableNetworkOverSampler
from oversample.deep._training import Callback, Training, train
from oversample.exceptions import InvalidParameterError
from oversample.generative.base import GenerativeOverSampler
from oversample.image.sampling.table import pixels_asked_for

_WARM_UP = 0.2
"""The share of steps in which the weight of the divergence rises from 0."""


class VAEOverSampler(TableNetworkOverSampler):
    r"""Rows of a conditional variational autoencoder, which is trained on all classes.

    An encoder gives each row :math:`x` of class :math:`y` a normal law of codes, a decoder each
    code :math:`z` a law of cells, and both minimise ([1]_, eq. 3; given the class, as in [2]_)

    .. math::

        -E_{z \sim q(z|x, y)} \log p(x|z, y) + \beta \, KL(q(z|x, y) \,\|\, N(0, I)),

    where numbers are normal, with a standard deviation of each column that is learned, categories
    have softmax probabilities, and gaps are yes or no, as are atoms: the zeros of amounts that most
    rows have not. What rows of all classes have in common is learned from all of them, which is
    what a class of some twenty rows needs. Half of each batch is drawn from the classes to be
    filled, these all alike.

    A new row of class :math:`y` is drawn from :math:`p(x|z, y)`, among the levels that the class
    has, and brought into its range. Its code :math:`z` is, by ``latent``:

    ====================  ==========================================================================
    ``"posterior"``       a draw from :math:`q(z|x_i, y)`, of a random row of the class
    ``"prior"``           a draw from :math:`N(0, I)`
    ``"class_gaussian"``  a draw from the normal law with mean and covariance of the class's codes
    ``"smote"``           a point between the mean codes of a random row and of one of its five
                          nearest in the class
    ====================  ==========================================================================

    Columns of numbers are brought to normal scores, or standardised where more than one cell in
    twenty is a repetition.

    With ``image_shape``, rows are images, and the way between an image and its code is by
    convolutions that halve its sides, and by transposed ones that double them. Pixels are
    standardised, all by one mean and one deviation, and a new image is the mean of
    :math:`p(x|z, y)`: chance of each pixel by itself is no part of an image, but grain on it. What
    the decoder blurs, new images lack.

    It assumes that the class shares structure with the others. It is no estimate of a density:
    correlations come out weaker, and forms such as a square are lost; a smaller ``beta`` keeps more
    of both.

    Training takes seconds of one core, whatever the number of rows; of images of 8 x 8 pixels some
    10 seconds, of 28 x 28 some 2 minutes, and with ``width=32`` up to three times that. torch runs
    one thread meanwhile, so that rows do not depend on the number of cores; what was set is
    restored.
    Same seed, same rows holds for one version of torch on one type of processor.

    Parameters
    ----------
    image_shape : tuple of int or None, default=None
        (height, width) or (height, width, channels) of images that rows hold, flattened in C order
        with channels last. Sides are of 8 to 64 pixels, channels 1 or 3; one may be -1: it follows
        from the length of a row. ``None``: rows are no images.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. Classes
        to be filled must have at least 8 rows, and of fewer than 20 a warning tells.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Global streams, those of torch too, are
        left alone but for NumPy's where it is None.
    latent : {"posterior", "prior", "class_gaussian", "smote"}, default="posterior"
        The law of codes.
    temperature : float, default=1.0
        The factor of the standard deviation of codes; ``"smote"`` has none.
    hidden_layer_sizes : tuple of int, default=(128, 128)
        The widths between input and code, in reverse between code and output; with images between
        their smallest form, of at most 4 x 4 pixels, and code.
    latent_dim : int, default=16
        The width of codes.
    width : int, default=16
        With images: the channels of the layers nearest to the image; those farther away have twice
        as many at each halving, up to eight times.
    beta : float, default=1.0
        The weight of the divergence, to which it rises in the first fifth of the steps.
    max_steps : int, default=1500
        The number of steps.
    batch_size : int, default=128
        The rows of a step.
    learning_rate : float, default=0.001
        The size of steps.
    early_stopping : bool, default=True
        Whether training ends where the loss of held-out rows has not fallen for 300 steps. Only
        where each class to be filled has 200 rows: of fewer, none can be spared.
    device : str, default="auto"
        Where torch computes: ``"cpu"``, ``"cuda"``, ``"mps"``. ``"auto"`` is the processor, which
        networks of this size wait for anyway. Other devices do not promise the same rows.
    callback : callable, default=None
        Called after each step with its number and a dict of losses. A true answer ends training.
    categorical_features : None, "auto" or list, default=None
        Columns of categories; see :class:`oversample.SMOTE`. Images have none.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers: refuse them, make rows without any, or make rows that miss
        cells as those of the class do. Missing categories are always a category of their own, and
        images with gaps are refused.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    keep_state : bool, default=False
        Whether pickles keep the network and the table, which :meth:`sample` needs. Files of
        :meth:`save` hold no cells.

    Attributes
    ----------
    plan_ : RowsPlan
        The numbers of the new rows, which come from no row.
    network_ : TrainedAutoencoder
        The encoding of columns, and the parameters of the network.
    history_ : dict of ndarrays of shape (n_steps,)
        ``"loss"`` of each step, and its parts ``"reconstruction"`` and ``"divergence"``.
    n_steps_ : int
        The number of steps.
    stopped_by_ : {"steps", "no_change", "callback"}
        What has ended training.
    generators_ : dict
        The model of each class that was filled.
    copy_share_ : dict
        The share of each class's new rows that are equal to a row of it, before rounding.
    problem_ : Problem
        The table and target that were resampled; with ``generators_``, what :meth:`sample` needs.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_
        See :class:`oversample.SMOTE`. The weight of a new row is the mean of its class.

    References
    ----------
    .. [1] D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", ICLR 2014.
    .. [2] K. Sohn, H. Lee and X. Yan, "Learning structured output representation using deep
       conditional generative models", NeurIPS 2015.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.deep import VAEOverSampler
    >>> X = np.random.default_rng(0).normal(size=(90, 3))
    >>> sampler = VAEOverSampler(max_steps=50, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0] * 60 + [1] * 30)  # doctest: +SKIP
    >>> sampler.plan_  # doctest: +SKIP
    RowsPlan(30 new rows, {1: 30}, without parents)
    >>> sampler.sample(1, 2, random_state=0).shape  # doctest: +SKIP
    (2, 3)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **GenerativeOverSampler._parameter_constraints,
        **MISSING,
        "image_shape": [Shape, None],
        "latent": [one_of(*get_args(Latent))],
        "temperature": [real_within(0, np.inf)],
        "hidden_layer_sizes": [Widths],
        "latent_dim": [integer_from(1)],
        "width": [integer_from(1)],
        "beta": [real_within(0, np.inf)],
        **TRAINING,
    }

    _saved: ClassVar[tuple[str, ...]] = (
        "image_shape",
        "latent",
        "temperature",
        "hidden_layer_sizes",
        "latent_dim",
        "width",
        "missing_values",
        "grid",
    )

    def __init__(
        self,
        *,
        image_shape: Sequence[int] | None = None,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        latent: Latent = "posterior",
        temperature: float = 1.0,
        hidden_layer_sizes: Sequence[int] = (128, 128),
        latent_dim: int = 16,
        width: int = 16,
        beta: float = 1.0,
        max_steps: int = 1500,
        batch_size: int = 128,
        learning_rate: float = 1e-3,
        early_stopping: bool = True,
        device: str = "auto",
        callback: Callback | None = None,
        categorical_features: CategoricalLike = None,
        missing_values: MissingValues = "raise",
        grid: Grid = "auto",
        keep_state: bool = False,
    ) -> None:
        super().__init__(
            sampling_strategy=sampling_strategy,
            random_state=random_state,
            categorical_features=categorical_features,
            grid=grid,
            keep_state=keep_state,
        )
        self.image_shape = image_shape
        self.latent = latent
        self.temperature = temperature
        self.hidden_layer_sizes = hidden_layer_sizes
        self.latent_dim = latent_dim
        self.width = width
        self.beta = beta
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.early_stopping = early_stopping
        self.device = device
        self.callback = callback
        self.missing_values = missing_values

    def _encode(self, X: Any) -> Rows:
        if self.image_shape is None:
            return super()._encode(X)
        with pixels_asked_for():
            table = super()._encode(X)
        owner, n_pixels = type(self).__name__, table.numeric.shape[1]
        if table.codes.shape[1] or np.isnan(table.numeric).any():
            raise InvalidParameterError(
                f"{owner}: with image_shape={tuple(self.image_shape)} every column is a pixel, a "
                "number that is there, but X has categories or gaps. Leave image_shape out."
            )
        check_sides(self.image_shape, n_pixels, owner, "leave image_shape out")
        return table

    def _coding(self, table: Rows) -> Columns:
        return (
            super()._coding(table) if self.image_shape is None else Columns.of_pixels(table.numeric)
        )

    def _architecture(self, columns: Columns, n_classes: int) -> Architecture | ImageArchitecture:
        hidden = tuple(self.hidden_layer_sizes)
        if self.image_shape is not None:
            image = check_image_shape(self.image_shape, columns.widths[0])
            return ImageArchitecture(image, n_classes, hidden, self.latent_dim, self.width)
        return Architecture(*columns.widths, n_classes, hidden, self.latent_dim)

    def _train(self, work: Work) -> Training:
        torch, device, rng = work.torch, work.device, work.rng
        pools = Pools.of(work.filled, work.rest, self.early_stopping, rng)
        shape = self._architecture(work.coding, work.n_classes)
        inputs = work.coding.encode(work.table.numeric, work.table.codes)
        one_hot = np.eye(shape.n_classes, dtype=np.float32)[work.codes]
        cells = [torch.tensor(block, device=device) for block in (*inputs, one_hot)]

        def batch_of(rows: NDArray[np.intp]) -> Batch:
            places = torch.tensor(rows, device=device)
            return Batch(*(block[places] for block in cells))

        def noise_of(n: int) -> Any:
            normal = rng.normal((n, shape.latent)).astype(np.float32)
            return torch.tensor(normal, device=device)

        def losses_of(parameters: Any, step: int) -> dict[str, Any]:
            beta = self.beta * min(1.0, (step + 1) / (_WARM_UP * self.max_steps))
            batch, noise = batch_of(pools.draw(self.batch_size, rng)), noise_of(self.batch_size)
            return shape.network(torch, parameters).losses(batch, noise, beta)

        start = torch.tensor(shape.draw(rng), device=device)
        looks = [(batch_of(rows), noise_of(len(rows))) for rows in pools.held_out]

        def held_out(parameters: Any) -> float:
            network = shape.network(torch, parameters)
            losses = [network.losses(batch, noise, self.beta) for batch, noise in looks]
            return float(np.mean([float(loss["loss"]) for loss in losses]))

        return train(
            torch,
            start,
            losses_of,
            max_steps=self.max_steps,
            learning_rate=self.learning_rate,
            held_out=held_out if looks else None,
            look_from=int(_WARM_UP * self.max_steps),
            callback=self.callback,
        )

    def _at_rest(
        self, coding: Columns, n_classes: int, parameters: NDArray[np.float32], device: str
    ) -> TrainedAutoencoder:
        shape = self._architecture(coding, n_classes)
        return TrainedAutoencoder(coding, shape, parameters, device, type(self).__name__)

    def _code_law(self, inputs: Inputs, class_code: int) -> CodeLaw:
        mean, sd = self.network_.encode(inputs, class_code)
        return CodeLaw(self.latent, self.temperature, mean, sd)
