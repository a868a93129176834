"""The loop in which a network is trained: steps of Adam, a history, and ways to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._progress import track

Callback = Callable[[int, Mapping[str, float]], Any]
"""Called after each step with its number, from 1, and its losses; a true answer ends training."""

StoppedBy = Literal["steps", "no_change", "callback"]
"""What has ended a training."""

_EVERY = 100
"""Steps from one look at the held-out rows to the next."""

_PATIENCE = 3
"""Looks without progress after which training ends."""

_PROGRESS = 1e-3
"""The least share by which a held-out loss must fall to be progress."""

DECAYS, TINY = (0.9, 0.999), 1e-8
"""The constants of Adam, as its authors recommend."""


class Mean:
    """The mean of the parameters of a generator, which swing from step to step.

    The mean of all, if steps are few; of the last, if they are many.

    Parameters
    ----------
    parameters : Tensor of shape (n_parameters,)
        Those before the first step.
    decay : float
        How much of the mean stays at each step, once there are many.
    """

    def __init__(self, parameters: Any, decay: float) -> None:
        self.now = parameters.clone()
        self._decay = decay

    def follow(self, parameters: Any, step: int) -> None:
        """Take in the parameters of a step, of which the first is 0."""
        self.now.lerp_(parameters.detach(), max(1 - self._decay, 1 / (step + 1)))


class Training(NamedTuple):
    """What came out of a training.

    Attributes
    ----------
    parameters : ndarray of shape (n_parameters,), float32
        Those of the last step, or of the best look at held-out rows.
    history : dict of ndarrays of shape (n_steps,)
        The losses of each step.
    stopped_by : str
        What ended it.
    """

    parameters: NDArray[np.float32]
    history: dict[str, NDArray[np.float64]]
    stopped_by: StoppedBy


def train(
    torch: Any,
    parameters: Any,
    losses_of: Callable[[Any, int], dict[str, Any]],
    *,
    max_steps: int,
    learning_rate: float,
    decays: tuple[float, float] = DECAYS,
    held_out: Callable[[Any], float] | None = None,
    look_from: int = 0,
    callback: Callback | None = None,
) -> Training:
    """Minimise a loss by Adam [1]_.

    Parameters
    ----------
    torch : module
        The module torch.
    parameters : Tensor of shape (n_parameters,)
        All parameters, one after the other; changed in place.
    losses_of : callable
        Takes the parameters and the number of the step, from 0; returns named losses, of which
        ``"loss"`` is minimised.
    max_steps : int
        The most steps.
    learning_rate : float
        The size of steps.
    decays : tuple of (float, float), default=(0.9, 0.999)
        The decay of the mean of gradients, and of that of their squares.
    held_out : callable, optional
        Takes the parameters and returns the loss of held-out rows. Training ends when it has not
        fallen for 300 steps, and the best parameters are kept.
    look_from : int, default=0
        The number of steps after which held-out losses count.
    callback : callable, optional
        See :data:`Callback`.

    Returns
    -------
    Training
        Parameters and history.

    Raises
    ------
    ValueError
        If the loss is no longer finite.

    References
    ----------
    .. [1] D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015.
    """
    decay, decay_of_squares = decays
    parameters.requires_grad_(True)
    mean, square = torch.zeros_like(parameters), torch.zeros_like(parameters)
    history: list[dict[str, float]] = []
    best, best_parameters, since_best = np.inf, None, 0
    stopped_by: StoppedBy = "steps"
    for step in track("training a network", range(max_steps)):
        losses = losses_of(parameters, step)
        (gradient,) = torch.autograd.grad(losses["loss"], parameters)
        history.append({name: float(value.detach()) for name, value in losses.items()})
        if not np.isfinite(history[-1]["loss"]):
            raise ValueError(
                f"The loss of the network is {history[-1]['loss']} at step {step + 1}: lower "
                f"learning_rate, which is {learning_rate}."
            )
        with torch.no_grad():
            mean.lerp_(gradient, 1 - decay)
            square.mul_(decay_of_squares).addcmul_(gradient, gradient, value=1 - decay_of_squares)
            size = learning_rate / (1 - decay ** (step + 1))
            root = (square / (1 - decay_of_squares ** (step + 1))).sqrt_().add_(TINY)
            parameters.addcdiv_(mean, root, value=-size)
        if callback is not None and callback(step + 1, dict(history[-1])):
            stopped_by = "callback"
            break
        if held_out is not None and step >= look_from and (step + 1) % _EVERY == 0:
            with torch.no_grad():
                found = held_out(parameters)
            if found < best - _PROGRESS * abs(best) or best_parameters is None:
                best, best_parameters, since_best = found, parameters.detach().clone(), 0
            else:
                since_best += 1
            if since_best == _PATIENCE:
                stopped_by = "no_change"
                break
    chosen = parameters.detach() if best_parameters is None else best_parameters
    told = {name: np.array([losses[name] for losses in history]) for name in history[0]}
    return Training(chosen.cpu().numpy().copy(), told, stopped_by)
