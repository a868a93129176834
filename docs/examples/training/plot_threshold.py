"""
Over-sampling or a threshold?
=============================

A classifier that gives probabilities can find more of the rare class in two ways: by training on a
balanced table, or by calling a row rare at a lower probability. For logistic regression they are
almost the same thing, and only one of them keeps the probabilities right.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, precision_recall_curve
from sklearn.model_selection import train_test_split

from oversample import SMOTE

X, y = make_classification(
    20_000, n_features=8, n_informative=5, weights=[0.95], flip_y=0.03, random_state=2
)
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)

plain = LogisticRegression().fit(X_train, y_train)
balanced = LogisticRegression().fit(*SMOTE(random_state=0).fit_resample(X_train, y_train))
probabilities = {
    "as it is": plain.predict_proba(X_test)[:, 1],
    "after SMOTE": balanced.predict_proba(X_test)[:, 1],
}

# %%
# Left: every point of a curve is a threshold. SMOTE moves the default of 0.5 (the mark) along it,
# and hardly lifts the curve. Right: what a probability of 0.5 means afterwards.

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
styles = {"as it is": ("#08306b", "-", "o"), "after SMOTE": ("#d95f02", "--", "s")}
for name, score in probabilities.items():
    color, line, marker = styles[name]
    precision, recall, threshold = precision_recall_curve(y_test, score)
    half = np.searchsorted(threshold, 0.5)
    area = average_precision_score(y_test, score)
    left.plot(recall, precision, line, color=color, label=f"{name}: average precision {area:.2f}")
    left.plot(recall[half], precision[half], marker, color=color, markersize=9)
    observed, predicted = calibration_curve(y_test, score, n_bins=10, strategy="quantile")
    brier = brier_score_loss(y_test, score)
    right.plot(
        predicted, observed, line, marker=marker, color=color, label=f"{name}: Brier {brier:.3f}"
    )
left.set(xlabel="recall", ylabel="precision")
right.plot([0, 1], [0, 1], color="0.6", linewidth=0.8)
right.set(xlabel="predicted probability", ylabel="observed share")
left.legend(loc="lower left")
right.legend(loc="upper left")
plt.show()
