"""Neural augmentation: a network makes one row of two of a class."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._image_shape import Shape, check_image_shape
from oversample._params import (
    CategoricalLike,
    Grid,
    Threads,
    integer_from,
    one_of,
    real_within,
)
from oversample._problem import Problem
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample.base import CATEGORIES, GRID, STRATEGY
from oversample.deep._augmentation import Augmentation, Batch, PairPools, Weights, losses
from oversample.deep._augmenters import ImageNetworks, Networks, RowNetworks
from oversample.deep._batches import Pools
from oversample.deep._corrector import CorrectedPlan, Corrector, Units
from oversample.deep._interface import (
    TRAINING,
    Widths,
    rows_to_fill,
    rows_to_leave,
    training_stream,
    warn_of_few,
)
from oversample.deep._pair_sampler import PairNetworkOverSampler
from oversample.deep._torch import check_device, import_torch, one_thread
from oversample.deep._training import Callback, Training, train
from oversample.exceptions import InvalidParameterError
from oversample.generative.base import STATE
from oversample.image.sampling.table import pixels_asked_for
from oversample.mixing._pairs import draw_pairs
from oversample.neighbors.space import MetricSpace
from oversample.plan import Plan
from oversample.smote.base import NEIGHBOR_CONSTRAINTS, ClassRows, plan_smote


class NeuralAugmentation(PairNetworkOverSampler):
    r"""Rows that a network makes of two rows of a class each, beside a classifier.

    Two rows of a class go in, and one comes out ([1]_): what SMOTE, or of images Mixup, places
    between them, and a correction that is learned,

    .. math:: x_{new} = m + A(x_i, x_j, m, y), \qquad m = x_i + u \, (x_j - x_i),

    brought into the range of the class. Cells that both rows have alike, such as the background of
    images, stay as they are, of which the paper has nothing. The last layer of :math:`A` is zero at
    the start: with ``max_steps=0``, new rows are those of SMOTE or Mixup. It minimises, together
    with a classifier :math:`C` that sees real and new rows of all classes,

    .. math::

        \alpha \, E \left[ - \log C(y | x) \right]
        + \beta \, E \lVert x_{new} - t \rVert^2
        + \gamma \left( 1 - \frac{E |x_{new} - x'_{new}|}{E |m - m'|} \right)_+

    with a third row :math:`t` of the class. The first part makes rows that are easily told to be
    of their class, the second draws them to the middle of it, and the last, which the paper has
    not, keeps them as far apart as they would be uncorrected.

    With ``image_shape``, :math:`x_j` is any other image of the class, :math:`u` is uniform up to
    one half, as in ``Mixup(pairs="same")``, and :math:`A` has five convolutions of 3 x 3 pixels,
    as in the paper, where :math:`A` alone, without :math:`m`, makes the image. Without it,
    :math:`x_j` is one of the ``k_neighbors`` nearest rows of the class, as in
    :class:`oversample.SMOTE`, and :math:`A` has layers of ``hidden_layer_sizes``.

    It assumes that rows which a small network tells well are rows that help others, too. The
    authors found small gains on photographs, none on digits.

    Columns of categories are not given to the network: they are voted on, as in
    :class:`oversample.SMOTE`. torch runs one thread in training; same seed, same rows holds for one
    version of torch on one type of processor.

    Parameters
    ----------
    image_shape : tuple of int or None, default=None
        (height, width) or (height, width, channels) of images that rows hold, flattened in C order
        with channels last; one may be -1: it follows from the length of a row. ``None``: rows are
        no images.
    augmentation : {"content", "style", "none"}, default="content"
        What is compared with the third row: cells; or Gram matrices of what the classifier sees,
        of images only; or nothing.
    classification_weight : float, default=0.75
        The weight :math:`\alpha`.
    augmentation_weight : float, default=0.25
        The weight :math:`\beta`.
    diversity_weight : float, default=1.0
        The weight :math:`\gamma`; 0 in the paper.
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. Classes
        to be filled must have at least 8 rows and more than ``k_neighbors``; of fewer than 20 a
        warning tells.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. With an int, bases, partners and steps
        are those of SMOTE, or Mixup. Global streams, those of torch too, are left alone but for
        NumPy's where it is None.
    k_neighbors : int or object, default=5
        The number of neighbours; see :class:`oversample.SMOTE`. Images have none.
    hidden_layer_sizes : tuple of int, default=(64, 64)
        The widths of the network of rows.
    width : int, default=16
        The maps of each convolution of the network of images.
    max_steps : int, default=500
        The number of steps; 0: no network.
    batch_size : int, default=64
        The rows of a step, and the number of pairs.
    learning_rate : float, default=0.001
        The size of steps.
    device : str, default="auto"
        Where torch computes; see :class:`VAEOverSampler`.
    callback : callable, default=None
        Called after each step with its number and a dict of losses. A true answer ends training.
    categorical_features : None, "auto" or list, default=None
        Columns to vote on; see :class:`oversample.SMOTE`.
    n_jobs : int or None, default=None
        Threads of the neighbour search; the result does not depend on it.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    keep_state : bool, default=False
        Whether pickles keep the network and the table, which :meth:`sample` needs. Files of
        :meth:`save` hold no cells.

    Attributes
    ----------
    plan_ : CorrectedPlan
        Base row, partner row and step of every new row, and the network. A replay on images of as
        many pixels makes the same of them; any other array is interpolated.
    network_ : Corrector
        The trained network, without the classifier.
    history_ : dict of ndarrays of shape (n_steps,)
        ``"loss"`` of each step, and its parts ``"classification"``, ``"augmentation"`` and
        ``"diversity"``; empty where nothing was trained.
    n_steps_ : int
        The number of steps.
    stopped_by_ : {"steps", "callback"}
        What has ended training.
    problem_ : Problem
        The table and the target; with ``network_``, what :meth:`sample` needs.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_, groups_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] L. Perez and J. Wang, "The effectiveness of data augmentation in image classification
       using deep learning", arXiv:1712.04621, 2017.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample import SMOTE
    >>> from oversample.deep import NeuralAugmentation
    >>> X, y = np.random.default_rng(0).normal(size=(90, 3)), np.repeat([0, 1], [60, 30])
    >>> sampler = NeuralAugmentation(max_steps=50, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)  # doctest: +SKIP
    >>> sampler.plan_  # doctest: +SKIP
    CorrectedPlan(30 new rows, {1: 30}, from 17 base rows of 90)
    >>> untrained = sampler.set_params(max_steps=0).fit_resample(X, y)[0]  # doctest: +SKIP
    >>> smote = SMOTE(random_state=0, grid="auto").fit_resample(X, y)[0]
    >>> bool((untrained == smote).all())  # doctest: +SKIP
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "image_shape": [Shape, None],
        "augmentation": [one_of(*get_args(Augmentation))],
        "classification_weight": [real_within(0, np.inf)],
        "augmentation_weight": [real_within(0, np.inf)],
        "diversity_weight": [real_within(0, np.inf)],
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        "hidden_layer_sizes": [Widths],
        "width": [integer_from(1)],
        **{name: TRAINING[name] for name in TRAINING if name != "early_stopping"},
        "max_steps": [integer_from(0)],
        **CATEGORIES,
        "n_jobs": [Threads, None],
        **GRID,
        **STATE,
    }

    _why_dense: ClassVar[str] = "corrects every number, zeros too"
    _deed: ClassVar[str] = "trains a network on"
    _saved: ClassVar[tuple[str, ...]] = (
        "image_shape",
        "k_neighbors",
        "hidden_layer_sizes",
        "width",
        "grid",
    )

    def __init__(
        self,
        *,
        image_shape: Sequence[int] | None = None,
        augmentation: Augmentation = "content",
        classification_weight: float = 0.75,
        augmentation_weight: float = 0.25,
        diversity_weight: float = 1.0,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        hidden_layer_sizes: Sequence[int] = (64, 64),
        width: int = 16,
        max_steps: int = 500,
        batch_size: int = 64,
        learning_rate: float = 1e-3,
        device: str = "auto",
        callback: Callback | None = None,
        categorical_features: CategoricalLike = None,
        n_jobs: int | None = None,
        grid: Grid = "auto",
        keep_state: bool = False,
    ) -> None:
        self.image_shape = image_shape
        self.augmentation = augmentation
        self.classification_weight = classification_weight
        self.augmentation_weight = augmentation_weight
        self.diversity_weight = diversity_weight
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.hidden_layer_sizes = hidden_layer_sizes
        self.width = width
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.device = device
        self.callback = callback
        self.categorical_features = categorical_features
        self.n_jobs = n_jobs
        self.grid = grid
        self.keep_state = keep_state

    def _encode(self, X: Any) -> Rows:
        owner = type(self).__name__
        with pixels_asked_for() if self.image_shape is not None else nullcontext():
            table = super()._encode(X)
        if self.image_shape is None:
            if self.augmentation == "style":
                raise InvalidParameterError(
                    f"{owner}: augmentation='style' compares images. Pass image_shape, or take "
                    "augmentation='content'."
                )
            if not table.numeric.shape[1]:
                raise ValueError(f"{owner} mixes columns of numbers, and X has none: take SMOTEN.")
            return table
        if table.codes.shape[1]:
            raise InvalidParameterError(
                f"{owner}: with image_shape={tuple(self.image_shape)} every column is a pixel, but "
                "X has categories. Leave image_shape out."
            )
        check_image_shape(self.image_shape, table.numeric.shape[1], owner)
        return table

    def _fit_state(self, problem: Problem, space: MetricSpace) -> None:
        """Train the network, unless there is one."""
        filled, owner = rows_to_fill(problem), type(self).__name__
        if not filled or "network_" in vars(self):
            return
        warn_of_few(owner, filled)
        torch = import_torch(owner)
        device = check_device(torch, self.device)
        rng, shape = training_stream(problem), self._networks(problem)
        parameters, training = shape.draw(rng), None
        if self.max_steps:
            pairs = self._pairs(problem, space)
            with one_thread(torch):
                training = self._train(torch, device, shape, parameters, problem, pairs, rng)
            parameters = training.parameters
        self.history_ = training.history if training else {}
        self.n_steps_ = len(training.history["loss"]) if training else 0
        self.stopped_by_ = training.stopped_by if training else "steps"
        self.problem_ = self._at_rest(problem, parameters[: shape.n_own], device)

    def _networks(self, problem: Problem) -> Networks:
        """Return the measures of both networks."""
        n_numbers, n_classes = problem.table.numeric.shape[1], len(problem.target.classes)
        if self.image_shape is None:
            return RowNetworks(n_numbers, n_classes, tuple(self.hidden_layer_sizes))
        return ImageNetworks(check_image_shape(self.image_shape, n_numbers), n_classes, self.width)

    def _units(self, problem: Problem) -> Units:
        is_image = self.image_shape is not None
        return Units.of(problem.table.numeric, problem.target.codes, is_image)

    def _at_rest(self, problem: Problem, parameters: NDArray[np.float32], device: str) -> Problem:
        shape, units = self._networks(problem), self._units(problem)
        self.network_ = Corrector(shape, units, parameters, device, type(self).__name__)
        return problem

    def _pairs(self, problem: Problem, space: MetricSpace) -> PairPools:
        """Return where the pairs of training are drawn from."""
        filled = rows_to_fill(problem)
        if self.image_shape is not None:
            return PairPools(list(filled.values()), None)
        partners = []
        for label, rows in filled.items():
            code = problem.target.code_of(label)
            group = ClassRows(label, code, rows, problem, space, self._class_search)
            partners.append(rows[group.neighbors])
        return PairPools(list(filled.values()), partners)

    def _train(
        self,
        torch: Any,
        device: str,
        shape: Networks,
        parameters: NDArray[np.float32],
        problem: Problem,
        pairs: PairPools,
        rng: Stream,
    ) -> Training:
        """Train the network and the classifier."""
        pools = Pools.of(pairs.rows, rows_to_leave(problem), False, rng)
        units = self._units(problem)
        weights = Weights(
            self.classification_weight, self.augmentation_weight, self.diversity_weight
        )

        def as_tensor(values: NDArray[Any]) -> Any:
            return torch.tensor(values, device=device)

        cells = as_tensor(units.encode(problem.table.numeric))
        classes = as_tensor(problem.target.codes.astype(np.int64))
        ends = [as_tensor(units.encode(end)) for end in (units.low, units.high)]

        def losses_of(parameters: Any, step: int) -> dict[str, Any]:
            real = as_tensor(pools.draw(self.batch_size, rng))
            drawn = pairs.draw(self.batch_size, rng)
            first, second, third = (cells[as_tensor(rows)] for rows in drawn[:3])
            way = as_tensor(drawn.step.astype(np.float32)[:, np.newaxis])
            told = classes[as_tensor(drawn.first)]
            mixture = first + way * (second - first)
            low, high = (end[told] for end in ends)
            batch = Batch(
                cells[real], classes[real], first, second, third, mixture, told, low, high
            )
            return losses(torch, shape, parameters, batch, self.augmentation, weights)

        return train(
            torch,
            as_tensor(parameters),
            losses_of,
            max_steps=self.max_steps,
            learning_rate=self.learning_rate,
            callback=self.callback,
        )

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan:
        if self.image_shape is None:
            plan = plan_smote(group, n_new)
            assert isinstance(plan, Plan)
        else:
            rng = group.problem.streams.start()
            pair = draw_pairs(rng, group.problem, group.label, n_new, "same")
            weight = rng.uniform(n_new)
            plan = Plan(*pair, 1.0 - np.where(weight < 0.5, 1.0 - weight, weight))
        return CorrectedPlan(plan.base, plan.partner, plan.step, network=self.network_)
