"""
Variants of SMOTE, by what they assume
======================================

Each sampler fills the rare class (dark) of the same two-dimensional table, a figure for each
mechanism. `The guide <../../guide/variants.html>`_ says what each of them assumes.
"""

# sphinx_gallery_thumbnail_number = 2
import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_moons

import oversample
from oversample import CCR, IPF, RBCCR, SMOTE, SelectiveOverSampler
from oversample.exceptions import FallbackWarning
from oversample.smote import Dirichlet

X, y = make_moons(n_samples=(160, 24), noise=0.22, random_state=3)


def named(name, **parameters):
    """Make a sampler by its name, with a title."""
    notes = ", ".join(map(str, parameters.values()))
    title = f"{name} ({notes})" if notes else name
    return {title: getattr(oversample, name)(random_state=0, **parameters)}


def show(samplers):
    """Draw a panel for each sampler."""
    n_columns = min(3, len(samplers))
    n_rows = -(-len(samplers) // n_columns)
    _, panels = plt.subplots(
        n_rows,
        n_columns,
        figsize=(3.4 * n_columns, 3 * n_rows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for panel in panels.flat[len(samplers) :]:
        panel.set_visible(False)
    for panel, (title, sampler) in zip(panels.flat, samplers.items(), strict=False):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FallbackWarning)
            X_new, _ = sampler.fit_resample(X, y)
        new = sampler.synthetic_mask_
        moved = getattr(sampler, "moved_", np.zeros(len(X_new), dtype=bool))
        panel.scatter(*X[y == 0].T, s=12, facecolors="none", edgecolors="#7fa8d1")
        panel.scatter(*X[y == 1].T, s=24, color="#08306b", zorder=3)
        panel.scatter(*X_new[new].T, s=18, marker="x", color="#d95f02", linewidths=0.9)
        for start, end in zip(X[moved[: len(X)]], X_new[moved], strict=True):
            panel.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "#4575b4"})
        panel.set_title(title, fontsize="medium")
    plt.show()


# %%
# **Near the border, in levels.** Most new rows are where the other class is near.

show(
    named("ProWSyn")
    | named("ProWRAS")
    | named("MWMOTE")
    | named("AssembledSMOTE")
    | named("BorderlineSMOTE")
    | named("ADASYN")
)

# %%
# **Several parents.** The hull of neighbours, instead of segments between two of them.

show(
    named("SimplicialSMOTE")
    | named("LoRAS")
    | named("MGS")
    | named("RandomSMOTE")
    | named("DistanceSMOTE")
    | {"SMOTE (Dirichlet)": SMOTE(interpolation=Dirichlet(3), random_state=0)}
)

# %%
# **Curves and trends.** The star leads to the mean of the class, which here is outside of it.

show(
    named("PolynomialFit", topology="star")
    | named("PolynomialFit", topology="mesh")
    | named("PolynomialFit", topology="curve")
)

# %%
# **Noise-aware.** The rare rows that lie among the others get no new ones, or fewer.

show(
    named("SMOBD")
    | named("SMOTEWB")
    | named("NRAS")
    | {"IPF(SMOTE())": IPF(SMOTE(random_state=0), random_state=0)}
)

# %%
# **No partner.** Steps in each column, and surroundings that are moved elsewhere.

show(named("RWO") | named("LVQSMOTE") | named("RandomOverSampler", shrinkage=0.3))

# %%
# **Cleaning and spheres.** Arrows lead from where rows of the other class were to where they are.

show(
    {
        "CCR": CCR(energy=1.0, random_state=0),
        "CCR (clean=False)": CCR(energy=1.0, clean=False, random_state=0),
        "RBCCR": RBCCR(energy=1.0, gamma=0.5, random_state=0),
    }
)

# %%
# **Rejection.** New rows among the others are not taken.

show(
    {
        "SMOTE": SMOTE(random_state=0),
        'SelectiveOverSampler "safe"': SelectiveOverSampler(
            SMOTE(), "safe", factor=4, random_state=0
        ),
    }
)
