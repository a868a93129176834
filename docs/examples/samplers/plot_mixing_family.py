"""
The mixing family, side by side
===============================

Mixing joins rows of any two classes. Under hard labels the base row has the greater weight; with
``labels="soft"`` every new row says how much of each class it is.
"""

import warnings

import matplotlib.pyplot as plt
from sklearn.datasets import make_moons

from oversample import BalancedMixup, CutMix, Mixup, Remix, SamplePairing
from oversample.exceptions import SoftLabelsWarning

# The labels are drawn from ``soft_labels_``; no pipeline gets to see ``y`` without them.
warnings.simplefilter("ignore", SoftLabelsWarning)

X, y = make_moons(n_samples=(120, 24), noise=0.15, random_state=3)

samplers = [
    Mixup(pairs="same", labels="soft", random_state=0),
    Mixup(labels="soft", random_state=0),
    Remix(labels="soft", random_state=0),
    BalancedMixup(labels="soft", random_state=0),
    SamplePairing(labels="soft", random_state=0),
    CutMix(labels="soft", random_state=0),
]

# %%
# The colour of a new row is the share of the rare class in its label.

figure, panels = plt.subplots(2, 3, figsize=(10, 6), sharex=True, sharey=True, layout="constrained")
for panel, sampler in zip(panels.flat, samplers, strict=True):
    X_new, _ = sampler.fit_resample(X, y)
    new = sampler.synthetic_mask_
    panel.scatter(*X[y == 0].T, s=12, facecolors="none", edgecolors="#7fa8d1")
    panel.scatter(*X[y == 1].T, s=22, color="#08306b", zorder=3)
    points = panel.scatter(
        *X_new[new].T,
        c=sampler.soft_labels_[new, 1],
        s=22,
        marker="X",
        cmap="cividis",
        vmin=0,
        vmax=1,
    )
    pairs = getattr(sampler, "partner", sampler.pairs)
    panel.set_title(f"{type(sampler).__name__}, pairs: {pairs}", fontsize="medium")
figure.colorbar(points, ax=panels, label="share of the rare class")
plt.show()
