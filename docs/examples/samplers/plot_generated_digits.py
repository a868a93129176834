"""
Digits by generators
====================

Eights of a class of 60, among all other digits: real ones, and the first new rows of samplers, none
chosen. SMOTE lies between two rows. A copula knows the grey of each pixel, and which pixels go
together, but no stroke. Networks have learned from all digits how strokes run; those of
the adversarial one of tables resemble each other, for which 60 real ones are few. The autoencoder
of tables draws each pixel on its own, that of images (``image_shape=(8, 8)``) does not. Two lines
have two real eights as parents: style transfer moves the pixels of one towards the style of the
other, neural augmentation mixes both and corrects the mixture; both leave what both eights have
alike. The last line has one real eight as parent, moved a little to where a network doubts it.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.datasets import load_digits

import oversample
from oversample import SMOTE, GaussianCopulaOverSampler

X, y = load_digits(return_X_y=True)
kept = np.concatenate([np.flatnonzero(y != 8), np.flatnonzero(y == 8)[:60]])
X, y = X[kept], y[kept]

shown = {"real rows": X[y == 8][:10]}
for sampler in (SMOTE, GaussianCopulaOverSampler):
    X_resampled, _ = sampler(sampling_strategy={8: 70}, random_state=0).fit_resample(X, y)
    shown[sampler.__name__] = X_resampled[len(X) :]

# %%
# The documentation is built without torch. The rows of samplers that need it are read from a file,
# which ``python docs/generated_digits.py`` has written. With torch they would be drawn as above:
# ``oversample.deep.VAEOverSampler(sampling_strategy={8: 70}, random_state=0)``.

docs = Path(oversample.__file__).parents[1] / "docs"
stored = pd.read_csv(docs / "images" / "generated_digits.csv")
for name, rows in stored.groupby("sampler", sort=False):
    shown[name] = rows.drop(columns="sampler").to_numpy()

# %%
# One line for each sampler:

figure, panels = plt.subplots(len(shown), 10, figsize=(8, 0.65 * len(shown)), layout="constrained")
for line, (name, images) in zip(panels, shown.items(), strict=True):
    for panel, image in zip(line, images, strict=True):
        panel.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=16)
        panel.set(xticks=[], yticks=[])
    line[0].set_ylabel(name, rotation="horizontal", ha="right", va="center")
plt.show()

# %%
# Sharp and varied pictures are not the measure of a sampler: what classifiers make of its rows is.
# The guide has both for tables, in :doc:`its page on generators </guide/generators>`.
