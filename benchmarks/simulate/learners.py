"""The learners of both parts, small enough for thousands of fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

LEARNERS: dict[str, Callable[[int], Any]] = {
    "logistic regression": lambda seed: LogisticRegression(max_iter=1000),
    "5-NN": lambda seed: KNeighborsClassifier(),
    "tree": lambda seed: DecisionTreeClassifier(random_state=seed),
    # Early stopping would look at synthetic rows, and only in the arms that have any.
    "boosting": lambda seed: HistGradientBoostingClassifier(
        max_iter=40, early_stopping=False, random_state=seed
    ),
}
"""By name; a seed makes one."""
