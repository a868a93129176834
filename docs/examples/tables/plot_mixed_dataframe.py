"""
A DataFrame of mixed columns
============================

Whole numbers, flags, categories, text, dates with a zone and nullable columns in one table. The new
rows have the same dtypes, and your own rows come back as they were.
"""

import numpy as np
import pandas as pd

import oversample
from oversample import SMOTE
from oversample.plots import ColumnDisplay

rng = np.random.default_rng(0)
n = 400
late = rng.random(n) < 0.06
orders = pd.DataFrame(
    {
        "weight": np.exp(rng.normal(1, 0.5, n) + late).round(2),
        "items": pd.array(rng.poisson(3 + 2 * late), dtype="UInt8"),
        "express": rng.random(n) < np.where(late, 0.2, 0.5),
        "carrier": pd.Categorical(rng.choice(["north", "south", "air"], n, p=[0.5, 0.4, 0.1])),
        "town": pd.array(rng.choice(["Ulm", "Bonn", "Kiel"], n), dtype="string"),
        "ordered": pd.Timestamp("2026-03-01", tz="Europe/Berlin")
        + pd.to_timedelta(rng.integers(0, 90 * 24, n), unit="h"),
    }
)
orders.dtypes

# %%
# ``categorical_features="auto"`` goes by dtype: categories, text and flags are voted on by the
# neighbours, everything else is interpolated. ``scale="std"`` searches neighbours in units of each
# column's standard deviation, without changing the values.

sampler = SMOTE(categorical_features="auto", scale="std", random_state=0)
more_orders, more_late = sampler.fit_resample(orders, late)
more_orders[sampler.synthetic_mask_].head()

# %%
# The same dtypes, and identical first rows:

assert list(more_orders.dtypes) == list(orders.dtypes)
pd.testing.assert_frame_equal(more_orders[: len(orders)], orders)
pd.Series(more_late).value_counts()

# %%
# What new rows look like, column by column:

report = oversample.report(sampler, orders, late)
ColumnDisplay.from_report(report, columns=["weight", "items", "carrier"])
