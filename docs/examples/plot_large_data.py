"""
Many rows
=========

The neighbour search is exact, compiled and threaded; beyond some ten thousand rows of a class
``neighbors="approximate"`` may miss a few neighbours to be faster. How many it finds depends on the
data, and is easily measured.
"""

from time import perf_counter

import numpy as np
import pandas as pd

from oversample import SMOTE

rng = np.random.default_rng(0)
n_rows, n_rare, n_features = 90_000, 40_000, 20
factors = rng.normal(size=(n_rows, 4))
X = factors @ rng.normal(size=(4, n_features)) + 0.3 * rng.normal(size=(n_rows, n_features))
y = (np.arange(n_rows) < n_rare).astype(int)

# %%
# The first search in a fresh process compiles; time the second.

seconds, plans = {}, {}
for neighbors in ("exact", "approximate"):
    sampler = SMOTE(neighbors=neighbors, random_state=0)
    sampler.fit(X, y)
    sampler.fit_resample(X, y)
    start = perf_counter()
    sampler.fit_resample(X, y)
    seconds[neighbors] = perf_counter() - start
    plans[neighbors] = sampler.plan_
pd.Series(seconds, name="seconds").round(2)

# %%
# The same seed draws the same base rows, so the plans differ only where a neighbour was missed (or
# was found in another place of the order):

float((plans["exact"].partner == plans["approximate"].partner).mean())
