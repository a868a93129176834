"""Losses of classifiers and their gradients in the row, in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logsumexp


class Surrogate(Protocol):
    """A fitted classifier that knows the gradient of its loss."""

    def loss_gradient(
        self, X: NDArray[np.float64], y: NDArray[np.integer]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the loss of each row, shape (n,), and its gradient in the row, shape of X."""


# What each activation does, and its derivative by what came out.
_ACTIVATIONS: dict[str, Any] = {
    "identity": (lambda z: z, np.ones_like),
    "relu": (lambda z: np.maximum(z, 0.0), lambda a: (a > 0).astype(np.float64)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "logistic": (expit, lambda a: a * (1 - a)),
}


@dataclass(frozen=True, eq=False)
class Network:
    r"""Layers of a network with a softmax at the end; without hidden layers, logistic regression.

    The loss is :math:`\log \sum_k e^{s_k} - s_y` of the scores of the last layer.

    Attributes
    ----------
    weights, biases : tuple of ndarrays
        Those of each layer; weights of shape (n_in, n_out).
    activation : str
        That of the hidden layers.
    """

    weights: tuple[NDArray[np.float64], ...]
    biases: tuple[NDArray[np.float64], ...]
    activation: str = "identity"

    @classmethod
    def of(cls, weights: Any, biases: Any, activation: str = "identity") -> Network:
        """Build a network; one score of two classes stands for the second, that of the first is 0.

        Parameters
        ----------
        weights, biases : sequences of array-likes
            Those of each layer; weights of shape (n_in, n_out).
        activation : str
            That of the hidden layers.
        """
        weights = [np.asarray(layer, dtype=np.float64) for layer in weights]
        biases = [np.asarray(layer, dtype=np.float64) for layer in biases]
        if weights[-1].shape[1] == 1:
            weights[-1] = np.hstack([np.zeros_like(weights[-1]), weights[-1]])
            biases[-1] = np.concatenate([[0.0], biases[-1]])
        return cls(tuple(weights), tuple(biases), activation)

    def loss_gradient(
        self, X: NDArray[np.float64], y: NDArray[np.integer]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the loss of each row and its gradient; see :class:`Surrogate`."""
        activate, derivative = _ACTIVATIONS[self.activation]
        layers = [X]
        for weights, biases in zip(self.weights[:-1], self.biases[:-1], strict=True):
            layers.append(activate(layers[-1] @ weights + biases))
        scores = layers[-1] @ self.weights[-1] + self.biases[-1]
        total = logsumexp(scores, axis=1)
        every = np.arange(len(X))
        gradient = np.exp(scores - total[:, np.newaxis])
        gradient[every, y] -= 1.0
        for depth in range(len(self.weights) - 1, -1, -1):
            gradient = gradient @ self.weights[depth].T
            if depth:
                gradient = gradient * derivative(layers[depth])
        return total - scores[every, y], gradient


def surrogate_of(model: Any) -> Surrogate:
    """Return the gradient of a fitted classifier.

    Parameters
    ----------
    model : LogisticRegression, MLPClassifier, or object with ``loss_gradient``
        Fitted to classes 0, 1, ...

    Returns
    -------
    Surrogate
        The model itself, or its layers.
    """
    if hasattr(model, "loss_gradient"):
        return cast("Surrogate", model)
    if hasattr(model, "coefs_"):
        return Network.of(model.coefs_, model.intercepts_, model.activation)
    return Network.of([model.coef_.T], [np.atleast_1d(model.intercept_)])


def has_gradient(model: Any) -> bool:
    """Return whether an unfitted classifier is of a kind whose gradient is known."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier

    return isinstance(model, LogisticRegression | MLPClassifier) or hasattr(model, "loss_gradient")
