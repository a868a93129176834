"""
Soft labels for classifiers that know only hard ones
====================================================

A mixture of a rare and a frequent row is neither. ``SoftLabelClassifier`` expresses that by
weights: each mixed row comes twice, once with either label, and the weights are the shares.
"""

import warnings

import imblearn.pipeline
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from oversample import Mixup, SoftLabelClassifier
from oversample.exceptions import SoftLabelsWarning

X, y = make_moons(n_samples=(200, 30), noise=0.25, random_state=4)

# %%
# The rows that the classifier is fitted with: those of Mixup, split. A warning reminds that a
# pipeline would lose their weights; here they are printed.

warnings.simplefilter("ignore", SoftLabelsWarning)
sampler = Mixup(labels="split", random_state=0)
X_split, y_split = sampler.fit_resample(X, y)
print("rows:", len(X), "->", len(X_split), " weights of new rows:", end=" ")
print(sampler.sample_weight_[sampler.synthetic_mask_][:4].round(2))

# %%
# The wrapper does that inside ``fit``, for any classifier that takes weights; it is an estimator
# like any other, also for grid searches.

models = {
    "plain": LogisticRegression(),
    "Mixup, hard labels": imblearn.pipeline.make_pipeline(
        Mixup(random_state=0), LogisticRegression()
    ),
    "Mixup, soft labels": SoftLabelClassifier(LogisticRegression(), Mixup(random_state=0)),
}
grid = np.stack(np.meshgrid(np.linspace(-2, 3, 150), np.linspace(-1.7, 2.2, 120)), axis=-1)

figure, panels = plt.subplots(1, 3, figsize=(11, 3.4), sharey=True, layout="constrained")
for panel, (name, model) in zip(panels, models.items(), strict=True):
    fitted = make_pipeline(PolynomialFeatures(5), StandardScaler(), model).fit(X, y)
    probability = fitted.predict_proba(grid.reshape(-1, 2))[:, 1].reshape(grid.shape[:2])
    filled = panel.contourf(
        grid[..., 0], grid[..., 1], probability, levels=np.linspace(0, 1, 11), cmap="cividis"
    )
    panel.contour(grid[..., 0], grid[..., 1], probability, levels=[0.5], colors="white")
    panel.scatter(*X[y == 0].T, s=10, facecolors="none", edgecolors="white", linewidths=0.7)
    panel.scatter(*X[y == 1].T, s=16, marker="x", color="#ff7f50")
    panel.set_title(name)
figure.colorbar(filled, ax=panels, label="probability of the rare class")
plt.show()
