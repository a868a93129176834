"""
Rare images
===========

Between two handwritten digits there is no digit, so interpolated pixels are blurred. An image of a
rare class, moved a little, is another image of that class.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score, precision_score, recall_score

from oversample import SMOTE, ImageOverSampler
from oversample.image import Affine, Compose, PiecewiseAffine

X, digit = load_digits(return_X_y=True)
y = digit == 3
rng = np.random.default_rng(0)
is_training = rng.random(len(y)) < 0.5
rare = rng.choice(np.flatnonzero(is_training & y), 10, replace=False)
training = np.r_[np.flatnonzero(is_training & ~y), rare]
test = np.flatnonzero(~is_training)

# %%
# Each new image has a draw of its own: turned by up to ten degrees, moved, scaled, and bent a
# little. A mirrored 3 is no 3, so there is no flip.

policy = Compose(
    [
        Affine(
            angle_range=(-10, 10),
            scale_range=(0.9, 1.1),
            x_translate_range=(-0.08, 0.08),
            y_translate_range=(-0.08, 0.08),
        ),
        PiecewiseAffine((0.0, 0.03)),
    ]
)
samplers = {
    "nothing": None,
    "SMOTE on pixels": SMOTE(random_state=0),
    "moved images": ImageOverSampler((8, 8), policy, random_state=0),
}

tables = {"nothing": (X[training], y[training])}
for name, sampler in samplers.items():
    if sampler is not None:
        tables[name] = sampler.fit_resample(X[training], y[training])

# %%
# The first new images of either kind, above each other:

figure, panels = plt.subplots(2, 8, figsize=(8, 2.4), layout="constrained")
for row, name in enumerate(("SMOTE on pixels", "moved images")):
    for panel, image in zip(panels[row], tables[name][0][len(training) :], strict=False):
        panel.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=16)
        panel.set_xticks([])
        panel.set_yticks([])
    panels[row, 0].set_ylabel(name.replace(" ", "\n", 1), rotation=0, ha="right", va="center")
plt.show()

# %%
# And how many of the threes a forest finds with them:

scores = {}
for name, (rows, labels) in tables.items():
    found = RandomForestClassifier(random_state=0).fit(rows, labels).predict(X[test])
    scores[name] = {
        "recall": recall_score(y[test], found),
        "precision": precision_score(y[test], found, zero_division=0),
        "F1": f1_score(y[test], found),
    }
pd.DataFrame(scores).T.round(2)
