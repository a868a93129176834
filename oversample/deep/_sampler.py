"""The base of samplers that train one network on the rows of all classes."""

from __future__ import annotations

from abc import abstractmethod
from os import PathLike
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._problem import Problem
from oversample._random import Stream
from oversample._strategy import label_names
from oversample.deep._interface import (
    FEW,
    rows_to_fill,
    rows_to_leave,
    training_stream,
    warn_of_few,
)
from oversample.deep._saved import digest_of, read_saved, write_saved
from oversample.deep._torch import check_device, import_torch, one_thread
from oversample.deep._training import Callback, Training
from oversample.generative.base import ClassCells, GenerativeOverSampler


class Work(NamedTuple):
    """What a training starts from.

    Attributes
    ----------
    torch : module
        The module torch.
    device : str
        Where it computes.
    coding : object
        How cells are encoded; see :meth:`NetworkOverSampler._coding`.
    table : Rows
        All rows.
    codes : ndarray of shape (n_rows,)
        Their classes.
    n_classes : int
        The number of classes.
    filled, rest : list of ndarrays
        The rows of each class that is to be filled, and of each other.
    rng : Stream
        All chance of the training.
    """

    torch: Any
    device: str
    coding: Any
    table: Rows
    codes: NDArray[np.int32]
    n_classes: int
    filled: list[NDArray[np.intp]]
    rest: list[NDArray[np.intp]]
    rng: Stream


class NetworkOverSampler(GenerativeOverSampler):
    """A sampler whose models of classes are one network, trained on the rows of all classes.

    A subclass says how cells are encoded (:meth:`_coding`), trains (:meth:`_train`), names the
    network at rest (:meth:`_at_rest`), and the model of a class that draws from it
    (:meth:`_fit_model`).
    """

    max_steps: int
    learning_rate: float
    device: str
    callback: Callback | None

    network_: Any

    _min_rows: ClassVar[int] = 8
    _state: ClassVar[tuple[str, ...]] = (*GenerativeOverSampler._state, "network_")

    # Classes of fewer rows are warned of, and what their rows are to be compared with.
    _few: ClassVar[int] = FEW
    _instead: ClassVar[str] = "SMOTE"

    # The parameters that say how rows are drawn, which a file holds beside the network.
    _saved: ClassVar[tuple[str, ...]]

    @abstractmethod
    def _coding(self, table: Rows) -> Any:
        """Learn how the cells of a table are encoded."""

    @abstractmethod
    def _train(self, work: Work) -> Training:
        """Train a network; its parameters are those that stay."""

    @abstractmethod
    def _at_rest(
        self, coding: Any, n_classes: int, parameters: NDArray[np.float32], device: str
    ) -> Any:
        """Return a trained network as arrays, with an attribute ``parameters``."""

    def _prepare(self, problem: Problem) -> None:
        super()._prepare(problem)
        filled = rows_to_fill(problem)
        for label, rows in filled.items():
            self._check_size(len(rows), label)
        if not filled:
            return
        warn_of_few(type(self).__name__, filled, self._few, self._instead)
        torch = import_torch(type(self).__name__)
        device = check_device(torch, self.device)
        rng = training_stream(problem)
        table, codes = problem.table, problem.target.codes
        coding = self._coding(table)
        n_classes = len(problem.target.classes)
        own, rest = [*filled.values()], rows_to_leave(problem)
        work = Work(torch, device, coding, table, codes, n_classes, own, rest, rng)
        with one_thread(torch):
            training = self._train(work)
        self.network_ = self._at_rest(coding, n_classes, training.parameters, device)
        self.history_ = training.history
        self.n_steps_ = len(next(iter(training.history.values())))
        self.stopped_by_ = training.stopped_by

    def save(self, path: str | PathLike[str]) -> None:
        """Write the trained network to a file, which holds no cells and is not a pickle.

        Parameters
        ----------
        path : str or path-like
            The file; an older one is replaced once the new one is complete.

        Raises
        ------
        AttributeError
            If there is no network: before ``fit_resample``, or in a pickle without it.
        """
        network = self.network_
        settings = {name: getattr(self, name) for name in self._saved}
        write_saved(
            path, type(self).__name__, settings, digest_of(self.problem_), network.parameters
        )

    @classmethod
    def load(cls, path: str | PathLike[str], X: Any, y: Any, *, device: str = "auto") -> Self:
        """Read a network that :meth:`save` has written, for the table that it was trained on.

        The file holds no cells; what :meth:`sample` needs of them is learned from the table again.

        Parameters
        ----------
        path : str or path-like
            The file.
        X : array-like or DataFrame of shape (n_rows, n_features)
            The table that the network was trained on.
        y : array-like of shape (n_rows,)
            Its labels.
        device : str, default="auto"
            Where torch computes.

        Returns
        -------
        sampler
            One of which :meth:`sample` draws rows of every class with at least 8 rows.

        Raises
        ------
        ValueError
            If the file is of another kind, or the table is not that of training.
        """
        return cls._load(path, X, y, device=device)

    @classmethod
    def _load(cls, path: str | PathLike[str], X: Any, y: Any, **given: Any) -> Self:
        settings, digest, parameters = read_saved(path, cls.__name__)
        # JSON knows no tuples.
        for name, value in settings.items():
            given[name] = tuple(value) if isinstance(value, list) else value
        sampler = cls(**given)
        problem = sampler._make_problem(X, y)
        if digest_of(problem) != digest:
            raise ValueError(
                f"The network in {str(path)!r} was trained on another table than X and y: pass the "
                "rows and labels of training, in their order, and its categorical_features."
            )
        GenerativeOverSampler._prepare(sampler, problem)
        where = check_device(import_torch(cls.__name__), sampler.device)
        classes, coding = label_names(problem.target.classes), sampler._coding(problem.table)
        sampler.network_ = sampler._at_rest(coding, len(classes), parameters, where)
        for label in classes:
            cells = ClassCells.of(problem, label)
            if len(cells.rows) >= cls._min_rows:
                stream = problem.streams.start()
                model = sampler._fit_model(cells, problem.table, label, stream)
                sampler.generators_[label] = model
        return sampler
