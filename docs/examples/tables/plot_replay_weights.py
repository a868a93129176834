"""
Weights, and a second modality, carried along
=============================================

Sample weights, raw images, embeddings: every array with one entry for each row can follow the
table. It is interpolated by the same plan, without new draws.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from oversample import SMOTE

digits = load_digits()
keep = np.r_[np.flatnonzero(digits.target != 8), np.flatnonzero(digits.target == 8)[:20]]
images, y = digits.images[keep], digits.target[keep] == 8
features = images.reshape(len(images), -1)
weights = np.where(images.mean(axis=(1, 2)) > 5, 1.0, 0.5)

# %%
# Weights do not influence which rows are made; they are carried to ``sample_weight_``:

sampler = SMOTE(sampling_strategy=0.3, random_state=0)
X_new, y_new = sampler.fit_resample(features, y, sample_weight=weights)
model = LogisticRegression(max_iter=5000).fit(X_new, y_new, sample_weight=sampler.sample_weight_)
sampler.sample_weight_[sampler.synthetic_mask_][:5].round(2)

# %%
# The images themselves were not resampled, but they can be, afterwards:

import matplotlib.pyplot as plt

more_images = sampler.plan_.replay(images)
plan, first = sampler.plan_, len(images)
figure, panels = plt.subplots(3, 6, figsize=(8, 4.2), layout="constrained")
for i in range(6):
    for row, image in enumerate(
        (images[plan.base[i]], more_images[first + i], images[plan.partner[i]])
    ):
        panels[row, i].imshow(image, cmap="gray_r", vmin=0, vmax=16)
        panels[row, i].set_xticks([])
        panels[row, i].set_yticks([])
for row, name in enumerate(("base", "new", "partner")):
    panels[row, 0].set_ylabel(name)
plt.show()
