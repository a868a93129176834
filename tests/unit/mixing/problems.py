"""Tables that the tests of the mixing family share."""

import numpy as np


def blobs(counts, width=4, seed=0, spread=1.0):
    """Normal rows of as many classes as there are counts, shuffled, a middle for each class."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    return spread * rng.normal(size=(len(y), width)) + 3.0 * y[:, np.newaxis], y


def fitted(sampler, X, y, **parameters):
    """Resample; give the sampler, the new rows and their labels."""
    sampler.set_params(**parameters)
    X_new, y_new = sampler.fit_resample(X, y)
    return sampler, X_new[len(X) :], y_new[len(y) :]
