"""DeepSMOTE: SMOTE in the codes of an autoencoder, decoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Self, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._params import CategoricalLike, Grid, Threads, integer_from, one_of
from oversample._problem import Problem
from oversample._random import RandomStateLike, Stream
from oversample._strategy import StrategyLike
from oversample._table.encoded_rows import EncodedRows
from oversample._table.table import Table
from oversample.base import CATEGORIES, GRID, STRATEGY
from oversample.deep._autoencoder import Autoencoder, NetworkEncoder, Penalty, Rows, Shape
from oversample.deep._batches import Pools
from oversample.deep._columns import Columns
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
from oversample.generative.base import STATE
from oversample.generative.uniforms import pick
from oversample.plan import Plan
from oversample.smote.base import NEIGHBOR_CONSTRAINTS, ClassRows, plan_smote

_WEIGHT = 0.1
"""The weight of the penalty; more of it costs reconstruction."""


class DeepSMOTE(PairNetworkOverSampler):
    r"""SMOTE in the codes of an autoencoder that is trained on the rows of all classes.

    An encoder :math:`E` and a decoder :math:`D` minimise the error of :math:`D(E(x))` over the rows
    of all classes, half of each batch from those to be filled. A new row is ([1]_, algorithm 1)

    .. math:: x_{new} = D(E(x_i) + u \, (E(x_j) - E(x_i))), \qquad u \sim U(0, 1),

    where :math:`x_i` is a row of the class, drawn uniformly, and :math:`x_j` one of its
    ``k_neighbors`` nearest rows of the class, measured between codes: what
    ``SMOTE(encoder=...)`` makes with that network as the encoder.

    To the error of reconstruction the paper adds a penalty, "the difference between the permuted
    and the reconstructed". In its code rows and codes are permuted alike, and the encoder takes
    no part: that penalty is one more error of reconstruction, so that ``penalty="none"`` is what
    has been measured there. ``"cycle"`` is a penalty of what lies between rows, as the text
    promises. With :math:`z` between the codes of two rows of a class, it is a tenth of
    the mean of

    .. math:: |E(D(z)) - z|^2 \, / \, Var(E(x)).

    Columns of categories are not given to the network: they are voted on, as in
    :class:`oversample.SMOTE`, among the neighbours in the space of codes. Decoded numbers are
    brought into the range of the table. What the decoder blurs, new rows lack.

    Training takes seconds of one core, whatever the number of rows. torch runs one thread
    meanwhile; same seed, same rows holds for one version of torch on one type of processor.

    Parameters
    ----------
    sampling_strategy : str, float, dict or callable, default="auto"
        How many rows each class has afterwards; see :class:`oversample.BaseOverSampler`. Classes
        to be filled must have at least 8 rows and more than ``k_neighbors``; of fewer than 20 a
        warning tells.
    random_state : int, RandomState, Generator, SeedSequence or None, default=None
        The seed; see :class:`oversample.BaseOverSampler`. With an int, bases, partners and steps
        are those of SMOTE with the same neighbours. Global streams, those of torch too, are left
        alone but for NumPy's where it is None.
    k_neighbors : int or object, default=5
        The number of neighbours; see :class:`oversample.SMOTE`.
    penalty : {"none", "cycle"}, default="none"
        What is minimised beside the error of reconstruction.
    hidden_layer_sizes : tuple of int, default=(128, 64)
        The widths between row and code, in reverse between code and row.
    latent_dim : int, default=16
        The width of codes.
    max_steps : int, default=1500
        The number of steps.
    batch_size : int, default=128
        The rows of a step.
    learning_rate : float, default=0.001
        The size of steps.
    early_stopping : bool, default=True
        Whether training ends where the error of held-out rows has not fallen for 300 steps. Only
        where each class to be filled has 200 rows: of fewer, none can be spared.
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
    plan_ : Plan
        Base row, partner row and step, in the space of codes, of every new row. A replay
        interpolates the array that it is given; it decodes nothing.
    network_ : object
        The trained network: ``transform`` gives the codes of numbers, ``inverse_transform`` rows.
    history_ : dict of ndarrays of shape (n_steps,)
        ``"loss"`` of each step, and its parts ``"reconstruction"`` and, with a penalty,
        ``"penalty"``.
    n_steps_ : int
        The number of steps.
    stopped_by_ : {"steps", "no_change", "callback"}
        What has ended training.
    problem_ : Problem
        The table, as codes, and the target; with ``network_``, what :meth:`sample` needs.
    sampling_strategy_, nn_k_, synthetic_mask_, n_synthetic_, class_counts_, sample_weight_, groups_
        See :class:`oversample.SMOTE`.

    References
    ----------
    .. [1] D. Dablain, B. Krawczyk and N. V. Chawla, "DeepSMOTE: fusing deep learning and SMOTE for
       imbalanced data", IEEE Transactions on Neural Networks and Learning Systems 34, 6390-6404,
       2023.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.deep import DeepSMOTE
    >>> X = np.random.default_rng(0).normal(size=(90, 3))
    >>> sampler = DeepSMOTE(max_steps=50, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, [0] * 60 + [1] * 30)  # doctest: +SKIP
    >>> sampler.plan_  # doctest: +SKIP
    Plan(30 new rows, {1: 30}, from 17 base rows of 90)
    >>> sampler.sample(1, 2, random_state=0).shape  # doctest: +SKIP
    (2, 3)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **STRATEGY,
        "k_neighbors": NEIGHBOR_CONSTRAINTS,
        "penalty": [one_of(*get_args(Penalty))],
        "hidden_layer_sizes": [Widths],
        "latent_dim": [integer_from(1)],
        **TRAINING,
        **CATEGORIES,
        "n_jobs": [Threads, None],
        **GRID,
        **STATE,
    }

    _why_dense: ClassVar[str] = "decodes every number, zeros too"
    _deed: ClassVar[str] = "encodes"
    _saved: ClassVar[tuple[str, ...]] = (
        "k_neighbors",
        "penalty",
        "hidden_layer_sizes",
        "latent_dim",
        "grid",
    )

    # Whether a table that is read is encoded by a network that is trained on it.
    _trains: bool = True

    def __init__(
        self,
        *,
        sampling_strategy: StrategyLike = "auto",
        random_state: RandomStateLike = None,
        k_neighbors: int | Any = 5,
        penalty: Penalty = "none",
        hidden_layer_sizes: Sequence[int] = (128, 64),
        latent_dim: int = 16,
        max_steps: int = 1500,
        batch_size: int = 128,
        learning_rate: float = 1e-3,
        early_stopping: bool = True,
        device: str = "auto",
        callback: Callback | None = None,
        categorical_features: CategoricalLike = None,
        n_jobs: int | None = None,
        grid: Grid = "auto",
        keep_state: bool = False,
    ) -> None:
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.penalty = penalty
        self.hidden_layer_sizes = hidden_layer_sizes
        self.latent_dim = latent_dim
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.early_stopping = early_stopping
        self.device = device
        self.callback = callback
        self.categorical_features = categorical_features
        self.n_jobs = n_jobs
        self.grid = grid
        self.keep_state = keep_state

    def fit(self, X: Any, y: Any) -> Self:
        """Check the input and resolve the strategy, without training; see :class:`SMOTE`."""
        with self._call() as call:
            call._trains = False
            call._make_problem(X, y)
        return self

    def _read(self, X: Any, y: Any) -> Problem:
        # Here, and not before the first class is planned: what wraps a sampler makes its rows, too.
        problem = super()._read(X, y)
        return self._trained(problem) if self._trains else problem

    def _trained(self, problem: Problem) -> Problem:
        """Train a network; return the problem with its table as codes."""
        self._check_search("k_neighbors")
        filled = rows_to_fill(problem)
        self._check_class_sizes({label: len(rows) for label, rows in filled.items()})
        if not filled:
            return problem
        if not problem.table.numeric.shape[1]:
            raise ValueError(
                f"{type(self).__name__} encodes columns of numbers, and X has none: take SMOTEN."
            )
        warn_of_few(type(self).__name__, filled)
        torch = import_torch(type(self).__name__)
        device = check_device(torch, self.device)
        rng = training_stream(problem)
        rest = rows_to_leave(problem)
        pools = Pools.of(list(filled.values()), rest, self.early_stopping, rng)
        columns, shape = self._architecture(problem)
        with one_thread(torch):
            training = self._train(torch, device, columns, shape, problem, pools, rng)
        self.history_ = training.history
        self.n_steps_ = len(training.history["loss"])
        self.stopped_by_ = training.stopped_by
        self.problem_ = self._at_rest(problem, training.parameters, device)
        return self.problem_

    def _architecture(self, problem: Problem) -> tuple[Columns, Shape]:
        """Return how cells are encoded, and the widths of the network."""
        numbers = problem.table.numeric
        columns = Columns.of(numbers, np.empty((len(numbers), 0), dtype=np.int32))
        hidden = tuple(self.hidden_layer_sizes)
        return columns, Shape(numbers.shape[1], columns.n_marks, hidden, self.latent_dim)

    def _at_rest(self, problem: Problem, parameters: NDArray[np.float32], device: str) -> Problem:
        columns, shape = self._architecture(problem)
        table = problem.table
        assert isinstance(table, Table)
        low, high = table.numeric.min(axis=0), table.numeric.max(axis=0)
        ends = low.astype(np.float64), high.astype(np.float64)
        owner = type(self).__name__
        self.network_ = NetworkEncoder(columns, *ends, shape, parameters, device, owner)
        rows = EncodedRows(table, self.network_, problem.target.codes, owner=owner)
        return replace(problem, table=rows)

    def _given_problem(self) -> Problem:
        table = self.problem_.table
        assert isinstance(table, EncodedRows)
        return replace(self.problem_, table=table.table)

    def _train(
        self,
        torch: Any,
        device: str,
        columns: Columns,
        shape: Shape,
        problem: Problem,
        pools: Pools,
        rng: Stream,
    ) -> Training:
        """Train a network on the rows of all classes."""
        numbers, codes = problem.table.numeric, problem.target.codes
        inputs = columns.encode(numbers, np.empty((len(numbers), 0), dtype=np.int32))
        cells = [torch.tensor(block, device=device) for block in inputs[:3]]
        members = np.argsort(codes, kind="stable")
        sizes = np.bincount(codes)
        starts = np.cumsum(sizes) - sizes

        def rows_at(rows: NDArray[np.intp]) -> Rows:
            places = torch.tensor(rows, device=device)
            return Rows(*(block[places] for block in cells))

        def losses_of(parameters: Any, step: int) -> dict[str, Any]:
            network = Autoencoder(torch, shape, parameters)
            drawn = pools.draw(self.batch_size, rng)
            rows = rows_at(drawn)
            found = network.encode(rows.numbers, rows.marks)
            error = network.reconstruction(rows, found)
            if self.penalty == "none":
                return {"loss": error, "reconstruction": error}
            of_class = codes[drawn]
            chosen = pick(rng.uniform(len(drawn)), sizes[of_class])
            other = rows_at(members[starts[of_class] + chosen])
            uniform = rng.uniform(len(drawn)).astype(np.float32)[:, np.newaxis]
            others = network.encode(other.numbers, other.marks)
            penalty = network.cycle(found, others, torch.tensor(uniform, device=device))
            return {"loss": error + _WEIGHT * penalty, "reconstruction": error, "penalty": penalty}

        looks = [rows_at(rows) for rows in pools.held_out]

        def held_out(parameters: Any) -> float:
            network = Autoencoder(torch, shape, parameters)
            errors = [
                network.reconstruction(rows, network.encode(rows.numbers, rows.marks))
                for rows in looks
            ]
            return float(np.mean([float(error) for error in errors]))

        return train(
            torch,
            torch.tensor(shape.draw(rng), device=device),
            losses_of,
            max_steps=self.max_steps,
            learning_rate=self.learning_rate,
            held_out=held_out if looks else None,
            callback=self.callback,
        )

    def _plan(self, group: ClassRows, n_new: int, state: None) -> Plan:
        plan = plan_smote(group, n_new)
        assert isinstance(plan, Plan)
        return plan
