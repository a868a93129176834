"""The registry of classifiers at the end of the pipeline."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sklearn.calibration import CalibratedClassifierCV
from sklearn.utils.validation import has_fit_parameter

from benchmarks.registry import Registry
from benchmarks.specification import build


@dataclass(frozen=True)
class Classifier:
    """A classifier of the registry.

    Attributes
    ----------
    name : str
        Unique name.
    estimator : str
        Import path of the class, ``"package.module:Class"``.
    parameters : mapping
        Of the class, besides its seed; its defaults otherwise.
    space : mapping
        From the name of a parameter to the values that tuning tries.
    calibrated : bool
        Whether probabilities come from a sigmoid that is fitted on inner folds.
    most_rows : int, optional
        With more training rows after resampling a cell would take hours: it is skipped.
    """

    name: str
    estimator: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    space: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    calibrated: bool = False
    most_rows: int | None = None

    @property
    def package(self) -> str:
        """The top module of the class."""
        return self.estimator.partition(".")[0].partition(":")[0]

    def is_installed(self) -> bool:
        """Tell whether the package of the class is there."""
        return importlib.util.find_spec(self.package) is not None

    def build(self, seed: int, **changed: Any) -> Any:
        """Return a new classifier with ``predict_proba`` that uses one thread."""
        parameters = {**self.parameters, **changed}
        made = build(self.estimator, parameters, random_state=seed)
        return CalibratedClassifierCV(made, cv=3, ensemble=False) if self.calibrated else made

    def takes_weights(self) -> bool:
        """Tell whether the rows can be weighted."""
        return has_fit_parameter(self.build(0), "sample_weight")

    def identity(self) -> dict[str, Any]:
        """Return what its results depend on."""
        return asdict(self)


CLASSIFIERS = Registry(
    "classifier",
    [
        Classifier(
            "logistic-regression",
            "sklearn.linear_model:LogisticRegression",
            {"max_iter": 1000},
            {"C": [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]},
        ),
        Classifier(
            "k-nearest-neighbors",
            "sklearn.neighbors:KNeighborsClassifier",
            {},
            {"n_neighbors": [1, 3, 5, 9, 15, 25], "weights": ["uniform", "distance"]},
            most_rows=50_000,
        ),
        Classifier(
            "decision-tree",
            "sklearn.tree:DecisionTreeClassifier",
            {},
            {"max_depth": [3, 5, 10, None], "min_samples_leaf": [1, 3, 10, 30]},
        ),
        Classifier(
            "random-forest",
            "sklearn.ensemble:RandomForestClassifier",
            {"n_estimators": 50},
            {"max_features": ["sqrt", 0.3, 0.6, 1.0], "min_samples_leaf": [1, 2, 5, 10]},
        ),
        Classifier(
            "hist-gradient-boosting",
            "sklearn.ensemble:HistGradientBoostingClassifier",
            {},
            {
                "learning_rate": [0.02, 0.05, 0.1, 0.2],
                "max_leaf_nodes": [7, 15, 31],
                "min_samples_leaf": [5, 10, 20, 40],
                "l2_regularization": [0.0, 1.0, 10.0],
            },
        ),
        Classifier(
            "linear-svm",
            "sklearn.svm:LinearSVC",
            {"dual": False},
            {"C": [0.001, 0.01, 0.1, 1.0, 10.0]},
            calibrated=True,
        ),
        Classifier(
            "mlp",
            "sklearn.neural_network:MLPClassifier",
            {"hidden_layer_sizes": (64, 32), "max_iter": 100},
            {"alpha": [1e-5, 1e-4, 1e-3, 1e-2], "learning_rate_init": [0.0003, 0.001, 0.003]},
            most_rows=200_000,
        ),
        Classifier(
            "lightgbm",
            "lightgbm:LGBMClassifier",
            {"n_jobs": 1, "verbose": -1, "deterministic": True, "force_row_wise": True},
            {
                "learning_rate": [0.02, 0.05, 0.1, 0.2],
                "num_leaves": [7, 15, 31],
                "min_child_samples": [5, 10, 20, 40],
                "reg_lambda": [0.0, 1.0, 10.0],
            },
        ),
    ],
)
