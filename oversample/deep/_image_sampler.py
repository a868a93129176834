"""The base of samplers that train a network on images, and make new ones of images of the table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._image_shape import ImageShape
from oversample._problem import Problem
from oversample.deep._features import FeatureNetwork
from oversample.deep._interface import rows_to_fill, warn_of_few
from oversample.deep._kept import MakesMoreRows
from oversample.deep._torch import check_device, import_torch, one_thread
from oversample.deep._training import Callback
from oversample.image.sampling.base import BaseImageOverSampler


class Trained(NamedTuple):
    """What came out of the training of one network or of several: parameters, and histories."""

    parameters: NDArray[np.float32]
    history: dict[str, NDArray[np.float64]]


class ImageNetworkOverSampler(MakesMoreRows, BaseImageOverSampler):
    """A sampler of images with parents, which a network that has seen all classes makes or moves.

    A subclass trains the network (:meth:`_train`) and names it at rest (:meth:`_at_rest`).
    """

    max_steps: int
    batch_size: int
    learning_rate: float
    early_stopping: bool
    callback: Callback | None

    _min_rows: ClassVar[int] = 1

    # The parameter that may be a network of the user's own.
    _may_be_own: ClassVar[str | None] = None

    @abstractmethod
    def _train(self, torch: Any, device: str, shape: FeatureNetwork, problem: Problem) -> Trained:
        """Train on the images of all classes."""

    @abstractmethod
    def _at_rest(self, shape: FeatureNetwork, parameters: NDArray[np.float32], device: str) -> Any:
        """Return a trained network, or the user's own, with an attribute ``parameters``."""

    @property
    def _own(self) -> Callable[[Any], Any] | None:
        """The user's own network."""
        given = None if self._may_be_own is None else getattr(self, self._may_be_own)
        return given if callable(given) else None

    def _prepare(self, problem: Problem) -> Any:
        """Train a network, or take the user's own, unless there is one."""
        self.history_: dict[str, NDArray[np.float64]] = {}
        filled, owner = rows_to_fill(problem), type(self).__name__
        if not filled or "network_" in vars(self):
            return
        self._check_class_sizes({label: len(rows) for label, rows in filled.items()})
        warn_of_few(owner, filled, instead="ImageOverSampler")
        torch = import_torch(owner)
        device, shape = check_device(torch, self.device), self._shape(problem)
        trained = Trained(np.empty(0, dtype=np.float32), {})
        if self._own is None:
            with one_thread(torch):
                trained = self._train(torch, device, shape, problem)
        self.history_ = trained.history
        self.network_ = self._at_rest(shape, trained.parameters, device)
        self.problem_ = problem

    def _shape(self, problem: Problem) -> FeatureNetwork:
        image = ImageShape(*self._canvas(problem).shape)
        return FeatureNetwork(image, len(problem.target.counts))

    def _settings(self) -> dict[str, Any]:
        if self._own is not None:
            raise TypeError(
                f"A file of {type(self).__name__} holds the network that it has trained, and "
                f"{self._may_be_own} is one of your own: save that one as torch does."
            )
        return super()._settings()

    def _restore(self, problem: Problem, parameters: NDArray[np.float32], device: str) -> None:
        self.network_ = self._at_rest(self._shape(problem), parameters, device)
        self.problem_ = problem
