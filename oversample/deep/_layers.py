"""Fully connected layers as pieces of one vector of parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream

Layer = tuple[int, int]
"""The number of inputs and of outputs of a layer."""


def chain(*widths: int) -> list[Layer]:
    """Return the layers between some widths."""
    return list(pairwise(widths))


def sizes_of(layers: Sequence[Layer]) -> list[int]:
    """Return the number of parameters of each piece: the weights of a layer, then its offsets."""
    return [size for fan_in, out in layers for size in (fan_in * out, out)]


def draw_layers(layers: Sequence[Layer], rng: Stream) -> NDArray[np.float64]:
    """Draw the first parameters: of each layer uniform within one over the root of its inputs."""
    pieces = [np.empty(0)]
    for fan_in, out in layers:
        bound = fan_in**-0.5
        pieces.append(rng.uniform(fan_in * out + out, -bound, bound))
    return np.concatenate(pieces)


def run_layers(
    torch: Any,
    pieces: Sequence[Any],
    layers: Sequence[Layer],
    row: Any,
    activation: Callable[[Any], Any] | None = None,
) -> Any:
    """Run rows through layers, one after the other.

    Parameters
    ----------
    torch : module
        The module torch.
    pieces : sequence of Tensors
        The parameters, as :func:`sizes_of` parts them.
    layers : list of (int, int)
        Inputs and outputs of each layer.
    row : Tensor of shape (n, inputs of the first layer)
        The rows.
    activation : callable, optional
        What comes between layers; by default ReLU.

    Returns
    -------
    Tensor of shape (n, outputs of the last layer)
    """
    activation = activation or torch.relu
    for number, (fan_in, out) in enumerate(layers):
        weight, offset = pieces[2 * number : 2 * number + 2]
        row = torch.nn.functional.linear(row, weight.view(out, fan_in), offset)
        if number < len(layers) - 1:
            row = activation(row)
    return row
