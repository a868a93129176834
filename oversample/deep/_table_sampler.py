"""The base of samplers that train one network on mixed tables."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._params import MissingValues
from oversample._random import Stream
from oversample.deep._columns import Columns, Inputs
from oversample.deep._fitted import DecodedClass, Decoder
from oversample.deep._latent import CodeLaw
from oversample.deep._sampler import NetworkOverSampler
from oversample.generative.base import ClassCells


class TableNetworkOverSampler(NetworkOverSampler):
    """A sampler of mixed tables whose models of classes are one network.

    A subclass trains (:meth:`_train`), names the network at rest (:meth:`_at_rest`) and the law of
    its codes (:meth:`_code_law`).
    """

    hidden_layer_sizes: Sequence[int]
    missing_values: MissingValues
    early_stopping: bool

    @abstractmethod
    def _at_rest(
        self, coding: Columns, n_classes: int, parameters: NDArray[np.float32], device: str
    ) -> Decoder:
        """Return a trained network as arrays."""

    @abstractmethod
    def _code_law(self, inputs: Inputs, class_code: int) -> CodeLaw:
        """Return the law of the codes of a class, given its rows."""

    def _coding(self, table: Rows) -> Columns:
        return Columns.of(table.numeric, table.codes)

    def _fit_model(self, cells: ClassCells, table: Rows, label: Any, rng: Stream) -> DecodedClass:
        network: Decoder = self.network_
        class_code = self.problem_.target.code_of(label)
        inputs = network.columns.encode(cells.numbers, cells.codes)
        return DecodedClass(
            network,
            class_code,
            self._code_law(inputs, class_code),
            np.fmin.reduce(cells.numbers, axis=0),
            np.fmax.reduce(cells.numbers, axis=0),
            _outside(inputs.levels, network.shape.levels),
            takes_gaps=self.missing_values == "propagate",
            gaps=self.missing_values != "raise",
        )


def _outside(levels: NDArray[np.intp], n_levels: tuple[int, ...]) -> NDArray[np.float64]:
    """Return 0 for each level that some rows have, and minus infinity for others."""
    known = [np.isin(np.arange(n), levels[:, column]) for column, n in enumerate(n_levels)]
    return np.where(np.concatenate([np.empty(0, dtype=bool), *known]), 0.0, -np.inf)
