"""
Probabilities after over-sampling
=================================

A model trained on a balanced table predicts as if every second row were rare. If resampling leaves
the distribution within each class unchanged, as copies do, Bayes' rule corrects that exactly.
"""

import matplotlib.pyplot as plt
from imblearn.pipeline import make_pipeline
from sklearn.calibration import calibration_curve
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import train_test_split

from oversample import PriorCorrectedClassifier, RandomOverSampler

X, y = make_classification(
    30_000, n_features=8, n_informative=5, weights=[0.93], flip_y=0.03, random_state=2
)
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)

balanced = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
models = {
    "as it is": LogisticRegression(),
    "after over-sampling": balanced,
    "corrected": PriorCorrectedClassifier(balanced),
}

# %%
# On the diagonal a probability means what it says.

styles = {
    "as it is": ("#08306b", "-", "o"),
    "after over-sampling": ("#d95f02", "--", "s"),
    "corrected": ("#1b7837", ":", "^"),
}
figure, panel = plt.subplots(figsize=(5.5, 5), layout="constrained")
panel.plot([0, 1], [0, 1], color="0.7", linewidth=0.8)
for name, model in models.items():
    score = model.fit(X_train, y_train).predict_proba(X_test)[:, 1]
    observed, predicted = calibration_curve(y_test, score, n_bins=12, strategy="quantile")
    color, line, marker = styles[name]
    label = f"{name}: Brier {brier_score_loss(y_test, score):.3f}"
    panel.plot(predicted, observed, line, marker=marker, color=color, label=label)
panel.set(xlabel="predicted probability", ylabel="observed share")
panel.legend()
plt.show()
