"""The base of samplers that train one network on the rows of all classes."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._problem import Problem
from oversample._random import Stream
from oversample.deep._interface import (
    FEW,
    rows_to_fill,
    rows_to_leave,
    training_stream,
    warn_of_few,
)
from oversample.deep._kept import KeepsNetwork
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


class NetworkOverSampler(KeepsNetwork, GenerativeOverSampler):
    """A sampler whose models of classes are one network, trained on the rows of all classes.

    A subclass says how cells are encoded (:meth:`_coding`), trains (:meth:`_train`), names the
    network at rest (:meth:`_at_rest`), and the model of a class that draws from it
    (:meth:`_fit_model`).
    """

    max_steps: int
    learning_rate: float
    callback: Callback | None

    _state: ClassVar[tuple[str, ...]] = (*GenerativeOverSampler._state, "network_")

    # Classes of fewer rows are warned of, and what their rows are to be compared with.
    _few: ClassVar[int] = FEW
    _instead: ClassVar[str] = "SMOTE"

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

    def _restore(self, problem: Problem, parameters: NDArray[np.float32], device: str) -> None:
        GenerativeOverSampler._prepare(self, problem)
        coding = self._coding(problem.table)
        self.network_ = self._at_rest(coding, len(problem.target.classes), parameters, device)
        for label in problem.n_new:
            cells, rng = ClassCells.of(problem, label), problem.streams.start()
            self.generators_[label] = self._fit_model(cells, problem.table, label, rng)
