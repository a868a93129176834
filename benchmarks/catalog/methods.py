"""The registry of methods: the arms that are compared on the same folds. One line adds one."""

from __future__ import annotations

from typing import Any

import imblearn.combine
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier

from benchmarks.catalog.registry import Registry
from benchmarks.protocol.method import Method
from benchmarks.protocol.needs import (
    AtMostRows,
    ImageRows,
    Installed,
    MinorityRows,
    NominalColumns,
    TwoClasses,
)

RATIOS = {"sampling_strategy": [0.25, 0.5, 1.0]}
NEIGHBORS = {**RATIOS, "k_neighbors": [3, 5, 7, 10]}

SMOTE_NEEDS = (MinorityRows(6),)
SVM_NEEDS = (*SMOTE_NEEDS, AtMostRows(30_000, "fits a kernel support vector machine"))
BOOSTING_NEEDS = (*SMOTE_NEEDS, AtMostRows(30_000, "fits a hundred deep trees to all rows"))
CLEANING_NEEDS = (*SMOTE_NEEDS, AtMostRows(100_000, "searches the neighbours of all rows"))

DEEP_NEEDS = (Installed.of("torch"), MinorityRows(8))

# With these words samplers say that there is nothing that their rule could work on.
UNDEFINED = (
    "No clusters found with sufficient samples",
    "No samples will be generated with the provided ratio settings",
    "All support vectors are considered as noise",
    "Not any neigbours belong to the majority class",
)


def ours(arm: str, sampler: str, **more: Any) -> Method:
    """Return the arm of one of our samplers, by default on the matrix and with five neighbours."""
    more = {"needs": SMOTE_NEEDS, "space": NEIGHBORS, "declines": UNDEFINED} | more
    if more.get("stage") == "image":
        more["needs"] = (ImageRows(), *more["needs"])
    return Method(f"oversample-{arm}", f"oversample:{sampler}", **more)


def deep(arm: str, sampler: str, **more: Any) -> Method:
    """Return the arm of a sampler that trains a network."""
    more = {"needs": DEEP_NEEDS, "space": RATIOS} | more
    if more.get("stage") == "image":
        more["needs"] = (ImageRows(), *more["needs"])
    return Method(f"oversample-{arm}", f"oversample.deep:{sampler}", **more)


def theirs(arm: str, sampler: str, **more: Any) -> Method:
    """Return the arm of a sampler of imbalanced-learn."""
    more = {"needs": SMOTE_NEEDS, "space": NEIGHBORS, "declines": UNDEFINED} | more
    home = "over_sampling"
    if sampler in imblearn.combine.__all__:
        home = "combine"
    elif sampler.endswith("UnderSampler"):
        home = "under_sampling"
    return Method(f"imblearn-{arm}", f"imblearn.{home}:{sampler}", **more)


def both(arm: str, sampler: str, **more: Any) -> list[Method]:
    """Return the arms of a sampler that both packages have, ours timed against its peer."""
    return [
        theirs(arm, sampler, **more),
        ours(arm, sampler, peer=f"imblearn-{arm}", **more),
    ]


