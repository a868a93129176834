"""
Over-sampling, then cleaning
============================

New rows can land among the other class. ``SMOTEENN`` and ``SMOTETomek`` remove rows there
afterwards, around any over-sampler.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons

from oversample import SMOTE, SMOTEENN, BorderlineSMOTE, SMOTETomek

X, y = make_moons(n_samples=(300, 40), noise=0.35, random_state=5)

samplers = {
    "SMOTE": SMOTE(random_state=0),
    "SMOTETomek": SMOTETomek(random_state=0),
    "SMOTEENN": SMOTEENN(random_state=0),
    "SMOTEENN of BorderlineSMOTE": SMOTEENN(smote=BorderlineSMOTE(random_state=0)),
}

figure, panels = plt.subplots(1, 4, figsize=(12, 3.4), sharey=True, layout="constrained")
for panel, (name, sampler) in zip(panels, samplers.items(), strict=True):
    X_new, y_new = sampler.fit_resample(X, y)
    panel.scatter(*X_new[y_new == 0].T, s=8, marker="o", facecolors="none", edgecolors="#7fa8d1")
    panel.scatter(*X_new[y_new == 1].T, s=10, marker="x", color="#d95f02")
    counts = np.bincount(y_new)
    panel.set_title(f"{name}\n{counts[0]} and {counts[1]} rows", fontsize="medium")
plt.show()

# %%
# Cleaning removes originals too: ``kept_indices_`` holds the rows that are left, and counts are
# below those of the strategy. That is the purpose of cleaning.

cleaned = samplers["SMOTEENN"]
n_originals_left = int((cleaned.kept_indices_ < len(X)).sum())
n_originals_left, len(X)
