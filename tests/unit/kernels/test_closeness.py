"""Shares of closeness as a compiled loop: what NumPy gives."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from oversample._kernels.closeness import add_shares
from oversample.variants import _closeness


@pytest.mark.parametrize("n", [1, 4, 7, 50])
def test_weights_are_those_of_numpy(n):
    squared = np.random.default_rng(n).uniform(0, 3, size=(6, n))
    squared[2, 0] = -1e-17
    squared[3, 0] = 1e29
    weight, expected = np.full(n, 0.5), np.full(n, 0.5)
    add_shares(squared.copy(), 0.2, weight)
    _closeness.add_shares(squared.copy(), 0.2, expected)
    assert_allclose(weight, expected, rtol=1e-13)
    closeness = 1 / np.sqrt(np.maximum(squared, 0.2))
    share = closeness / closeness.sum(axis=1, keepdims=True)
    assert_allclose(weight - 0.5, (closeness * share).sum(axis=0), rtol=1e-12)
