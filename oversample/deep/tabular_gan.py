"""Generative adversarial networks of tables: rows that a critic takes for rows of their class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._params import CategoricalLike, Grid, MissingValues, integer_from, real_within
from oversample._random import RandomStateLike
from oversample._strategy import StrategyLike
from oversample.base import MISSING
from oversample.deep._adversaries import (
    Adversaries,
    Chance,
    CriticShape,
    Generator,
    GeneratorShape,
    TrainedGenerator,
    energy_distance,
    one_hot_rows,
)
from oversample.deep._batches import Pools
from oversample.deep._columns import Columns, Inputs
from oversample.deep._interface import TRAINING, Widths
from oversample.deep._latent import CodeLaw
from oversample.deep._packs import Packs
from oversample.deep._sampler import Work
from oversample.deep._table_sampler import TableNetworkOverSampler
from oversample.deep._training import Callback, Mean, Training, train
from oversample.generative.base import GenerativeOverSampler
from oversample.generative.uniforms import draw_uniforms

_DECAYS = (0.5, 0.9)
"""Decays of Adam. A generator chases a critic that moves: old gradients are soon of no use."""

_AVERAGE = 0.99
"""The decay of the mean of the generator's parameters, which swing from step to step."""

_LOOK_FROM = 0.5
"""The share of steps after which held-out rows are looked at: before, distances swing."""


class _Play(NamedTuple):
    """Both networks and the table that they play on, as tensors.

    Attributes
    ----------
    work : Work
        What training starts from.
    packs : Packs
        Where packs of rows are drawn from.
    pair : Adversaries
        The measures of both networks.
    rows, classes, marked : Tensor
        All rows as the critic sees them, their one-hot classes, and which number each mark is of.
    """

    work: Work
    packs: Packs
    pair: Adversaries
    rows: Any
    classes: Any
    marked: Any

    @classmethod
    def of(cls, work: Work, packs: Packs, pair: Adversaries) -> _Play:
        """Bring a table to where the networks are."""
        inputs, shape = work.coding.encode(work.table.numeric, work.table.codes), pair.generator
        rows = one_hot_rows(inputs.numbers, inputs.marks, inputs.levels, shape.levels)
        one_hot = np.eye(work.n_classes, dtype=np.float32)[work.codes]
        seen = (rows, one_hot, _marked(work.coding))
        return cls(
            work, packs, pair, *(work.torch.tensor(part, device=work.device) for part in seen)
        )

    def chance(self, n_rows: int, n_packs: int) -> Chance:
        """Draw the chance of some made rows, and of the slopes between packs."""
        rng, shape = self.work.rng, self.pair.generator
        normal = rng.normal((n_rows, shape.latent))
        uniform = draw_uniforms(rng, n_rows, shape.width - shape.n_numbers)
        step = rng.uniform(n_packs).reshape(-1, 1)
        # Nearer to 1 there is no float32 below it.
        drawn = (normal, np.clip(uniform, 1e-6, 1 - 1e-6), step)
        return Chance(*(self._tensor(part.astype(np.float32)) for part in drawn))

    def losses(self, parameters: Any, n_packs: int) -> dict[str, Any]:
        """Return the losses of one step."""
        drawn = self._tensor(self.packs.draw(n_packs, self.work.rng))
        chance = self.chance(n_packs * self.packs.pac, n_packs)
        real, of_packs = self.rows[drawn.ravel()], self.classes[drawn[:, 0]]
        return self.pair.losses(self.work.torch, parameters, real, of_packs, chance, self.marked)

    def looks(self, held_out: Sequence[NDArray[np.intp]]) -> list[tuple[Any, Chance]]:
        """Return held-out rows of each class, and the chance of as many made ones."""
        return [(self._tensor(rows), self.chance(len(rows), 0)) for rows in held_out]

    def distance(self, parameters: Any, looks: Sequence[tuple[Any, Chance]]) -> float:
        """Return how far the rows of a generator are from held-out ones: the mean over classes."""
        torch, found = self.work.torch, []
        generator = Generator(torch, self.pair.generator, parameters)
        for places, chance in looks:
            made = generator.rows(chance.noise, self.classes[places], chance.uniform, self.marked)
            found.append(float(energy_distance(torch, self.rows[places], made)))
        return float(np.mean(found))

    def _tensor(self, values: NDArray[Any]) -> Any:
        return self.work.torch.tensor(values, device=self.work.device)


