"""Samplers that can work in the space of a transformer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.utils import check_consistent_length
from sklearn.utils.validation import check_is_fitted

from oversample._contract import Rows, TargetLike
from oversample._params import has_methods, one_of
from oversample._table.encoded_rows import EncodedRows, fit_transform
from oversample._table.table import canonical_csr
from oversample._target import labels_for_estimators
from oversample.base import BaseOverSampler, Problem

Output = Literal["input", "features"]
"""Whether new rows are brought back from the space of a transformer."""

FEATURE_SPACE: dict[str, list[type | None]] = {
    "encoder": [has_methods("fit", "transform"), None],
    "output": [one_of(*get_args(Output))],
}
"""The parameters of samplers that can work in the space of a transformer."""


class EncoderMixin(BaseOverSampler):
    """An over-sampler that makes its rows of what a transformer makes of the table.

    With ``output="input"`` they are brought back to the columns of the table; with
    ``output="features"`` the result is the encoded table, longer.
    """

    encoder: Any
    output: Output

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """Return the names of the columns of the result.

        Parameters
        ----------
        input_features : array-like of str, optional
            The names of the columns of ``X``; by default those that ``fit`` saw.

        Returns
        -------
        ndarray of str
            Those of ``X``; with ``output="features"`` those that the encoder gives.
        """
        if self.encoder is None or self.output == "input":
            return super().get_feature_names_out(input_features)
        check_is_fitted(self, "encoder_")
        return self.encoder_.get_feature_names_out()

    def _make_encoder(self) -> Any:
        """Return an unfitted clone of the encoder, or None."""
        return None if self.encoder is None else clone(self.encoder)

    def _read(self, X: Any, y: Any) -> Problem:
        encoder = self._make_encoder()
        if encoder is None:
            return super()._read(X, y)
        if self.output == "features":
            return self._read_encoded(encoder, X, y)
        problem = super()._read(X, y)
        # Last, since fitting an encoder may take long.
        table = self._enter_space(encoder, problem.table, problem.target)
        return replace(problem, table=table)

    def _read_encoded(self, encoder: Any, X: Any, y: Any) -> Problem:
        """Read the encoded table instead of the table."""
        check_consistent_length(X, y)
        target = self._encode_target(y)
        self._count(target)
        own = canonical_csr(X) if sparse.issparse(X) else X
        table = self._encode(fit_transform(encoder, own, labels_for_estimators(target)))
        check_consistent_length(table.X, y)
        self.encoder_ = encoder
        return self._pose(table, target)

    def _enter_space(self, encoder: Any, table: Any, target: TargetLike) -> Rows:
        """Fit the transformer, and return the table seen through it."""
        rows = EncodedRows(table, encoder, labels_for_estimators(target), owner=type(self).__name__)
        self.encoder_ = encoder
        return rows


def gives_encoded_rows(sampler: Any) -> bool:
    """Return whether a sampler, or one inside it, gives rows in the space of an encoder."""
    parameters = sampler.get_params()
    return any(
        value == "features" and parameters.get(f"{name.removesuffix('output')}encoder") is not None
        for name, value in parameters.items()
        if name.split("__")[-1] == "output"
    )
