"""
The SMOTE family, side by side
==============================

Each sampler fills the rare class (dark) of the same two-dimensional table. The lines are the
segments of its plan: from the row that a new row starts from to its partner.
"""

# sphinx_gallery_thumbnail_number = 1
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from sklearn.datasets import make_moons

from oversample import (
    ADASYN,
    SMOTE,
    BorderlineSMOTE,
    GeometricSMOTE,
    RandomOverSampler,
    SafeLevelSMOTE,
)

X, y = make_moons(n_samples=(160, 24), noise=0.22, random_state=3)

samplers = [
    RandomOverSampler(shrinkage=0.3, random_state=0),
    SMOTE(random_state=0),
    BorderlineSMOTE(random_state=0),
    ADASYN(random_state=0),
    SafeLevelSMOTE(random_state=0),
    GeometricSMOTE(random_state=0),
]

# %%
# One panel a sampler: circles are rows of the table, crosses are new.

figure, panels = plt.subplots(2, 3, figsize=(10, 6), sharex=True, sharey=True, layout="constrained")
for panel, sampler in zip(panels.flat, samplers, strict=True):
    X_new, y_new = sampler.fit_resample(X, y)
    plan, new = sampler.plan_, sampler.synthetic_mask_
    segments = np.stack([X[plan.base], X[plan.partner]], axis=1)
    panel.add_collection(LineCollection(segments, colors="0.8", linewidths=0.6, zorder=0))
    panel.scatter(*X[y == 0].T, s=12, facecolors="none", edgecolors="#7fa8d1", label="frequent")
    panel.scatter(*X[y == 1].T, s=24, color="#08306b", label="rare", zorder=3)
    panel.scatter(*X_new[new].T, s=18, marker="x", color="#d95f02", linewidths=0.9, label="new")
    panel.set_title(type(sampler).__name__)
panels[0, 0].legend(loc="lower left", fontsize="small")
plt.show()

# %%
# Copies with noise leave the shape of the class; SMOTE fills its inside; BorderlineSMOTE and ADASYN
# work where the other class is near, SafeLevelSMOTE where it is not; GeometricSMOTE also goes
# beyond the segments. None of them knows more about the class than its 24 rows tell.
