"""The base of samplers that move the pixels of images by what a trained network says of them."""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeVar

from oversample._problem import Problem
from oversample.deep._image_sampler import ImageNetworkOverSampler
from oversample.deep._moved import Images

NetworkT = TypeVar("NetworkT")


class Movable(NamedTuple, Generic[NetworkT]):
    """What is moved, and by what.

    Attributes
    ----------
    images : Images
        All images.
    network : object
        The network at rest.
    """

    images: Images
    network: NetworkT


class MovingOverSampler(ImageNetworkOverSampler):
    """A sampler of images that are moved: each class gets :class:`Movable` of all classes."""

    def _prepare(self, problem: Problem) -> Movable[Any] | None:
        """Train what images are moved by, where it is needed, and read the images."""
        super()._prepare(problem)
        filled = any(problem.n_new.values())
        return Movable(self._images(problem), self.network_) if filled else None

    def _images(self, problem: Problem) -> Images:
        return Images.of(problem.table.numeric, problem.target.codes, self._canvas(problem))
