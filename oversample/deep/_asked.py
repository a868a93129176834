"""Networks at rest: arrays in, arrays out, in blocks that are always of one size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample.deep._torch import import_torch, one_thread

BLOCK = 512
"""Rows that a network works on at once: always so many, filled up with zeros, so that what it
computes for a row does not depend on the number of rows."""


def in_blocks(
    owner: str,
    device: str,
    parameters: NDArray[np.float32],
    of_block: Callable[..., tuple[Any, ...]],
    *arrays: NDArray[Any],
    block_size: int = BLOCK,
) -> list[NDArray[np.float64]]:
    """Return what a network computes of some rows, as arrays.

    Parameters
    ----------
    owner : str
        The class whose parameter it is, for messages.
    device : str
        Where it computes.
    parameters : ndarray of shape (n_parameters,)
        All parameters.
    of_block : callable
        Takes torch, the parameters, and a block of rows of each array, all as tensors; returns
        tensors of as many rows.
    *arrays : ndarrays of shape (n, width)
        The rows.
    block_size : int, default=512
        The rows of a block.

    Returns
    -------
    list of ndarrays of shape (n, width)
    """
    torch, n_rows = import_torch(owner), len(arrays[0])
    found = []
    with one_thread(torch), torch.no_grad():
        vector = torch.tensor(parameters, device=device)
        for start in range(0, max(n_rows, 1), block_size):
            block = []
            for array in arrays:
                padded = np.zeros((block_size, array.shape[1]), dtype=array.dtype)
                rows = array[start : start + block_size]
                padded[: len(rows)] = rows
                block.append(torch.tensor(padded, device=device))
            outputs = of_block(torch, vector, *block)
            found.append([np.asarray(output.cpu().numpy(), float) for output in outputs])
    return [np.concatenate(blocks)[:n_rows] for blocks in zip(*found, strict=True)]
