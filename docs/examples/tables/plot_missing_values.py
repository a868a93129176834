"""
Missing values
==============

By default a missing number (NaN, None, NA) is an error that names the column. If your classifier
can take missing values, so can the SMOTE family: distances are taken over the cells that both rows
have.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from imblearn.pipeline import make_pipeline
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

from oversample import SMOTE

X, y = load_breast_cancer(return_X_y=True, as_frame=True)
X = X.mask(np.random.default_rng(0).random(X.shape) < 0.1)

try:
    SMOTE().fit_resample(X, y)
except ValueError as error:
    print(error)

# %%
# ``"present"`` takes the cell of the parent that has one; ``"propagate"`` leaves a gap where either
# parent has one, so that new rows miss more cells than old ones.

shares = {"the table": X.isna().to_numpy().mean()}
for missing_values in ("present", "propagate"):
    sampler = SMOTE(missing_values=missing_values, random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    shares[missing_values] = X_new[sampler.synthetic_mask_].isna().to_numpy().mean()
pd.Series(shares).plot.barh(xlabel="share of missing cells", figsize=(6, 2.2))
plt.tight_layout()
plt.show()

# %%
# In a Pipeline, with a classifier that takes missing cells:

model = make_pipeline(
    SMOTE(missing_values="present", random_state=0),
    HistGradientBoostingClassifier(max_iter=30, random_state=0),
)
cross_val_score(model, X, y, scoring="recall", cv=3).mean().round(3)
