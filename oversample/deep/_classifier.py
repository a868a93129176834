"""A classifier of images: a small network that is trained on labels, or one of the user's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.deep._asked import in_blocks
from oversample.deep._batches import Pools
from oversample.deep._features import FeatureNetwork, as_images
from oversample.deep._training import Callback, Training, train

Scores = Callable[[Any], Any]
"""Takes images of shape (n, channels, height, width), black 0 and white 1; returns a Tensor of
shape (n, n_classes), the logits of classes in the order of sorted labels."""

_BLOCK = 64
"""Images that a classifier is asked about at once."""


class Settings(Protocol):
    """The parameters of a training; see :class:`oversample.deep.StyleTransferOverSampler`."""

    max_steps: int
    batch_size: int
    learning_rate: float
    callback: Callback | None


def train_classifier(
    torch: Any,
    device: str,
    shape: FeatureNetwork,
    parameters: NDArray[np.float32],
    units_of: Callable[[NDArray[np.intp]], NDArray[np.float32]],
    codes: NDArray[np.integer],
    pools: Pools,
    rng: Stream,
    settings: Settings,
) -> Training:
    """Train the network to tell the classes of images.

    Parameters
    ----------
    torch : module
        The module torch.
    device : str
        Where it computes.
    shape : FeatureNetwork
        The measures of the network.
    parameters : ndarray of shape (n_parameters,), float32
        Its first parameters.
    units_of : callable
        Returns some rows of pixels, black 0 and white 1.
    codes : ndarray of shape (n_rows,)
        The class of each row.
    pools : Pools
        The rows that batches are drawn from, and held-out ones.
    rng : Stream
        Where they are drawn from.
    settings : Settings
        The sampler, whose parameters say how long it is trained.
    """

    def loss_of(network: Any, rows: NDArray[np.intp]) -> Any:
        images = as_images(torch, torch.tensor(units_of(rows), device=device), shape.image)
        classes = torch.tensor(codes[rows].astype(np.int64), device=device)
        logits = shape.logits(torch, network, images)
        return torch.nn.functional.cross_entropy(logits, classes)

    def losses_of(network: Any, step: int) -> dict[str, Any]:
        return {"loss": loss_of(network, pools.draw(settings.batch_size, rng))}

    def held_out(network: Any) -> float:
        return float(np.mean([float(loss_of(network, rows)) for rows in pools.held_out]))

    return train(
        torch,
        torch.tensor(parameters, device=device),
        losses_of,
        max_steps=settings.max_steps,
        learning_rate=settings.learning_rate,
        held_out=held_out if pools.held_out else None,
        callback=settings.callback,
    )


@dataclass(frozen=True, eq=False)
class ImageClassifier:
    """A trained classifier of images at rest: rows of pixels in, arrays out.

    Attributes
    ----------
    shape : FeatureNetwork
        The images and the number of classes; the measures of the network, where it is ours.
    parameters : ndarray of shape (n_parameters,), float32
        Its parameters; none of one of the user's own.
    own : callable or None
        The user's own network.
    device : str
        Where torch computes.
    owner : str
        The sampler, for messages.
    """

    shape: FeatureNetwork
    parameters: NDArray[np.float32]
    own: Scores | None
    device: str
    owner: str

    def scores(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the logit of each class, shape (n, n_classes), of rows of pixels, black 0."""

        def of_block(torch: Any, parameters: Any, rows: Any) -> tuple[Any, ...]:
            return (self._logits(torch, parameters, rows),)

        return self._in_blocks(of_block, X.astype(np.float32))[0]

    def loss_gradient(
        self, X: NDArray[np.float64], y: NDArray[np.integer]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the loss of each row and its gradient.

        Parameters
        ----------
        X : ndarray of shape (n, n_pixels)
            Images, flattened, black 0 and white 1.
        y : ndarray of shape (n,), int
            Their classes, as codes.

        Returns
        -------
        loss : ndarray of shape (n,)
            The cross-entropy.
        gradient : ndarray of shape (n, n_pixels)
            That of the loss of each row by its own pixels.
        """

        def losses(torch: Any, logits: Any, codes: Any) -> Any:
            return torch.nn.functional.cross_entropy(logits, codes[:, 0], reduction="none")

        return self._with_gradient(losses, X, y)

    def score_gradient(
        self, X: NDArray[np.float64], y: NDArray[np.integer]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the logit of one class for each row, and its gradient; see `loss_gradient`."""

        def logits_of(torch: Any, logits: Any, codes: Any) -> Any:
            return logits.gather(1, codes)[:, 0]

        return self._with_gradient(logits_of, X, y)

    def _with_gradient(
        self,
        values_of: Callable[[Any, Any, Any], Any],
        X: NDArray[np.float64],
        y: NDArray[np.integer],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        def of_block(torch: Any, parameters: Any, rows: Any, codes: Any) -> tuple[Any, ...]:
            with torch.enable_grad():
                logits = self._logits(torch, parameters, rows.requires_grad_(True))
                values = values_of(torch, logits, codes)
                # A sum: the gradient of an image is that of its own value.
                (gradient,) = torch.autograd.grad(values.sum(), rows)
            return values.detach(), gradient

        codes = y.astype(np.int64)[:, np.newaxis]
        values, gradient = self._in_blocks(of_block, X.astype(np.float32), codes)
        return values, gradient

    def _in_blocks(
        self, of_block: Callable[..., tuple[Any, ...]], *arrays: NDArray[Any]
    ) -> list[NDArray[np.float64]]:
        return in_blocks(
            self.owner, self.device, self.parameters, of_block, *arrays, block_size=_BLOCK
        )

    def _logits(self, torch: Any, parameters: Any, rows: Any) -> Any:
        images = as_images(torch, rows, self.shape.image)
        if self.own is None:
            return self.shape.logits(torch, parameters, images)
        logits = self.own(images)
        expected = len(rows), self.shape.n_classes
        if tuple(logits.shape) != expected:
            raise ValueError(
                f"{self.owner}: the surrogate must return the logits of {expected[1]} classes for "
                f"each of {expected[0]} images. Got a tensor of shape {tuple(logits.shape)}."
            )
        return logits
