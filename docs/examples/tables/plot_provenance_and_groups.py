"""
Where new rows come from, and groups that must not leak
=======================================================

Rows of one patient belong together: a new row made of two patients must not be in a training fold
while one of them is in the test fold. ``plan_`` says which two rows every new row was made from.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.model_selection import GroupKFold

from oversample import SMOTE

X, y = make_classification(600, weights=[0.9], random_state=0)
patient = np.random.default_rng(0).integers(0, 60, len(y))

# %%
# Inside training folds nothing can leak, since the sampler sees no other row:

for training, test in GroupKFold(5).split(X, y, groups=patient):
    sampler = SMOTE(random_state=0)
    X_train, y_train = sampler.fit_resample(X[training], y[training])
    parents = patient[training][np.r_[sampler.plan_.base, sampler.plan_.partner]]
    assert not set(parents) & set(patient[test])

# %%
# ``groups`` are carried along: a new row is of the patient of its base row. ``plan_.replay`` does
# the same to anything else that has the same rows; here it says of which patient the partner is.

sampler = SMOTE(random_state=0)
sampler.fit_resample(X, y, groups=patient)
table = pd.DataFrame(
    {
        "new": sampler.synthetic_mask_,
        "patient": sampler.groups_,
        "second patient": sampler.plan_.replay(patient, how="partner"),
    }
)
table[table["new"]].head()

# %%
# The share of new rows that are mixtures of two patients:

new = table[table["new"]]
plt.figure(figsize=(4.6, 4.4), layout="constrained")
plt.scatter(new["patient"], new["second patient"], s=9)
plt.xlabel("patient of the base row")
plt.ylabel("patient of the partner")
plt.title("The two patients of each new row", fontsize="medium")
plt.show()
float((new["patient"] != new["second patient"]).mean())