class TabularGANOverSampler(TableNetworkOverSampler):
    r"""Rows of a generator that is trained, with the class as an input, against a critic.

    A generator :math:`G` makes rows of class :math:`y` of normal noise :math:`z`; a critic
    :math:`C` gives a number to each pack of rows of one class. In turns of one step each, the
    critic minimises ([1]_, eq. 3), and the generator :math:`-E \, C(G(z, y), y)`,

    .. math::

        E \, C(G(z, y), y) - E \, C(x, y)
            + \lambda \, E \, (|\nabla_{\hat x} C(\hat x, y)| - 1)^2,

    where :math:`\hat x` lies between a real and a made pack. Packs show the critic how rows
    vary, so that a generator cannot make the same row for ever ([2]_); they hold ``pac`` rows, none
    twice, or fewer where the smallest class to be filled has no rows for four packs.

    Both networks are trained on the rows of all classes; half of the packs are of those to be
    filled. Categories, gaps and atoms are relaxed in training (Gumbel's way, temperature 0.2), and
    drawn afterwards. It is the idea of CTGAN [3]_, without the columns of modes, and with a
    condition that holds: the class is given to every layer of the generator, which has no batch
    normalisation that could subtract it, and chooses among the critic's numbers, one for each.

    Training takes seconds of one core, whatever the number of rows. torch runs one thread
    meanwhile; same seed, same rows holds for one version of torch on one type of processor.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. Classes
        to be filled must have at least 8 rows, and of fewer than 200 a warning tells.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. Global streams, those of torch too, are
        left alone but for NumPy's where it is None.
    pac : int, default=8
        The most rows of a pack.
    gradient_penalty : float, default=10.0
        The weight :math:`\lambda` of the penalty of slopes.
    hidden_layer_sizes : tuple of int, default=(128, 128)
        The widths of the generator between noise and row, and of the critic between pack and
        number.
    latent_dim : int, default=32
        The width of the noise.
    max_steps : int, default=1500
        The number of steps, each of both networks.
    batch_size : int, default=256
        The rows of a step, in whole packs.
    learning_rate : float, default=0.0005
        The size of steps.
    early_stopping : bool, default=True
        Whether the second half of training ends where made rows have not come nearer to held-out
        ones, by their energy distance, for 300 steps, and the nearest are kept. Only where each
        class to be filled has 200 rows: of fewer, none can be spared.
    device : str, default="auto"
        Where torch computes; see :class:`VAEOverSampler`.
    callback : callable, default=None
        Called after each step with its number and a dict of losses. A true answer ends training.
    categorical_features : None, "auto" or list, default=None
        Columns of categories; see :class:`oversample.SMOTE`.
    missing_values : {"raise", "present", "propagate"}, default="raise"
        What to do with missing numbers; see :class:`VAEOverSampler`.
    grid : {"off", "auto"}, default="auto"
        Whether new numbers lie on the grid of their column; see :class:`oversample.SMOTE`.
    keep_state : bool, default=False
        Whether pickles keep the network and the table, which :meth:`sample` needs. Files of
        :meth:`save` hold no cells.

    Attributes
    ----------
    plan_ : RowsPlan
        The numbers of the new rows, which come from no row.
    pac_ : int
        The rows of a pack.
    network_ : TrainedGenerator
        The encoding of columns, and the parameters of the generator.
    history_ : dict of ndarrays of shape (n_steps,)
        ``"generator"``, ``"critic"`` and ``"penalty"``: the losses of both, and the penalty of
        slopes, without its weight. None of them says that rows are good.
    n_steps_ : int
        The number of steps.
    stopped_by_ : {"steps", "no_change", "callback"}
        What has ended training.
    generators_, copy_share_, problem_
        See :class:`VAEOverSampler`.
    sampling_strategy_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_
        See :class:`oversample.SMOTE`. The weight of a new row is the mean of its class.

    References
    ----------
    .. [1] I. Gulrajani, F. Ahmed, M. Arjovsky, V. Dumoulin and A. Courville, "Improved training of
       Wasserstein GANs", NeurIPS 2017.
    .. [2] Z. Lin, A. Khetan, G. Fanti and S. Oh, "PacGAN: the power of two samples in generative
       adversarial networks", NeurIPS 2018.
    .. [3] L. Xu, M. Skoularidou, A. Cuesta-Infante and K. Veeramachaneni, "Modeling tabular data
       using conditional GAN", NeurIPS 2019.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.deep import TabularGANOverSampler
    >>> X = np.random.default_rng(0).normal(size=(600, 3))
    >>> sampler = TabularGANOverSampler(max_steps=20, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0] * 390 + [1] * 210)  # doctest: +SKIP
    >>> sampler.plan_, sampler.pac_  # doctest: +SKIP
    (RowsPlan(180 new rows, {1: 180}, without parents), 8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **GenerativeOverSampler._parameter_constraints,
        **MISSING,
        "pac": [integer_from(1)],
        "gradient_penalty": [real_within(0, np.inf)],
        "hidden_layer_sizes": [Widths],
        "latent_dim": [integer_from(1)],
        **TRAINING,
    }

    _few: ClassVar[int] = 200
    _instead: ClassVar[str] = "VAEOverSampler and SMOTE"
    _saved: ClassVar[tuple[str, ...]] = (
        "hidden_layer_sizes",
        "latent_dim",
        "missing_values",
        "grid",
    )

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        pac: int = 8,
        gradient_penalty: float = 10.0,
        hidden_layer_sizes: Sequence[int] = (128, 128),
        latent_dim: int = 32,
        max_steps: int = 1500,
        batch_size: int = 256,
        learning_rate: float = 5e-4,
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
        self.pac = pac
        self.gradient_penalty = gradient_penalty
        self.hidden_layer_sizes = hidden_layer_sizes
        self.latent_dim = latent_dim
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.early_stopping = early_stopping
        self.device = device
        self.callback = callback
        self.missing_values = missing_values

    def _shape(self, columns: Columns, n_classes: int) -> GeneratorShape:
        hidden = tuple(self.hidden_layer_sizes)
        return GeneratorShape(*columns.widths, n_classes, hidden, self.latent_dim)

    def _train(self, work: Work) -> Training:
        pools = Pools.of(work.filled, work.rest, self.early_stopping, work.rng)
        play = self._play(work, pools)
        start = work.torch.tensor(play.pair.draw(work.rng), device=work.device)
        n_own, n_packs = play.pair.sizes[0], self.batch_size // self.pac_
        mean = Mean(start[:n_own], _AVERAGE)
        nearest = np.inf, mean.now

        def losses_of(parameters: Any, step: int) -> dict[str, Any]:
            mean.follow(parameters[:n_own], step)
            return play.losses(parameters, n_packs)

        looks = play.looks(pools.held_out)

        def distance(parameters: Any) -> float:
            nonlocal nearest
            now = play.distance(mean.now, looks)
            nearest = min(nearest, (now, mean.now.clone()), key=lambda look: look[0])
            return now

        training = train(
            work.torch,
            start,
            losses_of,
            max_steps=self.max_steps,
            learning_rate=self.learning_rate,
            decays=_DECAYS,
            held_out=distance if looks else None,
            look_from=int(_LOOK_FROM * self.max_steps),
            callback=self.callback,
        )
        history = {name: told for name, told in training.history.items() if name != "loss"}
        return training._replace(parameters=nearest[1].cpu().numpy().copy(), history=history)

    def _play(self, work: Work, pools: Pools) -> _Play:
        """Size both networks for a table, and packs for its classes."""
        held_out = pools.held_out
        kept = [np.setdiff1d(rows, np.concatenate(held_out)) for rows in work.rest if held_out]
        packs = Packs.of(pools.filled, kept or work.rest, self.pac, self.batch_size)
        self.pac_ = packs.pac
        shape = self._shape(work.coding, work.n_classes)
        critic = CriticShape(shape.width, work.n_classes, packs.pac, tuple(self.hidden_layer_sizes))
        return _Play.of(work, packs, Adversaries(shape, critic, self.gradient_penalty))

    def _at_rest(
        self, coding: Columns, n_classes: int, parameters: NDArray[np.float32], device: str
    ) -> TrainedGenerator:
        shape = self._shape(coding, n_classes)
        return TrainedGenerator(coding, shape, parameters, device, type(self).__name__)

    def _code_law(self, inputs: Inputs, class_code: int) -> CodeLaw:
        nothing = np.empty((0, self.latent_dim))
        return CodeLaw("prior", 1.0, nothing, nothing)


def _marked(columns: Columns) -> NDArray[np.float32]:
    """Return which number each mark is of, as ones in a matrix of shape (n_marks, n_numbers)."""
    each = np.eye(len(columns.curves), dtype=np.float32)
    return np.concatenate([each[columns.has_gaps], each[columns.has_atom]])
