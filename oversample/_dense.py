"""What samplers have in common whose new rows have numbers in every cell."""

from __future__ import annotations

from typing import Any, ClassVar

from scipy import sparse

from oversample._contract import Rows
from oversample._tags import OverSamplerTags
from oversample.base import BaseOverSampler


class DenseRows(BaseOverSampler):
    """Refuse sparse tables, and say so in the tags; named before other bases of over-samplers."""

    # Why no sparse table can hold what the sampler makes, for the message.
    _why_dense: ClassVar[str]

    def _encode(self, X: Any) -> Rows:
        if sparse.issparse(X):
            raise TypeError(
                f"{type(self).__name__} {self._why_dense}: sparse data is not supported. Pass a "
                "dense table, or use SMOTE."
            )
        return super()._encode(X)

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        return tags
