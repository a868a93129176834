"""The base of samplers that train one network on mixed tables."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from os import PathLike
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample._contract import Rows
from oversample._params import CategoricalLike, MissingValues
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

    @classmethod
    def load(
        cls,
        path: str | PathLike[str],
        X: Any,
        y: Any,
        *,
        categorical_features: CategoricalLike = None,
        device: str = "auto",
    ) -> Self:
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
        categorical_features : None, "auto" or list, default=None
            The columns of categories, as in training.
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
        return cls._load(path, X, y, categorical_features=categorical_features, device=device)


def _outside(levels: NDArray[np.intp], n_levels: tuple[int, ...]) -> NDArray[np.float64]:
    """Return 0 for each level that some rows have, and minus infinity for others."""
    known = [np.isin(np.arange(n), levels[:, column]) for column, n in enumerate(n_levels)]
    return np.where(np.concatenate([np.empty(0, dtype=bool), *known]), 0.0, -np.inf)
