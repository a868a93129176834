"""Profiles: how much of the registries one run takes."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import CORE, GENERATORS, METHODS
from benchmarks.catalog.registry import Registry

STRONG = ("logistic-regression", "hist-gradient-boosting")
LEARNERS = (
    "logistic-regression",
    "k-nearest-neighbors",
    "decision-tree",
    "random-forest",
    "hist-gradient-boosting",
)
LARGE = ("sylva", "fars-possible", "fars-unknown", "flights-cancelled", "mnist-8-rare")

UNSATURATED = (
    "abalone9-18",
    "abalone-17_vs_7-8-9-10",
    "cm1",
    "kc1",
    "pc1",
    "ecoli1",
    "ecoli3",
    "flare-F",
    "glass2",
    "hepatitis",
    "led7digit-0-2-4-5-6-7-8-9_vs_1",
    "poker-8-9_vs_6",
    "winequality-red-4",
    "winequality-white-3_vs_7",
    "yeast3",
    "yeast4",
    "yeast6",
    "balance",
)
"""The small data sets that a plain random forest does not rank nearly without error.

Their separability is at most 0.97; on the others all arms are alike.
"""

REPEATING = (
    "cm1",
    "kc1",
    "pc1",
    "flare-F",
    "led7digit-0-2-4-5-6-7-8-9_vs_1",
    "winequality-red-4",
    "winequality-white-3_vs_7",
    "yeast3",
    "yeast4",
    "yeast6",
)
"""The unsaturated data sets of which a hundredth of the rows or more equal another one."""

ONE_A_FAMILY = (
    "abalone9-18",
    "cm1",
    "kc1",
    "pc1",
    "ecoli3",
    "flare-F",
    "glass2",
    "hepatitis",
    "led7digit-0-2-4-5-6-7-8-9_vs_1",
    "poker-8-9_vs_6",
    "winequality-red-4",
    "yeast4",
    "balance",
)
"""One unsaturated data set of each family, for runs of many fits a cell."""

JUDGED = (
    "none",
    "none-threshold",
    "none-threshold-f1",
    "class-weight",
    "neighbors-25",
    "leaves-10",
    "imblearn-under",
    "imblearn-balanced-forest",
    "imblearn-balanced-bagging",
    "imblearn-easy-ensemble",
    "imblearn-rus-boost",
    "oversample-random",
    "imblearn-smote",
    "oversample-smote",
    "oversample-smote-25",
    "oversample-smote-50",
    "oversample-borderline",
    "oversample-adasyn",
    "oversample-geometric",
    "oversample-prowsyn",
    "oversample-polynomial-mesh",
    "oversample-mgs",
    "oversample-copula",
    "oversample-mixup",
    "oversample-mixup-same",
)
"""Arms whose differences are published: of each kind one, and the peers that a critic names."""

EQUAL = (
    "none",
    "class-weight",
    "oversample-random",
    "oversample-smote",
    "oversample-smote-25",
    "oversample-borderline",
    "oversample-geometric",
    "oversample-polynomial-mesh",
    "oversample-mixup-same",
)
"""Arms that all choose their thresholds: of each kind one, as each cell takes six fits."""

TUNED = ("none", "oversample-smote", "oversample-geometric", "oversample-mixup-same")
"""Arms to be tuned, all with as many configurations: a cell of eight takes 25 fits."""


@dataclass(frozen=True)
class Profile:
    """A choice of data sets, methods and classifiers, by name.

    Attributes
    ----------
    name : str
        Unique name.
    datasets, methods, classifiers : tuple of str
        Names of the registries.
    n_repeats : int
        How often the data are split into folds.
    once : tuple of str
        Data sets that are large enough to be split only once.
    """

    name: str
    datasets: tuple[str, ...]
    methods: tuple[str, ...] = CORE
    classifiers: tuple[str, ...] = STRONG
    n_repeats: int = 1
    once: tuple[str, ...] = ()


PROFILES = Registry(
    "profile",
    [
        Profile(
            "smoke",
            datasets=("hepatitis", "new_thyroid1", "glass6", "ecoli3", "breast-cancer"),
        ),
        Profile(
            "quick",
            datasets=(
                "abalone9-18",
                "car-good",
                "ecoli3",
                "flare-F",
                "glass2",
                "hepatitis",
                "kddcup-land_vs_portsweep",
                "page-blocks0",
                "vowel0",
                "winequality-red-4",
                "yeast6",
                "digits-8",
                "breast-cancer",
            ),
        ),
        # Seconds a fold of each arm that trains a network: few data sets.
        Profile(
            "generators",
            datasets=("abalone9-18", "ecoli3", "page-blocks0", "vehicle0", "yeast4", "digits-8"),
            methods=("none", "oversample-smote", *GENERATORS),
        ),
        Profile(
            "wide",
            datasets=tuple(name for name in DATASETS if name not in LARGE),
            methods=tuple(name for name in METHODS if not METHODS[name].is_deep),
            classifiers=LEARNERS,
        ),
        Profile(
            "standard",
            datasets=UNSATURATED,
            methods=JUDGED,
            classifiers=LEARNERS,
            n_repeats=3,
        ),
        Profile(
            "equal",
            datasets=ONE_A_FAMILY,
            methods=EQUAL,
            classifiers=LEARNERS,
        ),
        # For --drop-duplicates, beside the same data sets of the standard run.
        Profile(
            "repeating",
            datasets=REPEATING,
            methods=EQUAL,
            classifiers=LEARNERS,
        ),
        # For --tune.
        Profile("tuned", datasets=ONE_A_FAMILY, methods=TUNED),
        Profile(
            "full",
            datasets=tuple(DATASETS),
            methods=tuple(METHODS),
            classifiers=tuple(CLASSIFIERS),
            n_repeats=5,
            once=LARGE,
        ),
    ],
)
