"""All chance of a model as one block of uniform numbers, a row of it for each new row.

Drawn row by row from one stream, the first rows of many are the rows of few.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream

# Zero is drawn once in 2**53 times, and would be an infinite normal number.
_LEAST = 2.0**-54


def draw_uniforms(rng: Stream, n: int, width: int) -> NDArray[np.float64]:
    """Draw a block of shape (n, width), uniform in the open interval (0, 1)."""
    return np.maximum(rng.uniform(n * width).reshape(n, width), _LEAST)


def pick(uniform: NDArray[np.float64], n: int | NDArray[np.intp]) -> NDArray[np.intp]:
    """Turn uniform numbers into integers of ``[0, n)``, all alike probable."""
    # The product may round up to n.
    picked: NDArray[np.intp] = np.minimum((uniform * n).astype(np.intp), np.asarray(n) - 1)
    return picked
