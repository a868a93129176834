"""
Does it help on my table?
=========================

Whether a sampler finds more of the rare class than a moved threshold does is a question for your
own table. :func:`oversample.compare` asks it by the protocol of the benchmark: the same folds for
all, intervals that know that folds share rows, and a tuned threshold for every arm. By default the
folds are repeated; here they are drawn once.
"""

from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import oversample
from oversample.plots import ComparisonDisplay

X, y = load_breast_cancer(return_X_y=True, as_frame=True)
# One malignant case to some ten benign ones, of five measurements that tell them apart less well.
kept = (y == 1) | (y.groupby(y).cumcount() < 35)
X, y = X.loc[kept].filter(like="error").iloc[:, :5], y[kept].map({0: "malignant", 1: "benign"})

estimators = {
    "logistic regression": make_pipeline(StandardScaler(), LogisticRegression()),
    "tree": DecisionTreeClassifier(min_samples_leaf=5),
}
found = oversample.compare(X, y, estimators, ["random_over_sampler", "smote"], n_repeats=1)
found

# %%
# A sampler at 0.5 is compared with the classifier alone at 0.5, a tuned threshold with a tuned
# threshold. The last column, recall beyond none, is the recall that the classifier alone does not
# reach with as many false alarms. Where its interval holds zero, a threshold may do as well.

ComparisonDisplay.from_comparison(found)
