"""The base of samplers that train a network to make rows between two rows of a class."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from oversample._dense import DenseRows
from oversample._problem import Problem
from oversample.deep._kept import MakesMoreRows
from oversample.smote.base import BaseSMOTE


class PairNetworkOverSampler(DenseRows, MakesMoreRows, BaseSMOTE):
    """A sampler of SMOTE's plans, of which a network that is trained on all classes makes rows.

    A subclass trains, and names the network at rest (:meth:`_at_rest`).
    """

    # What is done with the rows of a class, for messages.
    _deed: ClassVar[str]

    # What SMOTE means by these parameters, which these samplers have not.
    missing_values = "raise"
    scale = None
    small_class = "raise"

    @abstractmethod
    def _at_rest(self, problem: Problem, parameters: NDArray[np.float32], device: str) -> Problem:
        """Keep a trained network as arrays; return the problem as it is seen through it."""

    @property
    def _needed(self) -> int:
        return max(self._min_rows, self._k + 1)

    def _check_class_sizes(self, n_rows: Mapping[Any, int]) -> None:
        for label, n in n_rows.items():
            if n < self._needed:
                raise ValueError(
                    f"{type(self).__name__} {self._deed} the rows of a class, and class {label!r} "
                    f"has {n}: at least {self._needed} are needed with k_neighbors={self._k}. "
                    "Leave this class out of sampling_strategy, or fill it with "
                    "RandomOverSampler, or with SMOTE(small_class='reduce_k')."
                )

    def _settings(self) -> dict[str, Any]:
        if not isinstance(self.k_neighbors, int | np.integer):
            raise TypeError(
                f"A file of {type(self).__name__} holds numbers, and k_neighbors is an object: "
                "pass an int."
            )
        return super()._settings()

    def _pose_again(self, X: Any, y: Any) -> Problem:
        # A subclass may train where it reads a table.
        return BaseSMOTE._read(self, X, y)

    def _restore(self, problem: Problem, parameters: NDArray[np.float32], device: str) -> None:
        self.problem_ = self._at_rest(problem, parameters, device)
