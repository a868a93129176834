"""The base of samplers of rows that are images: how tables are read, and what is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oversample._image_shape import check_image_shape
from oversample._problem import Problem
from oversample._tags import OverSamplerTags
from oversample.base import BaseOverSampler
from oversample.image.canvas import Canvas, ValueRangeLike
from oversample.image.sampling.table import ImageTable, read_pixels


class BaseImageOverSampler(BaseOverSampler):
    """A sampler of images: every row is one, flattened in C order with channels last."""

    image_shape: Sequence[int]
    value_range: ValueRangeLike

    # Pixels that move bring values to columns whose range does not hold them.
    _stays_in_class = False

    def _make_problem(self, X: Any, y: Any) -> Problem:
        problem = super()._make_problem(X, y)
        canvas = self._canvas(problem)
        self.image_shape_ = canvas.shape
        self.value_range_ = canvas.low, canvas.high
        return problem

    def _encode(self, X: Any) -> ImageTable:
        owner = type(self).__name__
        table = read_pixels(X, owner)
        shape = check_image_shape(self.image_shape, table.numeric.shape[1], owner)
        return ImageTable.of(table, Canvas.of(shape, table.numeric, self.value_range))

    @staticmethod
    def _canvas(problem: Problem) -> Canvas:
        """Return shape and value range of the images of a problem."""
        assert isinstance(problem.table, ImageTable)
        return problem.table.canvas

    def __sklearn_tags__(self) -> OverSamplerTags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        return tags
