"""
In a Pipeline, with cross-validation
====================================

Resampling the whole table before splitting it puts near-copies of training rows into the test rows.
As a step of imbalanced-learn's ``Pipeline`` a sampler works on training folds only, and is left out
at prediction.
"""

import matplotlib.pyplot as plt
import pandas as pd
from imblearn.pipeline import make_pipeline
from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_validate
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from oversample import SMOTE

X, y = make_classification(
    3000, n_features=10, n_informative=4, weights=[0.96], flip_y=0.02, random_state=1
)
folds = StratifiedKFold(5, shuffle=True, random_state=0)
measures = ["recall", "precision", "average_precision"]

# %%
# The wrong way first. Every new row lies between two rows of the table, so that the neighbours of a
# test row were made from it.

X_leaky, y_leaky = SMOTE(random_state=0).fit_resample(X, y)
leaky = cross_validate(KNeighborsClassifier(), X_leaky, y_leaky, cv=folds, scoring=measures)

# %%
# The right way:

model = make_pipeline(StandardScaler(), SMOTE(random_state=0), KNeighborsClassifier())
honest = cross_validate(model, X, y, cv=folds, scoring=measures)

scores = pd.DataFrame(
    {
        "resampled before splitting": pd.DataFrame(leaky).mean(),
        "resampled in training folds": pd.DataFrame(honest).mean(),
    }
).filter(like="test_", axis=0)
scores.rename(lambda name: name.removeprefix("test_").replace("_", " ")).plot.bar(
    rot=0, ylim=(0, 1.3)
)
plt.show()
scores.round(3)

# %%
# Parameters of the sampler are tuned like any other, also the ratio: a dict of floats holds in
# every fold, however many rows it has.

search = GridSearchCV(
    model,
    {"smote__k_neighbors": [3, 9], "smote__sampling_strategy": [0.2, 0.5, {1: 1.0}]},
    cv=folds,
    scoring="average_precision",
)
search.fit(X, y)
search.best_params_
