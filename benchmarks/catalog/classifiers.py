"""The registry of classifiers at the end of the pipeline."""

from __future__ import annotations

from benchmarks.catalog.registry import Registry
from benchmarks.protocol.classifier import Classifier

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
            # Rows that are held out to stop early would be synthetic ones, too.
            {"early_stopping": False},
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
        Classifier(
            "xgboost",
            "xgboost:XGBClassifier",
            # Without subsampling, as by default, nothing of it is random.
            {"n_jobs": 1, "tree_method": "hist"},
            {
                "learning_rate": [0.02, 0.05, 0.1, 0.3],
                "max_depth": [3, 6, 9],
                "min_child_weight": [1, 5, 10, 20],
                "reg_lambda": [0.0, 1.0, 10.0],
            },
        ),
        Classifier(
            "catboost",
            "catboost:CatBoostClassifier",
            # Else it writes a folder wherever it is run.
            {"thread_count": 1, "verbose": False, "allow_writing_files": False, "iterations": 300},
            {
                "learning_rate": [0.02, 0.05, 0.1, 0.2],
                "depth": [4, 6, 8],
                "random_strength": [0.0, 1.0, 5.0],
                "l2_leaf_reg": [1.0, 3.0, 10.0],
            },
        ),
    ],
)