METHODS = Registry(
    "method",
    [
        Method("none"),
        Method("none-threshold", threshold="balanced_accuracy", needs=(TwoClasses(),)),
        Method("none-threshold-f1", threshold="f1", needs=(TwoClasses(),)),
        Method("class-weight", weights="balanced"),
        theirs("under", "RandomUnderSampler", needs=(), space=RATIOS),
        Method(
            "imblearn-balanced-forest",
            ensemble="imblearn.ensemble:BalancedRandomForestClassifier",
            parameters={"n_estimators": 50},  # as many trees as the forest that it replaces
            instead_of="random-forest",
        ),
        *(
            Method(
                f"imblearn-{arm}",
                ensemble=f"imblearn.ensemble:{ensemble}",
                instead_of=replaced,
                needs=(MinorityRows(2),),
            )
            for arm, ensemble, replaced in (
                ("balanced-bagging", "BalancedBaggingClassifier", "decision-tree"),
                ("easy-ensemble", "EasyEnsembleClassifier", "hist-gradient-boosting"),
                ("rus-boost", "RUSBoostClassifier", "hist-gradient-boosting"),
            )
        ),
        # What the learner's own knobs buy, and no sampler.
        Method("neighbors-25", learner={"n_neighbors": 25}, instead_of="k-nearest-neighbors"),
        Method("leaves-10", learner={"min_samples_leaf": 10}, instead_of="decision-tree"),
        *both("random", "RandomOverSampler", needs=(), space=RATIOS),
        *both("smote", "SMOTE"),
        *both("borderline", "BorderlineSMOTE"),
        *both("svm", "SVMSMOTE", needs=SVM_NEEDS),
        *both("kmeans", "KMeansSMOTE", space=RATIOS),
        *both("adasyn", "ADASYN", space=RATIOS | {"n_neighbors": [3, 5, 7, 10]}),
        *both("enn", "SMOTEENN", needs=CLEANING_NEEDS, space=RATIOS),
        *both("tomek", "SMOTETomek", needs=CLEANING_NEEDS, space=RATIOS),
        *both(
            "smotenc",
            "SMOTENC",
            stage="table",
            parameters={"categorical_features": "auto"},
            needs=(*SMOTE_NEEDS, NominalColumns(numeric_too=True)),
        ),
        *both(
            "smoten",
            "SMOTEN",
            stage="table",
            needs=(*SMOTE_NEEDS, NominalColumns(numeric_too=False)),
        ),
        ours(
            "borderline-mixed",
            "BorderlineSMOTE",
            stage="table",
            parameters={"categorical_features": "auto"},
            needs=(*SMOTE_NEEDS, NominalColumns(numeric_too=True)),
        ),
        *(
            ours(
                f"smote-{100 * ratio:.0f}",
                "SMOTE",
                parameters={"sampling_strategy": ratio},
                needs=(*SMOTE_NEEDS, TwoClasses()),
                declines=(*UNDEFINED, f"'sampling_strategy'={ratio} asks for no new row"),
            )
            for ratio in (0.25, 0.5)
        ),
        ours("safe-level", "SafeLevelSMOTE"),
        ours("geometric", "GeometricSMOTE"),
        ours("ccr", "CCR", needs=CLEANING_NEEDS[1:], space=RATIOS),
        ours("rbccr", "RBCCR", needs=CLEANING_NEEDS[1:], space=RATIOS),
        ours("ipf", "IPF", space=RATIOS),
        ours("loras", "LoRAS", needs=(MinorityRows(5),), space=RATIOS),
        ours(
            "mwmote",
            "MWMOTE",
            needs=(*SMOTE_NEEDS, AtMostRows(30_000, "measures all distances within a class")),
        ),
        ours("polynomial", "PolynomialFit", needs=(MinorityRows(2),), space=RATIOS),
        ours(
            "polynomial-mesh",
            "PolynomialFit",
            parameters={"topology": "mesh"},
            needs=(MinorityRows(2),),
            space=RATIOS,
        ),
        ours("prowras", "ProWRAS"),
        ours("prowras-local", "ProWRAS", parameters={"scheme": "LLV"}),
        ours(
            "assembled",
            "AssembledSMOTE",
            needs=(*SMOTE_NEEDS, AtMostRows(30_000, "measures all distances within a border")),
        ),
        ours("prowsyn", "ProWSyn"),
        ours("simplicial", "SimplicialSMOTE"),
        ours("random-smote", "RandomSMOTE"),
        ours("distance-smote", "DistanceSMOTE"),
        ours("rwo", "RWO", needs=(), space=RATIOS),
        ours("smobd", "SMOBD"),
        ours("mgs", "MGS"),
        ours(
            "mgs-grf",
            "MGSGRF",
            stage="table",
            needs=(*SMOTE_NEEDS, NominalColumns(numeric_too=True)),
        ),
        ours("lvq-smote", "LVQSMOTE"),
        ours("smotewb", "SMOTEWB", needs=BOOSTING_NEEDS),
        ours("nras", "NRAS"),
        ours("copula", "GaussianCopulaOverSampler", needs=(MinorityRows(5),), space=RATIOS),
        ours("cart", "CARTOverSampler", needs=(MinorityRows(5),), space=RATIOS),
        ours("adversarial", "AdversarialOverSampler", needs=(), space=RATIOS),
        ours("arf", "ARFOverSampler", needs=(MinorityRows(5),), space=RATIOS),
        deep("vae", "VAEOverSampler"),
        deep("vae-image", "VAEOverSampler", stage="image"),
        deep("tabular-gan", "TabularGANOverSampler"),
        deep("deepsmote", "DeepSMOTE"),
        deep("dcgan", "DCGANOverSampler", stage="image"),
        deep("images-style", "StyleTransferOverSampler", stage="image"),
        deep("images-adversarial", "ImageAdversarialOverSampler", stage="image"),
        deep("neural", "NeuralAugmentation"),
        deep("neural-image", "NeuralAugmentation", stage="image"),
        deep("images-m2m", "M2m", stage="image"),
        ours(
            "mixture",
            "GeneratorOverSampler",
            parameters={"generator": GaussianMixture(2, reg_covar=1e-3)},
            needs=(MinorityRows(5),),
            space=RATIOS,
        ),
        ours("mixup", "Mixup", needs=(), space=RATIOS),
        ours("mixup-same", "Mixup", parameters={"pairs": "same"}, needs=(), space=RATIOS),
        ours("sample-pairing", "SamplePairing", needs=(), space=RATIOS),
        ours("remix", "Remix", needs=(), space=RATIOS),
        ours("balanced-mixup", "BalancedMixup", needs=(), space=RATIOS),
        ours("cutmix", "CutMix", needs=(), space=RATIOS),
        ours("cutmix-image", "CutMix", stage="image", needs=(), space=RATIOS),
        ours("moex", "MoEx", needs=(), space=RATIOS),
        ours("selective", "SelectiveOverSampler", space=RATIOS),
        ours("images", "ImageOverSampler", stage="image", needs=(), space=RATIOS),
        ours(
            "images-adaptive",
            "AdaptiveImageOverSampler",
            stage="image",
            parameters={"classifier": KNeighborsClassifier(3)},
            space=RATIOS,
        ),
    ],
)

GENERATORS = tuple(
    name
    for name, method in METHODS.items()
    if method.is_deep or name in ("oversample-copula", "oversample-cart", "oversample-arf")
)
"""Samplers whose rows come from a model, or are moved by one."""

CORE = (
    "none",
    "none-threshold",
    "none-threshold-f1",
    "class-weight",
    "imblearn-random",
    "oversample-random",
    "imblearn-smote",
    "oversample-smote",
)
"""The simplest arms of each kind: those of the small profiles."""
