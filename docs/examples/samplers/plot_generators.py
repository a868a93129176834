"""
Rows of models
==============

Each sampler fills the rare class (dark) of the same two-dimensional table with new rows (crosses),
from a model of the class instead of segments between two of its rows.
`The guide <../../guide/generators.html>`_ says what each of them assumes, and when it pays.
"""

import matplotlib.pyplot as plt
from sklearn.datasets import make_moons
from sklearn.mixture import GaussianMixture
from sklearn.neural_network import MLPClassifier

from oversample import (
    SMOTE,
    AdversarialOverSampler,
    ARFOverSampler,
    CARTOverSampler,
    GaussianCopulaOverSampler,
    GeneratorOverSampler,
    RandomOverSampler,
)

X, y = make_moons(n_samples=(160, 40), noise=0.15, random_state=3)


def show(samplers):
    """Draw a panel for each sampler; arrows lead to rows that have a parent."""
    n_rows = -(-len(samplers) // 3)
    _, panels = plt.subplots(
        n_rows, 3, figsize=(10, 3 * n_rows), sharex=True, sharey=True, layout="constrained"
    )
    for panel, (title, sampler) in zip(panels.flat, samplers.items(), strict=True):
        X_new, _ = sampler.fit_resample(X, y)
        new = X_new[sampler.synthetic_mask_]
        panel.scatter(*X[y == 0].T, s=12, facecolors="none", edgecolors="#7fa8d1")
        panel.scatter(*X[y == 1].T, s=24, color="#08306b", zorder=3)
        panel.scatter(*new.T, s=18, marker="x", color="#d95f02", linewidths=0.9)
        if title.startswith("adversarial"):
            for start, end in zip(X[sampler.plan_.base], new, strict=True):
                panel.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "#d95f02"})
        panel.set_title(title, fontsize="medium")
    plt.show()


# %%
# **Models of the class.** Smoothed copies are as wide as their kernel. A copula knows each column
# and one correlation of both, and no bend; a mixture of three normal laws has three pieces of it.
# Trees copy cells: those of CART, column by column, follow the bend, and those of a forest of
# independent leaves nearly do.

show(
    {
        "SMOTE": SMOTE(random_state=0),
        "smoothed copies": RandomOverSampler(shrinkage=0.5, random_state=0),
        "GaussianCopulaOverSampler": GaussianCopulaOverSampler(random_state=0),
        "GeneratorOverSampler of a mixture": GeneratorOverSampler(
            GaussianMixture(3, reg_covar=1e-3), random_state=0
        ),
        "CARTOverSampler": CARTOverSampler(random_state=0),
        "ARFOverSampler": ARFOverSampler(random_state=0),
    }
)

# %%
# **Adversarial rows.** Each new row has one parent, and is moved to where a classifier doubts it:
# logistic regression, whose doubt is a line; and a network, whose doubt is a curve.

network = MLPClassifier((16,), max_iter=2000, random_state=0)
show(
    {
        "adversarial, logistic regression": AdversarialOverSampler(epsilon=0.3, random_state=0),
        "adversarial, network": AdversarialOverSampler(network, epsilon=0.3, random_state=0),
        "adversarial, network, one step": AdversarialOverSampler(
            network, attack="fgsm", epsilon=0.3, random_state=0
        ),
    }
)
